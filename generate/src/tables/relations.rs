//! `pg_class`, `pg_attribute` and primary keys of `pg_constraint`.

use std::collections::HashMap;

use crate::identity::Identities;
use crate::query::Server;
use crate::table::{Key, Table, literal, slice};

pub(crate) fn relations() -> Table {
    Table::new("relations", "Relations by name.", "Relation", "relation").with_index()
}

/// Arguments: identity, schema, name, kind, row type, primary key, columns.
pub(crate) async fn add(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let mut columns: HashMap<u32, Vec<String>> = HashMap::new();
    let sql =
        "SELECT attrelid, attname, atttypid, atttypmod, attnotnull, attcollation FROM pg_attribute
                WHERE attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum";
    for row in server.rows(sql).await? {
        let column = format!(
            "c!({}, {}, {}, {}, {})",
            literal(row.text("attname")),
            ids.of("type", server, row.oid("atttypid")),
            row.number("atttypmod"),
            row.flag("attnotnull"),
            ids.of("collation", server, row.oid("attcollation")),
        );
        columns.entry(row.oid("attrelid")).or_default().push(column);
    }
    let sql = "
        SELECT c.oid, relnamespace, relname, relkind, reltype, array_to_string(k.conkey, ' ') AS key
          FROM pg_class c LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
         WHERE NOT EXISTS (SELECT 1 FROM pg_class o WHERE o.oid >= 10000
                            AND o.relkind = 'r' AND (o.reltoastrelid = c.oid
                             OR EXISTS (SELECT 1 FROM pg_index i WHERE i.indexrelid = c.oid
                                         AND i.indrelid IN (o.oid, o.reltoastrelid))))";
    for row in server.rows(sql).await? {
        let id = ids.of("relation", server, row.oid("oid"));
        let kind = match row.text("relkind") {
            "r" => "Table",
            "v" => "View",
            "i" => "Index",
            "t" => "Toast",
            other => panic!("built-in relation of kind {other}"),
        };
        let own = columns.remove(&row.oid("oid")).unwrap_or_default();
        // In FROM an index is an error whatever its columns are.
        let own = if kind == "Index" { Vec::new() } else { own };
        let name = row.text("relname");
        let key = row.oids("key");
        let arguments = format!(
            "{id}, {}, {}, {kind}, {}, {}, {}",
            ids.of("schema", server, row.oid("relnamespace")),
            literal(name),
            ids.of("type", server, row.oid("reltype")),
            slice(key.iter().map(|k| (k - 1).to_string())),
            slice(own),
        );
        table.add(Key::Name(name.to_owned()), id, arguments, server.mask());
    }
    Ok(())
}
