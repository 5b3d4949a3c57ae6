//! SEARCH and CYCLE of recursive common tables (the second half of `analyzeCTE`).

use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Query, RangeColumn, RangeKind, SetOperationNode};

impl Analyzer<'_> {
    /// The columns that SEARCH and CYCLE add.
    pub(super) fn search_cycle_columns(&mut self, cte: &ast::Cte) -> Vec<RangeColumn> {
        let mut columns = Vec::new();
        if let Some(search) = &cte.search {
            let ty = if search.breadth_first { TypeId::RECORD } else { TypeId::RECORD_ARRAY };
            columns.push(self.typed_column(&search.sequence_column.value, ty, -1));
        }
        if let Some(cycle) = &cte.cycle {
            let mark = self.cycle_mark(cycle);
            columns.push(mark);
            columns.push(self.typed_column(&cycle.path_column.value, TypeId::RECORD_ARRAY, -1));
        }
        columns
    }

    fn cycle_mark(&mut self, cycle: &ast::CteCycle) -> RangeColumn {
        let name = &cycle.mark_column.value;
        let (Some(value), Some(default)) = (&cycle.mark_value, &cycle.mark_default) else {
            return self.typed_column(name, TypeId::BOOL, -1);
        };
        let value = self.expr(value, ExprContext::CycleMark);
        let default = self.expr(default, ExprContext::CycleMark);
        let both = [value, default];
        let ty = self.common_type(&both, "CYCLE");
        if ty == TypeId::INVALID {
            return self.typed_column(name, ty, -1);
        }
        let [value, default] = both;
        let value = self.coerce_to_common(value, ty, "CYCLE/SET/TO");
        let default = self.coerce_to_common(default, ty, "CYCLE/SET/DEFAULT");
        let both = [value, default];
        let modifier = self.common_modifier(&both, ty);
        let known = self.diagnostics.len();
        if self.sort_operators(ty, false, true, cycle.span).is_none() {
            for diagnostic in &mut self.diagnostics[known..] {
                diagnostic.server_position = false;
            }
            return self.typed_column(name, TypeId::INVALID, -1);
        }
        let [value, _] = both;
        let mut column = self.range_column(name, &value);
        column.modifier = modifier;
        column
    }

    /// The rules for SEARCH and CYCLE that need the columns of the common table.
    pub(super) fn check_search_cycle(
        &mut self,
        cte: &ast::Cte,
        recursive: bool,
        query: &Query,
        columns: &[RangeColumn],
    ) {
        if cte.search.is_none() && cte.cycle.is_none() {
            return;
        }
        if !recursive {
            self.error(Code::SyntaxError, cte.name.span, "WITH query is not recursive");
            return;
        }
        if let Some(SetOperationNode::Operation { left, right, .. }) = &query.set_operation {
            let (lacking, wrong) = (Code::FeatureNotSupported, Code::SyntaxError);
            for (node, side, code) in [(left, "left", lacking), (right, "right", wrong)] {
                if !matches!(**node, SetOperationNode::Leaf(_)) {
                    let message = format!(
                        "with a SEARCH or CYCLE clause, the {side} side of the UNION must be a SELECT"
                    );
                    let diagnostic = Diagnostic::new(code, cte.name.span, message);
                    self.report(diagnostic.without_position());
                }
            }
        }
        self.check_top_level_recursion(cte, query);
        let has = |name: &str| columns.iter().any(|c| c.name == name);
        let used = |name: &str| format!("\"{name}\" already used in WITH query column list");
        let mut errors: Vec<(Code, Span, String)> = Vec::new();
        if let Some(search) = &cte.search {
            check_list("search", &search.columns, search.span, &has, &mut errors);
            let sequence = &search.sequence_column.value;
            if has(sequence) {
                let message = format!("search sequence column name {}", used(sequence));
                errors.push((Code::SyntaxError, search.span, message));
            }
        }
        if let Some(cycle) = &cte.cycle {
            check_list("cycle", &cycle.columns, cycle.span, &has, &mut errors);
            let (mark, path) = (&cycle.mark_column.value, &cycle.path_column.value);
            for (what, name) in [("mark", mark), ("path", path)] {
                if has(name) {
                    let message = format!("cycle {what} column name {}", used(name));
                    errors.push((Code::SyntaxError, cycle.span, message));
                }
            }
            if mark == path {
                let message = "cycle mark column name and cycle path column name are the same";
                errors.push((Code::SyntaxError, cycle.span, message.to_owned()));
            }
            if let Some(search) = &cte.search {
                let sequence = &search.sequence_column.value;
                for (what, name) in [("mark", mark), ("path", path)] {
                    if sequence == name {
                        let message = format!(
                            "search sequence column name and cycle {what} column name are the same"
                        );
                        errors.push((Code::SyntaxError, search.span, message));
                    }
                }
            }
        }
        for (code, span, message) in errors {
            self.error(code, span, message);
        }
    }
}

impl Analyzer<'_> {
    /// The rewriter expands SEARCH and CYCLE in the right-hand SELECT only (`rewriteSearchAndCycle`).
    fn check_top_level_recursion(&mut self, cte: &ast::Cte, query: &Query) {
        let Some(SetOperationNode::Operation { right, .. }) = &query.set_operation else { return };
        let SetOperationNode::Leaf(range) = **right else { return };
        let RangeKind::Subquery(right) = &query.range(range).kind else { return };
        let found = right
            .ranges
            .iter()
            .any(|entry| matches!(entry.kind, RangeKind::CommonTable { self_reference: true, .. }));
        if !found {
            let message = format!(
                "with a SEARCH or CYCLE clause, the recursive reference to WITH query \"{}\" must be at the top level of its right-hand SELECT",
                cte.name.value
            );
            self.report_late(Code::FeatureNotSupported, cte.name.span, message);
        }
    }
}

fn check_list(
    what: &str,
    names: &[ast::Ident],
    span: Span,
    has: &dyn Fn(&str) -> bool,
    errors: &mut Vec<(Code, Span, String)>,
) {
    for (place, name) in names.iter().enumerate() {
        if !has(&name.value) {
            let message = format!("{what} column \"{}\" not in WITH query column list", name.value);
            errors.push((Code::SyntaxError, span, message));
        } else if names[..place].iter().any(|n| n.value == name.value) {
            let message = format!("{what} column \"{}\" specified more than once", name.value);
            errors.push((Code::DuplicateColumn, span, message));
        }
    }
}
