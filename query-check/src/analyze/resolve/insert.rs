//! INSERT (`transformInsertStmt`).

use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{Relation, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, QueryBody};
use crate::tree::{
    Assignment, Command, Expr, ExprKind, Insert, InsertSource, Query, RangeEntry, RangeId,
    RangeKind, ReturningRow,
};

/// Where the values of one row go: the relation, the columns in order, and the columns as they were written.
pub(super) struct InsertRow<'r> {
    pub relation: &'r Relation,
    pub columns: &'r [u32],
    pub written: &'r [ast::WriteColumn],
}

impl Analyzer<'_> {
    pub(super) fn insert(&mut self, insert: &ast::Insert, span: Span) -> Query {
        let mut query = Query { span, ..Query::default() };
        self.with_clause(insert.with.as_ref(), &mut query);
        let relation = self.write_target(&insert.table);
        let columns = relation.and_then(|r| self.insert_columns(r, &insert.columns));
        let source = match (relation, &columns) {
            (Some(relation), Some(columns)) => {
                let row = InsertRow { relation, columns, written: &insert.columns };
                self.insert_source(insert.source.as_deref(), &row)
            }
            _ => {
                // The target is wrong, the source may be wrong as well.
                match insert.source.as_deref().map(|s| (s, &s.body)) {
                    Some((_, QueryBody::Values(rows))) => {
                        for row in rows {
                            self.expression_list(&row.values, ExprContext::ValuesSingle, true);
                        }
                    }
                    Some((source, _)) => {
                        self.subquery_keeping_unknown(source);
                    }
                    None => {}
                }
                InsertSource::DefaultValues
            }
        };
        if insert.on_conflict.is_some() || insert.returning.is_some() {
            self.scope().namespace.clear();
            self.show_target();
        }
        let on_conflict = match (&insert.on_conflict, relation) {
            (Some(clause), Some(relation)) => self.on_conflict(clause, relation),
            _ => None,
        };
        if let Some(returning) = &insert.returning {
            self.scope().namespace.clear();
            self.show_target();
            query.returning = self.returning(returning, ExprContext::Returning);
        }
        let columns = columns.unwrap_or_default();
        let overriding = insert.overriding;
        let command = Insert { columns, source, on_conflict, overriding };
        if let Some(relation) = relation {
            self.rewrite_insert(relation, &command, query.returning.is_some(), insert.table.span);
        }
        query.command = Command::Insert(Box::new(command));
        self.finish_level(query)
    }

    fn insert_source(&mut self, source: Option<&ast::Query>, row: &InsertRow<'_>) -> InsertSource {
        let Some(source) = source else { return InsertSource::DefaultValues };
        let decorated = !source.order_by.is_empty()
            || source.limit.is_some()
            || source.offset.is_some()
            || !source.locking.is_empty()
            || source.with.is_some();
        match &source.body {
            QueryBody::Values(rows) if !decorated => self.insert_values(rows, row),
            _ => self.insert_query(source, row),
        }
    }

    fn insert_values(&mut self, rows: &[ast::ValuesRow], row: &InsertRow<'_>) -> InsertSource {
        let context = if rows.len() > 1 { ExprContext::Values } else { ExprContext::ValuesSingle };
        let mut lists: Vec<Vec<Assignment>> = Vec::with_capacity(rows.len());
        let mut length = None;
        for values in rows {
            let exprs = self.expression_list(&values.values, context, true);
            if !self.same_length(length, &exprs) {
                break;
            }
            length = Some(exprs.len());
            lists.push(self.insert_row(exprs, row));
        }
        InsertSource::Values(lists)
    }

    fn insert_query(&mut self, source: &ast::Query, row: &InsertRow<'_>) -> InsertSource {
        let query = self.subquery_keeping_unknown(source);
        let columns = self.query_columns(&query);
        let output: Vec<Expr> = query.output().into_iter().map(|t| t.expr.clone()).collect();
        let range = self.add_range(RangeEntry {
            kind: RangeKind::Subquery(Box::new(query)),
            name: "*SELECT*".to_owned(),
            aliased: true,
            columns,
            lateral: false,
            span: source.span,
        });
        let mut exprs = Vec::with_capacity(output.len());
        for (place, expr) in output.into_iter().enumerate() {
            let untyped = expr.ty == TypeId::UNKNOWN
                && matches!(expr.kind, ExprKind::Const(_) | ExprKind::Param(_));
            if untyped || expr.is_error() {
                exprs.push(expr);
                continue;
            }
            let var = self.range_var(0, range, place as u32, ReturningRow::Default, expr.span);
            let location = crate::analyze::typing::expr_location(&expr);
            exprs.push(Expr { location, ..var });
        }
        let assignments = self.insert_row(exprs, row);
        self.settle_parameters(range);
        InsertSource::Query(range, assignments)
    }

    /// A parameter of the select list has the type its column gave it.
    fn settle_parameters(&mut self, range: RangeId) {
        let parameters: Vec<TypeId> = self.parameters.iter().map(|p| p.ty).collect();
        let entry = &mut self.scope().ranges[range.0];
        let RangeKind::Subquery(query) = &mut entry.kind else { return };
        let visible = query.targets.iter_mut().filter(|t| !t.junk);
        for (target, column) in visible.zip(&mut entry.columns) {
            if let (ExprKind::Param(place), TypeId::UNKNOWN) = (&target.expr.kind, target.expr.ty) {
                target.expr.ty = parameters[*place];
                column.ty = parameters[*place];
            }
        }
    }

    /// Assigns the values of a row to their columns (`transformInsertRow`).
    pub(super) fn insert_row(&mut self, exprs: Vec<Expr>, row: &InsertRow<'_>) -> Vec<Assignment> {
        if exprs.iter().any(Expr::is_error) && exprs.len() != row.columns.len() {
            return Vec::new();
        }
        if let Some(extra) = exprs.get(row.columns.len()) {
            let message = "INSERT has more expressions than target columns";
            let diagnostic = self.diagnostic_on(Code::SyntaxError, extra, message);
            self.report(diagnostic);
            return Vec::new();
        }
        if let Some(missing) = row.written.get(exprs.len()) {
            let message = "INSERT has more target columns than expressions";
            let mut diagnostic = Diagnostic::new(Code::SyntaxError, missing.span, message);
            if let [Expr { kind: ExprKind::Row(fields), .. }] = exprs.as_slice()
                && fields.len() == row.columns.len()
            {
                diagnostic = diagnostic.with_help(
                        "The insertion source is a row expression containing the same number of columns expected by the INSERT. Did you accidentally use extra parentheses?",
                    );
            }
            self.report(diagnostic);
            return Vec::new();
        }
        let mut assignments = Vec::with_capacity(exprs.len());
        for (place, expr) in exprs.into_iter().enumerate() {
            let column = row.columns[place];
            let written = row.written.get(place);
            let path = written.map_or(&[][..], |w| w.path.as_slice());
            let span = written.map_or(expr.span, |w| w.span);
            let context = ExprContext::InsertTarget;
            let value = self.assigned(expr, row.relation, column, path, context, span);
            assignments.push(Assignment { column, value, partial: !path.is_empty() });
        }
        assignments
    }
}
