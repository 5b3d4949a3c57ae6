//! PgBouncer in front of the server for tests, for services that are behind one.

use std::ffi::OsString;
use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::account::Account;
use super::folder::Folder;
use super::server::Server;
use super::watchdog::Watchdog;
use super::{failed, io_failed};
use crate::error::Error;
use crate::settings::Settings;

/// How long it may take to start.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// The port in its socket's name.
const PORT: u16 = 6432;

/// A PgBouncer in transaction mode that is ours, gone with this process as a launched server is.
#[derive(Debug)]
pub(super) struct Bouncer {
    _watchdog: Watchdog,
    folder: Folder,
}

impl Bouncer {
    /// That of this process, in front of `server`.
    pub(super) async fn shared(server: &'static Server) -> Result<&'static Self, Error> {
        static SHARED: OnceLock<Result<Bouncer, String>> = OnceLock::new();
        let launch = move || {
            SHARED.get_or_init(|| Self::launch(server).map_err(|error| error.to_string()));
        };
        if SHARED.get().is_none() {
            let _ = tokio::task::spawn_blocking(launch).await;
        }
        match SHARED.get() {
            Some(Ok(bouncer)) => Ok(bouncer),
            Some(Err(message)) => Err(failed(message.clone())),
            None => Err(failed("the runtime is shutting down")),
        }
    }

    /// `settings` with its place in that of the server's.
    pub(super) fn in_place(&self, settings: Settings) -> Settings {
        let host = self.folder.path().to_string_lossy().into_owned();
        Settings { host, port: PORT, password: None, ..settings }
    }

    fn launch(server: &Server) -> Result<Self, Error> {
        let Some(binary) = binary() else {
            return Err(failed(
                "the service is behind PgBouncer (`pgbouncer` in its configuration), and no `pgbouncer` \
                 is on PATH: install it (`apt-get install pgbouncer`, `brew install pgbouncer`)",
            ));
        };
        // It refuses to run as root, as the server does.
        let account = Account::for_server()?;
        let folder = Folder::create(account)?;
        let configuration = write(&folder, account, server.settings())?;
        let command: [OsString; 2] = [binary.into(), configuration.into()];
        let watchdog =
            Watchdog::start(&folder, account, None, command.iter().map(OsString::as_os_str))?;
        wait_until_ready(folder.path())?;
        Ok(Self { _watchdog: watchdog, folder })
    }
}

/// The binary of PgBouncer, if it is installed.
pub(super) fn binary() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Debian's packages put daemons where ordinary users do not look.
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"].map(PathBuf::from))
        .map(|folder| folder.join("pgbouncer"))
        .find(|binary| binary.is_file())
}

/// Writes the configuration and the file of users, and gives the path of the former.
fn write(folder: &Folder, account: Account, server: &Settings) -> Result<PathBuf, Error> {
    let path = folder.path();
    let users = path.join("users.txt");
    let password = server.password.as_ref().map_or("", |password| password.expose());
    let quoted = |text: &str| text.replace('"', "\"\"");
    let user = format!("\"{}\" \"{}\"\n", quoted(&server.user), quoted(password));
    let Settings { host, port, user: admin, .. } = server;
    let configuration = format!(
        "[databases]\n\
         * = host={host} port={port} auth_user={admin}\n\
         [pgbouncer]\n\
         pool_mode = transaction\n\
         listen_addr =\n\
         listen_port = {PORT}\n\
         unix_socket_dir = {folder}\n\
         unix_socket_mode = 0700\n\
         auth_type = trust\n\
         auth_file = {users}\n\
         max_client_conn = 1000\n\
         default_pool_size = 4\n\
         ; Whatever is free: what was prepared is elsewhere the next time.\n\
         server_round_robin = 1\n",
        folder = path.display(),
        users = users.display(),
    );
    let place = path.join("pgbouncer.ini");
    for (file, text) in [(&users, user), (&place, configuration)] {
        fs::write(file, text)
            .and_then(|()| account.own(file))
            .map_err(|error| io_failed("cannot write", file, error))?;
    }
    Ok(place)
}

/// Waits until it accepts connections.
fn wait_until_ready(folder: &Path) -> Result<(), Error> {
    let started = Instant::now();
    let socket = folder.join(format!(".s.PGSQL.{PORT}"));
    while UnixStream::connect(&socket).is_err() {
        if folder.join("exited").exists() || started.elapsed() > START_TIMEOUT {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            let last = log.lines().last().unwrap_or("it wrote no log");
            return Err(failed(format!("PgBouncer did not start: {last}")));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
