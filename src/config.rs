//! What can be configured in code, and `environment`, by variables.

mod environment;

use std::path::PathBuf;
use std::time::Duration;

use crate::secret::Secret;

/// Settings given in code. What is `None` follows the conventions.
///
/// The environment overrides each: for the service `example`, `EXAMPLE__POSTGRES__HOST`, and `PORT`,
/// `DATABASE`, `USER`, `PASSWORD`, `PASSWORD_FILE`, `SSLMODE`, `SSLROOTCERT`, `POOL_SIZE`,
/// `POOL_TIMEOUT`, `CONNECT_TIMEOUT`, `STATEMENT_TIMEOUT`, `LOCK_TIMEOUT`, `ANSWER_TIMEOUT`,
/// `CLOSE_TIMEOUT`, `CONNECTION_LIFETIME`, `IDLE_CHECK` (seconds), `CANCEL_DROPPED`, `WARM_UP`,
/// `PGBOUNCER` (`true` or `false`) likewise.
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
    /// The server cancels a statement that takes longer: [`Error::Cancelled`](crate::Error::Cancelled).
    /// Default: the role's or the server's own.
    pub statement_timeout: Option<Duration>,
    /// The server gives up a lock that is not granted for so long:
    /// [`Error::Timeout`](crate::Error::Timeout). Default: the role's or the server's own.
    pub lock_timeout: Option<Duration>,
    /// How long the answer to a statement is waited for before the connection is taken for dead:
    /// [`Error::Timeout`](crate::Error::Timeout), after which it is not known whether it ran. This is
    /// for networks that swallow packets; it must be longer than any statement should take. Default:
    /// for ever, but for what TCP's own keepalive finds out within a minute.
    pub answer_timeout: Option<Duration>,
    /// How long [`close`](crate::SessionContext::close) waits for sessions in use. Default: 10 s.
    pub close_timeout: Option<Duration>,
    /// After what time a connection is replaced by a new one, between two uses. Default: 30 min.
    pub connection_lifetime: Option<Duration>,
    /// A connection that was idle for so long is asked whether it is alive before it is lent again,
    /// which costs a round trip. Default: 30 s.
    pub idle_check: Option<Duration>,
    /// Whether the server is told to cancel the statement whose future is dropped. Its connection is
    /// then given up, and a session that holds it can do no more. Default: no, the statement runs to
    /// its end.
    pub cancel_dropped: Option<bool>,
    /// Whether a new connection prepares, before it is lent, all statements that the pool's others have
    /// used. Default: no, each is prepared when first used.
    pub warm_up: Option<bool>,
    /// An action that takes longer is told by `tracing`, as a warning with the action's name and without
    /// values. Default: none is.
    pub slow_action: Option<Duration>,
    /// Whether the server is reached through PgBouncer in transaction mode, which gives each transaction
    /// whichever of its connections is free. Default: no.
    ///
    /// Statements are then sent unnamed, their parameter types known from the first time, in one round
    /// trip. What belongs to a session is refused: its advisory locks
    /// ([`SessionContext::lock`](crate::SessionContext::lock); those of a transaction work) and
    /// migrations, which hold one. `statement_timeout`, `lock_timeout` and a read-only service's access
    /// must be settings of the role (`ALTER ROLE … SET …`); connecting looks whether they are.
    ///
    /// ```
    /// use microcosm_postgres::{Config, Service};
    ///
    /// let config = Config { pgbouncer: Some(true), port: Some(6432), ..Config::default() };
    /// let service = Service::new("example").with_config(config);
    /// # let _ = service;
    /// ```
    pub pgbouncer: Option<bool>,
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
            statement_timeout: self.statement_timeout.or(other.statement_timeout),
            lock_timeout: self.lock_timeout.or(other.lock_timeout),
            answer_timeout: self.answer_timeout.or(other.answer_timeout),
            close_timeout: self.close_timeout.or(other.close_timeout),
            connection_lifetime: self.connection_lifetime.or(other.connection_lifetime),
            idle_check: self.idle_check.or(other.idle_check),
            cancel_dropped: self.cancel_dropped.or(other.cancel_dropped),
            warm_up: self.warm_up.or(other.warm_up),
            slow_action: self.slow_action.or(other.slow_action),
            pgbouncer: self.pgbouncer.or(other.pgbouncer),
        }
    }
}
