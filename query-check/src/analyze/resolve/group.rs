//! GROUP BY: its expressions and, with `grouping_sets`, its sets (`transformGroupClause`).

use crate::analyze::{Analyzer, ExprContext};
use crate::span::Span;
use crate::syntax::ast::{self, GroupItem};
use crate::tree::{Query, SortClause};

use super::grouping_sets::GroupingSet;
use crate::analyze::typing::ast_location;

/// The grouped entries so far, and ORDER BY's operators for those that it sorts.
pub(super) struct Grouping<'q> {
    pub clauses: Vec<SortClause>,
    pub order_by: &'q [SortClause],
    pub context: ExprContext,
    pub expressions_only: bool,
}

impl Analyzer<'_> {
    pub(super) fn group_by(&mut self, select: &ast::Select, query: &mut Query) {
        query.grouped = !select.group_by.is_empty();
        let mut grouping = Grouping {
            clauses: Vec::new(),
            order_by: &query.order_by,
            context: ExprContext::GroupBy,
            expressions_only: false,
        };
        let with_sets = select.group_by.iter().any(|i| !matches!(i, GroupItem::Expr(_)));
        let mut sets: Vec<GroupingSet> = Vec::new();
        let mut seen: Vec<usize> = Vec::new();
        let known = self.diagnostics.len();
        for item in &select.group_by {
            match item {
                GroupItem::Expr(expr) => {
                    for expr in flatten_row(expr) {
                        if let Some(place) = self.group_expr(expr, &seen, &mut grouping) {
                            seen.push(place);
                            sets.push(GroupingSet::Simple(vec![place]));
                        }
                    }
                }
                // An empty set changes nothing beside others.
                GroupItem::Empty(_) => {}
                other => sets.push(self.grouping_set(other, &mut grouping)),
            }
        }
        query.group_by = grouping.clauses;
        if with_sets {
            let span = select.group_by.first().map_or(select.span, item_span);
            query.grouping_wording = self.grouping_wording(&select.group_by);
            query.grouping_sets = self.expand_grouping_sets(&sets, select.group_distinct, span);
        }
        self.scope().grouping_failed |= self.diagnostics.len() > known;
    }

    /// GROUP BY with sets as it was written, expressions left out.
    fn grouping_wording(&self, items: &[GroupItem]) -> String {
        let mut parts = Vec::new();
        for item in items {
            item_parts(item, &mut parts);
        }
        let spans = items.iter().map(item_span);
        let whole = spans.reduce(|all, span| Span::new(all.start, span.end)).unwrap_or_default();
        self.wording(whole, parts)
    }

    /// PARTITION BY: expressions only, no sets.
    pub(super) fn partition_by(
        &mut self,
        items: &[ast::Expr],
        order_by: &[SortClause],
    ) -> Vec<SortClause> {
        let mut grouping = Grouping {
            clauses: Vec::new(),
            order_by,
            context: ExprContext::WindowPartition,
            expressions_only: true,
        };
        for item in items {
            for expr in flatten_row(item) {
                self.group_expr(expr, &[], &mut grouping);
            }
        }
        grouping.clauses
    }

    /// Adds one grouped expression; `None` when it is in `seen` already, or wrong
    /// (`transformGroupClauseExpr`).
    pub(super) fn group_expr(
        &mut self,
        expr: &ast::Expr,
        seen: &[usize],
        grouping: &mut Grouping<'_>,
    ) -> Option<usize> {
        let place = if grouping.expressions_only {
            self.target_of_expr(expr, grouping.context)
        } else {
            self.target_of_item(expr, grouping.context)
        };
        let Some(place) = place else {
            self.scope().grouping_failed |= !grouping.expressions_only;
            return None;
        };
        if seen.contains(&place) {
            return None;
        }
        if grouping.clauses.iter().any(|c| c.target == place) {
            return Some(place);
        }
        match grouping.order_by.iter().find(|c| c.target == place) {
            Some(clause) => grouping.clauses.push(clause.clone()),
            None => {
                let start = ast_location(expr);
                let span = Span::new(start, expr.span.end.max(start));
                self.add_group(place, span, &mut grouping.clauses);
            }
        }
        Some(place)
    }
}

/// The fields of `(a, b)`, which group as if written without the parentheses.
pub(super) fn flatten_row(expr: &ast::Expr) -> Vec<&ast::Expr> {
    match &expr.kind {
        ast::ExprKind::Row { fields, explicit: false } => {
            fields.iter().flat_map(flatten_row).collect()
        }
        _ => vec![expr],
    }
}

/// Where the grouped expressions of an item stand.
fn item_parts(item: &GroupItem, parts: &mut Vec<Span>) {
    match item {
        GroupItem::Expr(expr) => parts.extend(flatten_row(expr).iter().map(|expr| expr.span)),
        GroupItem::Empty(_) => {}
        GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
            let exprs = exprs.iter().flat_map(flatten_row);
            parts.extend(exprs.map(|expr| expr.span));
        }
        GroupItem::Sets(items, _) => {
            for item in items {
                item_parts(item, parts);
            }
        }
    }
}

/// Where an item of GROUP BY stands.
pub(super) fn item_span(item: &GroupItem) -> Span {
    match item {
        GroupItem::Expr(expr) => expr.span,
        GroupItem::Empty(span)
        | GroupItem::Rollup(_, span)
        | GroupItem::Cube(_, span)
        | GroupItem::Sets(_, span) => *span,
    }
}
