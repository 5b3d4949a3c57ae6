//! Names, parameters, operators and type names.

use super::Expr;
use crate::span::Span;

/// An identifier, folded to lower case and truncated as PostgreSQL does unless it was quoted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The name.
    pub value: String,
    /// Where it was written.
    pub span: Span,
}

/// A dotted name, outermost part first; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedName {
    /// `[catalog.][schema.]name`.
    pub parts: Vec<Ident>,
    /// Where.
    pub span: Span,
}

/// An operator, `OPERATOR(schema.op)` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorName {
    /// The schema qualification, if written.
    pub schema: Vec<Ident>,
    /// The symbol, `!=` already rewritten to `<>`.
    pub symbol: String,
    /// Where.
    pub span: Span,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Param {
    /// `$1`: the number as written (0 is an error of the analyser).
    Number(u32),
    /// `:name`.
    Name(String),
}

/// The name of a type, with modifiers and array bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeName {
    /// The qualified name; keywords are already mapped (`int` to `pg_catalog.int4`, `varchar` to `pg_catalog.varchar`).
    pub names: Vec<Ident>,
    /// The modifiers as written: `numeric(10, 2)`; for INTERVAL fields PostgreSQL's field mask comes first.
    pub modifiers: Vec<Expr>,
    /// `SETOF`.
    pub setof: bool,
    /// `%TYPE`.
    pub percent_type: bool,
    /// One entry for each `[]`, with its bound if written.
    pub array_bounds: Vec<Option<i64>>,
    /// Where.
    pub span: Span,
    /// PostgreSQL's location of it.
    pub location: u32,
}
