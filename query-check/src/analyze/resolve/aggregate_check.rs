//! Grouping: every column must be grouped, depend on a grouped key, or stand within an aggregate
//! (`parseCheckAggregates`).

use crate::analyze::Analyzer;
use crate::analyze::typing::NOWHERE;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::{
    Aggregate, Expr, ExprKind, Query, RangeKind, SystemColumn, Var, VarColumn, Visitor, parts,
    same_expr, walk_expr, walk_query,
};

impl Analyzer<'_> {
    pub(super) fn check_aggregates(&mut self, query: &Query) {
        if !query.has_aggregates && !query.grouped && query.having.is_none() {
            return;
        }
        let mut check = UngroupedColumns::new(self.catalog, query);
        // GROUPING's arguments first, then columns; the select list first, then HAVING.
        let targets: Vec<&Expr> = query.targets.iter().map(|t| &t.expr).collect();
        for exprs in [targets, query.having.iter().collect()] {
            for grouping in [true, false] {
                check.grouping = grouping;
                for expr in &exprs {
                    walk_expr(expr, 0, &mut check);
                }
            }
        }
        self.diagnostics.append(&mut check.diagnostics);
        let recursive =
            |kind: &RangeKind| matches!(kind, RangeKind::CommonTable { self_reference: true, .. });
        if query.has_aggregates && query.ranges.iter().any(|r| recursive(&r.kind)) {
            let message =
                "aggregate functions are not allowed in a recursive query's recursive term";
            let span = first_aggregate(query).unwrap_or(query.span);
            self.error(Code::InvalidRecursion, span, message);
        }
    }
}

/// Looks for columns of the query that GROUP BY does not cover.
struct UngroupedColumns<'q> {
    catalog: &'q Catalog,
    query: &'q Query,
    /// What is grouped by.
    grouped: Vec<&'q Expr>,
    /// Columns that are in every grouping set: those a key can be made of.
    common: Vec<Var>,
    /// Only GROUPING is looked at.
    grouping: bool,
    in_direct_args: bool,
    reported: Vec<Var>,
    diagnostics: Vec<Diagnostic>,
}

impl<'q> UngroupedColumns<'q> {
    fn new(catalog: &'q Catalog, query: &'q Query) -> Self {
        let mut grouped = Vec::new();
        let mut common = Vec::new();
        for clause in &query.group_by {
            let Some(target) = query.targets.get(clause.target) else { continue };
            grouped.push(&target.expr);
            let in_all = query.grouping_sets.iter().all(|set| set.contains(&clause.target));
            if let (ExprKind::Var(var), true) = (&target.expr.kind, in_all) {
                common.push(*var);
            }
        }
        Self {
            catalog,
            query,
            grouped,
            common,
            grouping: false,
            in_direct_args: false,
            reported: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// A variable at `depth` as one of the query's own level.
    fn is_grouped(&self, var: Var) -> bool {
        let here = Var { levels_up: 0, ..var };
        self.grouped.iter().any(|g| matches!(&g.kind, ExprKind::Var(v) if *v == here))
    }

    /// The columns of a primary key are grouped, so every other column has one value in a group.
    fn depends_on_key(&self, var: Var) -> bool {
        let RangeKind::Relation { relation, .. } = self.query.range(var.range).kind else {
            return false;
        };
        let key = self.catalog.relation(relation).and_then(|r| r.primary_key.as_deref());
        key.is_some_and(|key| {
            key.iter().all(|column| {
                let column = VarColumn::Column(u32::from(*column));
                self.common
                    .iter()
                    .any(|v| v.range == var.range && v.column == column && v.levels_up == 0)
            })
        })
    }

    fn variable(&mut self, var: Var, span: Span, depth: u32) {
        if self.is_grouped(var) || self.depends_on_key(var) {
            return;
        }
        let entry = self.query.range(var.range);
        if let (RangeKind::Join { aliases, .. }, VarColumn::Column(column)) =
            (&entry.kind, var.column)
        {
            // A column merged from both sides: its inputs may be grouped.
            if depth == 0 {
                let known = self.diagnostics.len();
                walk_expr(&aliases[column as usize], 0, self);
                // Nobody wrote these columns.
                for diagnostic in &mut self.diagnostics[known..] {
                    diagnostic.span = span;
                    diagnostic.server_position = false;
                }
                return;
            }
        }
        let here = Var { levels_up: 0, ..var };
        if self.reported.contains(&here) {
            return;
        }
        self.reported.push(here);
        let column = match var.column {
            VarColumn::Column(column) => {
                entry.columns.get(column as usize).map_or("?", |c| c.name.as_str())
            }
            VarColumn::WholeRow => "*",
            VarColumn::System(column) => system_name(column),
        };
        let message = if depth == 0 {
            format!(
                "column \"{}.{column}\" must appear in the GROUP BY clause or be used in an aggregate function",
                entry.name
            )
        } else {
            format!("subquery uses ungrouped column \"{}.{column}\" from outer query", entry.name)
        };
        let mut diagnostic = Diagnostic::new(Code::GroupingError, span, message);
        if self.in_direct_args {
            diagnostic = diagnostic.with_note(
                "Direct arguments of an ordered-set aggregate must use only grouped columns.",
            );
        }
        self.diagnostics.push(diagnostic);
    }

    fn direct_args(&mut self, aggregate: &Aggregate, depth: u32) {
        let outer = std::mem::replace(&mut self.in_direct_args, true);
        for arg in &aggregate.direct_args {
            walk_expr(arg, depth, self);
        }
        self.in_direct_args = outer;
    }

    /// GROUPING's arguments must be grouped expressions (`finalize_grouping_exprs`).
    fn grouping_args(&mut self, args: &[Expr], depth: u32) {
        for arg in args.iter().filter(|a| !a.is_error()) {
            let known = match &arg.kind {
                ExprKind::Var(var) if var.levels_up == depth => self.is_grouped(*var),
                _ => depth == 0 && self.grouped.iter().any(|g| same_expr(arg, g)),
            };
            if !known {
                let message = "arguments to GROUPING must be grouping expressions of the associated query level";
                self.diagnostics.push(Diagnostic::new(Code::GroupingError, arg.span, message));
            }
        }
    }
}

impl Visitor for UngroupedColumns<'_> {
    fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
        if self.grouping {
            match &expr.kind {
                ExprKind::Grouping { args, levels_up } if *levels_up == depth => {
                    self.grouping_args(args, depth);
                    return false;
                }
                // Within an aggregate of this level there is none of it.
                ExprKind::Aggregate(aggregate) => return aggregate.levels_up < depth,
                _ => return true,
            }
        }
        match &expr.kind {
            ExprKind::Const(_) | ExprKind::Param(_) | ExprKind::Error => return false,
            ExprKind::Aggregate(aggregate) if aggregate.levels_up == depth => {
                self.direct_args(aggregate, depth);
                return false;
            }
            ExprKind::Aggregate(aggregate) if aggregate.levels_up > depth => return false,
            ExprKind::Grouping { levels_up, .. } if *levels_up >= depth => return false,
            ExprKind::Json {
                kind:
                    crate::tree::JsonKind::ObjectAgg { levels_up }
                    | crate::tree::JsonKind::ArrayAgg { levels_up },
                ..
            } if *levels_up >= depth => return false,
            _ => {}
        }
        if depth == 0 && self.grouped.iter().any(|g| same_expr(expr, g)) {
            return false;
        }
        if let ExprKind::Var(var) = &expr.kind {
            if var.levels_up == depth {
                self.variable(*var, place(expr), depth);
            }
            return false;
        }
        true
    }
}

fn system_name(column: SystemColumn) -> &'static str {
    match column {
        SystemColumn::TableOid => "tableoid",
        SystemColumn::Xmin => "xmin",
        SystemColumn::Cmin => "cmin",
        SystemColumn::Xmax => "xmax",
        SystemColumn::Cmax => "cmax",
        SystemColumn::Ctid => "ctid",
    }
}

/// Finds calls of aggregates and window functions of the level it starts at.
#[derive(Default)]
struct CallFinder {
    aggregate: Option<Span>,
    window: Option<Span>,
}

/// Where PostgreSQL points for a node itself; what it has no place for, stands where it is written.
fn place(expr: &Expr) -> Span {
    if expr.location == NOWHERE {
        return expr.span;
    }
    Span::new(expr.location, expr.span.end.max(expr.location))
}

impl Visitor for CallFinder {
    fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
        match &expr.kind {
            ExprKind::Aggregate(aggregate) if aggregate.levels_up == depth => {
                self.aggregate.get_or_insert(place(expr));
            }
            ExprKind::Json {
                kind:
                    crate::tree::JsonKind::ObjectAgg { levels_up }
                    | crate::tree::JsonKind::ArrayAgg { levels_up },
                ..
            }
            | ExprKind::Grouping { levels_up, .. }
                if *levels_up == depth =>
            {
                self.aggregate.get_or_insert(place(expr));
            }
            ExprKind::WindowCall(_) if depth == 0 => {
                self.window.get_or_insert(place(expr));
            }
            _ => {}
        }
        true
    }
}

/// The first aggregate (`true`) of an expression's own level, or else its first window call (`false`).
pub(super) fn first_aggregate_or_window(expr: &Expr) -> Option<(bool, Span)> {
    let mut finder = CallFinder::default();
    walk_expr(expr, 0, &mut finder);
    finder.aggregate.map(|s| (true, s)).or(finder.window.map(|s| (false, s)))
}

/// The first aggregate of a query's own level.
pub(super) fn first_aggregate(query: &Query) -> Option<Span> {
    let mut finder = CallFinder::default();
    walk_query(query, 0, &mut finder);
    finder.aggregate
}

/// Whether an expression is or holds what `test` looks for, sublinks not entered.
pub(super) fn holds(expr: &Expr, test: &dyn Fn(&Expr) -> bool) -> bool {
    test(expr) || parts(expr).into_iter().any(|part| holds(part, test))
}
