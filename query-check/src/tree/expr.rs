//! Typed expressions.

use super::{Query, RangeId, SortClause, WindowId};
use crate::catalog::{CollationId, FunctionId, OperatorId, TypeId};
use crate::span::Span;

/// An expression, its type and where it was written.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type; `UNKNOWN` for a string literal or parameter that nothing has typed yet.
    pub ty: TypeId,
    /// Its type modifier, -1 for none.
    pub modifier: i32,
    /// All of its text.
    pub span: Span,
    /// Where PostgreSQL's `exprLocation` of the node's own token points (not of its leftmost child).
    pub location: u32,
}

/// A reference to a column of a range table entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Var {
    /// 0 for this query, 1 for the query around it, ….
    pub levels_up: u32,
    /// The entry in that query's range table.
    pub range: RangeId,
    /// Which column.
    pub column: VarColumn,
    /// OLD or NEW in RETURNING (PostgreSQL 18).
    pub returning: ReturningRow,
}

/// Which column of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VarColumn {
    /// A column, by its place in the entry's `columns`.
    Column(u32),
    /// The whole row.
    WholeRow,
    /// A system column.
    System(SystemColumn),
}

/// Which version of the row a RETURNING variable reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ReturningRow {
    #[default]
    Default,
    Old,
    New,
}

/// System columns (manual, "System Columns").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum SystemColumn {
    TableOid,
    Xmin,
    Cmin,
    Xmax,
    Cmax,
    Ctid,
}

/// How a function call or coercion came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoercionForm {
    /// Written as a call.
    Call,
    /// Written as a cast.
    ExplicitCast,
    /// Not written.
    ImplicitCast,
    /// Written in SQL's special syntax.
    SqlSyntax,
}

/// The forms of a typed expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// Something that has a diagnostic already.
    Error,
    /// A constant: its text, `None` for NULL. A coerced literal keeps the text it was written as.
    Const(Option<String>),
    /// A parameter, by its place in the statement's parameters (0-based).
    Param(usize),
    /// A column, a row or a system column.
    Var(Var),
    /// A function call.
    Call {
        /// The function.
        function: FunctionId,
        /// All arguments, defaults not filled in, named ones put in their places (`None` for one left to its default).
        args: Vec<Option<Expr>>,
        /// The last argument is a VARIADIC array.
        variadic_array: bool,
        /// How it came about.
        form: CoercionForm,
        /// The call returns a set.
        returns_set: bool,
    },
    /// An operator.
    Operator {
        /// The operator.
        operator: OperatorId,
        /// One or two operands.
        args: Vec<Expr>,
    },
    /// `left op ANY | ALL (array)`, IN lists included.
    ScalarArray {
        /// The operator applied to an element.
        operator: OperatorId,
        /// ANY rather than ALL.
        any: bool,
        /// Left operand.
        left: Box<Expr>,
        /// The array.
        right: Box<Expr>,
    },
    /// IS [NOT] DISTINCT FROM; `operator` is the equality operator.
    IsDistinct {
        /// The equality operator.
        operator: OperatorId,
        /// IS NOT DISTINCT FROM.
        not: bool,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// NULLIF; `operator` is the equality operator.
    NullIf {
        /// The equality operator.
        operator: OperatorId,
        /// The value.
        left: Box<Expr>,
        /// The value that gives NULL.
        right: Box<Expr>,
    },
    /// AND.
    And(Vec<Expr>),
    /// OR.
    Or(Vec<Expr>),
    /// NOT.
    Not(Box<Expr>),
    /// IS [NOT] NULL.
    IsNull {
        /// What is tested.
        arg: Box<Expr>,
        /// IS NOT NULL.
        not: bool,
        /// The argument is a row, tested field by field.
        row: bool,
    },
    /// IS [NOT] TRUE, FALSE, UNKNOWN.
    IsBoolean {
        /// What is tested.
        arg: Box<Expr>,
        /// Against what.
        test: crate::syntax::ast::BooleanTest,
        /// Negated.
        not: bool,
    },
    /// A coercion without effect on the bits.
    Relabel(Box<Expr>, CoercionForm),
    /// A coercion by the types' text forms.
    CoerceViaIo(Box<Expr>, CoercionForm),
    /// A coercion of each element of an array.
    ArrayCoerce {
        /// The array.
        arg: Box<Expr>,
        /// How.
        form: CoercionForm,
        /// The element coercion's function, if it has one (else binary or I/O).
        function: Option<FunctionId>,
    },
    /// A coercion to a domain: its constraints are checked.
    CoerceToDomain(Box<Expr>, CoercionForm),
    /// A row type converted to another (inheritance child to parent).
    ConvertRowType(Box<Expr>),
    /// COLLATE.
    Collate(Box<Expr>, CollationId),
    /// `expr.field` of a composite value.
    Field {
        /// The composite.
        arg: Box<Expr>,
        /// The field's place in the composite's columns.
        field: u32,
    },
    /// Subscripts.
    Subscript {
        /// The container.
        container: Box<Expr>,
        /// Index expressions, lower bounds included.
        indexes: Vec<Expr>,
        /// What each subscript has of them; more than one for a slice.
        bounds: Vec<SubscriptBounds>,
    },
    /// An assignment into a part of a container or composite (INSERT, UPDATE).
    AssignPart {
        /// Index expressions on the way.
        indexes: Vec<Expr>,
        /// What is assigned.
        value: Box<Expr>,
    },
    /// ARRAY[…].
    Array {
        /// The elements (arrays themselves when `nested`).
        elements: Vec<Expr>,
        /// A multi-dimensional constructor.
        nested: bool,
    },
    /// ROW(…), and rows expanded from whole-row references.
    Row(Vec<Expr>),
    /// A row comparison: `(a, b) < (c, d)`; `=` and `<>` become And/Or of operators.
    RowCompare {
        /// The pairwise operators.
        operators: Vec<OperatorId>,
        /// Left fields.
        left: Vec<Expr>,
        /// Right fields.
        right: Vec<Expr>,
    },
    /// CASE.
    Case {
        /// The operand.
        operand: Option<Box<Expr>>,
        /// Conditions (comparisons with [`ExprKind::CaseTest`] when there is an operand) and results.
        whens: Vec<(Expr, Expr)>,
        /// ELSE, a NULL constant when not written.
        otherwise: Box<Expr>,
    },
    /// The operand's value within a CASE's conditions.
    CaseTest,
    /// COALESCE.
    Coalesce(Vec<Expr>),
    /// GREATEST or LEAST.
    MinMax {
        /// GREATEST.
        greatest: bool,
        /// The values.
        args: Vec<Expr>,
    },
    /// A keyword function (CURRENT_DATE …).
    SqlValue(crate::syntax::ast::SqlValueKind),
    /// A sublink.
    SubLink {
        /// Its form.
        kind: SubLinkKind,
        /// The query.
        query: Box<Query>,
    },
    /// An aggregate call.
    Aggregate(Box<Aggregate>),
    /// A window function call.
    WindowCall(Box<WindowCall>),
    /// GROUPING(…).
    Grouping {
        /// The grouped expressions.
        args: Vec<Expr>,
        /// The query level it belongs to.
        levels_up: u32,
    },
    /// MERGE_ACTION().
    MergeAction,
    /// DEFAULT, in VALUES or SET.
    Default,
    /// WHERE CURRENT OF.
    CurrentOf,
    /// A SQL/JSON function; its facts.
    Json {
        /// Which one.
        kind: JsonKind,
        /// Its inputs.
        args: Vec<Expr>,
        /// What is written around its inputs: clauses that the kind does not hold.
        wording: String,
    },
    /// An XML function.
    Xml {
        /// Which one.
        kind: XmlKind,
        /// Its inputs.
        args: Vec<Expr>,
        /// What is written around its inputs: names and options.
        wording: String,
    },
}

/// What a subscript is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptBounds {
    /// `[i]`.
    Index,
    /// `[l:u]`.
    Slice {
        /// The lower bound is written.
        lower: bool,
        /// The upper bound is written.
        upper: bool,
    },
}

impl SubscriptBounds {
    /// Whether some of these make the whole a slice.
    pub fn any_slice(all: &[Self]) -> bool {
        all.iter().any(|bounds| matches!(bounds, Self::Slice { .. }))
    }
}

/// Forms of a sublink.
#[derive(Clone, Debug)]
pub enum SubLinkKind {
    /// EXISTS (…).
    Exists,
    /// `left op ANY (…)`, IN included.
    Any(Box<SubLinkTest>),
    /// `left op ALL (…)`, NOT IN excluded (that is NOT of ANY).
    All(Box<SubLinkTest>),
    /// `(a, b) op (SELECT …)`.
    RowCompare(Box<SubLinkTest>),
    /// A value.
    Scalar,
    /// A row assigned by `SET (a, b) = (SELECT …)`: the place of the column.
    MultiAssign(u32),
    /// ARRAY(…).
    Array,
}

/// The comparison of an ANY, ALL or row sublink.
#[derive(Clone, Debug)]
pub struct SubLinkTest {
    /// Left operands, one for each column.
    pub left: Vec<Expr>,
    /// The operator for each column.
    pub operators: Vec<OperatorId>,
    /// The operator's name as it was written (`=` for IN), with its schema.
    pub written: String,
}

/// An aggregate call.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// The aggregate.
    pub function: FunctionId,
    /// Direct arguments of an ordered-set aggregate.
    pub direct_args: Vec<Expr>,
    /// Aggregated arguments.
    pub args: Vec<Expr>,
    /// `count(*)`.
    pub star: bool,
    /// DISTINCT.
    pub distinct: bool,
    /// ORDER BY within the call: expressions.
    pub order_by: Vec<Expr>,
    /// How those (or WITHIN GROUP's arguments) are sorted; the places are those of the call's arguments, with
    /// what is only sorted by after them.
    pub sorting: Vec<SortClause>,
    /// FILTER.
    pub filter: Option<Box<Expr>>,
    /// The query level the aggregate belongs to.
    pub levels_up: u32,
    /// The last argument is a VARIADIC array.
    pub variadic_array: bool,
}

/// A window function call.
#[derive(Clone, Debug)]
pub struct WindowCall {
    /// The window function or aggregate.
    pub function: FunctionId,
    /// Arguments.
    pub args: Vec<Expr>,
    /// `count(*)`.
    pub star: bool,
    /// FILTER.
    pub filter: Option<Box<Expr>>,
    /// The window, in the query's list.
    pub window: WindowId,
}

/// SQL/JSON functions, by what matters to their result.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum JsonKind {
    Object,
    Array,
    ArrayQuery(Box<Query>),
    ObjectAgg {
        levels_up: u32,
    },
    ArrayAgg {
        levels_up: u32,
    },
    Parse,
    Scalar,
    Serialize,
    IsJson,
    /// JSON_EXISTS, JSON_VALUE, JSON_QUERY.
    Path {
        kind: crate::syntax::ast::JsonPathKind,
        /// What ON EMPTY says, `None` when not written.
        on_empty: Option<crate::syntax::ast::JsonBehaviorKind>,
        /// What ON ERROR says, `None` when not written.
        on_error: Option<crate::syntax::ast::JsonBehaviorKind>,
    },
}

/// XML functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum XmlKind {
    Concat,
    Element,
    Forest,
    Parse,
    Pi,
    Root,
    Serialize,
    IsDocument,
}

impl Expr {
    /// Stands where a diagnostic was reported.
    pub fn error(span: Span) -> Self {
        Self {
            kind: ExprKind::Error,
            ty: TypeId::INVALID,
            modifier: -1,
            span,
            location: span.start,
        }
    }

    /// Whether a diagnostic was reported for it or a part of it that decides its type.
    pub fn is_error(&self) -> bool {
        self.ty == TypeId::INVALID
    }
}
