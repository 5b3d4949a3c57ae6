//! Relations, their columns, triggers and rules.

use std::collections::HashMap;

use query_check::snapshot::{Column, Relation, RelationKind, Rule, Snapshot, Trigger};
use tokio_postgres::{Client, Error, Row};

use super::FIRST;
use super::names::{Names, is_hidden};

pub(super) async fn read(
    client: &Client,
    names: &Names,
    major: u32,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT c.oid, c.relnamespace, c.relkind::text, c.relispartition, c.relrowsecurity, c.reltype, \
                    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, \
                    CASE WHEN c.relkind = 'v' THEN pg_relation_is_updatable(c.oid, true) ELSE 0 END \
               FROM pg_class c \
              WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.oid >= $1",
            &[&FIRST],
        )
        .await?;
    let mut relations: HashMap<u32, Relation> = HashMap::new();
    for row in rows.iter().filter(|row| !is_hidden(names.schema(row.get(1)))) {
        relations.insert(row.get(0), relation(row, names));
    }
    columns(client, names, major, &mut relations).await?;
    parents(client, names, &mut relations).await?;
    triggers(client, names, &mut relations).await?;
    rules(client, &mut relations).await?;
    // The table in which refinery keeps what has been applied is no part of the schema.
    relations.retain(|_, relation| !relation.name.ends_with(".refinery_schema_history"));
    snapshot.relations = relations.into_values().collect();
    snapshot.relations.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

fn relation(row: &Row, names: &Names) -> Relation {
    let oid: u32 = row.get(0);
    let kind: String = row.get(2);
    let kind = match kind.as_str() {
        "p" => RelationKind::PartitionedTable,
        "f" => RelationKind::ForeignTable,
        "v" => RelationKind::View,
        "m" => RelationKind::MaterializedView,
        "S" => RelationKind::Sequence,
        _ => RelationKind::Table,
    };
    // Bits of `pg_relation_is_updatable` are those of commands: 2 UPDATE, 3 INSERT, 4 DELETE.
    let events: i32 = row.get(7);
    let writable = [("delete", 4), ("insert", 3), ("update", 2)];
    let definition: Option<String> = row.get(6);
    Relation {
        name: names.relation(oid),
        kind,
        array: names.odd_array(row.get(5)),
        extension: names.extension("pg_class", oid),
        partition: row.get(3),
        row_security: row.get(4),
        writable: writable
            .iter()
            .filter(|(_, bit)| events & (1 << bit) != 0)
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        definition: definition.map(lines).unwrap_or_default(),
        ..Relation::default()
    }
}

fn lines(text: String) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_owned()).collect()
}

async fn columns(
    client: &Client,
    names: &Names,
    major: u32,
    relations: &mut HashMap<u32, Relation>,
) -> Result<(), Error> {
    // PostgreSQL 18 keeps NOT NULL as constraints, which can be NOT VALID.
    let invalid = if major >= 18 {
        "EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conrelid = a.attrelid AND n.contype = 'n' \
         AND n.conkey = ARRAY[a.attnum] AND NOT n.convalidated)"
    } else {
        "false"
    };
    let sql = format!(
        "SELECT a.attrelid, a.attname::text, a.atttypid, a.atttypmod, a.attnotnull, {invalid}, \
                pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text, \
                CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation END, \
                CASE WHEN c.relkind = 'v' AND pg_relation_is_updatable(c.oid, true) <> 0 \
                     THEN NOT pg_column_is_updatable(c.oid, a.attnum, true) ELSE false END \
           FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
           JOIN pg_type t ON t.oid = a.atttypid \
           LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
          WHERE a.attnum > 0 AND NOT a.attisdropped AND c.oid >= $1 \
            AND c.relkind IN ('r', 'p', 'f', 'v', 'm') \
          ORDER BY a.attrelid, a.attnum"
    );
    for row in &client.query(&sql, &[&FIRST]).await? {
        let Some(relation) = relations.get_mut(&row.get(0)) else { continue };
        let expression: Option<String> = row.get(6);
        let identity: String = row.get(7);
        let generated: String = row.get(8);
        let (default, generated_as) =
            if generated.is_empty() { (expression, None) } else { (None, expression) };
        relation.columns.push(Column {
            name: row.get(1),
            ty: names.type_with(row.get(2), row.get(3)),
            not_null: row.get(4),
            not_null_not_valid: row.get(5),
            default,
            identity: match identity.as_str() {
                "a" => Some("always".to_owned()),
                "d" => Some("by default".to_owned()),
                _ => None,
            },
            generated: generated_as,
            is_virtual: generated == "v",
            collation: row.get::<_, Option<u32>>(9).map(|oid| names.collation(oid)),
            read_only: row.get(10),
        });
    }
    Ok(())
}

async fn parents(
    client: &Client,
    names: &Names,
    relations: &mut HashMap<u32, Relation>,
) -> Result<(), Error> {
    let rows = client
        .query("SELECT inhrelid, inhparent FROM pg_inherits ORDER BY inhrelid, inhseqno", &[])
        .await?;
    for row in &rows {
        if let Some(relation) = relations.get_mut(&row.get(0)) {
            relation.parents.push(names.relation(row.get(1)));
        }
    }
    Ok(())
}

async fn triggers(
    client: &Client,
    names: &Names,
    relations: &mut HashMap<u32, Relation>,
) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT tgrelid, tgname::text, tgtype, tgfoid, tgenabled::text FROM pg_trigger \
              WHERE NOT tgisinternal ORDER BY tgname",
            &[],
        )
        .await?;
    for row in &rows {
        let Some(relation) = relations.get_mut(&row.get(0)) else { continue };
        // `tgtype`: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead of.
        let bits: i16 = row.get(2);
        let timing = match bits & (2 | 64) {
            2 => "before",
            64 => "instead of",
            _ => "after",
        };
        let events = [("insert", 4), ("update", 16), ("delete", 8), ("truncate", 32)];
        let enabled: String = row.get(4);
        relation.triggers.push(Trigger {
            name: row.get(1),
            timing: timing.to_owned(),
            events: events
                .iter()
                .filter(|(_, bit)| bits & bit != 0)
                .map(|(event, _)| (*event).to_owned())
                .collect(),
            for_each_row: bits & 1 != 0,
            function: names.function(row.get(3)),
            disabled: enabled == "D",
        });
    }
    Ok(())
}

async fn rules(client: &Client, relations: &mut HashMap<u32, Relation>) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT ev_class, rulename::text, ev_type::text, is_instead, pg_get_ruledef(oid) \
               FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_enabled <> 'D' ORDER BY rulename",
            &[],
        )
        .await?;
    for row in &rows {
        let Some(relation) = relations.get_mut(&row.get(0)) else { continue };
        let event: String = row.get(2);
        relation.rules.push(Rule {
            name: row.get(1),
            event: match event.as_str() {
                "1" => "select",
                "2" => "update",
                "3" => "insert",
                _ => "delete",
            }
            .to_owned(),
            instead: row.get(3),
            definition: row.get(4),
        });
    }
    Ok(())
}
