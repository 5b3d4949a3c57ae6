//! NULLs in the rows a statement writes, as RETURNING shows them.

use super::joins::{JoinFacts, join_facts_of, ranges_below};
use super::known::Known;
use super::nullability::{Level, Nullability};
use super::views::Views;
use crate::catalog::{Catalog, RelationId, RelationKind, Subscript, TriggerTiming};
use crate::checked::CommandKind;
use crate::syntax::ast::MergeMatch;
use crate::tree::{
    Assignment, Command, ExprKind, Insert, InsertSource, MergeActionKind, Query, RangeKind,
    ReturningRow, Var, VarColumn,
};

/// The joins of a MERGE: its source is missing in rows that only the target has.
pub(super) fn merge_joins<'q>(catalog: &Catalog, query: &'q Query) -> JoinFacts<'q> {
    let Command::Merge(merge) = &query.command else {
        return join_facts_of(catalog, query, &query.from, Known::default());
    };
    let source = std::slice::from_ref(&merge.source);
    let mut facts = join_facts_of(catalog, query, source, Known::default());
    let by_source = merge.actions.iter().any(|action| {
        action.matched == MergeMatch::NotMatchedBySource
            && !matches!(action.kind, MergeActionKind::DoNothing)
    });
    if by_source {
        facts.known = Known::default();
        let mut ranges = Vec::new();
        ranges_below(&merge.source, &mut ranges);
        for range in ranges {
            facts.extended[range.0] = true;
        }
    }
    facts
}

/// What RETURNING's OLD and NEW say about a variable, where that alone decides.
pub(super) fn returning_row(level: &Level<'_>, var: Var) -> Option<bool> {
    if level.query.target != Some(var.range) {
        return None;
    }
    let missing = matches!(
        (&level.query.command, var.returning),
        (Command::Insert(_), ReturningRow::Old)
            | (Command::Delete, ReturningRow::New)
            | (Command::Merge(_), ReturningRow::Old | ReturningRow::New)
    );
    if missing {
        return Some(true);
    }
    match var.column {
        VarColumn::Column(place) if var.returning != ReturningRow::Old => {
            level.written.get(&place).copied()
        }
        _ => None,
    }
}

/// Notes which columns of the written table are known after the write, and forgets what WHERE said of the
/// row before it.
pub(super) fn note_written_columns<'q>(facts: &mut Nullability<'_, 'q>, query: &'q Query) {
    let Some(target) = query.target else { return };
    let RangeKind::Relation { relation, .. } = &query.range(target).kind else { return };
    if is_ruled(facts.catalog, facts.views, query) {
        // RETURNING shows what the rule's statement returns, whatever that is.
        let level = facts.top();
        level.joins.extended[target.0] = true;
        level.joins.known.exprs.clear();
        level.joins.known.vars.retain(|(range, _)| *range != target);
        return;
    }
    let events: &[Event] = match &query.command {
        Command::Insert(_) => &[Event::Insert],
        Command::Update(_) => &[Event::Update],
        _ => return,
    };
    let kept = rows_are_kept(facts.catalog, *relation, events);
    let mut values: Vec<(u32, bool)> = Vec::new();
    match &query.command {
        Command::Insert(insert) => {
            // After DO UPDATE the row is another one; after DO NOTHING it is not returned.
            let updates = insert.on_conflict.as_ref().is_some_and(|c| c.update.is_some());
            if kept && !updates {
                values = inserted(facts, insert);
            }
        }
        Command::Update(update) => {
            for assignment in &update.set {
                let nullable = assigned(facts, assignment);
                values.push((assignment.column, nullable || !kept));
            }
            let level = facts.top();
            level.joins.known.exprs.clear();
            let set: Vec<u32> = values.iter().map(|(column, _)| *column).collect();
            let generated = facts.catalog.relation(*relation).map(|r| &r.columns);
            let is_generated =
                |c: u32| generated.is_some_and(|g| g.get(c as usize).is_some_and(|g| g.generated));
            facts.top().joins.known.vars.retain(|(range, column)| match column {
                VarColumn::Column(c) if *range == target => {
                    kept && !set.contains(c) && !is_generated(*c)
                }
                _ => true,
            });
        }
        _ => {}
    }
    let columns = facts.range_columns(0, target);
    for (column, nullable) in values {
        // NOT NULL holds whatever was assigned.
        let base = columns.get(column as usize).copied().unwrap_or(true);
        facts.top().written.insert(column, base && nullable);
    }
}

fn assigned<'q>(facts: &mut Nullability<'_, 'q>, assignment: &'q Assignment) -> bool {
    if assignment.partial {
        // An element of a type of fixed length (`point`) cannot be set while the whole is NULL: it stays NULL.
        return facts.catalog.ty(assignment.value.ty).subscript == Subscript::Raw;
    }
    matches!(assignment.value.kind, ExprKind::Default) || facts.nullable(&assignment.value)
}

fn inserted<'q>(facts: &mut Nullability<'_, 'q>, insert: &'q Insert) -> Vec<(u32, bool)> {
    let rows: Vec<&'q [Assignment]> = match &insert.source {
        InsertSource::DefaultValues => return Vec::new(),
        InsertSource::Values(rows) => rows.iter().map(Vec::as_slice).collect(),
        InsertSource::Query(_, assignments) => vec![assignments],
    };
    let mut columns: Vec<(u32, bool)> = Vec::new();
    for assignment in rows.into_iter().flatten() {
        let nullable = assigned(facts, assignment);
        match columns.iter_mut().find(|(column, _)| *column == assignment.column) {
            Some((_, seen)) => *seen |= nullable,
            None => columns.push((assignment.column, nullable)),
        }
    }
    columns
}

/// What sets a trigger off, by its place in [`Trigger::events`](crate::catalog::Trigger::events).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Insert = 0,
    Update = 1,
    Delete = 2,
}

impl Event {
    /// What a command does to rows, where it is one thing.
    pub(super) fn of(command: CommandKind) -> Option<Self> {
        match command {
            CommandKind::Insert => Some(Self::Insert),
            CommandKind::Update => Some(Self::Update),
            CommandKind::Delete => Some(Self::Delete),
            CommandKind::Select | CommandKind::Merge => None,
        }
    }

    /// The event in `pg_rewrite.ev_type`.
    pub(super) fn rule_event(self) -> u8 {
        match self {
            Self::Insert => 3,
            Self::Update => 2,
            Self::Delete => 4,
        }
    }
}

/// Whether the command leaves rows as new ones, which may not satisfy the condition of a view they are
/// written through.
pub(super) fn gives_new_rows(command: &Command) -> bool {
    matches!(command, Command::Insert(_) | Command::Update(_) | Command::Merge(_))
}

/// Whether a rule stands on the relation a query writes, or on what stands behind a view it writes.
pub(super) fn is_ruled(catalog: &Catalog, views: &Views<'_>, query: &Query) -> bool {
    let relation = query.target.map(|target| &query.range(target).kind);
    let Some(RangeKind::Relation { relation, .. }) = relation else { return false };
    let mut next = Some(*relation);
    // A view over itself does not exist.
    while let Some(id) = next {
        let Some(details) = catalog.relation(id).and_then(|r| r.details.as_ref()) else {
            return false;
        };
        if !details.rules.is_empty() {
            return true;
        }
        next = views.base(id);
    }
    false
}

/// Whether a row is stored just as the statement gives it: a plain table, no rule, and no BEFORE trigger on
/// it or on a partition that could replace the row.
pub(super) fn rows_are_kept(catalog: &Catalog, relation: RelationId, events: &[Event]) -> bool {
    let Some(found) = catalog.relation(relation) else { return false };
    let table = matches!(found.kind, RelationKind::Table | RelationKind::PartitionedTable);
    let Some(details) = found.details.as_ref().filter(|_| table) else { return false };
    // An UPDATE that moves a row to another partition inserts it there.
    let moves = found.kind == RelationKind::PartitionedTable && events.contains(&Event::Update);
    let moved = [Event::Insert, Event::Update];
    let below = if moves { &moved } else { events };
    let touched = details.triggers.iter().any(|trigger| {
        trigger.enabled
            && trigger.for_each_row
            && trigger.timing != TriggerTiming::After
            && events.iter().any(|event| trigger.events[*event as usize])
    });
    !touched
        && details.rules.is_empty()
        && catalog.children(relation).all(|child| rows_are_kept(catalog, child.id, below))
}
