//! DISTINCT and DISTINCT ON.

use crate::analyze::{Analyzer, ExprContext};
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::{self, Distinct};
use crate::tree::{Query, SortClause};

impl Analyzer<'_> {
    pub(super) fn distinct(&mut self, distinct: &Distinct, query: &mut Query) {
        match distinct {
            Distinct::All => {}
            Distinct::Distinct => query.distinct = self.distinct_all(&query.order_by, query.span),
            Distinct::On(items) => {
                query.distinct_on = true;
                query.distinct = self.distinct_on(items, &query.order_by);
            }
        }
    }

    /// DISTINCT: ORDER BY's items first, then the rest of the list (`transformDistinctClause`).
    fn distinct_all(&mut self, order_by: &[SortClause], span: Span) -> Vec<SortClause> {
        let mut result: Vec<SortClause> = Vec::new();
        if self.scope().targets.iter().any(|t| t.expr.is_error()) {
            return result;
        }
        for clause in order_by {
            let target = &self.scope().targets[clause.target];
            if target.junk {
                let expr = target.expr.clone();
                let message =
                    "for SELECT DISTINCT, ORDER BY expressions must appear in select list";
                let diagnostic = self.diagnostic_on(Code::InvalidColumnReference, &expr, message);
                self.report(diagnostic);
                return result;
            }
            result.push(clause.clone());
        }
        let mut any = false;
        for place in 0..self.scope().targets.len() {
            let target = &self.scope().targets[place];
            if target.junk {
                continue;
            }
            any = true;
            let span = target.expr.span;
            self.add_group(place, span, &mut result);
        }
        if !any {
            let message = "SELECT DISTINCT must have at least one column";
            let diagnostic = crate::diagnostic::Diagnostic::new(Code::SyntaxError, span, message);
            self.report(diagnostic.without_position());
        }
        result
    }

    /// DISTINCT ON: its items must be the first of ORDER BY (`transformDistinctOnClause`).
    fn distinct_on(&mut self, items: &[ast::Expr], order_by: &[SortClause]) -> Vec<SortClause> {
        let mut places: Vec<(usize, Span)> = Vec::new();
        for item in items {
            let start = crate::analyze::typing::ast_location(item);
            let span = Span::new(start, item.span.end.max(start));
            match self.target_of_item(item, ExprContext::DistinctOn) {
                Some(place) => places.push((place, span)),
                None => return Vec::new(),
            }
        }
        let message = "SELECT DISTINCT ON expressions must match initial ORDER BY expressions";
        let mut result: Vec<SortClause> = Vec::new();
        let mut skipped = false;
        for clause in order_by {
            match places.iter().find(|(place, _)| *place == clause.target) {
                None => skipped = true,
                Some((_, span)) if skipped => {
                    self.error(Code::InvalidColumnReference, *span, message);
                    return result;
                }
                Some(_) => result.push(clause.clone()),
            }
        }
        for (place, span) in places {
            if result.iter().any(|c| c.target == place) {
                continue;
            }
            if skipped {
                self.error(Code::InvalidColumnReference, span, message);
                return result;
            }
            self.add_group(place, span, &mut result);
        }
        result
    }
}
