//! What can be configured in code, and `environment`, by variables.

mod environment;

use std::path::PathBuf;
use std::time::Duration;

use crate::secret::Secret;

/// Settings given in code. What is `None` follows the conventions.
///
/// The environment overrides each: for the service `example`, `EXAMPLE__POSTGRES__HOST`, and `PORT`,
/// `DATABASE`, `USER`, `PASSWORD`, `PASSWORD_FILE`, `SSLMODE`, `SSLROOTCERT`, `POOL_SIZE`,
/// `POOL_TIMEOUT`, `CONNECT_TIMEOUT` (seconds) likewise.
///
/// ```
/// use microcosm_postgres::{Config, Service};
///
/// let service = Service::new("example").with_config(Config {
///     host: Some("db.internal".into()),
///     password: Some("from the vault".into()),
///     ..Config::default()
/// });
/// assert!(!format!("{service:?}").contains("vault"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Host name, address, or the absolute path of a socket's folder. Default: `localhost`.
    pub host: Option<String>,
    /// Default: 5432.
    pub port: Option<u16>,
    /// Default: by convention, `{service}_db`.
    pub database: Option<String>,
    /// Default: by convention, `{service}`.
    pub user: Option<String>,
    /// Default: none is sent.
    pub password: Option<Secret>,
    /// Default: [`SslMode::Prefer`].
    pub sslmode: Option<SslMode>,
    /// A file of PEM certificates to trust in place of the system's.
    pub sslrootcert: Option<PathBuf>,
    /// Connections of the pool at most. Default: 10.
    pub pool_size: Option<usize>,
    /// How long to wait for a free connection. Default: 2 s.
    pub pool_timeout: Option<Duration>,
    /// How long to wait for a new connection. Default: 5 s.
    pub connect_timeout: Option<Duration>,
}

/// How the connection is protected, in the terms of libpq's `sslmode` (PostgreSQL manual, 32.19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    /// Not at all.
    Disable,
    /// Encrypted if the server offers it; the server is not verified.
    Prefer,
    /// Encrypted; the server is not verified.
    Require,
    /// Encrypted, the server's certificate is trusted and names its host.
    VerifyFull,
}

impl SslMode {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "disable" => Some(Self::Disable),
            "prefer" => Some(Self::Prefer),
            "require" => Some(Self::Require),
            "verify-full" => Some(Self::VerifyFull),
            _ => None,
        }
    }
}

impl Config {
    /// `self` where it says something, else `other`.
    #[must_use]
    pub(crate) fn or(self, other: Config) -> Config {
        // A password from one source is not for the user or host of another, but overriding the host
        // alone (a test machine's, a replica's) is what the environment is for.
        Config {
            host: self.host.or(other.host),
            port: self.port.or(other.port),
            database: self.database.or(other.database),
            user: self.user.or(other.user),
            password: self.password.or(other.password),
            sslmode: self.sslmode.or(other.sslmode),
            sslrootcert: self.sslrootcert.or(other.sslrootcert),
            pool_size: self.pool_size.or(other.pool_size),
            pool_timeout: self.pool_timeout.or(other.pool_timeout),
            connect_timeout: self.connect_timeout.or(other.connect_timeout),
        }
    }
}
