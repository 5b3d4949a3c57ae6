//! BETWEEN, LIKE, IN lists, IS DISTINCT FROM and NULLIF (`transformAExprBetween`, `transformAExprIn`,
//! `transformAExprDistinct`, `transformAExprNullIf`).

use super::common::{common_type_of, works_for_all};
use super::expr::{boolean, plain_operator};
use super::location::NOWHERE;
use super::pathway::array_type;
use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::{self, ExprKind as Ast, LikeKind, Literal};
use crate::tree::{Expr, ExprKind, Visitor, walk_expr};

impl Analyzer<'_> {
    pub(super) fn between(&mut self, expr: &ast::Expr) -> Expr {
        let Ast::Between { expr: value, low, high, not, symmetric } = &expr.kind else {
            return Expr::error(expr.span);
        };
        let at = expr.location;
        let (above, below) = if *not { ("<", ">") } else { (">=", "<=") };
        let value = self.expr_here(value);
        let low = self.expr_here(low);
        let first = self.compare(above, value.clone(), low.clone(), at);
        let first = self.logic_operand(first, *not);
        // PostgreSQL analyses the value anew for the second comparison, and the upper bound only then.
        let value = self.refresh_parameters(value);
        let high = self.expr_here(high);
        if first.is_error() {
            return Expr::error(expr.span);
        }
        let second = self.compare(below, value.clone(), high.clone(), at);
        let second = self.logic_operand(second, *not);
        let forward = self.combine(vec![first, second], !*not, expr.span, at);
        if !*symmetric || forward.is_error() {
            return forward;
        }
        let (low, high) = (self.refresh_parameters(low), self.refresh_parameters(high));
        let value = self.refresh_parameters(value);
        let first = self.compare(above, value.clone(), high, at);
        let first = self.logic_operand(first, *not);
        let second = self.compare(below, value, low, at);
        let second = self.logic_operand(second, *not);
        let backward = self.combine(vec![first, second], !*not, expr.span, at);
        self.combine(vec![forward, backward], *not, expr.span, at)
    }

    /// An operand of the AND or OR that BETWEEN stands for.
    fn logic_operand(&mut self, operand: Expr, or: bool) -> Expr {
        self.coerce_to_boolean(operand, if or { "OR" } else { "AND" })
    }

    pub(super) fn combine(&mut self, args: Vec<Expr>, and: bool, span: Span, at: u32) -> Expr {
        if args.iter().any(Expr::is_error) {
            return Expr::error(span);
        }
        boolean(if and { ExprKind::And(args) } else { ExprKind::Or(args) }, span, at)
    }

    pub(super) fn like(&mut self, expr: &ast::Expr) -> Expr {
        let Ast::Like { expr: value, pattern, escape, kind, not } = &expr.kind else {
            return Expr::error(expr.span);
        };
        let symbol = match (kind, not) {
            (LikeKind::Like, false) => "~~",
            (LikeKind::Like, true) => "!~~",
            (LikeKind::ILike, false) => "~~*",
            (LikeKind::ILike, true) => "!~~*",
            (LikeKind::SimilarTo, false) => "~",
            (LikeKind::SimilarTo, true) => "!~",
        };
        let value = self.expr_here(value);
        let function = match kind {
            LikeKind::SimilarTo => Some("similar_to_escape"),
            _ if escape.is_some() => Some("like_escape"),
            _ => None,
        };
        let pattern_span = pattern.span;
        let before = self.scope().last_set;
        let pattern = self.expr_here(pattern);
        let pattern = match function {
            None => pattern,
            Some(function) => {
                let mut args = vec![pattern];
                if let Some(escape) = escape {
                    args.push(self.expr_here(escape));
                }
                if args.iter().any(Expr::is_error) {
                    return Expr::error(expr.span);
                }
                self.system_call(function, args, before, expr.location, pattern_span)
            }
        };
        let name = plain_operator(symbol, self.token_span(expr.location));
        let mut result = self.operator(&name, Some(value), pattern, expr.location);
        result.span = expr.span;
        result
    }

    pub(super) fn is_distinct(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        not: bool,
        expr: &ast::Expr,
    ) -> Expr {
        let is_null = |e: &ast::Expr| matches!(e.kind, Ast::Literal(Literal::Null));
        if is_null(right) || is_null(left) {
            let other = if is_null(right) { left } else { right };
            let arg = self.expr_here(other);
            if arg.is_error() {
                return Expr::error(expr.span);
            }
            // Not the row's own test of each field.
            let kind = ExprKind::IsNull { arg: Box::new(arg), not: !not, row: false };
            return boolean(kind, expr.span, expr.location);
        }
        let left = self.expr_here(left);
        let right = self.expr_here(right);
        let mut result = match (left.kind, right.kind) {
            (ExprKind::Row(lefts), ExprKind::Row(rights)) => {
                self.row_distinct(lefts, rights, not, expr)
            }
            (left_kind, right_kind) => {
                let left = Expr { kind: left_kind, ..left };
                let right = Expr { kind: right_kind, ..right };
                self.distinct_pair(left, right, not, expr.location)
            }
        };
        result.span = expr.span;
        result
    }

    fn row_distinct(
        &mut self,
        lefts: Vec<Expr>,
        rights: Vec<Expr>,
        not: bool,
        expr: &ast::Expr,
    ) -> Expr {
        if lefts.len() != rights.len() {
            let message = "unequal number of entries in row expressions";
            let diagnostic = self.diagnostic_at(Code::SyntaxError, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        let pairs = lefts.into_iter().zip(rights);
        let mut tests: Vec<Expr> =
            pairs.map(|(l, r)| self.distinct_pair(l, r, not, expr.location)).collect();
        match tests.len() {
            0 => {
                let text = if not { "t" } else { "f" };
                boolean(ExprKind::Const(Some(text.to_owned())), expr.span, expr.location)
            }
            1 => tests.swap_remove(0),
            _ => self.combine(tests, not, expr.span, expr.location),
        }
    }

    fn distinct_pair(&mut self, left: Expr, right: Expr, not: bool, at: u32) -> Expr {
        self.equality_node(left, right, at, "IS DISTINCT FROM", |operator, left, right| {
            ExprKind::IsDistinct { operator, not, left, right }
        })
    }

    /// A node that compares two values by `=`, which must be boolean.
    fn equality_node(
        &mut self,
        left: Expr,
        right: Expr,
        at: u32,
        construct: &str,
        node: impl FnOnce(crate::catalog::OperatorId, Box<Expr>, Box<Expr>) -> ExprKind,
    ) -> Expr {
        let name = plain_operator("=", self.token_span(at));
        let equality = self.operator(&name, Some(left), right, at);
        if equality.is_error() {
            return equality;
        }
        if equality.ty != TypeId::BOOL {
            let message = format!("{construct} requires = operator to yield boolean");
            let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, at, message);
            self.report(diagnostic);
            return Expr::error(equality.span);
        }
        let span = equality.span;
        match equality.kind {
            ExprKind::Operator { operator, args } => match <[Expr; 2]>::try_from(args) {
                Ok([left, right]) => {
                    boolean(node(operator, Box::new(left), Box::new(right)), span, at)
                }
                Err(_) => Expr::error(span),
            },
            _ => Expr::error(span),
        }
    }

    pub(super) fn null_if(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        expr: &ast::Expr,
    ) -> Expr {
        let left = self.expr_here(left);
        let right = self.expr_here(right);
        let mut result =
            self.equality_node(left, right, expr.location, "NULLIF", |operator, left, right| {
                ExprKind::NullIf { operator, left, right }
            });
        if let ExprKind::NullIf { left, .. } = &result.kind {
            (result.ty, result.modifier) = (left.ty, left.modifier);
        }
        result.span = expr.span;
        result
    }

    pub(super) fn in_list(&mut self, expr: &ast::Expr) -> Expr {
        let Ast::InList { expr: value, list, not } = &expr.kind else {
            return Expr::error(expr.span);
        };
        let at = expr.location;
        let value = self.expr_here(value);
        let items = self.exprs(list);
        if value.is_error() || items.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let symbol = if *not { "<>" } else { "=" };
        let name = plain_operator(symbol, self.token_span(at));
        let (variable, constant): (Vec<Expr>, Vec<Expr>) =
            items.iter().cloned().partition(holds_variable);
        let mut tests = Vec::new();
        let mut rest = items;
        let array = if constant.len() > 1 { self.in_list_type(&value, &constant) } else { None };
        if let Some((element, array)) = array {
            let elements: Vec<Expr> = constant
                .into_iter()
                .map(|item| self.coerce_to_common(item, element, "IN"))
                .collect();
            if elements.iter().any(Expr::is_error) {
                return Expr::error(expr.span);
            }
            let kind = ExprKind::Array { elements, nested: false };
            let right = Expr { kind, ty: array, modifier: -1, span: expr.span, location: NOWHERE };
            let mut test = self.scalar_array(&name, !*not, value.clone(), right, at);
            test.span = expr.span;
            tests.push(test);
            rest = variable;
        }
        for item in rest {
            let test = self.compare(symbol, value.clone(), item, at);
            let mut test = self.coerce_to_boolean(test, "IN");
            test.span = expr.span;
            let failed = test.is_error();
            tests.push(test);
            if failed {
                break;
            }
        }
        match tests.len() {
            1 => tests.swap_remove(0),
            _ => self.combine(tests, *not, expr.span, at),
        }
    }

    /// The element and array type of the array an IN list can be searched as.
    fn in_list_type(&self, value: &Expr, items: &[Expr]) -> Option<(TypeId, TypeId)> {
        let types: Vec<TypeId> = std::iter::once(value).chain(items).map(|item| item.ty).collect();
        let element = common_type_of(self.catalog, &types)?;
        if element == TypeId::RECORD || !works_for_all(self.catalog, element, &types) {
            return None;
        }
        Some((element, array_type(self.catalog, element)?))
    }
}

/// Whether an expression holds a variable of this level (`contain_vars_of_level`).
fn holds_variable(expr: &Expr) -> bool {
    struct Finder(bool);
    impl Visitor for Finder {
        fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
            match &expr.kind {
                ExprKind::Var(var) if var.levels_up == depth => self.0 = true,
                ExprKind::CurrentOf => self.0 = true,
                _ => {}
            }
            !self.0
        }
    }
    let mut finder = Finder(false);
    walk_expr(expr, 0, &mut finder);
    finder.0
}
