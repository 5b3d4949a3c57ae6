//! What relations promise: columns of tables, views analysed from their definitions, indexed expressions.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::cardinality::Counter;
use super::nullability::Nullability;
use crate::analyze::resolve::view::{analyze_expression_over, analyze_view};
use crate::catalog::{Catalog, Column, Relation, RelationId, RelationKind, Trigger, TriggerTiming};
use crate::tree::{Expr, ExprKind, FromNode, Query, RangeKind, Var, VarColumn};

/// Expressions over a relation by their text; `None` for one that cannot be analysed.
type Expressions = HashMap<(RelationId, String), Option<Rc<Expr>>>;

/// Answers about relations, each worked out once for a statement.
pub(super) struct Views<'c> {
    catalog: &'c Catalog,
    queries: RefCell<HashMap<RelationId, Option<Rc<Query>>>>,
    columns: RefCell<HashMap<RelationId, Rc<Vec<bool>>>>,
    expressions: RefCell<Expressions>,
    /// How many more queries may be counted.
    left: Cell<u32>,
}

/// Queries that are counted for one statement: a common table is counted for each reference to it, and common tables
/// that refer twice to the one before would be counted without end.
const MOST_COUNTED: u32 = 20_000;

impl<'c> Views<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            queries: RefCell::default(),
            columns: RefCell::default(),
            expressions: RefCell::default(),
            left: Cell::new(MOST_COUNTED),
        }
    }

    /// Whether another query may be counted; where not, nothing is claimed of its rows.
    pub(super) fn may_go_on(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// For each column of a relation, whether rows read from it can hold NULL there.
    pub(super) fn relation_columns(&self, id: RelationId, only: bool) -> Vec<bool> {
        let Some(relation) = self.catalog.relation(id) else { return Vec::new() };
        match relation.kind {
            RelationKind::View => self.view_columns(relation).to_vec(),
            RelationKind::Sequence => vec![false; relation.columns.len()],
            RelationKind::Table | RelationKind::PartitionedTable => {
                let checked = self.checked_columns(relation);
                let nullable = |(place, column): (usize, &Column)| {
                    !column.not_null && !checked.contains(&(place as u32))
                        || (!only && self.child_allows_null(relation, &column.name))
                };
                relation.columns.iter().enumerate().map(nullable).collect()
            }
            // NOT NULL of a foreign table is not enforced here; a materialized view can be older than a NOT NULL.
            _ => vec![true; relation.columns.len()],
        }
    }

    /// Before PostgreSQL 18 an inheritance child may drop NOT NULL; a foreign partition never enforces it.
    fn child_allows_null(&self, relation: &Relation, column: &str) -> bool {
        self.catalog.children(relation.id).any(|child| {
            let own = child.columns.iter().find(|c| c.name == column);
            let enforced =
                child.kind != RelationKind::ForeignTable && own.is_some_and(|own| own.not_null);
            !enforced || self.child_allows_null(child, column)
        })
    }

    /// Columns that a CHECK forbids to be NULL: a CHECK passes when it is NULL, so only an outright
    /// `IS NOT NULL` among its conjuncts counts (manual, "Check Constraints").
    fn checked_columns(&self, relation: &Relation) -> Vec<u32> {
        let mut columns = Vec::new();
        let Some(details) = &relation.details else { return columns };
        if self.catalog.children(relation.id).next().is_some() {
            return columns;
        }
        for check in details.checks.iter().filter(|check| check.validated) {
            let Some(check) = self.expression_over(relation, &check.expression) else { continue };
            let mut parts = vec![&*check];
            while let Some(part) = parts.pop() {
                match &part.kind {
                    ExprKind::And(args) => parts.extend(args),
                    ExprKind::IsNull { arg, not: true, row: false } => {
                        if let ExprKind::Var(Var { column: VarColumn::Column(place), .. }) =
                            arg.kind
                        {
                            columns.push(place);
                        }
                    }
                    _ => {}
                }
            }
        }
        columns
    }

    /// [`Self::relation_columns`] of the row an INSERT proposes: NOT NULL and CHECK are tested before a conflict
    /// is looked for.
    pub(super) fn proposed_columns(&self, id: RelationId) -> Vec<bool> {
        match self.catalog.relation(id) {
            Some(relation) if relation.kind == RelationKind::View => self.written_columns(id),
            _ => self.relation_columns(id, true),
        }
    }

    /// For each column of a relation, whether a row just written to it can hold NULL there, as RETURNING shows
    /// it: a view's condition does not hold for what is written through the view, and what an INSTEAD OF
    /// trigger gives back is its own business.
    pub(super) fn written_columns(&self, id: RelationId) -> Vec<bool> {
        let Some(relation) = self.catalog.relation(id) else { return Vec::new() };
        let Some(base) = self.base(id) else {
            return match relation.kind {
                RelationKind::View => vec![true; relation.columns.len()],
                _ => self.relation_columns(id, false),
            };
        };
        let below = self.written_columns(base);
        let place = |place: usize| self.base_column(id, place as u32);
        let nullable = |column: u32| below.get(column as usize).copied().unwrap_or(true);
        (0..relation.columns.len()).map(|i| place(i).is_none_or(nullable)).collect()
    }

    /// The relation that an automatically updatable view writes to.
    pub(super) fn base(&self, id: RelationId) -> Option<RelationId> {
        let relation = self.catalog.relation(id).filter(|r| r.kind == RelationKind::View)?;
        let instead = |trigger: &Trigger| trigger.timing == TriggerTiming::InsteadOf;
        if relation.details.as_ref()?.triggers.iter().any(instead) {
            return None;
        }
        let query = self.query(id)?;
        let [FromNode::Range(range)] = query.from.as_slice() else { return None };
        match &query.range(*range).kind {
            RangeKind::Relation { relation, .. } => Some(*relation),
            _ => None,
        }
    }

    /// The column of its base that a column of an automatically updatable view plainly shows.
    pub(super) fn base_column(&self, view: RelationId, column: u32) -> Option<u32> {
        let query = self.query(view)?;
        match query.output().get(column as usize)?.expr.kind {
            ExprKind::Var(Var { levels_up: 0, column: VarColumn::Column(place), .. }) => {
                Some(place)
            }
            _ => None,
        }
    }

    fn view_columns(&self, view: &Relation) -> Rc<Vec<bool>> {
        if let Some(columns) = self.columns.borrow().get(&view.id) {
            return Rc::clone(columns);
        }
        let unknown = vec![true; view.columns.len()];
        let columns = match self.query(view.id) {
            Some(query) => {
                let outputs = Nullability::new(self.catalog, self, &|_| false).outputs(&query);
                if outputs.len() == unknown.len() { outputs } else { unknown }
            }
            None => unknown,
        };
        let columns = Rc::new(columns);
        self.columns.borrow_mut().insert(view.id, Rc::clone(&columns));
        columns
    }

    /// Whether a view gives at most one row when some of its columns have one fixed value each.
    pub(super) fn at_most_one(&self, view: RelationId, given: &[usize]) -> bool {
        let Some(query) = self.query(view) else { return false };
        Counter::new(self.catalog, self, Vec::new()).at_most_one(&query, given)
    }

    /// The query behind a view.
    pub(super) fn query(&self, id: RelationId) -> Option<Rc<Query>> {
        if let Some(query) = self.queries.borrow().get(&id) {
            return query.clone();
        }
        let relation = self.catalog.relation(id);
        let query = relation.and_then(|r| analyze_view(self.catalog, r)).map(Rc::new);
        self.queries.borrow_mut().insert(id, query.clone());
        query
    }

    /// An expression of an index or constraint, analysed over its relation (entry 0 of its range table).
    pub(super) fn expression_over(&self, relation: &Relation, text: &str) -> Option<Rc<Expr>> {
        let key = (relation.id, text.to_owned());
        if let Some(expr) = self.expressions.borrow().get(&key) {
            return expr.clone();
        }
        let expr = analyze_expression_over(self.catalog, relation, text).map(Rc::new);
        self.expressions.borrow_mut().insert(key, expr.clone());
        expr
    }
}
