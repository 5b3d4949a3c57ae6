//! Identity and generated columns, and columns assigned twice (`rewriteTargetListIU`).

use super::rewrite::{Event, Writing, WrittenColumn};
use crate::analyze::Analyzer;
use crate::catalog::{Column, Identity, Relation};
use crate::diagnostic::Code;
use crate::span::Span;

impl Analyzer<'_> {
    /// Whether every column may be written as it is.
    pub(super) fn check_generated(&mut self, relation: &Relation, writing: &Writing) -> bool {
        let fine = match writing.event {
            Event::Insert => {
                self.check_twice(relation, &writing.columns, writing.span)
                    && self.check_inserted(relation, writing)
            }
            Event::Update => self.check_updated(relation, &writing.columns, writing.span),
            Event::Delete => true,
        };
        let conflict = writing.on_conflict.as_deref().unwrap_or_default();
        fine && self.check_updated(relation, conflict, writing.span)
    }

    fn check_inserted(&mut self, relation: &Relation, writing: &Writing) -> bool {
        for written in writing.columns.iter().filter(|w| !w.default) {
            let Some(column) = relation.columns.get(written.column as usize) else { continue };
            let refused = match column.identity {
                Some(Identity::Always) => writing.overriding.is_none(),
                _ => column.generated,
            };
            if refused {
                let message =
                    format!("cannot insert a non-DEFAULT value into column \"{}\"", column.name);
                self.generated_error(column, writing.span, message, true);
                return false;
            }
        }
        true
    }

    fn check_updated(
        &mut self,
        relation: &Relation,
        columns: &[WrittenColumn],
        span: Span,
    ) -> bool {
        if !self.check_twice(relation, columns, span) {
            return false;
        }
        for written in columns.iter().filter(|w| !w.default) {
            let Some(column) = relation.columns.get(written.column as usize) else { continue };
            if column.identity == Some(Identity::Always) || column.generated {
                let message = format!("column \"{}\" can only be updated to DEFAULT", column.name);
                self.generated_error(column, span, message, false);
                return false;
            }
        }
        true
    }

    fn check_twice(&mut self, relation: &Relation, columns: &[WrittenColumn], span: Span) -> bool {
        for (place, written) in columns.iter().enumerate() {
            let again = columns[..place]
                .iter()
                .any(|w| w.column == written.column && !(w.partial && written.partial));
            if !again {
                continue;
            }
            let name = relation.columns.get(written.column as usize).map_or("?", |c| &*c.name);
            let message = format!("multiple assignments to same column \"{name}\"");
            self.report_late(Code::SyntaxError, span, message);
            return false;
        }
        true
    }

    fn generated_error(&mut self, column: &Column, span: Span, message: String, insert: bool) {
        let name = &column.name;
        let diagnostic = self.report_late(Code::GeneratedAlways, span, message);
        if column.identity.is_none() {
            diagnostic.notes.push(format!("Column \"{name}\" is a generated column."));
            return;
        }
        diagnostic
            .notes
            .push(format!("Column \"{name}\" is an identity column defined as GENERATED ALWAYS."));
        if insert {
            diagnostic.help = Some("Use OVERRIDING SYSTEM VALUE to override.".to_owned());
        }
    }
}
