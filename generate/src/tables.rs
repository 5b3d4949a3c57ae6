//! The queries behind each table, and how a row of theirs is printed.

mod operators;
mod relations;
mod routines;
mod types;

use crate::identity::Identities;
use crate::query::Server;
use crate::table::{Key, Table, literal};

/// Collations that ICU 60 has and ICU 72 has not: whichever the servers were built with, the rows are the
/// same.
const GONE_FROM_ICU: [&str; 8] = [
    "ff-CM-x-icu",
    "ff-GN-x-icu",
    "ff-MR-x-icu",
    "ff-SN-x-icu",
    "ks-IN-x-icu",
    "nds-DE-x-icu",
    "nds-NL-x-icu",
    "nds-x-icu",
];

/// Rows of `majors` that every table keeps.
pub(crate) async fn all(
    servers: &[Server],
    ids: &Identities,
) -> Result<Vec<Table>, tokio_postgres::Error> {
    let mut all = vec![
        schemas(),
        types::types(),
        types::collations(),
        routines::functions(),
        operators::operators(),
        operators::casts(),
        operators::families(),
        operators::classes(),
        operators::family_operators(),
        operators::in_ranges(),
        relations::relations(),
    ];
    for table in &mut all {
        for server in servers {
            match table.name {
                "schemas" => add_schemas(table, server, ids).await?,
                "types" => types::add_types(table, server, ids).await?,
                "collations" => types::add_collations(table, server, ids).await?,
                "functions" => routines::add(table, server, ids).await?,
                "operators" => operators::add_operators(table, server).await?,
                "casts" => operators::add_casts(table, server, ids).await?,
                "families" => operators::add_families(table, server, ids).await?,
                "classes" => operators::add_classes(table, server, ids).await?,
                "family_operators" => operators::add_family_operators(table, server, ids).await?,
                "in_ranges" => operators::add_in_ranges(table, server, ids).await?,
                _ => relations::add(table, server, ids).await?,
            }
        }
    }
    let majors = servers.iter().fold(0, |mask, s| mask | s.mask());
    if let Some(table) = all.iter_mut().find(|t| t.name == "collations") {
        // ICU's collations depend on the library a build links: only those that all of ours have.
        table.keep_common(majors, |key| matches!(key, Key::Name(n) if n.ends_with("-x-icu")));
        table.remove(|key| matches!(key, Key::Name(n) if GONE_FROM_ICU.contains(&n.as_str())));
    }
    Ok(all)
}

fn schemas() -> Table {
    Table::new("schemas", "Schemas.", "(SchemaId, &str)", "schema")
}

async fn add_schemas(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT oid, nspname FROM pg_namespace
                WHERE nspname IN ('pg_catalog', 'pg_toast', 'information_schema')";
    for row in server.rows(sql).await? {
        let id = ids.of("schema", server, row.oid("oid"));
        let name = row.text("nspname");
        // A schema of every major needs no mask.
        table.add(
            Key::Name(name.to_owned()),
            id,
            format!("{id}, {}", literal(name)),
            server.mask(),
        );
    }
    Ok(())
}
