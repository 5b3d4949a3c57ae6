//! Expressions by their form (PostgreSQL's `transformExprRecurse`).

use super::location::NOWHERE;
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, BooleanTest, ExprKind as Ast, OperatorName, SqlValueKind};
use crate::tree::{Expr, ExprKind, XmlKind};

/// How deep expressions and queries may nest together: deeper than people write, and well within the 2 MiB
/// stack of a test thread in a debug build.
pub(super) const MAX_DEPTH: u32 = 300;

/// An operator that is not written as one (`=` of IN, `~~` of LIKE).
pub(super) fn plain_operator(symbol: &str, span: Span) -> OperatorName {
    OperatorName { schema: Vec::new(), symbol: symbol.to_owned(), span }
}

/// A node of a form that is boolean.
pub(super) fn boolean(kind: ExprKind, span: Span, location: u32) -> Expr {
    Expr { kind, ty: TypeId::BOOL, modifier: -1, span, location }
}

impl Analyzer<'_> {
    /// An expression of a clause (`transformExpr`).
    pub(crate) fn expr(&mut self, expr: &ast::Expr, context: ExprContext) -> Expr {
        let outer = std::mem::replace(&mut self.scope().context, context);
        let result = self.expr_here(expr);
        self.scope().context = outer;
        result
    }

    /// Several expressions within the clause we are in.
    pub(crate) fn exprs(&mut self, exprs: &[ast::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr_here(expr)).collect()
    }

    /// An expression within the clause we are in.
    pub(crate) fn expr_here(&mut self, expr: &ast::Expr) -> Expr {
        if self.depth >= MAX_DEPTH {
            return self.too_deep(expr.span);
        }
        self.depth += 1;
        let result = self.expr_of_form(expr);
        self.depth -= 1;
        result
    }

    pub(super) fn too_deep(&mut self, span: Span) -> Expr {
        // One message is enough however many branches are too deep.
        if self.diagnostics.iter().any(|d| d.code == Code::StatementTooComplex) {
            return Expr::error(span);
        }
        let diagnostic =
            Diagnostic::new(Code::StatementTooComplex, span, "stack depth limit exceeded")
                .with_help("split the expression: it nests deeper than this checker follows");
        self.report(diagnostic.without_position())
    }

    fn expr_of_form(&mut self, expr: &ast::Expr) -> Expr {
        let span = expr.span;
        match &expr.kind {
            Ast::Literal(literal) => self.constant(literal, span),
            Ast::Column(column) => self.column_ref(column, span),
            Ast::Param(param) => self.parameter(param, span),
            Ast::Cast { expr: inner, ty, .. } => self.cast(inner, ty, expr),
            Ast::Collate { expr: inner, collation } => self.collate(inner, collation, expr),
            Ast::Unary { op, operand } => self.unary(op, operand, expr),
            Ast::Binary { .. } => self.binary(expr),
            Ast::And(_) | Ast::Or(_) | Ast::Not(_) => self.logic(expr),
            Ast::IsNull { expr: inner, not } => self.is_null(inner, *not, expr),
            Ast::IsBoolean { expr: inner, test, not } => self.is_boolean(inner, *test, *not, expr),
            Ast::IsDistinctFrom { left, right, not } => self.is_distinct(left, right, *not, expr),
            Ast::IsDocument { expr: inner, not } => self.is_document(inner, *not, expr),
            Ast::InList { .. } => self.in_list(expr),
            Ast::InQuery { expr: left, query, not } => self.in_query(left, query, *not, expr),
            Ast::Between { .. } => self.between(expr),
            Ast::Like { .. } => self.like(expr),
            Ast::QuantifiedArray { left, op, all, array } => {
                let left = self.expr_here(left);
                let right = self.expr_here(array);
                self.scalar_array(op, !all, left, right, expr.location)
            }
            Ast::QuantifiedQuery { left, op, all, query } => {
                self.quantified_query(left, op, *all, query, expr)
            }
            Ast::Exists(query) => self.exists(query, expr),
            Ast::Subquery(query) => self.scalar_query(query, expr),
            Ast::ArrayQuery(query) => self.array_query(query, expr),
            Ast::Array(elements) => self.array(elements, expr, None),
            Ast::Row { fields, .. } => self.row(fields, expr),
            Ast::Call(call) => self.call(call, expr),
            Ast::SqlValue { kind, precision } => sql_value(*kind, *precision, span),
            Ast::Coalesce(args) => self.coalesce(args, expr),
            Ast::Greatest(args) => self.greatest(args, true, expr),
            Ast::Least(args) => self.greatest(args, false, expr),
            Ast::NullIf(left, right) => self.null_if(left, right, expr),
            Ast::Case { operand, whens, otherwise } => {
                self.case(operand.as_deref(), whens, otherwise.as_deref(), expr)
            }
            Ast::Grouping(args) => self.grouping(args, expr),
            Ast::MergeAction => self.merge_action(expr),
            Ast::Indirection { base, path } => self.indirection(base, path, expr),
            Ast::Default => {
                self.error(Code::SyntaxError, span, "DEFAULT is not allowed in this context")
            }
            Ast::CurrentOf(_) => boolean(ExprKind::CurrentOf, span, expr.location),
            Ast::Json(json) => self.json(json, expr),
            Ast::Xml(xml) => self.xml(xml, expr),
        }
    }

    fn unary(&mut self, op: &OperatorName, operand: &ast::Expr, expr: &ast::Expr) -> Expr {
        let operand = self.expr_here(operand);
        let mut result = self.operator(op, None, operand, expr.location);
        result.span = expr.span;
        result
    }

    /// Chains such as `a || b || c` nest to the left as deep as they are long: they are worked off from the
    /// innermost out rather than by recursion.
    fn binary(&mut self, expr: &ast::Expr) -> Expr {
        let mut chain = Vec::new();
        let mut current = expr;
        while let Ast::Binary { op, left, right } = &current.kind {
            chain.push((op, &**right, current));
            current = left;
        }
        let mut left_ast = current;
        let mut left = None;
        while let Some((op, right_ast, node)) = chain.pop() {
            let row_left = matches!(left_ast.kind, Ast::Row { .. });
            if let (true, Ast::Subquery(query)) = (row_left, &right_ast.kind) {
                left = Some(self.row_query(left_ast, op, query, node));
                left_ast = node;
                continue;
            }
            let left_value = match left.take() {
                Some(value) => value,
                None => self.expr_here(left_ast),
            };
            let right = self.expr_here(right_ast);
            let rows = row_left && matches!(right_ast.kind, Ast::Row { .. });
            let mut result = if rows {
                self.row_comparison(op, left_value, right, node.location)
            } else {
                self.operator(op, Some(left_value), right, node.location)
            };
            result.span = node.span;
            left = Some(result);
            left_ast = node;
        }
        left.unwrap_or_else(|| Expr::error(expr.span))
    }

    /// A comparison of two values of any form: rows field by field.
    pub(super) fn compare(&mut self, symbol: &str, left: Expr, right: Expr, at: u32) -> Expr {
        let name = plain_operator(symbol, self.token_span(at));
        let rows = matches!((&left.kind, &right.kind), (ExprKind::Row(_), ExprKind::Row(_)));
        if rows && left.ty == TypeId::RECORD && right.ty == TypeId::RECORD {
            return self.row_comparison(&name, left, right, at);
        }
        self.operator(&name, Some(left), right, at)
    }

    fn logic(&mut self, expr: &ast::Expr) -> Expr {
        let (args, construct) = match &expr.kind {
            Ast::And(args) => (args.as_slice(), "AND"),
            Ast::Or(args) => (args.as_slice(), "OR"),
            Ast::Not(arg) => (std::slice::from_ref(&**arg), "NOT"),
            _ => return Expr::error(expr.span),
        };
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            let value = self.expr_here(arg);
            values.push(self.coerce_to_boolean(value, construct));
        }
        if values.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let kind = match (&expr.kind, values.pop()) {
            (Ast::Not(_), Some(value)) => ExprKind::Not(Box::new(value)),
            (Ast::And(_), Some(value)) => {
                values.push(value);
                ExprKind::And(values)
            }
            (_, value) => {
                values.extend(value);
                ExprKind::Or(values)
            }
        };
        boolean(kind, expr.span, expr.location)
    }

    fn is_null(&mut self, inner: &ast::Expr, not: bool, expr: &ast::Expr) -> Expr {
        let arg = self.expr_here(inner);
        self.null_test(arg, not, expr)
    }

    pub(super) fn null_test(&mut self, arg: Expr, not: bool, expr: &ast::Expr) -> Expr {
        if arg.is_error() {
            return Expr::error(expr.span);
        }
        let row = self.is_row_type(arg.ty);
        let kind = ExprKind::IsNull { arg: Box::new(arg), not, row };
        boolean(kind, expr.span, expr.location)
    }

    fn is_boolean(
        &mut self,
        inner: &ast::Expr,
        test: BooleanTest,
        not: bool,
        expr: &ast::Expr,
    ) -> Expr {
        let construct = match (test, not) {
            (BooleanTest::True, false) => "IS TRUE",
            (BooleanTest::True, true) => "IS NOT TRUE",
            (BooleanTest::False, false) => "IS FALSE",
            (BooleanTest::False, true) => "IS NOT FALSE",
            (BooleanTest::Unknown, false) => "IS UNKNOWN",
            (BooleanTest::Unknown, true) => "IS NOT UNKNOWN",
        };
        let arg = self.expr_here(inner);
        let arg = self.coerce_to_boolean(arg, construct);
        if arg.is_error() {
            return Expr::error(expr.span);
        }
        boolean(ExprKind::IsBoolean { arg: Box::new(arg), test, not }, expr.span, expr.location)
    }

    fn is_document(&mut self, inner: &ast::Expr, not: bool, expr: &ast::Expr) -> Expr {
        let arg = self.expr_here(inner);
        let arg = self.coerce_to_specific(arg, TypeId::XML, "IS DOCUMENT");
        if arg.is_error() {
            return Expr::error(expr.span);
        }
        let wording = String::new();
        let kind = ExprKind::Xml { kind: XmlKind::IsDocument, args: vec![arg], wording };
        let test = boolean(kind, expr.span, expr.location);
        if not { boolean(ExprKind::Not(Box::new(test)), expr.span, expr.location) } else { test }
    }

    fn collate(&mut self, inner: &ast::Expr, name: &ast::QualifiedName, expr: &ast::Expr) -> Expr {
        let arg = self.expr_here(inner);
        if arg.is_error() {
            return Expr::error(expr.span);
        }
        if self.catalog.ty(arg.ty).collation.is_none() && arg.ty != TypeId::UNKNOWN {
            let ty = self.type_name(arg.ty);
            let message = format!("collations are not supported by type {ty}");
            let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, expr.location, message);
            return self.report(diagnostic);
        }
        let at = self.token_span(expr.location);
        let Some(collation) = self.resolve_collation(name, at) else {
            return Expr::error(expr.span);
        };
        self.collations_matter = true;
        let (ty, modifier) = (arg.ty, arg.modifier);
        let kind = ExprKind::Collate(Box::new(arg), collation);
        Expr { kind, ty, modifier, span: expr.span, location: expr.location }
    }

    fn grouping(&mut self, args: &[ast::Expr], expr: &ast::Expr) -> Expr {
        if args.len() > 31 {
            let message = "GROUPING must have fewer than 32 arguments";
            let diagnostic = self.diagnostic_at(Code::TooManyArguments, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        let args = self.exprs(args);
        if args.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let inputs: Vec<&Expr> = args.iter().collect();
        let level = match self.aggregate_level(&[], &inputs, expr.location) {
            Ok(level) => level,
            Err(diagnostic) => return self.report(*diagnostic),
        };
        if !self.check_aggregate_place(level, expr.location, true) {
            return Expr::error(expr.span);
        }
        let kind = ExprKind::Grouping { args, levels_up: level };
        Expr { kind, ty: TypeId::INT4, modifier: -1, span: expr.span, location: expr.location }
    }

    fn merge_action(&mut self, expr: &ast::Expr) -> Expr {
        let within = |scope: &crate::analyze::Scope| scope.context == ExprContext::MergeReturning;
        if !self.scopes.iter().any(within) {
            let message =
                "MERGE_ACTION() can only be used in the RETURNING list of a MERGE command";
            let diagnostic = self.diagnostic_at(Code::SyntaxError, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        Expr {
            kind: ExprKind::MergeAction,
            ty: TypeId::TEXT,
            modifier: -1,
            span: expr.span,
            location: expr.location,
        }
    }
}

/// A keyword function (manual, "Date/Time Functions and Operators", "Session Information Functions").
fn sql_value(kind: SqlValueKind, precision: Option<i32>, span: Span) -> Expr {
    // PostgreSQL warns about more than six digits and takes six.
    let modifier = precision.map_or(-1, |p| p.min(6));
    let (ty, modifier) = match kind {
        SqlValueKind::CurrentDate => (TypeId::DATE, -1),
        SqlValueKind::CurrentTime => (TypeId::TIMETZ, modifier),
        SqlValueKind::CurrentTimestamp => (TypeId::TIMESTAMPTZ, modifier),
        SqlValueKind::LocalTime => (TypeId::TIME, modifier),
        SqlValueKind::LocalTimestamp => (TypeId::TIMESTAMP, modifier),
        SqlValueKind::SystemUser => (TypeId::TEXT, -1),
        SqlValueKind::CurrentRole
        | SqlValueKind::CurrentUser
        | SqlValueKind::User
        | SqlValueKind::SessionUser
        | SqlValueKind::CurrentCatalog
        | SqlValueKind::CurrentSchema => (TypeId::NAME, -1),
    };
    debug_assert_ne!(span.start, NOWHERE);
    Expr { kind: ExprKind::SqlValue(kind), ty, modifier, span, location: span.start }
}
