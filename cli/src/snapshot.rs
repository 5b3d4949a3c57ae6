//! `snapshot`: a database's schema, written to the file or compared with it.

use std::path::{Path, PathBuf};

use query_check::snapshot::Snapshot;
use tokio_postgres::Client;

use crate::difference::difference;
use crate::failure::Failure;
use crate::introspect::{self, TakeError};
use crate::{file, migrations};

/// Where the schema is.
#[derive(Debug)]
pub enum Source {
    /// In a database.
    Database {
        /// Its connection string.
        url: String,
    },
    /// In a folder of migrations, which are applied to a server of our own.
    Migrations {
        /// The folder.
        folder: PathBuf,
        /// The server's major; else whichever is found.
        major: Option<u32>,
    },
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// The file was written.
    Written,
    /// The file says what the schema is.
    Current,
    /// The file does not: what changed.
    Stale(Vec<String>),
}

/// Takes a snapshot and writes it to `output`, or compares it with that file.
///
/// # Errors
/// When the schema cannot be read, or the file can neither be read nor written.
pub fn run(source: Source, output: &Path, check: bool) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(format!("the system gives no event loop: {error}"), "close other programs")
    })?;
    let taken = runtime.block_on(take(source))?.to_json();
    if !check {
        file::write(output, &taken)?;
        return Ok(Outcome::Written);
    }
    let recorded = file::text(output)?;
    if recorded == taken {
        return Ok(Outcome::Current);
    }
    if let Err(error) = Snapshot::from_json(&recorded) {
        return Err(Failure::new(format!("{}: {error}", output.display()), ""));
    }
    Ok(Outcome::Stale(difference(&recorded, &taken)))
}

async fn take(source: Source) -> Result<Snapshot, Failure> {
    match source {
        Source::Database { url } => read(&connect(&url).await?).await,
        Source::Migrations { folder, major } => {
            let files = migrations::files(&folder)?;
            let server = migrations::server(major)?;
            let client = connect(&server.url()).await?;
            migrations::apply(&client, &files).await?;
            // A dump among the migrations leaves settings behind, an empty search path above all.
            read(&connect(&server.url()).await?).await
        }
    }
}

async fn connect(url: &str) -> Result<Client, Failure> {
    let connected = microcosm_postgres::testing::connect(url, "--database-url").await;
    connected.map_err(|error| Failure::new(error.to_string(), ""))
}

async fn read(client: &Client) -> Result<Snapshot, Failure> {
    introspect::take(client).await.map_err(|error| match error {
        TakeError::UnsupportedMajor(major) => Failure::new(
            format!("the server is PostgreSQL {major}, and the supported majors are 14 to 18"),
            "take the snapshot from a server of one of these",
        ),
        TakeError::Database(error) => Failure::new(
            format!("the schema cannot be read: {}", introspect::message(&error)),
            "the user must be allowed to read the system catalogs",
        ),
    })
}
