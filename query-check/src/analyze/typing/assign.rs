//! Values assigned to columns by INSERT, UPDATE and MERGE (`transformAssignedExpr`,
//! `transformAssignmentIndirection`).

use super::location::NOWHERE;
use super::pathway::row_relation;
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{CastContext, Relation, TypeId};
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::Indirection;
use crate::tree::{CoercionForm, Expr, ExprKind};

/// What PostgreSQL advises when a value does not fit.
const REWRITE: &str = "You will need to rewrite or cast the expression.";

/// A column, field or element that is assigned.
#[derive(Clone, Copy)]
struct Assigned<'s> {
    /// Its name in messages.
    name: &'s str,
    ty: TypeId,
    modifier: i32,
}

impl Analyzer<'_> {
    /// Checks and coerces a value that is assigned to the column at that place of `relation`, or by `path` to
    /// a part of it. `span` is where the column is named.
    pub(crate) fn assigned(
        &mut self,
        value: Expr,
        relation: &Relation,
        column: u32,
        path: &[Indirection],
        context: ExprContext,
        span: Span,
    ) -> Expr {
        let Some(row) = relation.columns.get(column as usize) else {
            return Expr::error(value.span);
        };
        let column = Assigned { name: &row.name, ty: row.ty, modifier: row.modifier };
        let outer = std::mem::replace(&mut self.scope().context, context);
        let result = self.assigned_here(value, column, path, span.start);
        self.scope().context = outer;
        result
    }

    fn assigned_here(
        &mut self,
        value: Expr,
        column: Assigned<'_>,
        path: &[Indirection],
        location: u32,
    ) -> Expr {
        if value.is_error() && !matches!(value.kind, ExprKind::Default) {
            return value;
        }
        if let (ExprKind::Default, Some(first)) = (&value.kind, path.first()) {
            let what = match first {
                Indirection::Index(_) | Indirection::Slice(..) => {
                    "cannot set an array element to DEFAULT"
                }
                _ => "cannot set a subfield to DEFAULT",
            };
            let diagnostic = self.diagnostic_at(Code::FeatureNotSupported, location, what);
            return self.report(diagnostic);
        }
        if matches!(value.kind, ExprKind::Default) {
            return Expr { ty: column.ty, modifier: column.modifier, ..value };
        }
        if !path.is_empty() {
            let mut indexes = Vec::new();
            let span = value.span;
            let value = self.assign_part(value, column, false, path, &mut indexes, location);
            if value.is_error() {
                return Expr::error(span);
            }
            let kind = ExprKind::AssignPart { indexes, value: Box::new(value) };
            return Expr { kind, ty: column.ty, modifier: column.modifier, span, location };
        }
        let (context, form) = (CastContext::Assignment, CoercionForm::ImplicitCast);
        let Assigned { name, ty, modifier } = column;
        match self.coerce_to_target(value, ty, modifier, context, form, NOWHERE) {
            Ok(value) => value,
            Err(value) => {
                let message = format!(
                    "column \"{name}\" is of type {} but expression is of type {}",
                    self.type_name(ty),
                    self.type_name(value.ty)
                );
                let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &value, message);
                self.report(diagnostic.with_help(REWRITE))
            }
        }
    }

    /// Coerces a value to the part of `target` that `path` leads to; the subscripts on the way go to `indexes`.
    fn assign_part(
        &mut self,
        value: Expr,
        target: Assigned<'_>,
        subscripting: bool,
        path: &[Indirection],
        indexes: &mut Vec<Expr>,
        location: u32,
    ) -> Expr {
        let is_index =
            |step: &Indirection| matches!(step, Indirection::Index(_) | Indirection::Slice(..));
        let span = value.span;
        match path.first() {
            None => self.assign_whole(value, target, subscripting, location),
            Some(step) if is_index(step) => {
                let count = path.iter().take_while(|step| is_index(step)).count();
                let (own, rest) = path.split_at(count);
                let (ty, modifier) = self.container_type(target.ty, target.modifier);
                let Some(subscripts) = self.subscripts(ty, modifier, own, location) else {
                    return Expr::error(span);
                };
                indexes.extend(subscripts.indexes);
                let part = Assigned {
                    name: target.name,
                    ty: subscripts.ty,
                    modifier: subscripts.modifier,
                };
                let value = self.assign_part(value, part, true, rest, indexes, location);
                let context = CastContext::Assignment;
                if ty != target.ty && !self.can_coerce(&[ty], &[target.ty], context) {
                    let (from, to) = (self.type_name(ty), self.type_name(target.ty));
                    let message = format!("cannot cast type {from} to {to}");
                    let diagnostic = self.diagnostic_at(Code::CannotCoerce, location, message);
                    return self.report(diagnostic);
                }
                value
            }
            Some(Indirection::Field(field)) => {
                let Some((ty, modifier)) = self.field_target(target, &field.value, location) else {
                    return Expr::error(span);
                };
                let part = Assigned { name: &field.value, ty, modifier };
                self.assign_part(value, part, false, &path[1..], indexes, location)
            }
            Some(_) => {
                let message = "row expansion via \"*\" is not supported here";
                let diagnostic = self.diagnostic_at(Code::FeatureNotSupported, location, message);
                self.report(diagnostic)
            }
        }
    }

    /// The type of a field that is assigned.
    fn field_target(
        &mut self,
        target: Assigned<'_>,
        field: &str,
        location: u32,
    ) -> Option<(TypeId, i32)> {
        let (base, _) = self.catalog.base_type_and_modifier(target.ty, target.modifier);
        let (column, ty) = (target.name, self.type_name(target.ty));
        let relation = row_relation(self.catalog, base).and_then(|r| self.catalog.relation(r));
        let Some(relation) = relation else {
            let message = format!(
                "cannot assign to field \"{field}\" of column \"{column}\" because its type {ty} is not a composite type"
            );
            let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, location, message);
            self.report(diagnostic);
            return None;
        };
        if let Some(found) = relation.columns.iter().find(|c| c.name == field) {
            return Some((found.ty, found.modifier));
        }
        let names: Vec<&str> = relation.columns.iter().map(|c| &*c.name).collect();
        let message = format!(
            "cannot assign to field \"{field}\" of column \"{column}\" because there is no such column in data type {ty}"
        );
        let mut diagnostic = self.diagnostic_at(Code::UndefinedColumn, location, message);
        if let Some(near) = crate::suggest::closest(field, names) {
            diagnostic = diagnostic.with_help(format!("did you mean \"{near}\"?"));
        }
        self.report(diagnostic);
        None
    }

    fn assign_whole(
        &mut self,
        value: Expr,
        target: Assigned<'_>,
        subscripting: bool,
        location: u32,
    ) -> Expr {
        let (context, form) = (CastContext::Assignment, CoercionForm::ImplicitCast);
        let Assigned { name, ty, modifier } = target;
        match self.coerce_to_target(value, ty, modifier, context, form, NOWHERE) {
            Ok(value) => value,
            Err(value) => {
                let (wanted, found) = (self.type_name(ty), self.type_name(value.ty));
                let message = if subscripting {
                    format!(
                        "subscripted assignment to \"{name}\" requires type {wanted} but expression is of type {found}"
                    )
                } else {
                    format!(
                        "subfield \"{name}\" is of type {wanted} but expression is of type {found}"
                    )
                };
                let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, location, message);
                self.report(diagnostic.with_help(REWRITE))
            }
        }
    }
}
