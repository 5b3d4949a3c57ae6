//! Extensions, collations and types.

use std::collections::HashMap;

use query_check::catalog::{Catalog, SchemaId};
use query_check::snapshot::{
    BaseType, Check, Collation, Column, Composite, Domain, Enum, Extension, Range, Snapshot,
};
use tokio_postgres::{Client, Error, Row};

use super::FIRST;
use super::names::{Names, is_hidden};

pub(super) async fn read(
    client: &Client,
    names: &Names,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    let rows = client
        .query("SELECT extname::text, extnamespace, extversion FROM pg_extension ORDER BY 1", &[])
        .await?;
    snapshot.extensions = rows
        .iter()
        .map(|row| Extension {
            name: row.get(0),
            schema: names.schema(row.get(1)).to_owned(),
            version: row.get(2),
        })
        .collect();
    // Which collations `initdb` makes depends on the machine: those in use are recorded too.
    let rows = client
        .query(
            "SELECT oid, collisdeterministic, collname::text FROM pg_collation \
              WHERE oid >= $1 OR oid IN ( \
                    SELECT attcollation FROM pg_attribute WHERE attrelid >= $1 \
                     UNION SELECT typcollation FROM pg_type WHERE oid >= $1 \
                     UNION SELECT rngcollation FROM pg_range WHERE rngtypid >= $1)",
            &[&FIRST],
        )
        .await?;
    let builtin = Catalog::builtin(snapshot.server);
    let is_builtin = |row: &&Row| {
        row.get::<_, u32>(0) < FIRST
            && builtin.as_ref().is_some_and(|catalog| {
                catalog.collation_in(SchemaId::PG_CATALOG, row.get(2)).is_some()
            })
    };
    snapshot.collations = rows
        .iter()
        .filter(|row| !is_builtin(row))
        .map(|row| Collation {
            name: names.collation(row.get(0)),
            nondeterministic: !row.get::<_, bool>(1),
            extension: names.extension("pg_collation", row.get(0)),
        })
        .collect();
    snapshot.collations.sort_by(|a, b| a.name.cmp(&b.name));
    enums(client, names, snapshot).await?;
    domains(client, names, snapshot).await?;
    composites(client, names, snapshot).await?;
    ranges(client, names, snapshot).await?;
    base_types(client, names, snapshot).await
}

async fn enums(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT t.oid, t.typnamespace, \
                    array(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder) \
               FROM pg_type t WHERE t.typtype = 'e' AND t.oid >= $1",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        if is_hidden(names.schema(row.get(1))) {
            continue;
        }
        snapshot.enums.push(Enum {
            name: names.ty(row.get(0)),
            array: names.odd_array(row.get(0)),
            labels: row.get(2),
            extension: names.extension("pg_type", row.get(0)),
        });
    }
    snapshot.enums.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

async fn domains(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let checks = client
        .query(
            "SELECT contypid, conname::text, pg_get_expr(conbin, 0), convalidated \
               FROM pg_constraint WHERE contypid <> 0 AND contype = 'c' ORDER BY conname",
            &[],
        )
        .await?;
    let mut by_domain: HashMap<u32, Vec<Check>> = HashMap::new();
    for row in &checks {
        by_domain.entry(row.get(0)).or_default().push(Check {
            name: row.get(1),
            expression: row.get(2),
            not_valid: !row.get::<_, bool>(3),
        });
    }
    let rows = client
        .query(
            "SELECT t.oid, t.typnamespace, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault, \
                    CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation END \
               FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype \
              WHERE t.typtype = 'd' AND t.oid >= $1",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        if is_hidden(names.schema(row.get(1))) {
            continue;
        }
        let oid: u32 = row.get(0);
        snapshot.domains.push(Domain {
            name: names.ty(oid),
            array: names.odd_array(oid),
            ty: names.type_with(row.get(2), row.get(3)),
            not_null: row.get(4),
            default: row.get(5),
            collation: row.get::<_, Option<u32>>(6).map(|oid| names.collation(oid)),
            checks: by_domain.remove(&oid).unwrap_or_default(),
            extension: names.extension("pg_type", oid),
        });
    }
    snapshot.domains.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

async fn composites(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT t.oid, t.typnamespace, a.attname::text, a.atttypid, a.atttypmod, \
                    CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation END \
               FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' \
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
               LEFT JOIN pg_type y ON y.oid = a.atttypid \
              WHERE t.typtype = 'c' AND t.oid >= $1 ORDER BY t.oid, a.attnum",
            &[&FIRST],
        )
        .await?;
    let mut last = 0;
    for row in &rows {
        if is_hidden(names.schema(row.get(1))) {
            continue;
        }
        let oid: u32 = row.get(0);
        if oid != last {
            last = oid;
            snapshot.composites.push(Composite {
                name: names.ty(oid),
                array: names.odd_array(oid),
                extension: names.extension("pg_type", oid),
                attributes: Vec::new(),
            });
        }
        if let (Some(composite), Some(name)) = (snapshot.composites.last_mut(), row.get(2)) {
            composite.attributes.push(Column {
                name,
                ty: names.type_with(row.get(3), row.get(4)),
                collation: row.get::<_, Option<u32>>(5).map(|oid| names.collation(oid)),
                ..Column::default()
            });
        }
    }
    snapshot.composites.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

async fn ranges(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT r.rngtypid, t.typnamespace, r.rngsubtype, r.rngmultitypid, \
                    CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation END \
               FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid \
               JOIN pg_type s ON s.oid = r.rngsubtype WHERE r.rngtypid >= $1",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        if is_hidden(names.schema(row.get(1))) {
            continue;
        }
        let (oid, multirange): (u32, u32) = (row.get(0), row.get(3));
        snapshot.ranges.push(Range {
            name: names.ty(oid),
            array: names.odd_array(oid),
            subtype: names.ty(row.get(2)),
            collation: row.get::<_, Option<u32>>(4).map(|oid| names.collation(oid)),
            multirange: names.ty(multirange),
            multirange_array: names.odd_array(multirange),
            extension: names.extension("pg_type", oid),
        });
    }
    snapshot.ranges.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

async fn base_types(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    // Arrays are known from their elements; a pseudo-type that is not defined is a shell.
    let rows = client
        .query(
            "SELECT t.oid, t.typnamespace, t.typisdefined, t.typcategory::text, t.typispreferred, t.typlen, \
                    t.typelem, t.typsubscript::oid, h.proname::text, t.typmodin::oid <> 0, t.typcollation \
               FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem \
               LEFT JOIN pg_proc h ON h.oid = t.typsubscript::oid \
              WHERE t.oid >= $1 AND (t.typtype = 'b' OR (t.typtype = 'p' AND NOT t.typisdefined)) \
                AND e.typarray IS DISTINCT FROM t.oid",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        if is_hidden(names.schema(row.get(1))) {
            continue;
        }
        let (oid, element, collation): (u32, u32, u32) = (row.get(0), row.get(6), row.get(10));
        let subscript = row.get::<_, Option<String>>(8).map(|handler| {
            match handler.as_str() {
                "array_subscript_handler" => "array",
                "raw_array_subscript_handler" => "raw",
                "jsonb_subscript_handler" => "jsonb",
                _ => "other",
            }
            .to_owned()
        });
        snapshot.base_types.push(BaseType {
            name: names.ty(oid),
            array: names.odd_array(oid),
            shell: !row.get::<_, bool>(2),
            category: row.get(3),
            preferred: row.get(4),
            length: row.get(5),
            element: (element != 0).then(|| names.ty(element)),
            subscript,
            modifiers: row.get(9),
            collation: (collation != 0).then(|| names.collation(collation)),
            extension: names.extension("pg_type", oid),
        });
    }
    snapshot.base_types.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}
