//! SQL/JSON: what all its functions share: inputs, FORMAT, RETURNING (manual, "JSON Functions and Operators";
//! `transformJsonValueExpr`, `transformJsonOutput`, `coerceJsonFuncExpr`).

use super::location::{NOWHERE, expr_location};
use super::pathway::STRING_CATEGORY;
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, TypeId, TypeKind};
use crate::diagnostic::Code;
use crate::syntax::ast::{self, JsonExpr, JsonFormat, JsonReturning, JsonValue};
use crate::tree::{CoercionForm, Expr, ExprKind, JsonKind};

/// How a value is read as JSON when nothing is written (`JsonFormatType`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Default,
    Json,
    Jsonb,
}

/// RETURNING, worked out; `ty` is `None` when it was not written.
#[derive(Clone, Copy)]
pub(super) struct Returning {
    pub ty: Option<TypeId>,
    pub modifier: i32,
    /// Where FORMAT begins, which is where PostgreSQL points when the result cannot become the type.
    pub format_at: u32,
}

impl Returning {
    pub(super) const NONE: Self = Self { ty: None, modifier: -1, format_at: NOWHERE };

    pub(super) fn of(ty: TypeId) -> Self {
        Self { ty: Some(ty), ..Self::NONE }
    }
}

impl Analyzer<'_> {
    pub(super) fn json(&mut self, json: &JsonExpr, expr: &ast::Expr) -> Expr {
        match json {
            JsonExpr::Object { .. } | JsonExpr::Array { .. } | JsonExpr::ArrayQuery { .. } => {
                self.json_constructor(json, expr)
            }
            JsonExpr::ObjectAgg { .. } | JsonExpr::ArrayAgg { .. } => {
                self.json_aggregate(json, expr)
            }
            JsonExpr::Parse { .. } | JsonExpr::Scalar(_) | JsonExpr::Serialize { .. } => {
                self.json_conversion(json, expr)
            }
            JsonExpr::IsJson { value, not, .. } => self.is_json(value, *not, expr),
            JsonExpr::Path(path) => self.json_path(path, expr),
        }
    }

    pub(super) fn is_string_type(&self, ty: TypeId) -> bool {
        self.catalog.ty(ty).category == STRING_CATEGORY
    }

    /// The named encoding is one PostgreSQL knows; whether it is UTF8. Reports.
    fn known_encoding(&mut self, format: &JsonFormat) -> Option<bool> {
        let Some(encoding) = &format.encoding else { return Some(true) };
        match encoding.value.to_ascii_lowercase().as_str() {
            "utf8" => Some(true),
            "utf16" | "utf32" => Some(false),
            _ => {
                let message = format!("unrecognized JSON encoding: {}", encoding.value);
                self.error(Code::InvalidParameterValue, encoding.span, message);
                None
            }
        }
    }

    fn format_mistake(&mut self, format: &JsonFormat, message: &str) {
        self.error(Code::DatatypeMismatch, format.span, message);
    }

    /// A value with FORMAT as an input (`transformJsonValueExpr`): brought to `target` when that is given,
    /// else to JSON where its format wants that. `passing` is for PASSING, which takes most types as they are.
    pub(super) fn json_value(
        &mut self,
        value: &JsonValue,
        default: Format,
        target: Option<TypeId>,
        passing: bool,
    ) -> Expr {
        let input = self.expr_here(&value.expr);
        let input = self.resolve_unknown(input);
        self.json_formatted(input, value.format.as_ref(), default, target, passing)
    }

    /// An input that is analysed already, as [`Self::json_value`].
    pub(super) fn json_formatted(
        &mut self,
        input: Expr,
        written: Option<&JsonFormat>,
        default: Format,
        target: Option<TypeId>,
        passing: bool,
    ) -> Expr {
        if input.is_error() {
            return input;
        }
        let is_json = input.ty == TypeId::JSON || input.ty == TypeId::JSONB;
        let is_string = self.is_string_type(input.ty);
        let format = match written {
            Some(format) => {
                if self.known_encoding(format).is_none() {
                    return Expr::error(input.span);
                }
                if format.encoding.is_some() && input.ty != TypeId::BYTEA {
                    let message = "JSON ENCODING clause is only allowed for bytea input type";
                    self.format_mistake(format, message);
                    return Expr::error(input.span);
                }
                if is_json { Format::Default } else { Format::Json }
            }
            None if passing && (is_string || passed_as_is(input.ty)) => return input,
            None if !passing && is_json => Format::Default,
            None => default,
        };
        if format == Format::Default && target.is_none_or(|target| target == input.ty) {
            return input;
        }
        if !passing && target.is_none() && input.ty != TypeId::BYTEA && !is_string {
            let message = match written {
                None => "cannot use non-string types with implicit FORMAT JSON clause",
                Some(_) => "cannot use non-string types with explicit FORMAT JSON clause",
            };
            match written {
                Some(format) => self.format_mistake(format, message),
                None => {
                    let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &input, message);
                    self.report(diagnostic);
                }
            }
            return Expr::error(input.span);
        }
        let (span, at) = (input.span, expr_location(&input));
        let input = if format == Format::Json && input.ty == TypeId::BYTEA {
            self.bytes_as_text(input)
        } else {
            input
        };
        let wanted =
            target.unwrap_or(if format == Format::Jsonb { TypeId::JSONB } else { TypeId::JSON });
        let (context, form) = (CastContext::Explicit, CoercionForm::ExplicitCast);
        match self.coerce_to_target(input, wanted, -1, context, form, at) {
            Ok(result) => result,
            Err(input) if target.is_some() => {
                let message = format!(
                    "cannot cast type {} to {}",
                    self.type_name(input.ty),
                    self.type_name(wanted)
                );
                let diagnostic = self.diagnostic_at(Code::CannotCoerce, at, message);
                self.report(diagnostic);
                Expr::error(span)
            }
            Err(input) => {
                let function = if wanted == TypeId::JSON { "to_json" } else { "to_jsonb" };
                let before = self.scope().last_set;
                self.system_call(function, vec![input], before, at, span)
            }
        }
    }

    /// Bytes in a named encoding as text (`makeJsonByteaToTextConversion`).
    pub(super) fn bytes_as_text(&mut self, bytes: Expr) -> Expr {
        let (span, location) = (bytes.span, bytes.location);
        let wording = String::new();
        let kind = ExprKind::Json { kind: JsonKind::Parse, args: vec![bytes], wording };
        Expr { kind, ty: TypeId::TEXT, modifier: -1, span, location }
    }

    /// RETURNING (`transformJsonOutput`); `None` when it is wrong, which is reported.
    pub(super) fn json_returning(
        &mut self,
        returning: Option<&JsonReturning>,
        any_format: bool,
    ) -> Option<Returning> {
        let Some(written) = returning else { return Some(Returning::NONE) };
        let (ty, modifier) = self.resolve_type(&written.ty)?;
        if written.ty.setof {
            let message = "returning SETOF types is not supported in SQL/JSON functions";
            let diagnostic =
                self.diagnostic_at(Code::FeatureNotSupported, written.ty.location, message);
            self.report(diagnostic.without_position());
            return None;
        }
        // 16 leaves pseudo-types to the coercion of the result.
        if self.catalog.major() >= 17 && matches!(self.catalog.ty(ty).kind, TypeKind::Pseudo) {
            let message = "returning pseudo-types is not supported in SQL/JSON functions";
            let diagnostic =
                self.diagnostic_at(Code::FeatureNotSupported, written.ty.location, message);
            self.report(diagnostic.without_position());
            return None;
        }
        if let Some(format) = &written.format {
            let json = matches!(ty, TypeId::BYTEA | TypeId::JSON | TypeId::JSONB);
            if !any_format && !json && !self.is_string_type(ty) {
                let message = "cannot use JSON format with non-string output types";
                self.error(Code::FeatureNotSupported, format.span, message);
                return None;
            }
            let utf8 = self.known_encoding(format)?;
            if ty != TypeId::BYTEA && format.encoding.is_some() {
                let message = "cannot set JSON encoding for non-bytea output types";
                self.error(Code::FeatureNotSupported, format.span, message);
                return None;
            }
            if !utf8 {
                let diagnostic = crate::diagnostic::Diagnostic::new(
                    Code::FeatureNotSupported,
                    format.span,
                    "unsupported JSON encoding",
                );
                self.report(diagnostic.with_help("Only UTF8 JSON encoding is supported."));
                return None;
            }
        }
        let format_at = written.format.as_ref().map_or(NOWHERE, |format| format.span.start);
        Some(Returning { ty: Some(ty), modifier, format_at })
    }

    /// Brings the result of a JSON function to what RETURNING says (`coerceJsonFuncExpr`).
    pub(super) fn json_result(&mut self, result: Expr, returning: Returning) -> Expr {
        let Some(ty) = returning.ty.filter(|ty| *ty != result.ty && !result.is_error()) else {
            return result;
        };
        let (span, location) = (result.span, result.location);
        if ty == TypeId::BYTEA {
            // convert_to(text, encoding), by FORMAT JSON or by default.
            let text = self.coerce_to_specific(result, TypeId::TEXT, "JSON_FUNCTION");
            if text.is_error() {
                return text;
            }
            let wording = String::new();
            let kind = ExprKind::Json { kind: JsonKind::Serialize, args: vec![text], wording };
            return Expr { kind, ty, modifier: -1, span, location };
        }
        let (context, form) = (CastContext::Assignment, CoercionForm::ImplicitCast);
        match self.coerce_to_target(result, ty, returning.modifier, context, form, location) {
            Ok(mut result) => {
                // The constructor as a whole, not the coercion in it, is what has a place and the type (which may be
                // a pseudo-type in 16).
                (result.ty, result.span, result.location) = (ty, span, location);
                result
            }
            Err(result) => {
                let diagnostic = self.cannot_cast_diagnostic(&result, ty, returning.format_at);
                let placed = returning.format_at != NOWHERE;
                self.report(if placed { diagnostic } else { diagnostic.without_position() })
            }
        }
    }

    fn is_json(&mut self, value: &JsonValue, not: bool, expr: &ast::Expr) -> Expr {
        let Some(arg) = self.json_text(value) else { return Expr::error(expr.span) };
        if !matches!(arg.ty, TypeId::TEXT | TypeId::JSON | TypeId::JSONB) {
            let ty = self.type_name(arg.ty);
            let message = format!("cannot use type {ty} in IS JSON predicate");
            let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &arg, message);
            return self.report(diagnostic.without_position());
        }
        // NOT is a node of its own.
        let wording = self.expr_wording(expr).replacen("is not ", "is ", 1);
        let kind = ExprKind::Json { kind: JsonKind::IsJson, args: vec![arg], wording };
        let test = super::expr::boolean(kind, expr.span, expr.location);
        if !not {
            return test;
        }
        super::expr::boolean(ExprKind::Not(Box::new(test)), expr.span, expr.location)
    }

    /// A document given as text, bytes or JSON (`transformJsonParseArg`).
    pub(super) fn json_text(&mut self, value: &JsonValue) -> Option<Expr> {
        let arg = self.expr_here(&value.expr);
        if arg.is_error() {
            return None;
        }
        if let Some(format) = &value.format {
            self.known_encoding(format)?;
        }
        if arg.ty == TypeId::BYTEA {
            return Some(self.bytes_as_text(arg));
        }
        let arg = if arg.ty == TypeId::UNKNOWN || self.is_string_type(arg.ty) {
            let (context, form) = (CastContext::Implicit, CoercionForm::ImplicitCast);
            match self.coerce_to_target(arg, TypeId::TEXT, -1, context, form, NOWHERE) {
                Ok(arg) | Err(arg) => arg,
            }
        } else {
            arg
        };
        if let Some(format) = value.format.as_ref().filter(|format| format.encoding.is_some()) {
            let message = "cannot use JSON FORMAT ENCODING clause for non-bytea input types";
            self.format_mistake(format, message);
            return None;
        }
        (!arg.is_error()).then_some(arg)
    }
}

/// Types that PASSING hands to the path as they are.
fn passed_as_is(ty: TypeId) -> bool {
    matches!(
        ty,
        TypeId::BOOL
            | TypeId::NUMERIC
            | TypeId::INT2
            | TypeId::INT4
            | TypeId::INT8
            | TypeId::FLOAT4
            | TypeId::FLOAT8
            | TypeId::TEXT
            | TypeId::VARCHAR
            | TypeId::DATE
            | TypeId::TIME
            | TypeId::TIMETZ
            | TypeId::TIMESTAMP
            | TypeId::TIMESTAMPTZ
    )
}
