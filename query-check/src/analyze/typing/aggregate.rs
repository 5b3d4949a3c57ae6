//! Aggregates: their ORDER BY and DISTINCT, the query level they belong to and where they may stand
//! (`transformAggregateCall`, `check_agglevels_and_constraints`, `check_agg_arguments`).

use super::call::{CallSite, Chosen};
use super::location::expr_location;
use super::operator::operator_gives_set;
use super::placement::{LATERAL_HINT, Placement};
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{AggregateKind, CastContext, Catalog, FunctionKind, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::{
    Aggregate, CoercionForm, Expr, ExprKind, JsonKind, Query, RangeKind, SortClause, TargetEntry,
    Visitor, walk_expr,
};

use super::location::NOWHERE;

impl Analyzer<'_> {
    /// A call of an aggregate without OVER, its arguments coerced.
    pub(super) fn aggregate_call(
        &mut self,
        mut site: CallSite<'_>,
        chosen: &Chosen,
        args: Vec<Expr>,
        variadic_array: bool,
        result: TypeId,
    ) -> Expr {
        let span = site.span;
        let name = super::type_name::dotted(&site.name.parts);
        let (star, distinct, within_group) =
            site.call.map_or((false, false, false), |c| (c.star, c.distinct, c.within_group));
        let mistake = if args.is_empty() && !star && !within_group {
            let message =
                format!("{name}(*) must be used to call a parameterless aggregate function");
            Some((Code::WrongObjectType, message))
        } else if chosen.returns_set {
            Some((Code::Rejected, "aggregates cannot return sets".to_owned()))
        } else if !site.names.is_empty() {
            let message = "aggregates cannot use named arguments".to_owned();
            Some((Code::FeatureNotSupported, message))
        } else {
            None
        };
        if let Some((code, message)) = mistake {
            let diagnostic = self.call_mistake(&site, code, message);
            // A definition that CREATE AGGREGATE does not let through: it has no code of its own.
            self.report(match code {
                Code::Rejected => diagnostic.with_sqlstate("42P13"),
                _ => diagnostic,
            });
            return Expr::error(span);
        }
        let ordered_set = matches!(
            chosen.kind,
            FunctionKind::Aggregate {
                kind: AggregateKind::OrderedSet | AggregateKind::Hypothetical,
                ..
            }
        );
        let order_items = site.call.map_or(&[][..], |call| &call.order_by);
        let Some(parts) = self.aggregate_order(args, order_items, ordered_set, distinct) else {
            return Expr::error(span);
        };
        let aggregate = Aggregate {
            function: chosen.id,
            direct_args: parts.direct,
            args: parts.args,
            star,
            distinct,
            order_by: parts.order_by,
            sorting: parts.sorting,
            filter: site.filter.take().map(Box::new),
            levels_up: 0,
            variadic_array,
        };
        self.place_aggregate(aggregate, result, site.location, span)
    }

    /// Finds the level an aggregate belongs to, checks where it stands and makes the node.
    pub(super) fn place_aggregate(
        &mut self,
        mut aggregate: Aggregate,
        ty: TypeId,
        location: u32,
        span: Span,
    ) -> Expr {
        let inputs: Vec<&Expr> = aggregate
            .args
            .iter()
            .chain(&aggregate.order_by)
            .chain(aggregate.filter.as_deref())
            .collect();
        let level = match self.aggregate_level(&aggregate.direct_args, &inputs, location) {
            Ok(level) => level,
            Err(diagnostic) => {
                self.report(*diagnostic);
                return Expr::error(span);
            }
        };
        aggregate.levels_up = level;
        if !self.check_aggregate_place(level, location, false) {
            return Expr::error(span);
        }
        let kind = ExprKind::Aggregate(Box::new(aggregate));
        Expr { kind, ty, modifier: -1, span, location }
    }

    /// Whether an aggregate (or GROUPING) may stand where it does within the level it belongs to.
    pub(super) fn check_aggregate_place(
        &mut self,
        level: u32,
        location: u32,
        grouping: bool,
    ) -> bool {
        let place = self.scopes.len() - 1 - level as usize;
        self.scopes[place].has_aggregates = true;
        let message = match self.scopes[place].context.aggregates(grouping) {
            Placement::Allowed => return true,
            Placement::Message(message) => message.to_owned(),
            Placement::Forbidden(clause) if grouping => {
                format!("grouping operations are not allowed in {clause}")
            }
            Placement::Forbidden(clause) => {
                format!("aggregate functions are not allowed in {clause}")
            }
        };
        let diagnostic = self.diagnostic_at(Code::GroupingError, location, message);
        self.report(diagnostic);
        false
    }

    /// The level an aggregate of such inputs belongs to (`check_agg_arguments`).
    pub(super) fn aggregate_level(
        &self,
        direct: &[Expr],
        inputs: &[&Expr],
        location: u32,
    ) -> Result<u32, Box<Diagnostic>> {
        let found = Levels::of(self.catalog, inputs.iter().copied())
            .map_err(|inner| Box::new(self.forbidden_input(&inner)))?;
        let level = found.variables.into_iter().chain(found.aggregates).min().unwrap_or(0);
        if found.aggregates == Some(level) {
            return Err(Box::new(nested(found.aggregate_span)));
        }
        if let Some((name, _)) = found.table.filter(|(_, table)| *table < level) {
            let message = "outer-level aggregate cannot use a nested CTE";
            let note = format!("CTE \"{name}\" is below the aggregate's semantic level.");
            let diagnostic =
                self.diagnostic_at(Code::FeatureNotSupported, location, message).with_note(note);
            return Err(Box::new(diagnostic));
        }
        let below = Levels::of(self.catalog, direct.iter())
            .map_err(|inner| Box::new(self.forbidden_input(&inner)))?;
        if below.variables.is_some_and(|variable| variable < level) {
            let message = "outer-level aggregate cannot contain a lower-level variable in its direct arguments";
            let diagnostic = Diagnostic::new(Code::GroupingError, below.variable_span, message);
            return Err(Box::new(diagnostic));
        }
        if below.aggregates.is_some_and(|aggregate| aggregate <= level) {
            return Err(Box::new(nested(below.aggregate_span)));
        }
        Ok(level)
    }

    fn forbidden_input(&self, expr: &Expr) -> Diagnostic {
        if matches!(expr.kind, ExprKind::WindowCall(_)) {
            let message = "aggregate function calls cannot contain window function calls";
            return self.diagnostic_on(Code::GroupingError, expr, message);
        }
        let message = "aggregate function calls cannot contain set-returning function calls";
        self.diagnostic_on(Code::FeatureNotSupported, expr, message).with_help(LATERAL_HINT)
    }

    /// Splits direct from aggregated arguments, and works out ORDER BY and DISTINCT.
    pub(super) fn aggregate_order(
        &mut self,
        mut args: Vec<Expr>,
        items: &[crate::syntax::ast::SortBy],
        ordered_set: bool,
        distinct: bool,
    ) -> Option<AggregateParts> {
        if ordered_set {
            let aggregated = args.split_off(args.len().saturating_sub(items.len()));
            let mut sorted = Vec::with_capacity(aggregated.len());
            let mut sorting = Vec::with_capacity(aggregated.len());
            for (arg, item) in aggregated.into_iter().zip(items) {
                let arg = self.resolve_unknown(arg);
                sorting.push(self.sort_clause(sorted.len(), arg.ty, item)?);
                sorted.push(arg);
            }
            let order_by = Vec::new();
            return Some(AggregateParts { direct: args, order_by, args: sorted, sorting });
        }
        if items.is_empty() && !distinct {
            let (direct, order_by, sorting) = (Vec::new(), Vec::new(), Vec::new());
            return Some(AggregateParts { direct, args, order_by, sorting });
        }
        let count = args.len();
        let entry = |expr| TargetEntry { expr, name: String::new(), junk: false };
        let own: Vec<TargetEntry> = args.into_iter().map(entry).collect();
        let outer = std::mem::replace(&mut self.scope().targets, own);
        let clauses = self.order_by(items, ExprContext::OrderBy, true);
        let mut targets = std::mem::replace(&mut self.scope().targets, outer);
        let complete = !clauses.is_empty() || items.is_empty();
        if !complete || targets.iter().any(|t| t.expr.is_error()) {
            return None;
        }
        if distinct && !self.aggregate_distinct(&mut targets[..], count, &clauses) {
            return None;
        }
        let order_by = clauses.iter().map(|c| targets[c.target].expr.clone()).collect();
        targets.truncate(count);
        let args = targets.into_iter().map(|target| target.expr).collect();
        Some(AggregateParts { direct: Vec::new(), args, order_by, sorting: clauses })
    }

    /// `agg(DISTINCT …)`: every argument must be sortable, and ORDER BY may name arguments only.
    fn aggregate_distinct(
        &mut self,
        targets: &mut [TargetEntry],
        count: usize,
        clauses: &[SortClause],
    ) -> bool {
        if count == 0 {
            let message = "an aggregate with DISTINCT must have at least one argument";
            let all = Span::new(0, self.sql.len() as u32);
            let diagnostic = Diagnostic::new(Code::SyntaxError, all, message);
            self.report(diagnostic.without_position());
            return false;
        }
        if let Some(clause) = clauses.iter().find(|c| c.target >= count) {
            let message =
                "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list";
            let expr = &targets[clause.target].expr;
            let diagnostic = self.diagnostic_on(Code::InvalidColumnReference, expr, message);
            self.report(diagnostic);
            return false;
        }
        for target in &mut targets[..count] {
            let expr = std::mem::replace(&mut target.expr, Expr::error(Span::default()));
            target.expr = self.resolve_unknown(expr);
            let at = Span::new(expr_location(&target.expr), target.expr.span.end);
            let Some(operators) = self.sort_operators(target.expr.ty, false, true, at) else {
                return false;
            };
            if operators.lt.is_none() {
                let ty = self.type_name(target.expr.ty);
                let message = format!("could not identify an ordering operator for type {ty}");
                let diagnostic = self
                    .diagnostic_on(Code::UndefinedFunction, &target.expr, message)
                    .with_note("Aggregates with DISTINCT must be able to sort their inputs.");
                self.report(diagnostic);
                return false;
            }
        }
        true
    }

    /// Gives hypothetical arguments and the columns they are compared with common types
    /// (`unify_hypothetical_args`).
    pub(super) fn unify_hypothetical(
        &mut self,
        args: &mut [Expr],
        aggregated: usize,
        declared: &[TypeId],
    ) -> bool {
        let direct = args.len() - aggregated;
        let Some(first) = direct.checked_sub(aggregated) else { return false };
        for place in first..direct {
            if declared.get(place) != Some(&TypeId::ANY) {
                continue;
            }
            let other = direct + place - first;
            let pair = [args[other].clone(), args[place].clone()];
            let common = self.common_type(&pair, "WITHIN GROUP");
            if common == TypeId::INVALID {
                return false;
            }
            let modifier = self.common_modifier(&pair, common);
            for which in [place, other] {
                let arg = std::mem::replace(&mut args[which], Expr::error(Span::default()));
                let (context, form) = (CastContext::Implicit, CoercionForm::ImplicitCast);
                args[which] = self.coerce(arg, common, modifier, context, form, NOWHERE);
                if args[which].is_error() {
                    return false;
                }
            }
        }
        true
    }
}

/// The arguments of an aggregate by their role.
pub(super) struct AggregateParts {
    pub direct: Vec<Expr>,
    pub args: Vec<Expr>,
    pub order_by: Vec<Expr>,
    pub sorting: Vec<SortClause>,
}

fn nested(span: Span) -> Diagnostic {
    Diagnostic::new(Code::GroupingError, span, "aggregate function calls cannot be nested")
}

/// The levels of the variables and aggregates within some expressions, seen from where they stand.
struct Levels<'c> {
    catalog: &'c Catalog,
    variables: Option<u32>,
    variable_span: Span,
    aggregates: Option<u32>,
    aggregate_span: Span,
    /// The nearest common table from outside that a subquery in them reads: its name and level.
    table: Option<(String, u32)>,
    /// A set-returning or window call at their own level, which an aggregate cannot take.
    forbidden: Option<Expr>,
}

impl<'c> Levels<'c> {
    fn of<'e>(
        catalog: &'c Catalog,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<Self, Box<Expr>> {
        let mut levels = Self {
            catalog,
            variables: None,
            variable_span: Span::default(),
            aggregates: None,
            aggregate_span: Span::default(),
            table: None,
            forbidden: None,
        };
        for expr in exprs {
            walk_expr(expr, 0, &mut levels);
        }
        match levels.forbidden.take() {
            Some(expr) => Err(Box::new(expr)),
            None => Ok(levels),
        }
    }

    fn aggregate(&mut self, levels_up: u32, depth: u32, span: Span) {
        let Some(level) = levels_up.checked_sub(depth) else { return };
        if self.aggregates.is_none_or(|known| level < known) {
            self.aggregates = Some(level);
            self.aggregate_span = span;
        }
    }
}

impl Visitor for Levels<'_> {
    fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
        match &expr.kind {
            ExprKind::Var(var) => {
                let level = var.levels_up.checked_sub(depth);
                if let Some(level) = level.filter(|l| self.variables.is_none_or(|k| *l < k)) {
                    self.variables = Some(level);
                    self.variable_span = expr.span;
                }
                false
            }
            ExprKind::Aggregate(inner) => {
                self.aggregate(inner.levels_up, depth, expr.span);
                // PostgreSQL goes on into the inner call: an outer one may hold variables of this level.
                true
            }
            ExprKind::Grouping { levels_up, .. }
            | ExprKind::Json {
                kind: JsonKind::ObjectAgg { levels_up } | JsonKind::ArrayAgg { levels_up },
                ..
            } => {
                self.aggregate(*levels_up, depth, expr.span);
                true
            }
            ExprKind::WindowCall(_) if depth == 0 => {
                self.forbidden.get_or_insert_with(|| expr.clone());
                false
            }
            ExprKind::Call { returns_set: true, .. } if depth == 0 => {
                self.forbidden.get_or_insert_with(|| expr.clone());
                false
            }
            ExprKind::Operator { operator, .. }
                if depth == 0 && operator_gives_set(self.catalog, *operator) =>
            {
                self.forbidden.get_or_insert_with(|| expr.clone());
                false
            }
            _ => self.forbidden.is_none(),
        }
    }

    fn query(&mut self, query: &Query, depth: u32) -> bool {
        // A reference to a common table acts as a variable of the table's level does.
        for range in &query.ranges {
            let RangeKind::CommonTable { levels_up, .. } = &range.kind else { continue };
            let Some(level) = levels_up.checked_sub(depth) else { continue };
            if self.table.as_ref().is_none_or(|(_, known)| level < *known) {
                self.table = Some((range.name.clone(), level));
            }
        }
        true
    }
}
