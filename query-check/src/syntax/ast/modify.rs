//! INSERT, UPDATE, DELETE and MERGE.

use super::{Expr, FromItem, Ident, Indirection, QualifiedName, Query, Target, With};
use crate::span::Span;

/// The table a statement writes to.
#[derive(Clone, Debug, PartialEq)]
pub struct WriteTarget {
    /// Its name.
    pub name: QualifiedName,
    /// ONLY.
    pub only: bool,
    /// AS.
    pub alias: Option<Ident>,
    /// Where, alias included.
    pub span: Span,
}

/// `INSERT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// WITH.
    pub with: Option<With>,
    /// INTO.
    pub table: WriteTarget,
    /// The columns, if written.
    pub columns: Vec<WriteColumn>,
    /// OVERRIDING.
    pub overriding: Option<Overriding>,
    /// Where the rows come from; `None` for DEFAULT VALUES.
    pub source: Option<Box<Query>>,
    /// ON CONFLICT.
    pub on_conflict: Option<Box<OnConflict>>,
    /// RETURNING.
    pub returning: Option<Returning>,
}

/// A column that is written, perhaps only a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct WriteColumn {
    /// The column.
    pub name: Ident,
    /// `[1]`, `.field`.
    pub path: Vec<Indirection>,
    /// Where.
    pub span: Span,
}

/// OVERRIDING SYSTEM | USER VALUE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Overriding {
    System,
    User,
}

/// ON CONFLICT.
#[derive(Clone, Debug, PartialEq)]
pub struct OnConflict {
    /// What conflicts; `None` when not said.
    pub target: Option<ConflictTarget>,
    /// DO UPDATE; `None` for DO NOTHING.
    pub update: Option<ConflictUpdate>,
    /// Where.
    pub span: Span,
}

/// What may conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictTarget {
    /// ON CONSTRAINT name.
    Constraint(Ident),
    /// (columns or expressions) WHERE predicate.
    Columns {
        /// The elements.
        elements: Vec<ConflictElement>,
        /// WHERE, for partial indexes.
        filter: Option<Box<Expr>>,
        /// Where.
        span: Span,
    },
}

/// One element of the inference list.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictElement {
    /// The column or expression.
    pub expr: Expr,
    /// COLLATE.
    pub collation: Option<QualifiedName>,
    /// The operator class.
    pub operator_class: Option<QualifiedName>,
    /// ASC, DESC, NULLS FIRST or NULLS LAST was written (an error of the analyser).
    pub ordered: bool,
    /// Where.
    pub span: Span,
}

/// DO UPDATE SET … WHERE ….
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictUpdate {
    /// SET.
    pub set: Vec<SetClause>,
    /// WHERE.
    pub filter: Option<Box<Expr>>,
}

/// One clause of SET.
#[derive(Clone, Debug, PartialEq)]
pub enum SetClause {
    /// `column = value`.
    Single {
        /// The column.
        target: WriteColumn,
        /// The value; may be DEFAULT.
        value: Expr,
    },
    /// `(a, b) = (…)` or `= (SELECT …)`.
    Multiple {
        /// The columns.
        targets: Vec<WriteColumn>,
        /// The row.
        value: Expr,
    },
}

/// RETURNING, with PostgreSQL 18's `WITH (OLD AS o, NEW AS n)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Returning {
    /// WITH (…): whether OLD (`true`) or NEW, and its alias.
    pub options: Vec<(bool, Ident)>,
    /// The list.
    pub targets: Vec<Target>,
    /// Where.
    pub span: Span,
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// WITH.
    pub with: Option<With>,
    /// The table.
    pub table: WriteTarget,
    /// SET.
    pub set: Vec<SetClause>,
    /// FROM.
    pub from: Vec<FromItem>,
    /// WHERE.
    pub filter: Option<Box<Expr>>,
    /// RETURNING.
    pub returning: Option<Returning>,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// WITH.
    pub with: Option<With>,
    /// The table.
    pub table: WriteTarget,
    /// USING.
    pub using: Vec<FromItem>,
    /// WHERE.
    pub filter: Option<Box<Expr>>,
    /// RETURNING.
    pub returning: Option<Returning>,
}

/// `MERGE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// WITH.
    pub with: Option<With>,
    /// INTO.
    pub table: WriteTarget,
    /// USING.
    pub source: FromItem,
    /// ON.
    pub on: Box<Expr>,
    /// WHEN.
    pub whens: Vec<MergeWhen>,
    /// RETURNING.
    pub returning: Option<Returning>,
}

/// One WHEN of MERGE.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeWhen {
    /// Which rows it is about.
    pub matched: MergeMatch,
    /// AND.
    pub condition: Option<Box<Expr>>,
    /// THEN.
    pub action: MergeAction,
    /// Where.
    pub span: Span,
}

/// Which rows a WHEN is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MergeMatch {
    Matched,
    NotMatchedBySource,
    NotMatchedByTarget,
}

/// What a WHEN does.
#[derive(Clone, Debug, PartialEq)]
pub enum MergeAction {
    /// UPDATE SET ….
    Update(Vec<SetClause>),
    /// DELETE.
    Delete,
    /// INSERT; `values` is `None` for DEFAULT VALUES.
    Insert {
        /// The columns.
        columns: Vec<WriteColumn>,
        /// OVERRIDING.
        overriding: Option<Overriding>,
        /// VALUES.
        values: Option<Vec<Expr>>,
    },
    /// DO NOTHING.
    DoNothing,
}
