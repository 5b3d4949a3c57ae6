//! Whether two expressions are the same, wherever they were written (PostgreSQL's `equal()`).

use super::{Aggregate, Expr, ExprKind, Var, parts};

/// Whether two expressions mean the same value: same nodes, same objects, same constants.
///
/// Positions do not count, nor how a coercion was spelt. Sublinks are the same only where they are one node
/// (`GROUP BY 1`), which is on the careful side for every caller: an expression that is not recognised is
/// refused or called nullable.
pub fn same_expr(a: &Expr, b: &Expr) -> bool {
    same_expr_with(a, b, &|x, y| x == y)
}

/// [`same_expr`] of expressions that stand over different range tables: `same_var` tells which variables agree.
pub fn same_expr_with(a: &Expr, b: &Expr, same_var: &dyn Fn(&Var, &Var) -> bool) -> bool {
    if a.ty != b.ty || a.is_error() {
        return false;
    }
    let same_node = match (&a.kind, &b.kind) {
        (ExprKind::Const(x), ExprKind::Const(y)) => x == y && a.modifier == b.modifier,
        (ExprKind::Param(x), ExprKind::Param(y)) => x == y,
        (ExprKind::Var(x), ExprKind::Var(y)) => same_var(x, y),
        (
            ExprKind::Call { function: f, variadic_array: v, args: x, .. },
            ExprKind::Call { function: g, variadic_array: w, args: y, .. },
        ) => f == g && v == w && x.iter().map(Option::is_some).eq(y.iter().map(Option::is_some)),
        (ExprKind::Operator { operator: x, .. }, ExprKind::Operator { operator: y, .. }) => x == y,
        (
            ExprKind::ScalarArray { operator: x, any: i, .. },
            ExprKind::ScalarArray { operator: y, any: j, .. },
        ) => x == y && i == j,
        (
            ExprKind::IsDistinct { operator: x, not: i, .. },
            ExprKind::IsDistinct { operator: y, not: j, .. },
        ) => x == y && i == j,
        (ExprKind::NullIf { operator: x, .. }, ExprKind::NullIf { operator: y, .. }) => x == y,
        (ExprKind::IsNull { not: i, row: r, .. }, ExprKind::IsNull { not: j, row: s, .. }) => {
            i == j && r == s
        }
        (
            ExprKind::IsBoolean { test: t, not: i, .. },
            ExprKind::IsBoolean { test: u, not: j, .. },
        ) => t == u && i == j,
        (ExprKind::Collate(_, x), ExprKind::Collate(_, y)) => x == y,
        (ExprKind::Field { field: x, .. }, ExprKind::Field { field: y, .. }) => x == y,
        (ExprKind::Subscript { slice: x, .. }, ExprKind::Subscript { slice: y, .. }) => x == y,
        (
            ExprKind::RowCompare { operators: x, left: l, .. },
            ExprKind::RowCompare { operators: y, left: m, .. },
        ) => x == y && l.len() == m.len(),
        (
            ExprKind::Case { operand: o, whens: w, .. },
            ExprKind::Case { operand: p, whens: v, .. },
        ) => o.is_some() == p.is_some() && w.len() == v.len(),
        (ExprKind::SqlValue(x), ExprKind::SqlValue(y)) => x == y && a.modifier == b.modifier,
        (ExprKind::Aggregate(x), ExprKind::Aggregate(y)) => same_aggregate(x, y),
        (ExprKind::WindowCall(x), ExprKind::WindowCall(y)) => {
            x.function == y.function
                && x.window == y.window
                && x.star == y.star
                && x.filter.is_some() == y.filter.is_some()
        }
        (ExprKind::Grouping { levels_up: x, .. }, ExprKind::Grouping { levels_up: y, .. }) => {
            x == y
        }
        (ExprKind::Xml { kind: x, .. }, ExprKind::Xml { kind: y, .. }) => x == y,
        (ExprKind::SubLink { .. }, ExprKind::SubLink { .. }) => a.span == b.span,
        (ExprKind::And(_), ExprKind::And(_))
        | (ExprKind::Or(_), ExprKind::Or(_))
        | (ExprKind::Not(_), ExprKind::Not(_))
        | (ExprKind::Relabel(..), ExprKind::Relabel(..))
        | (ExprKind::CoerceViaIo(..), ExprKind::CoerceViaIo(..))
        | (ExprKind::ArrayCoerce { .. }, ExprKind::ArrayCoerce { .. })
        | (ExprKind::CoerceToDomain(..), ExprKind::CoerceToDomain(..))
        | (ExprKind::ConvertRowType(_), ExprKind::ConvertRowType(_))
        | (ExprKind::Array { .. }, ExprKind::Array { .. })
        | (ExprKind::Row(_), ExprKind::Row(_))
        | (ExprKind::CaseTest, ExprKind::CaseTest)
        | (ExprKind::Coalesce(_), ExprKind::Coalesce(_)) => true,
        (ExprKind::MinMax { greatest: x, .. }, ExprKind::MinMax { greatest: y, .. }) => x == y,
        _ => false,
    };
    if !same_node {
        return false;
    }
    let (x, y) = (parts(a), parts(b));
    x.len() == y.len() && x.into_iter().zip(y).all(|(p, q)| same_expr_with(p, q, same_var))
}

fn same_aggregate(a: &Aggregate, b: &Aggregate) -> bool {
    a.function == b.function
        && a.star == b.star
        && a.distinct == b.distinct
        && a.levels_up == b.levels_up
        && a.variadic_array == b.variadic_array
        && a.args.len() == b.args.len()
        && a.order_by.len() == b.order_by.len()
        && a.filter.is_some() == b.filter.is_some()
}
