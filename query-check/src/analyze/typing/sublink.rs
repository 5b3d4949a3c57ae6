//! Sublinks: EXISTS, scalar and array subqueries, IN and ANY/ALL over a query (`transformSubLink`).

use super::expr::{boolean, plain_operator};
use super::pathway::array_type;
use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::syntax::ast::{self, OperatorName};
use crate::tree::{Expr, ExprKind, Query, SubLinkKind, SubLinkTest};

/// How an operator is applied to the rows of a query.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    Any,
    All,
    Row,
}

impl Analyzer<'_> {
    fn sublink_query(&mut self, query: &ast::Query) -> (Query, bool) {
        self.scope().has_sublinks = true;
        let before = self.diagnostics.len();
        let query = self.subquery(query);
        let failed = query.output().iter().any(|target| target.expr.is_error());
        let broken = failed || (query.targets.is_empty() && self.diagnostics.len() > before);
        (query, broken)
    }

    pub(super) fn exists(&mut self, query: &ast::Query, expr: &ast::Expr) -> Expr {
        let (query, _) = self.sublink_query(query);
        let kind = ExprKind::SubLink { kind: SubLinkKind::Exists, query: Box::new(query) };
        boolean(kind, expr.span, expr.location)
    }

    /// The one column of a subquery that is a value.
    fn only_column(&mut self, query: &Query, location: u32) -> Option<(TypeId, i32)> {
        let output = query.output();
        if let [target] = output.as_slice() {
            return Some((target.expr.ty, target.expr.modifier));
        }
        let message = "subquery must return only one column";
        let diagnostic = self.diagnostic_at(Code::SyntaxError, location, message);
        self.report(diagnostic);
        None
    }

    pub(super) fn scalar_query(&mut self, query: &ast::Query, expr: &ast::Expr) -> Expr {
        let (query, broken) = self.sublink_query(query);
        if broken {
            return Expr::error(expr.span);
        }
        let Some((ty, modifier)) = self.only_column(&query, expr.location) else {
            return Expr::error(expr.span);
        };
        let kind = ExprKind::SubLink { kind: SubLinkKind::Scalar, query: Box::new(query) };
        Expr { kind, ty, modifier, span: expr.span, location: expr.location }
    }

    pub(super) fn array_query(&mut self, query: &ast::Query, expr: &ast::Expr) -> Expr {
        let (query, broken) = self.sublink_query(query);
        if broken {
            return Expr::error(expr.span);
        }
        let Some((element, modifier)) = self.only_column(&query, expr.location) else {
            return Expr::error(expr.span);
        };
        // An array of arrays is an array of more dimensions.
        let is_array = super::pathway::element_type(self.catalog, element).is_some();
        let ty = if is_array { Some(element) } else { array_type(self.catalog, element) };
        let Some(ty) = ty else {
            let message =
                format!("could not find array type for data type {}", self.type_name(element));
            let diagnostic = self
                .diagnostic_at(Code::UndefinedObject, expr.location, message)
                .without_position();
            self.report(diagnostic);
            return Expr::error(expr.span);
        };
        let kind = ExprKind::SubLink { kind: SubLinkKind::Array, query: Box::new(query) };
        Expr { kind, ty, modifier, span: expr.span, location: expr.location }
    }

    pub(super) fn in_query(
        &mut self,
        left: &ast::Expr,
        query: &ast::Query,
        not: bool,
        expr: &ast::Expr,
    ) -> Expr {
        let name = plain_operator("=", self.token_span(expr.location));
        let test = self.quantified(left, &name, Quantifier::Any, query, expr);
        if !not || test.is_error() {
            return test;
        }
        boolean(ExprKind::Not(Box::new(test)), expr.span, expr.location)
    }

    pub(super) fn quantified_query(
        &mut self,
        left: &ast::Expr,
        op: &OperatorName,
        all: bool,
        query: &ast::Query,
        expr: &ast::Expr,
    ) -> Expr {
        let quantifier = if all { Quantifier::All } else { Quantifier::Any };
        self.quantified(left, op, quantifier, query, expr)
    }

    /// `(a, b) op (SELECT …)`.
    pub(super) fn row_query(
        &mut self,
        left: &ast::Expr,
        op: &OperatorName,
        query: &ast::Query,
        expr: &ast::Expr,
    ) -> Expr {
        self.quantified(left, op, Quantifier::Row, query, expr)
    }

    fn quantified(
        &mut self,
        left: &ast::Expr,
        op: &OperatorName,
        quantifier: Quantifier,
        query: &ast::Query,
        expr: &ast::Expr,
    ) -> Expr {
        // The subquery first, as PostgreSQL does.
        let (query, broken) = self.sublink_query(query);
        let left = self.expr_here(left);
        if broken || left.is_error() {
            return Expr::error(expr.span);
        }
        let lefts = match left.kind {
            ExprKind::Row(fields) if left.ty == TypeId::RECORD => fields,
            kind => vec![Expr { kind, ..left }],
        };
        let rights: Vec<Expr> = query
            .output()
            .iter()
            .map(|target| Expr {
                kind: ExprKind::CaseTest,
                ty: target.expr.ty,
                modifier: target.expr.modifier,
                span: expr.span,
                location: super::location::NOWHERE,
            })
            .collect();
        let count = match lefts.len().cmp(&rights.len()) {
            std::cmp::Ordering::Less => Some("subquery has too many columns"),
            std::cmp::Ordering::Greater => Some("subquery has too few columns"),
            std::cmp::Ordering::Equal => None,
        };
        if let Some(message) = count {
            let diagnostic = self.diagnostic_at(Code::SyntaxError, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        let Some(tests) = self.row_tests(op, lefts, rights, expr.location) else {
            return Expr::error(expr.span);
        };
        let left = tests.pairs.into_iter().map(|(left, _)| left).collect();
        let schema = op.schema.iter().map(|part| format!("{}.", part.value)).collect::<String>();
        let written = schema + &op.symbol;
        let test = Box::new(SubLinkTest { left, operators: tests.operators, written });
        let kind = match quantifier {
            Quantifier::Any => SubLinkKind::Any(test),
            Quantifier::All => SubLinkKind::All(test),
            Quantifier::Row => SubLinkKind::RowCompare(test),
        };
        let kind = ExprKind::SubLink { kind, query: Box::new(query) };
        boolean(kind, expr.span, expr.location)
    }
}
