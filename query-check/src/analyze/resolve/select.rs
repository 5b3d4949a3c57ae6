//! Plain SELECT, its clauses in the server's order (`transformSelectStmt`).

use crate::analyze::{Analyzer, ExprContext, WindowDefinition};
use crate::diagnostic::Code;
use crate::syntax::ast;
use crate::tree::Query;

impl Analyzer<'_> {
    pub(super) fn select(&mut self, outer: &ast::Query, select: &ast::Select) -> Query {
        let mut query = Query { span: outer.span, ..Query::default() };
        self.with_clause(outer.with.as_ref(), &mut query);
        if let Some(into) = &select.into
            && self.select_into != Some(into.span)
        {
            let message = "SELECT ... INTO is not allowed here";
            self.error(Code::SyntaxError, into.span, message);
        }
        let named = select.windows.iter().map(|window| WindowDefinition {
            name: Some(window.name.value.clone()),
            spec: window.spec.clone(),
            wording: self.wording(window.spec.span, Vec::new()),
        });
        self.scope().window_specs = named.collect();

        query.from = self.from_clause(&select.from);
        self.target_list(&select.targets, ExprContext::SelectTarget);
        query.filter = self.condition(select.filter.as_deref(), ExprContext::Where, "WHERE");
        query.having = self.condition(select.having.as_deref(), ExprContext::Having, "HAVING");
        query.order_by = self.order_by(&outer.order_by, ExprContext::OrderBy, false);
        let unsorted = self.scope().sorting_failed;
        self.group_by(select, &mut query);
        if !unsorted {
            self.distinct(&select.distinct, &mut query);
        }
        self.limit(outer, &mut query);
        self.window_definitions();
        if !self.scope().keep_unknown {
            self.resolve_unknown_targets();
        }
        query.targets = std::mem::take(&mut self.scope().targets);
        self.locking(&outer.locking, &mut query);
        self.finish_level(query)
    }
}
