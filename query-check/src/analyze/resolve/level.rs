//! Query levels: a scope is opened, analysed and closed into a [`Query`].

use crate::analyze::{Analyzer, Scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{self, StatementKind};
use crate::tree::{Expr, Query};

/// How deep query levels and joins may nest: far beyond what people write, far within the stack.
const MAX_NESTING: u32 = 400;

impl Analyzer<'_> {
    /// Analyses a statement: the entry of analysis (PostgreSQL's `transformStmt`).
    pub(crate) fn statement(&mut self, statement: &ast::Statement) -> Query {
        self.statement_with(statement, Scope::default())
    }

    /// Analyses a statement in the level that `scope` begins.
    pub(super) fn statement_with(&mut self, statement: &ast::Statement, scope: Scope) -> Query {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Select(query) => self.query_with(query, scope),
            StatementKind::Insert(insert) => self.level(scope, |a| a.insert(insert, span)),
            StatementKind::Update(update) => self.level(scope, |a| a.update(update, span)),
            StatementKind::Delete(delete) => self.level(scope, |a| a.delete(delete, span)),
            StatementKind::Merge(merge) => self.level(scope, |a| a.merge(merge, span)),
        }
    }

    /// Analyses a query one level in; string literals of its select list become text.
    pub(crate) fn subquery(&mut self, query: &ast::Query) -> Query {
        let analyzed = self.query_with(query, Scope::default());
        if let Some(first) = analyzed.output().first() {
            self.first_columns.insert(query.span, first.name.clone());
        }
        analyzed
    }

    /// [`Analyzer::subquery`], but literals and parameters of the select list stay untyped.
    pub(super) fn subquery_keeping_unknown(&mut self, query: &ast::Query) -> Query {
        self.query_with(query, Scope { keep_unknown: true, ..Scope::default() })
    }

    fn query_with(&mut self, query: &ast::Query, scope: Scope) -> Query {
        self.level(scope, |a| match &query.body {
            ast::QueryBody::Select(select) => a.select(query, select),
            ast::QueryBody::Values(rows) => a.values_query(query, rows),
            ast::QueryBody::SetOperation { .. } => a.set_operation_query(query),
        })
    }

    fn level(&mut self, scope: Scope, body: impl FnOnce(&mut Self) -> Query) -> Query {
        self.nested(
            |a| {
                a.scopes.push(scope);
                let query = body(a);
                a.scopes.pop();
                query
            },
            |_| Query::default(),
        )
    }

    /// Runs `body` unless nesting is too deep, which is reported.
    pub(super) fn nested<R>(
        &mut self,
        body: impl FnOnce(&mut Self) -> R,
        otherwise: impl FnOnce(&mut Self) -> R,
    ) -> R {
        if self.depth >= MAX_NESTING {
            let span = crate::span::Span::new(0, self.sql.len() as u32);
            let diagnostic =
                Diagnostic::new(Code::StatementTooComplex, span, "stack depth limit exceeded");
            self.report(diagnostic.without_position());
            return otherwise(self);
        }
        self.depth += 1;
        let result = body(self);
        self.depth -= 1;
        result
    }

    /// Moves what the scope gathered into the query, then checks what can be checked of a whole level only:
    /// collations, then grouping (as PostgreSQL orders them).
    pub(super) fn finish_level(&mut self, mut query: Query) -> Query {
        let scope = self.scope();
        query.ranges = std::mem::take(&mut scope.ranges);
        query.ctes = std::mem::take(&mut scope.ctes);
        query.windows = std::mem::take(&mut scope.windows);
        query.target = scope.target;
        query.has_aggregates = scope.has_aggregates;
        query.has_windows = scope.has_windows;
        query.has_target_srfs = scope.has_target_srfs;
        let grouping_known = !scope.grouping_failed;
        self.assign_collations(&query);
        if grouping_known {
            self.check_aggregates(&query);
        }
        self.check_target_count(&query);
        query
    }

    /// WHERE and its kin: an expression that must be boolean.
    pub(super) fn condition(
        &mut self,
        expr: Option<&ast::Expr>,
        context: crate::analyze::ExprContext,
        construct: &str,
    ) -> Option<Expr> {
        let expr = self.expr(expr?, context);
        Some(self.coerce_to_boolean(expr, construct))
    }
}
