//! The particulars of an error: which statement, what the server said, what to do.

use std::fmt;

use tokio_postgres::error::{DbError, SqlState};

use crate::statement::Action;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// The particulars of an [`Error`](crate::Error).
#[derive(Default)]
pub struct Failure {
    pub(crate) action: Option<Action>,
    sqlstate: Option<SqlState>,
    schema: Option<String>,
    table: Option<String>,
    column: Option<String>,
    constraint: Option<String>,
    message: String,
    source: Option<Source>,
    unsent: bool,
}

impl Failure {
    /// A failure that says `message`, which must hold no parameter value.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// What the server reported, without its texts: `DETAIL` and most messages quote values.
    pub(crate) fn reported(error: &DbError, message: String) -> Self {
        let owned = |field: Option<&str>| field.map(str::to_owned);
        Self {
            action: None,
            sqlstate: Some(error.code().clone()),
            schema: owned(error.schema()),
            table: owned(error.table()),
            column: owned(error.column()),
            constraint: owned(error.constraint()),
            message,
            source: None,
            unsent: false,
        }
    }

    /// Said of what certainly has not reached the server.
    pub(crate) fn unsent(mut self) -> Self {
        self.unsent = true;
        self
    }

    pub(crate) fn is_unsent(&self) -> bool {
        self.unsent
    }

    pub(crate) fn with_action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }

    pub(crate) fn with_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The operation that failed.
    pub fn action(&self) -> Option<Action> {
        self.action
    }

    /// The server's SQLSTATE.
    pub fn sqlstate(&self) -> Option<&str> {
        self.sqlstate.as_ref().map(SqlState::code)
    }

    /// The schema of [`table`](Self::table).
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The table that the server named.
    pub fn table(&self) -> Option<&str> {
        self.table.as_deref()
    }

    /// The column that the server named, or that could not be decoded.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// The violated constraint.
    pub fn constraint(&self) -> Option<&str> {
        self.constraint.as_deref()
    }

    /// What happened, and where it can be told, what to do about it.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// What is shown by `expect` and by a `main` that returns the error: its text, as a person reads it.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(action) = self.action {
            write!(f, "{action}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(sqlstate) = self.sqlstate() {
            write!(f, " (SQLSTATE {sqlstate})")?;
        }
        Ok(())
    }
}
