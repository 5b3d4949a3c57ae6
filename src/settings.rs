//! Where the database is and how to get in: the environment over code over the conventions.

use std::path::PathBuf;
use std::time::Duration;

use crate::config::{Config, SslMode};
use crate::error::{Error, Failure};
use crate::secret::Secret;
use crate::service::Service;

/// Settings with the conventions and the environment applied.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) database: String,
    pub(crate) user: String,
    pub(crate) password: Option<Secret>,
    pub(crate) sslmode: SslMode,
    pub(crate) sslrootcert: Option<PathBuf>,
    pub(crate) pool_size: usize,
    pub(crate) pool_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) lock_timeout: Option<Duration>,
    pub(crate) answer_timeout: Option<Duration>,
    pub(crate) close_timeout: Duration,
    pub(crate) connection_lifetime: Duration,
    pub(crate) idle_check: Duration,
    pub(crate) cancel_dropped: bool,
    pub(crate) warm_up: bool,
    pub(crate) slow_action: Option<Duration>,
    pub(crate) pgbouncer: bool,
    pub(crate) read_only: bool,
    /// Whether code or environment name the host: if not, a service under test gets one launched.
    #[cfg_attr(not(feature = "testing"), allow(dead_code))]
    pub(crate) host_is_given: bool,
    /// Named in the server's lists of sessions.
    pub(crate) application_name: String,
    /// The beginning of the variables that set them, for messages that say so.
    pub(crate) prefix: String,
    /// The variable whose connection string says where the server is, if one does.
    pub(crate) url_from: Option<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 5432,
            database: String::new(),
            user: String::new(),
            password: None,
            sslmode: SslMode::Prefer,
            sslrootcert: None,
            pool_size: 10,
            pool_timeout: Duration::from_secs(2),
            connect_timeout: Duration::from_secs(5),
            statement_timeout: None,
            lock_timeout: None,
            answer_timeout: None,
            close_timeout: Duration::from_secs(10),
            connection_lifetime: Duration::from_secs(30 * 60),
            idle_check: Duration::from_secs(30),
            cancel_dropped: false,
            warm_up: false,
            slow_action: None,
            pgbouncer: false,
            read_only: false,
            host_is_given: false,
            application_name: "microcosm-postgres".to_owned(),
            prefix: String::new(),
            url_from: None,
        }
    }
}

impl Settings {
    /// The settings of `service`: environment over code over convention.
    pub(crate) fn of(service: &Service) -> Result<Self, Error> {
        Self::resolve(service, &|name| std::env::var(name).ok())
    }

    fn resolve(service: &Service, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        service.check_name()?;
        let config = Config::from_environment(service, lookup)?.or(service.config().clone());
        let default = Self::default();
        let settings = Self {
            host_is_given: config.host.is_some(),
            host: config.host.unwrap_or(default.host),
            port: config.port.unwrap_or(default.port),
            database: config.database.unwrap_or_else(|| service.database()),
            user: config.user.unwrap_or_else(|| service.user()),
            password: config.password,
            sslmode: config.sslmode.unwrap_or(default.sslmode),
            sslrootcert: config.sslrootcert,
            pool_size: config.pool_size.unwrap_or(default.pool_size),
            pool_timeout: config.pool_timeout.unwrap_or(default.pool_timeout),
            connect_timeout: config.connect_timeout.unwrap_or(default.connect_timeout),
            statement_timeout: config.statement_timeout,
            lock_timeout: config.lock_timeout,
            answer_timeout: config.answer_timeout,
            close_timeout: config.close_timeout.unwrap_or(default.close_timeout),
            connection_lifetime: config.connection_lifetime.unwrap_or(default.connection_lifetime),
            idle_check: config.idle_check.unwrap_or(default.idle_check),
            cancel_dropped: config.cancel_dropped.unwrap_or(default.cancel_dropped),
            warm_up: config.warm_up.unwrap_or(default.warm_up),
            slow_action: config.slow_action,
            pgbouncer: config.pgbouncer.unwrap_or(default.pgbouncer),
            read_only: service.is_read_only(),
            application_name: service.name().to_owned(),
            prefix: service.variable(""),
            url_from: None,
        };
        settings.check(service)?;
        Ok(settings)
    }

    /// Refuses settings that contradict each other.
    fn check(&self, service: &Service) -> Result<(), Error> {
        if self.sslrootcert.is_some() && self.sslmode != SslMode::VerifyFull {
            return Err(refused(format!(
                "sslrootcert is given, but sslmode verifies nothing: set {}=verify-full, or leave the \
                 certificate out",
                service.variable("SSLMODE")
            )));
        }
        if cfg!(not(feature = "tls")) && !matches!(self.sslmode, SslMode::Disable | SslMode::Prefer)
        {
            return Err(refused(
                "sslmode asks for encryption: build microcosm-postgres with its feature `tls`"
                    .to_owned(),
            ));
        }
        if self.sslmode == SslMode::VerifyFull && self.is_socket() {
            return Err(refused(format!(
                "sslmode verify-full asks for a host whose certificate can be verified, but `{}` is a \
                 socket on this machine",
                self.host
            )));
        }
        if service.is_testing() && self.database == service.production_database() {
            return Err(refused(format!(
                "`{}` is the production database of service `{}`: under test, name another",
                self.database,
                service.name()
            )));
        }
        if let (Some(answer), Some(statement)) = (self.answer_timeout, self.statement_timeout)
            && answer <= statement
        {
            return Err(refused(format!(
                "answer_timeout is {answer:?} and statement_timeout {statement:?}: give the answer \
                 longer than the statement, so that the server can say that it cancelled it"
            )));
        }
        if self.pool_size == 0 {
            return Err(refused(
                "the pool's size is 0: give it at least one connection".to_owned(),
            ));
        }
        Ok(())
    }

    /// The superuser's settings for a server that listens in `folder`.
    #[cfg(feature = "testing")]
    pub(crate) fn of_socket(folder: &std::path::Path, user: &str) -> Self {
        Self {
            host: folder.to_string_lossy().into_owned(),
            database: "postgres".to_owned(),
            user: user.to_owned(),
            ..Self::default()
        }
    }

    /// The settings that a connection string holds; `variable` is where it came from.
    pub(crate) fn of_url(url: &str, variable: &'static str) -> Result<Self, Error> {
        use tokio_postgres::config::Host;
        let parsed: tokio_postgres::Config =
            url.parse().map_err(|error: tokio_postgres::Error| {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                let cause = cause.unwrap_or_default();
                refused(format!("{variable} is no connection string: {error}: {cause}"))
            })?;
        let host = match parsed.get_hosts() {
            [] => "localhost".to_owned(),
            [Host::Tcp(name)] => name.clone(),
            #[cfg(unix)]
            [Host::Unix(folder)] => folder.to_string_lossy().into_owned(),
            _ => return Err(refused(format!("{variable} names several hosts: name one"))),
        };
        let user = parsed.get_user().unwrap_or("postgres").to_owned();
        Ok(Self {
            host,
            port: parsed.get_ports().first().copied().unwrap_or(5432),
            database: parsed.get_dbname().unwrap_or(&user).to_owned(),
            user,
            password: parsed
                .get_password()
                .map(|password| Secret::from(String::from_utf8_lossy(password))),
            sslmode: match parsed.get_ssl_mode() {
                tokio_postgres::config::SslMode::Disable => SslMode::Disable,
                tokio_postgres::config::SslMode::Require => SslMode::Require,
                _ => SslMode::Prefer,
            },
            url_from: Some(variable),
            ..Self::default()
        })
    }

    /// A connection string for `psql` and other tools, without the password.
    #[cfg(feature = "testing")]
    pub(crate) fn url(&self) -> String {
        let Self { host, port, user, database, .. } = self;
        if self.is_socket() {
            format!("postgresql:///{database}?host={host}&port={port}&user={user}")
        } else {
            format!("postgresql://{user}@{host}:{port}/{database}")
        }
    }

    /// Whether the host is the folder of a Unix-domain socket.
    pub(crate) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// Where a setting of the connection is set: `EXAMPLE__POSTGRES__PASSWORD`, or `the password in
    /// DATABASE_URL`.
    pub(crate) fn variable(&self, setting: &str) -> String {
        match self.url_from {
            Some(url) => format!("the {} in {url}", setting.to_ascii_lowercase()),
            None => format!("{}{setting}", self.prefix),
        }
    }

    /// Where the server is, for messages.
    pub(crate) fn place(&self) -> String {
        if self.is_socket() {
            format!("{}/.s.PGSQL.{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The settings as tokio-postgres takes them.
    pub(crate) fn connection(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config
            .host(&self.host)
            .port(self.port)
            .dbname(&self.database)
            .user(&self.user)
            .application_name(&self.application_name)
            .connect_timeout(self.connect_timeout)
            // A host that is gone is found out within a minute.
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(10))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(60))
            .ssl_mode(match self.sslmode {
                _ if self.is_socket() => tokio_postgres::config::SslMode::Disable,
                SslMode::Disable => tokio_postgres::config::SslMode::Disable,
                SslMode::Prefer => tokio_postgres::config::SslMode::Prefer,
                SslMode::Require | SslMode::VerifyFull => tokio_postgres::config::SslMode::Require,
            });
        if let Some(password) = &self.password {
            config.password(password.expose());
        }
        let options = self.options();
        // PgBouncer's sessions are not ours to set anything for; see `pool::role`.
        if !options.is_empty() && !self.pgbouncer {
            config.options(options);
        }
        config
    }

    /// What is set for each session when it starts.
    fn options(&self) -> String {
        let of_session = self.of_session();
        let options = of_session.iter().map(|(name, value)| format!("-c {name}={value}"));
        options.collect::<Vec<_>>().join(" ")
    }

    /// The server's settings that hold for each session, with their values as `pg_settings` tells them.
    pub(crate) fn of_session(&self) -> Vec<(&'static str, String)> {
        let mut of_session = Vec::new();
        if self.read_only {
            of_session.push(("default_transaction_read_only", "on".to_owned()));
        }
        let limits =
            [("statement_timeout", self.statement_timeout), ("lock_timeout", self.lock_timeout)];
        of_session.extend(limits.into_iter().filter_map(|(name, limit)| {
            limit.map(|limit| (name, crate::transaction::milliseconds(limit).to_string()))
        }));
        of_session
    }
}

fn refused(message: String) -> Error {
    Error::Configuration(Box::new(Failure::new(message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(service: &Service, variables: &[(&str, &str)]) -> Result<Settings, Error> {
        Settings::resolve(service, &|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn refusal(service: &Service, variables: &[(&str, &str)]) -> String {
        match resolve(service, variables) {
            Err(error @ Error::Configuration(_)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn conventions_are_the_default() {
        let settings = resolve(&Service::new("example"), &[]).expect("settings");
        assert_eq!(settings.place(), "localhost:5432");
        assert_eq!((&*settings.database, &*settings.user), ("example_db", "example"));
        assert_eq!(settings.pool_timeout, Duration::from_secs(2));
    }

    #[test]
    fn environment_overrides_code_overrides_convention() {
        let service = Service::new("example").with_config(Config {
            host: Some("code".into()),
            port: Some(1),
            ..Config::default()
        });
        let settings = resolve(
            &service,
            &[("EXAMPLE__POSTGRES__HOST", "environment"), ("EXAMPLE__POSTGRES__USER", "someone")],
        )
        .expect("settings");
        assert_eq!(
            (&*settings.host, settings.port, &*settings.user),
            ("environment", 1, "someone")
        );
    }

    #[test]
    fn bad_values_say_what_is_wanted() {
        let service = Service::new("example");
        assert_eq!(
            refusal(&service, &[("EXAMPLE__POSTGRES__PORT", "http")]),
            "EXAMPLE__POSTGRES__PORT=http: not a port number from 1 to 65535"
        );
        assert_eq!(
            refusal(&service, &[("EXAMPLE__POSTGRES__POOL_TIMEOUT", "-1")]),
            "EXAMPLE__POSTGRES__POOL_TIMEOUT=-1: not a number of seconds"
        );
    }

    #[test]
    fn contradictions_are_refused() {
        let service = Service::new("example");
        let both = [
            ("EXAMPLE__POSTGRES__PASSWORD", "x"),
            ("EXAMPLE__POSTGRES__PASSWORD_FILE", "/nowhere"),
        ];
        assert!(refusal(&service, &both).ends_with("are both set: keep one"));
        assert!(
            refusal(&service, &[("EXAMPLE__POSTGRES__PASSWORD_FILE", "/nowhere/at/all")])
                .contains("cannot be read")
        );
        assert!(
            refusal(&service, &[("EXAMPLE__POSTGRES__SSLROOTCERT", "ca.pem")])
                .contains("set EXAMPLE__POSTGRES__SSLMODE=verify-full")
        );
        assert!(
            refusal(&service.clone().testing(), &[("EXAMPLE__POSTGRES__DATABASE", "example_db")])
                .contains("is the production database")
        );
    }

    #[test]
    fn limits_that_contradict_each_other_are_refused() {
        let service = Service::new("example");
        let variable = |setting| service.variable(setting);
        let (answer, statement) = (variable("ANSWER_TIMEOUT"), variable("STATEMENT_TIMEOUT"));
        let text = refusal(&service, &[(&answer, "1"), (&statement, "1.5")]);
        assert!(text.contains("answer_timeout is 1s and statement_timeout 1.5s"), "{text}");
        let cancel = variable("CANCEL_DROPPED");
        assert_eq!(
            refusal(&service, &[(&cancel, "yes")]),
            "EXAMPLE__POSTGRES__CANCEL_DROPPED=yes: not `true` or `false`"
        );
    }

    #[test]
    fn limits_are_set_for_the_session() {
        let service = Service::new("example").read_only();
        let settings = resolve(
            &service,
            &[
                ("EXAMPLE__POSTGRES__STATEMENT_TIMEOUT", "1.5"),
                ("EXAMPLE__POSTGRES__LOCK_TIMEOUT", "0.2"),
            ],
        );
        assert_eq!(
            settings.expect("settings").options(),
            "-c default_transaction_read_only=on -c statement_timeout=1500 -c lock_timeout=200"
        );
        // PgBouncer refuses to connect whoever sends them.
        let bouncer = resolve(
            &service,
            &[
                ("EXAMPLE__POSTGRES__PGBOUNCER", "true"),
                ("EXAMPLE__POSTGRES__STATEMENT_TIMEOUT", "1.5"),
            ],
        );
        assert_eq!(bouncer.expect("settings").connection().get_options(), None);
    }

    #[test]
    fn passwords_are_not_shown() {
        let settings =
            resolve(&Service::new("example"), &[("EXAMPLE__POSTGRES__PASSWORD", "hunter2")])
                .expect("settings");
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(settings.password.is_some_and(|password| password.expose() == "hunter2"));
    }
}
