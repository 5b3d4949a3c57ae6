//! What cannot be connected to says so, and what to do about it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use microcosm_postgres::testing::Server;
use microcosm_postgres::{Config, Error, Service, SessionContext};

/// The error of a service that is configured like this.
async fn refusal(config: Config) -> Error {
    let service = Service::new("example").with_config(config);
    SessionContext::connect(&service).await.expect_err("no connection")
}

/// A listener on a free port of this machine, and the configuration that leads there.
fn listener() -> (TcpListener, Config) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let config = Config {
        host: Some("127.0.0.1".into()),
        port: Some(port),
        connect_timeout: Some(Duration::from_millis(300)),
        ..Config::default()
    };
    (listener, config)
}

#[tokio::test]
async fn nobody_listens() {
    let (listener, config) = listener();
    drop(listener);
    let error = refusal(config.clone()).await;
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    let text = error.to_string();
    let place = format!("127.0.0.1:{}", config.port.expect("a port"));
    assert!(text.starts_with(&format!("cannot connect to the server at {place}: ")), "{text}");
    assert!(text.ends_with(
        "start the server, or set EXAMPLE__POSTGRES__HOST and EXAMPLE__POSTGRES__PORT to where it is"
    ));
}

#[tokio::test]
async fn nobody_answers() {
    let (_listener, config) = listener();
    let error = refusal(config).await;
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.to_string().contains("did not answer within 300ms"), "{error}");
}

#[tokio::test]
async fn something_else_answers() {
    let (listener, config) = listener();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let error = refusal(config).await;
    assert!(matches!(error, Error::Unavailable(_) | Error::Timeout(_)), "{error:?}");
}

/// A server that speaks the protocol well enough to say that it is too old.
#[tokio::test]
async fn an_old_server_is_refused() {
    let (listener, config) = listener();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2) {
            let mut stream = stream.expect("a client");
            let mut request = [0; 8];
            stream.read_exact(&mut request).expect("a request");
            if request == [0, 0, 0, 8, 4, 210, 22, 47] {
                stream.write_all(b"N").expect("no TLS");
                stream.read_exact(&mut request).expect("a request");
            }
            let mut answer = b"R\0\0\0\x08\0\0\0\0".to_vec();
            let status = b"server_version\09.6.24\0";
            answer.push(b'S');
            answer.extend(u32::try_from(status.len() + 4).expect("short").to_be_bytes());
            answer.extend(status);
            answer.extend(b"Z\0\0\0\x05I");
            stream.write_all(&answer).expect("a client that listens");
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    let error = refusal(config).await;
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("is PostgreSQL 9.6.24: 14 is the oldest supported"), "{text}");
}

/// A server that asks for passwords, with the user `example` whose password is `right`.
fn server_with_passwords() -> Server {
    let rules = std::env::temp_dir().join(format!("pg_hba-{}.conf", std::process::id()));
    std::fs::write(&rules, "local all postgres trust\nlocal all all scram-sha-256\n")
        .expect("written");
    let server =
        Server::builder().setting("hba_file", rules.to_string_lossy()).launch().expect("a server");
    std::fs::remove_file(rules).expect("removed");
    server
}

#[tokio::test]
async fn passwords_users_and_databases() {
    let server = tokio::task::spawn_blocking(server_with_passwords).await.expect("no panic");
    let at = |user: &str, database: &str, password: Option<&str>| Config {
        host: Some(server.host().to_owned()),
        user: Some(user.to_owned()),
        database: Some(database.to_owned()),
        password: password.map(Into::into),
        ..Config::default()
    };
    let service = Service::new("example").with_config(at("postgres", "postgres", None));
    let admin = SessionContext::connect(&service).await.expect("trusted");
    let session = admin.session().await.expect("a session");
    session.batch("CREATE ROLE example LOGIN PASSWORD 'right'").await.expect("created");

    let error = refusal(at("example", "postgres", Some("wrong"))).await;
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert_eq!(error.sqlstate(), Some("28P01"));
    let text = error.to_string();
    assert!(
        text.contains("set EXAMPLE__POSTGRES__PASSWORD to the password of user `example`"),
        "{text}"
    );
    assert!(!text.contains("wrong") && !format!("{error:?}").contains("wrong"));

    let error = refusal(at("example", "postgres", None)).await;
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert!(error.to_string().contains("set EXAMPLE__POSTGRES__PASSWORD"), "{error}");

    let error = refusal(at("example", "example_db", Some("right"))).await;
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert_eq!(error.sqlstate(), Some("3D000"));
    assert!(
        error.to_string().contains("create database `example_db` owned by `example`"),
        "{error}"
    );

    let service = Service::new("example").with_config(at("example", "postgres", Some("right")));
    SessionContext::connect(&service).await.expect("connected");
}

#[tokio::test]
async fn names_that_cannot_be_are_refused() {
    let service = Service::new("My-Service");
    let error = SessionContext::connect(&service).await.expect_err("no name");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
}
