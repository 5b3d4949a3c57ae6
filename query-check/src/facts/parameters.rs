//! Which parameters may be NULL.

use super::known::{Implications, inner_join_conditions};
use crate::catalog::Catalog;
use crate::tree::{
    Assignment, Command, Expr, ExprKind, InsertSource, MergeActionKind, Query, RangeKind, Visitor,
    walk_query,
};

/// What is known of one parameter.
#[derive(Clone, Debug, Default)]
pub(super) struct ParameterFacts {
    /// With NULL the statement is certain to match nothing.
    pub(super) matches_nothing: bool,
    /// The NOT NULL column (`table.column`) it is written to.
    pub(super) not_null_column: Option<String>,
}

/// Works out the parameters of a statement.
pub(super) fn parameter_facts(
    catalog: &Catalog,
    query: &Query,
    count: usize,
) -> Vec<ParameterFacts> {
    let mut collector = Collector { catalog, facts: vec![ParameterFacts::default(); count] };
    walk_query(query, 0, &mut collector);
    // Only the conditions of the statement itself decide whether anything matches at all.
    let implications = Implications { catalog, query, depth: 0 };
    let mut conditions: Vec<&Expr> = query.filter.iter().collect();
    for node in &query.from {
        inner_join_conditions(node, &mut conditions);
    }
    let aggregates = query.has_aggregates && query.group_by.is_empty();
    let applies = !aggregates
        && query.set_operation.is_none()
        && !matches!(query.command, Command::Insert(_) | Command::Merge(_));
    for condition in conditions.into_iter().filter(|_| applies) {
        for place in implications.when_true(condition).params {
            if let Some(facts) = collector.facts.get_mut(place) {
                facts.matches_nothing = true;
            }
        }
    }
    collector.facts
}

struct Collector<'c> {
    catalog: &'c Catalog,
    facts: Vec<ParameterFacts>,
}

impl Visitor for Collector<'_> {
    fn expr(&mut self, _: &Expr, _: u32) -> bool {
        true
    }

    fn query(&mut self, query: &Query, _: u32) -> bool {
        match &query.command {
            Command::Select | Command::Delete => {}
            Command::Insert(insert) => {
                match &insert.source {
                    InsertSource::DefaultValues => {}
                    InsertSource::Values(rows) => {
                        for row in rows {
                            self.assigned(query, row);
                        }
                    }
                    InsertSource::Query(range, assignments) => {
                        self.assigned(query, assignments);
                        self.selected(query, *range, assignments);
                    }
                }
                if let Some(update) = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref()) {
                    self.assigned(query, &update.set);
                }
            }
            Command::Update(update) => self.assigned(query, &update.set),
            Command::Merge(merge) => {
                for action in &merge.actions {
                    if let MergeActionKind::Insert(set) | MergeActionKind::Update(set) =
                        &action.kind
                    {
                        self.assigned(query, set);
                    }
                }
            }
        }
        true
    }
}

impl Collector<'_> {
    fn not_null_column(&self, query: &Query, column: u32) -> Option<String> {
        let target = query.target?;
        let RangeKind::Relation { relation, .. } = &query.range(target).kind else { return None };
        let relation = self.catalog.relation(*relation)?;
        let column = relation.columns.get(column as usize)?;
        let enforced = column.not_null && !super::house::is_filled_by_trigger(relation);
        enforced.then(|| format!("{}.{}", relation.name, column.name))
    }

    fn note(&mut self, query: &Query, column: u32, value: &Expr) {
        if let Some(place) = passed_through(value)
            && let Some(name) = self.not_null_column(query, column)
            && let Some(facts) = self.facts.get_mut(place)
        {
            facts.not_null_column.get_or_insert(name);
        }
    }

    fn assigned(&mut self, query: &Query, assignments: &[Assignment]) {
        for assignment in assignments.iter().filter(|assignment| !assignment.partial) {
            self.note(query, assignment.column, &assignment.value);
        }
    }

    /// `INSERT … SELECT :p …`: the parameter stands in the select list.
    fn selected(&mut self, query: &Query, range: crate::tree::RangeId, assignments: &[Assignment]) {
        let RangeKind::Subquery(inner) = &query.range(range).kind else { return };
        if inner.set_operation.is_some() {
            return;
        }
        for (assignment, target) in assignments.iter().zip(inner.output()) {
            if !assignment.partial {
                self.note(query, assignment.column, &target.expr);
            }
        }
    }
}

/// The parameter whose NULL would arrive as it is.
fn passed_through(expr: &Expr) -> Option<usize> {
    match &expr.kind {
        ExprKind::Param(place) => Some(*place),
        ExprKind::Relabel(arg, _)
        | ExprKind::CoerceViaIo(arg, _)
        | ExprKind::CoerceToDomain(arg, _)
        | ExprKind::ArrayCoerce { arg, .. }
        | ExprKind::Collate(arg, _) => passed_through(arg),
        ExprKind::Call { args, form: crate::tree::CoercionForm::ImplicitCast, .. } => {
            args.first()?.as_ref().and_then(passed_through)
        }
        _ => None,
    }
}
