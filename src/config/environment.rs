//! Configuration by environment variables, `EXAMPLE__POSTGRES__HOST`.

use std::path::PathBuf;
use std::time::Duration;

use super::{Config, SslMode};
use crate::error::{Error, Failure};
use crate::secret::Secret;
use crate::service::Service;

impl Config {
    /// What the environment says for `service`; `lookup` is the environment.
    pub(crate) fn from_environment(
        service: &Service,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Config, Error> {
        let read = Variables { service, lookup };
        let password = match (read.text("PASSWORD"), read.text("PASSWORD_FILE")) {
            (Some(_), Some(_)) => {
                return Err(refused(format!(
                    "{} and {} are both set: keep one",
                    service.variable("PASSWORD"),
                    service.variable("PASSWORD_FILE")
                )));
            }
            (Some(password), None) => Some(Secret::from(password)),
            (None, Some(path)) => Some(read_secret(&service.variable("PASSWORD_FILE"), &path)?),
            (None, None) => None,
        };
        Ok(Config {
            host: read.text("HOST"),
            port: read.parsed("PORT", "a port number from 1 to 65535", |text| {
                text.parse().ok().filter(|port| *port != 0)
            })?,
            database: read.text("DATABASE"),
            user: read.text("USER"),
            password,
            sslmode: read.parsed(
                "SSLMODE",
                "`disable`, `prefer`, `require` or `verify-full`",
                SslMode::parse,
            )?,
            sslrootcert: read.text("SSLROOTCERT").map(PathBuf::from),
            pool_size: read.parsed(
                "POOL_SIZE",
                "a number of connections of at least 1",
                |text| text.parse().ok().filter(|size| *size != 0),
            )?,
            pool_timeout: read.seconds("POOL_TIMEOUT")?,
            connect_timeout: read.seconds("CONNECT_TIMEOUT")?,
            statement_timeout: read.seconds("STATEMENT_TIMEOUT")?,
            lock_timeout: read.seconds("LOCK_TIMEOUT")?,
            answer_timeout: read.seconds("ANSWER_TIMEOUT")?,
            close_timeout: read.seconds("CLOSE_TIMEOUT")?,
            connection_lifetime: read.seconds("CONNECTION_LIFETIME")?,
            idle_check: read.seconds("IDLE_CHECK")?,
            cancel_dropped: read.truth("CANCEL_DROPPED")?,
            warm_up: read.truth("WARM_UP")?,
            slow_action: read.seconds("SLOW_ACTION")?,
            pgbouncer: read.truth("PGBOUNCER")?,
        })
    }
}

/// The variables of one service.
struct Variables<'a> {
    service: &'a Service,
    lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl Variables<'_> {
    fn text(&self, setting: &str) -> Option<String> {
        (self.lookup)(&self.service.variable(setting)).filter(|text| !text.is_empty())
    }

    fn seconds(&self, setting: &str) -> Result<Option<Duration>, Error> {
        self.parsed(setting, "a number of seconds", seconds)
    }

    fn truth(&self, setting: &str) -> Result<Option<bool>, Error> {
        self.parsed(setting, "`true` or `false`", |text| text.parse().ok())
    }

    fn parsed<T>(
        &self,
        setting: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(text) = self.text(setting) else { return Ok(None) };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => {
                Err(refused(format!("{}={text}: not {wanted}", self.service.variable(setting))))
            }
        }
    }
}

fn seconds(text: &str) -> Option<Duration> {
    text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

fn read_secret(variable: &str, path: &str) -> Result<Secret, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        refused_by(format!("{variable}={path}: the file cannot be read: {error}"), error)
    })?;
    Ok(Secret::from(text.trim_end_matches(['\r', '\n'])))
}

fn refused(message: String) -> Error {
    Error::Configuration(Box::new(Failure::new(message)))
}

fn refused_by(message: String, source: std::io::Error) -> Error {
    Error::Configuration(Box::new(Failure::new(message).with_source(source)))
}
