//! The rules of the house that need no declaration: WHERE on writes, no missing or NULL NOT NULL columns.

use crate::catalog::{Catalog, Relation, RelationKind, TriggerTiming};
use crate::diagnostic::{Code, Diagnostic};
use crate::tree::{
    Assignment, Command, Expr, ExprKind, Insert, InsertSource, MergeActionKind, Query, RangeKind,
    Visitor, walk_query,
};

/// Checks a statement and every statement below it.
pub(super) fn house_rules(catalog: &Catalog, query: &Query) -> Vec<Diagnostic> {
    let mut house = House { catalog, found: Vec::new() };
    walk_query(query, 0, &mut house);
    house.found
}

struct House<'c> {
    catalog: &'c Catalog,
    found: Vec<Diagnostic>,
}

impl Visitor for House<'_> {
    fn expr(&mut self, _: &Expr, _: u32) -> bool {
        true
    }

    fn query(&mut self, query: &Query, _: u32) -> bool {
        let Some(target) = query.target else { return true };
        let entry = query.range(target);
        let RangeKind::Relation { relation, .. } = &entry.kind else { return true };
        let Some(relation) = self.catalog.relation(*relation) else { return true };
        match &query.command {
            Command::Select => {}
            Command::Update(update) => {
                self.needs_where(query, relation, "UPDATE", "updates", entry.span);
                self.nulls(relation, &update.set);
            }
            Command::Delete => self.needs_where(query, relation, "DELETE", "deletes", entry.span),
            Command::Insert(insert) => self.insert(relation, insert, entry.span),
            Command::Merge(merge) => {
                for action in &merge.actions {
                    match &action.kind {
                        MergeActionKind::Insert(set) => {
                            let written: Vec<u32> = set.iter().map(|a| a.column).collect();
                            self.missing(relation, &written, entry.span);
                            self.nulls(relation, set);
                        }
                        MergeActionKind::Update(set) => self.nulls(relation, set),
                        MergeActionKind::Delete | MergeActionKind::DoNothing => {}
                    }
                }
            }
        }
        true
    }
}

impl House<'_> {
    fn needs_where(
        &mut self,
        query: &Query,
        relation: &Relation,
        command: &str,
        does: &str,
        span: crate::span::Span,
    ) {
        if query.filter.is_none() {
            let message = format!("{command} without WHERE {does} every row of {}", relation.name);
            self.found.push(
                Diagnostic::new(Code::MissingWhere, span, message)
                    .with_help("add a condition, or write `WHERE true` if every row is meant"),
            );
        }
    }

    fn insert(&mut self, relation: &Relation, insert: &Insert, span: crate::span::Span) {
        let written = match &insert.source {
            InsertSource::DefaultValues => Vec::new(),
            _ => insert.columns.clone(),
        };
        self.missing(relation, &written, span);
        match &insert.source {
            InsertSource::DefaultValues => {}
            InsertSource::Values(rows) => {
                for row in rows {
                    self.nulls(relation, row);
                }
            }
            InsertSource::Query(_, assignments) => self.nulls(relation, assignments),
        }
        if let Some(update) = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref()) {
            self.nulls(relation, &update.set);
        }
    }

    /// A NOT NULL column without default that an INSERT leaves out fails every time, unless a trigger fills it.
    fn missing(&mut self, relation: &Relation, written: &[u32], span: crate::span::Span) {
        if !is_table(relation) || is_filled_by_trigger(relation) {
            return;
        }
        let missing: Vec<&str> = relation
            .columns
            .iter()
            .enumerate()
            .filter(|(place, c)| {
                c.not_null && !c.has_default && !written.contains(&(*place as u32))
            })
            .map(|(_, column)| &*column.name)
            .collect();
        if missing.is_empty() {
            return;
        }
        let (noun, verb) = if missing.len() == 1 { ("column", "is") } else { ("columns", "are") };
        let names = missing.join(", ");
        let message = format!(
            "INSERT leaves out {noun} {names} of {}, which {verb} NOT NULL and {} no default",
            relation.name,
            if missing.len() == 1 { "has" } else { "have" }
        );
        self.found.push(
            Diagnostic::new(Code::MissingNotNullColumn, span, message)
                .with_help(format!("add {names} to the column list and a value for each")),
        );
    }

    fn nulls(&mut self, relation: &Relation, assignments: &[Assignment]) {
        if !is_table(relation) || is_filled_by_trigger(relation) {
            return;
        }
        for assignment in assignments {
            let Some(column) = relation.columns.get(assignment.column as usize) else { continue };
            if column.not_null && !assignment.partial && is_null(&assignment.value) {
                let message = format!(
                    "NULL is written to column {} of {}, which is NOT NULL",
                    column.name, relation.name
                );
                let span = assignment.value.span;
                self.found.push(
                    Diagnostic::new(Code::NullIntoNotNull, span, message)
                        .with_help("write a value, or DEFAULT where the column has one"),
                );
            }
        }
    }
}

fn is_null(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(value) => value.is_none(),
        ExprKind::Relabel(arg, _) | ExprKind::CoerceViaIo(arg, _) => is_null(arg),
        _ => false,
    }
}

fn is_table(relation: &Relation) -> bool {
    matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable)
}

pub(super) fn is_filled_by_trigger(relation: &Relation) -> bool {
    relation.details.as_ref().is_some_and(|details| {
        details.triggers.iter().any(|trigger| {
            trigger.enabled && trigger.for_each_row && trigger.timing == TriggerTiming::Before
        })
    })
}
