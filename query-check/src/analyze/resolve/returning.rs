//! RETURNING, with OLD and NEW since PostgreSQL 18 (`transformReturningClause`).

use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Returning, ReturningRow};

use super::lookup::Lookup;

impl Analyzer<'_> {
    pub(super) fn returning(
        &mut self,
        clause: &ast::Returning,
        context: ExprContext,
    ) -> Option<Returning> {
        let kept = self.scope().namespace.len();
        let (old_name, new_name) = self.old_and_new(clause)?;
        let outer = std::mem::take(&mut self.scope().targets);
        self.target_list(&clause.targets, context);
        if self.scope().targets.is_empty() {
            let message = "RETURNING must have at least one column";
            let span = clause.targets.first().map_or(clause.span, |t| t.span);
            self.error(Code::SyntaxError, span, message);
        }
        self.resolve_unknown_targets();
        let targets = std::mem::replace(&mut self.scope().targets, outer);
        self.scope().namespace.truncate(kept);
        Some(Returning { targets, old_name, new_name })
    }

    /// Makes OLD and NEW visible under their names, where nothing else has these.
    fn old_and_new(&mut self, clause: &ast::Returning) -> Option<(String, String)> {
        let mut names: [Option<String>; 2] = [None, None];
        for (old, alias) in &clause.options {
            let place = self.option_span(*old, alias);
            let slot = usize::from(!*old);
            if names[slot].is_some() {
                let word = if *old { "OLD" } else { "NEW" };
                let message = format!("{word} cannot be specified multiple times");
                self.error(Code::SyntaxError, place, message);
                return None;
            }
            if let Lookup::Found(_) = self.find_relation_item(None, &alias.value, alias.span) {
                let message = format!("table name \"{}\" specified more than once", alias.value);
                self.error(Code::DuplicateAlias, place, message);
                return None;
            }
            names[slot] = Some(alias.value.clone());
            self.add_returning_row(*old, alias.value.clone());
        }
        let mut result = Vec::with_capacity(2);
        for (slot, default) in ["old", "new"].into_iter().enumerate() {
            let name = match names[slot].take() {
                Some(name) => name,
                None => {
                    let taken = self.relation_name_taken(default);
                    if !taken && self.catalog.major() >= 18 {
                        self.add_returning_row(slot == 0, default.to_owned());
                    }
                    default.to_owned()
                }
            };
            result.push(name);
        }
        let new = result.pop()?;
        let old = result.pop()?;
        Some((old, new))
    }

    /// All of `OLD AS name`: PostgreSQL points to the option's first word.
    fn option_span(&self, old: bool, alias: &ast::Ident) -> Span {
        self.from_word(if old { "old" } else { "new" }, alias.span)
    }

    fn relation_name_taken(&mut self, name: &str) -> bool {
        let known = self.diagnostics.len();
        let found = self.find_relation_item(None, name, Span::default());
        self.diagnostics.truncate(known);
        !matches!(found, Lookup::Missing)
    }

    fn add_returning_row(&mut self, old: bool, name: String) {
        let Some(range) = self.scope().target else { return };
        let mut item = NamespaceItem::new(range);
        item.columns_visible = false;
        item.returning = if old { ReturningRow::Old } else { ReturningRow::New };
        item.name = Some(name);
        self.scope().namespace.push(item);
    }

    /// RETURNING where the rewriter cannot give rows.
    pub(super) fn no_returning(&mut self, event: &str, relation: &str, span: Span) {
        let message = format!("cannot perform {event} RETURNING on relation \"{relation}\"");
        let help = format!(
            "You need an unconditional ON {event} DO INSTEAD rule with a RETURNING clause."
        );
        let diagnostic = Diagnostic::new(Code::FeatureNotSupported, span, message);
        self.late.push(diagnostic.with_help(help).without_position());
    }
}
