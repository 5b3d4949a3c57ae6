//! Launching a server: its settings, its start, and what to say when that fails.

use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::account::Account;
use super::cluster::{self, SUPERUSER};
use super::find::find;
use super::folder::Folder;
use super::server::{Launched, Server};
use super::watchdog::Watchdog;
use super::{failed, io_failed};
use crate::error::Error;
use crate::secret::Secret;
use crate::settings::Settings;

/// How long a server may take to start; a machine under load is slow.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// The port in a socket's name where no one listens on TCP: any will do in a folder of its own.
const SOCKET_PORT: u16 = 5432;

/// How a launched server is set up: nothing survives a crash, so nothing waits for a disk.
const SETTINGS: &[(&str, &str)] = &[
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("autovacuum", "off"),
    // A client that connects and says nothing keeps a server from shutting down for that long.
    ("authentication_timeout", "5s"),
    ("jit", "off"),
    ("shared_buffers", "64MB"),
    ("max_connections", "300"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
];

/// What a server to be launched is like.
#[derive(Clone, Debug, Default)]
pub struct ServerBuilder {
    major: Option<u32>,
    settings: Vec<(String, String)>,
    tcp: bool,
    certificate: Option<(String, Secret)>,
}

impl ServerBuilder {
    /// Of one major version; else `PG_MAJOR` decides, else whichever is found.
    #[must_use]
    pub fn major(mut self, major: u32) -> Self {
        self.major = Some(major);
        self
    }

    /// With a setting of `postgresql.conf`.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// Keeping what it has committed, even if it is [crashed](Server::crash): slower, as a server of
    /// production is.
    #[must_use]
    pub fn durable(self) -> Self {
        ["fsync", "synchronous_commit", "full_page_writes"]
            .into_iter()
            .fold(self, |builder, name| builder.setting(name, "on"))
    }

    /// Listening on a free port of 127.0.0.1 too, where everyone on this machine reaches it.
    #[must_use]
    pub fn tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// Offering TLS on that port, with a certificate and its private key in PEM format.
    #[must_use]
    pub fn certificate(mut self, certificate: impl Into<String>, key: impl Into<Secret>) -> Self {
        self.certificate = Some((certificate.into(), key.into()));
        self
    }

    /// Launches the server and waits until it accepts connections. This blocks: in async code, use
    /// [`Server::shared`], or a thread of its own.
    ///
    /// # Errors
    /// [`Error::Testing`](crate::Error::Testing), saying what was looked for and what to install.
    pub fn launch(self) -> Result<Server, Error> {
        let major = match self.major {
            Some(major) => Some(major),
            None => major_of_environment()?,
        };
        let installation = find(major)?;
        let account = Account::for_server()?;
        let folder = Folder::create(account)?;
        let data = folder.path().join("data");
        let launched = cluster::create(&installation, account, &data).and_then(|()| {
            let (port, settings) = self.settings(folder.path(), account)?;
            let mut command: Vec<OsString> = vec![
                installation.bin.join("postgres").into(),
                "-D".into(),
                data.clone().into(),
                "-k".into(),
                folder.path().into(),
                "-p".into(),
                port.to_string().into(),
            ];
            for (name, value) in settings {
                command.extend(["-c".into(), format!("{name}={value}").into()]);
            }
            let library_path = installation.library_path();
            let arguments = command.iter().map(OsString::as_os_str);
            let watchdog = Watchdog::start(&folder, account, library_path, arguments)?;
            // If it does not come up, dropping the watchdog removes the folder.
            wait_until_ready(folder.path(), &data).map(|()| (port, watchdog))
        });
        match launched {
            Ok((port, watchdog)) => Ok(Server {
                settings: Settings { port, ..Settings::of_socket(folder.path(), SUPERUSER) },
                version: installation.version,
                launched: Some(Launched { _watchdog: watchdog, folder }),
            }),
            Err(error) => {
                let _ = fs::remove_dir_all(folder.path());
                Err(error)
            }
        }
    }
}

impl ServerBuilder {
    /// The port, and the settings in full, later ones overriding earlier ones.
    fn settings(
        &self,
        folder: &Path,
        account: Account,
    ) -> Result<(u16, Vec<(String, String)>), Error> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut settings: Vec<_> = SETTINGS.iter().map(owned).collect();
        let mut port = SOCKET_PORT;
        if self.tcp {
            port = free_port()?;
            settings.push(owned(&("listen_addresses", "127.0.0.1")));
        }
        if let Some((certificate, key)) = &self.certificate {
            settings.push(owned(&("ssl", "on")));
            for (setting, text) in
                [("ssl_cert_file", certificate.as_str()), ("ssl_key_file", key.expose())]
            {
                let path = folder.join(setting);
                // The server accepts a key only if no one but its own account can read it.
                fs::write(&path, text)
                    .and_then(|()| fs::set_permissions(&path, PermissionsExt::from_mode(0o600)))
                    .and_then(|()| account.own(&path))
                    .map_err(|error| io_failed("cannot write", &path, error))?;
                settings.push((setting.to_owned(), path.to_string_lossy().into_owned()));
            }
        }
        settings.extend(self.settings.iter().cloned());
        Ok((port, settings))
    }
}

/// A port that no one listens on. Someone may before the server does: then that does not start.
fn free_port() -> Result<u16, Error> {
    let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    match address {
        Ok(address) => Ok(address.port()),
        Err(error) => Err(failed(format!("no free port on 127.0.0.1: {error}"))),
    }
}

/// The major version that `PG_MAJOR` asks for.
fn major_of_environment() -> Result<Option<u32>, Error> {
    match std::env::var("PG_MAJOR") {
        Ok(text) if !text.is_empty() => {
            let number = text.parse().map_err(|_| {
                failed(format!("PG_MAJOR={text}: not a major version of PostgreSQL, such as 17"))
            })?;
            Ok(Some(number))
        }
        _ => Ok(None),
    }
}

/// Waits until the server says in its `postmaster.pid` that it accepts connections, as `pg_ctl` does.
pub(super) fn wait_until_ready(folder: &Path, data: &Path) -> Result<(), Error> {
    let started = Instant::now();
    let status = data.join("postmaster.pid");
    loop {
        // The eighth line (LOCK_FILE_LINE_PM_STATUS in the server's miscadmin.h).
        let text = fs::read_to_string(&status).unwrap_or_default();
        if text.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
            return Ok(());
        }
        let ended = folder.join("exited").exists();
        if ended || started.elapsed() > START_TIMEOUT {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            let lines: Vec<_> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(5)..].join(" / ");
            let what = if ended { "ended at once" } else { "did not start in time" };
            return Err(failed(format!("the server {what}: {last}")));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
