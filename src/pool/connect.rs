//! Making a connection, and saying why that cannot be done.

use std::future::poll_fn;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_postgres::{AsyncMessage, Client, NoTls, Notification};

use super::OLDEST_MAJOR;
use crate::config::SslMode;
use crate::error::{Error, Failure};
use crate::settings::Settings;

/// A new connection, served by a task of its own until the client is dropped.
#[cfg(feature = "migrations")]
pub(crate) async fn connect(settings: &Settings) -> Result<Client, Error> {
    Ok(connect_with_task(settings, None).await?.0)
}

/// A new connection whose notifications are sent to `heard`, which is closed when it ends.
pub(crate) async fn connect_listening(
    settings: &Settings,
    heard: mpsc::Sender<Notification>,
) -> Result<Client, Error> {
    Ok(connect_with_task(settings, Some(heard)).await?.0)
}

/// A new connection and the task that serves it.
pub(super) async fn connect_with_task(
    settings: &Settings,
    heard: Option<mpsc::Sender<Notification>>,
) -> Result<(Client, AbortHandle), Error> {
    let config = settings.connection();
    let attempt = async {
        #[cfg(feature = "tls")]
        if let Some(tls) = crate::tls::connector(settings)? {
            return served(config.connect(tls).await, settings, heard);
        }
        served(config.connect(NoTls).await, settings, heard)
    };
    // tokio-postgres' own timeout is for the socket alone; a server that accepts and then says
    // nothing must not hold us either.
    match tokio::time::timeout(settings.connect_timeout, attempt).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::Timeout(Box::new(Failure::new(format!(
            "the server at {} did not answer within {:?}",
            settings.place(),
            settings.connect_timeout
        ))))),
    }
}

/// Starts the task that serves a connection just made, provided that the server is one we know.
fn served<S, T>(
    made: Result<(Client, tokio_postgres::Connection<S, T>), tokio_postgres::Error>,
    settings: &Settings,
    heard: Option<mpsc::Sender<Notification>>,
) -> Result<(Client, AbortHandle), Error>
where
    tokio_postgres::Connection<S, T>: Send + 'static,
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let (client, connection) = made.map_err(|error| unreachable_because(error, settings))?;
    let version = connection.parameter("server_version").unwrap_or("").to_owned();
    check_version(&version, settings)?;
    let task = tokio::spawn(async move {
        // The client learns of a broken connection by its next request, which says so better.
        let ended = match heard {
            None => connection.await,
            Some(heard) => tell(connection, heard).await,
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection ended");
        }
    });
    Ok((client, task.abort_handle()))
}

/// Serves a connection, and tells `heard` its notifications until nobody wants to hear them.
///
/// While `heard` is full nothing is read, so that the server keeps what comes.
async fn tell<S, T>(
    mut connection: tokio_postgres::Connection<S, T>,
    heard: mpsc::Sender<Notification>,
) -> Result<(), tokio_postgres::Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(notification) = message?
            && heard.send(notification).await.is_err()
        {
            break;
        }
    }
    Ok(())
}

/// Refuses a server older than the supported ones.
fn check_version(version: &str, settings: &Settings) -> Result<(), Error> {
    let digits = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
    // A server that does not tell (a proxy's) is given the benefit of the doubt.
    let Ok(major) = digits.parse::<u32>() else { return Ok(()) };
    if major >= OLDEST_MAJOR {
        return Ok(());
    }
    Err(Error::Configuration(Box::new(Failure::new(format!(
        "the server at {} is PostgreSQL {version}: {OLDEST_MAJOR} is the oldest supported; upgrade it, \
         or set {} and {} to another",
        settings.place(),
        settings.variable("HOST"),
        settings.variable("PORT"),
    )))))
}

/// Why no connection could be made, and what to do.
fn unreachable_because(error: tokio_postgres::Error, settings: &Settings) -> Error {
    let at = |setting| settings.variable(setting);
    let Settings { user, database, .. } = settings;
    let place = settings.place();
    let advice = match error.code().map(tokio_postgres::error::SqlState::code) {
        Some("28P01") => format!("set {} to the password of user `{user}`", at("PASSWORD")),
        Some("28000") => format!(
            "create user `{user}`, allow it in the server's pg_hba.conf, or set {}",
            at("USER")
        ),
        Some("3D000") => {
            format!("create database `{database}` owned by `{user}`, or set {}", at("DATABASE"))
        }
        Some(_) => String::new(),
        None if needs_password(&error) => {
            format!("the server asks for a password: set {}", at("PASSWORD"))
        }
        None if is_tls(&error) => match settings.sslmode {
            SslMode::VerifyFull => format!(
                "set {} to the certificate of the authority that the server's is from, and {} to the \
                 name in it",
                at("SSLROOTCERT"),
                at("HOST")
            ),
            _ => format!("set up TLS on the server, or set {}", at("SSLMODE")),
        },
        None => {
            format!("start the server, or set {} and {} to where it is", at("HOST"), at("PORT"))
        }
    };
    let what = match error.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => with_causes(&error),
    };
    let text = match advice.as_str() {
        "" => format!("cannot connect to the server at {place}: {what}"),
        advice => format!("cannot connect to the server at {place}: {what}; {advice}"),
    };
    if needs_password(&error) || is_tls(&error) {
        return Error::Configuration(Box::new(Failure::new(text)));
    }
    match error.as_db_error() {
        Some(db) => Error::classified(db, text),
        None => match error.into_source() {
            Some(source) => Error::Unavailable(Box::new(Failure::new(text).with_source(source))),
            None => Error::Unavailable(Box::new(Failure::new(text))),
        },
    }
}

/// Whether the server wants a password and none is configured: tokio-postgres reports that as a
/// configuration error of its own, which nothing but its text tells from the other ones.
fn needs_password(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_none()
        && std::error::Error::source(error)
            .is_some_and(|cause| cause.to_string() == "password missing")
}

/// Whether encrypting or verifying failed: another kind that only the client library's own text tells.
fn is_tls(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_none() && error.to_string() == "error performing TLS handshake"
}

/// An error's text followed by those of its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
