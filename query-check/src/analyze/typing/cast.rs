//! Casts as written: `CAST`, `::` and typed literals (`transformTypeCast`).

use super::pathway::element_type;
use crate::analyze::Analyzer;
use crate::catalog::CastContext;
use crate::syntax::ast;
use crate::tree::{CoercionForm, Expr};

impl Analyzer<'_> {
    pub(super) fn cast(&mut self, inner: &ast::Expr, ty: &ast::TypeName, expr: &ast::Expr) -> Expr {
        let Some((target, modifier)) = self.resolve_type(ty) else {
            // What is cast may hold mistakes of its own.
            self.expr_here(inner);
            return Expr::error(expr.span);
        };
        let value = match &inner.kind {
            // ARRAY[…] learns the type it is cast to, for elements that alone would not tell.
            ast::ExprKind::Array(elements) => {
                let (base, base_modifier) = self.catalog.base_type_and_modifier(target, modifier);
                let wanted =
                    element_type(self.catalog, base).map(|element| (base, element, base_modifier));
                self.array(elements, inner, wanted)
            }
            _ => self.expr_here(inner),
        };
        if value.is_error() {
            return Expr::error(expr.span);
        }
        let (context, form) = (CastContext::Explicit, CoercionForm::ExplicitCast);
        match self.coerce_to_target(value, target, modifier, context, form, expr.location) {
            Ok(mut result) => {
                // A literal keeps its own place: PostgreSQL points to it in what follows.
                if !matches!(result.kind, crate::tree::ExprKind::Const(_)) {
                    result.span = expr.span;
                }
                result
            }
            Err(value) => self.cannot_cast(&value, target, expr.location),
        }
    }
}
