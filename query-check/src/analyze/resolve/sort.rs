//! ORDER BY, and how its items (and those of GROUP BY and DISTINCT ON) find their place in the select list.

use crate::analyze::typing::ast_location;
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, Literal, SortDirection};
use crate::tree::{Expr, ExprKind, SortClause, TargetEntry, same_expr};

use super::lookup::Lookup;

impl ExprContext {
    /// The clause's name in messages (`ParseExprKindName`).
    fn clause(self) -> &'static str {
        match self {
            Self::GroupBy => "GROUP BY",
            Self::OrderBy => "ORDER BY",
            Self::DistinctOn => "DISTINCT ON",
            _ => "",
        }
    }
}

impl Analyzer<'_> {
    /// Analyses ORDER BY into places of the scope's targets (`transformSortClause`). `expressions_only`
    /// leaves out SQL-92's names and positions, as windows and aggregates do.
    pub(crate) fn order_by(
        &mut self,
        items: &[ast::SortBy],
        context: ExprContext,
        expressions_only: bool,
    ) -> Vec<SortClause> {
        let mut clauses = Vec::with_capacity(items.len());
        self.scope().sorting_failed = false;
        for item in items {
            let target = if expressions_only {
                self.target_of_expr(&item.expr, context)
            } else {
                self.target_of_item(&item.expr, context)
            };
            match target {
                Some(target) => self.add_sort(target, item, &mut clauses),
                None => self.scope().sorting_failed = true,
            }
        }
        clauses
    }

    /// The entry an item means by SQL-92's rules, else by its expression (`findTargetlistEntrySQL92`).
    pub(super) fn target_of_item(
        &mut self,
        item: &ast::Expr,
        context: ExprContext,
    ) -> Option<usize> {
        match &item.kind {
            ast::ExprKind::Column(ast::ColumnRef { names, star: false }) if names.len() == 1 => {
                let name = &names[0].value;
                let from_column = context == ExprContext::GroupBy
                    && match self.find_column(name, true, item.span) {
                        Lookup::Found(_) => true,
                        Lookup::Reported => return None,
                        Lookup::Missing => false,
                    };
                if !from_column {
                    match self.target_named(name, item.span, context) {
                        Lookup::Found(place) => {
                            return self.check_sql92_target(place, context).then_some(place);
                        }
                        Lookup::Reported => return None,
                        Lookup::Missing => {}
                    }
                }
            }
            // Up to PostgreSQL 14 TRUE and FALSE were casts of strings.
            ast::ExprKind::Literal(Literal::Boolean(_)) if self.catalog.major() < 15 => {}
            ast::ExprKind::Literal(literal) => {
                return self.target_at(literal, item.span, context);
            }
            _ => {}
        }
        self.target_of_expr(item, context)
    }

    fn target_named(&mut self, name: &str, span: Span, context: ExprContext) -> Lookup<usize> {
        let targets = &self.scope().targets;
        let mut found: Option<usize> = None;
        let mut ambiguous = false;
        for (place, target) in targets.iter().enumerate() {
            if target.junk || target.name != name {
                continue;
            }
            match found {
                None => found = Some(place),
                Some(first) => {
                    let (a, b) = (&targets[first].expr, &target.expr);
                    ambiguous |= !same_expr(a, b) && !a.is_error() && !b.is_error();
                }
            }
        }
        if ambiguous {
            let message = format!("{} \"{name}\" is ambiguous", context.clause());
            self.error(Code::AmbiguousColumn, span, message);
            return Lookup::Reported;
        }
        found.map_or(Lookup::Missing, Lookup::Found)
    }

    fn target_at(&mut self, literal: &Literal, span: Span, context: ExprContext) -> Option<usize> {
        let clause = context.clause();
        let Literal::Integer(position) = literal else {
            self.error(Code::SyntaxError, span, format!("non-integer constant in {clause}"));
            return None;
        };
        let targets = &self.scope().targets;
        let mut visible = targets.iter().enumerate().filter(|(_, t)| !t.junk).map(|(p, _)| p);
        let wanted = usize::try_from(*position).ok().and_then(|p| p.checked_sub(1));
        match wanted.and_then(|p| visible.nth(p)) {
            Some(place) => self.check_sql92_target(place, context).then_some(place),
            None => {
                // A list with an error may be shorter than the server's.
                if !self.scope().targets.iter().any(|t| t.expr.is_error()) {
                    let message = format!("{clause} position {position} is not in select list");
                    self.error(Code::InvalidColumnReference, span, message);
                }
                None
            }
        }
    }

    /// GROUP BY may not reach for an entry that aggregates (`checkTargetlistEntrySQL92`).
    fn check_sql92_target(&mut self, place: usize, context: ExprContext) -> bool {
        if context != ExprContext::GroupBy {
            return true;
        }
        let target = &self.scope().targets[place].expr;
        let found = super::aggregate_check::first_aggregate_or_window(target);
        let (code, message, span) = match found {
            None => return true,
            Some((true, span)) => {
                (Code::GroupingError, "aggregate functions are not allowed in GROUP BY", span)
            }
            Some((false, span)) => {
                (Code::WindowingError, "window functions are not allowed in GROUP BY", span)
            }
        };
        self.error(code, span, message);
        false
    }

    /// The entry that is the same expression, or a new one that is only there to sort by
    /// (`findTargetlistEntrySQL99`).
    pub(super) fn target_of_expr(
        &mut self,
        item: &ast::Expr,
        context: ExprContext,
    ) -> Option<usize> {
        let expr = self.expr(item, context);
        if expr.is_error() {
            return None;
        }
        let mut targets = self.scope().targets.iter();
        if let Some(place) =
            targets.position(|t| same_expr(&expr, strip_implicit_coercions(&t.expr)))
        {
            return Some(place);
        }
        let targets = &mut self.scope().targets;
        targets.push(TargetEntry { expr, name: "?column?".to_owned(), junk: true });
        Some(targets.len() - 1)
    }

    /// Adds an entry to a sort list with the operators its type sorts by (`addTargetToSortList`).
    fn add_sort(&mut self, target: usize, item: &ast::SortBy, clauses: &mut Vec<SortClause>) {
        let ty = self.sortable_type(target);
        match self.sort_clause(target, ty, item) {
            Some(clause) if !clauses.iter().any(|c| c.target == target) => clauses.push(clause),
            Some(_) => {}
            None => self.scope().sorting_failed = true,
        }
    }

    /// How an entry of that type is sorted; `None` when it cannot be, which is reported.
    pub(crate) fn sort_clause(
        &mut self,
        target: usize,
        ty: TypeId,
        item: &ast::SortBy,
    ) -> Option<SortClause> {
        if ty == TypeId::INVALID {
            return None;
        }
        let nulls_first = |descending| item.nulls_first.unwrap_or(descending);
        if let SortDirection::Using(operator) = &item.direction {
            let (ordering, equality, descending) = self.ordering_operator(operator, ty)?;
            return Some(SortClause {
                target,
                equality: Some(equality),
                ordering: Some(ordering),
                descending,
                nulls_first: nulls_first(descending),
            });
        }
        let start = ast_location(&item.expr);
        let place = Span::new(start, item.expr.span.end.max(start));
        let operators = self.sort_operators(ty, true, true, place)?;
        let descending = item.direction == SortDirection::Desc;
        Some(SortClause {
            target,
            equality: operators.eq,
            ordering: if descending { operators.gt } else { operators.lt },
            descending,
            nulls_first: nulls_first(descending),
        })
    }

    /// Adds an entry to a list that groups, with its type's equality (`addTargetToGroupList`).
    pub(super) fn add_group(&mut self, target: usize, place: Span, clauses: &mut Vec<SortClause>) {
        let ty = self.sortable_type(target);
        if ty == TypeId::INVALID || clauses.iter().any(|c| c.target == target) {
            return;
        }
        let Some(operators) = self.sort_operators(ty, false, true, place) else { return };
        clauses.push(SortClause {
            target,
            equality: operators.eq,
            ordering: operators.lt,
            descending: false,
            nulls_first: false,
        });
    }

    /// The type of an entry that is sorted or grouped by; an untyped literal becomes text.
    fn sortable_type(&mut self, target: usize) -> TypeId {
        if self.scope().targets[target].expr.ty == TypeId::UNKNOWN {
            self.resolve_unknown_target(target);
        }
        self.scope().targets[target].expr.ty
    }

    /// USING: the operator, its equality and whether it sorts downwards.
    fn ordering_operator(
        &mut self,
        name: &ast::OperatorName,
        ty: TypeId,
    ) -> Option<(crate::catalog::OperatorId, crate::catalog::OperatorId, bool)> {
        let ordering = self.compatible_operator(name, ty)?;
        if let Some((equality, descending)) = self.equality_of_ordering(ordering) {
            return Some((ordering, equality, descending));
        }
        let message = format!("operator {} is not a valid ordering operator", name.symbol);
        let diagnostic = Diagnostic::new(Code::WrongObjectType, name.span, message).with_help(
            "Ordering operators must be \"<\" or \">\" members of btree operator families.",
        );
        self.report(diagnostic);
        None
    }

    /// The equality that belongs to an ordering operator, and whether that is `>`.
    fn equality_of_ordering(
        &self,
        ordering: crate::catalog::OperatorId,
    ) -> Option<(crate::catalog::OperatorId, bool)> {
        let classes = self.catalog.operator_classes(crate::catalog::AccessMethod::Btree);
        let mut families: Vec<_> = classes.map(|c| c.family).collect();
        families.sort_unstable();
        families.dedup();
        for family in families {
            let members: Vec<_> = self.catalog.family_operators(family).collect();
            let found = members.iter().find(|m| {
                m.operator == ordering && (m.strategy == 1 || m.strategy == 5) && m.left == m.right
            });
            let Some(member) = found else { continue };
            let equality = members
                .iter()
                .find(|m| m.strategy == 3 && m.left == member.left && m.right == member.left);
            if let Some(equality) = equality {
                return Some((equality.operator, member.strategy == 5));
            }
        }
        None
    }
}

/// Looks through coercions nobody wrote.
pub(super) fn strip_implicit_coercions(expr: &Expr) -> &Expr {
    use crate::tree::CoercionForm::ImplicitCast;
    match &expr.kind {
        ExprKind::Relabel(arg, ImplicitCast)
        | ExprKind::CoerceViaIo(arg, ImplicitCast)
        | ExprKind::CoerceToDomain(arg, ImplicitCast)
        | ExprKind::ArrayCoerce { arg, form: ImplicitCast, .. }
        | ExprKind::ConvertRowType(arg) => strip_implicit_coercions(arg),
        ExprKind::Call { args, form: ImplicitCast, .. } => match args.first() {
            Some(Some(arg)) => strip_implicit_coercions(arg),
            _ => expr,
        },
        _ => expr,
    }
}
