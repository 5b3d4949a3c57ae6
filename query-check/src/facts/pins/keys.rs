//! Unique keys whose columns and expressions are all fixed.

use super::Pins;
use crate::catalog::{KeyElement, Relation, UniqueKey};
use crate::facts::cardinality::Counter;
use crate::facts::equality::{Collations, has_one_equality, is_key_equality};
use crate::tree::{Expr, ExprKind, RangeId, same_expr_with};

impl<'q> Pins<'q> {
    /// Whether the columns or expressions of one of the entry's unique keys are all fixed.
    pub(super) fn some_key_is_fixed(
        &self,
        counter: &Counter<'_, 'q>,
        range: RangeId,
        relation: &Relation,
    ) -> bool {
        if let Some(details) = &relation.details {
            return details.unique_keys.iter().any(|key| {
                let columns =
                    if key.nulls_not_distinct { &self.not_distinct } else { &self.determined };
                let is_fixed = |element: &KeyElement| match element {
                    KeyElement::Column(column) => columns.contains(&(range, u32::from(*column))),
                    KeyElement::Expression(text) => {
                        self.expression_is_fixed(counter, range, relation, text)
                    }
                };
                !key.deferrable
                    && self.predicate_holds(counter, range, relation, key)
                    && key.elements.iter().all(is_fixed)
            });
        }
        relation.primary_key.as_ref().is_some_and(|key| {
            key.iter().all(|column| self.determined.contains(&(range, u32::from(*column))))
        })
    }

    /// Whether an indexed expression has one value. The snapshot does not tell the collation or operator class
    /// the index has it under, so the comparison must be at least as strict as any.
    fn expression_is_fixed(
        &self,
        counter: &Counter<'_, 'q>,
        range: RangeId,
        relation: &Relation,
        text: &str,
    ) -> bool {
        let Some(indexed) = counter.views.expression_over(relation, text) else { return false };
        // A plain column is one whose operator class or collation is not its own.
        if matches!(indexed.kind, ExprKind::Var(_))
            || !has_one_equality(counter.catalog, indexed.ty)
        {
            return false;
        }
        let same = |expr: &Expr| same_over(expr, &indexed, range);
        self.conditions.iter().any(|condition| {
            let restricts = condition.restricts(range);
            match &condition.expr.kind {
                ExprKind::Operator { operator, args }
                    if restricts && is_key_equality(counter.catalog, *operator, indexed.ty) =>
                {
                    let [left, right] = args.as_slice() else { return false };
                    if !Collations::of(counter.catalog, self.query, &[left, right])
                        .are_deterministic()
                    {
                        return false;
                    }
                    (same(left) && self.determines(counter.catalog, right))
                        || (same(right) && self.determines(counter.catalog, left))
                }
                _ => false,
            }
        })
    }

    /// Whether the rows asked for all satisfy the predicate of a partial index.
    fn predicate_holds(
        &self,
        counter: &Counter<'_, 'q>,
        range: RangeId,
        relation: &Relation,
        key: &UniqueKey,
    ) -> bool {
        let Some(predicate) = &key.predicate else { return true };
        let Some(predicate) = counter.views.expression_over(relation, predicate) else {
            return false;
        };
        let mut parts = vec![&*predicate];
        while let Some(part) = parts.pop() {
            if let ExprKind::And(args) = &part.kind {
                parts.extend(args);
                continue;
            }
            let stated = self.conditions.iter().any(|condition| {
                condition.restricts(range) && same_over(condition.expr, part, range)
            });
            let not_null = match &part.kind {
                ExprKind::IsNull { arg, not: true, row: false } => match &arg.kind {
                    ExprKind::Var(var) => self.known.vars.contains(&(range, var.column)),
                    _ => false,
                },
                _ => false,
            };
            if !stated && !not_null {
                return false;
            }
        }
        true
    }
}

/// Whether an expression of the query is one that was analysed over the relation alone.
fn same_over(expr: &Expr, over_relation: &Expr, range: RangeId) -> bool {
    same_expr_with(expr, over_relation, &|var, alone| {
        var.levels_up == 0 && var.range == range && var.column == alone.column
    })
}
