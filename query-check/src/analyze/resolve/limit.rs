//! LIMIT, OFFSET and FETCH FIRST.

use crate::analyze::{Analyzer, ExprContext};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Expr, ExprKind, Query, Visitor, walk_expr};

impl Analyzer<'_> {
    pub(super) fn limit(&mut self, outer: &ast::Query, query: &mut Query) {
        let offset = outer.offset.as_deref();
        query.offset = offset.map(|e| self.row_count(e, ExprContext::Offset, "OFFSET"));
        let limit = outer.limit.as_deref();
        query.limit = limit.map(|e| self.row_count(e, ExprContext::Limit, "LIMIT"));
        query.with_ties = outer.with_ties;
        if let (true, Some(limit)) = (outer.with_ties, outer.limit.as_deref())
            && matches!(limit.kind, ast::ExprKind::Literal(ast::Literal::Null))
        {
            let message = "row count cannot be null in FETCH FIRST ... WITH TIES clause";
            let diagnostic = Diagnostic::new(Code::Rejected, limit.span, message);
            self.report(diagnostic.with_sqlstate("2201W").without_position());
        }
    }

    /// A number of rows: bigint, and free of columns of this level.
    fn row_count(&mut self, expr: &ast::Expr, context: ExprContext, construct: &str) -> Expr {
        let expr = self.expr(expr, context);
        let expr = self.coerce_to_bigint(expr, construct);
        self.check_no_columns(expr, construct)
    }

    /// Reports a column of this level where none may stand (`checkExprIsVarFree`).
    pub(super) fn check_no_columns(&mut self, expr: Expr, construct: &str) -> Expr {
        match first_column(&expr, 0) {
            Some(span) => {
                let message = format!("argument of {construct} must not contain variables");
                self.error(Code::InvalidColumnReference, span, message)
            }
            None => expr,
        }
    }
}

/// The first column of the level `levels_up` levels out from the expression.
pub(super) fn first_column(expr: &Expr, levels_up: u32) -> Option<Span> {
    struct Finder {
        levels_up: u32,
        found: Option<Span>,
    }
    impl Visitor for Finder {
        fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
            if let ExprKind::Var(var) = &expr.kind
                && var.levels_up == depth + self.levels_up
                && self.found.is_none()
            {
                self.found = Some(expr.span);
            }
            self.found.is_none()
        }
    }
    let mut finder = Finder { levels_up, found: None };
    walk_expr(expr, 0, &mut finder);
    finder.found
}
