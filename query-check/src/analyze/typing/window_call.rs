//! Calls with OVER (`transformWindowFuncCall`).

use super::call::{CallSite, Chosen};
use super::placement::{LATERAL_HINT, Placement};
use crate::analyze::Analyzer;
use crate::catalog::{FunctionKind, TypeId};
use crate::diagnostic::Code;
use crate::span::Span;
use crate::tree::{Expr, ExprKind, Visitor, WindowCall, walk_expr};

impl Analyzer<'_> {
    /// A call of a window function, or of an aggregate with OVER.
    pub(super) fn window_call(
        &mut self,
        mut site: CallSite<'_>,
        chosen: &Chosen,
        args: Vec<Expr>,
        result: TypeId,
    ) -> Expr {
        let span = site.span;
        let Some(call) = site.call else { return Expr::error(span) };
        let name = super::type_name::dotted(&site.name.parts);
        let is_aggregate = matches!(chosen.kind, FunctionKind::Aggregate { .. });
        let mistake = if call.distinct {
            let message = "DISTINCT is not implemented for window functions".to_owned();
            Some((Code::FeatureNotSupported, message))
        } else if is_aggregate && args.is_empty() && !call.star {
            let message =
                format!("{name}(*) must be used to call a parameterless aggregate function");
            Some((Code::WrongObjectType, message))
        } else if !call.order_by.is_empty() {
            let message = "aggregate ORDER BY is not implemented for window functions".to_owned();
            Some((Code::FeatureNotSupported, message))
        } else if !is_aggregate && site.filter.is_some() {
            let message = "FILTER is not implemented for non-aggregate window functions".to_owned();
            Some((Code::FeatureNotSupported, message))
        } else {
            None
        };
        if let Some((code, message)) = mistake {
            let diagnostic = self.call_mistake(&site, code, message);
            self.report(diagnostic);
            return Expr::error(span);
        }
        let last = self.scope().last_set;
        if let Some(inner) = last.filter(|_| last != site.before) {
            let message = "window function calls cannot contain set-returning function calls";
            let diagnostic = self.diagnostic_at(Code::FeatureNotSupported, inner.start, message);
            self.report(diagnostic.with_help(LATERAL_HINT));
            return Expr::error(span);
        }
        if chosen.returns_set {
            let message = "window functions cannot return sets";
            let diagnostic = self.call_mistake(&site, Code::Rejected, message);
            self.report(diagnostic.with_sqlstate("42P13"));
            return Expr::error(span);
        }
        let filter = site.filter.take();
        let Some(over) = &call.over else { return Expr::error(span) };
        self.place_window_call(over, &args, site.location).map_or_else(
            || Expr::error(span),
            |window| {
                let call = WindowCall {
                    function: chosen.id,
                    args: args.clone(),
                    star: call.star,
                    filter: filter.map(Box::new),
                    window,
                };
                let kind = ExprKind::WindowCall(Box::new(call));
                Expr { kind, ty: result, modifier: -1, span, location: site.location }
            },
        )
    }

    /// Checks where a window call stands, and finds its window.
    pub(super) fn place_window_call(
        &mut self,
        over: &crate::syntax::ast::Over,
        args: &[Expr],
        location: u32,
    ) -> Option<crate::tree::WindowId> {
        if self.scope().has_windows
            && let Some(inner) = first_window_call(args)
        {
            let message = "window function calls cannot be nested";
            let diagnostic = self.diagnostic_at(Code::WindowingError, inner.start, message);
            self.report(diagnostic);
            return None;
        }
        let message = match self.scope().context.window_calls() {
            Placement::Allowed => None,
            Placement::Message(message) => Some(message.to_owned()),
            Placement::Forbidden(clause) => {
                Some(format!("window functions are not allowed in {clause}"))
            }
        };
        if let Some(message) = message {
            let diagnostic = self.diagnostic_at(Code::WindowingError, location, message);
            self.report(diagnostic);
            return None;
        }
        self.scope().has_windows = true;
        let before = self.diagnostics.len();
        let window = self.window(over);
        (self.diagnostics.len() == before).then_some(window)
    }
}

/// The first window call of the expressions' own level.
fn first_window_call(exprs: &[Expr]) -> Option<Span> {
    struct Finder(Option<Span>);
    impl Visitor for Finder {
        fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
            if depth == 0 && matches!(expr.kind, ExprKind::WindowCall(_)) && self.0.is_none() {
                self.0 = Some(expr.span);
            }
            self.0.is_none()
        }
    }
    let mut finder = Finder(None);
    for expr in exprs {
        walk_expr(expr, 0, &mut finder);
    }
    finder.0
}
