//! A constraint, as an error is asked about it.

use std::fmt;

/// A constraint of a table, or a unique index, which the server reports as one.
///
/// `store!` gives a model a constant for each that its table has, named as the constraint is but for the
/// table's name before it: the constraint `company_name_key` of `company` is `Company::NAME_KEY`, the primary
/// key `Company::PKEY`. One that the snapshot does not have does not compile.
///
/// ```
/// use microcosm_postgres::{Error, store};
///
/// store! {
///     schema "examples/quickstart/schema.json";
///
///     pub enum CompanyType = "company_type" { Private, Public }
///
///     pub model Company = "company" {
///         id: Uuid,
///         name: Option<String>,
///         #[column = "type"]
///         kind: Option<CompanyType>,
///         created_at: DateTime<Utc>,
///         updated_at: DateTime<Utc>,
///     }
/// }
/// # use microcosm_postgres::__private::{Uuid, chrono::{DateTime, Utc}};
///
/// fn explain(error: &Error) -> &'static str {
///     if error.violates(Company::NAME_KEY) { "the name is taken" } else { "something else" }
/// }
/// # let _ = explain;
/// assert_eq!(Company::NAME_KEY.name(), "company_name_key");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Constraint {
    table: &'static str,
    name: &'static str,
}

impl Constraint {
    /// The constraint `name` of `table`, both as the server has them: without a schema, without quotes.
    pub const fn new(table: &'static str, name: &'static str) -> Self {
        Self { table, name }
    }

    /// Its table, without the schema. Names of constraints are unique within one table only.
    pub const fn table(&self) -> &'static str {
        self.table
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.name)
    }
}
