//! PostgreSQL's limits on how many columns there can be, beyond which it refuses a statement (54011).

use super::Analyzer;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::Query;

/// The most entries of a row that is made on the way (`MaxTupleAttributeNumber`).
pub(crate) const MAX_ROW_ENTRIES: usize = 1664;
/// The most columns of a table (`MaxHeapAttributeNumber`).
const MAX_COLUMNS: usize = 1600;

impl Analyzer<'_> {
    /// A select list, what is only sorted or grouped by included (`free_parsestate`). The statement's own is
    /// looked at after all the rest.
    pub(super) fn check_target_count(&mut self, query: &Query) {
        if query.targets.len() <= MAX_ROW_ENTRIES {
            return;
        }
        let message = format!("target lists can have at most {MAX_ROW_ENTRIES} entries");
        let diagnostic =
            Diagnostic::new(Code::TooManyColumns, query.span, message).without_position();
        if self.scopes.len() == 1 {
            self.late.push(diagnostic);
        } else {
            self.report(diagnostic);
        }
    }

    /// The columns of what stands in FROM as functions.
    pub(super) fn check_function_columns(&mut self, count: usize, span: Span) -> bool {
        let message = format!("functions in FROM can return at most {MAX_ROW_ENTRIES} columns");
        self.check_count(count, MAX_ROW_ENTRIES, span, message)
    }

    /// A column definition list.
    pub(super) fn check_definition_count(&mut self, count: usize, span: Span) -> bool {
        let message = format!("column definition lists can have at most {MAX_COLUMNS} entries");
        self.check_count(count, MAX_COLUMNS, span, message)
    }

    fn check_count(&mut self, count: usize, most: usize, span: Span, message: String) -> bool {
        if count > most {
            self.error(Code::TooManyColumns, span, message);
        }
        count <= most
    }
}
