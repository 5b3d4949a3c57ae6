//! What equals the scope's parameter at a query level, in every row that is left of it.
//!
//! A column is fixed when a condition equates it with the parameter or with a column that is fixed itself, or
//! when it shows a fixed column of a subquery or common table expression. It grows until nothing changes.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Catalog, TypeId};
use crate::facts::conditions::{Condition, conditions, of_all_rows};
use crate::facts::equality::is_equality;
use crate::tree::{
    Assignment, CoercionForm, Command, Expr, ExprKind, InsertSource, Query, RangeId, RangeKind,
    ReturningRow, SetOperationNode, SortClause, Var, VarColumn,
};

/// The columns of one level that are fixed, and the outputs of its WITH list that are.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    fixed: HashSet<(RangeId, u32)>,
    tables: Vec<Outputs>,
}

/// Places of output columns.
type Outputs = HashSet<u32>;

impl Level {
    /// The columns of an entry that are fixed.
    pub(super) fn of(&self, range: RangeId) -> Vec<u32> {
        let of_range = self.fixed.iter().filter(|(found, _)| *found == range);
        let mut places: Vec<u32> = of_range.map(|(_, place)| *place).collect();
        places.sort_unstable();
        places
    }

    pub(super) fn is_fixed(&self, range: RangeId, place: usize) -> bool {
        u32::try_from(place).is_ok_and(|place| self.fixed.contains(&(range, place)))
    }

    pub(super) fn fix(&mut self, range: RangeId, place: usize) {
        if let Ok(place) = u32::try_from(place) {
            self.fixed.insert((range, place));
        }
    }

    pub(super) fn forget(&mut self, range: RangeId) {
        self.fixed.retain(|(found, _)| *found != range);
    }
}

/// How many levels are worked out for one statement before nothing more is proven: texts that nest common
/// table expressions in each other without bound would take for ever.
const LEVELS: u32 = 10_000;

/// Works levels out, the levels around them given.
pub(super) struct Levels<'c> {
    catalog: &'c Catalog,
    /// The parameter's place, if the statement has it.
    parameter: Option<usize>,
    /// The levels around the one in question, innermost last.
    pub(super) around: Vec<Level>,
    /// Outputs of queries by their address in the tree, which does not move.
    known: HashMap<usize, Outputs>,
    left: u32,
}

impl<'c> Levels<'c> {
    pub(super) fn new(catalog: &'c Catalog, parameter: Option<usize>) -> Self {
        Self { catalog, parameter, around: Vec::new(), known: HashMap::new(), left: LEVELS }
    }

    /// The level of a query of which only rows with the parameter in the outputs `given` matter.
    pub(super) fn level(&mut self, query: &Query, given: &[u32]) -> Level {
        let mut level = Level::default();
        if self.left == 0 {
            return level;
        }
        self.left -= 1;
        self.tables(query, &mut level);
        let outputs = query.output();
        for target in given.iter().filter_map(|place| outputs.get(*place as usize)) {
            level.fixed.extend(column(query, &target.expr));
        }
        let conditions = conditions(query);
        self.grow(query, &conditions, &mut level);
        for (place, range) in query.ranges.iter().enumerate() {
            let range_id = RangeId(place);
            let outputs = match &range.kind {
                RangeKind::Subquery(inner) => self.within(&level, |all| all.outputs(inner)),
                RangeKind::CommonTable { index, levels_up, .. } => {
                    self.table(&level, *index, *levels_up)
                }
                _ => continue,
            };
            level.fixed.extend(outputs.into_iter().map(|output| (range_id, output)));
            self.grow(query, &conditions, &mut level);
        }
        // What is seen through a join is the same column.
        for (place, range) in query.ranges.iter().enumerate() {
            let RangeKind::Join { aliases, .. } = &range.kind else { continue };
            for (alias, expr) in (0..).zip(aliases) {
                if column(query, expr).is_some_and(|column| level.fixed.contains(&column)) {
                    level.fixed.insert((RangeId(place), alias));
                }
            }
        }
        level
    }

    /// Adds what a condition fixes that holds for every row.
    pub(super) fn also(&self, query: &Query, condition: &Expr, level: &mut Level) {
        self.grow(query, &of_all_rows(condition), level);
    }

    /// Runs `work` with `level` around it.
    pub(super) fn within<T>(&mut self, level: &Level, work: impl FnOnce(&mut Self) -> T) -> T {
        self.around.push(level.clone());
        let result = work(self);
        self.around.pop();
        result
    }

    /// The output columns that are the parameter in every row of a query.
    fn outputs(&mut self, query: &Query) -> Outputs {
        let address = std::ptr::from_ref(query) as usize;
        if let Some(known) = self.known.get(&address) {
            return known.clone();
        }
        let outputs = self.outputs_anew(query);
        self.known.insert(address, outputs.clone());
        outputs
    }

    fn outputs_anew(&mut self, query: &Query) -> Outputs {
        let level = self.level(query, &[]);
        if let Some(operation) = &query.set_operation {
            let mut leaves = Vec::new();
            leaves_of(operation, &mut leaves);
            let sides = leaves.into_iter().map(|leaf| level.of(leaf).into_iter().collect());
            return sides.reduce(|all: Outputs, side| &all & &side).unwrap_or_default();
        }
        // A grouping set fills columns with NULL; a MERGE gives rows of either side.
        if !query.grouping_sets.is_empty() || matches!(query.command, Command::Merge(_)) {
            return Outputs::new();
        }
        let outputs = (0..).zip(query.output());
        let fixed = outputs.filter(|(_, target)| self.is_parameter(query, &level, &target.expr));
        fixed.map(|(place, _)| place).collect()
    }

    /// Fills in the WITH list of a level.
    fn tables(&mut self, query: &Query, level: &mut Level) {
        for cte in &query.ctes {
            let place = level.tables.len();
            level.tables.push(Outputs::new());
            let body = &cte.query;
            let first = match &body.set_operation {
                Some(operation) if cte.recursive => {
                    let mut leaves = Vec::new();
                    leaves_of(operation, &mut leaves);
                    leaves.first().copied()
                }
                _ => None,
            };
            let Some(first) = first else {
                level.tables[place] = self.within(level, |all| all.outputs(body));
                continue;
            };
            // What its first side fixes is assumed of the rows that are worked on, and has to come out of both.
            let first = match &body.range(first).kind {
                RangeKind::Subquery(first) => {
                    let of_body = Level::default();
                    self.within(level, |all| all.within(&of_body, |all| all.outputs(first)))
                }
                _ => Outputs::new(),
            };
            let known = std::mem::take(&mut self.known);
            level.tables[place].clone_from(&first);
            let of_both = self.within(level, |all| all.outputs(body));
            self.known = known;
            if !first.is_subset(&of_both) {
                level.tables[place] = Outputs::new();
            }
        }
    }

    /// What is fixed of a common table expression that this level, or one around it, has in its WITH list.
    fn table(&self, level: &Level, index: usize, levels_up: u32) -> Outputs {
        let owner = match levels_up as usize {
            0 => Some(level),
            up => self.around.len().checked_sub(up).map(|at| &self.around[at]),
        };
        owner.and_then(|owner| owner.tables.get(index)).cloned().unwrap_or_default()
    }

    fn grow(&self, query: &Query, conditions: &[Condition<'_>], level: &mut Level) {
        loop {
            let before = level.fixed.len();
            for condition in conditions {
                self.apply(query, condition, level);
            }
            if before == level.fixed.len() {
                return;
            }
        }
    }

    fn apply(&self, query: &Query, condition: &Condition<'_>, level: &mut Level) {
        let (left, right, is_strict) = match &condition.expr.kind {
            ExprKind::Operator { operator, args } if is_equality(self.catalog, *operator) => {
                let [left, right] = args.as_slice() else { return };
                (left, right, true)
            }
            ExprKind::ScalarArray { operator, any: true, left, right }
                if is_equality(self.catalog, *operator) =>
            {
                let ExprKind::Array { elements, .. } = &right.kind else { return };
                let [right] = elements.as_slice() else { return };
                (&**left, right, true)
            }
            // The parameter is never NULL; a column that is NULL is no different from another one.
            ExprKind::IsDistinct { operator, not: true, left, right }
                if is_equality(self.catalog, *operator) =>
            {
                (&**left, &**right, false)
            }
            _ => return,
        };
        for (one, other) in [(left, right), (right, left)] {
            let is_parameter = if is_strict {
                self.is_parameter(query, level, other)
            } else {
                self.is_itself(other)
            };
            if is_parameter
                && let Some((range, place)) = column(query, one)
                && condition.restricts(range)
            {
                level.fixed.insert((range, place));
            }
        }
    }

    fn is_itself(&self, expr: &Expr) -> bool {
        matches!(kept(expr).kind, ExprKind::Param(place) if Some(place) == self.parameter)
    }

    /// Whether an expression of a level is the parameter in every row.
    pub(super) fn is_parameter(&self, query: &Query, level: &Level, expr: &Expr) -> bool {
        if self.is_itself(expr) {
            return true;
        }
        match kept(expr).kind {
            ExprKind::Var(Var {
                levels_up,
                range,
                column: VarColumn::Column(place),
                returning: ReturningRow::Default,
            }) if levels_up > 0 => {
                let at = self.around.len().checked_sub(levels_up as usize);
                at.is_some_and(|at| self.around[at].fixed.contains(&(range, place)))
            }
            _ => column(query, expr).is_some_and(|column| level.fixed.contains(&column)),
        }
    }
}

/// The value below coercions that keep it; a length that is applied to characters refuses what is longer.
fn kept(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Relabel(arg, _) | ExprKind::CoerceToDomain(arg, _) => kept(arg),
        ExprKind::Call { args, form: CoercionForm::ImplicitCast, .. } => match args.first() {
            Some(Some(arg))
                if arg.ty == expr.ty && matches!(arg.ty, TypeId::VARCHAR | TypeId::BPCHAR) =>
            {
                kept(arg)
            }
            _ => expr,
        },
        _ => expr,
    }
}

/// The column of this level that an expression is, seen through joins and coercions that keep the value.
pub(super) fn column(query: &Query, expr: &Expr) -> Option<(RangeId, u32)> {
    let ExprKind::Var(Var {
        levels_up: 0,
        range,
        column: VarColumn::Column(place),
        returning: ReturningRow::Default,
    }) = kept(expr).kind
    else {
        return None;
    };
    match &query.range(range).kind {
        RangeKind::Join { aliases, .. } => column(query, aliases.get(place as usize)?),
        _ => Some((range, place)),
    }
}

/// The inputs of a set operation, from left to right.
pub(super) fn leaves_of(node: &SetOperationNode, leaves: &mut Vec<RangeId>) {
    match node {
        SetOperationNode::Leaf(range) => leaves.push(*range),
        SetOperationNode::Operation { left, right, .. } => {
            leaves_of(left, leaves);
            leaves_of(right, leaves);
        }
    }
}

/// Which of the outputs `given` sort out rows of the query itself: where other rows have no influence on those
/// that have a given value there.
pub(super) fn sorting_out(query: &Query, given: &[u32]) -> Vec<u32> {
    let never = !matches!(query.command, Command::Select)
        || query.limit.is_some()
        || query.offset.is_some()
        || !query.grouping_sets.is_empty();
    if never {
        return Vec::new();
    }
    let is_in = |clauses: &[SortClause], place: u32| {
        clauses.iter().any(|clause| clause.target == place as usize)
    };
    // What a group shows of a column is the same in all of its rows.
    let sorts_out = |place: &&u32| {
        (!query.distinct_on || is_in(&query.distinct, **place))
            && query.windows.iter().all(|window| is_in(&window.partition_by, **place))
    };
    given.iter().filter(sorts_out).copied().collect()
}

/// Whether an INSERT writes the parameter to a column in every row.
pub(super) fn inserts_parameter(
    levels: &Levels<'_>,
    query: &Query,
    level: &Level,
    source: &InsertSource,
    place: usize,
) -> bool {
    let is_written = |row: &[Assignment]| {
        let assigned = row.iter().find(|a| a.column as usize == place);
        assigned.is_some_and(|a| !a.partial && levels.is_parameter(query, level, &a.value))
    };
    match source {
        InsertSource::DefaultValues => false,
        InsertSource::Values(rows) => rows.iter().all(|row| is_written(row)),
        InsertSource::Query(_, assignments) => is_written(assignments),
    }
}
