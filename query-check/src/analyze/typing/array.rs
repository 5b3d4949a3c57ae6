//! ARRAY[…] (`transformArrayExpr`).

use super::location::NOWHERE;
use super::pathway::{array_type, element_type};
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, TypeId};
use crate::diagnostic::Code;
use crate::syntax::ast;
use crate::tree::{CoercionForm, Expr, ExprKind};

/// The array type, its element and the modifier an array is cast to.
type Wanted = (TypeId, TypeId, i32);

impl Analyzer<'_> {
    pub(super) fn array(
        &mut self,
        elements: &[ast::Expr],
        expr: &ast::Expr,
        wanted: Option<Wanted>,
    ) -> Expr {
        if self.depth >= super::expr::MAX_DEPTH {
            return self.too_deep(expr.span);
        }
        self.depth += 1;
        let result = self.array_of(elements, expr, wanted);
        self.depth -= 1;
        result
    }

    fn array_of(
        &mut self,
        elements: &[ast::Expr],
        expr: &ast::Expr,
        wanted: Option<Wanted>,
    ) -> Expr {
        let mut nested = false;
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            if let ast::ExprKind::Array(inner) = &element.kind {
                values.push(self.array(inner, element, wanted));
                nested = true;
                continue;
            }
            let value = self.expr_here(element);
            nested |= value.ty != TypeId::INT2VECTOR
                && value.ty != TypeId::OIDVECTOR
                && element_type(self.catalog, value.ty).is_some();
            values.push(value);
        }
        if values.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let (array, values) = match wanted {
            Some((array, element, modifier)) => {
                let to = if nested { array } else { element };
                let values: Vec<Expr> =
                    values.into_iter().map(|v| self.cast_element(v, to, modifier)).collect();
                (array, values)
            }
            None => {
                let Some((common, array)) = self.array_types(&values, nested, expr) else {
                    return Expr::error(expr.span);
                };
                let coerce = |value| self.coerce_to_common(value, common, "ARRAY");
                (array, values.into_iter().map(coerce).collect())
            }
        };
        if values.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let modifier = shared_modifier(&values);
        let kind = ExprKind::Array { elements: values, nested };
        Expr { kind, ty: array, modifier, span: expr.span, location: expr.location }
    }

    /// An element of an array that is cast.
    fn cast_element(&mut self, value: Expr, to: TypeId, modifier: i32) -> Expr {
        let (context, form) = (CastContext::Explicit, CoercionForm::ExplicitCast);
        match self.coerce_to_target(value, to, modifier, context, form, NOWHERE) {
            Ok(value) => value,
            Err(value) => self.cannot_cast(&value, to, NOWHERE),
        }
    }

    /// The common type of the elements and the array's type.
    fn array_types(
        &mut self,
        values: &[Expr],
        nested: bool,
        expr: &ast::Expr,
    ) -> Option<(TypeId, TypeId)> {
        if values.is_empty() {
            let message = "cannot determine type of empty array";
            let diagnostic = self
                .diagnostic_at(Code::IndeterminateDatatype, expr.location, message)
                .with_help("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
            self.report(diagnostic);
            return None;
        }
        let common = self.common_type(values, "ARRAY");
        if common == TypeId::INVALID {
            return None;
        }
        let (found, what) = if nested {
            (element_type(self.catalog, common).map(|_| common), "element")
        } else {
            (array_type(self.catalog, common), "array")
        };
        if found.is_none() {
            let ty = self.type_name(common);
            let message = format!("could not find {what} type for data type {ty}");
            let diagnostic = self.diagnostic_at(Code::UndefinedObject, expr.location, message);
            self.report(diagnostic);
        }
        Some((common, found?))
    }
}

/// The modifier all elements share (`exprTypmod` of an array).
fn shared_modifier(values: &[Expr]) -> i32 {
    let Some(first) = values.first() else { return -1 };
    let same = values.iter().all(|v| v.modifier == first.modifier);
    if same { first.modifier } else { -1 }
}
