//! What a statement reads and writes, and what PostgreSQL would write on its own through foreign keys.

use std::collections::HashSet;

use super::modify::Event;
use super::rules::rule_writes;
use super::views::Views;
use crate::catalog::{Catalog, FunctionId, ReferentialAction, Relation, RelationId};
use crate::checked::{Cascade, CommandKind, Fired, FiredKind, Write};
use crate::span::Span;
use crate::tree::{
    Assignment, Command, Expr, MergeActionKind, Query, RangeKind, Visitor, walk_query,
};

/// The effects of a statement.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) reads: Vec<RelationId>,
    pub(super) locks: Vec<RelationId>,
    pub(super) writes: Vec<Write>,
    pub(super) cascades: Vec<Cascade>,
    pub(super) fires: Vec<Fired>,
    pub(super) volatile: Vec<FunctionId>,
}

/// Collects the effects of a statement, its WITH list and subqueries included.
pub(super) fn effects(catalog: &Catalog, views: &Views<'_>, query: &Query) -> Effects {
    let mut collector = Collector { catalog, views, effects: Effects::default() };
    walk_query(query, 0, &mut collector);
    let mut effects = collector.effects;
    for ids in [&mut effects.reads, &mut effects.locks] {
        ids.sort_unstable();
        ids.dedup();
    }
    effects.volatile.sort_unstable();
    effects.volatile.dedup();
    for write in &effects.writes {
        let mut cascades =
            Cascades { catalog, span: write.span, seen: HashSet::new(), found: Vec::new() };
        match write.kind {
            CommandKind::Delete => cascades.deleted(write.relation, true),
            CommandKind::Update => cascades.updated(write.relation, &write.columns, true),
            CommandKind::Select | CommandKind::Insert | CommandKind::Merge => {}
        }
        for cascade in cascades.found {
            let same = |known: &Cascade| Cascade { span: known.span, ..cascade.clone() } == *known;
            if !effects.cascades.iter().any(same) {
                effects.cascades.push(cascade);
            }
        }
    }
    let written = effects.writes.iter().map(|write| (write.relation, write.kind));
    let cascaded = effects.cascades.iter().map(|cascade| (cascade.relation, cascade.command()));
    let changes: Vec<_> = written.chain(cascaded).collect();
    for (relation, kind) in changes {
        fired(catalog, relation, kind, &mut effects.fires);
    }
    effects
}

/// Notes the triggers and rules that a change of a relation, or of what lies below it, sets off.
fn fired(catalog: &Catalog, id: RelationId, kind: CommandKind, fires: &mut Vec<Fired>) {
    let (Some(relation), Some(event)) = (catalog.relation(id), Event::of(kind)) else { return };
    if let Some(details) = &relation.details {
        let triggers = details.triggers.iter().filter(|t| t.enabled && t.events[event as usize]);
        let triggers = triggers.map(|trigger| (FiredKind::Trigger, &trigger.name));
        let rules = details.rules.iter().filter(|rule| rule.event == event.rule_event());
        let rules = rules.map(|rule| (FiredKind::Rule, &rule.name));
        for (kind, name) in triggers.chain(rules) {
            let one = Fired { relation: id, kind, name: name.clone() };
            if !fires.contains(&one) {
                fires.push(one);
            }
        }
    }
    for child in catalog.children(id) {
        fired(catalog, child.id, kind, fires);
    }
}

struct Collector<'c, 'v> {
    catalog: &'c Catalog,
    views: &'v Views<'c>,
    effects: Effects,
}

impl Visitor for Collector<'_, '_> {
    fn expr(&mut self, expr: &Expr, _: u32) -> bool {
        self.effects.volatile.extend(super::volatile::volatile_function(self.catalog, expr));
        true
    }

    fn query(&mut self, query: &Query, _: u32) -> bool {
        for (place, range) in query.ranges.iter().enumerate() {
            if let RangeKind::Relation { relation, .. } = &range.kind
                && (query.target.map(|t| t.0) != Some(place) || reads_target(query))
            {
                self.read(*relation);
            }
        }
        for lock in &query.locks {
            if let RangeKind::Relation { relation, .. } = &query.range(lock.range).kind {
                self.effects.locks.push(*relation);
            }
        }
        if let Some(target) = query.target {
            let entry = query.range(target);
            if let RangeKind::Relation { relation, .. } = &entry.kind {
                for (kind, columns) in kinds(query) {
                    self.write(*relation, kind, columns, entry.span);
                }
            }
        }
        true
    }
}

/// Whether the written table is read as well: to find its rows, or to give them back.
fn reads_target(query: &Query) -> bool {
    let insert = matches!(query.command, Command::Insert(_));
    !insert || query.returning.is_some() || query.on_conflict().is_some()
}

fn columns_of(assignments: &[Assignment]) -> Vec<u32> {
    let mut columns: Vec<u32> = assignments.iter().map(|a| a.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn kinds(query: &Query) -> Vec<(CommandKind, Vec<u32>)> {
    let mut kinds = Vec::new();
    match &query.command {
        Command::Select => {}
        Command::Insert(insert) => {
            kinds.push((CommandKind::Insert, insert.columns.clone()));
            if let Some(update) = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref()) {
                kinds.push((CommandKind::Update, columns_of(&update.set)));
            }
        }
        Command::Update(update) => kinds.push((CommandKind::Update, columns_of(&update.set))),
        Command::Delete => kinds.push((CommandKind::Delete, Vec::new())),
        Command::Merge(merge) => {
            for action in &merge.actions {
                match &action.kind {
                    MergeActionKind::Update(set) => {
                        kinds.push((CommandKind::Update, columns_of(set)));
                    }
                    MergeActionKind::Delete => kinds.push((CommandKind::Delete, Vec::new())),
                    MergeActionKind::Insert(set) => {
                        kinds.push((CommandKind::Insert, columns_of(set)));
                    }
                    MergeActionKind::DoNothing => {}
                }
            }
        }
    }
    kinds
}

impl Collector<'_, '_> {
    fn read(&mut self, relation: RelationId) {
        if self.effects.reads.contains(&relation) {
            return;
        }
        self.effects.reads.push(relation);
        // A view reads what its query reads, and calls what it calls.
        if let Some(query) = self.views.query(relation) {
            walk_query(&query, 0, self);
        }
    }

    fn write(&mut self, relation: RelationId, kind: CommandKind, columns: Vec<u32>, span: Span) {
        let write = Write { relation, kind, columns, span };
        if self.effects.writes.contains(&write) {
            return;
        }
        self.effects.writes.push(write.clone());
        // What an automatically updatable view is written as.
        if let Some(base) = self.views.base(relation) {
            let place = |column: &u32| self.views.base_column(relation, *column);
            let columns = write.columns.iter().filter_map(place).collect();
            self.write(base, kind, columns, span);
        }
        if let (Some(found), Some(event)) = (self.catalog.relation(relation), Event::of(kind)) {
            for (relation, kind, columns) in rule_writes(self.catalog, found, event) {
                self.write(relation, kind, columns, span);
            }
        }
    }
}

/// Follows referential actions (manual, "Foreign Keys") until nothing new is reached.
struct Cascades<'c> {
    catalog: &'c Catalog,
    /// The write that sets them off.
    span: Span,
    seen: HashSet<(RelationId, Option<Vec<u32>>)>,
    found: Vec<Cascade>,
}

impl<'c> Cascades<'c> {
    /// The relations whose foreign keys look at rows of `relation`: itself, the partitioned tables and
    /// inheritance parents above a partition, and the partitions and children below.
    fn family(&self, relation: RelationId) -> Vec<&'c Relation> {
        let mut family: Vec<&'c Relation> = Vec::new();
        let mut waiting: Vec<RelationId> = vec![relation];
        // Upwards: a key that references a partitioned table covers its partitions' rows.
        let mut above = vec![relation];
        while let Some(id) = above.pop() {
            let details = self.catalog.relation(id).and_then(|r| r.details.as_ref());
            for parent in details.filter(|d| d.is_partition).iter().flat_map(|d| &d.parents) {
                if let Some(parent) = self.catalog.relation(*parent) {
                    family.push(parent);
                    above.push(parent.id);
                }
            }
        }
        while let Some(id) = waiting.pop() {
            if let Some(found) = self.catalog.relation(id)
                && !family.iter().any(|known| known.id == id)
            {
                family.push(found);
                waiting.extend(self.catalog.children(id).map(|child| child.id));
            }
        }
        family
    }

    fn deleted(&mut self, relation: RelationId, top: bool) {
        if !top && !self.seen.insert((relation, None)) {
            return;
        }
        for referenced in self.family(relation) {
            for referencing in self.catalog.referencing(referenced.id) {
                let keys = referencing.details.iter().flat_map(|details| &details.foreign_keys);
                for key in keys.filter(|key| key.references == referenced.id) {
                    let columns: Vec<u32> = match &key.set_columns {
                        Some(columns) => columns.iter().map(|c| u32::from(*c)).collect(),
                        None => key.columns.iter().map(|c| u32::from(*c)).collect(),
                    };
                    self.acts(referencing, &key.name, key.on_delete, true, relation, &columns);
                    if key.on_delete == ReferentialAction::Cascade {
                        self.deleted(referencing.id, false);
                    }
                }
            }
        }
    }

    fn updated(&mut self, relation: RelationId, columns: &[u32], top: bool) {
        if !top && !self.seen.insert((relation, Some(columns.to_vec()))) {
            return;
        }
        for referenced in self.family(relation) {
            let renamed = self.by_name(relation, referenced, columns);
            for referencing in self.catalog.referencing(referenced.id) {
                let keys = referencing.details.iter().flat_map(|details| &details.foreign_keys);
                for key in keys.filter(|key| key.references == referenced.id) {
                    let hit =
                        key.referenced_columns.iter().any(|c| renamed.contains(&u32::from(*c)));
                    if hit {
                        let columns: Vec<u32> = key.columns.iter().map(|c| u32::from(*c)).collect();
                        self.acts(referencing, &key.name, key.on_update, false, relation, &columns);
                        if key.on_update == ReferentialAction::Cascade {
                            self.updated(referencing.id, &columns, false);
                        }
                    }
                }
            }
        }
    }

    /// Columns of one member of a family as another has them.
    fn by_name(&self, from: RelationId, to: &Relation, columns: &[u32]) -> Vec<u32> {
        let Some(from) = self.catalog.relation(from) else { return Vec::new() };
        let name = |column: &u32| from.columns.get(*column as usize).map(|c| &c.name);
        columns
            .iter()
            .filter_map(name)
            .filter_map(|name| to.columns.iter().position(|c| c.name == *name))
            .map(|place| place as u32)
            .collect()
    }

    fn acts(
        &mut self,
        referencing: &'c Relation,
        constraint: &str,
        action: ReferentialAction,
        on_delete: bool,
        from: RelationId,
        columns: &[u32],
    ) {
        if matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict) {
            return;
        }
        let (constraint, span) = (constraint.to_owned(), self.span);
        let deletes = on_delete && action == ReferentialAction::Cascade;
        let cascade = Cascade { relation: referencing.id, constraint, action, deletes, from, span };
        if !self.found.contains(&cascade) {
            self.found.push(cascade);
        }
        if action != ReferentialAction::Cascade {
            self.updated(referencing.id, columns, false);
        }
    }
}
