//! Which entries of a query give at most one row: those whose unique key is fixed.
//!
//! A column is determined when a condition equates it with a constant, a parameter, a column of an outer
//! query, or a column that is determined itself. An entry is pinned when the columns of one of its unique keys
//! are all determined; then all of its columns are. Both grow until nothing changes. When all entries are
//! pinned, so is the whole join.
//!
//! Two readings: [`Pins::of`] asks how many rows an entry gives for one row of the others, where an outer join
//! may also leave it out; [`Pins::constant`] asks what is the same in every row of the result, which an entry
//! that is sometimes left out, or evaluated anew each time, is not.

mod keys;

use std::collections::HashSet;

use super::cardinality::{Counter, returns_set};
use super::conditions::{Condition, conditions_with};
use super::equality::{Collations, is_equality, is_identity, is_key_equality};
use super::joins::ranges_below;
use super::known::{Implications, Known};
use super::reference::plain_relation;
use super::volatile::{is_steady_node, is_volatile, is_volatile_query};
use crate::catalog::{Catalog, CollationId, OperatorId, RelationKind};
use crate::syntax::ast::{BooleanTest, JoinKind, MergeMatch};
use crate::tree::{
    Command, Expr, ExprKind, FromNode, MergeAction, Query, RangeId, RangeKind, Var, VarColumn,
    Visitor, walk_expr, walk_query,
};

/// The entries of one query level and what fixes them.
pub(super) struct Pins<'q> {
    query: &'q Query,
    /// Entries that multiply rows.
    leaves: Vec<RangeId>,
    /// Only what is the same in every row counts.
    constant: bool,
    /// Entries that an outer join can leave out.
    optional: HashSet<RangeId>,
    /// Columns with one value, up to their type's equality.
    determined: HashSet<(RangeId, u32)>,
    /// Those of them with one value in every respect.
    identical: HashSet<(RangeId, u32)>,
    /// Columns with one value or NULL: for keys in which NULLs are not distinct.
    not_distinct: HashSet<(RangeId, u32)>,
    pinned: HashSet<RangeId>,
    /// A FULL join gives a row for each side even when both are pinned.
    full: bool,
    conditions: Vec<Condition<'q>>,
    known: Known<'q>,
}

impl<'q> Pins<'q> {
    /// Works a level out, with some of its output columns given.
    pub(super) fn of(counter: &mut Counter<'_, 'q>, query: &'q Query, given: &[usize]) -> Self {
        Self::read(counter, query, given, false)
    }

    /// The same of what every row of the result shares.
    pub(super) fn constant(
        counter: &mut Counter<'_, 'q>,
        query: &'q Query,
        given: &[usize],
    ) -> Self {
        Self::read(counter, query, given, true)
    }

    fn read(
        counter: &mut Counter<'_, 'q>,
        query: &'q Query,
        given: &[usize],
        constant: bool,
    ) -> Self {
        let implications = Implications { catalog: counter.catalog, query, depth: 0 };
        let mut pins = Self {
            query,
            leaves: Vec::new(),
            constant,
            optional: HashSet::new(),
            determined: HashSet::new(),
            identical: HashSet::new(),
            not_distinct: HashSet::new(),
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
        let known = &pins.known;
        pins.optional.retain(|range| !known.touches(&[*range]));
        let outputs = query.output();
        for place in given {
            if let Some(target) = outputs.get(*place) {
                let collations = Collations::of(counter.catalog, query, &[&target.expr]);
                pins.determine(counter.catalog, &target.expr, &collations, None);
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
        let filtered = self.filtered(query);
        self.conditions = conditions_with(query, filtered.as_deref());
        for node in &query.from {
            self.node(node);
        }
        if let Command::Merge(merge) = &query.command {
            self.node(&merge.source);
        }
        if let Some(target) = query.target
            && !self.leaves.contains(&target)
            && matches!(query.command, Command::Update(_) | Command::Delete | Command::Merge(_))
        {
            self.leaves.push(target);
        }
        self.leaves.dedup();
    }

    /// The entries that WHERE restricts, `None` for all: the condition of a MERGE that inserts what does not
    /// match keeps every row of the source.
    fn filtered(&mut self, query: &Query) -> Option<Vec<RangeId>> {
        let (Command::Merge(merge), Some(target)) = (&query.command, query.target) else {
            return None;
        };
        let inserts = |action: &MergeAction| action.matched == MergeMatch::NotMatchedByTarget;
        if !merge.actions.iter().any(inserts) {
            return None;
        }
        self.known.vars.retain(|(range, _)| *range == target);
        Some(vec![target])
    }

    fn node(&mut self, node: &FromNode) {
        let join = match node {
            FromNode::Range(range) => {
                self.leaves.push(*range);
                return;
            }
            FromNode::Join(join) => join,
        };
        let mut optional = Vec::new();
        if matches!(join.kind, JoinKind::Left | JoinKind::Full) {
            ranges_below(&join.right, &mut optional);
        }
        if matches!(join.kind, JoinKind::Right | JoinKind::Full) {
            ranges_below(&join.left, &mut optional);
        }
        self.optional.extend(optional);
        self.full |= join.kind == JoinKind::Full;
        self.node(&join.left);
        self.node(&join.right);
    }

    fn grow(&mut self, counter: &mut Counter<'_, 'q>) {
        loop {
            let before = (self.determined.len(), self.not_distinct.len(), self.pinned.len());
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
            if before == (self.determined.len(), self.not_distinct.len(), self.pinned.len()) {
                return;
            }
        }
    }

    fn apply(&mut self, catalog: &Catalog, condition: &Condition<'q>) {
        let restricts = condition.restricted();
        match &condition.expr.kind {
            ExprKind::Operator { operator, args } if is_equality(catalog, *operator) => {
                if let [left, right] = args.as_slice() {
                    self.equate(catalog, *operator, left, right, restricts);
                }
            }
            ExprKind::ScalarArray { operator, any: true, left, right }
                if is_equality(catalog, *operator) =>
            {
                if let ExprKind::Array { elements, .. } = &right.kind
                    && let [element] = elements.as_slice()
                {
                    self.equate(catalog, *operator, left, element, restricts);
                }
            }
            // A boolean column that must be true, or must be false.
            ExprKind::Var(_) => self.determine_boolean(catalog, condition.expr, restricts),
            ExprKind::Not(arg) if matches!(arg.kind, ExprKind::Var(_)) => {
                self.determine_boolean(catalog, arg, restricts);
            }
            ExprKind::IsBoolean {
                arg,
                test: BooleanTest::True | BooleanTest::False,
                not: false,
            } if matches!(arg.kind, ExprKind::Var(_)) => {
                self.determine_boolean(catalog, arg, restricts);
            }
            ExprKind::IsNull { arg, not: false, row: false } => {
                if let Some(column) = self.restricted_column(arg, restricts) {
                    self.not_distinct.insert(column);
                }
            }
            ExprKind::IsDistinct { operator, not: true, left, right }
                if is_equality(catalog, *operator) =>
            {
                self.equate_or_null(catalog, *operator, left, right, restricts);
            }
            _ => {}
        }
    }

    /// `left IS NOT DISTINCT FROM right`: an equality where NULL is excluded, else one value or NULL.
    fn equate_or_null(
        &mut self,
        catalog: &Catalog,
        operator: OperatorId,
        left: &'q Expr,
        right: &'q Expr,
        restricts: Option<&[RangeId]>,
    ) {
        let collations = Collations::of(catalog, self.query, &[left, right]);
        for (column, other) in [(left, right), (right, left)] {
            let Some(place) = self.restricted_column(column, restricts) else { continue };
            if !is_key_equality(catalog, operator, column.ty)
                || !collations.respect(self.collation_of(place))
                || !self.determines(catalog, other)
            {
                continue;
            }
            if matches!(other.kind, ExprKind::Const(Some(_))) || self.is_not_null(catalog, place) {
                self.determine(catalog, column, &collations, restricts);
            } else {
                self.not_distinct.insert(place);
            }
        }
    }

    fn is_not_null(&self, catalog: &Catalog, (range, column): (RangeId, u32)) -> bool {
        plain_relation(catalog, self.query, range)
            .and_then(|relation| relation.columns.get(column as usize))
            .is_some_and(|column| column.not_null && !self.optional.contains(&range))
    }

    fn collation_of(&self, (range, column): (RangeId, u32)) -> Option<CollationId> {
        self.query.range(range).columns.get(column as usize).and_then(|column| column.collation)
    }

    fn determine_boolean(
        &mut self,
        catalog: &Catalog,
        expr: &'q Expr,
        restricts: Option<&[RangeId]>,
    ) {
        self.determine(catalog, expr, &Collations::default(), restricts);
    }

    fn equate(
        &mut self,
        catalog: &Catalog,
        operator: OperatorId,
        left: &'q Expr,
        right: &'q Expr,
        restricts: Option<&[RangeId]>,
    ) {
        let collations = Collations::of(catalog, self.query, &[left, right]);
        for (column, other) in [(left, right), (right, left)] {
            if is_key_equality(catalog, operator, column.ty) && self.determines(catalog, other) {
                self.determine(catalog, column, &collations, restricts);
            }
        }
    }

    /// Notes a column that has one value, by a comparison under some collations: one that calls more equal than
    /// the column's own does leaves several.
    fn determine(
        &mut self,
        catalog: &Catalog,
        expr: &Expr,
        collations: &Collations,
        restricts: Option<&[RangeId]>,
    ) {
        let Some(place) = self.restricted_column(expr, restricts) else { return };
        if !collations.respect(self.collation_of(place)) {
            return;
        }
        self.determined.insert(place);
        self.not_distinct.insert(place);
        if is_identity(catalog, expr.ty) && collations.are_deterministic() {
            self.identical.insert(place);
        }
    }

    fn restricted_column(
        &self,
        expr: &Expr,
        restricts: Option<&[RangeId]>,
    ) -> Option<(RangeId, u32)> {
        self.column(expr).filter(|(range, _)| restricts.is_none_or(|r| r.contains(range)))
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

    /// Whether an expression has one value for all rows, up to equality.
    pub(super) fn determines(&self, catalog: &Catalog, expr: &Expr) -> bool {
        let column = self.column(expr);
        if column.is_some_and(|place| self.counts(place.0) && self.determined.contains(&place)) {
            return true;
        }
        struct Fixed<'p, 'q, 'c> {
            pins: &'p Pins<'q>,
            catalog: &'c Catalog,
            fixed: bool,
        }
        impl Visitor for Fixed<'_, '_, '_> {
            fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
                let fixed = match &expr.kind {
                    ExprKind::Var(var) if var.levels_up == depth && depth == 0 => {
                        let pins = self.pins;
                        let (range, column) = match pins.column(expr) {
                            Some((range, column)) => (range, Some(column)),
                            None => (var.range, None),
                        };
                        let identical = |column| pins.identical.contains(&(range, column));
                        pins.counts(range)
                            && (pins.pinned.contains(&range) || column.is_some_and(identical))
                    }
                    // A subquery that looks at this level's rows.
                    ExprKind::Var(var) => var.levels_up != depth,
                    ExprKind::Call { returns_set: true, .. } => false,
                    ExprKind::Aggregate(_) | ExprKind::WindowCall(_) if depth == 0 => false,
                    ExprKind::Error | ExprKind::CurrentOf | ExprKind::CaseTest => false,
                    _ => is_steady_node(self.catalog, expr),
                };
                self.fixed &= fixed;
                self.fixed
            }
        }
        let mut fixed = Fixed { pins: self, catalog, fixed: true };
        walk_expr(expr, 0, &mut fixed);
        fixed.fixed
    }

    /// Whether what is known of an entry holds in every row that is asked about.
    fn counts(&self, range: RangeId) -> bool {
        !self.constant || !self.optional.contains(&range)
    }

    /// Whether an entry gives the same rows whenever it is evaluated.
    fn is_steady(&self, counter: &Counter<'_, 'q>, range: RangeId) -> bool {
        let (catalog, views) = (counter.catalog, counter.views);
        match &self.query.range(range).kind {
            RangeKind::Relation { relation, .. } => {
                views.query(*relation).is_none_or(|view| !is_volatile_query(catalog, views, &view))
            }
            RangeKind::Subquery(inner) => !is_volatile_query(catalog, views, inner),
            RangeKind::Values(rows) => !rows.iter().flatten().any(|e| is_volatile(catalog, e)),
            RangeKind::Function { functions, .. } => {
                !functions.iter().any(|(call, _)| is_volatile(catalog, call))
            }
            // A common table is evaluated once when something in it is volatile.
            _ => true,
        }
    }

    fn pins(&mut self, counter: &mut Counter<'_, 'q>, range: RangeId) -> bool {
        if !self.counts(range) || (self.constant && !self.is_steady(counter, range)) {
            return false;
        }
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
