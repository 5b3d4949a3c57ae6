//! Where PostgreSQL's error positions point: `exprLocation` of typed and of written expressions.

use crate::analyze::Analyzer;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Expr, ExprKind, SubLinkKind, parts};

/// The location of what was not written (an implicit coercion); PostgreSQL's -1.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// PostgreSQL's `exprLocation`: the leftmost token of operators, calls and coercions, else the node's own.
pub(crate) fn expr_location(expr: &Expr) -> u32 {
    match &expr.kind {
        ExprKind::Call { .. }
        | ExprKind::Operator { .. }
        | ExprKind::IsDistinct { .. }
        | ExprKind::NullIf { .. }
        | ExprKind::ScalarArray { .. }
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Not(_)
        | ExprKind::Relabel(..)
        | ExprKind::CoerceViaIo(..)
        | ExprKind::ArrayCoerce { .. }
        | ExprKind::ConvertRowType(_)
        | ExprKind::Xml { .. }
        | ExprKind::IsNull { .. }
        | ExprKind::IsBoolean { .. }
        | ExprKind::CoerceToDomain(..) => {
            let first = parts(expr).into_iter().map(expr_location).find(|at| *at != NOWHERE);
            first.map_or(expr.location, |first| first.min(expr.location))
        }
        ExprKind::Collate(arg, _) | ExprKind::Field { arg, .. } => expr_location(arg),
        ExprKind::Subscript { container, .. } => expr_location(container),
        ExprKind::RowCompare { left, .. } => left.first().map_or(NOWHERE, expr_location),
        ExprKind::SubLink {
            kind: SubLinkKind::Any(test) | SubLinkKind::All(test) | SubLinkKind::RowCompare(test),
            ..
        } => test.left.first().map_or(NOWHERE, expr_location).min(expr.location),
        ExprKind::CaseTest => NOWHERE,
        _ => expr.location,
    }
}

/// `exprLocation` of an expression as it was written.
pub(crate) fn ast_location(expr: &ast::Expr) -> u32 {
    use ast::ExprKind as Kind;
    let leftmost = |part: &ast::Expr| expr.location.min(ast_location(part));
    match &expr.kind {
        Kind::Cast { expr: part, .. }
        | Kind::IsNull { expr: part, .. }
        | Kind::IsBoolean { expr: part, .. }
        | Kind::IsDistinctFrom { left: part, .. }
        | Kind::Binary { left: part, .. }
        | Kind::InList { expr: part, .. }
        | Kind::InQuery { expr: part, .. }
        | Kind::Between { expr: part, .. }
        | Kind::Like { expr: part, .. }
        | Kind::QuantifiedArray { left: part, .. }
        | Kind::QuantifiedQuery { left: part, .. } => leftmost(part),
        Kind::And(args) | Kind::Or(args) => args.first().map_or(expr.location, leftmost),
        Kind::Collate { expr: part, .. } | Kind::Indirection { base: part, .. } => {
            ast_location(part)
        }
        Kind::Call(call) => call.args.first().map_or(expr.location, |arg| leftmost(&arg.value)),
        _ => expr.location,
    }
}

impl Analyzer<'_> {
    /// The text of the token that starts at `location`: a word, a run of operator characters or one character.
    pub(crate) fn token_span(&self, location: u32) -> Span {
        let rest = self.sql.get(location as usize..).unwrap_or("");
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let symbol = |c: char| "+-*/<>=~!@#%^&|`?:".contains(c);
        let run = |test: &dyn Fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
        let length = match rest.chars().next() {
            Some(c) if word(c) => run(&word),
            Some(c) if symbol(c) => run(&symbol),
            Some(c) => c.len_utf8(),
            None => 0,
        };
        Span::new(location, location + length as u32)
    }

    /// A diagnostic at the token PostgreSQL points to; without position for [`NOWHERE`].
    pub(crate) fn diagnostic_at(
        &self,
        code: Code,
        location: u32,
        message: impl Into<String>,
    ) -> Diagnostic {
        if location == NOWHERE {
            let all = Span::new(0, self.sql.len() as u32);
            return Diagnostic::new(code, all, message).without_position();
        }
        Diagnostic::new(code, self.token_span(location), message)
    }

    /// A diagnostic at an expression, as `parser_errposition(exprLocation(expr))` places it.
    pub(crate) fn diagnostic_on(
        &self,
        code: Code,
        expr: &Expr,
        message: impl Into<String>,
    ) -> Diagnostic {
        let location = expr_location(expr);
        if location == NOWHERE {
            return Diagnostic::new(code, expr.span, message).without_position();
        }
        Diagnostic::new(code, Span::new(location, expr.span.end.max(location)), message)
    }
}
