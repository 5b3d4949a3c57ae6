//! The common type of several expressions: UNION, CASE, COALESCE, ARRAY, IN, … (manual, "UNION, CASE, and
//! Related Constructs"; `select_common_type`, `coerce_to_common_type`).

use super::location::NOWHERE;
use super::pathway::can_coerce;
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, Catalog, TypeId};
use crate::diagnostic::Code;
use crate::tree::{CoercionForm, Expr};

/// Why there is no common type: the first type that does not fit, by its place, and the one chosen before.
struct Conflict {
    place: usize,
    chosen: TypeId,
    new: TypeId,
}

fn select(catalog: &Catalog, types: &[TypeId]) -> Result<TypeId, Conflict> {
    let Some((&first, rest)) = types.split_first() else { return Ok(TypeId::TEXT) };
    // Only when all are the same is the result a domain.
    if first != TypeId::UNKNOWN && rest.iter().all(|ty| *ty == first) {
        return Ok(first);
    }
    let mut chosen = catalog.base_type(first);
    for (place, &ty) in types.iter().enumerate().skip(1) {
        let new = catalog.base_type(ty);
        if new == TypeId::UNKNOWN || new == chosen {
            continue;
        }
        if chosen == TypeId::UNKNOWN {
            chosen = new;
            continue;
        }
        let (old_row, new_row) = (catalog.ty(chosen), catalog.ty(new));
        if old_row.category != new_row.category {
            return Err(Conflict { place, chosen, new });
        }
        let implicit = CastContext::Implicit;
        if !old_row.preferred
            && can_coerce(catalog, &[chosen], &[new], implicit)
            && !can_coerce(catalog, &[new], &[chosen], implicit)
        {
            chosen = new;
        }
    }
    Ok(if chosen == TypeId::UNKNOWN { TypeId::TEXT } else { chosen })
}

/// The common type of some types, if there is one (`select_common_type_from_oids`).
pub(crate) fn common_type_of(catalog: &Catalog, types: &[TypeId]) -> Option<TypeId> {
    select(catalog, types).ok()
}

/// Whether every type can be coerced to `common` (`verify_common_type`).
pub(crate) fn works_for_all(catalog: &Catalog, common: TypeId, types: &[TypeId]) -> bool {
    types.iter().all(|ty| can_coerce(catalog, &[*ty], &[common], CastContext::Implicit))
}

impl Analyzer<'_> {
    /// The common type of expressions within `context` ("CASE", "UNION" …); reports and gives
    /// [`TypeId::INVALID`] when there is none (`select_common_type`).
    pub(crate) fn common_type(&mut self, exprs: &[Expr], context: &str) -> TypeId {
        let types: Vec<TypeId> = exprs.iter().map(|expr| expr.ty).collect();
        if types.contains(&TypeId::INVALID) {
            return TypeId::INVALID;
        }
        match select(self.catalog, &types) {
            Ok(ty) => ty,
            Err(conflict) => {
                let message = format!(
                    "{context} types {} and {} cannot be matched",
                    self.type_name(conflict.chosen),
                    self.type_name(conflict.new)
                );
                let diagnostic =
                    self.diagnostic_on(Code::DatatypeMismatch, &exprs[conflict.place], message);
                self.report(diagnostic);
                TypeId::INVALID
            }
        }
    }

    /// The modifier all expressions share, else -1 (`select_common_typmod`).
    pub(crate) fn common_modifier(&self, exprs: &[Expr], common: TypeId) -> i32 {
        let Some(first) = exprs.first() else { return -1 };
        let same = exprs.iter().all(|e| e.ty == common && e.modifier == first.modifier);
        if same { first.modifier } else { -1 }
    }

    /// Coerces one of the expressions to their common type (`coerce_to_common_type`).
    pub(crate) fn coerce_to_common(&mut self, expr: Expr, ty: TypeId, context: &str) -> Expr {
        if expr.is_error() || expr.ty == ty {
            return expr;
        }
        if ty == TypeId::INVALID {
            return Expr::error(expr.span);
        }
        if self.can_coerce(&[expr.ty], &[ty], CastContext::Implicit) {
            return self.coerce(
                expr,
                ty,
                -1,
                CastContext::Implicit,
                CoercionForm::ImplicitCast,
                NOWHERE,
            );
        }
        let message = format!(
            "{context} could not convert type {} to {}",
            self.type_name(expr.ty),
            self.type_name(ty)
        );
        let diagnostic = self.diagnostic_on(Code::CannotCoerce, &expr, message);
        self.report(diagnostic)
    }
}
