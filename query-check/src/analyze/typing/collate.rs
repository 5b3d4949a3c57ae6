//! Collations of expressions (manual, "Collation Support"; `assign_query_collations`).
//!
//! Which collation an expression has matters to columns of subqueries and set operations; which it could not
//! get matters to the verdict only where two COLLATE clauses contradict each other.

use super::location::{NOWHERE, expr_location};
use crate::analyze::Analyzer;
use crate::catalog::{AggregateKind, CollationId, FunctionKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::tree::{
    Aggregate, Command, Expr, ExprKind, FrameEdge, FromNode, InsertSource, MergeActionKind, Query,
    RangeEntry, SetOperationNode, TargetEntry, Var, VarColumn, parts,
};

/// How a collation was derived, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    None,
    Implicit,
    Conflict,
    Explicit,
}

/// The collation derived for an expression or for several of them.
#[derive(Clone, Copy, Debug)]
struct Derived {
    strength: Strength,
    collation: Option<CollationId>,
    location: u32,
    /// The other side of a conflict of implicit collations.
    other: Option<(CollationId, u32)>,
}

impl Derived {
    const NONE: Self =
        Self { strength: Strength::None, collation: None, location: NOWHERE, other: None };

    fn implicit(collation: Option<CollationId>, location: u32) -> Self {
        match collation {
            Some(_) => Self { strength: Strength::Implicit, collation, location, other: None },
            None => Self::NONE,
        }
    }
}

/// A walk over expressions of the query that is innermost in `queries`.
struct Derivation<'a, 'q> {
    analyzer: &'a Analyzer<'a>,
    queries: Vec<&'q Query>,
    /// Contradicting COLLATE clauses: the collations and the place of the second.
    mismatches: Vec<Diagnostic>,
}

impl<'q> Derivation<'_, 'q> {
    /// Merges a sibling's state into that of its parent (`merge_collation_state`).
    fn merge(&mut self, context: &mut Derived, new: Derived) {
        if new.strength > context.strength {
            *context = new;
            return;
        }
        if new.strength < context.strength || new.collation == context.collation {
            return;
        }
        match new.strength {
            Strength::None | Strength::Conflict => {}
            Strength::Implicit if context.collation == Some(CollationId::DEFAULT) => {
                *context = new;
            }
            Strength::Implicit if new.collation == Some(CollationId::DEFAULT) => {}
            Strength::Implicit => {
                context.strength = Strength::Conflict;
                context.other = new.collation.map(|collation| (collation, new.location));
            }
            Strength::Explicit => {
                let message = format!(
                    "collation mismatch between explicit collations \"{}\" and \"{}\"",
                    self.name(context.collation),
                    self.name(new.collation)
                );
                let diagnostic =
                    self.analyzer.diagnostic_at(Code::CollationMismatch, new.location, message);
                self.mismatches.push(diagnostic);
            }
        }
    }

    fn name(&self, collation: Option<CollationId>) -> String {
        let found = collation.and_then(|c| self.analyzer.catalog.collation(c));
        found.map_or_else(String::new, |c| c.name.to_string())
    }

    fn all(&mut self, exprs: impl IntoIterator<Item = &'q Expr>) -> Derived {
        let mut context = Derived::NONE;
        for expr in exprs {
            let new = self.expr(expr);
            self.merge(&mut context, new);
        }
        context
    }

    fn each(&mut self, exprs: impl IntoIterator<Item = &'q Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn entry(&self, levels_up: u32, range: usize) -> Option<&RangeEntry> {
        let levels_up = levels_up as usize;
        match self.queries.len().checked_sub(levels_up + 1) {
            Some(place) => self.queries[place].ranges.get(range),
            None => {
                // The innermost scope is the one the outermost of `queries` is of, or stands in.
                let outer = levels_up - self.queries.len();
                let scopes = &self.analyzer.scopes;
                scopes.len().checked_sub(outer + 1).and_then(|p| scopes[p].ranges.get(range))
            }
        }
    }

    fn variable(&self, var: Var, expr: &Expr) -> Option<CollationId> {
        let own = || self.analyzer.catalog.ty(expr.ty).collation;
        match var.column {
            VarColumn::Column(column) => {
                let entry = self.entry(var.levels_up, var.range.0);
                match entry.and_then(|entry| entry.columns.get(column as usize)) {
                    Some(column) => column.collation,
                    None => own(),
                }
            }
            VarColumn::WholeRow | VarColumn::System(_) => own(),
        }
    }

    /// The first column of a sublink's query.
    fn subquery(&mut self, query: &'q Query) -> Derived {
        let Some(target) = query.output().into_iter().next() else { return Derived::NONE };
        Derived::implicit(self.output(query, 0, target), expr_location(&target.expr))
    }

    /// The collation of a column of a finished query below.
    fn output(
        &mut self,
        query: &'q Query,
        place: usize,
        target: &'q TargetEntry,
    ) -> Option<CollationId> {
        if let Some(SetOperationNode::Operation { collations, .. }) = &query.set_operation {
            return collations.get(place).copied().flatten();
        }
        self.queries.push(query);
        let known = self.mismatches.len();
        let found = self.expr(&target.expr);
        // The query was checked when it was finished.
        self.mismatches.truncate(known);
        self.queries.pop();
        found.collation.filter(|_| found.strength != Strength::Conflict)
    }

    fn expr(&mut self, expr: &'q Expr) -> Derived {
        let type_collation = self.analyzer.catalog.ty(expr.ty).collation;
        let inputs = match &expr.kind {
            ExprKind::Collate(arg, collation) => {
                self.expr(arg);
                return Derived {
                    strength: Strength::Explicit,
                    collation: Some(*collation),
                    location: expr.location,
                    other: None,
                };
            }
            ExprKind::Var(var) => {
                return Derived::implicit(self.variable(*var, expr), expr_location(expr));
            }
            ExprKind::Const(_)
            | ExprKind::Param(_)
            | ExprKind::CaseTest
            | ExprKind::Default
            | ExprKind::CurrentOf => {
                return Derived::implicit(type_collation, expr_location(expr));
            }
            ExprKind::Field { arg, field } => {
                self.expr(arg);
                let fields = self.analyzer.composite_fields(arg.ty);
                let declared = match fields.as_ref().and_then(|f| f.get(*field as usize)) {
                    Some(field) => field.collation,
                    None => type_collation,
                };
                return Derived::implicit(declared, expr_location(expr));
            }
            ExprKind::Row(fields) => {
                self.each(fields);
                return Derived::NONE;
            }
            ExprKind::RowCompare { left, right, .. } => {
                for (left, right) in left.iter().zip(right) {
                    self.all([left, right]);
                }
                return Derived::NONE;
            }
            ExprKind::CoerceToDomain(arg, _) => {
                let inner = self.expr(arg);
                return match type_collation {
                    Some(CollationId::DEFAULT) => inner,
                    declared => Derived::implicit(declared, expr_location(expr)),
                };
            }
            ExprKind::SubLink { query, .. } => {
                self.each(parts(expr));
                self.subquery(query)
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::WindowCall(call) => {
                let inputs = self.all(&call.args);
                self.each(call.filter.as_deref());
                inputs
            }
            ExprKind::Case { operand, whens, otherwise } => {
                self.each(operand.as_deref());
                self.each(whens.iter().map(|(condition, _)| condition));
                let results = whens.iter().map(|(_, result)| result);
                self.all(results.chain([&**otherwise]))
            }
            ExprKind::Subscript { container, indexes, .. } => {
                self.each(indexes);
                self.expr(container)
            }
            ExprKind::AssignPart { indexes, value } => {
                self.each(indexes);
                self.expr(value)
            }
            _ => self.all(parts(expr)),
        };
        match type_collation {
            None => Derived::NONE,
            Some(_) if inputs.strength > Strength::None => inputs,
            Some(_) => Derived::implicit(type_collation, expr_location(expr)),
        }
    }

    fn aggregate(&mut self, aggregate: &'q Aggregate) -> Derived {
        self.each(aggregate.filter.as_deref());
        let function = self.analyzer.catalog.function(aggregate.function);
        let kind = match function.map(|f| f.kind) {
            Some(FunctionKind::Aggregate { kind, .. }) => kind,
            _ => AggregateKind::Normal,
        };
        let one_sort = aggregate.args.len() == 1 && function.is_some_and(|f| f.variadic.is_none());
        match kind {
            AggregateKind::Normal => {
                self.each(&aggregate.order_by);
                self.all(&aggregate.args)
            }
            AggregateKind::OrderedSet => {
                let direct = self.all(&aggregate.direct_args);
                self.sorted(direct, aggregate, one_sort)
            }
            AggregateKind::Hypothetical => self.hypothetical(aggregate, one_sort),
        }
    }

    fn sorted(&mut self, direct: Derived, aggregate: &'q Aggregate, merge: bool) -> Derived {
        let mut context = direct;
        for arg in &aggregate.args {
            let new = self.expr(arg);
            if merge {
                self.merge(&mut context, new);
            }
        }
        context
    }

    /// Each hypothetical argument must agree with the column it is compared with.
    fn hypothetical(&mut self, aggregate: &'q Aggregate, merge: bool) -> Derived {
        let count = aggregate.direct_args.len().saturating_sub(aggregate.args.len());
        let (plain, hypothetical) = aggregate.direct_args.split_at(count);
        let mut context = self.all(plain);
        for (value, column) in hypothetical.iter().zip(&aggregate.args) {
            let pair = self.all([value, column]);
            if let (Strength::Conflict, Some((other, location))) = (pair.strength, pair.other) {
                let mismatch = self.implicit_mismatch(pair.collation, other, location);
                self.mismatches.push(mismatch);
            }
            if merge {
                self.merge(&mut context, pair);
            }
        }
        context
    }

    fn implicit_mismatch(
        &self,
        one: Option<CollationId>,
        other: CollationId,
        location: u32,
    ) -> Diagnostic {
        let message = format!(
            "collation mismatch between implicit collations \"{}\" and \"{}\"",
            self.name(one),
            self.name(Some(other))
        );
        self.analyzer.diagnostic_at(Code::CollationMismatch, location, message).with_help(
            "You can choose the collation by applying the COLLATE clause to one or both expressions.",
        )
    }

    /// The expressions of a query level, in the order PostgreSQL visits them.
    fn level(&mut self, query: &'q Query) {
        self.each(query.targets.iter().map(|target| &target.expr));
        match &query.command {
            Command::Select | Command::Delete => {}
            Command::Insert(insert) => {
                let assignments: Vec<&'q Expr> = match &insert.source {
                    InsertSource::DefaultValues => Vec::new(),
                    InsertSource::Values(rows) => rows.iter().flatten().map(|a| &a.value).collect(),
                    InsertSource::Query(_, set) => set.iter().map(|a| &a.value).collect(),
                };
                self.each(assignments);
                let update = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref());
                if let Some(update) = update {
                    self.each(update.set.iter().map(|a| &a.value));
                    self.each(&update.filter);
                }
            }
            Command::Update(update) => self.each(update.set.iter().map(|a| &a.value)),
            Command::Merge(merge) => {
                for action in &merge.actions {
                    self.each(&action.condition);
                    if let MergeActionKind::Update(set) | MergeActionKind::Insert(set) =
                        &action.kind
                    {
                        self.each(set.iter().map(|a| &a.value));
                    }
                }
            }
        }
        if let Some(returning) = &query.returning {
            self.each(returning.targets.iter().map(|target| &target.expr));
        }
        for node in &query.from {
            self.join_conditions(node);
        }
        self.each(&query.filter);
        self.each(&query.having);
        self.each(&query.offset);
        self.each(&query.limit);
        for frame in query.windows.iter().filter_map(|window| window.frame.as_ref()) {
            for edge in [&frame.start, &frame.end] {
                if let FrameEdge::Preceding(offset) | FrameEdge::Following(offset) = edge {
                    self.expr(offset);
                }
            }
        }
    }

    fn join_conditions(&mut self, node: &'q FromNode) {
        if let FromNode::Join(join) = node {
            self.join_conditions(&join.left);
            self.join_conditions(&join.right);
            self.each(&join.condition);
        }
    }
}

impl Analyzer<'_> {
    fn derivation<'q>(&self) -> Derivation<'_, 'q> {
        Derivation { analyzer: self, queries: Vec::new(), mismatches: Vec::new() }
    }

    /// Checks the collations of a finished query level, whose scope is still open.
    pub(crate) fn assign_collations(&mut self, query: &Query) {
        // Nothing can contradict where no COLLATE is written and no hypothetical aggregate compares.
        if !self.collations_matter {
            return;
        }
        let mut derivation = self.derivation();
        derivation.queries.push(query);
        derivation.level(query);
        let mut found = derivation.mismatches;
        found.dedup();
        self.diagnostics.append(&mut found);
    }

    /// The collations of the columns of a finished query one level in.
    pub(crate) fn output_collations(&self, query: &Query) -> Vec<Option<CollationId>> {
        let mut derivation = self.derivation();
        let output = query.output().into_iter().enumerate();
        output.map(|(place, target)| derivation.output(query, place, target)).collect()
    }

    /// The collation of an expression of the scope we are in; `None` for types that have none and when none
    /// can be derived.
    pub(crate) fn collation_of(&self, expr: &Expr) -> Option<CollationId> {
        let mut derivation = self.derivation();
        let found = derivation.expr(expr);
        found.collation.filter(|_| found.strength != Strength::Conflict)
    }

    /// The collation expressions share, if one can be derived (`select_common_collation`); reports COLLATE
    /// clauses that contradict each other.
    pub(crate) fn common_collation(&mut self, exprs: &[Expr]) -> Option<CollationId> {
        let mut derivation = self.derivation();
        let found = derivation.all(exprs);
        let mut mismatches = derivation.mismatches;
        self.diagnostics.append(&mut mismatches);
        found.collation.filter(|_| found.strength != Strength::Conflict)
    }

    /// The collation of a column of a set operation whose inputs have those collations; reports when they
    /// contradict each other, which UNION ALL lets pass unless both are written.
    pub(crate) fn merged_collation(
        &mut self,
        inputs: &[Expr; 2],
        collations: [Option<CollationId>; 2],
        union_all: bool,
    ) -> Option<CollationId> {
        let mut derivation = self.derivation();
        let mut context = Derived::NONE;
        for (input, known) in inputs.iter().zip(collations) {
            // The inputs' own queries are finished: only what is written can still be told of them.
            let derived = derivation.expr(input);
            derivation.mismatches.clear();
            // A literal that was only just given its type has that type's collation.
            let typed = matches!(input.kind, ExprKind::Const(_) | ExprKind::Param(_));
            let new = match derived.strength {
                Strength::Explicit => derived,
                _ if known.is_none() && typed => derived,
                _ => Derived::implicit(known, expr_location(input)),
            };
            derivation.merge(&mut context, new);
            if let Some(mismatch) = derivation.mismatches.pop() {
                self.report(mismatch);
                return None;
            }
        }
        if context.strength != Strength::Conflict {
            return context.collation;
        }
        if let (false, Some((other, location))) = (union_all, context.other) {
            let diagnostic = derivation.implicit_mismatch(context.collation, other, location);
            self.report(diagnostic);
        }
        None
    }
}
