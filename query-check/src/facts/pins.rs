//! Which entries of a query give at most one row: those whose unique key is fixed.
//!
//! A column is determined when a condition equates it with a constant, a parameter, a column of an outer
//! query, or a column that is determined itself. An entry is pinned when the columns of one of its unique keys
//! are all determined; then all of its columns are. Both grow until nothing changes. When all entries are
//! pinned, so is the whole join.

use std::collections::HashSet;

use super::cardinality::{Counter, returns_set};
use super::equality::is_equality;
use super::joins::ranges_below;
use super::known::{Implications, Known};
use super::reference::plain_relation;
use crate::catalog::{Catalog, KeyElement, Relation, RelationKind, UniqueKey, Volatility};
use crate::syntax::ast::JoinKind;
use crate::tree::{
    Command, Expr, ExprKind, FromNode, Query, RangeId, RangeKind, Var, VarColumn, Visitor,
    same_expr_with, walk_expr, walk_query,
};

/// The entries of one query level and what fixes them.
pub(super) struct Pins<'q> {
    query: &'q Query,
    /// Entries that multiply rows.
    leaves: Vec<RangeId>,
    determined: HashSet<(RangeId, u32)>,
    pinned: HashSet<RangeId>,
    /// A FULL join gives a row for each side even when both are pinned.
    full: bool,
    conditions: Vec<Condition<'q>>,
    known: Known<'q>,
}

/// A condition that every row passes, or every row of some entries.
struct Condition<'q> {
    expr: &'q Expr,
    /// The entries it restricts; `None` for all.
    restricts: Option<Vec<RangeId>>,
}

impl<'q> Pins<'q> {
    /// Works a level out, with some of its output columns given.
    pub(super) fn of(counter: &mut Counter<'_, 'q>, query: &'q Query, given: &[usize]) -> Self {
        let implications = Implications { catalog: counter.catalog, query, depth: 0 };
        let mut pins = Self {
            query,
            leaves: Vec::new(),
            determined: HashSet::new(),
            pinned: HashSet::new(),
            full: false,
            conditions: Vec::new(),
            known: query
                .filter
                .iter()
                .map(|f| implications.when_true(f))
                .next()
                .unwrap_or_default(),
        };
        pins.collect(query);
        let outputs = query.output();
        for place in given {
            if let Some(target) = outputs.get(*place) {
                pins.determine(&target.expr, None);
            }
        }
        pins.grow(counter);
        pins
    }

    /// Whether every entry is pinned.
    pub(super) fn all_pinned(&self) -> bool {
        !self.full && self.leaves.iter().all(|leaf| self.pinned.contains(leaf))
    }

    /// Whether one entry is.
    pub(super) fn is_pinned(&self, range: RangeId) -> bool {
        !self.full && self.pinned.contains(&range)
    }

    /// The entries that are not.
    pub(super) fn loose(&self) -> impl Iterator<Item = RangeId> + '_ {
        self.leaves.iter().copied().filter(|leaf| !self.pinned.contains(leaf))
    }

    fn collect(&mut self, query: &'q Query) {
        if let Some(filter) = &query.filter {
            self.conjuncts(filter, None);
        }
        for node in &query.from {
            self.node(node, None);
        }
        if let Command::Merge(merge) = &query.command {
            self.node(&merge.source, None);
        }
        if let Some(target) = query.target
            && !self.leaves.contains(&target)
            && matches!(query.command, Command::Update(_) | Command::Delete | Command::Merge(_))
        {
            self.leaves.push(target);
        }
        self.leaves.dedup();
    }

    fn node(&mut self, node: &'q FromNode, within: Option<&[RangeId]>) {
        let join = match node {
            FromNode::Range(range) => {
                self.leaves.push(*range);
                return;
            }
            FromNode::Join(join) => join,
        };
        let below = |node: &FromNode| {
            let mut ranges = Vec::new();
            ranges_below(node, &mut ranges);
            ranges
        };
        let restricts = match join.kind {
            JoinKind::Inner | JoinKind::Cross => within.map(<[RangeId]>::to_vec),
            // Rows of the kept side stay whatever the condition says.
            JoinKind::Left => Some(below(&join.right)),
            JoinKind::Right => Some(below(&join.left)),
            JoinKind::Full => {
                self.full = true;
                Some(Vec::new())
            }
        };
        if let Some(condition) = &join.condition {
            self.conjuncts(condition, restricts.as_deref());
        }
        let (left, right) = match join.kind {
            JoinKind::Inner | JoinKind::Cross => {
                (within.map(<[_]>::to_vec), within.map(<[_]>::to_vec))
            }
            JoinKind::Left => (within.map(<[_]>::to_vec), Some(below(&join.right))),
            JoinKind::Right => (Some(below(&join.left)), within.map(<[_]>::to_vec)),
            JoinKind::Full => (Some(below(&join.left)), Some(below(&join.right))),
        };
        self.node(&join.left, left.as_deref());
        self.node(&join.right, right.as_deref());
    }

    fn conjuncts(&mut self, expr: &'q Expr, restricts: Option<&[RangeId]>) {
        if let ExprKind::And(args) = &expr.kind {
            for arg in args {
                self.conjuncts(arg, restricts);
            }
        } else {
            self.conditions.push(Condition { expr, restricts: restricts.map(<[_]>::to_vec) });
        }
    }

    fn grow(&mut self, counter: &mut Counter<'_, 'q>) {
        loop {
            let before = (self.determined.len(), self.pinned.len());
            let conditions = std::mem::take(&mut self.conditions);
            for condition in &conditions {
                self.apply(counter.catalog, condition);
            }
            self.conditions = conditions;
            for leaf in self.leaves.clone() {
                if !self.pinned.contains(&leaf) && self.pins(counter, leaf) {
                    self.pinned.insert(leaf);
                }
            }
            if before == (self.determined.len(), self.pinned.len()) {
                return;
            }
        }
    }

    fn apply(&mut self, catalog: &Catalog, condition: &Condition<'q>) {
        let restricts = condition.restricts.as_deref();
        match &condition.expr.kind {
            ExprKind::Operator { operator, args } if is_equality(catalog, *operator) => {
                if let [left, right] = args.as_slice() {
                    self.equate(catalog, left, right, restricts);
                }
            }
            ExprKind::ScalarArray { operator, any: true, left, right }
                if is_equality(catalog, *operator) =>
            {
                if let ExprKind::Array { elements, .. } = &right.kind
                    && let [element] = elements.as_slice()
                {
                    self.equate(catalog, left, element, restricts);
                }
            }
            // A boolean column that must be true, or must be false.
            ExprKind::Var(_) => self.determine(condition.expr, restricts),
            ExprKind::Not(arg) if matches!(arg.kind, ExprKind::Var(_)) => {
                self.determine(arg, restricts);
            }
            _ => {}
        }
    }

    fn equate(
        &mut self,
        catalog: &Catalog,
        left: &'q Expr,
        right: &'q Expr,
        restricts: Option<&[RangeId]>,
    ) {
        // Another collation than the index's could call different keys equal.
        if is_collated(left) || is_collated(right) {
            return;
        }
        if self.determines(catalog, right) {
            self.determine(left, restricts);
        }
        if self.determines(catalog, left) {
            self.determine(right, restricts);
        }
    }

    fn determine(&mut self, expr: &'q Expr, restricts: Option<&[RangeId]>) {
        if let Some((range, column)) = self.column(expr)
            && restricts.is_none_or(|ranges| ranges.contains(&range))
        {
            self.determined.insert((range, column));
        }
    }

    /// The column of this level an expression is, seen through joins and coercions that keep the value.
    fn column(&self, expr: &Expr) -> Option<(RangeId, u32)> {
        match &expr.kind {
            ExprKind::Relabel(arg, _) => self.column(arg),
            ExprKind::Var(Var {
                levels_up: 0, range, column: VarColumn::Column(place), ..
            }) => match &self.query.range(*range).kind {
                RangeKind::Join { aliases, .. } => self.column(aliases.get(*place as usize)?),
                _ => Some((*range, *place)),
            },
            _ => None,
        }
    }

    /// Whether an expression has one value for all rows.
    pub(super) fn determines(&self, catalog: &Catalog, expr: &Expr) -> bool {
        struct Fixed<'p, 'q, 'c> {
            pins: &'p Pins<'q>,
            catalog: &'c Catalog,
            fixed: bool,
        }
        impl Visitor for Fixed<'_, '_, '_> {
            fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
                let fixed = match &expr.kind {
                    ExprKind::Var(var) if var.levels_up == depth && depth == 0 => {
                        self.pins.pinned.contains(&var.range)
                            || self.pins.column(expr).is_some_and(|(range, column)| {
                                self.pins.pinned.contains(&range)
                                    || self.pins.determined.contains(&(range, column))
                            })
                    }
                    // A subquery that looks at this level's rows.
                    ExprKind::Var(var) => var.levels_up != depth,
                    ExprKind::Call { function, returns_set, .. } => {
                        !returns_set
                            && self
                                .catalog
                                .function(*function)
                                .is_some_and(|function| function.volatility != Volatility::Volatile)
                    }
                    ExprKind::Operator { operator, .. } => {
                        let function = self.catalog.operator(*operator).map(|o| o.function);
                        function
                            .and_then(|id| self.catalog.function(id))
                            .is_some_and(|function| function.volatility != Volatility::Volatile)
                    }
                    ExprKind::Aggregate(_) | ExprKind::WindowCall(_) if depth == 0 => false,
                    ExprKind::Error | ExprKind::CurrentOf | ExprKind::CaseTest => false,
                    _ => true,
                };
                self.fixed &= fixed;
                self.fixed
            }
        }
        let mut fixed = Fixed { pins: self, catalog, fixed: true };
        walk_expr(expr, 0, &mut fixed);
        fixed.fixed
    }

    fn pins(&mut self, counter: &mut Counter<'_, 'q>, range: RangeId) -> bool {
        let query = self.query;
        let given: Vec<usize> = self
            .determined
            .iter()
            .filter(|(found, _)| *found == range)
            .map(|(_, column)| *column as usize)
            .collect();
        match &query.range(range).kind {
            RangeKind::Relation { relation, .. } => {
                let catalog = counter.catalog;
                match catalog.relation(*relation) {
                    Some(found) if found.kind == RelationKind::View => {
                        counter.views.at_most_one(*relation, &given)
                    }
                    _ => plain_relation(catalog, query, range)
                        .is_some_and(|relation| self.some_key_is_fixed(counter, range, relation)),
                }
            }
            RangeKind::Subquery(inner) => {
                self.siblings_are_pinned(|visitor| walk_query(inner, 1, visitor))
                    && counter.below(query, |counter| counter.at_most_one(inner, &given))
            }
            RangeKind::Values(rows) => rows.len() <= 1,
            RangeKind::Function { functions, .. } => functions.iter().all(|(call, _)| {
                !returns_set(call)
                    && self.siblings_are_pinned(|visitor| walk_expr(call, 0, visitor))
            }),
            RangeKind::CommonTable { index, levels_up, .. } => {
                common_table_at_most_one(counter, query, *index, *levels_up, &given)
            }
            RangeKind::Excluded(_) => true,
            RangeKind::Join { .. } | RangeKind::TableFunction { .. } | RangeKind::Error => false,
        }
    }

    /// Whether all entries of this level that a LATERAL item looks at are pinned.
    fn siblings_are_pinned(&self, walk: impl FnOnce(&mut dyn Visitor)) -> bool {
        struct Siblings<'p, 'q>(&'p Pins<'q>, bool);
        impl Visitor for Siblings<'_, '_> {
            fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
                if let ExprKind::Var(var) = &expr.kind
                    && var.levels_up == depth
                {
                    self.1 &= match self.0.column_of(*var) {
                        Some(range) => self.0.pinned.contains(&range),
                        None => false,
                    };
                }
                self.1
            }
        }
        let mut siblings = Siblings(self, true);
        walk(&mut siblings);
        siblings.1
    }

    fn column_of(&self, var: Var) -> Option<RangeId> {
        match (&self.query.range(var.range).kind, var.column) {
            (RangeKind::Join { aliases, .. }, VarColumn::Column(place)) => {
                self.column(aliases.get(place as usize)?).map(|(range, _)| range)
            }
            (RangeKind::Join { .. }, _) => None,
            _ => Some(var.range),
        }
    }

    fn some_key_is_fixed(
        &self,
        counter: &Counter<'_, 'q>,
        range: RangeId,
        relation: &Relation,
    ) -> bool {
        if let Some(details) = &relation.details {
            return details.unique_keys.iter().any(|key| {
                !key.deferrable
                    && self.predicate_holds(counter, range, relation, key)
                    && key
                        .elements
                        .iter()
                        .all(|e| self.element_is_fixed(counter, range, relation, e))
            });
        }
        relation.primary_key.as_ref().is_some_and(|key| {
            key.iter().all(|column| self.determined.contains(&(range, u32::from(*column))))
        })
    }

    fn element_is_fixed(
        &self,
        counter: &Counter<'_, 'q>,
        range: RangeId,
        relation: &Relation,
        element: &KeyElement,
    ) -> bool {
        let text = match element {
            KeyElement::Column(column) => {
                return self.determined.contains(&(range, u32::from(*column)));
            }
            KeyElement::Expression(text) => text,
        };
        let Some(indexed) = counter.views.expression_over(relation, text) else { return false };
        let same = |expr: &Expr| same_over(expr, &indexed, range);
        self.conditions.iter().any(|condition| {
            let restricts = condition.restricts.as_ref().is_none_or(|r| r.contains(&range));
            match &condition.expr.kind {
                ExprKind::Operator { operator, args }
                    if restricts && is_equality(counter.catalog, *operator) =>
                {
                    let [left, right] = args.as_slice() else { return false };
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
                condition.restricts.as_ref().is_none_or(|r| r.contains(&range))
                    && same_over(condition.expr, part, range)
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

fn is_collated(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Collate(..) => true,
        ExprKind::Relabel(arg, _) | ExprKind::CoerceViaIo(arg, _) => is_collated(arg),
        _ => false,
    }
}

fn common_table_at_most_one<'q>(
    counter: &mut Counter<'_, 'q>,
    query: &'q Query,
    index: usize,
    levels_up: u32,
    given: &[usize],
) -> bool {
    counter.stack.push(query);
    let keep = counter.stack.len().checked_sub(levels_up as usize);
    let result = keep.is_some_and(|keep| {
        let waiting = counter.stack.split_off(keep);
        let cte = counter.stack.last().and_then(|owner| owner.ctes.get(index));
        let result =
            cte.is_some_and(|cte| !cte.recursive && counter.at_most_one(&cte.query, given));
        counter.stack.extend(waiting);
        result
    });
    counter.stack.pop();
    result
}
