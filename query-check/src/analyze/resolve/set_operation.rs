//! UNION, INTERSECT, EXCEPT (`transformSetOperationStmt`).

use crate::analyze::typing::{NOWHERE, expr_location};
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{CollationId, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, QueryBody, SetOperator};
use crate::tree::{
    Expr, ExprKind, Query, RangeColumn, RangeEntry, RangeId, RangeKind, SetOperationNode,
    TargetEntry, Var, VarColumn,
};

/// A column of an input: its expression where the input is a query, else a stand-in of its type.
#[derive(Clone, Debug)]
struct InputColumn {
    name: String,
    expr: Expr,
    collation: Option<CollationId>,
    /// Where the leftmost query has it.
    place: (Span, u32),
    /// The leaf and its target, when a literal there may still be given a type.
    leaf: Option<(RangeId, usize)>,
}

impl Analyzer<'_> {
    pub(super) fn set_operation_query(&mut self, outer: &ast::Query) -> Query {
        let mut query = Query { span: outer.span, ..Query::default() };
        if let Some(lock) = outer.locking.first() {
            self.lock_not_allowed(lock);
        }
        self.with_clause(outer.with.as_ref(), &mut query);
        let (node, columns) = self.set_operation_tree(outer, true);
        query.set_operation = Some(node);

        // The output: columns of the leftmost query by name, typed as the whole.
        let leftmost = RangeId(0);
        let mut shown = Vec::with_capacity(columns.len());
        for (place, column) in columns.into_iter().enumerate() {
            let var = Var {
                levels_up: 0,
                range: leftmost,
                column: VarColumn::Column(place as u32),
                returning: crate::tree::ReturningRow::Default,
            };
            let InputColumn { name, expr, collation, place: (span, location), .. } = column;
            shown.push(RangeColumn {
                name: name.clone(),
                ty: expr.ty,
                modifier: expr.modifier,
                collation,
            });
            // The output shows the leftmost query's columns, with the collation of the whole.
            if let Some(column) = self.scope().ranges[leftmost.0].columns.get_mut(place) {
                column.collation = collation;
            }
            let kind = if expr.is_error() { ExprKind::Error } else { ExprKind::Var(var) };
            let expr = Expr { kind, span, location, ..expr };
            self.scope().targets.push(TargetEntry { expr, name, junk: false });
        }
        self.set_operation_order(outer, &mut query, shown);
        self.limit(outer, &mut query);
        query.targets = std::mem::take(&mut self.scope().targets);
        self.finish_level(query)
    }

    /// ORDER BY sees the output columns, by name or position only.
    fn set_operation_order(
        &mut self,
        outer: &ast::Query,
        query: &mut Query,
        columns: Vec<RangeColumn>,
    ) {
        if outer.order_by.is_empty() {
            return;
        }
        let targets = self.scope().targets.len();
        let aliases = self.scope().targets.iter().map(|t| t.expr.clone()).collect();
        let range = self.add_range(RangeEntry {
            kind: RangeKind::Join { kind: ast::JoinKind::Inner, aliases, merged: 0 },
            name: "unnamed_join".to_owned(),
            aliased: false,
            columns,
            lateral: false,
            span: outer.span,
        });
        let mut item = NamespaceItem::new(range);
        item.relation_visible = false;
        let namespace = std::mem::replace(&mut self.scope().namespace, vec![item]);
        query.order_by = self.order_by(&outer.order_by, ExprContext::OrderBy, false);
        self.scope().namespace = namespace;
        self.scope().ranges.pop();
        if let Some(extra) = self.scope().targets.get(targets) {
            let span = extra.expr.span;
            let message = "invalid UNION/INTERSECT/EXCEPT ORDER BY clause";
            let diagnostic = Diagnostic::new(Code::FeatureNotSupported, span, message)
                .with_note("Only result column names can be used, not expressions or functions.")
                .with_help(
                    "Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
                );
            self.report(diagnostic);
            self.scope().targets.truncate(targets);
            query.order_by.retain(|c| c.target < targets);
        }
    }

    fn lock_not_allowed(&mut self, lock: &ast::Locking) {
        let message =
            format!("{} is not allowed with UNION/INTERSECT/EXCEPT", super::locking::name(lock));
        let diagnostic = Diagnostic::new(Code::FeatureNotSupported, lock.span, message);
        self.report(diagnostic.without_position());
    }

    fn set_operation_tree(
        &mut self,
        query: &ast::Query,
        top: bool,
    ) -> (SetOperationNode, Vec<InputColumn>) {
        let plain = query.order_by.is_empty()
            && query.limit.is_none()
            && query.offset.is_none()
            && query.locking.is_empty()
            && query.with.is_none();
        if !top && let Some(lock) = query.locking.first() {
            self.lock_not_allowed(lock);
        }
        match &query.body {
            QueryBody::SetOperation { op, all, left, right, location } if plain || top => self
                .nested(
                    |a| a.set_operation(*op, *all, left, right, *location, top),
                    |a| {
                        (
                            SetOperationNode::Leaf(a.error_entry("", false, query.span).range),
                            Vec::new(),
                        )
                    },
                ),
            _ => self.set_operation_leaf(query),
        }
    }

    fn set_operation_leaf(&mut self, query: &ast::Query) -> (SetOperationNode, Vec<InputColumn>) {
        let inner = self.subquery_keeping_unknown(query);
        let columns = self.query_columns(&inner);
        let range = RangeId(self.scope().ranges.len());
        let output = inner.targets.iter().enumerate().filter(|(_, t)| !t.junk);
        let inputs = output
            .zip(&columns)
            .map(|((place, target), column)| {
                let untyped = matches!(target.expr.kind, ExprKind::Const(_) | ExprKind::Param(_))
                    && target.expr.ty == TypeId::UNKNOWN;
                InputColumn {
                    name: target.name.clone(),
                    expr: target.expr.clone(),
                    collation: column.collation,
                    place: (target.expr.span, expr_location(&target.expr)),
                    leaf: untyped.then_some((range, place)),
                }
            })
            .collect();
        self.add_range(RangeEntry {
            kind: RangeKind::Subquery(Box::new(inner)),
            name: format!("*SELECT* {}", range.0 + 1),
            aliased: true,
            columns,
            lateral: false,
            span: query.span,
        });
        (SetOperationNode::Leaf(range), inputs)
    }

    fn set_operation(
        &mut self,
        op: SetOperator,
        all: bool,
        left: &ast::Query,
        right: &ast::Query,
        _location: u32,
        top: bool,
    ) -> (SetOperationNode, Vec<InputColumn>) {
        let word = match op {
            SetOperator::Union => "UNION",
            SetOperator::Intersect => "INTERSECT",
            SetOperator::Except => "EXCEPT",
        };
        let (left_node, left_columns) = self.set_operation_tree(left, false);
        if top {
            let columns = left_columns.iter().map(|c| RangeColumn {
                name: c.name.clone(),
                ty: c.expr.ty,
                modifier: c.expr.modifier,
                collation: c.collation,
            });
            let columns = columns.collect();
            self.recursive_columns(columns);
        }
        let (right_node, right_columns) = self.set_operation_tree(right, false);
        let broken = |columns: &[InputColumn]| columns.iter().any(|c| c.expr.is_error());
        if left_columns.len() != right_columns.len() {
            if !broken(&left_columns) && !broken(&right_columns) {
                let message = format!("each {word} query must have the same number of columns");
                // `exprLocation` of a list: its first member that has a location.
                let placed = right_columns.iter().find(|c| c.place.1 != NOWHERE);
                let diagnostic = match placed {
                    Some(column) => self.diagnostic_on(Code::SyntaxError, &column.expr, message),
                    None => self.diagnostic_at(Code::SyntaxError, NOWHERE, message),
                };
                self.report(diagnostic);
            }
            return (left_node, left_columns);
        }
        let union_all = op == SetOperator::Union && all;
        let mut columns = Vec::with_capacity(left_columns.len());
        for (left, right) in left_columns.into_iter().zip(right_columns) {
            columns.push(self.set_operation_column(left, right, word, union_all));
        }
        let types = columns.iter().map(|c| (c.expr.ty, c.expr.modifier)).collect();
        let collations = columns.iter().map(|c| c.collation).collect();
        let (left, right) = (Box::new(left_node), Box::new(right_node));
        (SetOperationNode::Operation { op, all, left, right, types, collations }, columns)
    }

    /// The common type of a column of both inputs.
    fn set_operation_column(
        &mut self,
        left: InputColumn,
        right: InputColumn,
        word: &'static str,
        union_all: bool,
    ) -> InputColumn {
        let name = left.name.clone();
        let place = left.place;
        let both = [left.expr.clone(), right.expr.clone()];
        let span = both[0].span;
        let failed = |span| InputColumn {
            name: name.clone(),
            expr: Expr::error(span),
            collation: None,
            place,
            leaf: None,
        };
        let ty = self.common_type(&both, word);
        if ty == TypeId::INVALID {
            return failed(span);
        }
        // The error position of later checks is that of the input that decided the type.
        let best = both.iter().find(|e| e.ty == ty).unwrap_or(&both[0]);
        let best = Span::new(expr_location(best), best.span.end.max(expr_location(best)));
        let collations = [left.collation, right.collation];
        let left = self.set_operation_input(left, ty, word);
        let right = self.set_operation_input(right, ty, word);
        if left.is_error() || right.is_error() {
            return failed(best);
        }
        let both = [left, right];
        let modifier = self.common_modifier(&both, ty);
        let collation = self.merged_collation(&both, collations, union_all);
        if !union_all && self.sort_operators(ty, false, true, best).is_none() {
            return failed(best);
        }
        let kind = ExprKind::Default;
        let expr = Expr { kind, ty, modifier, span: best, location: best.start };
        InputColumn { name, expr, collation, place, leaf: None }
    }

    /// Coerces an input for the check's sake; a literal of a leaf is replaced by what it becomes.
    fn set_operation_input(&mut self, input: InputColumn, ty: TypeId, word: &'static str) -> Expr {
        if input.expr.ty == TypeId::UNKNOWN && input.leaf.is_none() {
            return Expr { ty, ..input.expr };
        }
        let leaf = input.leaf;
        let coerced = self.coerce_to_common(input.expr, ty, word);
        if let Some((range, place)) = leaf {
            let collation = self.collation_of(&coerced);
            let entry = &mut self.scope().ranges[range.0];
            if let RangeKind::Subquery(query) = &mut entry.kind {
                let shown = query.targets[..place].iter().filter(|t| !t.junk).count();
                query.targets[place].expr = coerced.clone();
                entry.columns[shown].ty = coerced.ty;
                entry.columns[shown].modifier = coerced.modifier;
                entry.columns[shown].collation = collation;
            }
        }
        coerced
    }
}
