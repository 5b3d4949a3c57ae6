//! Fills every table of a database with random rows that its constraints allow.

use fastrand::Rng;
use query_check::catalog::{Catalog, ForeignKey, Identity, Relation, RelationKind};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::values::value;

/// A name quoted for SQL.
pub(crate) fn name(catalog: &Catalog, relation: &Relation) -> String {
    format!("\"{}\".\"{}\"", catalog.schema_name(relation.schema), relation.name)
}

/// A literal quoted for SQL, NULL for none.
pub(crate) fn literal(text: Option<&str>) -> String {
    text.map_or_else(
        || "NULL".to_owned(),
        |text| format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
    )
}

/// Empties the tables and fills each with about `rows` rows.
pub(crate) async fn fill(client: &Client, catalog: &Catalog, rng: &mut Rng, rows: usize) {
    let tables: Vec<&Relation> = catalog
        .user_relations()
        .filter(|r| matches!(r.kind, RelationKind::Table | RelationKind::PartitionedTable))
        .collect();
    if tables.is_empty() {
        return;
    }
    let names: Vec<String> = tables.iter().map(|table| name(catalog, table)).collect();
    let truncate = format!("TRUNCATE {} CASCADE", names.join(", "));
    client.batch_execute(&truncate).await.expect("the tables can be emptied");
    // Referenced tables must have rows before those that refer to them: go round until nobody waits.
    for pass in 0..3 {
        for table in &tables {
            let wanted = if pass == 0 { rows } else { rows / 2 };
            for _ in 0..wanted {
                insert(client, catalog, rng, table).await;
            }
        }
    }
}

async fn insert(client: &Client, catalog: &Catalog, rng: &mut Rng, table: &Relation) {
    let mut columns = Vec::new();
    let mut values = Vec::new();
    let keys = table.details.as_ref().map_or(&[][..], |details| &details.foreign_keys);
    let mut referenced = Vec::new();
    for key in keys {
        referenced.push((key, existing_key(client, catalog, rng, key).await));
    }
    for (place, column) in table.columns.iter().enumerate() {
        if column.generated {
            continue;
        }
        if (column.has_default || column.identity == Some(Identity::Always)) && rng.bool() {
            continue;
        }
        let from_key = referenced.iter().find_map(|(key, row)| {
            let at = key.columns.iter().position(|c| usize::from(*c) == place)?;
            Some(row.as_ref().and_then(|row| row[at].clone()))
        });
        let null = !column.not_null && rng.u8(0..3) == 0;
        let text = match from_key {
            _ if null => None,
            Some(text) => text,
            None => value(rng, catalog, column.ty),
        };
        columns.push(format!("\"{}\"", column.name));
        values.push(literal(text.as_deref()));
    }
    let into = name(catalog, table);
    let sql = if columns.is_empty() {
        format!("INSERT INTO {into} DEFAULT VALUES")
    } else {
        let (columns, values) = (columns.join(", "), values.join(", "));
        format!("INSERT INTO {into} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})")
    };
    // A row that a constraint refuses is one that cannot be there: try the next.
    let _ = client.batch_execute(&sql).await;
}

async fn existing_key(
    client: &Client,
    catalog: &Catalog,
    rng: &mut Rng,
    key: &ForeignKey,
) -> Option<Vec<Option<String>>> {
    let table = catalog.relation(key.references)?;
    let columns: Vec<String> = key
        .referenced_columns
        .iter()
        .map(|column| format!("\"{}\"", table.columns[usize::from(*column)].name))
        .collect();
    let sql = format!("SELECT {} FROM {}", columns.join(", "), name(catalog, table));
    let rows: Vec<Vec<Option<String>>> = client
        .simple_query(&sql)
        .await
        .ok()?
        .into_iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect())
            }
            _ => None,
        })
        .collect();
    (!rows.is_empty()).then(|| rows[rng.usize(0..rows.len())].clone())
}
