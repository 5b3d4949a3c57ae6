//! Subscripts and slices (manual, "Accessing Arrays", "jsonb Subscripting"; `transformContainerSubscripts`).

use super::location::{NOWHERE, ast_location, expr_location};
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, Subscript, TypeId};
use crate::diagnostic::Code;
use crate::syntax::ast::{self, Indirection};
use crate::tree::{CoercionForm, Expr, ExprKind, SubscriptBounds};

/// PostgreSQL's `MAXDIM`.
const MAX_DIMENSIONS: usize = 6;

/// Subscripts that were analysed, and what they give.
pub(super) struct Subscripts {
    pub indexes: Vec<Expr>,
    pub ty: TypeId,
    pub modifier: i32,
}

impl Analyzer<'_> {
    /// `value[…][…]`.
    pub(super) fn subscript(&mut self, value: Expr, path: &[Indirection]) -> Expr {
        if value.is_error() {
            return value;
        }
        let (ty, modifier) = self.container_type(value.ty, value.modifier);
        let at = expr_location(&value);
        let Some(subscripts) = self.subscripts(ty, modifier, path, at) else {
            return Expr::error(value.span);
        };
        let (span, location) = (value.span, value.location);
        let kind = ExprKind::Subscript {
            container: Box::new(value),
            indexes: subscripts.indexes,
            bounds: path.iter().map(bounds).collect(),
        };
        Expr { kind, ty: subscripts.ty, modifier: subscripts.modifier, span, location }
    }

    /// The type that is subscripted: domains and the fixed vectors are seen as plain arrays
    /// (`transformContainerType`).
    pub(super) fn container_type(&self, ty: TypeId, modifier: i32) -> (TypeId, i32) {
        let (base, modifier) = self.catalog.base_type_and_modifier(ty, modifier);
        let base = match base {
            TypeId::INT2VECTOR => self.array_or(TypeId::INT2, base),
            TypeId::OIDVECTOR => self.array_or(TypeId::OID, base),
            _ => base,
        };
        (base, modifier)
    }

    fn array_or(&self, element: TypeId, otherwise: TypeId) -> TypeId {
        self.catalog.ty(element).array.unwrap_or(otherwise)
    }

    /// Analyses adjacent subscripts of a container; reports what is wrong.
    pub(super) fn subscripts(
        &mut self,
        ty: TypeId,
        modifier: i32,
        path: &[Indirection],
        container_at: u32,
    ) -> Option<Subscripts> {
        let row = self.catalog.ty(ty);
        let (handler, element) = (row.subscript, row.element);
        let element = match (handler, element) {
            (Subscript::None, _) | (Subscript::Array | Subscript::Raw, None) => {
                let ty = self.type_name(ty);
                let message =
                    format!("cannot subscript type {ty} because it does not support subscripting");
                let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, container_at, message);
                self.report(diagnostic);
                return None;
            }
            (_, element) => element.unwrap_or(TypeId::INVALID),
        };
        match handler {
            Subscript::Jsonb => self.jsonb_subscripts(path),
            Subscript::Other => self.other_subscripts(ty, path, container_at),
            _ => self.array_subscripts(ty, element, modifier, path),
        }
    }

    fn array_subscripts(
        &mut self,
        ty: TypeId,
        element: TypeId,
        modifier: i32,
        path: &[Indirection],
    ) -> Option<Subscripts> {
        let slice = path.iter().any(|step| matches!(step, Indirection::Slice(..)));
        let mut indexes = Vec::with_capacity(path.len());
        for step in path {
            let bounds = match step {
                Indirection::Index(index) => [Some(index), None],
                Indirection::Slice(lower, upper, _) => [lower.as_deref(), upper.as_deref()],
                Indirection::Field(_) | Indirection::Star(_) => [None, None],
            };
            for bound in bounds.into_iter().flatten() {
                indexes.push(self.array_index(bound)?);
            }
        }
        if path.len() > MAX_DIMENSIONS {
            let count = path.len();
            let message = format!(
                "number of array dimensions ({count}) exceeds the maximum allowed ({MAX_DIMENSIONS})"
            );
            let diagnostic = self.diagnostic_at(Code::ProgramLimitExceeded, NOWHERE, message);
            self.report(diagnostic);
            return None;
        }
        Some(Subscripts { indexes, ty: if slice { ty } else { element }, modifier })
    }

    fn array_index(&mut self, index: &ast::Expr) -> Option<Expr> {
        let value = self.expr_here(index);
        let (context, form) = (CastContext::Assignment, CoercionForm::ImplicitCast);
        match self.coerce_to_target(value, TypeId::INT4, -1, context, form, NOWHERE) {
            Ok(value) => (!value.is_error()).then_some(value),
            Err(_) => {
                let message = "array subscript must have type integer";
                let at = ast_location(index);
                let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, at, message);
                self.report(diagnostic);
                None
            }
        }
    }

    fn jsonb_subscripts(&mut self, path: &[Indirection]) -> Option<Subscripts> {
        let slice = path.iter().any(|step| matches!(step, Indirection::Slice(..)));
        let mut indexes = Vec::with_capacity(path.len());
        for step in path {
            if slice {
                let bound = match step {
                    Indirection::Index(index) => Some(index),
                    Indirection::Slice(lower, upper, _) => upper.as_deref().or(lower.as_deref()),
                    _ => None,
                };
                let at = bound.map_or(NOWHERE, ast_location);
                let message = "jsonb subscript does not support slices";
                let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, at, message);
                self.report(diagnostic);
                return None;
            }
            if let Indirection::Index(index) = step {
                indexes.push(self.jsonb_index(index)?);
            }
        }
        Some(Subscripts { indexes, ty: TypeId::JSONB, modifier: -1 })
    }

    /// A jsonb subscript is an integer or a text, whichever alone the value can become.
    fn jsonb_index(&mut self, index: &ast::Expr) -> Option<Expr> {
        let value = self.expr_here(index);
        if value.is_error() {
            return None;
        }
        let fits = |to: TypeId| self.can_coerce(&[value.ty], &[to], CastContext::Implicit);
        let (ty, help) = match (fits(TypeId::INT4), fits(TypeId::TEXT)) {
            _ if value.ty == TypeId::UNKNOWN => (Some(TypeId::TEXT), ""),
            (true, false) => (Some(TypeId::INT4), ""),
            (false, true) => (Some(TypeId::TEXT), ""),
            (true, true) => {
                (None, "jsonb subscript must be coercible to only one type, integer or text.")
            }
            (false, false) => {
                (None, "jsonb subscript must be coercible to either integer or text.")
            }
        };
        let Some(ty) = ty else {
            let message = format!("subscript type {} is not supported", self.type_name(value.ty));
            let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &value, message);
            self.report(diagnostic.with_help(help));
            return None;
        };
        let (context, form) = (CastContext::Implicit, CoercionForm::ImplicitCast);
        let value = self.coerce(value, ty, -1, context, form, NOWHERE);
        (!value.is_error()).then_some(value)
    }

    /// A type with a handler of its own: hstore's takes one text key; others are not known.
    fn other_subscripts(
        &mut self,
        ty: TypeId,
        path: &[Indirection],
        container_at: u32,
    ) -> Option<Subscripts> {
        if self.catalog.ty(ty).name != "hstore" {
            let what = format!("subscripts of type {}", self.type_name(ty));
            let span = self.token_span(container_at);
            self.report(crate::diagnostic::Diagnostic::unsupported(span, what));
            return None;
        }
        let [Indirection::Index(index)] = path else {
            let message = "hstore allows only one subscript";
            let at = self.token_span(container_at);
            let diagnostic =
                crate::diagnostic::Diagnostic::new(Code::FeatureNotSupported, at, message);
            self.report(diagnostic);
            return None;
        };
        let value = self.expr_here(index);
        let (context, form) = (CastContext::Assignment, CoercionForm::ImplicitCast);
        match self.coerce_to_target(value, TypeId::TEXT, -1, context, form, NOWHERE) {
            Ok(value) if value.is_error() => None,
            Ok(value) => Some(Subscripts { indexes: vec![value], ty: TypeId::TEXT, modifier: -1 }),
            Err(value) => {
                let message = "hstore subscript must have type text";
                let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &value, message);
                self.report(diagnostic);
                None
            }
        }
    }
}

fn bounds(step: &Indirection) -> SubscriptBounds {
    match step {
        Indirection::Slice(lower, upper, _) => {
            SubscriptBounds::Slice { lower: lower.is_some(), upper: upper.is_some() }
        }
        _ => SubscriptBounds::Index,
    }
}
