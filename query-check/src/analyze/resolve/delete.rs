//! DELETE (`transformDeleteStmt`).

use crate::analyze::{Analyzer, ExprContext};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Command, Query};

impl Analyzer<'_> {
    pub(super) fn delete(&mut self, delete: &ast::Delete, span: Span) -> Query {
        let mut query = Query { span, ..Query::default() };
        self.with_clause(delete.with.as_ref(), &mut query);
        let relation = self.write_target(&delete.table);
        self.show_target();
        query.from = self.from_beside_target(&delete.using);
        query.filter = self.condition(delete.filter.as_deref(), ExprContext::Where, "WHERE");
        if let Some(returning) = &delete.returning {
            query.returning = self.returning(returning, ExprContext::Returning);
        }
        if let Some(relation) = relation {
            self.rewrite_delete(relation, &query, delete.table.span);
        }
        query.command = Command::Delete;
        self.finish_level(query)
    }
}
