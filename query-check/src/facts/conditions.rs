//! The conditions of a query level, one by one, and whose rows each of them sorts out.

use super::joins::ranges_below;
use crate::syntax::ast::JoinKind;
use crate::tree::{Command, Expr, ExprKind, FromNode, JoinNode, Query, RangeId};

/// A condition that every row has passed, or every row of some entries.
pub(super) struct Condition<'q> {
    pub(super) expr: &'q Expr,
    /// The entries whose rows it sorts out; `None` for all.
    restricts: Option<Vec<RangeId>>,
}

impl Condition<'_> {
    /// Whether no row of the entry is left that did not pass.
    pub(super) fn restricts(&self, range: RangeId) -> bool {
        self.restricted().is_none_or(|ranges| ranges.contains(&range))
    }

    /// The entries whose rows it sorts out; `None` for all.
    pub(super) fn restricted(&self) -> Option<&[RangeId]> {
        self.restricts.as_deref()
    }
}

/// The conditions of WHERE and of the joins. The ON of a MERGE sorts out rows of its target only: source rows
/// without a match are in play as well.
pub(super) fn conditions(query: &Query) -> Vec<Condition<'_>> {
    let merged = matches!(query.command, Command::Merge(_));
    let target = merged.then(|| query.target.into_iter().collect::<Vec<_>>());
    conditions_with(query, target.as_deref())
}

/// The same, given the entries that WHERE restricts (`None` for all).
pub(super) fn conditions_with<'q>(
    query: &'q Query,
    filtered: Option<&[RangeId]>,
) -> Vec<Condition<'q>> {
    let mut found = Vec::new();
    if let Some(filter) = &query.filter {
        conjuncts(filter, filtered, &mut found);
    }
    for node in &query.from {
        of_node(node, None, &mut found);
    }
    if let Command::Merge(merge) = &query.command {
        of_node(&merge.source, None, &mut found);
    }
    found
}

/// The conjuncts of a condition that all rows have passed.
pub(super) fn of_all_rows(condition: &Expr) -> Vec<Condition<'_>> {
    let mut found = Vec::new();
    conjuncts(condition, None, &mut found);
    found
}

fn of_node<'q>(node: &'q FromNode, within: Option<&[RangeId]>, found: &mut Vec<Condition<'q>>) {
    let FromNode::Join(join) = node else { return };
    let JoinNode { kind, left, right, condition, .. } = &**join;
    let below = |node: &FromNode| {
        let mut ranges = Vec::new();
        ranges_below(node, &mut ranges);
        ranges
    };
    let outside = || within.map(<[RangeId]>::to_vec);
    // Rows of a kept side stay whatever the condition says.
    let (restricts, in_left, in_right) = match kind {
        JoinKind::Inner | JoinKind::Cross => (outside(), outside(), outside()),
        JoinKind::Left => (Some(below(right)), outside(), Some(below(right))),
        JoinKind::Right => (Some(below(left)), Some(below(left)), outside()),
        JoinKind::Full => (Some(Vec::new()), Some(below(left)), Some(below(right))),
    };
    if let Some(condition) = condition {
        conjuncts(condition, restricts.as_deref(), found);
    }
    of_node(left, in_left.as_deref(), found);
    of_node(right, in_right.as_deref(), found);
}

fn conjuncts<'q>(expr: &'q Expr, restricts: Option<&[RangeId]>, found: &mut Vec<Condition<'q>>) {
    if let ExprKind::And(args) = &expr.kind {
        for arg in args {
            conjuncts(arg, restricts, found);
        }
    } else {
        found.push(Condition { expr, restricts: restricts.map(<[_]>::to_vec) });
    }
}
