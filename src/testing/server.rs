//! A server: launched and ours, or named by `DATABASE_URL`.

use std::sync::OnceLock;

use super::failed;
use super::folder::Folder;
use super::launch::ServerBuilder;
use super::watchdog::Watchdog;
use crate::error::Error;
use crate::settings::Settings;

/// A server for tests. A launched one is shut down and its folder removed when it is dropped, or when
/// the process ends, however that ends.
///
/// ```no_run
/// use microcosm_postgres::testing::Server;
///
/// # fn main() -> Result<(), microcosm_postgres::Error> {
/// let server = Server::builder().major(16).setting("max_connections", "20").launch()?;
/// println!("psql '{}'", server.url());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server {
    pub(super) settings: Settings,
    pub(super) version: String,
    pub(super) launched: Option<Launched>,
}

/// What keeps a launched server going. Fields are dropped in order: first the server, then its lock.
#[derive(Debug)]
pub(super) struct Launched {
    pub(super) _watchdog: Watchdog,
    pub(super) folder: Folder,
}

impl Server {
    /// A server to be launched, with settings of one's own.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// The server of this process: that of `DATABASE_URL`, or one launched when first asked for.
    ///
    /// # Errors
    /// As [`ServerBuilder::launch`], the same at each call; [`Error::Configuration`] when
    /// `DATABASE_URL` cannot be read.
    pub async fn shared() -> Result<&'static Self, Error> {
        static SHARED: OnceLock<Result<Server, String>> = OnceLock::new();
        if SHARED.get().is_none() {
            // Finding, provisioning and waiting block. Should the caller be dropped meanwhile, the
            // thread ends what it began, for the others that wait.
            let launch = || {
                SHARED.get_or_init(|| Self::of_environment().map_err(|error| error.to_string()));
            };
            let _ = tokio::task::spawn_blocking(launch).await;
        }
        match SHARED.get() {
            Some(Ok(server)) => Ok(server),
            Some(Err(message)) => Err(failed(message.clone())),
            None => Err(failed("the runtime is shutting down")),
        }
    }

    /// The server that `DATABASE_URL` names, or a new one.
    fn of_environment() -> Result<Self, Error> {
        match std::env::var("DATABASE_URL") {
            Ok(url) if !url.is_empty() => Ok(Self {
                settings: Settings::of_url(&url, "DATABASE_URL")?,
                version: String::new(),
                launched: None,
            }),
            _ => Self::builder().launch(),
        }
    }

    /// Whether it was launched here, rather than named by `DATABASE_URL`.
    pub fn is_launched(&self) -> bool {
        self.launched.is_some()
    }

    /// The version of a launched server, `18.4`; empty of another, until it is asked.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The folder of its socket, or its host's name: what [`Config::host`](crate::Config) takes.
    pub fn host(&self) -> &str {
        &self.settings.host
    }

    /// The port, which is a part of the socket's name too.
    ///
    /// Built with [`tcp`](ServerBuilder::tcp), the server listens there on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.settings.port
    }

    /// A connection string of the server's superuser, for `psql` and other tools. It holds no password.
    pub fn url(&self) -> String {
        self.settings.url()
    }

    /// How to connect as the user who may create databases.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }
}
