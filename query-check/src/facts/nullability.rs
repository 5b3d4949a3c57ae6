//! Which values can be NULL.
//!
//! `true` always means "can be NULL": the answer where nothing is proven.

use std::collections::HashMap;
use std::rc::Rc;

use super::equality::is_comparison;
use super::joins::{JoinFacts, join_facts};
use super::known::{Implications, Known};
use super::never_null::{self, Verdict};
use super::views::Views;
use crate::catalog::{Catalog, FunctionId, TypeKind};
use crate::syntax::ast::{JsonBehaviorKind, JsonPathKind, SqlValueKind};
use crate::tree::{
    Command, Expr, ExprKind, InsertSource, JsonKind, Query, RangeId, RangeKind, SetOperationNode,
    SubLinkKind, SubscriptBounds, Var, VarColumn, XmlKind, same_expr,
};

/// One query level under evaluation.
pub(super) struct Level<'q> {
    pub(super) query: &'q Query,
    pub(super) joins: JoinFacts<'q>,
    /// What is non-NULL as well in the branch of a CASE that is looked at.
    assumed: Known<'q>,
    /// Outputs of the WITH list.
    pub(super) ctes: Vec<Vec<bool>>,
    /// Worked out columns of entries.
    pub(super) columns: HashMap<RangeId, Rc<Vec<bool>>>,
    /// Grouped expressions that a grouping set leaves out.
    pub(super) nulled: Vec<&'q Expr>,
    /// An aggregate of this level can see no row at all.
    pub(super) empty_group: bool,
    /// Columns of the written table whose new values are known: place to nullable.
    pub(super) written: HashMap<u32, bool>,
}

impl Level<'_> {
    /// Whether a grouping set leaves a column out, under whichever name it is grouped.
    fn is_nulled(&self, var: Var) -> bool {
        let base = |var: Var| self.behind_joins(var);
        self.nulled.iter().any(|nulled| match &nulled.kind {
            ExprKind::Var(grouped) => base(*grouped) == base(var),
            _ => false,
        })
    }

    /// The column of an input that a join's column stands for.
    fn behind_joins(&self, var: Var) -> (RangeId, VarColumn) {
        if let (Some(entry), VarColumn::Column(place)) =
            (self.query.ranges.get(var.range.0), var.column)
            && let RangeKind::Join { aliases, .. } = &entry.kind
            && let Some(ExprKind::Var(inner)) = aliases.get(place as usize).map(|alias| &alias.kind)
        {
            return self.behind_joins(*inner);
        }
        (var.range, var.column)
    }
}

/// Evaluates nullability over one statement.
pub(super) struct Nullability<'c, 'q> {
    pub(super) catalog: &'c Catalog,
    pub(super) views: &'c Views<'c>,
    /// Parameters that are never NULL, by place.
    pub(super) given: &'c dyn Fn(usize) -> bool,
    pub(super) levels: Vec<Level<'q>>,
}

impl<'c, 'q> Nullability<'c, 'q> {
    pub(super) fn new(
        catalog: &'c Catalog,
        views: &'c Views<'c>,
        given: &'c dyn Fn(usize) -> bool,
    ) -> Self {
        Self { catalog, views, given, levels: Vec::new() }
    }

    /// For each output column of a query, whether it can be NULL.
    pub(super) fn outputs(&mut self, query: &'q Query) -> Vec<bool> {
        self.enter(query);
        let outputs = match &query.set_operation {
            Some(operation) => self.set_operation(operation),
            None => query.output().into_iter().map(|t| self.nullable(&t.expr)).collect(),
        };
        self.levels.pop();
        outputs
    }

    /// Works out a level's WITH list, joins and conditions, and makes it the innermost one.
    pub(super) fn enter(&mut self, query: &'q Query) {
        let implications = Implications { catalog: self.catalog, query, depth: 0 };
        let implied = |condition: &'q Option<Expr>| {
            condition.as_ref().map(|c| implications.when_true(c)).unwrap_or_default()
        };
        let mut above = implied(&query.filter);
        above.extend(implied(&query.having));
        let mut joins = if matches!(query.command, Command::Merge(_)) {
            // The join condition of MERGE decides which action runs; it filters nothing.
            super::modify::merge_joins(self.catalog, query)
        } else {
            join_facts(self.catalog, query, above)
        };
        let sets = &query.grouping_sets;
        let nulled = query
            .group_by
            .iter()
            .filter(|clause| !sets.is_empty() && !sets.iter().all(|s| s.contains(&clause.target)))
            .map(|clause| &query.targets[clause.target].expr)
            .collect();
        let empty_group = query.group_by.is_empty() || sets.iter().any(Vec::is_empty);
        if empty_group && (query.has_aggregates || query.grouped || query.having.is_some()) {
            // A group over no rows stands there though no row has passed WHERE.
            let having = implied(&query.having);
            joins.known.params = having.params;
            joins.known.exprs = having.exprs;
        }
        self.levels.push(Level {
            query,
            joins,
            assumed: Known::default(),
            ctes: Vec::new(),
            columns: HashMap::new(),
            nulled,
            empty_group,
            written: HashMap::new(),
        });
        self.common_tables(query);
        super::modify::note_written_columns(self, query);
    }

    fn common_tables(&mut self, query: &'q Query) {
        for cte in &query.ctes {
            let mut outputs = vec![false; cte.columns.len()];
            if !cte.recursive {
                let found = self.outputs(&cte.query);
                outputs =
                    (0..cte.columns.len()).map(|i| found.get(i).copied().unwrap_or(true)).collect();
                self.top().ctes.push(outputs);
                continue;
            }
            // Rows come from the first term, or from the recursive one over rows that are there already: start
            // from "no NULL" and add what the terms can bring until nothing changes.
            self.top().ctes.push(outputs.clone());
            loop {
                let found = self.outputs(&cte.query);
                let mut changed = false;
                for (place, nullable) in outputs.iter_mut().enumerate() {
                    let brings = found.get(place).copied().unwrap_or(true);
                    changed |= brings && !*nullable;
                    *nullable |= brings;
                }
                *self.top().ctes.last_mut().expect("pushed above") = outputs.clone();
                self.top().columns.clear();
                if !changed {
                    break;
                }
            }
        }
    }

    pub(super) fn top(&mut self) -> &mut Level<'q> {
        self.levels.last_mut().expect("a level is entered before its expressions are looked at")
    }

    fn set_operation(&mut self, node: &'q SetOperationNode) -> Vec<bool> {
        use crate::syntax::ast::SetOperator;
        match node {
            SetOperationNode::Leaf(range) => self.range_columns(0, *range).to_vec(),
            SetOperationNode::Operation { op, left, right, .. } => {
                let left = self.set_operation(left);
                let right = self.set_operation(right);
                let both = left.into_iter().zip(right);
                match op {
                    SetOperator::Union => both.map(|(l, r)| l || r).collect(),
                    // A row of the result stands on both sides.
                    SetOperator::Intersect => both.map(|(l, r)| l && r).collect(),
                    SetOperator::Except => both.map(|(l, _)| l).collect(),
                }
            }
        }
    }

    /// Whether an expression of the innermost level can be NULL.
    pub(super) fn nullable(&mut self, expr: &'q Expr) -> bool {
        let level = self.top();
        if level.nulled.iter().any(|nulled| same_expr(nulled, expr)) {
            return true;
        }
        let known = level.joins.known.has_expr(expr) || level.assumed.has_expr(expr);
        if known && level.nulled.is_empty() {
            return false;
        }
        match &expr.kind {
            ExprKind::Error | ExprKind::Default | ExprKind::CurrentOf => true,
            ExprKind::Const(value) => value.is_none(),
            ExprKind::Param(place) => {
                let level = self.top();
                let known = &level.joins.known.params;
                let known = known.contains(place) || level.assumed.params.contains(place);
                !known && !(self.given)(*place)
            }
            ExprKind::Var(var) => self.var_nullable(*var),
            ExprKind::Call { function, args, variadic_array, .. } => {
                self.call_nullable(expr, *function, args, *variadic_array)
            }
            ExprKind::Operator { operator, args } => {
                !self.total_operator(*operator) || args.iter().any(|arg| self.nullable(arg))
            }
            ExprKind::ScalarArray { operator, left, right, .. } => {
                let elements_known = match &right.kind {
                    ExprKind::Array { elements, .. } => !elements.iter().any(|e| self.nullable(e)),
                    _ => false,
                };
                !elements_known || !self.total_operator(*operator) || self.nullable(left)
            }
            ExprKind::IsDistinct { .. }
            | ExprKind::IsNull { .. }
            | ExprKind::IsBoolean { .. }
            | ExprKind::Array { .. }
            | ExprKind::Row(_)
            | ExprKind::Grouping { .. }
            | ExprKind::MergeAction => false,
            ExprKind::NullIf { .. } | ExprKind::Field { .. } | ExprKind::CaseTest => true,
            ExprKind::AssignPart { .. } => false,
            ExprKind::And(args) | ExprKind::Or(args) => args.iter().any(|arg| self.nullable(arg)),
            ExprKind::Coalesce(args) | ExprKind::MinMax { args, .. } => {
                args.iter().all(|arg| self.nullable(arg))
            }
            ExprKind::Not(arg)
            | ExprKind::Relabel(arg, _)
            | ExprKind::CoerceViaIo(arg, _)
            | ExprKind::ArrayCoerce { arg, .. }
            | ExprKind::ConvertRowType(arg)
            | ExprKind::Collate(arg, _) => self.nullable(arg),
            ExprKind::CoerceToDomain(arg, _) => {
                // A NULL does not get through the cast to a domain that forbids it.
                !self.not_null_domain(expr) && self.nullable(arg)
            }
            ExprKind::Subscript { container, indexes, bounds } => {
                // A slice out of bounds is an empty array; an element out of bounds is NULL.
                !SubscriptBounds::any_slice(bounds)
                    || self.nullable(container)
                    || indexes.iter().any(|i| self.nullable(i))
            }
            ExprKind::RowCompare { left, right, .. } => {
                left.iter().chain(right).any(|field| self.nullable(field))
            }
            ExprKind::Case { operand, whens, otherwise } => {
                self.case_nullable(operand.is_some(), whens, otherwise)
            }
            ExprKind::SqlValue(kind) => {
                matches!(kind, SqlValueKind::CurrentSchema | SqlValueKind::SystemUser)
            }
            ExprKind::SubLink { kind, query } => self.sublink_nullable(kind, query),
            ExprKind::Aggregate(aggregate) => {
                super::aggregates::aggregate_nullable(self, aggregate)
            }
            ExprKind::WindowCall(call) => super::aggregates::window_call_nullable(self, call),
            ExprKind::Json { kind, args, .. } => self.json_nullable(kind, args),
            ExprKind::Xml { kind, args, .. } => match kind {
                XmlKind::Element => false,
                XmlKind::IsDocument => args.iter().any(|arg| self.nullable(arg)),
                _ => true,
            },
        }
    }

    fn call_nullable(
        &mut self,
        call: &'q Expr,
        function: FunctionId,
        args: &'q [Option<Expr>],
        variadic_array: bool,
    ) -> bool {
        let any_nullable = |facts: &mut Self| args.iter().flatten().any(|arg| facts.nullable(arg));
        match never_null::function(self.catalog, function) {
            // An array passed as VARIADIC can hold NULLs, or be one.
            _ if variadic_array => true,
            Verdict::Always => false,
            Verdict::WhenArgumentsAreNot => any_nullable(self),
            Verdict::WhenFieldIsMonotonic => {
                let field = args.first().and_then(Option::as_ref).and_then(constant_text);
                let monotonic = field.is_some_and(|field| {
                    never_null::MONOTONIC_FIELDS.iter().any(|m| field.eq_ignore_ascii_case(m))
                });
                !monotonic || any_nullable(self)
            }
            Verdict::Set => !self.only_set_of_its_list(call),
            Verdict::Unknown => true,
        }
    }

    fn total_operator(&self, operator: crate::catalog::OperatorId) -> bool {
        is_comparison(self.catalog, operator)
            || self.catalog.operator(operator).is_some_and(|found| {
                matches!(
                    never_null::function(self.catalog, found.function),
                    Verdict::Always | Verdict::WhenArgumentsAreNot
                )
            })
    }

    fn not_null_domain(&self, expr: &Expr) -> bool {
        let mut ty = expr.ty;
        while let TypeKind::Domain { base, not_null, .. } = self.catalog.ty(ty).kind {
            if not_null {
                return true;
            }
            ty = base;
        }
        false
    }

    /// Several set-returning functions of one list run in step, the shorter ones filled up with NULL.
    fn only_set_of_its_list(&mut self, expr: &Expr) -> bool {
        let query = self.top().query;
        let calls = super::cardinality::set_calls;
        let sets: usize = match &query.command {
            Command::Insert(insert) => match &insert.source {
                InsertSource::Values(rows) => rows.iter().flatten().map(|a| calls(&a.value)).sum(),
                _ => 0,
            },
            _ if query.has_target_srfs => query.targets.iter().map(|t| calls(&t.expr)).sum(),
            _ => 0,
        };
        sets <= 1 || expr.is_error()
    }

    fn case_nullable(
        &mut self,
        with_operand: bool,
        whens: &'q [(Expr, Expr)],
        otherwise: &'q Expr,
    ) -> bool {
        let before = self.top().assumed.clone();
        let mut nullable = false;
        for (condition, result) in whens {
            if with_operand {
                nullable |= self.nullable(result);
                continue;
            }
            let query = self.top().query;
            let implications = Implications { catalog: self.catalog, query, depth: 0 };
            let outside = self.top().assumed.clone();
            self.top().assumed.extend(implications.when_true(condition));
            nullable |= self.nullable(result);
            self.top().assumed = outside;
            self.top().assumed.extend(implications.when_not_true(condition));
        }
        nullable |= self.nullable(otherwise);
        self.top().assumed = before;
        nullable
    }

    fn sublink_nullable(&mut self, kind: &'q SubLinkKind, query: &'q Query) -> bool {
        match kind {
            SubLinkKind::Exists | SubLinkKind::Array => false,
            SubLinkKind::Scalar => {
                let stack = self.levels.iter().map(|level| level.query).collect();
                let rows = super::cardinality::rows(self.catalog, self.views, stack, query);
                let exactly_one = rows == crate::checked::Rows::One;
                !exactly_one || self.outputs(query).first().copied().unwrap_or(true)
            }
            SubLinkKind::Any(test) | SubLinkKind::All(test) => {
                let total = test.operators.iter().all(|op| self.total_operator(*op));
                !total
                    || test.left.iter().any(|left| self.nullable(left))
                    || self.outputs(query).into_iter().any(|nullable| nullable)
            }
            SubLinkKind::RowCompare(_) | SubLinkKind::MultiAssign(_) => true,
        }
    }

    fn json_nullable(&mut self, kind: &'q JsonKind, args: &'q [Expr]) -> bool {
        match kind {
            JsonKind::Object | JsonKind::Array => false,
            JsonKind::ArrayQuery(_) => true,
            JsonKind::ObjectAgg { .. } | JsonKind::ArrayAgg { .. } => self.top().empty_group,
            JsonKind::Parse | JsonKind::Scalar | JsonKind::Serialize | JsonKind::IsJson => {
                args.iter().any(|arg| self.nullable(arg))
            }
            JsonKind::Path { kind: JsonPathKind::Exists, on_error, .. } => {
                matches!(on_error, Some(JsonBehaviorKind::Unknown))
                    || args.iter().any(|arg| self.nullable(arg))
            }
            JsonKind::Path { .. } => true,
        }
    }

    fn var_nullable(&mut self, var: Var) -> bool {
        let index = self.levels.len() - 1 - var.levels_up as usize;
        let level = &self.levels[index];
        if let Some(nullable) = super::modify::returning_row(level, var) {
            return nullable;
        }
        if level.is_nulled(var) {
            return true;
        }
        let place = (var.range, var.column);
        if level.joins.known.vars.contains(&place) || level.assumed.vars.contains(&place) {
            return false;
        }
        if level.joins.extended.get(var.range.0).copied().unwrap_or(true) {
            return true;
        }
        match var.column {
            VarColumn::WholeRow | VarColumn::System(_) => false,
            VarColumn::Column(place) => {
                let columns = self.range_columns(var.levels_up, var.range);
                columns.get(place as usize).copied().unwrap_or(true)
            }
        }
    }

    /// For each column of an entry, whether it can be NULL before any outer join of its level fills it up.
    pub(super) fn range_columns(&mut self, levels_up: u32, range: RangeId) -> Rc<Vec<bool>> {
        let keep = self.levels.len() - levels_up as usize;
        // Evaluate at the entry's own level; what stands above it waits.
        let waiting = self.levels.split_off(keep);
        // What is remembered must hold outside of the branch as well.
        let assumed = std::mem::take(&mut self.top().assumed);
        let columns = match self.top().columns.get(&range) {
            Some(columns) => Rc::clone(columns),
            None => {
                let columns = Rc::new(self.work_out_range(range));
                self.top().columns.insert(range, Rc::clone(&columns));
                columns
            }
        };
        self.top().assumed = assumed;
        self.levels.extend(waiting);
        columns
    }

    fn work_out_range(&mut self, range: RangeId) -> Vec<bool> {
        let query = self.top().query;
        let entry = query.range(range);
        let unknown = || vec![true; entry.columns.len()];
        match &entry.kind {
            RangeKind::Relation { relation, .. }
                if query.target == Some(range) && super::modify::gives_new_rows(&query.command) =>
            {
                self.views.written_columns(*relation)
            }
            RangeKind::Relation { relation, only, .. } => {
                self.views.relation_columns(*relation, *only)
            }
            RangeKind::Excluded(relation) => self.views.proposed_columns(*relation),
            RangeKind::Subquery(inner) => self.outputs(inner),
            RangeKind::Join { aliases, .. } => self.join_columns(range, aliases),
            RangeKind::Function { functions, ordinality } => super::functions::function_columns(
                self,
                functions,
                *ordinality,
                entry.columns.len(),
            ),
            RangeKind::Values(rows) => {
                let mut columns = vec![false; entry.columns.len()];
                for row in rows {
                    for (column, value) in columns.iter_mut().zip(row) {
                        *column |= self.nullable(value);
                    }
                }
                columns
            }
            RangeKind::CommonTable { index, levels_up, .. } => {
                let owner = self.levels.len().checked_sub(1 + *levels_up as usize);
                let cte = owner.and_then(|owner| self.levels[owner].ctes.get(*index));
                cte.cloned().unwrap_or_else(unknown)
            }
            RangeKind::TableFunction { not_null, .. } => {
                let known = |i: usize| not_null.get(i).copied().unwrap_or(false);
                (0..entry.columns.len()).map(|i| !known(i)).collect()
            }
            RangeKind::Error => unknown(),
        }
    }

    /// A join's columns; a merged column of a FULL join is NULL only when the side that is there has a NULL.
    fn join_columns(&mut self, range: RangeId, aliases: &'q [Expr]) -> Vec<bool> {
        let Some(before) = self.top().joins.full.get(&range).cloned() else {
            return aliases.iter().map(|alias| self.nullable(alias)).collect();
        };
        let mut columns = Vec::with_capacity(aliases.len());
        for alias in aliases {
            let ExprKind::Coalesce(sides) = &alias.kind else {
                columns.push(self.nullable(alias));
                continue;
            };
            let after = std::mem::replace(&mut self.top().joins.extended, before.clone());
            columns.push(sides.iter().any(|side| self.nullable(side)));
            self.top().joins.extended = after;
        }
        columns
    }
}

/// The text of a constant, through coercions that keep it.
fn constant_text(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Const(text) => text.as_deref(),
        ExprKind::Relabel(arg, _) => constant_text(arg),
        _ => None,
    }
}
