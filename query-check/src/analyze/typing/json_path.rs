//! JSON_EXISTS, JSON_VALUE and JSON_QUERY (`transformJsonFuncExpr`, `transformJsonBehavior`).

use super::expr::boolean;
use super::json::{Format, Returning};
use super::location::{NOWHERE, expr_location};
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    self, JsonBehavior, JsonBehaviorKind as Behavior, JsonPath, JsonPathKind, JsonWrapper,
};
use crate::tree::{CoercionForm, Expr, ExprKind, JsonKind, Visitor, walk_expr};

/// `typcategory` of bit strings.
const BIT_CATEGORY: u8 = b'V';

fn function_name(kind: JsonPathKind) -> &'static str {
    match kind {
        JsonPathKind::Exists => "JSON_EXISTS",
        JsonPathKind::Value => "JSON_VALUE",
        JsonPathKind::Query => "JSON_QUERY",
    }
}

/// What ON EMPTY or ON ERROR may say, and how PostgreSQL lists that.
fn allowed(kind: JsonPathKind) -> (&'static [Behavior], &'static str, &'static str) {
    match kind {
        JsonPathKind::Exists => (
            &[Behavior::Error, Behavior::True, Behavior::False, Behavior::Unknown],
            "ERROR, TRUE, FALSE, or UNKNOWN",
            "EXISTS columns",
        ),
        JsonPathKind::Value => (
            &[Behavior::Error, Behavior::Null, Behavior::Default],
            "ERROR, NULL, or DEFAULT expression",
            "scalar columns",
        ),
        JsonPathKind::Query => (
            &[
                Behavior::Error,
                Behavior::Null,
                Behavior::Empty,
                Behavior::EmptyArray,
                Behavior::EmptyObject,
                Behavior::Default,
            ],
            "ERROR, NULL, EMPTY ARRAY, EMPTY OBJECT, or DEFAULT expression",
            "formatted columns",
        ),
    }
}

impl Analyzer<'_> {
    pub(super) fn json_path(&mut self, path: &JsonPath, expr: &ast::Expr) -> Expr {
        match self.json_path_node(path, expr) {
            Some(node) => node,
            None => Expr::error(expr.span),
        }
    }

    fn json_path_node(&mut self, path: &JsonPath, expr: &ast::Expr) -> Option<Expr> {
        let name = function_name(path.kind);
        self.check_json_clauses(path, name, expr)?;
        let document = self.json_value(&path.context, Format::Default, Some(TypeId::JSONB), false);
        if document.is_error() {
            return None;
        }
        let jsonpath = self.json_path_text(&path.path)?;
        let mut args = vec![document, jsonpath];
        for (value, _) in &path.passing {
            args.push(self.json_value(value, Format::Jsonb, None, true));
        }
        if args.iter().any(Expr::is_error) {
            return None;
        }
        let default = match path.kind {
            JsonPathKind::Exists => TypeId::BOOL,
            JsonPathKind::Value => TypeId::TEXT,
            JsonPathKind::Query => TypeId::JSONB,
        };
        let returning = self.json_returning(path.returning.as_ref(), false)?;
        let ty = returning.ty.unwrap_or(default);
        let returning = Returning { ty: Some(ty), ..returning };
        for behavior in [&path.on_empty, &path.on_error].into_iter().flatten() {
            args.extend(self.json_behavior(behavior, returning)?);
        }
        let missing = match path.kind {
            JsonPathKind::Exists if path.on_error.is_none() => Some(Behavior::False),
            _ => None,
        };
        if let Some(behavior) = missing {
            self.behavior_constant(behavior, expr, returning)?;
        }
        let kind = JsonKind::Path {
            kind: path.kind,
            on_empty: path.on_empty.as_ref().map(|behavior| behavior.kind),
            on_error: path.on_error.as_ref().map(|behavior| behavior.kind),
        };
        let kind = ExprKind::Json { kind, args, wording: self.expr_wording(expr) };
        let modifier = returning.modifier;
        Some(Expr { kind, ty, modifier, span: expr.span, location: expr.location })
    }

    /// Clauses that do not go together.
    fn check_json_clauses(&mut self, path: &JsonPath, name: &str, expr: &ast::Expr) -> Option<()> {
        let format = path.returning.as_ref().and_then(|returning| returning.format.as_ref());
        if let Some(format) = format.filter(|_| path.kind != JsonPathKind::Query) {
            let message = format!("cannot specify FORMAT JSON in RETURNING clause of {name}()");
            self.error(Code::SyntaxError, format.span, message);
            return None;
        }
        let wrapped = matches!(path.wrapper, JsonWrapper::Conditional | JsonWrapper::Unconditional);
        if path.kind == JsonPathKind::Query && wrapped && path.keep_quotes == Some(false) {
            let message =
                "SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used";
            let diagnostic = self.diagnostic_at(Code::SyntaxError, expr.location, message);
            self.report(diagnostic);
            return None;
        }
        let (kinds, list, columns) = allowed(path.kind);
        let clauses = [(&path.on_empty, "ON EMPTY"), (&path.on_error, "ON ERROR")];
        for (behavior, clause) in clauses {
            let Some(behavior) = behavior.as_ref().filter(|b| !kinds.contains(&b.kind)) else {
                continue;
            };
            let (message, place) = match &path.column_name {
                Some(column) => (
                    format!("invalid {clause} behavior for column \"{column}\""),
                    columns.to_owned(),
                ),
                None => (format!("invalid {clause} behavior"), format!("{name}()")),
            };
            let note = format!("Only {list} is allowed in {clause} for {place}.");
            let diagnostic = Diagnostic::new(Code::SyntaxError, behavior.span, message);
            self.report(diagnostic.with_note(note));
            return None;
        }
        Some(())
    }

    /// The path, as jsonpath.
    fn json_path_text(&mut self, path: &ast::Expr) -> Option<Expr> {
        let path = self.expr_here(path);
        let at = expr_location(&path);
        let (context, form) = (CastContext::Explicit, CoercionForm::ImplicitCast);
        match self.coerce_to_target(path, TypeId::JSONPATH, -1, context, form, at) {
            Ok(path) => (!path.is_error()).then_some(path),
            Err(path) => {
                let ty = self.type_name(path.ty);
                let message =
                    format!("JSON path expression must be of type jsonpath, not of type {ty}");
                let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, at, message);
                self.report(diagnostic);
                None
            }
        }
    }

    /// What ON EMPTY or ON ERROR gives, brought to the result's type.
    fn json_behavior(
        &mut self,
        behavior: &JsonBehavior,
        returning: Returning,
    ) -> Option<Option<Expr>> {
        let value = match (&behavior.default, behavior.kind) {
            (Some(default), Behavior::Default) => {
                let value = self.expr_here(default);
                if value.is_error() {
                    return None;
                }
                let mistake = if !is_default_expression(&value) {
                    Some(
                        "can only specify a constant, non-aggregate function, or operator expression for DEFAULT",
                    )
                } else if holds_column(&value) {
                    Some("DEFAULT expression must not contain column references")
                } else if self.returns_set(&value) {
                    Some("DEFAULT expression must not return a set")
                } else {
                    None
                };
                if let Some(message) = mistake {
                    let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &value, message);
                    self.report(diagnostic);
                    return None;
                }
                value
            }
            (_, Behavior::Error) => return Some(None),
            (_, kind) => behavior_value(kind, behavior.span),
        };
        self.behavior_result(value, behavior.kind == Behavior::Default, returning).map(Some)
    }

    /// A behaviour nobody wrote must fit the result's type as well.
    fn behavior_constant(
        &mut self,
        kind: Behavior,
        expr: &ast::Expr,
        returning: Returning,
    ) -> Option<()> {
        let value = Expr { location: NOWHERE, ..behavior_value(kind, expr.span) };
        self.behavior_result(value, false, returning).map(|_| ())
    }

    fn behavior_result(
        &mut self,
        value: Expr,
        default: bool,
        returning: Returning,
    ) -> Option<Expr> {
        let ty = returning.ty?;
        if value.ty == ty {
            return Some(value);
        }
        let null = matches!(value.kind, ExprKind::Const(None));
        let base = self.catalog.base_type(ty);
        let at_runtime =
            null || value.ty == TypeId::JSONB || (value.ty == TypeId::BOOL && base != TypeId::INT4);
        if at_runtime {
            return Some(value);
        }
        let category = self.catalog.ty(ty).category;
        let context = if category == super::pathway::STRING_CATEGORY || category == BIT_CATEGORY {
            CastContext::Assignment
        } else {
            CastContext::Explicit
        };
        let (form, at) = (CoercionForm::ExplicitCast, expr_location(&value));
        match self.coerce_to_target(value, ty, returning.modifier, context, form, at) {
            Ok(value) => (!value.is_error()).then_some(value),
            Err(value) => {
                let to = self.type_name(ty);
                let message = format!(
                    "cannot cast behavior expression of type {} to {to}",
                    self.type_name(value.ty)
                );
                let mut diagnostic = self.diagnostic_on(Code::CannotCoerce, &value, message);
                if default {
                    diagnostic = diagnostic.with_help(format!(
                        "You will need to explicitly cast the expression to type {to}."
                    ));
                }
                self.report(diagnostic);
                None
            }
        }
    }
}

/// The constant a behaviour stands for (`GetJsonBehaviorConst`).
fn behavior_value(kind: Behavior, span: crate::span::Span) -> Expr {
    let text = |text: &str| ExprKind::Const(Some(text.to_owned()));
    let (kind, ty) = match kind {
        Behavior::EmptyArray | Behavior::Empty => (text("[]"), TypeId::JSONB),
        Behavior::EmptyObject => (text("{}"), TypeId::JSONB),
        Behavior::True => (text("t"), TypeId::BOOL),
        Behavior::False => (text("f"), TypeId::BOOL),
        Behavior::Null | Behavior::Unknown | Behavior::Error | Behavior::Default => {
            (ExprKind::Const(None), TypeId::INT4)
        }
    };
    Expr { ty, ..boolean(kind, span, span.start) }
}

/// Whether DEFAULT may be this (`ValidJsonBehaviorDefaultExpr`).
fn is_default_expression(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(_) | ExprKind::Call { .. } | ExprKind::Operator { .. } => true,
        ExprKind::Relabel(arg, _)
        | ExprKind::CoerceViaIo(arg, _)
        | ExprKind::CoerceToDomain(arg, _)
        | ExprKind::ArrayCoerce { arg, .. }
        | ExprKind::ConvertRowType(arg)
        | ExprKind::Collate(arg, _) => is_default_expression(arg),
        _ => false,
    }
}

fn holds_column(expr: &Expr) -> bool {
    struct Finder(bool);
    impl Visitor for Finder {
        fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
            if let ExprKind::Var(var) = &expr.kind {
                self.0 |= var.levels_up == depth;
            }
            !self.0
        }
    }
    let mut finder = Finder(false);
    walk_expr(expr, 0, &mut finder);
    finder.0
}
