//! `pg_type`, `pg_range` and `pg_collation`.

use crate::identity::Identities;
use crate::query::Server;
use crate::table::{Key, Table, literal};

pub(crate) fn types() -> Table {
    Table::new("types", "Types by name.", "Type", "ty").with_index()
}

/// Arguments: identity, schema, name, kind, category, preferred, element, subscript, array, collation,
/// takes modifiers, length.
pub(crate) async fn add_types(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "
        SELECT t.oid, typnamespace, typname, typtype, ascii(typcategory) AS category, typispreferred,
               typelem, typsubscript::regproc::text AS subscript, typarray, typcollation,
               typmodin <> 0 AS modifiers, typlen, typrelid, typbasetype, typtypmod, typnotnull,
               EXISTS (SELECT 1 FROM pg_constraint WHERE contypid = t.oid AND contype = 'c') AS checked,
               typdefault IS NOT NULL AS has_default,
               r.rngsubtype, r.rngmultitypid, r.rngcollation, m.rngtypid AS multirange_of
          FROM pg_type t LEFT JOIN pg_range r ON r.rngtypid = t.oid
          LEFT JOIN pg_range m ON m.rngmultitypid = t.oid";
    for row in server.rows(sql).await? {
        let ty = |column| ids.of("type", server, row.oid(column));
        let id = ty("oid");
        let kind = match row.text("typtype") {
            "b" => "Base".to_owned(),
            "p" => "Pseudo".to_owned(),
            "c" => format!("composite({})", ids.of("relation", server, row.oid("typrelid"))),
            "d" => format!(
                "domain({}, {}, {}, {}, {})",
                ty("typbasetype"),
                row.number("typtypmod"),
                row.flag("typnotnull"),
                row.flag("checked"),
                row.flag("has_default")
            ),
            "r" => format!(
                "range({}, {}, {})",
                ty("rngsubtype"),
                ty("rngmultitypid"),
                row.oid("rngcollation")
            ),
            "m" => format!("multirange({})", ty("multirange_of")),
            other => panic!("built-in type of kind {other}"),
        };
        let subscript = match row.text("subscript").trim_start_matches("pg_catalog.") {
            "-" => "None",
            "array_subscript_handler" => "Array",
            "raw_array_subscript_handler" => "Raw",
            "jsonb_subscript_handler" => "Jsonb",
            _ => "Other",
        };
        let name = row.text("typname");
        let arguments = format!(
            "{id}, {}, {}, {kind}, b'{}', {}, {}, Subscript::{subscript}, {}, {}, {}, {}",
            ids.of("schema", server, row.oid("typnamespace")),
            literal(name),
            char::from(u8::try_from(row.number("category")).unwrap_or(b'?')),
            row.flag("typispreferred"),
            ty("typelem"),
            ty("typarray"),
            ids.of("collation", server, row.oid("typcollation")),
            row.flag("modifiers"),
            row.number("typlen"),
        );
        table.add(Key::Name(name.to_owned()), id, arguments, server.mask());
    }
    Ok(())
}

pub(crate) fn collations() -> Table {
    Table::new("collations", "Collations by name.", "Collation", "collation")
}

/// Arguments: identity, name, deterministic. Collations that `initdb` found on the machine are left out.
pub(crate) async fn add_collations(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT oid, collname, collisdeterministic FROM pg_collation
                WHERE collnamespace = 'pg_catalog'::regnamespace
                  AND (oid < 12000 OR collprovider = 'i' OR collname = 'ucs_basic')";
    for row in server.rows(sql).await? {
        let id = ids.of("collation", server, row.oid("oid"));
        let name = row.text("collname");
        let arguments = format!("{id}, {}, {}", literal(name), row.flag("collisdeterministic"));
        table.add(Key::Name(name.to_owned()), id, arguments, server.mask());
    }
    Ok(())
}
