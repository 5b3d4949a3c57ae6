//! Expressions and queries that give another value each time they are evaluated.

use super::views::Views;
use crate::catalog::{Catalog, FunctionId, OperatorId, Volatility};
use crate::tree::{Expr, ExprKind, Query, RangeKind, Visitor, walk_expr, walk_query};

/// Whether a function is not VOLATILE: within one statement it gives the same for the same arguments.
pub(super) fn is_steady(catalog: &Catalog, function: FunctionId) -> bool {
    catalog.function(function).is_some_and(|found| found.volatility != Volatility::Volatile)
}

fn is_steady_operator(catalog: &Catalog, operator: OperatorId) -> bool {
    catalog.operator(operator).is_some_and(|found| is_steady(catalog, found.function))
}

/// The volatile function that the node itself calls.
pub(super) fn volatile_function(catalog: &Catalog, expr: &Expr) -> Option<FunctionId> {
    let function = match &expr.kind {
        ExprKind::Call { function, .. } => *function,
        ExprKind::Operator { operator, .. } => catalog.operator(*operator)?.function,
        _ => return None,
    };
    (!is_steady(catalog, function)).then_some(function)
}

/// Whether the node itself, its parts left out, calls nothing volatile.
pub(super) fn is_steady_node(catalog: &Catalog, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { function, .. } => is_steady(catalog, *function),
        ExprKind::Operator { operator, .. }
        | ExprKind::ScalarArray { operator, .. }
        | ExprKind::IsDistinct { operator, .. }
        | ExprKind::NullIf { operator, .. } => is_steady_operator(catalog, *operator),
        ExprKind::RowCompare { operators, .. } => {
            operators.iter().all(|operator| is_steady_operator(catalog, *operator))
        }
        ExprKind::ArrayCoerce { function: Some(function), .. } => is_steady(catalog, *function),
        _ => true,
    }
}

struct Search<'c, 'v> {
    catalog: &'c Catalog,
    views: Option<&'v Views<'c>>,
    found: bool,
}

impl Visitor for Search<'_, '_> {
    fn expr(&mut self, expr: &Expr, _: u32) -> bool {
        self.found |= !is_steady_node(self.catalog, expr);
        !self.found
    }

    fn query(&mut self, query: &Query, _: u32) -> bool {
        for range in &query.ranges {
            // A view stands for its query.
            if let (RangeKind::Relation { relation, .. }, Some(views)) = (&range.kind, self.views)
                && let Some(view) = views.query(*relation)
            {
                self.found |= is_volatile_query(self.catalog, views, &view);
            }
        }
        !self.found
    }
}

/// Whether some part of an expression is volatile.
pub(super) fn is_volatile(catalog: &Catalog, expr: &Expr) -> bool {
    let mut search = Search { catalog, views: None, found: false };
    walk_expr(expr, 0, &mut search);
    search.found
}

/// Whether some part of a query, or of a view below it, is volatile.
pub(super) fn is_volatile_query(catalog: &Catalog, views: &Views<'_>, query: &Query) -> bool {
    let mut search = Search { catalog, views: Some(views), found: false };
    walk_query(query, 0, &mut search);
    search.found
}
