//! GROUPING SETS, ROLLUP and CUBE, expanded to plain sets of grouped entries.

use super::group::{Grouping, flatten_row};
use crate::analyze::Analyzer;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, GroupItem};

/// The most sets PostgreSQL expands to.
const MAX_SETS: usize = 4096;
/// The most elements of a CUBE.
const MAX_CUBE: usize = 12;

/// An item of GROUP BY, with places in the select list for expressions.
#[derive(Debug)]
pub(super) enum GroupingSet {
    /// One set.
    Simple(Vec<usize>),
    /// Alternatives.
    Sets(Vec<GroupingSet>),
    /// All prefixes.
    Rollup(Vec<Vec<usize>>),
    /// All subsets.
    Cube(Vec<Vec<usize>>),
}

impl GroupingSet {
    fn expand(&self) -> Vec<Vec<usize>> {
        match self {
            Self::Simple(set) => vec![set.clone()],
            Self::Sets(sets) => sets.iter().flat_map(Self::expand).collect(),
            Self::Rollup(parts) => {
                (0..=parts.len()).rev().map(|count| parts[..count].concat()).collect()
            }
            Self::Cube(parts) => {
                let subset = |bits: usize| {
                    let chosen = parts.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0);
                    chosen.flat_map(|(_, part)| part.iter().copied()).collect()
                };
                (0..1_usize << parts.len()).rev().map(subset).collect()
            }
        }
    }
}

impl Analyzer<'_> {
    /// Analyses a grouping set (`transformGroupingSet`).
    pub(super) fn grouping_set(
        &mut self,
        item: &GroupItem,
        grouping: &mut Grouping<'_>,
    ) -> GroupingSet {
        match item {
            GroupItem::Empty(_) => GroupingSet::Simple(Vec::new()),
            GroupItem::Expr(expr) => GroupingSet::Simple(self.simple_set(expr, grouping)),
            GroupItem::Rollup(exprs, _) => GroupingSet::Rollup(self.set_parts(exprs, grouping)),
            GroupItem::Cube(exprs, span) => {
                let parts = self.set_parts(exprs, grouping);
                if parts.len() > MAX_CUBE {
                    let message = format!("CUBE is limited to {MAX_CUBE} elements");
                    self.error(Code::TooManyColumns, *span, message);
                    return GroupingSet::Simple(Vec::new());
                }
                GroupingSet::Cube(parts)
            }
            GroupItem::Sets(items, _) => {
                let sets =
                    |a: &mut Self| items.iter().map(|i| a.grouping_set(i, grouping)).collect();
                GroupingSet::Sets(self.nested(sets, |_| Vec::new()))
            }
        }
    }

    fn set_parts(&mut self, exprs: &[ast::Expr], grouping: &mut Grouping<'_>) -> Vec<Vec<usize>> {
        exprs.iter().map(|expr| self.simple_set(expr, grouping)).collect()
    }

    fn simple_set(&mut self, expr: &ast::Expr, grouping: &mut Grouping<'_>) -> Vec<usize> {
        let mut set = Vec::new();
        for expr in flatten_row(expr) {
            if let Some(place) = self.group_expr(expr, &set, grouping) {
                set.push(place);
            }
        }
        set
    }

    /// The cross product of all items' sets (`expand_grouping_sets`).
    pub(super) fn expand_grouping_sets(
        &mut self,
        items: &[GroupingSet],
        distinct: bool,
        span: Span,
    ) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        let mut alternatives = Vec::with_capacity(items.len());
        let mut count: usize = 1;
        for item in items {
            let expanded = item.expand();
            count = count.saturating_mul(expanded.len());
            if count > MAX_SETS {
                let message = format!("too many grouping sets present (maximum {MAX_SETS})");
                let diagnostic = Diagnostic::new(Code::StatementTooComplex, span, message);
                self.report(diagnostic);
                return Vec::new();
            }
            alternatives.push(expanded);
        }
        for expanded in alternatives {
            let product = sets.iter().flat_map(|set| {
                expanded.iter().map(move |more| {
                    let mut union = set.clone();
                    for place in more {
                        if !union.contains(place) {
                            union.push(*place);
                        }
                    }
                    union
                })
            });
            sets = product.collect();
        }
        if distinct {
            for set in &mut sets {
                set.sort_unstable();
            }
            sets.sort();
            sets.dedup();
        }
        sets
    }
}
