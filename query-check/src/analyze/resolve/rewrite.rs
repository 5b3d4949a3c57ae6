//! What PostgreSQL's rewriter refuses, which runs right after parse analysis: rules, views that cannot be
//! written, and through views the tables below (`RewriteQuery`, `rewriteTargetView`).

use crate::analyze::Analyzer;
use crate::catalog::{Relation, RelationKind, Rule, TriggerTiming};
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::Overriding;
use crate::tree::{
    Assignment, ExprKind, FromNode, Insert, InsertSource, MergeAction, MergeActionKind, Query,
    RangeKind, Var, VarColumn,
};

use super::view::analyze_view;

/// What is done to rows, with the words and numbers PostgreSQL has for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Insert,
    Update,
    Delete,
}

impl Event {
    /// `pg_rewrite.ev_type`.
    fn number(self) -> u8 {
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

impl<'c> Analyzer<'c> {
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
        self.rewrite(relation, writing);
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
        self.rewrite(relation, Writing { columns, positioned: is_positioned(query), ..writing });
    }

    pub(super) fn rewrite_delete(&mut self, relation: &Relation, query: &Query, span: Span) {
        let writing = self.writing(Event::Delete, query.returning.is_some(), span);
        self.rewrite(relation, Writing { positioned: is_positioned(query), ..writing });
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
        let Some((base, columns)) = self.below_view(relation) else { return true };
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
        let rules: Vec<&Rule> = details.rules.iter().filter(|r| r.event == number).collect();
        let span = writing.span;
        if writing.on_conflict.is_some() {
            let writes = rules.iter().any(|r| !does_nothing(&r.definition));
            if writes || details.rules.iter().any(|r| r.event == Event::Update.number()) {
                let message = "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules";
                self.report_late(Code::FeatureNotSupported, span, message);
                return None;
            }
        }
        if rules.is_empty() {
            return Some(false);
        }
        let replaced = rules.iter().any(|r| r.instead && !is_conditional(&r.definition));
        let is_view = relation.kind == RelationKind::View && !has_trigger(relation, writing.event);
        if is_view && !replaced && rules.iter().any(|r| r.instead) {
            // Refused as a view that cannot be written, whatever else the rules lack.
            return Some(false);
        }
        let gives_rows = |r: &&Rule| r.instead && r.definition.to_uppercase().contains("RETURNING");
        if writing.returning && rules.iter().any(|r| r.instead) && !rules.iter().any(gives_rows) {
            self.no_returning(writing.event.keyword(), &relation.name, span);
            return None;
        }
        if writing.within_with
            && let Some(what) = not_in_with(&rules, replaced)
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

    /// The relation an updatable view is over, and for each of the view's columns the one it shows.
    fn below_view(&self, view: &Relation) -> Option<(&'c Relation, Vec<Option<u32>>)> {
        let catalog = self.catalog;
        let query = analyze_view(catalog, view)?;
        let [FromNode::Range(range)] = query.from.as_slice() else { return None };
        let RangeKind::Relation { relation, .. } = query.range(*range).kind else { return None };
        let columns = query.output().into_iter().map(|target| match target.expr.kind {
            ExprKind::Var(Var { levels_up: 0, column: VarColumn::Column(column), .. }) => {
                Some(column)
            }
            _ => None,
        });
        let columns = columns.collect();
        Some((catalog.relation(relation)?, columns))
    }
}

/// An INSTEAD OF trigger takes the event.
fn has_trigger(relation: &Relation, event: Event) -> bool {
    let triggers = relation.details.as_ref().map_or(&[][..], |d| &d.triggers);
    triggers.iter().any(|t| t.timing == TriggerTiming::InsteadOf && t.events[event.trigger_place()])
}

/// The head of a rule's definition, up to its DO.
fn rule_parts(definition: &str) -> (String, String) {
    let definition = definition.to_uppercase();
    match definition.split_once(" DO ") {
        Some((head, action)) => (head.to_owned(), action.trim().to_owned()),
        None => (definition, String::new()),
    }
}

fn is_conditional(definition: &str) -> bool {
    rule_parts(definition).0.contains("WHERE ")
}

fn does_nothing(definition: &str) -> bool {
    rule_parts(definition).1.trim_end_matches(';').ends_with("NOTHING")
}

/// What of a relation's rules a statement in WITH cannot be rewritten by.
fn not_in_with(rules: &[&Rule], replaced: bool) -> Option<&'static str> {
    let writes: Vec<&&Rule> = rules.iter().filter(|r| !does_nothing(&r.definition)).collect();
    if writes.iter().any(|r| r.instead && is_conditional(&r.definition)) {
        return Some("conditional DO INSTEAD");
    }
    if writes.iter().any(|r| !r.instead) {
        return Some("DO ALSO");
    }
    match (replaced, writes.as_slice()) {
        (false, _) => None,
        (true, []) => Some("DO INSTEAD NOTHING"),
        (true, [one]) => {
            let (_, action) = rule_parts(&one.definition);
            let several = action.trim_start_matches("INSTEAD").trim().starts_with('(');
            several.then_some("multi-statement DO INSTEAD")
        }
        (true, _) => Some("multi-statement DO INSTEAD"),
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
