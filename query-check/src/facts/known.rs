//! What must be non-NULL when a condition holds.
//!
//! A strict function or operator gives NULL for a NULL argument (`pg_proc.proisstrict`), and a row passes
//! WHERE only when its condition is TRUE; so `a.x = :p` keeps no row whose `a.x` is NULL.

use std::collections::HashSet;

use super::equality::is_equality;
use super::volatile::is_steady_node;
use crate::catalog::Catalog;
use crate::syntax::ast::BooleanTest;
use crate::tree::{
    Command, Expr, ExprKind, FromNode, JsonKind, Query, RangeColumn, RangeId, RangeKind,
    SubLinkKind, Var, VarColumn, parts, same_expr,
};

/// A set of things that are not NULL.
#[derive(Clone, Debug, Default)]
pub(super) struct Known<'q> {
    /// Columns of the query level the set is about.
    pub(super) vars: HashSet<(RangeId, VarColumn)>,
    /// Parameters.
    pub(super) params: HashSet<usize>,
    /// Whole expressions (`data->>'name' IS NOT NULL`).
    pub(super) exprs: Vec<&'q Expr>,
}

impl<'q> Known<'q> {
    /// Everything known in either.
    pub(super) fn extend(&mut self, other: Known<'q>) {
        merge(&mut self.vars, other.vars);
        merge(&mut self.params, other.params);
        self.exprs.extend(other.exprs);
    }

    /// Only what is known in both.
    fn intersect(&mut self, other: &Known<'q>) {
        self.vars.retain(|var| other.vars.contains(var));
        self.params.retain(|param| other.params.contains(param));
        self.exprs.retain(|expr| other.exprs.iter().any(|o| same_expr(expr, o)));
    }

    /// Whether some column of one of these entries is known, so that its row is there.
    pub(super) fn touches(&self, ranges: &[RangeId]) -> bool {
        self.vars.iter().any(|(range, _)| ranges.contains(range))
    }

    /// Whether this very expression is known.
    pub(super) fn has_expr(&self, expr: &Expr) -> bool {
        self.exprs.iter().any(|known| same_expr(known, expr))
    }
}

/// Puts the smaller set into the larger one.
fn merge<T: Eq + std::hash::Hash>(into: &mut HashSet<T>, mut other: HashSet<T>) {
    if into.len() < other.len() {
        std::mem::swap(into, &mut other);
    }
    if !other.is_empty() {
        into.extend(other);
    }
}

/// Reads conditions at `depth` levels below the level whose columns are collected.
#[derive(Clone, Copy)]
pub(super) struct Implications<'c, 'q> {
    /// Which functions are strict.
    pub(super) catalog: &'c Catalog,
    /// The level whose columns are collected.
    pub(super) query: &'q Query,
    /// How many levels deeper the condition stands.
    pub(super) depth: u32,
}

impl<'q> Implications<'_, 'q> {
    /// What is non-NULL when `condition` is TRUE.
    pub(super) fn when_true(self, condition: &'q Expr) -> Known<'q> {
        let mut known = Known::default();
        match &condition.kind {
            ExprKind::And(args) => {
                for arg in args {
                    known.extend(self.when_true(arg));
                }
            }
            ExprKind::Or(args) => known = self.common(args, |arg| self.when_true(arg)),
            ExprKind::Not(arg) => known = self.when_false(arg),
            ExprKind::IsNull { arg, not: true, row } => {
                known = self.when_not_null(arg);
                if *row {
                    self.row_not_null(arg, &mut known);
                }
            }
            ExprKind::IsBoolean { arg, test, not } => match (test, not) {
                (BooleanTest::True, false) => known = self.when_true(arg),
                (BooleanTest::False, false) => known = self.when_false(arg),
                (BooleanTest::Unknown, true) => known = self.when_not_null(arg),
                _ => {}
            },
            ExprKind::ScalarArray { any, left, right, operator }
                if self.strict_operator(*operator) =>
            {
                // ALL over an empty array is TRUE whatever stands on its left.
                if *any || has_elements(right) {
                    known.extend(self.when_not_null(left));
                    known.extend(self.when_not_null(right));
                }
            }
            ExprKind::IsDistinct { not: true, left, right, .. } => {
                if matches!(right.kind, ExprKind::Const(Some(_))) {
                    known.extend(self.when_not_null(left));
                }
                if matches!(left.kind, ExprKind::Const(Some(_))) {
                    known.extend(self.when_not_null(right));
                }
            }
            ExprKind::SubLink { kind, query } => self.sublink_true(kind, query, &mut known),
            _ => known = self.when_not_null(condition),
        }
        known
    }

    /// What is non-NULL when `condition` is FALSE.
    pub(super) fn when_false(self, condition: &'q Expr) -> Known<'q> {
        let mut known = Known::default();
        match &condition.kind {
            ExprKind::Or(args) => {
                for arg in args {
                    known.extend(self.when_false(arg));
                }
            }
            ExprKind::And(args) => known = self.common(args, |arg| self.when_false(arg)),
            ExprKind::Not(arg) => known = self.when_true(arg),
            ExprKind::IsNull { arg, not: false, row: false } => known = self.when_not_null(arg),
            ExprKind::ScalarArray { any: true, left, right, operator }
                if self.strict_operator(*operator) && has_elements(right) =>
            {
                known.extend(self.when_not_null(left));
                known.extend(self.when_not_null(right));
            }
            // TRUE and FALSE alike need a non-NULL operand where the node is strict.
            ExprKind::Operator { .. } | ExprKind::Call { .. } | ExprKind::Var(_) => {
                known = self.when_not_null(condition);
            }
            _ => {}
        }
        known
    }

    /// What is non-NULL when `condition` is FALSE or NULL, as in the branches after it of a CASE.
    pub(super) fn when_not_true(self, condition: &'q Expr) -> Known<'q> {
        let mut known = Known::default();
        match &condition.kind {
            ExprKind::Or(args) => {
                for arg in args {
                    known.extend(self.when_not_true(arg));
                }
            }
            ExprKind::And(args) => known = self.common(args, |arg| self.when_not_true(arg)),
            ExprKind::IsNull { arg, not: false, row: false } => known = self.when_not_null(arg),
            // NOT x is not TRUE when x is TRUE or NULL: nothing follows unless x cannot be NULL.
            ExprKind::Not(arg) => {
                if let ExprKind::IsNull { arg, not: true, row: false } = &arg.kind {
                    known = self.when_not_null(arg);
                }
            }
            _ => {}
        }
        known
    }

    /// What is non-NULL when `expr` is.
    pub(super) fn when_not_null(self, expr: &'q Expr) -> Known<'q> {
        let mut known = Known::default();
        if self.depth == 0 && self.repeatable(expr) {
            known.exprs.push(expr);
        }
        let mut all = |args: &mut dyn Iterator<Item = &'q Expr>| {
            for arg in args {
                known.extend(self.when_not_null(arg));
            }
        };
        match &expr.kind {
            ExprKind::Var(var) if var.levels_up == self.depth => {
                self.var_not_null(*var, &mut known)
            }
            ExprKind::Param(param) => {
                known.params.insert(*param);
            }
            ExprKind::Call {
                function, args, variadic_array: false, returns_set: false, ..
            } if self.catalog.function(*function).is_some_and(|f| f.strict) => {
                all(&mut args.iter().flatten());
            }
            ExprKind::Operator { operator, args } if self.strict_operator(*operator) => {
                all(&mut args.iter());
            }
            ExprKind::Not(arg)
            | ExprKind::Relabel(arg, _)
            | ExprKind::CoerceViaIo(arg, _)
            | ExprKind::ArrayCoerce { arg, .. }
            | ExprKind::CoerceToDomain(arg, _)
            | ExprKind::ConvertRowType(arg)
            | ExprKind::Collate(arg, _)
            | ExprKind::Field { arg, .. } => all(&mut std::iter::once(&**arg)),
            ExprKind::Subscript { container, indexes, .. } => {
                all(&mut std::iter::once(&**container).chain(indexes));
            }
            ExprKind::NullIf { left, .. } => all(&mut std::iter::once(&**left)),
            ExprKind::Coalesce(args) if args.len() == 1 => all(&mut args.iter()),
            _ => {}
        }
        known
    }

    /// Whether the same expression gives the same value wherever it stands in the query: no volatile function,
    /// and no subquery, which may pick other rows each time.
    fn repeatable(self, expr: &Expr) -> bool {
        let here = match &expr.kind {
            ExprKind::SubLink { .. } => false,
            ExprKind::Json { kind: JsonKind::ArrayQuery(_), .. } => false,
            _ => is_steady_node(self.catalog, expr),
        };
        here && parts(expr).into_iter().all(|part| self.repeatable(part))
    }

    fn common(self, args: &'q [Expr], of: impl Fn(&'q Expr) -> Known<'q>) -> Known<'q> {
        let mut sets = args.iter().map(of);
        let mut known = sets.next().unwrap_or_default();
        for other in sets {
            known.intersect(&other);
        }
        known
    }

    fn strict_operator(self, operator: crate::catalog::OperatorId) -> bool {
        let function = self.catalog.operator(operator).map(|operator| operator.function);
        function.and_then(|id| self.catalog.function(id)).is_some_and(|function| function.strict)
    }

    fn var_not_null(self, var: Var, known: &mut Known<'q>) {
        known.vars.insert((var.range, var.column));
        // A column of a join stands for a column of one of its inputs.
        if let (Some(entry), VarColumn::Column(place)) =
            (self.query.ranges.get(var.range.0), var.column)
            && let RangeKind::Join { aliases, .. } = &entry.kind
            && let Some(ExprKind::Var(inner)) = aliases.get(place as usize).map(|alias| &alias.kind)
        {
            self.var_not_null(*inner, known);
        }
    }

    /// `row IS NOT NULL` holds only when every field is non-NULL (manual, "Comparison Functions and Operators").
    fn row_not_null(self, arg: &'q Expr, known: &mut Known<'q>) {
        match &arg.kind {
            ExprKind::Row(fields) => {
                for field in fields {
                    known.extend(self.when_not_null(field));
                }
            }
            ExprKind::Var(var)
                if var.levels_up == self.depth && var.column == VarColumn::WholeRow =>
            {
                let columns = self.query.ranges.get(var.range.0).map_or(0, |r| r.columns.len());
                for place in 0..columns as u32 {
                    known.vars.insert((var.range, VarColumn::Column(place)));
                }
            }
            _ => {}
        }
    }

    fn sublink_true(self, kind: &'q SubLinkKind, query: &'q Query, known: &mut Known<'q>) {
        match kind {
            // Of rows, one column alone can decide `<` and `<>`; `=` needs all of them.
            SubLinkKind::Any(test)
                if test.operators.iter().all(|op| self.strict_operator(*op))
                    && (test.operators.len() == 1
                        || test.operators.iter().all(|op| is_equality(self.catalog, *op))) =>
            {
                for left in &test.left {
                    known.extend(self.when_not_null(left));
                }
            }
            SubLinkKind::Exists => {}
            _ => return,
        }
        // Some row of the subquery passed its conditions.
        let deeper = Implications { depth: self.depth + 1, ..self };
        if conditions_hold_for_each_row(query) {
            let mut conditions: Vec<&'q Expr> = query.filter.iter().collect();
            for node in &query.from {
                inner_join_conditions(node, &mut conditions);
            }
            for condition in conditions {
                let inner = deeper.when_true(condition);
                known.vars.extend(inner.vars);
                known.params.extend(inner.params);
            }
        }
    }
}

/// The column of its entry that a variable of the innermost level reads.
pub(super) fn entry_column(query: &Query, var: Var) -> Option<&RangeColumn> {
    let VarColumn::Column(place) = var.column else { return None };
    query.ranges.get(var.range.0)?.columns.get(place as usize)
}

/// Whether an array has an element for certain: a constructor of arrays can be empty like those.
fn has_elements(array: &Expr) -> bool {
    matches!(&array.kind, ExprKind::Array { elements, nested: false } if !elements.is_empty())
}

/// Whether a row of the query's result proves that some row passed its WHERE: not so for an aggregate over
/// no rows, a set operation, or a statement that is no SELECT.
fn conditions_hold_for_each_row(query: &Query) -> bool {
    let plain = matches!(query.command, Command::Select) && query.set_operation.is_none();
    let aggregated =
        query.has_aggregates || query.having.is_some() || !query.grouping_sets.is_empty();
    plain && (!aggregated || (!query.group_by.is_empty() && query.grouping_sets.is_empty()))
}

/// The conditions every row of the join tree has passed.
pub(super) fn inner_join_conditions<'q>(node: &'q FromNode, conditions: &mut Vec<&'q Expr>) {
    use crate::syntax::ast::JoinKind;
    if let FromNode::Join(join) = node
        && matches!(join.kind, JoinKind::Inner | JoinKind::Cross)
    {
        conditions.extend(&join.condition);
        inner_join_conditions(&join.left, conditions);
        inner_join_conditions(&join.right, conditions);
    }
}
