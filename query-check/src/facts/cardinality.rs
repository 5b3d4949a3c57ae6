//! How many rows a statement can give.

use super::modify::{Event, rows_are_kept};
use super::pins::Pins;
use super::views::Views;
use crate::catalog::{Catalog, TypeId};
use crate::checked::Rows;
use crate::syntax::ast::{JoinKind, MergeMatch, SetOperator};
use crate::tree::{
    Command, Expr, ExprKind, FromNode, Insert, InsertSource, Query, RangeId, RangeKind,
    SetOperationNode, SortClause, Visitor, walk_expr,
};

/// Counts rows; `stack` holds the queries around the one that is counted, outermost first.
pub(super) struct Counter<'c, 'q> {
    pub(super) catalog: &'c Catalog,
    pub(super) views: &'c Views<'c>,
    pub(super) stack: Vec<&'q Query>,
}

/// How many set-returning calls of its own level an expression holds.
pub(super) fn set_calls(expr: &Expr) -> usize {
    struct Sets(usize);
    impl Visitor for Sets {
        fn expr(&mut self, expr: &Expr, _: u32) -> bool {
            self.0 += usize::from(matches!(expr.kind, ExprKind::Call { returns_set: true, .. }));
            true
        }
        fn query(&mut self, _: &Query, _: u32) -> bool {
            false
        }
    }
    let mut sets = Sets(0);
    walk_expr(expr, 0, &mut sets);
    sets.0
}

/// Whether an expression holds a set-returning call of its own level.
pub(super) fn returns_set(expr: &Expr) -> bool {
    set_calls(expr) > 0
}

impl<'c, 'q> Counter<'c, 'q> {
    /// A counter for a query that stands within those of `stack`.
    pub(super) fn new(catalog: &'c Catalog, views: &'c Views<'c>, stack: Vec<&'q Query>) -> Self {
        Self { catalog, views, stack }
    }

    /// How many rows come back.
    pub(super) fn rows(&mut self, query: &'q Query) -> Rows {
        if matches!(query.command, Command::Select) {
            return match (self.at_most_one(query, &[]), self.at_least_one(query)) {
                (true, true) => Rows::One,
                (true, false) => Rows::AtMostOne,
                (false, _) => Rows::Many,
            };
        }
        if query.returning.is_none() { Rows::None } else { self.affected(query) }
    }

    /// How many rows a writing statement affects, as RETURNING would show them.
    pub(super) fn affected(&mut self, query: &'q Query) -> Rows {
        match &query.command {
            Command::Select => Rows::None,
            Command::Insert(insert) => self.inserted(query, insert),
            Command::Update(_) | Command::Delete => {
                let target = query.target;
                if self.is_ruled(query) {
                    return Rows::Many;
                }
                self.bound(|counter| {
                    let pins = Pins::of(counter, query, &[]);
                    target.is_some_and(|target| pins.is_pinned(target))
                })
            }
            Command::Merge(merge) if !self.is_ruled(query) => {
                let only_source = merge
                    .actions
                    .iter()
                    .all(|action| action.matched != MergeMatch::NotMatchedBySource);
                self.bound(|counter| only_source && Pins::of(counter, query, &[]).all_pinned())
            }
            Command::Merge(_) => Rows::Many,
        }
    }

    fn bound(&mut self, at_most_one: impl FnOnce(&mut Self) -> bool) -> Rows {
        if at_most_one(self) { Rows::AtMostOne } else { Rows::Many }
    }

    fn inserted(&mut self, query: &'q Query, insert: &'q Insert) -> Rows {
        let proposed = match &insert.source {
            InsertSource::DefaultValues => Rows::One,
            // A set-returning function makes any number of rows of one.
            InsertSource::Values(rows) if rows.len() == 1 => {
                let sets = rows[0].iter().any(|assignment| returns_set(&assignment.value));
                if sets { Rows::Many } else { Rows::One }
            }
            InsertSource::Values(_) => Rows::Many,
            InsertSource::Query(range, _) => match &query.range(*range).kind {
                RangeKind::Subquery(inner) => self.below(query, |counter| counter.rows(inner)),
                _ => Rows::Many,
            },
        };
        let relation = query.target.and_then(|target| match &query.range(target).kind {
            RangeKind::Relation { relation, .. } => Some(*relation),
            _ => None,
        });
        // A BEFORE trigger can drop the row, a rule can do anything, DO NOTHING and DO UPDATE … WHERE skip it.
        let updates = insert.on_conflict.as_ref().is_some_and(|c| c.update.is_some());
        let events: &[Event] =
            if updates { &[Event::Insert, Event::Update] } else { &[Event::Insert] };
        let certain = relation.is_some_and(|r| rows_are_kept(self.catalog, r, events));
        let conflict_skips = insert.on_conflict.as_ref().is_some_and(|conflict| {
            conflict.update.as_ref().is_none_or(|update| update.filter.is_some())
        });
        match proposed {
            _ if self.is_ruled(query) => Rows::Many,
            Rows::One if certain && !conflict_skips => Rows::One,
            Rows::One => Rows::AtMostOne,
            other => other,
        }
    }

    /// Whether a rule stands on what is written, or on what a view that is written stands for: it decides what
    /// is done instead or as well, and whose rows are counted.
    fn is_ruled(&self, query: &Query) -> bool {
        super::modify::is_ruled(self.catalog, self.views, query)
    }

    /// Runs `count` with `query` as the innermost query around.
    pub(super) fn below<T>(&mut self, query: &'q Query, count: impl FnOnce(&mut Self) -> T) -> T {
        self.stack.push(query);
        let result = count(self);
        self.stack.pop();
        result
    }

    /// Whether at most one row comes when the output columns of `given` each have one fixed value.
    pub(super) fn at_most_one(&mut self, query: &'q Query, given: &[usize]) -> bool {
        if !self.views.may_go_on() {
            return false;
        }
        if !matches!(query.command, Command::Select) {
            return matches!(self.rows(query), Rows::None | Rows::One | Rows::AtMostOne);
        }
        if !query.with_ties && query.limit.as_ref().is_some_and(constant_at_most_one) {
            return true;
        }
        if let Some(operation) = &query.set_operation {
            return self.set_operation_at_most_one(query, operation, given);
        }
        if query.has_target_srfs {
            return false;
        }
        let aggregated = query.grouped || query.has_aggregates || query.having.is_some();
        let one_group = query.group_by.is_empty() && query.grouping_sets.len() <= 1;
        if aggregated && one_group {
            return true;
        }
        if query.grouping_sets.len() > 1 {
            return false;
        }
        if Pins::of(self, query, given).all_pinned() {
            return true;
        }
        if query.group_by.is_empty() && query.distinct.is_empty() {
            return false;
        }
        let pins = Pins::constant(self, query, given);
        let determined = |clauses: &[SortClause]| {
            let mut targets = clauses.iter().map(|clause| &query.targets[clause.target].expr);
            targets.all(|expr| pins.determines(self.catalog, expr))
        };
        let grouped = !query.group_by.is_empty() && determined(&query.group_by);
        let distinct = !query.distinct.is_empty() && determined(&query.distinct);
        grouped || distinct
    }

    fn set_operation_at_most_one(
        &mut self,
        query: &'q Query,
        node: &'q SetOperationNode,
        given: &[usize],
    ) -> bool {
        match node {
            SetOperationNode::Leaf(range) => match &query.range(*range).kind {
                RangeKind::Subquery(inner) => {
                    self.below(query, |counter| counter.at_most_one(inner, given))
                }
                _ => false,
            },
            SetOperationNode::Operation { op, all, left, right, types, .. } => {
                let every_column = (0..types.len()).all(|place| given.contains(&place));
                match op {
                    _ if !all && every_column => true,
                    SetOperator::Union => false,
                    SetOperator::Intersect => {
                        self.set_operation_at_most_one(query, left, given)
                            || self.set_operation_at_most_one(query, right, given)
                    }
                    SetOperator::Except => self.set_operation_at_most_one(query, left, given),
                }
            }
        }
    }

    /// Whether at least one row comes, whatever the tables hold.
    fn at_least_one(&mut self, query: &'q Query) -> bool {
        if !self.views.may_go_on() {
            return false;
        }
        let cut = query.offset.is_some()
            || !query.locks.is_empty()
            || query.limit.as_ref().is_some_and(|limit| !constant_one_or_more(limit));
        if cut || query.has_target_srfs || query.having.is_some() {
            return false;
        }
        if let Some(operation) = &query.set_operation {
            return self.set_operation_at_least_one(query, operation);
        }
        let aggregated = query.has_aggregates || query.grouped;
        let empty_group = query.group_by.is_empty() && query.grouping_sets.is_empty()
            || query.grouping_sets.iter().any(Vec::is_empty);
        if aggregated && empty_group {
            return true;
        }
        query.filter.is_none() && query.from.iter().all(|node| self.node_at_least_one(query, node))
    }

    fn set_operation_at_least_one(&mut self, query: &'q Query, node: &'q SetOperationNode) -> bool {
        match node {
            SetOperationNode::Leaf(range) => self.range_at_least_one(query, *range),
            SetOperationNode::Operation { op: SetOperator::Union, left, right, .. } => {
                self.set_operation_at_least_one(query, left)
                    || self.set_operation_at_least_one(query, right)
            }
            SetOperationNode::Operation { .. } => false,
        }
    }

    fn node_at_least_one(&mut self, query: &'q Query, node: &'q FromNode) -> bool {
        let join = match node {
            FromNode::Range(range) => return self.range_at_least_one(query, *range),
            FromNode::Join(join) => join,
        };
        match join.kind {
            JoinKind::Inner | JoinKind::Cross => {
                join.condition.is_none()
                    && self.node_at_least_one(query, &join.left)
                    && self.node_at_least_one(query, &join.right)
            }
            JoinKind::Left => self.node_at_least_one(query, &join.left),
            JoinKind::Right => self.node_at_least_one(query, &join.right),
            JoinKind::Full => {
                self.node_at_least_one(query, &join.left)
                    || self.node_at_least_one(query, &join.right)
            }
        }
    }

    fn range_at_least_one(&mut self, query: &'q Query, range: RangeId) -> bool {
        match &query.range(range).kind {
            RangeKind::Subquery(inner) => self.below(query, |counter| {
                matches!(inner.command, Command::Select) && counter.at_least_one(inner)
            }),
            RangeKind::Values(rows) => !rows.is_empty(),
            RangeKind::Function { functions, .. } => {
                functions.iter().any(|(call, _)| !returns_set(call))
            }
            _ => false,
        }
    }
}

/// How many rows a query that stands on its own gives.
pub(super) fn rows<'c, 'q>(
    catalog: &'c Catalog,
    views: &'c Views<'c>,
    stack: Vec<&'q Query>,
    query: &'q Query,
) -> Rows {
    Counter::new(catalog, views, stack).rows(query)
}

fn constant(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        ExprKind::Const(Some(text)) => text.trim().parse().ok(),
        ExprKind::Relabel(arg, _) | ExprKind::CoerceViaIo(arg, _) => constant(arg),
        // The coercion of an integer literal to bigint.
        ExprKind::Call { args, form: crate::tree::CoercionForm::ImplicitCast, .. } => {
            match args.as_slice() {
                [Some(arg)] if [TypeId::INT2, TypeId::INT4].contains(&arg.ty) => constant(arg),
                _ => None,
            }
        }
        _ => None,
    }
}

fn constant_at_most_one(limit: &Expr) -> bool {
    constant(limit).is_some_and(|limit| limit <= 1)
}

fn constant_one_or_more(limit: &Expr) -> bool {
    constant(limit).is_some_and(|limit| limit >= 1)
}
