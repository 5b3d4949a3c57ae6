//! What a real server says of a statement, and how the checker's answer differs from it.

use std::collections::HashMap;

use query_check::catalog::Catalog;
use query_check::checked::{CheckOptions, Checked};
use query_check::diagnostic::Code;
use tokio_postgres::Client;
use tokio_postgres::error::ErrorPosition;

/// PostgreSQL's answer to Parse and Describe.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Accepted: parameter types, and names and types of columns.
    Accepted { params: Vec<String>, columns: Vec<(String, String)> },
    /// Rejected.
    Rejected { sqlstate: String, message: String, position: Option<u32> },
}

/// A server to ask, with the names of types it has told already.
pub(crate) struct Oracle<'c> {
    client: &'c Client,
    names: HashMap<u32, String>,
}

impl<'c> Oracle<'c> {
    pub(crate) fn new(client: &'c Client) -> Self {
        Self { client, names: HashMap::new() }
    }

    /// Asks the server.
    pub(crate) async fn ask(&mut self, sql: &str) -> Answer {
        let statement = match self.client.prepare(sql).await {
            Ok(statement) => statement,
            Err(error) => {
                let db = error.as_db_error().expect("the server answers every statement");
                let position = match db.position() {
                    Some(ErrorPosition::Original(position)) => Some(*position),
                    _ => None,
                };
                return Answer::Rejected {
                    sqlstate: db.code().code().to_owned(),
                    message: db.message().to_owned(),
                    position,
                };
            }
        };
        let mut params = Vec::new();
        for ty in statement.params() {
            params.push(self.type_name(ty.oid()).await);
        }
        let mut columns = Vec::new();
        for column in statement.columns() {
            columns.push((column.name().to_owned(), self.type_name(column.type_().oid()).await));
        }
        Answer::Accepted { params, columns }
    }

    async fn type_name(&mut self, oid: u32) -> String {
        if let Some(name) = self.names.get(&oid) {
            return name.clone();
        }
        let row = self.client.query_one("SELECT format_type($1, NULL)", &[&oid]).await.unwrap();
        let name: String = row.get(0);
        self.names.insert(oid, name.clone());
        name
    }
}

/// How two answers differ, from bad to harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Difference {
    /// The checker accepts what the server rejects.
    FalseAccept,
    /// The checker rejects what the server accepts.
    FalseReject,
    /// The checker says that it cannot decide.
    Unsupported,
    /// Both accept, with other types or names.
    Types,
    /// Both reject, with another SQLSTATE.
    SqlState,
    /// Both reject alike, at another place.
    Position,
}

/// Compares; the text says what was expected and what was found.
pub(crate) fn compare(
    catalog: &Catalog,
    sql: &str,
    answer: &Answer,
) -> Option<(Difference, String)> {
    let checked = query_check::check(catalog, sql, &CheckOptions::default());
    // Other statements than DML are left to the house, unread.
    if checked.house.iter().any(|refusal| refusal.code == Code::NotDml) {
        return None;
    }
    let first = checked.diagnostics.first();
    match (answer, first) {
        (Answer::Accepted { params, columns }, None) => {
            let (our_params, our_columns) = types(catalog, &checked);
            (our_params != *params || our_columns != *columns).then(|| {
                let text = format!(
                    "server {params:?} -> {columns:?}; checker {our_params:?} -> {our_columns:?}"
                );
                (Difference::Types, text)
            })
        }
        (Answer::Accepted { .. }, Some(ours)) => {
            let kind = if ours.code.name() == "unsupported" {
                Difference::Unsupported
            } else {
                Difference::FalseReject
            };
            Some((kind, ours.message.clone()))
        }
        (Answer::Rejected { sqlstate, message, .. }, None) => {
            Some((Difference::FalseAccept, format!("{sqlstate} {message}")))
        }
        (Answer::Rejected { sqlstate, message, position }, Some(ours)) => {
            let ours_state = ours.sqlstate.map_or("-", |state| state.0);
            if ours.code.name() == "unsupported" {
                return Some((Difference::Unsupported, ours.message.clone()));
            }
            if ours_state != sqlstate {
                let text =
                    format!("server {sqlstate} {message}; checker {ours_state} {}", ours.message);
                return Some((Difference::SqlState, text));
            }
            let place =
                sql.get(..ours.span.start as usize).map(|before| before.chars().count() + 1);
            let differs = position.is_some_and(|position| place != Some(position as usize));
            differs.then(|| {
                (Difference::Position, format!("{message}: server {position:?}, checker {place:?}"))
            })
        }
    }
}

fn types(catalog: &Catalog, checked: &Checked) -> (Vec<String>, Vec<(String, String)>) {
    let params = checked.parameters.iter().map(|p| catalog.format_type(p.ty)).collect();
    let columns = checked
        .columns
        .iter()
        .map(|c| (c.name.clone(), catalog.format_type(catalog.base_type(c.ty))))
        .collect();
    (params, columns)
}
