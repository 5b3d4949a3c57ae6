//! Which entry of FROM each output column comes from, and whether that entry's row can be missing.
//!
//! It is what a row type needs that holds whole rows: `company: Company, desk: Option<Desk>`.

use super::cardinality::Counter;
use super::nullability::Nullability;
use super::pins::Pins;
use crate::checked::ColumnSource;
use crate::tree::{
    Command, Expr, ExprKind, Query, RangeId, RangeKind, ReturningRow, Var, VarColumn,
};

/// For each output column its source, where it plainly shows a column of an entry of the outermost level.
pub(super) fn sources<'q>(
    facts: &mut Nullability<'_, 'q>,
    counter: &mut Counter<'_, 'q>,
    query: &'q Query,
) -> Vec<Option<ColumnSource>> {
    // Rows of a set operation come from either side; a grouping set fills single columns with NULL.
    if query.set_operation.is_some() || !query.grouping_sets.is_empty() {
        return Vec::new();
    }
    // What a rule returns are no rows of the table it stands on.
    let ruled = super::modify::is_ruled(facts.catalog, facts.views, query);
    facts.enter(query);
    let is_select = matches!(query.command, Command::Select);
    let pins = is_select.then(|| Pins::constant(counter, query, &[]));
    let outputs = query.output();
    let mut found = Vec::with_capacity(outputs.len());
    for target in outputs {
        let shown = column(query, &target.expr);
        let shown = shown.filter(|(range, _)| !ruled || query.target != Some(*range));
        let Some((range, place)) = shown else {
            found.push(None);
            continue;
        };
        let extended = facts.top().joins.extended.get(range.0).copied().unwrap_or(true);
        let nullable = if extended {
            let columns = facts.range_columns(0, range);
            columns.get(place as usize).copied().unwrap_or(true)
        } else {
            facts.nullable(&target.expr)
        };
        let entry = query.range(range);
        found.push(Some(ColumnSource {
            entry: range.0,
            name: entry.name.clone(),
            relation: match &entry.kind {
                RangeKind::Relation { relation, .. } => Some(*relation),
                _ => None,
            },
            place,
            can_be_missing: extended,
            nullable_when_there: nullable,
            one_row: pins.as_ref().is_some_and(|pins| pins.is_pinned(range)),
        }));
    }
    facts.levels.pop();
    found
}

/// The entry and place of a plain column of this level, seen through the joins it is named by.
fn column(query: &Query, expr: &Expr) -> Option<(RangeId, u32)> {
    let ExprKind::Var(Var {
        levels_up: 0,
        range,
        column: VarColumn::Column(place),
        returning: ReturningRow::Default,
    }) = expr.kind
    else {
        return None;
    };
    match &query.range(range).kind {
        RangeKind::Join { aliases, .. } => column(query, aliases.get(place as usize)?),
        _ => Some((range, place)),
    }
}
