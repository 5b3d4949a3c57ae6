//! Foreign keys that prove a join's match.

use super::known::Known;
use crate::catalog::{Catalog, ForeignKey, Relation, RelationKind, TypeKind};
use crate::tree::{
    Command, Expr, ExprKind, FromNode, JoinNode, Query, RangeId, RangeKind, Var, VarColumn,
};

/// Whether every row of the kept side of an outer join finds a row on the other side: the other side is one
/// plain table, and the condition is exactly a foreign key from NOT NULL columns of the kept side to its key.
///
/// `right_kept` tells which side is kept, `known` what conditions above the join make non-NULL. The key must be
/// checked at once (not deferrable), validated, and the referenced table free of row security, which could hide
/// the row. Where rows are locked nothing is proven: after waiting for a concurrent update, the new version of
/// one row is joined with the old one of the other (manual, "Read Committed Isolation Level").
pub(super) fn always_matches(
    catalog: &Catalog,
    query: &Query,
    join: &JoinNode,
    right_kept: bool,
    known: &Known<'_>,
) -> bool {
    let (kept, other) =
        if right_kept { (&join.right, &join.left) } else { (&join.left, &join.right) };
    let FromNode::Range(other) = other else { return false };
    if !query.locks.is_empty() {
        return false;
    }
    let Some(referenced) = whole_table(catalog, query, *other) else { return false };
    // A writing statement's own FROM sees the snapshot from before the statement; so does a plain SELECT.
    if query.target == Some(*other) && !matches!(query.command, Command::Select) {
        return false;
    }
    let Some(condition) = &join.condition else { return false };
    let Some(pairs) = equalities(catalog, condition, *other) else { return false };
    let Some((first, _)) = pairs.first() else { return false };
    let kept_range = first.range;
    if pairs.iter().any(|(from, _)| from.range != kept_range) {
        return false;
    }
    let stays = stays(kept, kept_range);
    let Some(referencing) = plain_relation(catalog, query, kept_range) else { return false };
    let Some(details) = &referencing.details else { return false };
    details.foreign_keys.iter().any(|key| {
        key.references == referenced.id
            && key.validated
            && !key.deferrable
            && !may_be_a_period(catalog, referencing, key)
            && key.columns.len() == pairs.len()
            && pairs.iter().all(|(from, to)| {
                key.columns.iter().zip(&key.referenced_columns).any(|(column, target)| {
                    from.column == VarColumn::Column(u32::from(*column))
                        && *to == u32::from(*target)
                })
            })
            && key.columns.iter().all(|c| {
                let column = &referencing.columns[usize::from(*c)];
                // A column that is not NULL above the join is one of a row that is there.
                let there = known.vars.contains(&(kept_range, VarColumn::Column(u32::from(*c))));
                let composite = matches!(catalog.ty(column.ty).kind, TypeKind::Composite(_));
                !composite && (there || (stays && column.not_null))
            })
    })
}

/// Whether the last column of a key can be a PERIOD, which asks that the referenced ranges cover it, not that
/// one is equal to it (since 18; the snapshot does not tell, but only a range can be one).
fn may_be_a_period(catalog: &Catalog, referencing: &Relation, key: &ForeignKey) -> bool {
    let last = key.columns.last().and_then(|c| referencing.columns.get(usize::from(*c)));
    let kind = last.map(|column| &catalog.ty(catalog.base_type(column.ty)).kind);
    matches!(kind, Some(TypeKind::Range { .. } | TypeKind::Multirange { .. }))
}

/// The table behind an entry when all its rows are in play.
fn whole_table<'c>(catalog: &'c Catalog, query: &Query, range: RangeId) -> Option<&'c Relation> {
    let relation = plain_relation(catalog, query, range)?;
    let RangeKind::Relation { only, sample, .. } = &query.ranges[range.0].kind else { return None };
    let secured = relation.details.as_ref().is_some_and(|details| details.row_security);
    (sample.is_none() && !secured && !(*only && relation.kind == RelationKind::PartitionedTable))
        .then_some(relation)
}

/// The relation behind an entry when its own constraints hold for all its rows: a table without
/// inheritance children (which foreign keys and unique keys of the parent do not cover).
pub(super) fn plain_relation<'c>(
    catalog: &'c Catalog,
    query: &Query,
    range: RangeId,
) -> Option<&'c Relation> {
    let RangeKind::Relation { relation, only, .. } = &query.ranges.get(range.0)?.kind else {
        return None;
    };
    let found = catalog.relation(*relation)?;
    match found.kind {
        RelationKind::PartitionedTable => Some(found),
        RelationKind::Table if *only || catalog.children(found.id).next().is_none() => Some(found),
        _ => None,
    }
}

/// Whether an entry is on the kept side of every outer join below `node`.
fn stays(node: &FromNode, range: RangeId) -> bool {
    use crate::syntax::ast::JoinKind;
    match node {
        FromNode::Range(found) => *found == range,
        FromNode::Join(join) => match join.kind {
            JoinKind::Inner | JoinKind::Cross => {
                stays(&join.left, range) || stays(&join.right, range)
            }
            JoinKind::Left => stays(&join.left, range),
            JoinKind::Right => stays(&join.right, range),
            JoinKind::Full => false,
        },
    }
}

/// The condition as pairs of (column elsewhere, column of `other`), if it is nothing but equalities.
fn equalities(catalog: &Catalog, condition: &Expr, other: RangeId) -> Option<Vec<(Var, u32)>> {
    match &condition.kind {
        ExprKind::And(args) => {
            let mut pairs = Vec::new();
            for arg in args {
                pairs.extend(equalities(catalog, arg, other)?);
            }
            Some(pairs)
        }
        ExprKind::Operator { operator, args }
            if super::equality::is_equality(catalog, *operator) =>
        {
            let [left, right] = args.as_slice() else { return None };
            let (left, right) = (plain_var(left)?, plain_var(right)?);
            let (from, to) = if right.range == other { (left, right) } else { (right, left) };
            let VarColumn::Column(place) = to.column else { return None };
            (to.range == other && from.range != other).then(|| vec![(from, place)])
        }
        _ => None,
    }
}

fn plain_var(expr: &Expr) -> Option<Var> {
    match &expr.kind {
        ExprKind::Var(var) if var.levels_up == 0 => Some(*var),
        ExprKind::Relabel(arg, _) => plain_var(arg),
        _ => None,
    }
}
