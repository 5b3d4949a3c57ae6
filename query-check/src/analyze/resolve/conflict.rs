//! ON CONFLICT (`transformOnConflictClause`, `resolve_unique_index_expr`, `infer_arbiter_indexes`).

use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{AccessMethod, KeyElement, Relation, UniqueKey};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::suggest::closest;
use crate::syntax::ast::{self, ConflictTarget};
use crate::tree::{
    ConflictUpdate, Expr, ExprKind, OnConflict, RangeEntry, RangeKind, VarColumn, same_expr,
};

use super::table::relation_columns;

impl Analyzer<'_> {
    pub(super) fn on_conflict(
        &mut self,
        clause: &ast::OnConflict,
        relation: &Relation,
    ) -> Option<OnConflict> {
        if clause.update.is_some() && clause.target.is_none() {
            let message =
                "ON CONFLICT DO UPDATE requires inference specification or constraint name";
            let diagnostic = Diagnostic::new(Code::SyntaxError, clause.span, message);
            self.report(diagnostic.with_help("For example, ON CONFLICT (column_name)."));
            return None;
        }
        if relation.id.is_builtin() && relation.schema == crate::catalog::SchemaId::PG_CATALOG {
            let message = "ON CONFLICT is not supported with system catalog tables";
            self.error(Code::FeatureNotSupported, clause.span, message);
            return None;
        }
        let arbiters = match &clause.target {
            None => Vec::new(),
            Some(ConflictTarget::Constraint(name)) => self.named_arbiter(name, relation)?,
            Some(ConflictTarget::Columns { elements, filter, span }) => {
                self.inferred_arbiters(elements, filter.as_deref(), *span, relation)?
            }
        };
        let update =
            clause.update.as_ref().map(|update| self.conflict_update(update, clause, relation));
        Some(OnConflict { arbiters, update })
    }

    fn conflict_update(
        &mut self,
        update: &ast::ConflictUpdate,
        clause: &ast::OnConflict,
        relation: &Relation,
    ) -> ConflictUpdate {
        let excluded = self.add_range(RangeEntry {
            kind: RangeKind::Excluded(relation.id),
            name: "excluded".to_owned(),
            aliased: true,
            columns: relation_columns(relation),
            lateral: false,
            span: clause.span,
        });
        self.scope().namespace.clear();
        self.scope().namespace.push(NamespaceItem::new(excluded));
        self.show_target();
        let set = self.set_list(&update.set, relation);
        let filter = self.condition(update.filter.as_deref(), ExprContext::Where, "WHERE");
        ConflictUpdate { set, filter, excluded }
    }

    fn named_arbiter(&mut self, name: &ast::Ident, relation: &Relation) -> Option<Vec<usize>> {
        let details = relation.details.as_deref();
        let keys = details.map_or(&[][..], |d| &d.unique_keys);
        let found = keys.iter().position(|k| k.constraint.as_ref() == Some(&name.value));
        if let Some(place) = found {
            return Some(vec![place]);
        }
        let other = details.is_some_and(|d| {
            d.exclusion_constraints.contains(&name.value)
                || d.checks.iter().any(|check| check.name == name.value)
                || d.foreign_keys.iter().any(|key| key.name == name.value)
        });
        if other {
            let exclusion = details.is_some_and(|d| d.exclusion_constraints.contains(&name.value));
            if !exclusion {
                self.check_arbiter_constraint(name.span);
            }
            return Some(Vec::new());
        }
        let message =
            format!("constraint \"{}\" for table \"{}\" does not exist", name.value, relation.name);
        let mut diagnostic =
            Diagnostic::new(Code::UndefinedObject, name.span, message).without_position();
        let names = keys.iter().filter_map(|k| k.constraint.as_deref());
        if let Some(found) = closest(name.value.as_str(), names) {
            diagnostic = diagnostic.with_help(format!("Perhaps you meant \"{found}\"."));
        }
        self.report(diagnostic);
        None
    }

    /// The unique keys that match the list; an error of its parts is reported, no match is not
    /// (PostgreSQL finds that when it plans).
    fn inferred_arbiters(
        &mut self,
        elements: &[ast::ConflictElement],
        filter: Option<&ast::Expr>,
        span: Span,
        relation: &Relation,
    ) -> Option<Vec<usize>> {
        let known = self.diagnostics.len();
        let mut exprs = Vec::with_capacity(elements.len());
        for element in elements {
            if element.ordered {
                let message = "ASC/DESC is not allowed in ON CONFLICT clause";
                self.error(Code::InvalidColumnReference, span, message);
                return None;
            }
            let before = self.diagnostics.len();
            let mut expr = self.expr(&element.expr, ExprContext::IndexExpression);
            let mut diagnostic_span = element.expr.span;
            if matches!(element.expr.kind, ast::ExprKind::Column(_)) {
                diagnostic_span = span;
                // PostgreSQL points to the list, not to the column in it.
                for diagnostic in &mut self.diagnostics[before..] {
                    diagnostic.span = Span::new(span.start, diagnostic.span.end.max(span.start));
                }
                expr.location = span.start;
            }
            exprs.push(expr);
            if let Some(collation) = &element.collation {
                self.resolve_collation(collation, diagnostic_span);
            }
            if let Some(class) = &element.operator_class {
                self.check_operator_class(class);
            }
        }
        let predicate = filter.map(|f| self.expr(f, ExprContext::IndexPredicate));
        if self.diagnostics.len() > known {
            return None;
        }
        self.check_inference(relation, &exprs, predicate.is_some(), span);
        let details = relation.details.as_deref();
        let keys = details.map_or(&[][..], |d| &d.unique_keys);
        let mut arbiters = Vec::new();
        for (place, key) in keys.iter().enumerate() {
            if self.key_matches(key, &exprs, predicate.as_ref(), relation) {
                arbiters.push(place);
            }
        }
        Some(arbiters)
    }

    fn key_matches(
        &mut self,
        key: &UniqueKey,
        exprs: &[Expr],
        predicate: Option<&Expr>,
        relation: &Relation,
    ) -> bool {
        let mut columns: Vec<u32> = Vec::new();
        let mut others: Vec<&Expr> = Vec::new();
        for expr in exprs {
            match &expr.kind {
                ExprKind::Var(var) => match var.column {
                    VarColumn::Column(column) => columns.push(column),
                    _ => return false,
                },
                _ => others.push(expr),
            }
        }
        let mut key_columns: Vec<u32> = Vec::new();
        let mut key_exprs: Vec<Expr> = Vec::new();
        for element in &key.elements {
            match element {
                KeyElement::Column(column) => key_columns.push(u32::from(*column)),
                KeyElement::Expression(text) => match self.expression_over(relation, text) {
                    Some(expr) => key_exprs.push(expr),
                    None => return false,
                },
            }
        }
        let covers = |all: &[u32], some: &[u32]| some.iter().all(|c| all.contains(c));
        if !covers(&columns, &key_columns) || !covers(&key_columns, &columns) {
            return false;
        }
        let same = |e: &Expr| key_exprs.iter().any(|k| same_expr(e, k));
        if !others.iter().all(|e| same(e))
            || !key_exprs.iter().all(|k| others.iter().any(|e| same_expr(e, k)))
        {
            return false;
        }
        // A partial index serves when its predicate follows; being the same is the case that is certain.
        match &key.predicate {
            None => true,
            Some(text) => match (predicate, self.expression_over(relation, text)) {
                (Some(given), Some(wanted)) => implies(given, &wanted),
                _ => false,
            },
        }
    }

    fn check_operator_class(&mut self, name: &ast::QualifiedName) {
        let Some(last) = name.parts.last() else { return };
        let schema = match name.parts.as_slice() {
            [_] => None,
            [schema, _] => self.catalog.schema(&schema.value),
            _ => None,
        };
        let found = self
            .catalog
            .operator_classes(AccessMethod::Btree)
            .any(|c| *c.name == *last.value && schema.is_none_or(|s| s == c.schema));
        if !found {
            let message = format!(
                "operator class \"{}\" does not exist for access method \"btree\"",
                last.value
            );
            let diagnostic = Diagnostic::new(Code::UndefinedObject, name.span, message);
            self.report(diagnostic.without_position());
        }
    }
}

/// Whether every conjunct of `wanted` is one of `given`.
fn implies(given: &Expr, wanted: &Expr) -> bool {
    let conjuncts = |e: &Expr| match &e.kind {
        ExprKind::And(args) => args.clone(),
        _ => vec![e.clone()],
    };
    let given = conjuncts(given);
    conjuncts(wanted).iter().all(|w| given.iter().any(|g| same_expr(g, w)))
}
