//! Which entries an outer join can fill with NULLs, after conditions above it are taken into account.
//!
//! A condition above that rejects NULL in a column of the filled-up side turns the join into an inner one
//! (as the planner's outer-join reduction does); so does a foreign key that always finds its row.

use std::collections::HashMap;

use super::known::{Implications, Known};
use super::reference::always_matches;
use crate::catalog::Catalog;
use crate::syntax::ast::JoinKind;
use crate::tree::{FromNode, JoinNode, Query, RangeId};

/// What the join tree of one level does to its entries.
#[derive(Debug, Default)]
pub(super) struct JoinFacts<'q> {
    /// Entries (by place) whose rows can be missing, their columns NULL.
    pub(super) extended: Vec<bool>,
    /// What is non-NULL in every row above the joins.
    pub(super) known: Known<'q>,
    /// For each FULL join that stays one: which entries could be missing below it.
    pub(super) full: HashMap<RangeId, Vec<bool>>,
}

/// Works out the joins of a level, given what WHERE (or whatever stands above) makes non-NULL.
pub(super) fn join_facts<'q>(
    catalog: &Catalog,
    query: &'q Query,
    above: Known<'q>,
) -> JoinFacts<'q> {
    join_facts_of(catalog, query, &query.from, above)
}

/// [`join_facts`] of some items only.
pub(super) fn join_facts_of<'q>(
    catalog: &Catalog,
    query: &'q Query,
    items: &'q [FromNode],
    above: Known<'q>,
) -> JoinFacts<'q> {
    let mut joins = Joins {
        catalog,
        query,
        facts: JoinFacts {
            extended: vec![false; query.ranges.len()],
            known: Known::default(),
            full: HashMap::new(),
        },
    };
    let mut known = above;
    for node in items {
        let below = joins.node(node, &known).known;
        known.extend(below);
    }
    joins.facts.known = known;
    joins.facts
}

struct Joins<'c, 'q> {
    catalog: &'c Catalog,
    query: &'q Query,
    facts: JoinFacts<'q>,
}

struct Side<'q> {
    ranges: Vec<RangeId>,
    known: Known<'q>,
}

/// The entries below a node, its joins' own included.
pub(super) fn ranges_below(node: &FromNode, out: &mut Vec<RangeId>) {
    match node {
        FromNode::Range(range) => out.push(*range),
        FromNode::Join(join) => {
            ranges_below(&join.left, out);
            ranges_below(&join.right, out);
            out.push(join.range);
        }
    }
}

impl<'q> Joins<'_, 'q> {
    fn node(&mut self, node: &'q FromNode, above: &Known<'q>) -> Side<'q> {
        match node {
            FromNode::Range(range) => Side { ranges: vec![*range], known: Known::default() },
            FromNode::Join(join) => self.join(join, above),
        }
    }

    fn join(&mut self, join: &'q JoinNode, above: &Known<'q>) -> Side<'q> {
        let mut on = Known::default();
        if let Some(condition) = &join.condition {
            let implications = Implications { catalog: self.catalog, query: self.query, depth: 0 };
            on = implications.when_true(condition);
        }
        let kind = self.reduced(join, above);
        let (mut left_above, mut right_above) = (above.clone(), above.clone());
        match kind {
            JoinKind::Inner | JoinKind::Cross => {
                left_above.extend(on.clone());
                right_above.extend(on.clone());
            }
            // On the filled-up side only rows that match survive unfilled.
            JoinKind::Left => right_above = on.clone(),
            JoinKind::Right => left_above = on.clone(),
            JoinKind::Full => {
                left_above = Known::default();
                right_above = Known::default();
            }
        }
        let left = self.node(&join.left, &left_above);
        let right = self.node(&join.right, &right_above);
        let mut known = Known::default();
        match kind {
            JoinKind::Inner | JoinKind::Cross => {
                known.extend(on);
                known.extend(left.known);
                known.extend(right.known);
            }
            JoinKind::Left => {
                known.extend(left.known);
                self.extend(&right.ranges);
            }
            JoinKind::Right => {
                known.extend(right.known);
                self.extend(&left.ranges);
            }
            JoinKind::Full => {
                self.facts.full.insert(join.range, self.facts.extended.clone());
                self.extend(&left.ranges);
                self.extend(&right.ranges);
            }
        }
        let mut ranges = left.ranges;
        ranges.extend(right.ranges);
        ranges.push(join.range);
        Side { ranges, known }
    }

    /// The kind of join that is left once rows without a match are known not to survive, or not to be.
    fn reduced(&self, join: &'q JoinNode, above: &Known<'q>) -> JoinKind {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        ranges_below(&join.left, &mut left);
        ranges_below(&join.right, &mut right);
        let (left_there, right_there) = (above.touches(&left), above.touches(&right));
        match join.kind {
            JoinKind::Left if right_there => JoinKind::Inner,
            JoinKind::Right if left_there => JoinKind::Inner,
            JoinKind::Full => match (left_there, right_there) {
                (true, true) => JoinKind::Inner,
                (true, false) => JoinKind::Left,
                (false, true) => JoinKind::Right,
                (false, false) => JoinKind::Full,
            },
            JoinKind::Left if always_matches(self.catalog, self.query, join, false, above) => {
                JoinKind::Inner
            }
            JoinKind::Right if always_matches(self.catalog, self.query, join, true, above) => {
                JoinKind::Inner
            }
            kind => kind,
        }
    }

    fn extend(&mut self, ranges: &[RangeId]) {
        for range in ranges {
            self.facts.extended[range.0] = true;
        }
    }
}
