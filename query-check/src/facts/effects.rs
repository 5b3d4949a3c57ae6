//! What a statement reads and writes, and what PostgreSQL would write on its own through foreign keys.

use std::collections::HashSet;

use super::views::Views;
use crate::catalog::{Catalog, ReferentialAction, Relation, RelationId, RelationKind};
use crate::checked::{Cascade, CommandKind, Write};
use crate::tree::{
    Assignment, Command, Expr, MergeActionKind, Query, RangeKind, Visitor, walk_query,
};

/// The effects of a statement.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) reads: Vec<RelationId>,
    pub(super) writes: Vec<Write>,
    pub(super) cascades: Vec<Cascade>,
}

/// Collects the effects of a statement, its WITH list and subqueries included.
pub(super) fn effects(catalog: &Catalog, views: &Views<'_>, query: &Query) -> Effects {
    let mut collector = Collector { catalog, views, effects: Effects::default() };
    walk_query(query, 0, &mut collector);
    let Effects { reads, writes, .. } = &mut collector.effects;
    reads.sort_unstable();
    reads.dedup();
    let writes = writes.clone();
    let mut cascades = Cascades { catalog, seen: HashSet::new(), found: Vec::new() };
    for write in &writes {
        match write.kind {
            CommandKind::Delete => cascades.deleted(write.relation, true),
            CommandKind::Update => {
                let columns = write.columns.clone();
                cascades.updated(write.relation, &columns, true);
            }
            CommandKind::Select | CommandKind::Insert | CommandKind::Merge => {}
        }
    }
    Effects { cascades: cascades.found, ..collector.effects }
}

struct Collector<'c, 'v> {
    catalog: &'c Catalog,
    views: &'v Views<'c>,
    effects: Effects,
}

impl Visitor for Collector<'_, '_> {
    fn expr(&mut self, _: &Expr, _: u32) -> bool {
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
        // A view reads what its query reads.
        if let Some(query) = self.views.query(relation) {
            for range in &query.ranges {
                if let RangeKind::Relation { relation, .. } = &range.kind {
                    self.read(*relation);
                }
            }
        }
    }

    fn write(
        &mut self,
        relation: RelationId,
        kind: CommandKind,
        columns: Vec<u32>,
        span: crate::span::Span,
    ) {
        if let Some((base, columns)) = self.behind_view(relation, &columns) {
            self.write(base, kind, columns, span);
        }
        self.effects.writes.push(Write { relation, kind, columns, span });
    }

    /// The table an automatically updatable view writes to, with the columns as that table has them.
    fn behind_view(&self, relation: RelationId, columns: &[u32]) -> Option<(RelationId, Vec<u32>)> {
        use crate::tree::{ExprKind, VarColumn};
        let found = self.catalog.relation(relation)?;
        if found.kind != RelationKind::View {
            return None;
        }
        let query = self.views.query(relation)?;
        let base = query.ranges.iter().find_map(|range| match &range.kind {
            RangeKind::Relation { relation, .. } => Some(*relation),
            _ => None,
        })?;
        let place = |column: &u32| match &query.targets.get(*column as usize)?.expr.kind {
            ExprKind::Var(var) => match var.column {
                VarColumn::Column(place) => Some(place),
                _ => None,
            },
            _ => None,
        };
        Some((base, columns.iter().filter_map(place).collect()))
    }
}

/// Follows referential actions (manual, "Foreign Keys") until nothing new is reached.
struct Cascades<'c> {
    catalog: &'c Catalog,
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
                    self.acts(referencing, &key.name, key.on_delete, relation, &columns);
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
                        self.acts(referencing, &key.name, key.on_update, relation, &columns);
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
        from: RelationId,
        columns: &[u32],
    ) {
        if matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict) {
            return;
        }
        let cascade =
            Cascade { relation: referencing.id, constraint: constraint.to_owned(), action, from };
        if !self.found.contains(&cascade) {
            self.found.push(cascade);
        }
        if action != ReferentialAction::Cascade {
            self.updated(referencing.id, columns, false);
        }
    }
}
