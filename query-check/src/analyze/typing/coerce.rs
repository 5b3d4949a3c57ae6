//! Coercions: values made to fit a wanted type (manual, chapter 10; `coerce_type`, `coerce_to_target_type`).

use super::location::NOWHERE;
use super::pathway::{
    self, Pathway, find_pathway, inherits, is_composite, is_composite_array, modifier_function,
};
use super::polymorphic::is_polymorphic;
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, FunctionId, SchemaId, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::literal;
use crate::tree::{CoercionForm, Expr, ExprKind};

/// A node around `arg`: its text is the argument's.
fn around(kind: ExprKind, ty: TypeId, modifier: i32, span: crate::span::Span, at: u32) -> Expr {
    Expr { kind, ty, modifier, span, location: at }
}

impl Analyzer<'_> {
    /// Whether values of these types can be passed where those are wanted (`can_coerce_type`).
    pub(crate) fn can_coerce(
        &self,
        inputs: &[TypeId],
        targets: &[TypeId],
        context: CastContext,
    ) -> bool {
        pathway::can_coerce(self.catalog, inputs, targets, context)
    }

    /// Coerces to a type with its modifier (`coerce_to_target_type`); `Err` with the expression when there is
    /// no way in this context, nothing reported. `location` is that of the written cast, else [`NOWHERE`].
    #[allow(clippy::result_large_err)]
    pub(crate) fn coerce_to_target(
        &mut self,
        expr: Expr,
        ty: TypeId,
        modifier: i32,
        context: CastContext,
        form: CoercionForm,
        location: u32,
    ) -> Result<Expr, Expr> {
        if expr.is_error() {
            return Ok(expr);
        }
        if ty == TypeId::INVALID {
            return Ok(Expr::error(expr.span));
        }
        if !self.can_coerce(&[expr.ty], &[ty], context) {
            return Err(expr);
        }
        let both = |a: &mut Self, expr: Expr| {
            let result = a.coerce(expr, ty, modifier, context, form, location);
            a.apply_modifier(result, ty, modifier, form, location)
        };
        if let ExprKind::Collate(..) = expr.kind {
            return Ok(self.below_collate(expr, ty, |a, arg| both(a, without_collate(arg))));
        }
        Ok(both(self, expr))
    }

    /// COLLATE stays on top of a coercion to a collatable type and goes otherwise.
    fn below_collate(
        &mut self,
        expr: Expr,
        ty: TypeId,
        coerce: impl FnOnce(&mut Self, Expr) -> Expr,
    ) -> Expr {
        let (span, at) = (expr.span, expr.location);
        let ExprKind::Collate(arg, collation) = expr.kind else { return expr };
        let result = coerce(self, *arg);
        if result.is_error() || self.catalog.ty(ty).collation.is_none() {
            return result;
        }
        let (ty, modifier) = (result.ty, result.modifier);
        around(ExprKind::Collate(Box::new(result), collation), ty, modifier, span, at)
    }

    /// Coerces along a way that is known to be there (`coerce_type`); no length or precision is applied.
    pub(crate) fn coerce(
        &mut self,
        expr: Expr,
        ty: TypeId,
        modifier: i32,
        context: CastContext,
        form: CoercionForm,
        location: u32,
    ) -> Expr {
        if expr.is_error() || expr.ty == ty {
            return expr;
        }
        if ty == TypeId::INVALID {
            return Expr::error(expr.span);
        }
        match ty {
            TypeId::ANY
            | TypeId::ANYELEMENT
            | TypeId::ANYNONARRAY
            | TypeId::ANYCOMPATIBLE
            | TypeId::ANYCOMPATIBLENONARRAY => return expr,
            _ if is_polymorphic(ty) && expr.ty != TypeId::UNKNOWN => {
                // A domain over an array (enum, range) is seen as what it is over.
                let base = self.catalog.base_type(expr.ty);
                if base == expr.ty {
                    return expr;
                }
                let span = expr.span;
                let kind = ExprKind::Relabel(Box::new(expr), CoercionForm::ImplicitCast);
                return around(kind, base, -1, span, location);
            }
            _ => {}
        }
        match expr.kind {
            ExprKind::Const(_) if expr.ty == TypeId::UNKNOWN => {
                return self.coerce_literal(expr, ty, modifier, form, location);
            }
            ExprKind::Param(place) if expr.ty == TypeId::UNKNOWN => {
                return self.coerce_parameter(expr, place, ty);
            }
            ExprKind::Collate(..) => {
                return self.below_collate(expr, ty, |a, arg| {
                    a.coerce(arg, ty, modifier, context, form, location)
                });
            }
            _ => {}
        }
        let (base, base_modifier) = self.catalog.base_type_and_modifier(ty, modifier);
        match find_pathway(self.catalog, ty, expr.ty, context) {
            Some(Pathway::Relabel) => {
                let is_domain = base != ty;
                let input_is_same = self.catalog.base_type(expr.ty) == expr.ty;
                let span = expr.span;
                if is_domain {
                    let expr = if input_is_same && expr.ty == base {
                        expr
                    } else {
                        let kind = ExprKind::Relabel(Box::new(expr), CoercionForm::ImplicitCast);
                        around(kind, base, -1, span, NOWHERE)
                    };
                    return self.coerce_to_domain(expr, base, base_modifier, ty, form, location);
                }
                around(ExprKind::Relabel(Box::new(expr), form), ty, -1, span, location)
            }
            Some(pathway) => {
                let result = self.apply_pathway(expr, pathway, base, base_modifier, form, location);
                if base == ty {
                    return result;
                }
                self.coerce_to_domain(result, base, base_modifier, ty, form, location)
            }
            None if expr.ty == TypeId::RECORD && is_composite(self.catalog, ty) => {
                self.coerce_record(expr, ty, modifier, context, form, location)
            }
            // A composite is a record, its array an array of records.
            None if ty == TypeId::RECORD && is_composite(self.catalog, expr.ty) => expr,
            None if ty == TypeId::RECORD_ARRAY && is_composite_array(self.catalog, expr.ty) => expr,
            None if inherits(self.catalog, expr.ty, ty) => {
                let span = expr.span;
                around(ExprKind::ConvertRowType(Box::new(expr)), ty, -1, span, location)
            }
            None => self.no_conversion(&expr, ty),
        }
    }

    /// Types that were taken to fit, and do not: an untyped field or column, say of a row with an untyped literal, or
    /// a domain over an array of composites where an array of records is wanted.
    fn no_conversion(&mut self, expr: &Expr, ty: TypeId) -> Expr {
        let (from, to) = (self.type_name(expr.ty), self.type_name(ty));
        let message = format!("failed to find conversion function from {from} to {to}");
        let help = if expr.ty == TypeId::UNKNOWN {
            "cast the literal the value comes from".to_owned()
        } else {
            format!("cast the value to {}", self.type_name(self.catalog.base_type(expr.ty)))
        };
        let diagnostic = Diagnostic::new(Code::Rejected, expr.span, message);
        let diagnostic = diagnostic.with_sqlstate("XX000").without_position();
        self.report(diagnostic.with_help(help))
    }

    fn apply_pathway(
        &mut self,
        expr: Expr,
        pathway: Pathway,
        ty: TypeId,
        modifier: i32,
        form: CoercionForm,
        location: u32,
    ) -> Expr {
        let span = expr.span;
        match pathway {
            Pathway::Relabel => {
                around(ExprKind::Relabel(Box::new(expr), form), ty, -1, span, location)
            }
            Pathway::Function(function) => {
                let takes_modifier =
                    self.catalog.function(function).is_some_and(|f| f.args.len() >= 2);
                let kind = cast_call(function, expr, form);
                around(kind, ty, if takes_modifier { modifier } else { -1 }, span, location)
            }
            Pathway::Array(function) => {
                let kind = ExprKind::ArrayCoerce { arg: Box::new(expr), form, function };
                let modifier =
                    if modifier_function(self.catalog, ty).is_some() { modifier } else { -1 };
                around(kind, ty, modifier, span, location)
            }
            Pathway::ViaIo => {
                around(ExprKind::CoerceViaIo(Box::new(expr), form), ty, -1, span, location)
            }
        }
    }

    /// An untyped literal becomes one of the type: the type's input function decides whether it can.
    fn coerce_literal(
        &mut self,
        expr: Expr,
        ty: TypeId,
        modifier: i32,
        form: CoercionForm,
        location: u32,
    ) -> Expr {
        let (base, base_modifier) = self.catalog.base_type_and_modifier(ty, modifier);
        // Only interval's input needs to know its fields; lengths are applied by a coercion on top.
        let input_modifier = if base == TypeId::INTERVAL { base_modifier } else { -1 };
        if let ExprKind::Const(Some(text)) = &expr.kind
            && let Err(error) = literal::check_input(self.catalog, base, input_modifier, text)
        {
            let diagnostic = error.into_diagnostic(expr.span);
            return self.report(diagnostic);
        }
        if matches!(expr.kind, ExprKind::Const(None)) && self.refuses_null(base) {
            let message = format!("cannot accept a value of type {}", self.type_name(base));
            return self.error(Code::FeatureNotSupported, expr.span, message);
        }
        let constant = Expr { ty: base, modifier: input_modifier, ..expr };
        if base == ty {
            return constant;
        }
        self.coerce_to_domain(constant, base, base_modifier, ty, form, location)
    }

    /// Input functions of most pseudo-types are not strict, and refuse NULL as they refuse all.
    fn refuses_null(&self, ty: TypeId) -> bool {
        let row = self.catalog.ty(ty);
        if !matches!(row.kind, TypeKind::Pseudo) {
            return false;
        }
        let name = format!("{}_in", row.name);
        let mut inputs = self.catalog.functions_named(&name);
        inputs.any(|function| function.schema == SchemaId::PG_CATALOG && !function.strict)
    }

    /// Puts a domain's check on top of a value of the type it is over.
    fn coerce_to_domain(
        &mut self,
        expr: Expr,
        base: TypeId,
        modifier: i32,
        domain: TypeId,
        form: CoercionForm,
        location: u32,
    ) -> Expr {
        let implicit = CoercionForm::ImplicitCast;
        let expr = self.apply_modifier(expr, base, modifier, implicit, location);
        if expr.is_error() {
            return expr;
        }
        let span = expr.span;
        around(ExprKind::CoerceToDomain(Box::new(expr), form), domain, -1, span, location)
    }

    /// Applies a length or precision (`coerce_type_typmod`).
    fn apply_modifier(
        &mut self,
        expr: Expr,
        ty: TypeId,
        modifier: i32,
        form: CoercionForm,
        location: u32,
    ) -> Expr {
        if expr.is_error() || expr.modifier == modifier {
            return expr;
        }
        let span = expr.span;
        let function = if modifier < 0 { None } else { modifier_function(self.catalog, ty) };
        let kind = match function {
            Some((function, false)) => cast_call(function, expr, form),
            Some((function, true)) => {
                ExprKind::ArrayCoerce { arg: Box::new(expr), form, function: Some(function) }
            }
            None => ExprKind::Relabel(Box::new(expr), CoercionForm::ImplicitCast),
        };
        around(kind, ty, modifier, span, location)
    }

    /// `coerce_to_boolean`: WHERE, AND, CASE/WHEN, ….
    pub(crate) fn coerce_to_boolean(&mut self, expr: Expr, construct: &str) -> Expr {
        self.coerce_to_specific(expr, TypeId::BOOL, construct)
    }

    /// The type LIMIT and its kin want.
    pub(crate) fn coerce_to_bigint(&mut self, expr: Expr, construct: &str) -> Expr {
        self.coerce_to_specific(expr, TypeId::INT8, construct)
    }

    /// `coerce_to_specific_type`: an argument of a construct that must be of one type and no set.
    pub(crate) fn coerce_to_specific(&mut self, expr: Expr, ty: TypeId, construct: &str) -> Expr {
        self.coerce_to_specific_modifier(expr, ty, -1, construct)
    }

    /// `coerce_to_specific_type_typmod`.
    pub(crate) fn coerce_to_specific_modifier(
        &mut self,
        expr: Expr,
        ty: TypeId,
        modifier: i32,
        construct: &str,
    ) -> Expr {
        let from = expr.ty;
        let expr = if from == ty {
            expr
        } else {
            let (context, form) = (CastContext::Assignment, CoercionForm::ImplicitCast);
            match self.coerce_to_target(expr, ty, modifier, context, form, NOWHERE) {
                Ok(expr) => expr,
                Err(expr) => {
                    let message = format!(
                        "argument of {construct} must be type {}, not type {}",
                        self.type_name(ty),
                        self.type_name(from)
                    );
                    let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &expr, message);
                    return self.report(diagnostic);
                }
            }
        };
        if self.returns_set(&expr) {
            let message = format!("argument of {construct} must not return a set");
            let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &expr, message);
            return self.report(diagnostic);
        }
        expr
    }

    /// Literals and parameters that nothing has typed become text (`resolveTargetListUnknowns`).
    pub(crate) fn resolve_unknown(&mut self, expr: Expr) -> Expr {
        if expr.ty != TypeId::UNKNOWN {
            return expr;
        }
        self.coerce(
            expr,
            TypeId::TEXT,
            -1,
            CastContext::Implicit,
            CoercionForm::ImplicitCast,
            NOWHERE,
        )
    }

    /// Reports that no cast leads from the expression to the type.
    pub(super) fn cannot_cast(&mut self, expr: &Expr, ty: TypeId, location: u32) -> Expr {
        let diagnostic = self.cannot_cast_diagnostic(expr, ty, location);
        self.report(diagnostic)
    }

    pub(super) fn cannot_cast_diagnostic(
        &self,
        expr: &Expr,
        ty: TypeId,
        location: u32,
    ) -> Diagnostic {
        let (from, to) = (self.type_name(expr.ty), self.type_name(ty));
        let message = format!("cannot cast type {from} to {to}");
        if location == NOWHERE {
            self.diagnostic_on(Code::CannotCoerce, expr, message)
        } else {
            self.diagnostic_at(Code::CannotCoerce, location, message)
        }
    }

    /// A row becomes a composite value, field by field (`coerce_record_to_complex`).
    fn coerce_record(
        &mut self,
        expr: Expr,
        ty: TypeId,
        modifier: i32,
        context: CastContext,
        form: CoercionForm,
        location: u32,
    ) -> Expr {
        let fields = match &expr.kind {
            ExprKind::Row(fields) => Some(fields.clone()),
            ExprKind::Var(var) => self.whole_row_fields(*var, expr.span),
            _ => None,
        };
        let Some(fields) = fields else { return self.cannot_cast(&expr, ty, location) };
        let (base, base_modifier) = self.catalog.base_type_and_modifier(ty, modifier);
        let TypeKind::Composite(relation) = self.catalog.ty(base).kind else {
            return self.cannot_cast(&expr, ty, location);
        };
        let Some(relation) = self.catalog.relation(relation) else {
            return self.cannot_cast(&expr, ty, location);
        };
        let wanted: Vec<(TypeId, i32)> =
            relation.columns.iter().map(|c| (c.ty, c.modifier)).collect();
        let count = fields.len();
        let mut values = Vec::with_capacity(wanted.len());
        for (place, (field, (wanted, modifier))) in fields.into_iter().zip(&wanted).enumerate() {
            let implicit = CoercionForm::ImplicitCast;
            match self.coerce_to_target(field, *wanted, *modifier, context, implicit, NOWHERE) {
                Ok(value) if value.is_error() => return Expr::error(expr.span),
                Ok(value) => values.push(value),
                Err(field) => {
                    let note = format!(
                        "Cannot cast type {} to {} in column {}.",
                        self.type_name(field.ty),
                        self.type_name(*wanted),
                        place + 1
                    );
                    let place = if location == NOWHERE { &field } else { &expr };
                    let mut diagnostic = self.cannot_cast_diagnostic(place, ty, location);
                    let (from, to) = (self.type_name(TypeId::RECORD), self.type_name(ty));
                    diagnostic.message = format!("cannot cast type {from} to {to}");
                    return self.report(diagnostic.with_note(note));
                }
            }
        }
        if count != wanted.len() {
            let few = count < wanted.len();
            let note = format!("Input has too {} columns.", if few { "few" } else { "many" });
            let diagnostic = self.cannot_cast_diagnostic(&expr, ty, location).with_note(note);
            return self.report(diagnostic);
        }
        let row = around(ExprKind::Row(values), base, -1, expr.span, location);
        if base == ty {
            return row;
        }
        self.coerce_to_domain(row, base, base_modifier, ty, form, location)
    }
}

/// What stands below all COLLATEs.
fn without_collate(mut expr: Expr) -> Expr {
    while let ExprKind::Collate(arg, _) = expr.kind {
        expr = *arg;
    }
    expr
}

fn cast_call(function: FunctionId, arg: Expr, form: CoercionForm) -> ExprKind {
    ExprKind::Call {
        function,
        args: vec![Some(arg)],
        variadic_array: false,
        form,
        returns_set: false,
    }
}
