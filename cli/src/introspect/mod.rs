//! A live database's catalogs read into a snapshot.

mod constraints;
mod names;
mod operators;
mod relations;
mod routines;
mod types;

use query_check::catalog::SUPPORTED_MAJORS;
use query_check::snapshot::{FORMAT, Snapshot};
use tokio_postgres::{Client, Error};

use names::Names;

/// The first OID a database's own objects get (`FirstNormalObjectId`); those below come with PostgreSQL.
const FIRST: u32 = 16384;

/// Why no snapshot could be taken.
#[derive(Debug)]
pub enum TakeError {
    /// The server's major is not one the checker knows.
    UnsupportedMajor(u32),
    /// The server did not answer.
    Database(Error),
}

/// The server's words, or those of the connection.
pub fn message(error: &Error) -> String {
    match error.as_db_error() {
        Some(error) => format!("{} ({})", error.message(), error.code().code()),
        None => error.to_string(),
    }
}

impl From<Error> for TakeError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// Reads the schema of the database that `client` is connected to.
///
/// All catalogs are read in one read-only transaction, so that they fit together.
///
/// # Errors
/// When the server's major is not supported, or a query fails.
pub async fn take(client: &Client) -> Result<Snapshot, TakeError> {
    let version: String = client.query_one("SHOW server_version_num", &[]).await?.get(0);
    let major = version.parse::<u32>().map_or(0, |number| number / 10000);
    if !SUPPORTED_MAJORS.contains(&major) {
        return Err(TakeError::UnsupportedMajor(major));
    }
    client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let taken = read(client, major).await;
    client.batch_execute("ROLLBACK").await?;
    Ok(taken?)
}

async fn read(client: &Client, major: u32) -> Result<Snapshot, Error> {
    let path = client.query_one("SELECT current_schemas(false)::text[]", &[]).await?.get(0);
    // Definitions are printed with every name qualified.
    client.batch_execute("SET LOCAL search_path = ''").await?;
    let names = Names::read(client).await?;
    let mut snapshot =
        Snapshot { format: FORMAT, server: major, search_path: path, ..Snapshot::default() };
    snapshot.schemas = names.own_schemas();
    types::read(client, &names, &mut snapshot).await?;
    relations::read(client, &names, major, &mut snapshot).await?;
    constraints::read(client, &names, major, &mut snapshot).await?;
    routines::read(client, &names, &mut snapshot).await?;
    operators::read(client, &names, &mut snapshot).await?;
    Ok(snapshot)
}
