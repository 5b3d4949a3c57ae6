//! Runs a statement with random parameters and compares what comes with what was claimed.

use std::collections::BTreeSet;

use fastrand::Rng;
use query_check::catalog::{Catalog, RelationId};
use query_check::checked::{Checked, Rows};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::fill::literal;
use super::values::value;

/// What the runs of one statement have shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Runs that the server carried out.
    pub(crate) executed: u64,
    /// Runs that failed at run time (a division by zero, a constraint).
    pub(crate) failed: u64,
    /// For each column, whether a NULL came.
    pub(crate) null: Vec<bool>,
    /// More than one row came.
    pub(crate) many: bool,
    /// Claims that did not hold.
    pub(crate) violations: BTreeSet<String>,
}

/// A statement with what the checker claims of it.
#[derive(Debug)]
pub(crate) struct Case {
    /// Where it comes from.
    pub(crate) id: String,
    /// Its text, parameters as `$n`.
    pub(crate) sql: String,
    /// The claims.
    pub(crate) checked: Checked,
    /// What was seen.
    pub(crate) seen: Seen,
}

/// Runs a case once and takes everything it did back.
pub(crate) async fn run(client: &Client, catalog: &Catalog, rng: &mut Rng, case: &mut Case) {
    let types: Vec<String> =
        case.checked.parameters.iter().map(|p| catalog.format_type(p.ty)).collect();
    let declared = if types.is_empty() { String::new() } else { format!("({})", types.join(", ")) };
    let values: Vec<String> = case
        .checked
        .parameters
        .iter()
        .map(|parameter| {
            let null = rng.u8(0..6) == 0;
            let text = if null { None } else { value(rng, catalog, parameter.ty) };
            literal(text.as_deref())
        })
        .collect();
    let arguments =
        if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    client.batch_execute("BEGIN").await.expect("a transaction begins");
    // Counts of earlier transactions may not have been reported yet.
    let before = writes(client).await;
    let prepared = client.batch_execute(&format!("PREPARE s {declared} AS {}", case.sql)).await;
    let outcome = match prepared {
        Ok(()) => client.simple_query(&format!("EXECUTE s {arguments}")).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(messages) => {
            compare(case, &messages, &arguments);
            written(client, catalog, case, &before).await;
        }
        Err(_) => case.seen.failed += 1,
    }
    client.batch_execute("ROLLBACK; DEALLOCATE ALL").await.expect("a transaction is rolled back");
}

fn compare(case: &mut Case, messages: &[SimpleQueryMessage], arguments: &str) {
    let seen = &mut case.seen;
    seen.executed += 1;
    seen.null.resize(case.checked.columns.len(), false);
    let mut rows = 0_u64;
    let mut affected = 0_u64;
    for message in messages {
        match message {
            SimpleQueryMessage::Row(row) => {
                rows += 1;
                for (place, column) in case.checked.columns.iter().enumerate() {
                    if row.get(place).is_none() {
                        seen.null[place] = true;
                        if !column.nullable {
                            seen.violations.insert(format!(
                                "NULL in column {} ({}), with {arguments}",
                                place + 1,
                                column.name
                            ));
                        }
                    }
                }
            }
            SimpleQueryMessage::CommandComplete(count) => affected = *count,
            _ => {}
        }
    }
    seen.many |= rows > 1;
    let mut claim = |claimed: Rows, count: u64, what: &str| {
        let holds = match claimed {
            Rows::None => count == 0,
            Rows::One => count == 1,
            Rows::AtMostOne => count <= 1,
            Rows::Many => true,
        };
        if !holds {
            let text = format!("{count} {what} where {claimed:?} was claimed, with {arguments}");
            seen.violations.insert(text);
        }
    };
    claim(case.checked.rows, rows, "rows");
    if let Some(claimed) = case.checked.affected {
        claim(claimed, affected, "affected rows");
    }
}

/// How many rows of each table this session has written so far, as `schema.table`.
async fn writes(client: &Client) -> Vec<(String, i64)> {
    let sql = "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del \
               FROM pg_stat_xact_user_tables ORDER BY 1";
    let rows = client.query(sql, &[]).await.expect("statistics can be read");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Compares the tables the statement changed with those that may be.
async fn written(client: &Client, catalog: &Catalog, case: &mut Case, before: &[(String, i64)]) {
    let mut allowed: Vec<RelationId> = case.checked.writes.iter().map(|w| w.relation).collect();
    allowed.extend(case.checked.cascades.iter().map(|c| c.relation));
    // What is written to a parent lands in its partitions and children.
    let mut place = 0;
    while place < allowed.len() {
        let parent = allowed[place];
        for relation in catalog.user_relations() {
            let child = relation.details.as_ref().is_some_and(|d| d.parents.contains(&parent));
            if child && !allowed.contains(&relation.id) {
                allowed.push(relation.id);
            }
        }
        place += 1;
    }
    let permitted: Vec<String> = allowed
        .iter()
        .filter_map(|id| catalog.relation(*id))
        .map(|relation| format!("{}.{}", catalog.schema_name(relation.schema), relation.name))
        .collect();
    for change in writes(client).await {
        if !before.contains(&change) && !permitted.contains(&change.0) {
            case.seen.violations.insert(format!("{} was changed", change.0));
        }
    }
}
