//! From what tokio-postgres reports to a domain: by SQLSTATE, constraint and table alone.

use tokio_postgres::error::DbError;

use super::{Error, Failure};
use crate::statement::Statement;

/// How far a statement had come when it failed.
///
/// Before it runs, the server has seen none of its parameters, so that its message can quote none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// While connecting, preparing, or running SQL without parameters.
    Prepare,
    /// While running with parameters.
    Execute,
}

/// What a statement does to the table of its action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Insert,
    Update,
    Delete,
    /// Not told by the first word: `WITH`, `MERGE`, `SELECT` of a function that writes, …
    Other,
}

impl Error {
    /// The domain error for what tokio-postgres reports of `statement`.
    #[cold]
    pub(crate) fn reported(
        error: tokio_postgres::Error,
        phase: Phase,
        statement: Option<&Statement>,
    ) -> Self {
        let classified = match error.as_db_error() {
            Some(db) => classify(db, phase, statement),
            None => transport(error),
        };
        match statement {
            Some(statement) => classified.of(statement.action()),
            None => classified,
        }
    }

    /// The domain error for what the server reports while connecting, in words of ours.
    pub(crate) fn classified(db: &DbError, text: String) -> Self {
        by_sqlstate(db, text, None)
    }

    /// The same for SQL without parameters that belongs to no store.
    pub(crate) fn of_batch(error: tokio_postgres::Error) -> Self {
        Self::reported(error, Phase::Prepare, None)
    }
}

fn classify(db: &DbError, phase: Phase, statement: Option<&Statement>) -> Error {
    by_sqlstate(db, message(db, db.code().code(), phase), statement)
}

fn by_sqlstate(db: &DbError, text: String, statement: Option<&Statement>) -> Error {
    let code = db.code().code();
    let failure = Box::new(Failure::reported(db, text));
    match code {
        "23503" => foreign_key(failure, statement),
        "23505" | "23P01" => Error::Duplicate(failure),
        "21000" if is_given_twice(db) => Error::Duplicate(failure),
        "23001" => Error::Referenced(failure),
        "25P02" => Error::Aborted(failure),
        "40001" | "40P01" => Error::Serialization(failure),
        "55P03" | "25P03" | "25P04" => Error::Timeout(failure),
        "57014" => Error::Cancelled(failure),
        "28000" | "28P01" | "3D000" => Error::Configuration(failure),
        _ => match &code[..2] {
            "23" | "44" => Error::Integrity(failure),
            "22" => Error::InvalidValue(failure),
            "08" | "53" | "57" | "58" => Error::Unavailable(failure),
            _ => Error::Rejected(failure),
        },
    }
}

/// Which side of a foreign key is at fault.
///
/// The server reports 23503 for both, and names the referencing table either way (`ri_ReportViolation`
/// in `ri_triggers.c`). An INSERT can only lack what it refers to, a DELETE can only take away what
/// is referred to. An UPDATE does the one to its own table and the other to any other table; where
/// the table refers to itself, changing the reference is taken for likelier than changing the key.
fn foreign_key(failure: Box<Failure>, statement: Option<&Statement>) -> Error {
    let Some(statement) = statement else {
        // A deferred constraint at COMMIT, or SQL of no store: what remains is that a reference leads
        // nowhere.
        return Error::MissingDependency(failure);
    };
    let own_table = failure.table() == Some(bare(statement.action().model));
    match verb(statement.sql()) {
        Verb::Insert => Error::MissingDependency(failure),
        Verb::Delete => Error::Referenced(failure),
        Verb::Update | Verb::Other if own_table => Error::MissingDependency(failure),
        Verb::Update | Verb::Other => Error::Referenced(failure),
    }
}

/// A table's name without its schema and quotes, as the server reports it.
fn bare(table: &str) -> &str {
    table.rsplit('.').next().unwrap_or(table).trim_matches('"')
}

/// The first word of `sql`, past white space and comments.
fn verb(sql: &str) -> Verb {
    let mut rest = sql.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after).trim_start();
        } else {
            break;
        }
    }
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    match word.to_ascii_lowercase().as_str() {
        "insert" => Verb::Insert,
        "update" => Verb::Update,
        "delete" => Verb::Delete,
        _ => Verb::Other,
    }
}

/// A text that quotes no parameter value: ours for what statements run into, the server's own where
/// it cannot have seen one.
fn message(db: &DbError, code: &str, phase: Phase) -> String {
    let constraint = db.constraint().unwrap_or("?");
    let table = db.table().unwrap_or("?");
    match code {
        "23505" => format!("a row with this key exists: `{constraint}` of table `{table}`"),
        "23P01" => {
            format!("a row that excludes this one exists: `{constraint}` of table `{table}`")
        }
        "23503" | "23001" => format!("foreign key `{constraint}` of table `{table}` is violated"),
        "23502" => {
            format!("column `{}` of table `{table}` must not be NULL", db.column().unwrap_or("?"))
        }
        "21000" if is_given_twice(db) => "two of the rows given have the same key".to_owned(),
        "23514" => match db.constraint() {
            Some(name) => format!("check constraint `{name}` is violated"),
            None => "a check constraint is violated".to_owned(),
        },
        "26000" | "42P05" => "a prepared statement is not known on this connection, or another one has its \
                              name; if this is PgBouncer in transaction mode, say so by the setting \
                              `pgbouncer`"
            .to_owned(),
        "40001" => "the transaction lost against another one that ran at the same time".to_owned(),
        "40P01" => "the transaction and others waited for each other's locks (a deadlock)".to_owned(),
        "25006" => "a write in a read-only transaction".to_owned(),
        // No statement but COMMIT and ROLLBACK is let through any more.
        "25P02" => "an earlier statement of this transaction failed, so that nothing of it can be \
                    kept; return that statement's error from the closure, or run it in a nested \
                    transaction"
            .to_owned(),
        _ if phase == Phase::Prepare || quotes_nothing(db) => db.message().to_owned(),
        _ => format!(
            "the server reports {}; its message is left out because it can quote values",
            class(code)
        ),
    }
}

/// Whether one statement inserts two rows of which the second would update the first (ON CONFLICT). Class 21
/// is about subqueries, too, where it is no one's duplicate.
fn is_given_twice(db: &DbError) -> bool {
    db.routine() == Some("ExecOnConflictUpdate")
}

/// Whether the message is of the server's own routine that ends what runs: for a timeout, on request, because
/// the server stops. Of other messages the SQLSTATE says little: a function can raise any one, with any text.
fn quotes_nothing(db: &DbError) -> bool {
    db.routine() == Some("ProcessInterrupts")
}

/// The name of a SQLSTATE's class (PostgreSQL manual, appendix A).
fn class(code: &str) -> &'static str {
    match &code[..2] {
        "08" => "an error of a connection of its own",
        "0A" => "a feature that is not supported",
        "21" => "a cardinality violation",
        "22" => "a data exception",
        "23" => "an integrity constraint violation",
        "25" => "an invalid state of the transaction",
        "28" => "an invalid authorization",
        "2B" => "dependent privileges",
        "3D" => "a database that is not there",
        "34" | "24" => "an invalid cursor",
        "38" | "39" => "an error of an external routine",
        "42" => "a syntax error or access rule violation",
        "44" => "a violation of WITH CHECK OPTION",
        "53" => "a lack of resources",
        "55" => "an object in another state than is needed",
        "57" => "an intervention of its operator",
        "58" => "an error of its system",
        "54" => "a program limit",
        "P0" => "an error raised by a function",
        "XX" => "an internal error",
        _ => "an error",
    }
}

/// Errors that the server did not report.
fn transport(error: tokio_postgres::Error) -> Error {
    // Of tokio-postgres' error kinds only `Closed` can be asked for; the others are told apart by
    // their cause's type. Their own texts hold no values (their causes' may).
    let text = error.to_string();
    if error.is_closed() {
        return Error::Unavailable(Box::new(Failure::new(
            "the connection to the server was closed; what was in flight may or may not have run",
        )));
    }
    match error.into_source() {
        Some(source) if source.is::<std::io::Error>() => {
            Error::Unavailable(Box::new(Failure::new(text).with_source(source)))
        }
        Some(source) if source.is::<tokio_postgres::types::WrongType>() => {
            Error::Encode(Box::new(Failure::new(text).with_source(source)))
        }
        _ => Error::Encode(Box::new(Failure::new(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_found_past_comments() {
        assert_eq!(verb("-- why\n /* what */ delete FROM company"), Verb::Delete);
        assert_eq!(verb("INSERT INTO company"), Verb::Insert);
        assert_eq!(verb("update company"), Verb::Update);
        assert_eq!(verb("WITH x AS (DELETE FROM company) SELECT 1"), Verb::Other);
        assert_eq!(verb("/* never closed"), Verb::Other);
        assert_eq!(verb(""), Verb::Other);
    }

    #[test]
    fn table_names_are_bare() {
        assert_eq!(bare("public.company"), "company");
        assert_eq!(bare("\"Company\""), "Company");
    }
}
