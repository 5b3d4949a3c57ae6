//! Reads `pg_catalog` of one server per major and writes `query-check/src/catalog/builtins/*.rs`.
//!
//! Usage: `microcosm-postgres-generate OUTPUT_DIR`; the servers are found or provisioned and started as
//! for tests. `just builtins` runs it.

mod identity;
mod query;
mod table;
mod tables;

use std::error::Error;
use std::path::Path;

use identity::Identities;
use microcosm_postgres::testing;
use query::Server;

/// The majors the checker supports, oldest first.
const MAJORS: std::ops::RangeInclusive<u32> = 14..=18;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let output = std::env::args().nth(1).ok_or("usage: microcosm-postgres-generate OUTPUT_DIR")?;
    let mut launched = Vec::new();
    let mut servers = Vec::new();
    for major in MAJORS {
        let server = testing::Server::builder().major(major).launch()?;
        servers.push(Server::connect(&server.url()).await?);
        launched.push(server);
    }
    let identities = Identities::read(&servers).await?;
    for table in tables::all(&servers, &identities).await? {
        let path = Path::new(&output).join(format!("{}.rs", table.name));
        std::fs::write(&path, table.render())?;
    }
    Ok(())
}
