//! Whether two subqueries are the same: what `equal()` compares of `Query` trees, names and aliases included.

use super::equal::{Comparison, pairwise};
use super::{
    Command, CommonTable, FrameEdge, FromNode, Query, RangeEntry, RangeKind, SetOperationNode,
    TargetEntry, Window, WindowFrame,
};

impl Comparison<'_> {
    /// Whether two SELECTs are the same; what writes is never compared, as it cannot stand in an expression.
    pub(super) fn query(self, a: &Query, b: &Query) -> bool {
        matches!((&a.command, &b.command), (Command::Select, Command::Select))
            && a.recursive == b.recursive
            && pairwise(&a.ctes, &b.ctes, |x, y| self.common_table(x, y))
            && pairwise(&a.ranges, &b.ranges, |x, y| self.range(x, y))
            && pairwise(&a.from, &b.from, |x, y| self.from_node(x, y))
            && pairwise(&a.targets, &b.targets, |x, y| self.target(x, y))
            && self.exprs(&a.filter, &b.filter)
            && self.clauses(a, b)
            && pairwise(&a.windows, &b.windows, |x, y| self.window(x, y))
            && pairwise(&a.set_operation, &b.set_operation, same_set_operation)
            && pairwise(&a.locks, &b.locks, |x, y| x == y)
    }

    fn clauses(self, a: &Query, b: &Query) -> bool {
        a.group_by == b.group_by
            && a.grouping_sets == b.grouping_sets
            && a.grouping_wording == b.grouping_wording
            && a.grouped == b.grouped
            && self.exprs(&a.having, &b.having)
            && a.distinct == b.distinct
            && a.distinct_on == b.distinct_on
            && a.order_by == b.order_by
            && a.with_ties == b.with_ties
            && self.exprs(&a.limit, &b.limit)
            && self.exprs(&a.offset, &b.offset)
    }

    fn target(self, a: &TargetEntry, b: &TargetEntry) -> bool {
        a.name == b.name && a.junk == b.junk && self.expr(&a.expr, &b.expr)
    }

    fn common_table(self, a: &CommonTable, b: &CommonTable) -> bool {
        a.name == b.name
            && a.recursive == b.recursive
            && a.materialized == b.materialized
            && a.references == b.references
            && a.columns == b.columns
            && a.search_cycle == b.search_cycle
            && self.deeper().query(&a.query, &b.query)
    }

    fn range(self, a: &RangeEntry, b: &RangeEntry) -> bool {
        a.name == b.name
            && a.aliased == b.aliased
            && a.lateral == b.lateral
            && a.columns == b.columns
            && self.range_kind(&a.kind, &b.kind)
    }

    fn range_kind(self, a: &RangeKind, b: &RangeKind) -> bool {
        use RangeKind as K;
        match (a, b) {
            (
                K::Relation { relation: r, only: o, sample: s },
                K::Relation { relation: q, only: p, sample: t },
            ) => {
                let same = |x: &super::Sample, y: &super::Sample| {
                    x.wording == y.wording && self.exprs(&x.args, &y.args)
                };
                r == q && o == p && pairwise(s, t, same)
            }
            (K::Excluded(x), K::Excluded(y)) => x == y,
            (K::Subquery(x), K::Subquery(y)) => self.deeper().query(x, y),
            (
                K::Join { kind: k, aliases: x, merged: m },
                K::Join { kind: l, aliases: y, merged: n },
            ) => k == l && m == n && self.exprs(x, y),
            (
                K::Function { functions: x, ordinality: o },
                K::Function { functions: y, ordinality: p },
            ) => o == p && pairwise(x, y, |(call, n), (other, m)| n == m && self.expr(call, other)),
            (K::Values(x), K::Values(y)) => pairwise(x, y, |row, other| self.exprs(row, other)),
            (
                K::CommonTable { index: i, levels_up: l, self_reference: s },
                K::CommonTable { index: j, levels_up: m, self_reference: t },
            ) => i == j && l == m && s == t,
            (
                K::TableFunction { args: x, not_null: n, wording: v },
                K::TableFunction { args: y, not_null: m, wording: w },
            ) => n == m && v == w && self.exprs(x, y),
            _ => false,
        }
    }

    fn from_node(self, a: &FromNode, b: &FromNode) -> bool {
        match (a, b) {
            (FromNode::Range(x), FromNode::Range(y)) => x == y,
            (FromNode::Join(x), FromNode::Join(y)) => {
                x.kind == y.kind
                    && x.range == y.range
                    && self.from_node(&x.left, &y.left)
                    && self.from_node(&x.right, &y.right)
                    && self.exprs(&x.condition, &y.condition)
            }
            _ => false,
        }
    }

    fn window(self, a: &Window, b: &Window) -> bool {
        a.name == b.name
            && a.partition_by == b.partition_by
            && a.order_by == b.order_by
            && pairwise(&a.frame, &b.frame, |x, y| self.frame(x, y))
    }

    fn frame(self, a: &WindowFrame, b: &WindowFrame) -> bool {
        a.units == b.units
            && a.exclusion == b.exclusion
            && self.edge(&a.start, &b.start)
            && self.edge(&a.end, &b.end)
    }

    fn edge(self, a: &FrameEdge, b: &FrameEdge) -> bool {
        match (a, b) {
            (FrameEdge::Preceding(x), FrameEdge::Preceding(y))
            | (FrameEdge::Following(x), FrameEdge::Following(y)) => self.expr(x, y),
            _ => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

fn same_set_operation(a: &SetOperationNode, b: &SetOperationNode) -> bool {
    use SetOperationNode as N;
    match (a, b) {
        (N::Leaf(x), N::Leaf(y)) => x == y,
        (
            N::Operation { op: o, all: i, left: l, right: r, types: t, collations: c },
            N::Operation { op: p, all: j, left: m, right: s, types: u, collations: d },
        ) => {
            o == p
                && i == j
                && t == u
                && c == d
                && same_set_operation(l, m)
                && same_set_operation(r, s)
        }
        _ => false,
    }
}
