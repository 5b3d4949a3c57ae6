//! Queries: SELECT, VALUES, set operations and WITH.

use super::{Expr, FromItem, Ident, OperatorName, QualifiedName, Statement, TypeName};
use crate::span::Span;

/// A query with everything that may stand around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// WITH.
    pub with: Option<With>,
    /// What is selected.
    pub body: QueryBody,
    /// ORDER BY.
    pub order_by: Vec<SortBy>,
    /// LIMIT (`None` for LIMIT ALL) or FETCH FIRST.
    pub limit: Option<Box<Expr>>,
    /// OFFSET.
    pub offset: Option<Box<Expr>>,
    /// FETCH FIRST … WITH TIES.
    pub with_ties: bool,
    /// FOR UPDATE and its kin.
    pub locking: Vec<Locking>,
    /// Where.
    pub span: Span,
}

/// The core of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    /// `SELECT …` (and `TABLE t`, which is `SELECT * FROM t`).
    Select(Box<Select>),
    /// `VALUES (…), (…)`.
    Values(Vec<ValuesRow>),
    /// UNION, INTERSECT, EXCEPT.
    SetOperation {
        /// Which one.
        op: SetOperator,
        /// ALL.
        all: bool,
        /// Left input.
        left: Box<Query>,
        /// Right input.
        right: Box<Query>,
        /// The operator's word.
        location: u32,
    },
}

/// One row of VALUES.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuesRow {
    /// The values.
    pub values: Vec<Expr>,
    /// Where, parentheses included.
    pub span: Span,
}

/// The set operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SetOperator {
    Union,
    Intersect,
    Except,
}

/// A plain SELECT.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// DISTINCT.
    pub distinct: Distinct,
    /// The select list; may be empty.
    pub targets: Vec<Target>,
    /// `INTO table` (grammatical, refused in a store).
    pub into: Option<QualifiedName>,
    /// FROM.
    pub from: Vec<FromItem>,
    /// WHERE.
    pub filter: Option<Box<Expr>>,
    /// GROUP BY.
    pub group_by: Vec<GroupItem>,
    /// GROUP BY DISTINCT.
    pub group_distinct: bool,
    /// HAVING.
    pub having: Option<Box<Expr>>,
    /// WINDOW.
    pub windows: Vec<NamedWindow>,
    /// Where.
    pub span: Span,
}

/// DISTINCT, in its forms.
#[derive(Clone, Debug, PartialEq)]
pub enum Distinct {
    /// None, or ALL.
    All,
    /// DISTINCT.
    Distinct,
    /// DISTINCT ON (…).
    On(Vec<Expr>),
}

/// An entry of a select or RETURNING list.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The expression; `*` and `t.*` are columns or indirections with a star.
    pub expr: Expr,
    /// `AS name`.
    pub alias: Option<Ident>,
    /// Where.
    pub span: Span,
}

/// An entry of GROUP BY.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupItem {
    /// An expression.
    Expr(Expr),
    /// `()`.
    Empty(Span),
    /// ROLLUP (…).
    Rollup(Vec<Expr>, Span),
    /// CUBE (…).
    Cube(Vec<Expr>, Span),
    /// GROUPING SETS (…).
    Sets(Vec<GroupItem>, Span),
}

/// An entry of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct SortBy {
    /// What is sorted by.
    pub expr: Expr,
    /// The direction.
    pub direction: SortDirection,
    /// NULLS FIRST (`Some(true)`) or NULLS LAST (`Some(false)`).
    pub nulls_first: Option<bool>,
    /// Where.
    pub span: Span,
}

/// A sort direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortDirection {
    /// None written.
    Default,
    /// ASC.
    Asc,
    /// DESC.
    Desc,
    /// USING operator.
    Using(OperatorName),
}

/// An entry of WINDOW.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedWindow {
    /// Its name.
    pub name: Ident,
    /// Its definition.
    pub spec: WindowSpec,
}

/// A window definition.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowSpec {
    /// The window it builds on.
    pub base: Option<Ident>,
    /// PARTITION BY.
    pub partition_by: Vec<Expr>,
    /// ORDER BY.
    pub order_by: Vec<SortBy>,
    /// The frame, if written.
    pub frame: Option<Frame>,
    /// Where.
    pub span: Span,
    /// PostgreSQL's location.
    pub location: u32,
}

/// A window frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// ROWS, RANGE or GROUPS.
    pub units: FrameUnits,
    /// Its start.
    pub start: FrameBound,
    /// Its end; CURRENT ROW when not written.
    pub end: Option<FrameBound>,
    /// EXCLUDE.
    pub exclusion: FrameExclusion,
    /// Where.
    pub span: Span,
}

/// What a frame counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FrameUnits {
    Rows,
    Range,
    Groups,
}

/// One end of a frame.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum FrameBound {
    UnboundedPreceding,
    Preceding(Box<Expr>),
    CurrentRow,
    Following(Box<Expr>),
    UnboundedFollowing,
}

/// What a frame leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FrameExclusion {
    NoOthers,
    CurrentRow,
    Group,
    Ties,
}

/// FOR UPDATE and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct Locking {
    /// How strong.
    pub strength: LockStrength,
    /// OF.
    pub tables: Vec<QualifiedName>,
    /// NOWAIT or SKIP LOCKED.
    pub wait: LockWait,
    /// Where.
    pub span: Span,
}

/// Row lock strengths, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum LockStrength {
    Update,
    NoKeyUpdate,
    Share,
    KeyShare,
}

/// What to do about a locked row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum LockWait {
    Block,
    NoWait,
    SkipLocked,
}

/// WITH.
#[derive(Clone, Debug, PartialEq)]
pub struct With {
    /// RECURSIVE.
    pub recursive: bool,
    /// The common table expressions.
    pub ctes: Vec<Cte>,
    /// Where.
    pub span: Span,
}

/// A common table expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Cte {
    /// Its name.
    pub name: Ident,
    /// The names of its columns, if written.
    pub columns: Vec<Ident>,
    /// `Some(true)` for MATERIALIZED, `Some(false)` for NOT MATERIALIZED.
    pub materialized: Option<bool>,
    /// What it is.
    pub statement: Box<Statement>,
    /// SEARCH.
    pub search: Option<CteSearch>,
    /// CYCLE.
    pub cycle: Option<Box<CteCycle>>,
    /// Where.
    pub span: Span,
}

/// `SEARCH BREADTH | DEPTH FIRST BY … SET name`.
#[derive(Clone, Debug, PartialEq)]
pub struct CteSearch {
    /// BREADTH rather than DEPTH.
    pub breadth_first: bool,
    /// BY.
    pub columns: Vec<Ident>,
    /// SET.
    pub sequence_column: Ident,
    /// Where.
    pub span: Span,
}

/// `CYCLE … SET mark [TO value DEFAULT value] USING path`.
#[derive(Clone, Debug, PartialEq)]
pub struct CteCycle {
    /// The columns that tell a cycle.
    pub columns: Vec<Ident>,
    /// SET.
    pub mark_column: Ident,
    /// TO; `true` when not written.
    pub mark_value: Option<Expr>,
    /// DEFAULT; `false` when not written.
    pub mark_default: Option<Expr>,
    /// USING.
    pub path_column: Ident,
    /// Where.
    pub span: Span,
}

/// A column definition of a record-returning function's column list.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDef {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeName,
    /// COLLATE.
    pub collation: Option<QualifiedName>,
}
