//! The table column behind a column of a result (`markTargetListOrigins`).

use crate::catalog::RelationId;
use crate::tree::{ExprKind, Query, RangeKind, Var, VarColumn};

/// The relation and the place of the column that output column `column` of `query` plainly shows, looked up
/// through subqueries and common tables; `None` for computed values, system columns and set operations.
pub(crate) fn origin(query: &Query, column: usize) -> Option<(RelationId, u32)> {
    let mut levels = vec![query];
    let mut column = column;
    // A loop, not a recursion: common tables may build on one another without end.
    loop {
        let query = *levels.last()?;
        if query.set_operation.is_some() {
            return None;
        }
        let target = query.output().into_iter().nth(column)?;
        let ExprKind::Var(Var { levels_up, range, column: VarColumn::Column(place), .. }) =
            target.expr.kind
        else {
            return None;
        };
        let level = levels.len().checked_sub(1 + levels_up as usize)?;
        levels.truncate(level + 1);
        column = place as usize;
        match &levels[level].ranges.get(range.0)?.kind {
            RangeKind::Relation { relation, .. } => return Some((*relation, place)),
            RangeKind::Subquery(inner) => levels.push(inner),
            RangeKind::CommonTable { index, levels_up, self_reference: false } => {
                let owner = level.checked_sub(*levels_up as usize)?;
                levels.truncate(owner + 1);
                levels.push(&levels[owner].ctes.get(*index)?.query);
            }
            _ => return None,
        }
    }
}
