//! Runs a statement with random parameters, in a transaction that is taken back.

use std::collections::BTreeSet;

use bytes::BytesMut;
use fastrand::Rng;
use futures_util::TryStreamExt;
use query_check::catalog::Catalog;
use query_check::checked::Checked;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::claims::{self, Seen};
use super::fill::literal;
use super::values::value;

/// A statement with what the checker claims of it.
#[derive(Debug)]
pub(crate) struct Case {
    /// Where it comes from.
    pub(crate) id: String,
    /// Its text, parameters as `$n`.
    pub(crate) sql: String,
    /// The claims when every parameter can be NULL.
    pub(crate) checked: Checked,
    /// The claims when none is.
    pub(crate) given: Checked,
    /// What was seen.
    pub(crate) seen: Seen,
}

/// A parameter in its text form, whatever its type.
#[derive(Debug)]
struct Text(Option<String>);

impl ToSql for Text {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let Some(text) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// A value of any type, as it came.
struct Raw(Vec<u8>);

impl<'r> FromSql<'r> for Raw {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What a run gave: rows of values, and how many rows the server says were affected.
pub(crate) struct Outcome {
    pub(crate) rows: Vec<Vec<Option<Vec<u8>>>>,
    pub(crate) affected: u64,
}

/// After so many failures and no success a case is left alone.
pub(crate) const GIVE_UP: u64 = 8;

/// How many rows of each table this session has written so far, with the table's qualified name.
const WRITES: &str = "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del \
                      FROM pg_stat_xact_user_tables \
                      WHERE n_tup_ins + n_tup_upd + n_tup_del > 0";

/// Runs a case once and takes everything it did back.
///
/// # Errors
/// When the connection broke: the statement ended its own session.
pub(crate) async fn run(
    client: &Client,
    catalog: &Catalog,
    rng: &mut Rng,
    case: &mut Case,
) -> Result<(), Error> {
    let given = !case.checked.parameters.is_empty() && rng.bool();
    let values: Vec<Text> = case
        .checked
        .parameters
        .iter()
        .map(|parameter| {
            let null = !given && rng.u8(0..5) == 0;
            Text(if null { None } else { value(rng, catalog, parameter.ty) })
        })
        .collect();
    // A type nobody wrote values for: only NULL is left to send.
    let given = given && values.iter().all(|value| value.0.is_some());
    // Only a volatile function could let a query write; a look at all tables each time costs more than the runs.
    let checked = &case.checked;
    let writes = !checked.writes.is_empty() || !checked.volatile.is_empty();
    let count = if writes || case.seen.executed == 0 { WRITES } else { "" };
    // Counts of earlier transactions may not have been reported yet.
    let before =
        client.simple_query(&format!("BEGIN; SET LOCAL statement_timeout = '1s'; {count}")).await?;
    let outcome = execute(client, &case.sql, &values).await;
    let after = match outcome {
        Ok(_) => client.simple_query(&format!("{count}; ROLLBACK")).await,
        Err(_) => client.simple_query("ROLLBACK").await,
    }?;
    match outcome {
        Ok(outcome) => {
            let arguments: Vec<String> =
                values.iter().map(|value| literal(value.0.as_deref())).collect();
            let arguments = arguments.join(", ");
            let Case { checked, given: strict, seen, .. } = case;
            let checked = if given { strict } else { checked };
            claims::compare(checked, seen, &outcome, given, &arguments);
            let changed = &counts(&after) - &counts(&before);
            let changed: Vec<String> = changed.into_iter().map(|(table, _)| table).collect();
            claims::compare_writes(catalog, checked, seen, &changed);
        }
        Err(error) => {
            // What does not end (a recursion without an end) is not tried again.
            let endless = error.code() == Some(&SqlState::QUERY_CANCELED);
            case.seen.failed += if endless { GIVE_UP } else { 1 };
            case.seen.last_error = error.as_db_error().map(|db| db.message().to_owned());
        }
    }
    Ok(())
}

async fn execute(client: &Client, sql: &str, values: &[Text]) -> Result<Outcome, Error> {
    let statement = client.prepare(sql).await?;
    let parameters: Vec<&(dyn ToSql + Sync)> =
        values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
    let stream = client.query_raw(&statement, parameters).await?;
    let mut stream = std::pin::pin!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        let value = |place| row.get::<_, Option<Raw>>(place).map(|raw| raw.0);
        rows.push((0..row.len()).map(value).collect());
    }
    Ok(Outcome { rows, affected: stream.rows_affected().unwrap_or(0) })
}

fn counts(messages: &[SimpleQueryMessage]) -> BTreeSet<(String, String)> {
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())),
        _ => None,
    };
    messages.iter().filter_map(row).collect()
}
