//! The result of a check: what `store!`, `describe` and the tests read.

use crate::catalog::{FunctionId, RelationId, TypeId};
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::syntax::ast::Param;

/// How a statement is to be read.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Parameters are written `:name` (and `$1`); else `$1` only.
    pub named_parameters: bool,
    /// Parameters that are never NULL (their Rust type is no `Option`), which makes more columns NOT NULL.
    pub not_null_parameters: Vec<Param>,
    /// What the statement is restricted to.
    pub scope: Option<Scope>,
    /// Tables and columns are looked up where they are named: [`Checked::names`].
    pub names: bool,
}

/// A scope: each table that has the column is read and written for one value of it only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The name of the column.
    pub column: String,
    /// The parameter that holds the value; it is never NULL.
    pub parameter: Param,
}

/// Everything that is known of a statement.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// PostgreSQL's verdict: empty when the server would accept the statement. The first is the server's error.
    pub diagnostics: Vec<Diagnostic>,
    /// Refusals by the rules of the house.
    pub house: Vec<Diagnostic>,
    /// Parameters: numbered ones in their places, named ones in order of first appearance.
    pub parameters: Vec<CheckedParameter>,
    /// The columns of the result; empty for a statement that returns none.
    pub columns: Vec<CheckedColumn>,
    /// How many rows can come back.
    pub rows: Rows,
    /// For INSERT, UPDATE, DELETE, MERGE: how many rows can be affected by the statement itself.
    pub affected: Option<Rows>,
    /// Why `rows` or `affected` is [`Rows::Many`], with the keys that would prevent it.
    pub many_because: Option<String>,
    /// The kind of statement.
    pub command: CommandKind,
    /// Relations read.
    pub reads: Vec<RelationId>,
    /// Relations of which rows are locked by FOR UPDATE and its kin.
    pub locks: Vec<RelationId>,
    /// Relations written by the statement itself: named in it, behind an updatable view, or by a rule.
    pub writes: Vec<Write>,
    /// What referential actions write on their own, transitively.
    pub cascades: Vec<Cascade>,
    /// Where tables and their columns are named, if that was asked for, in the order of the text.
    pub names: Vec<NameUse>,
    /// Triggers and rules that the writes and cascades set off. What a trigger's function does is not known;
    /// what a rule writes is among `writes`.
    pub fires: Vec<Fired>,
    /// Volatile functions called, those of views included.
    pub volatile: Vec<FunctionId>,
    /// The statement with every parameter as `$n`, ready for the server.
    pub sql: String,
}

/// What a statement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CommandKind {
    #[default]
    Select,
    Insert,
    Update,
    Delete,
    Merge,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedParameter {
    /// How it is written.
    pub name: Param,
    /// Its type.
    pub ty: TypeId,
    /// NULL can be meant: passing it is not certain to fail or to match nothing.
    pub nullable: bool,
    /// A NULL would be written to this column, which forbids it: `table.column`.
    pub not_null_column: Option<String>,
    /// Where it is used.
    pub uses: Vec<Span>,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Its modifier, -1 for none.
    pub modifier: i32,
    /// It can be NULL: `false` only where that is proven.
    pub nullable: bool,
    /// The plain table column it shows, if it is one: relation and place.
    pub origin: Option<(RelationId, u32)>,
    /// The entry of the statement's FROM (or its target) that it plainly shows a column of.
    pub source: Option<ColumnSource>,
    /// Where its expression stands.
    pub span: Span,
}

/// A column of an entry of FROM, or of the table that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSource {
    /// Which entry: columns of one row have the same number.
    pub entry: usize,
    /// The name the entry goes by.
    pub name: String,
    /// The table or view it is, if it is one.
    pub relation: Option<RelationId>,
    /// The place of the column in the entry.
    pub place: u32,
    /// An outer join can leave the entry's row out, and then all of its columns are NULL.
    pub can_be_missing: bool,
    /// The column can be NULL even where the row is there.
    pub nullable_when_there: bool,
    /// All rows of the result show the same row of the entry: its unique key is fixed.
    pub one_row: bool,
}

/// How many rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rows {
    /// None, ever (a write without RETURNING).
    None,
    /// Exactly one.
    One,
    /// None or one.
    AtMostOne,
    /// Any number.
    #[default]
    Many,
}

/// A word that names a table or view, or a column of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameUse {
    /// The word.
    pub span: Span,
    /// The table or view.
    pub relation: RelationId,
    /// The column, by its place; `None` for the table itself.
    pub column: Option<u32>,
}

/// A relation a statement writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Which.
    pub relation: RelationId,
    /// How.
    pub kind: CommandKind,
    /// The columns that are set, by place (all for INSERT without a list, none for DELETE).
    pub columns: Vec<u32>,
    /// Where it is named.
    pub span: Span,
}

/// A write by a referential action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cascade {
    /// The relation that is touched.
    pub relation: RelationId,
    /// The foreign key that causes it.
    pub constraint: String,
    /// What happens.
    pub action: crate::catalog::ReferentialAction,
    /// Rows are deleted (ON DELETE CASCADE), not changed.
    pub deletes: bool,
    /// The relation whose row's deletion or key change sets it off.
    pub from: RelationId,
    /// Where the write stands that it all begins with.
    pub span: Span,
}

impl Cascade {
    /// What is done to the rows: they are deleted by ON DELETE CASCADE, else updated.
    pub fn command(&self) -> CommandKind {
        if self.deletes { CommandKind::Delete } else { CommandKind::Update }
    }
}

/// A trigger or rule that is set off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The relation it stands on.
    pub relation: RelationId,
    /// Which of the two it is.
    pub kind: FiredKind,
    /// Its name.
    pub name: String,
}

/// Trigger or rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FiredKind {
    Trigger,
    Rule,
}
