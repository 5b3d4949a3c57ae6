//! The table a statement writes, and the columns named to be written (`setTargetTable`, `checkInsertTargets`).

use super::from::FromResult;
use crate::analyze::{Analyzer, NamespaceItem};
use crate::catalog::Relation;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::suggest::closest;
use crate::syntax::ast;
use crate::tree::RangeId;

use super::lookup::system_column;

impl<'a> Analyzer<'a> {
    /// Opens the written table as an entry of the current level; `None` when that was reported.
    pub(super) fn write_target(&mut self, target: &ast::WriteTarget) -> Option<&'a Relation> {
        let alias = target
            .alias
            .as_ref()
            .map(|name| ast::Alias { name: name.clone(), columns: Vec::new() });
        let Some(relation) = self.open_relation(&target.name) else {
            let name = alias
                .as_ref()
                .map(|a| &a.name)
                .or(target.name.parts.last())
                .map_or("", |n| n.value.as_str());
            let FromResult { range, .. } = self.error_entry(name, alias.is_some(), target.span);
            self.scope().target = Some(range);
            return None;
        };
        self.check_written_kind(relation, target.name.span);
        let entry = self.relation_entry(relation, alias.as_ref(), target.only, target.span);
        let range = self.add_range(entry);
        self.scope().target = Some(range);
        Some(relation)
    }

    /// Makes the written table visible.
    pub(super) fn show_target(&mut self) {
        if let Some(range) = self.scope().target {
            self.scope().namespace.push(NamespaceItem::new(range));
        }
    }

    /// The place of the written table, of which [`Analyzer::write_target`] has been asked.
    pub(super) fn target_range(&mut self) -> RangeId {
        self.scope().target.unwrap_or(RangeId(0))
    }

    /// The columns an INSERT names, or all of them (`checkInsertTargets`).
    pub(super) fn insert_columns(
        &mut self,
        relation: &Relation,
        columns: &[ast::WriteColumn],
    ) -> Option<Vec<u32>> {
        if columns.is_empty() {
            return Some((0..relation.columns.len() as u32).collect());
        }
        let mut places: Vec<(u32, bool)> = Vec::with_capacity(columns.len());
        for column in columns {
            let place = self.written_column(relation, column, false)?;
            let whole = column.path.is_empty();
            if places.iter().any(|(p, w)| *p == place && (whole || *w)) {
                let message = format!("column \"{}\" specified more than once", column.name.value);
                self.error(Code::DuplicateColumn, column.span, message);
                return None;
            }
            places.push((place, whole));
        }
        Some(places.into_iter().map(|(place, _)| place).collect())
    }

    /// The place of a column that is written; reported when there is none. `system`: PostgreSQL finds
    /// system columns here, to refuse them.
    pub(super) fn written_column(
        &mut self,
        relation: &Relation,
        column: &ast::WriteColumn,
        system: bool,
    ) -> Option<u32> {
        let name = &column.name.value;
        if let Some(place) = relation.columns.iter().position(|c| *c.name == **name) {
            return Some(place as u32);
        }
        if system && system_column(name).is_some() {
            let message = format!("cannot assign to system column \"{name}\"");
            self.error(Code::FeatureNotSupported, column.span, message);
            return None;
        }
        let message = format!("column \"{name}\" of relation \"{}\" does not exist", relation.name);
        let span = column.span;
        let mut diagnostic = Diagnostic::new(Code::UndefinedColumn, span, message);
        let qualified = self.scope().target.is_some_and(|target| {
            self.scopes.last().is_some_and(|s| s.ranges[target.0].name == *name)
        });
        if qualified && !column.path.is_empty() {
            diagnostic = diagnostic
                .with_help("SET target columns cannot be qualified with the relation name.");
        } else if let Some(found) = closest(name, relation.columns.iter().map(|c| &*c.name)) {
            diagnostic = diagnostic
                .with_help(format!("Perhaps you meant to reference the column \"{found}\"."));
        }
        self.report(diagnostic);
        None
    }

    /// The text from the nearest `word` before `span` to its end, for places the tree does not keep.
    pub(super) fn from_word(&self, word: &str, span: Span) -> Span {
        let before = self.sql.get(..span.start as usize).unwrap_or("");
        let start = before.to_ascii_lowercase().rfind(word);
        Span::new(start.map_or(span.start, |start| start as u32), span.end)
    }

    /// A mistake the rewriter finds: after everything that parse analysis finds, and without position.
    pub(super) fn report_late(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.late.push(Diagnostic::new(code, span, message).without_position());
        let last = self.late.len() - 1;
        &mut self.late[last]
    }
}
