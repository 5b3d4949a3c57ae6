//! The one error type, cut by domain.

mod classify;
mod constraint;
mod failure;

use std::fmt;

pub(crate) use classify::Phase;
pub use constraint::Constraint;
pub use failure::Failure;

use crate::statement::Action;

/// What went wrong, by domain, decided by SQLSTATE and constraint, never by message text.
///
/// Every variant holds a [`Failure`]; the accessors below read it without a `match`. No error holds
/// the value of a parameter.
///
/// ```
/// use microcosm_postgres::{Constraint, Error};
///
/// // `store!` writes this: `Company::NAME_KEY`.
/// const NAME_KEY: Constraint = Constraint::new("company", "company_name_key");
///
/// fn answer(error: &Error) -> (u16, bool) {
///     match error {
///         Error::Duplicate(_) if error.violates(NAME_KEY) => (422, false),
///         other => (other.status(), other.is_retryable()),
///     }
/// }
/// # let _ = answer;
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// No row where one was asked for, or a write that affected none. 404
    NotFound(Box<Failure>),
    /// A unique or exclusion constraint is violated (23505, 23P01), or a row was given twice to be inserted
    /// or updated (21000 of ON CONFLICT). 409
    Duplicate(Box<Failure>),
    /// A row refers to one that is not there (23503 in the writing of the referencing row). 404
    MissingDependency(Box<Failure>),
    /// A row cannot go, or change its key, because others refer to it (23503 in the writing of the
    /// referenced row, 23001). 403
    Referenced(Box<Failure>),
    /// Another integrity constraint is violated: NOT NULL, CHECK (the rest of class 23, class 44). 500
    Integrity(Box<Failure>),
    /// A value does not fit its type (class 22, data exception). 422
    InvalidValue(Box<Failure>),
    /// The transaction lost against another one (40001, 40P01); running it again as a whole may
    /// succeed. 503
    Serialization(Box<Failure>),
    /// The time allowed ran out: no free connection in the pool, no answer when connecting, a lock
    /// not granted (55P03). 504
    Timeout(Box<Failure>),
    /// The server cannot be reached, is starting, stopping or out of resources (classes 08, 53, 57P,
    /// 58), or the connection broke. 503
    Unavailable(Box<Failure>),
    /// The statement was cancelled on the server (57014), by `statement_timeout` or on request. 503
    Cancelled(Box<Failure>),
    /// The transaction was rolled back where a commit was asked for, because one of its statements
    /// had failed and the closure returned `Ok` all the same (25P02). 500
    Aborted(Box<Failure>),
    /// A column cannot be read as the type that stands for it. 500
    Decode(Box<Failure>),
    /// A parameter cannot be sent as the type that the server expects. 500
    Encode(Box<Failure>),
    /// More rows came than were proven possible. 500
    TooManyRows(Box<Failure>),
    /// The server refused the statement or the user's right to it: any other SQLSTATE. 500
    Rejected(Box<Failure>),
    /// The configuration cannot work: wrong password, missing database, contradicting settings, an
    /// unsupported server; or a destructive operation outside testing. 500
    Configuration(Box<Failure>),
    /// A session was used in a way that would mix up transactions. 500
    Misuse(Box<Failure>),
    /// A migration failed. 500
    Migration(Box<Failure>),
    /// No server could be started for testing. 500
    Testing(Box<Failure>),
}

impl Error {
    /// The particulars, whatever the domain.
    pub fn failure(&self) -> &Failure {
        self.parts().2
    }

    /// The operation that failed, where it was one of a store.
    pub fn action(&self) -> Option<Action> {
        self.failure().action()
    }

    /// The five characters of the server's SQLSTATE, where the server reported the error.
    pub fn sqlstate(&self) -> Option<&str> {
        self.failure().sqlstate()
    }

    /// The violated constraint.
    pub fn constraint(&self) -> Option<&str> {
        self.failure().constraint()
    }

    /// The table that the violated constraint, or the column, belongs to.
    pub fn table(&self) -> Option<&str> {
        self.failure().table()
    }

    /// Whether the error is a violation of that constraint. Models have constants for theirs:
    /// `error.violates(Company::NAME_KEY)`.
    ///
    /// Of a partitioned table, the server names the partition and the partition's own constraint.
    pub fn violates(&self, constraint: Constraint) -> bool {
        self.constraint() == Some(constraint.name()) && self.table() == Some(constraint.table())
    }

    /// The HTTP status that this error suggests.
    pub fn status(&self) -> u16 {
        self.parts().1
    }

    /// Whether running the *whole transaction* again may succeed, nothing of it having been kept.
    ///
    /// True of [`Error::Serialization`], and of [`Error::Unavailable`] where the connection was found
    /// closed before the statement was sent. When it breaks later, it is not known whether a commit
    /// took place.
    pub fn is_retryable(&self) -> bool {
        match self {
            Error::Serialization(_) => true,
            Error::Unavailable(failure) => failure.is_unsent(),
            _ => false,
        }
    }

    /// The domain in one word, as metrics are tagged with it.
    pub fn kind(&self) -> &'static str {
        self.parts().0
    }

    /// The same error, said of `action` unless it is of one already.
    pub(crate) fn of(mut self, action: Action) -> Self {
        self.failure_mut().action.get_or_insert(action);
        self
    }

    fn parts(&self) -> (&'static str, u16, &Failure) {
        match self {
            Error::NotFound(failure) => ("not_found", 404, failure),
            Error::Duplicate(failure) => ("duplicate", 409, failure),
            Error::MissingDependency(failure) => ("missing_dependency", 404, failure),
            Error::Referenced(failure) => ("referenced", 403, failure),
            Error::Integrity(failure) => ("integrity", 500, failure),
            Error::InvalidValue(failure) => ("invalid_value", 422, failure),
            Error::Serialization(failure) => ("serialization", 503, failure),
            Error::Timeout(failure) => ("timeout", 504, failure),
            Error::Unavailable(failure) => ("unavailable", 503, failure),
            Error::Cancelled(failure) => ("cancelled", 503, failure),
            Error::Aborted(failure) => ("aborted", 500, failure),
            Error::Decode(failure) => ("decode", 500, failure),
            Error::Encode(failure) => ("encode", 500, failure),
            Error::TooManyRows(failure) => ("too_many_rows", 500, failure),
            Error::Rejected(failure) => ("rejected", 500, failure),
            Error::Configuration(failure) => ("configuration", 500, failure),
            Error::Misuse(failure) => ("misuse", 500, failure),
            Error::Migration(failure) => ("migration", 500, failure),
            Error::Testing(failure) => ("testing", 500, failure),
        }
    }

    fn failure_mut(&mut self) -> &mut Failure {
        match self {
            Error::NotFound(failure)
            | Error::Duplicate(failure)
            | Error::MissingDependency(failure)
            | Error::Referenced(failure)
            | Error::Integrity(failure)
            | Error::InvalidValue(failure)
            | Error::Serialization(failure)
            | Error::Timeout(failure)
            | Error::Unavailable(failure)
            | Error::Cancelled(failure)
            | Error::Aborted(failure)
            | Error::Decode(failure)
            | Error::Encode(failure)
            | Error::TooManyRows(failure)
            | Error::Rejected(failure)
            | Error::Configuration(failure)
            | Error::Misuse(failure)
            | Error::Migration(failure)
            | Error::Testing(failure) => failure,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.failure(), f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.failure().source()
    }
}
