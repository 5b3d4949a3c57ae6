//! Select and RETURNING lists (`transformTargetList`).

use crate::analyze::limit_check::MAX_ROW_ENTRIES;
use crate::analyze::{Analyzer, ExprContext};
use crate::syntax::ast::{self, ExprKind as AstKind, Indirection};
use crate::tree::{Expr, TargetEntry};

impl Analyzer<'_> {
    /// Analyses a list into the scope's targets, stars expanded.
    pub(super) fn target_list(&mut self, targets: &[ast::Target], context: ExprContext) {
        for target in targets {
            match &target.expr.kind {
                AstKind::Column(reference) if reference.star => {
                    let entries = self.expand_star(reference, target.expr.span);
                    self.add_expanded(entries);
                }
                AstKind::Indirection { base, path }
                    if matches!(path.last(), Some(Indirection::Star(_))) =>
                {
                    let entries = self.expand_row_star(base, path, &target.expr, context);
                    self.add_expanded(entries);
                }
                _ => {
                    let expr = self.expr(&target.expr, context);
                    let name = match &target.alias {
                        Some(alias) => alias.value.clone(),
                        None => self.figure_column_name(&target.expr),
                    };
                    self.scope().targets.push(TargetEntry { expr, name, junk: false });
                }
            }
        }
    }

    /// Adds what a `*` stands for. No more is kept than shows that there are too many: queries that double the columns
    /// of the one before would fill all memory.
    fn add_expanded(&mut self, entries: Vec<TargetEntry>) {
        let targets = &mut self.scope().targets;
        targets.extend(entries);
        targets.truncate(MAX_ROW_ENTRIES + 1);
    }

    /// Literals and parameters of the select list that nothing has typed become text
    /// (`resolveTargetListUnknowns`).
    pub(super) fn resolve_unknown_targets(&mut self) {
        for place in 0..self.scope().targets.len() {
            self.resolve_unknown_target(place);
        }
    }

    /// Makes an untyped entry text.
    pub(super) fn resolve_unknown_target(&mut self, place: usize) {
        let span = self.scope().targets[place].expr.span;
        let expr = std::mem::replace(&mut self.scope().targets[place].expr, Expr::error(span));
        let expr = self.resolve_unknown(expr);
        self.scope().targets[place].expr = expr;
    }
}
