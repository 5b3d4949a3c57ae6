//! UPDATE and SET lists (`transformUpdateStmt`, `transformUpdateTargetList`, `transformMultiAssignRef`).

use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{Relation, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, SetClause};
use crate::tree::{Assignment, Command, Expr, ExprKind, Query, SubLinkKind, Update};

/// A value on its way to a column.
struct Source<'s> {
    target: &'s ast::WriteColumn,
    value: Expr,
}

impl Analyzer<'_> {
    pub(super) fn update(&mut self, update: &ast::Update, span: Span) -> Query {
        let mut query = Query { span, ..Query::default() };
        self.with_clause(update.with.as_ref(), &mut query);
        let relation = self.write_target(&update.table);
        self.show_target();
        query.from = self.from_beside_target(&update.from);
        query.filter = self.condition(update.filter.as_deref(), ExprContext::Where, "WHERE");
        if let Some(returning) = &update.returning {
            query.returning = self.returning(returning, ExprContext::Returning);
        }
        let set = match relation {
            Some(relation) => self.set_list(&update.set, relation),
            None => {
                self.set_sources(&update.set);
                Vec::new()
            }
        };
        if let Some(relation) = relation {
            self.rewrite_update(relation, &set, &query, update.table.span);
        }
        query.command = Command::Update(Update { set });
        self.finish_level(query)
    }

    /// FROM or USING beside the written table, which it may not refer to.
    pub(super) fn from_beside_target(
        &mut self,
        items: &[ast::FromItem],
    ) -> Vec<crate::tree::FromNode> {
        super::from::set_lateral(&mut self.scope().namespace, true, false);
        self.from_clause(items)
    }

    /// Analyses SET: first all values, then their assignment to columns.
    pub(super) fn set_list(&mut self, set: &[SetClause], relation: &Relation) -> Vec<Assignment> {
        let sources = self.set_sources(set);
        let mut assignments = Vec::with_capacity(sources.len());
        for Source { target, value } in sources {
            let Some(column) = self.written_column(relation, target, true) else { continue };
            let context = ExprContext::UpdateTarget;
            let value = self.assigned(value, relation, column, &target.path, context, target.span);
            assignments.push(Assignment { column, value, partial: !target.path.is_empty() });
        }
        assignments
    }

    fn set_sources<'s>(&mut self, set: &'s [SetClause]) -> Vec<Source<'s>> {
        let mut sources = Vec::with_capacity(set.len());
        for clause in set {
            match clause {
                SetClause::Single { target, value } => {
                    let value = self.set_value(value);
                    sources.push(Source { target, value });
                }
                SetClause::Multiple { targets, value } => {
                    self.multiple_sources(targets, value, &mut sources);
                }
            }
        }
        sources
    }

    fn set_value(&mut self, value: &ast::Expr) -> Expr {
        if matches!(value.kind, ast::ExprKind::Default) {
            let (span, location) = (value.span, value.location);
            return Expr {
                kind: ExprKind::Default,
                ty: TypeId::UNKNOWN,
                modifier: -1,
                span,
                location,
            };
        }
        self.expr(value, ExprContext::UpdateSource)
    }

    /// `(a, b) = ROW(…)` or `= (SELECT …)`.
    fn multiple_sources<'s>(
        &mut self,
        targets: &'s [ast::WriteColumn],
        value: &ast::Expr,
        sources: &mut Vec<Source<'s>>,
    ) {
        match &value.kind {
            ast::ExprKind::Row { fields, .. } => {
                let values = self.expression_list(fields, ExprContext::UpdateSource, true);
                if values.len() != targets.len() {
                    self.wrong_count(value.location, value.span, &values);
                    return;
                }
                let pairs = targets.iter().zip(values);
                sources.extend(pairs.map(|(target, value)| Source { target, value }));
            }
            ast::ExprKind::Subquery(inner) => {
                let outer = std::mem::replace(&mut self.scope().context, ExprContext::UpdateSource);
                self.scope().has_sublinks = true;
                let query = self.subquery(inner);
                self.scope().context = outer;
                let output: Vec<Expr> =
                    query.output().into_iter().map(|t| t.expr.clone()).collect();
                if output.len() != targets.len() {
                    self.wrong_count(value.location, value.span, &output);
                    return;
                }
                for (place, (target, column)) in targets.iter().zip(output).enumerate() {
                    if column.is_error() {
                        sources.push(Source { target, value: Expr::error(value.span) });
                        continue;
                    }
                    let kind = ExprKind::SubLink {
                        kind: SubLinkKind::MultiAssign(place as u32),
                        query: Box::new(query.clone()),
                    };
                    let location = crate::analyze::typing::expr_location(&column);
                    let value = Expr { kind, span: column.span, location, ..column };
                    sources.push(Source { target, value });
                }
            }
            _ => {
                let message = "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression";
                let start = crate::analyze::typing::ast_location(value);
                let span = Span::new(start, value.span.end.max(start));
                self.error(Code::FeatureNotSupported, span, message);
            }
        }
    }

    fn wrong_count(&mut self, location: u32, span: Span, values: &[Expr]) {
        if values.iter().any(Expr::is_error) {
            return;
        }
        let span = Span::new(location, span.end.max(location));
        let message = "number of columns does not match number of values";
        self.report(Diagnostic::new(Code::SyntaxError, span, message));
    }
}
