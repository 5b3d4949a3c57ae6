//! What may stand in FROM, USING and as a MERGE source.

use super::{ColumnDef, Expr, Ident, JsonTable, QualifiedName, Query, XmlTable};
use crate::span::Span;

/// An item of FROM.
#[derive(Clone, Debug, PartialEq)]
pub enum FromItem {
    /// A table, view or common table expression.
    Table(Box<TableRef>),
    /// A subquery.
    Subquery(Box<SubqueryRef>),
    /// A function, or ROWS FROM (…).
    Function(Box<FunctionRef>),
    /// A join.
    Join(Box<Join>),
    /// XMLTABLE.
    XmlTable(Box<XmlTable>),
    /// JSON_TABLE.
    JsonTable(Box<JsonTable>),
}

/// `AS alias (columns)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The name.
    pub name: Ident,
    /// New names for its columns.
    pub columns: Vec<Ident>,
}

/// A named relation.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRef {
    /// Its name.
    pub name: QualifiedName,
    /// ONLY.
    pub only: bool,
    /// AS.
    pub alias: Option<Alias>,
    /// TABLESAMPLE.
    pub sample: Option<TableSample>,
    /// Where.
    pub span: Span,
}

/// `TABLESAMPLE method (…) REPEATABLE (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSample {
    /// The sampling method, a function's name.
    pub method: QualifiedName,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// REPEATABLE.
    pub repeatable: Option<Expr>,
    /// Where.
    pub span: Span,
}

/// A subquery in FROM.
#[derive(Clone, Debug, PartialEq)]
pub struct SubqueryRef {
    /// LATERAL.
    pub lateral: bool,
    /// The query.
    pub query: Query,
    /// AS; optional since PostgreSQL 16.
    pub alias: Option<Alias>,
    /// Where.
    pub span: Span,
}

/// One or more functions in FROM.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionRef {
    /// LATERAL.
    pub lateral: bool,
    /// The functions; one unless ROWS FROM.
    pub functions: Vec<RowsFromItem>,
    /// ROWS FROM (…).
    pub rows_from: bool,
    /// WITH ORDINALITY.
    pub ordinality: bool,
    /// AS.
    pub alias: Option<Alias>,
    /// A column definition list after AS.
    pub columns: Vec<ColumnDef>,
    /// Where.
    pub span: Span,
}

/// One function of ROWS FROM.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsFromItem {
    /// The call; keyword functions (CURRENT_DATE, COALESCE, CAST …) may stand here as well.
    pub call: Expr,
    /// Its column definition list.
    pub columns: Vec<ColumnDef>,
}

/// A join.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Which one.
    pub kind: JoinKind,
    /// Left input.
    pub left: FromItem,
    /// Right input.
    pub right: FromItem,
    /// How rows match.
    pub condition: JoinCondition,
    /// `(a JOIN b …) AS alias`.
    pub alias: Option<Alias>,
    /// Where.
    pub span: Span,
    /// PostgreSQL's location of the join.
    pub location: u32,
}

/// Kinds of join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JoinKind {
    Cross,
    Inner,
    Left,
    Right,
    Full,
}

/// How the rows of a join match.
#[derive(Clone, Debug, PartialEq)]
pub enum JoinCondition {
    /// CROSS JOIN.
    None,
    /// NATURAL.
    Natural,
    /// ON.
    On(Box<Expr>),
    /// USING (…) AS alias.
    Using(Vec<Ident>, Option<Ident>),
}
