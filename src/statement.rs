//! A statement known at compile time: its SQL, its parameter types and its slot.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_postgres::types::Type;

/// What a statement is called in errors, spans and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    /// The store that declares the statement, `CompanyStore`.
    pub store: &'static str,
    /// The operation or query, `retrieve`.
    pub name: &'static str,
    /// The table that the statement is about, `company`: the one it writes, or that of its model.
    pub model: &'static str,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.store, self.name)
    }
}

/// A statement that is prepared once per connection, with its parameter types known.
///
/// It lives in a `static`; its *slot*, a small number handed out at first use, is its index among a
/// connection's prepared statements, so that running it hashes no SQL.
///
/// ```
/// use microcosm_postgres::{Action, Statement, types::Type};
///
/// static BY_NAME: Statement = Statement::new(
///     Action { store: "CompanyStore", name: "by_name", model: "company" },
///     "SELECT id, name FROM company WHERE name = $1",
///     const { &[Type::TEXT] },
/// );
/// assert_eq!(BY_NAME.action().to_string(), "CompanyStore.by_name");
/// ```
#[derive(Debug)]
pub struct Statement {
    action: Action,
    sql: &'static str,
    params: &'static [Type],
    /// The names of its columns, where they are known.
    columns: Option<&'static [&'static str]>,
    slot: OnceLock<usize>,
    /// The key of the metric of its success.
    metric: OnceLock<metrics::Key>,
}

/// The next free slot of this process.
static NEXT_SLOT: AtomicUsize = AtomicUsize::new(0);

impl Statement {
    /// A statement of `action`: `sql` with parameters `$1…`, whose types are `params` in order.
    ///
    /// `Type::UNKNOWN`, or leaving a type off the end, lets the server infer it (for the types of a
    /// user's own schema, whose OIDs differ between databases). `Type` is not promoted to `'static`
    /// in an argument, hence `const { &[…] }`.
    pub const fn new(action: Action, sql: &'static str, params: &'static [Type]) -> Self {
        Self { action, sql, params, columns: None, slot: OnceLock::new(), metric: OnceLock::new() }
    }

    /// The same, with the names of the columns it gives, in order.
    ///
    /// Where a table has got more columns since and the statement says `*`, the new ones are left out when it
    /// is prepared. Without the names, what is read by position would be read from other columns.
    pub const fn returning(
        action: Action,
        sql: &'static str,
        params: &'static [Type],
        columns: &'static [&'static str],
    ) -> Self {
        let columns = Some(columns);
        Self { action, sql, params, columns, slot: OnceLock::new(), metric: OnceLock::new() }
    }

    /// What the statement is called.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// The SQL text, with parameters as `$1…`.
    pub const fn sql(&self) -> &'static str {
        self.sql
    }

    /// The declared parameter types.
    pub const fn params(&self) -> &'static [Type] {
        self.params
    }

    /// The names of its columns, where they were given.
    pub(crate) const fn columns(&self) -> Option<&'static [&'static str]> {
        self.columns
    }

    /// The statement's index among a connection's prepared statements.
    pub(crate) fn slot(&self) -> usize {
        *self.slot.get_or_init(|| NEXT_SLOT.fetch_add(1, Ordering::Relaxed))
    }

    /// The key of the metric of its success, made at first use.
    pub(crate) fn metric(&self, make: impl FnOnce() -> metrics::Key) -> &metrics::Key {
        self.metric.get_or_init(make)
    }
}
