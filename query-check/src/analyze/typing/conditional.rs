//! CASE, COALESCE, GREATEST and LEAST (manual, "Conditional Expressions"; `transformCaseExpr`,
//! `transformCoalesceExpr`, `transformMinMaxExpr`).

use super::expr::plain_operator;
use super::location::NOWHERE;
use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::syntax::ast::{self, When};
use crate::tree::{Expr, ExprKind};

impl Analyzer<'_> {
    pub(super) fn case(
        &mut self,
        operand: Option<&ast::Expr>,
        whens: &[When],
        otherwise: Option<&ast::Expr>,
        expr: &ast::Expr,
    ) -> Expr {
        let before = self.scope().last_set;
        let operand = operand.map(|operand| {
            let operand = self.expr_here(operand);
            if operand.ty == TypeId::UNKNOWN {
                self.coerce_to_common(operand, TypeId::TEXT, "CASE")
            } else {
                operand
            }
        });
        let mut conditions = Vec::with_capacity(whens.len());
        let mut results = Vec::with_capacity(whens.len() + 1);
        for when in whens {
            let condition = self.expr_here(&when.condition);
            let condition = match &operand {
                None => condition,
                Some(operand) => self.case_test(operand, condition, when.span.start),
            };
            conditions.push(self.coerce_to_boolean(condition, "CASE/WHEN"));
            results.push(self.expr_here(&when.result));
        }
        let otherwise = match otherwise {
            Some(otherwise) => self.expr_here(otherwise),
            None => Expr {
                kind: ExprKind::Const(None),
                ty: TypeId::UNKNOWN,
                modifier: -1,
                span: expr.span,
                location: NOWHERE,
            },
        };
        // ELSE counts most when the common type is chosen.
        results.insert(0, otherwise);
        let failed = conditions.iter().chain(&results).chain(&operand).any(Expr::is_error);
        if failed {
            return Expr::error(expr.span);
        }
        let ty = self.common_type(&results, "CASE");
        let mut results = results.into_iter().enumerate().map(|(place, result)| {
            let context = if place == 0 { "CASE/ELSE" } else { "CASE/WHEN" };
            self.coerce_to_common(result, ty, context)
        });
        let Some(otherwise) = results.next() else { return Expr::error(expr.span) };
        let results: Vec<Expr> = results.collect();
        if !self.check_no_set_since(before, "CASE")
            || otherwise.is_error()
            || results.iter().any(Expr::is_error)
        {
            return Expr::error(expr.span);
        }
        let modifier = shared_modifier(ty, results.iter().chain([&otherwise]));
        let whens = conditions.into_iter().zip(results).collect();
        let kind = ExprKind::Case {
            operand: operand.map(Box::new),
            whens,
            otherwise: Box::new(otherwise),
        };
        Expr { kind, ty, modifier, span: expr.span, location: expr.location }
    }

    /// `CASE operand WHEN value`: the comparison.
    fn case_test(&mut self, operand: &Expr, value: Expr, location: u32) -> Expr {
        if operand.is_error() || value.is_error() {
            return Expr::error(value.span);
        }
        let test = Expr {
            kind: ExprKind::CaseTest,
            ty: operand.ty,
            modifier: operand.modifier,
            span: operand.span,
            location: NOWHERE,
        };
        let name = plain_operator("=", self.token_span(location));
        self.operator(&name, Some(test), value, location)
    }

    pub(super) fn coalesce(&mut self, args: &[ast::Expr], expr: &ast::Expr) -> Expr {
        let before = self.scope().last_set;
        let Some((args, ty, modifier)) = self.same_type(args, "COALESCE") else {
            return Expr::error(expr.span);
        };
        if !self.check_no_set_since(before, "COALESCE") {
            return Expr::error(expr.span);
        }
        let kind = ExprKind::Coalesce(args);
        Expr { kind, ty, modifier, span: expr.span, location: expr.location }
    }

    pub(super) fn greatest(
        &mut self,
        args: &[ast::Expr],
        greatest: bool,
        expr: &ast::Expr,
    ) -> Expr {
        let context = if greatest { "GREATEST" } else { "LEAST" };
        let Some((args, ty, modifier)) = self.same_type(args, context) else {
            return Expr::error(expr.span);
        };
        let kind = ExprKind::MinMax { greatest, args };
        Expr { kind, ty, modifier, span: expr.span, location: expr.location }
    }

    /// Arguments brought to their common type.
    fn same_type(&mut self, args: &[ast::Expr], context: &str) -> Option<(Vec<Expr>, TypeId, i32)> {
        let args = self.exprs(args);
        if args.iter().any(Expr::is_error) {
            return None;
        }
        let ty = self.common_type(&args, context);
        let args: Vec<Expr> =
            args.into_iter().map(|arg| self.coerce_to_common(arg, ty, context)).collect();
        if ty == TypeId::INVALID || args.iter().any(Expr::is_error) {
            return None;
        }
        let modifier = shared_modifier(ty, &args);
        Some((args, ty, modifier))
    }
}

/// The modifier all alternatives share (`exprTypmod` of CASE, COALESCE and their kin).
fn shared_modifier<'e>(ty: TypeId, exprs: impl IntoIterator<Item = &'e Expr>) -> i32 {
    let mut exprs = exprs.into_iter();
    let Some(first) = exprs.next() else { return -1 };
    let fits = |e: &Expr| e.ty == ty && e.modifier == first.modifier;
    if first.modifier >= 0 && fits(first) && exprs.all(fits) { first.modifier } else { -1 }
}
