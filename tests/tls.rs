//! TLS: who is trusted, and who is not.

use std::path::PathBuf;

use microcosm_postgres::testing::Server;
use microcosm_postgres::{Action, Config, Error, Service, SessionContext, SslMode, Statement};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

/// An authority with a certificate of its own, and that written to a file.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).expect("valid");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
        let file = std::env::temp_dir().join(format!("{name}-{}.pem", std::process::id()));
        std::fs::write(&file, issuer.pem()).expect("written");
        Self { issuer, file }
    }

    /// A server whose certificate, for `localhost` alone, is from this authority.
    fn server(&self) -> Server {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["localhost".to_owned()]).expect("valid");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Server::builder()
            .tcp()
            .certificate(certificate.pem(), key.serialize_pem())
            .launch()
            .expect("a server")
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// Whether a session on `server` is encrypted, or why there is none.
async fn encrypted(
    server: &Server,
    host: &str,
    sslmode: SslMode,
    authority: Option<&Authority>,
) -> Result<bool, Error> {
    static ENCRYPTED: Statement = Statement::new(
        Action { store: "Test", name: "encrypted", model: "pg_stat_ssl" },
        "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
        &[],
    );
    let service = Service::new("example").with_config(Config {
        host: Some(host.to_owned()),
        port: Some(server.port()),
        user: Some("postgres".into()),
        database: Some("postgres".into()),
        sslmode: Some(sslmode),
        sslrootcert: authority.map(|authority| authority.file.clone()),
        ..Config::default()
    });
    let context = SessionContext::connect(&service).await?;
    let (encrypted,) = context.session().await?.fetch_one(&ENCRYPTED, &[]).await?;
    Ok(encrypted)
}

#[tokio::test]
async fn only_the_right_server_is_trusted() {
    let (ours, others) = (Authority::new("ours"), Authority::new("others"));
    let (ours, server) = tokio::task::spawn_blocking(move || (ours.server(), ours))
        .await
        .map(|(a, b)| (b, a))
        .expect("no panic");
    let verify = async |host, authority| {
        encrypted(&server, host, SslMode::VerifyFull, Some(authority)).await
    };
    assert!(verify("localhost", &ours).await.expect("trusted"));

    let error = verify("localhost", &others).await.expect_err("another authority");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("UnknownIssuer"), "{text}");
    assert!(text.contains("set EXAMPLE__POSTGRES__SSLROOTCERT"), "{text}");

    let error = verify("127.0.0.1", &ours).await.expect_err("another host");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert!(error.to_string().contains("not valid for name"), "{error}");

    // The system knows nothing of that authority.
    let error =
        encrypted(&server, "localhost", SslMode::VerifyFull, None).await.expect_err("unknown");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");

    for sslmode in [SslMode::Require, SslMode::Prefer] {
        assert!(encrypted(&server, "127.0.0.1", sslmode, None).await.expect("not verified"));
    }
    assert!(!encrypted(&server, "127.0.0.1", SslMode::Disable, None).await.expect("plain"));
    assert!(!encrypted(&server, server.host(), SslMode::Require, None).await.expect("a socket"));
}

#[tokio::test]
async fn plain_text_is_refused_where_encryption_is_asked_for() {
    let launch = || Server::builder().tcp().launch();
    let server = tokio::task::spawn_blocking(launch).await.expect("no panic").expect("a server");
    for sslmode in [SslMode::Require, SslMode::VerifyFull] {
        let error = encrypted(&server, "127.0.0.1", sslmode, None).await.expect_err("no TLS");
        assert!(matches!(error, Error::Configuration(_)), "{error:?}");
        assert!(error.to_string().contains("server does not support TLS"), "{error}");
    }
    assert!(!encrypted(&server, "127.0.0.1", SslMode::Prefer, None).await.expect("plain"));
}

#[tokio::test]
async fn a_file_without_certificates_is_refused() {
    let service = Service::new("example").with_config(Config {
        sslmode: Some(SslMode::VerifyFull),
        sslrootcert: Some("Cargo.toml".into()),
        ..Config::default()
    });
    let error = SessionContext::connect(&service).await.expect_err("no certificate");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "sslrootcert `Cargo.toml`: it holds no certificate in PEM format"
    );
}
