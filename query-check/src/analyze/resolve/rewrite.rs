//! What PostgreSQL's rewriter refuses, which runs right after parse analysis: rules, views that cannot be
//! written, and through views the tables below (`RewriteQuery`, `rewriteTargetView`).

use crate::analyze::Analyzer;
use crate::catalog::{Relation, RelationKind, Rule, TriggerTiming};
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::Overriding;
use crate::tree::{
    Assignment, ExprKind, Insert, InsertSource, MergeAction, MergeActionKind, Query,
};

use super::rule::{Rewritten, RuleParts, rewritten};
use super::view::base_of_view;

/// What is done to rows, with the words and numbers PostgreSQL has for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Insert,
    Update,
    Delete,
}

impl Event {
    /// `pg_rewrite.ev_type`.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Update => 2,
            Self::Insert => 3,
            Self::Delete => 4,
        }
    }

    /// Its place in `Trigger::events`.
    fn trigger_place(self) -> usize {
        match self {
            Self::Insert => 0,
            Self::Update => 1,
            Self::Delete => 2,
        }
    }

    fn keyword(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// A column that is written.
#[derive(Clone, Copy)]
pub(super) struct WrittenColumn {
    pub column: u32,
    /// Its value is DEFAULT (in every row).
    pub default: bool,
    /// Only a part of it is written.
    pub partial: bool,
}

/// What a statement, or an action of MERGE, writes.
pub(super) struct Writing {
    pub event: Event,
    pub columns: Vec<WrittenColumn>,
    pub overriding: Option<Overriding>,
    /// ON CONFLICT, and the columns of its SET.
    pub on_conflict: Option<Vec<WrittenColumn>>,
    pub returning: bool,
    /// WHERE CURRENT OF.
    pub positioned: bool,
    /// The statement stands in a WITH.
    pub within_with: bool,
    /// It is an action of a MERGE.
    pub merge: bool,
    /// Where the written table is named.
    pub span: Span,
}

impl Analyzer<'_> {
    pub(super) fn rewrite_insert(
        &mut self,
        relation: &Relation,
        insert: &Insert,
        returning: bool,
        span: Span,
    ) {
        let conflict = insert.on_conflict.as_ref();
        let set = |c: &crate::tree::OnConflict| {
            c.update.as_ref().map_or(Vec::new(), |update| assigned_columns(&update.set))
        };
        let writing = Writing {
            columns: inserted_columns(insert),
            overriding: insert.overriding,
            on_conflict: conflict.map(set),
            ..self.writing(Event::Insert, returning, span)
        };
        self.rewrite_statement(relation, writing);
    }

    pub(super) fn rewrite_update(
        &mut self,
        relation: &Relation,
        set: &[Assignment],
        query: &Query,
        span: Span,
    ) {
        let writing = self.writing(Event::Update, query.returning.is_some(), span);
        let columns = assigned_columns(set);
        let writing = Writing { columns, positioned: is_positioned(query), ..writing };
        self.rewrite_statement(relation, writing);
    }

    pub(super) fn rewrite_delete(&mut self, relation: &Relation, query: &Query, span: Span) {
        let writing = self.writing(Event::Delete, query.returning.is_some(), span);
        let writing = Writing { positioned: is_positioned(query), ..writing };
        self.rewrite_statement(relation, writing);
    }

    fn rewrite_statement(&mut self, relation: &Relation, writing: Writing) {
        let (event, span) = (writing.event, writing.span);
        let with = !self.scope().ctes.is_empty();
        if self.rewrite(relation, writing)
            && with
            && rewritten(self.catalog, relation, event).statements > 1
        {
            let message =
                "WITH cannot be used in a query that is rewritten by rules into multiple queries";
            self.report_late(Code::FeatureNotSupported, span, message);
        }
    }

    pub(super) fn rewrite_merge(
        &mut self,
        relation: &Relation,
        actions: &[(MergeAction, Option<Overriding>)],
        span: Span,
    ) {
        let mut writings = Vec::new();
        for (action, overriding) in actions {
            let (event, columns) = match &action.kind {
                MergeActionKind::DoNothing => continue,
                MergeActionKind::Delete => (Event::Delete, Vec::new()),
                MergeActionKind::Update(set) => (Event::Update, assigned_columns(set)),
                MergeActionKind::Insert(set) => (Event::Insert, assigned_columns(set)),
            };
            let writing = self.writing(event, false, span);
            writings.push(Writing { columns, overriding: *overriding, merge: true, ..writing });
        }
        let triggered = |w: &Writing| has_trigger(relation, w.event);
        if relation.kind == RelationKind::View
            && writings.iter().any(triggered)
            && !writings.iter().all(triggered)
        {
            let message = format!("cannot merge into view \"{}\"", relation.name);
            let diagnostic = self.report_late(Code::FeatureNotSupported, span, message);
            diagnostic.notes.push(
                "MERGE is not supported for views with INSTEAD OF triggers for some actions but not all."
                    .to_owned(),
            );
            return;
        }
        for writing in writings {
            if !self.rewrite(relation, writing) {
                return;
            }
        }
    }

    fn writing(&self, event: Event, returning: bool, span: Span) -> Writing {
        Writing {
            event,
            columns: Vec::new(),
            overriding: None,
            on_conflict: None,
            returning,
            positioned: false,
            within_with: self.scopes.len() > 1,
            merge: false,
            span,
        }
    }

    /// Follows what is written down to the table; whether nothing was refused.
    fn rewrite(&mut self, relation: &Relation, writing: Writing) -> bool {
        if !self.check_generated(relation, &writing) {
            return false;
        }
        match self.check_rules(relation, &writing) {
            None => return false,
            Some(true) => return true,
            Some(false) => {}
        }
        if relation.kind != RelationKind::View || has_trigger(relation, writing.event) {
            return true;
        }
        if !self.check_updatable(relation, &writing) || !self.check_view_columns(relation, &writing)
        {
            return false;
        }
        let Some((base, columns)) = base_of_view(self.catalog, relation) else { return true };
        if writing.merge && self.refuses_merge(base) {
            let diagnostic = self.merge_refusal(base, writing.span);
            self.late.push(diagnostic);
            return false;
        }
        if writing.positioned {
            let message = "WHERE CURRENT OF on a view is not implemented".to_owned();
            self.report_late(Code::FeatureNotSupported, writing.span, message);
            return false;
        }
        let through = |written: &[WrittenColumn]| -> Vec<WrittenColumn> {
            let below = written.iter().filter_map(|w| {
                let column = columns.get(w.column as usize).copied().flatten()?;
                // UPDATE SET … = DEFAULT of a view is the view's default, a plain NULL.
                let default = w.default && writing.event == Event::Insert;
                Some(WrittenColumn { column, default, ..*w })
            });
            below.collect()
        };
        let below = Writing {
            columns: through(&writing.columns),
            on_conflict: writing.on_conflict.as_deref().map(through),
            ..writing
        };
        self.nested(|a| a.rewrite(base, below), |_| false)
    }

    /// The rules of the event: `Some(true)` when one replaces the statement, `None` when one is refused.
    fn check_rules(&mut self, relation: &Relation, writing: &Writing) -> Option<bool> {
        let Some(details) = &relation.details else { return Some(false) };
        let number = writing.event.number();
        let major = self.catalog.major();
        let rules = details.rules.iter().filter(|rule| rule.event == number);
        let rules: Vec<(&Rule, RuleParts<'_>)> =
            rules.map(|rule| (rule, RuleParts::of(rule, major))).collect();
        let span = writing.span;
        if writing.on_conflict.is_some() {
            let writes = rules.iter().any(|(_, parts)| !parts.actions.is_empty());
            if writes || details.rules.iter().any(|r| r.event == Event::Update.number()) {
                let message = "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules";
                self.report_late(Code::FeatureNotSupported, span, message);
                return None;
            }
        }
        if rules.is_empty() {
            return Some(false);
        }
        let replaced = rules.iter().any(|(rule, parts)| rule.instead && !parts.conditional);
        let instead: Vec<&Rule> = rules.iter().map(|(r, _)| *r).filter(|r| r.instead).collect();
        let is_view = relation.kind == RelationKind::View && !has_trigger(relation, writing.event);
        if is_view && !replaced && !instead.is_empty() {
            // Refused as a view that cannot be written, whatever else the rules lack.
            return Some(false);
        }
        let gives_rows = |r: &&Rule| r.definition.to_uppercase().contains("RETURNING");
        if writing.returning && !instead.is_empty() && !instead.iter().any(gives_rows) {
            self.no_returning(writing.event.keyword(), &relation.name, span);
            return None;
        }
        if writing.within_with
            && let Some(what) =
                not_in_with(&rules, rewritten(self.catalog, relation, writing.event))
        {
            let message =
                format!("{what} rules are not supported for data-modifying statements in WITH");
            self.report_late(Code::FeatureNotSupported, span, message);
            return None;
        }
        Some(replaced)
    }

    /// Whether a view can be written at all.
    fn check_updatable(&mut self, relation: &Relation, writing: &Writing) -> bool {
        let Some(details) = &relation.details else { return true };
        let allowed = match writing.event {
            Event::Insert => details.view_updatable.insertable,
            Event::Update => details.view_updatable.updatable,
            Event::Delete => details.view_updatable.deletable,
        };
        // A conditional INSTEAD rule keeps a view from being written automatically.
        let number = writing.event.number();
        let conditional = details.rules.iter().any(|r| r.event == number && r.instead);
        if allowed && !conditional {
            return true;
        }
        let (message, gerund) = match writing.event {
            Event::Insert => ("cannot insert into view", "inserting into"),
            Event::Update => ("cannot update view", "updating"),
            Event::Delete => ("cannot delete from view", "deleting from"),
        };
        let message = format!("{message} \"{}\"", relation.name);
        let keyword = writing.event.keyword();
        let help = format!(
            "To enable {gerund} the view, provide an INSTEAD OF {keyword} trigger or an unconditional ON {keyword} DO INSTEAD rule."
        );
        let code = Code::ObjectNotInPrerequisiteState;
        self.report_late(code, writing.span, message).help = Some(help);
        false
    }

    /// Columns of a view that are no plain columns of its table cannot be written.
    fn check_view_columns(&mut self, relation: &Relation, writing: &Writing) -> bool {
        let Some(details) = &relation.details else { return true };
        let conflict = writing.on_conflict.iter().flatten();
        for written in writing.columns.iter().chain(conflict) {
            let place = written.column as usize;
            if details.view_updatable.columns.get(place).copied().unwrap_or(true) {
                continue;
            }
            let column = relation.columns.get(place).map_or("?", |c| &*c.name);
            let what = match writing.event {
                _ if writing.merge => "merge into",
                Event::Insert => "insert into",
                Event::Update | Event::Delete => "update",
            };
            let message =
                format!("cannot {what} column \"{column}\" of view \"{}\"", relation.name);
            let diagnostic = self.report_late(Code::FeatureNotSupported, writing.span, message);
            let note =
                "View columns that are not columns of their base relation are not updatable.";
            diagnostic.notes.push(note.to_owned());
            return false;
        }
        true
    }
}

/// An INSTEAD OF trigger takes the event.
pub(super) fn has_trigger(relation: &Relation, event: Event) -> bool {
    let triggers = relation.details.as_ref().map_or(&[][..], |d| &d.triggers);
    triggers.iter().any(|t| t.timing == TriggerTiming::InsteadOf && t.events[event.trigger_place()])
}

/// What of a relation's rules a statement in WITH cannot be rewritten by: it must become exactly one statement.
fn not_in_with(rules: &[(&Rule, RuleParts<'_>)], becomes: Rewritten) -> Option<&'static str> {
    let writes = || rules.iter().filter(|(_, parts)| !parts.actions.is_empty());
    match (becomes.statements, becomes.utilities) {
        (1, 0) => None,
        (0, 0) => Some("DO INSTEAD NOTHING"),
        (0, 1) => Some("DO INSTEAD utility"),
        _ if writes().any(|(rule, parts)| rule.instead && parts.conditional) => {
            Some("conditional DO INSTEAD")
        }
        _ if writes().any(|(rule, _)| !rule.instead) => Some("DO ALSO"),
        _ => Some("multi-statement DO INSTEAD"),
    }
}

fn is_positioned(query: &Query) -> bool {
    query.filter.as_ref().is_some_and(|filter| matches!(filter.kind, ExprKind::CurrentOf))
}

fn assigned_columns(set: &[Assignment]) -> Vec<WrittenColumn> {
    let columns = set.iter().map(|a| WrittenColumn {
        column: a.column,
        default: matches!(a.value.kind, ExprKind::Default),
        partial: a.partial,
    });
    columns.collect()
}

/// The columns an INSERT gives values for; DEFAULT counts where every row has it.
fn inserted_columns(insert: &Insert) -> Vec<WrittenColumn> {
    match &insert.source {
        InsertSource::DefaultValues => Vec::new(),
        InsertSource::Query(_, assignments) => assigned_columns(assignments),
        InsertSource::Values(rows) => {
            let mut columns = rows.first().map_or(Vec::new(), |row| assigned_columns(row));
            for row in rows.iter().skip(1) {
                for (column, other) in columns.iter_mut().zip(assigned_columns(row)) {
                    column.default &= other.default;
                }
            }
            columns
        }
    }
}
