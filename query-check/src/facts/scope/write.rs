//! What a statement writes: rows of the scope, that stay in it.

use super::Check;
use super::level::{Level, inserts_parameter};
use crate::catalog::{KeyElement, ReferentialAction, Relation};
use crate::checked::{Cascade, Checked};
use crate::syntax::ast::MergeMatch;
use crate::tree::{
    Assignment, Command, ConflictUpdate, Insert, Merge, MergeActionKind, Query, RangeId, RangeKind,
};

/// Checks what a query writes. What is proven of the rows it gives back is added to its level.
pub(super) fn check(check: &mut Check<'_>, query: &Query, level: &mut Level) {
    let Some(target) = query.target else { return };
    let RangeKind::Relation { relation, .. } = &query.range(target).kind else { return };
    let Some(relation) = check.catalog.relation(*relation) else { return };
    let Some(place) = check.column(relation) else {
        if let Command::Insert(_) = &query.command
            && let Some(table) = check.unrestricted(relation, Vec::new())
        {
            let message = format!(
                "rows are written to {table} through {}, which does not show {}",
                relation.name, check.scope.column
            );
            let help = "write to the table itself, or let the view show the column";
            check.report(&table, query.range(target).span, &message, help);
        }
        return;
    };
    let mut write = Write { check, query, level, target, relation, place };
    match &query.command {
        Command::Select | Command::Delete => {}
        Command::Insert(insert) => write.insert(insert),
        Command::Update(update) => write.set(&update.set),
        Command::Merge(merge) => write.merge(merge),
    }
}

struct Write<'w, 's> {
    check: &'w mut Check<'s>,
    query: &'w Query,
    level: &'w mut Level,
    target: RangeId,
    relation: &'w Relation,
    /// Of the scope's column.
    place: usize,
}

impl Write<'_, '_> {
    fn insert(&mut self, insert: &Insert) {
        if !inserts_parameter(
            &self.check.levels,
            self.query,
            self.level,
            &insert.source,
            self.place,
        ) {
            self.not_written();
        } else if self.check.unrestricted(self.relation, vec![self.place as u32]).is_some() {
            let message =
                format!("what {} writes cannot be told from its definition", self.relation.name);
            self.report(&message, "write to the table itself".to_owned());
        }
        match insert.on_conflict.as_ref().map(|c| (c, c.update.as_ref())) {
            Some((conflict, Some(update))) => {
                self.level.fix(update.excluded, self.place);
                self.conflict(&conflict.arbiters, update);
            }
            // Nothing but the rows that were inserted comes back.
            _ => self.level.fix(self.target, self.place),
        }
    }

    /// DO UPDATE changes a row of the same key: it must be one of the scope.
    fn conflict(&mut self, arbiters: &[usize], update: &ConflictUpdate) {
        let keys = self.relation.details.as_ref().map_or(&[][..], |d| &d.unique_keys);
        let holds_column = |arbiter: &usize| {
            let is_it = |element: &KeyElement| match element {
                KeyElement::Column(column) => usize::from(*column) == self.place,
                KeyElement::Expression(_) => false,
            };
            keys.get(*arbiter).is_some_and(|key| key.elements.iter().any(is_it))
        };
        if !arbiters.is_empty() && arbiters.iter().all(holds_column) {
            self.level.fix(self.target, self.place);
        }
        if let Some(filter) = &update.filter {
            self.check.levels.also(self.query, filter, self.level);
        }
        if !self.level.is_fixed(self.target, self.place) {
            let (name, column) = (&self.relation.name, &self.check.scope.column);
            let parameter = self.check.scope.written();
            let message = format!("DO UPDATE can change rows of {name} of another {column}");
            let entry = &self.query.range(self.target).name;
            let help = format!(
                "add `WHERE {entry}.{column} = {parameter}` to DO UPDATE, or take a unique key that holds \
                 {column} for ON CONFLICT"
            );
            self.report(&message, help);
        }
        self.set(&update.set);
    }

    fn set(&mut self, set: &[Assignment]) {
        for assignment in set.iter().filter(|a| a.column as usize == self.place) {
            let levels = &self.check.levels;
            let stays = !assignment.partial
                && levels.is_parameter(self.query, self.level, &assignment.value);
            if !stays {
                let parameter = self.check.scope.written();
                let column = &self.check.scope.column;
                let name = &self.relation.name;
                let message = format!("this moves rows of {name} to another {column}");
                let help = format!("leave {column} as it is, or set it to {parameter}");
                self.check.report(name, assignment.value.span, &message, help);
            }
        }
    }

    fn merge(&mut self, merge: &Merge) {
        for action in &merge.actions {
            if action.matched == MergeMatch::NotMatchedBySource
                && !matches!(action.kind, MergeActionKind::DoNothing)
            {
                // These rows did not meet the ON.
                let mut alone = self.level.clone();
                alone.forget(self.target);
                if let Some(condition) = &action.condition {
                    self.check.levels.also(self.query, condition, &mut alone);
                }
                if !alone.is_fixed(self.target, self.place) {
                    let (name, column) = (&self.relation.name, &self.check.scope.column);
                    let message = format!(
                        "WHEN NOT MATCHED BY SOURCE is about rows of {name} of any {column}"
                    );
                    let entry = &self.query.range(self.target).name;
                    let parameter = self.check.scope.written();
                    let help = format!("add `AND {entry}.{column} = {parameter}` to it");
                    self.report(&message, help);
                }
            }
            match &action.kind {
                MergeActionKind::Update(set) => self.set(set),
                MergeActionKind::Insert(row) => {
                    let written = row.iter().find(|a| a.column as usize == self.place);
                    let levels = &self.check.levels;
                    let is_parameter = written.is_some_and(|a| {
                        !a.partial && levels.is_parameter(self.query, self.level, &a.value)
                    });
                    if !is_parameter {
                        self.not_written();
                    }
                }
                MergeActionKind::Delete | MergeActionKind::DoNothing => {}
            }
        }
    }

    fn not_written(&mut self) {
        let (name, column) = (&self.relation.name, &self.check.scope.column);
        let parameter = self.check.scope.written();
        let message = format!("rows are written to {name} with another {column} than {parameter}");
        let help = format!("name {column} among the columns, with {parameter} as its value");
        self.report(&message, help);
    }

    fn report(&mut self, message: &str, help: String) {
        let span = self.query.range(self.target).span;
        self.check.report(&self.relation.name, span, message, help);
    }
}

/// A referential action must not leave the scope, nor take rows out of it: the foreign key holds the column.
pub(super) fn cascades(check: &mut Check<'_>, checked: &Checked) {
    for cascade in &checked.cascades {
        let Some(relation) = check.catalog.relation(cascade.relation) else { continue };
        let Some(place) = check.column(relation) else { continue };
        if !stays(check, cascade, relation, place) {
            let span = checked.writes.last().map(|write| write.span).unwrap_or_default();
            let column = &check.scope.column;
            let message = format!(
                "by the foreign key {} this can change rows of {} of another {column}",
                cascade.constraint, relation.name
            );
            let help = format!(
                "hold {column} in the foreign key, on both sides; or change those rows explicitly"
            );
            check.report(&relation.name, span, &message, help);
        }
    }
}

fn stays(check: &Check<'_>, cascade: &Cascade, relation: &Relation, place: usize) -> bool {
    let keys = relation.details.iter().flat_map(|details| &details.foreign_keys);
    let mut keys = keys.filter(|key| key.name == cascade.constraint);
    keys.all(|key| {
        let Some(referenced) = check.catalog.relation(key.references) else { return false };
        let of_referenced = check.column(referenced);
        let holds = key.columns.iter().zip(&key.referenced_columns).any(|(column, target)| {
            usize::from(*column) == place && of_referenced == Some(usize::from(*target))
        });
        let set = key.set_columns.as_ref().unwrap_or(&key.columns);
        let keeps = match cascade.action {
            ReferentialAction::SetNull | ReferentialAction::SetDefault => {
                !set.iter().any(|column| usize::from(*column) == place)
            }
            _ => true,
        };
        holds && keeps
    })
}
