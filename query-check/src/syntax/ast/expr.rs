//! Expressions.

use super::{
    Ident, JsonExpr, OperatorName, Param, QualifiedName, Query, SortBy, TypeName, WindowSpec,
    XmlExpr,
};
use crate::span::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// All of its text (without surrounding parentheses).
    pub span: Span,
    /// PostgreSQL's location: the operator, the function's name, the CAST or `::`, the keyword.
    pub location: u32,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// `a`, `t.a`, `s.t.a`, `t.*`, `*`.
    Column(ColumnRef),
    /// `$1` or `:name`.
    Param(Param),
    /// A cast in any of its spellings.
    Cast {
        /// What is cast.
        expr: Box<Expr>,
        /// To what.
        ty: Box<TypeName>,
        /// How it was written.
        syntax: CastSyntax,
    },
    /// `expr COLLATE name`.
    Collate {
        /// What.
        expr: Box<Expr>,
        /// The collation.
        collation: QualifiedName,
    },
    /// A prefix operator.
    Unary {
        /// The operator.
        op: OperatorName,
        /// Its operand.
        operand: Box<Expr>,
    },
    /// An infix operator, comparison operators included.
    Binary {
        /// The operator.
        op: OperatorName,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `a AND b AND c`, flattened as PostgreSQL flattens it.
    And(Vec<Expr>),
    /// `a OR b OR c`, flattened.
    Or(Vec<Expr>),
    /// `NOT a`.
    Not(Box<Expr>),
    /// `IS [NOT] NULL`, `ISNULL`, `NOTNULL`.
    IsNull {
        /// What is tested.
        expr: Box<Expr>,
        /// `IS NOT NULL`.
        not: bool,
    },
    /// `IS [NOT] TRUE | FALSE | UNKNOWN`.
    IsBoolean {
        /// What is tested.
        expr: Box<Expr>,
        /// Against what.
        test: BooleanTest,
        /// Negated.
        not: bool,
    },
    /// `IS [NOT] DISTINCT FROM`.
    IsDistinctFrom {
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
        /// `IS NOT DISTINCT FROM`.
        not: bool,
    },
    /// `IS [NOT] DOCUMENT`.
    IsDocument {
        /// What is tested.
        expr: Box<Expr>,
        /// Negated.
        not: bool,
    },
    /// `[NOT] IN (a, b)`.
    InList {
        /// The tested value.
        expr: Box<Expr>,
        /// The list.
        list: Vec<Expr>,
        /// Negated.
        not: bool,
    },
    /// `[NOT] IN (SELECT …)`.
    InQuery {
        /// The tested value, a row perhaps.
        expr: Box<Expr>,
        /// The subquery.
        query: Box<Query>,
        /// Negated.
        not: bool,
    },
    /// `[NOT] BETWEEN [SYMMETRIC] low AND high`.
    Between {
        /// The tested value.
        expr: Box<Expr>,
        /// Lower bound.
        low: Box<Expr>,
        /// Upper bound.
        high: Box<Expr>,
        /// Negated.
        not: bool,
        /// SYMMETRIC.
        symmetric: bool,
    },
    /// `[NOT] LIKE | ILIKE | SIMILAR TO pattern [ESCAPE escape]`.
    Like {
        /// The tested value.
        expr: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// ESCAPE.
        escape: Option<Box<Expr>>,
        /// Which one.
        kind: LikeKind,
        /// Negated.
        not: bool,
    },
    /// `left op ANY | ALL (array)`.
    QuantifiedArray {
        /// Left operand.
        left: Box<Expr>,
        /// The operator.
        op: OperatorName,
        /// ALL rather than ANY/SOME.
        all: bool,
        /// The array.
        array: Box<Expr>,
    },
    /// `left op ANY | ALL (SELECT …)`.
    QuantifiedQuery {
        /// Left operand, a row perhaps.
        left: Box<Expr>,
        /// The operator.
        op: OperatorName,
        /// ALL rather than ANY/SOME.
        all: bool,
        /// The subquery.
        query: Box<Query>,
    },
    /// `EXISTS (SELECT …)`.
    Exists(Box<Query>),
    /// `(SELECT …)` as a value.
    Subquery(Box<Query>),
    /// `ARRAY(SELECT …)`.
    ArrayQuery(Box<Query>),
    /// `ARRAY[…]`; inner bracketed lists are `Array` too.
    Array(Vec<Expr>),
    /// `ROW(…)` or `(a, b)`.
    Row {
        /// The fields.
        fields: Vec<Expr>,
        /// The word ROW was written.
        explicit: bool,
    },
    /// A function, aggregate or window call, special syntax (`EXTRACT`, `TRIM`, `AT TIME ZONE`) included.
    Call(Box<FunctionCall>),
    /// `CURRENT_DATE`, `LOCALTIME(3)`, `SESSION_USER`, ….
    SqlValue {
        /// Which one.
        kind: SqlValueKind,
        /// The precision, if written.
        precision: Option<i32>,
    },
    /// `COALESCE(…)`.
    Coalesce(Vec<Expr>),
    /// `GREATEST(…)`.
    Greatest(Vec<Expr>),
    /// `LEAST(…)`.
    Least(Vec<Expr>),
    /// `NULLIF(a, b)`.
    NullIf(Box<Expr>, Box<Expr>),
    /// `CASE`.
    Case {
        /// `CASE operand WHEN …`.
        operand: Option<Box<Expr>>,
        /// The branches.
        whens: Vec<When>,
        /// ELSE.
        otherwise: Option<Box<Expr>>,
    },
    /// `GROUPING(…)`.
    Grouping(Vec<Expr>),
    /// `MERGE_ACTION()`.
    MergeAction,
    /// `expr.field`, `expr[1]`, `(expr).*`.
    Indirection {
        /// What is looked into.
        base: Box<Expr>,
        /// The steps, never empty.
        path: Vec<Indirection>,
    },
    /// `DEFAULT` as a value (legal in INSERT VALUES and SET only).
    Default,
    /// `CURRENT OF cursor` (legal as the whole WHERE only).
    CurrentOf(Ident),
    /// SQL/JSON functions and predicates.
    Json(Box<JsonExpr>),
    /// XML functions and `IS DOCUMENT`'s relatives.
    Xml(Box<XmlExpr>),
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// An integer that fits `i32`.
    Integer(i32),
    /// Any other number, in decimal text as PostgreSQL keeps it (hex, octal, binary and underscores kept as written without `_`).
    Number(String),
    /// A string of any quoting, its escapes resolved.
    String(String),
    /// `B'…'`, only the digits.
    Bit(String),
    /// `X'…'`, only the digits.
    HexBit(String),
    /// TRUE or FALSE.
    Boolean(bool),
    /// NULL.
    Null,
}

/// A reference to a column, a row or all columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRef {
    /// The dotted names; empty only for a bare `*`.
    pub names: Vec<Ident>,
    /// A closing `.*` (or the bare `*`).
    pub star: bool,
}

/// One step of an indirection.
#[derive(Clone, Debug, PartialEq)]
pub enum Indirection {
    /// `.field`.
    Field(Ident),
    /// `.*`.
    Star(Span),
    /// `[index]`.
    Index(Expr),
    /// `[lower:upper]`.
    Slice(Option<Box<Expr>>, Option<Box<Expr>>, Span),
}

/// How a cast was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastSyntax {
    /// `CAST(x AS t)`.
    Cast,
    /// `x::t`.
    Colons,
    /// `t 'literal'`.
    TypedLiteral,
}

/// What `IS …` tests for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BooleanTest {
    /// TRUE.
    True,
    /// FALSE.
    False,
    /// UNKNOWN.
    Unknown,
}

/// The LIKE family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LikeKind {
    /// LIKE: operator `~~`.
    Like,
    /// ILIKE: operator `~~*`.
    ILike,
    /// SIMILAR TO: operator `~` on `similar_to_escape(pattern)`.
    SimilarTo,
}

/// One `WHEN condition THEN result`.
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// The condition, or the value compared with the operand.
    pub condition: Expr,
    /// The result.
    pub result: Expr,
    /// Where.
    pub span: Span,
}

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionCall {
    /// The function; special syntax is already mapped (`pg_catalog.extract`, `pg_catalog.timezone`).
    pub name: QualifiedName,
    /// The arguments, in order.
    pub args: Vec<FunctionArg>,
    /// `f(*)`.
    pub star: bool,
    /// The last argument is VARIADIC.
    pub variadic: bool,
    /// `f(DISTINCT …)`.
    pub distinct: bool,
    /// `f(… ORDER BY …)` or WITHIN GROUP's.
    pub order_by: Vec<SortBy>,
    /// The ORDER BY stands in WITHIN GROUP.
    pub within_group: bool,
    /// FILTER (WHERE …).
    pub filter: Option<Box<Expr>>,
    /// OVER.
    pub over: Option<Over>,
    /// Written in SQL's special syntax (so an error does not blame a call).
    pub special_syntax: bool,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionArg {
    /// `name =>` or `name :=`.
    pub name: Option<Ident>,
    /// The value.
    pub value: Expr,
}

/// `OVER name` or `OVER (…)`.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// A window of the WINDOW clause.
    Name(Ident),
    /// A window of its own.
    Window(Box<WindowSpec>),
}

/// The functions SQL spells as keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SqlValueKind {
    CurrentDate,
    CurrentTime,
    CurrentTimestamp,
    LocalTime,
    LocalTimestamp,
    CurrentRole,
    CurrentUser,
    User,
    SessionUser,
    SystemUser,
    CurrentCatalog,
    CurrentSchema,
}
