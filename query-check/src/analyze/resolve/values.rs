//! VALUES as a query, and lists of expressions as rows (`transformValuesClause`, `transformExpressionList`).

use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{self, Indirection};
use crate::tree::{Expr, ExprKind, Query, RangeColumn, RangeEntry, RangeKind};

impl Analyzer<'_> {
    pub(super) fn values_query(&mut self, outer: &ast::Query, rows: &[ast::ValuesRow]) -> Query {
        let mut query = Query { span: outer.span, ..Query::default() };
        self.with_clause(outer.with.as_ref(), &mut query);
        let mut lists = self.values_lists(rows);
        let columns = self.values_columns(&mut lists);
        let range = self.add_range(RangeEntry {
            kind: RangeKind::Values(lists),
            name: "*VALUES*".to_owned(),
            aliased: false,
            columns,
            lateral: false,
            span: outer.span,
        });
        query.from.push(crate::tree::FromNode::Range(range));
        self.add_item(range, true, true);
        let place = super::lookup::ItemPlace { levels_up: 0, index: 0 };
        let mut targets = self.expand_item(place, outer.span);
        for target in &mut targets {
            target.expr.location = crate::analyze::typing::NOWHERE;
        }
        self.scope().targets = targets;
        query.order_by = self.order_by(&outer.order_by, ExprContext::OrderBy, false);
        self.limit(outer, &mut query);
        if let Some(lock) = outer.locking.first() {
            let message = format!("{} cannot be applied to VALUES", super::locking::name(lock));
            let diagnostic = Diagnostic::new(Code::FeatureNotSupported, lock.span, message);
            self.report(diagnostic.without_position());
        }
        query.targets = std::mem::take(&mut self.scope().targets);
        // PostgreSQL does not ask here what is grouped, though ORDER BY may hold an aggregate.
        self.scope().has_aggregates = false;
        self.finish_level(query)
    }

    /// The rows, all of one length.
    fn values_lists(&mut self, rows: &[ast::ValuesRow]) -> Vec<Vec<Expr>> {
        let mut lists: Vec<Vec<Expr>> = Vec::with_capacity(rows.len());
        for row in rows {
            let list = self.expression_list(&row.values, ExprContext::Values, false);
            if !self.same_length(lists.first().map(Vec::len), &list) {
                break;
            }
            lists.push(list);
        }
        lists
    }

    /// Reports a row of VALUES that is not as long as the first.
    pub(super) fn same_length(&mut self, first: Option<usize>, list: &[Expr]) -> bool {
        if first.is_none_or(|length| length == list.len()) {
            return true;
        }
        let span = list.first().map_or_else(Default::default, |e| e.span);
        self.error(Code::SyntaxError, span, "VALUES lists must all be the same length");
        false
    }

    /// Gives each column one type, as CASE and UNION do.
    fn values_columns(&mut self, lists: &mut [Vec<Expr>]) -> Vec<RangeColumn> {
        let count = lists.first().map_or(0, Vec::len);
        let mut columns = Vec::with_capacity(count);
        for place in 0..count {
            let exprs: Vec<Expr> = lists.iter().map(|list| list[place].clone()).collect();
            let ty = self.common_type(&exprs, "VALUES");
            let mut coerced = Vec::with_capacity(exprs.len());
            for expr in exprs {
                coerced.push(match ty {
                    TypeId::INVALID => Expr::error(expr.span),
                    ty => self.coerce_to_common(expr, ty, "VALUES"),
                });
            }
            let modifier = self.common_modifier(&coerced, ty);
            let collation = self.common_collation(&coerced);
            for (list, expr) in lists.iter_mut().zip(coerced) {
                list[place] = expr;
            }
            let name = format!("column{}", place + 1);
            columns.push(RangeColumn { name, ty, modifier, collation });
        }
        columns
    }

    /// Expressions of a row, stars expanded; `DEFAULT` is let through where it may stand.
    pub(crate) fn expression_list(
        &mut self,
        exprs: &[ast::Expr],
        context: ExprContext,
        allow_default: bool,
    ) -> Vec<Expr> {
        let mut result = Vec::with_capacity(exprs.len());
        for expr in exprs {
            match &expr.kind {
                ast::ExprKind::Column(reference) if reference.star => {
                    let targets = self.expand_star(reference, expr.span);
                    result.extend(targets.into_iter().map(|t| t.expr));
                }
                ast::ExprKind::Indirection { base, path }
                    if matches!(path.last(), Some(Indirection::Star(_))) =>
                {
                    let targets = self.expand_row_star(base, path, expr, context);
                    result.extend(targets.into_iter().map(|t| t.expr));
                }
                ast::ExprKind::Default if allow_default => result.push(Expr {
                    kind: ExprKind::Default,
                    ty: TypeId::UNKNOWN,
                    modifier: -1,
                    span: expr.span,
                    location: expr.location,
                }),
                _ => result.push(self.expr(expr, context)),
            }
        }
        result
    }
}
