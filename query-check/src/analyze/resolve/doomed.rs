//! Statements that PostgreSQL prepares but can never run: errors of its planner and executor that are certain
//! from the schema alone. They are no part of the verdict on the statement, but refused all the same.

use crate::analyze::Analyzer;
use crate::catalog::{KeyElement, Relation, RelationKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::{Expr, ExprKind, VarColumn};

impl Analyzer<'_> {
    fn doom(&mut self, code: Code, span: Span, message: String) -> &mut Diagnostic {
        let note = "PostgreSQL prepares this statement, and refuses it whenever it is run.";
        self.house.push(Diagnostic::new(code, span, message).with_note(note).without_position());
        let last = self.house.len() - 1;
        &mut self.house[last]
    }

    /// Sequences and materialized views cannot be written (`CheckValidResultRel`).
    pub(super) fn check_written_kind(&mut self, relation: &Relation, span: Span) {
        if let Some(kind) = read_only_kind(relation.kind) {
            let message = format!("cannot change {kind} \"{}\"", relation.name);
            self.doom(Code::WrongObjectType, span, message);
        }
    }

    /// … nor can their rows be locked (`CheckValidRowMarkRel`).
    pub(super) fn check_locked_kind(&mut self, relation: &Relation, span: Span) {
        if let Some(kind) = read_only_kind(relation.kind) {
            let message = format!("cannot lock rows in {kind} \"{}\"", relation.name);
            self.doom(Code::WrongObjectType, span, message);
        }
    }

    /// ON CONFLICT (…) needs a unique key of just these columns (`infer_arbiter_indexes`).
    pub(super) fn check_inference(
        &mut self,
        relation: &Relation,
        elements: &[Expr],
        predicate: bool,
        span: Span,
    ) {
        if !matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable) {
            return;
        }
        let details = relation.details.as_deref();
        let keys = details.map_or(&[][..], |d| &d.unique_keys);
        let column = |e: &Expr| match &e.kind {
            ExprKind::Var(var) => match var.column {
                VarColumn::Column(column) => Some(column as u16),
                _ => None,
            },
            _ => None,
        };
        let mut wanted: Vec<Option<u16>> = elements.iter().map(column).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let could_match = keys.iter().any(|key| {
            let mut own: Vec<Option<u16>> = key
                .elements
                .iter()
                .map(|element| match element {
                    KeyElement::Column(column) => Some(*column),
                    KeyElement::Expression(_) => None,
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            own == wanted && (key.predicate.is_none() || predicate)
        });
        if could_match {
            return;
        }
        let known: Vec<String> = keys
            .iter()
            .filter_map(|key| key_columns(relation, &key.elements, key.predicate.as_deref()))
            .collect();
        let message =
            "there is no unique or exclusion constraint matching the ON CONFLICT specification";
        let diagnostic = self.doom(Code::InvalidColumnReference, span, message.to_owned());
        if !known.is_empty() {
            diagnostic.help =
                Some(format!("unique keys of {}: {}", relation.name, known.join(", ")));
        }
    }

    /// ON CONFLICT ON CONSTRAINT needs a constraint with an index.
    pub(super) fn check_arbiter_constraint(&mut self, span: Span) {
        let message = "constraint in ON CONFLICT clause has no associated index";
        self.doom(Code::WrongObjectType, span, message.to_owned());
    }
}

fn read_only_kind(kind: RelationKind) -> Option<&'static str> {
    match kind {
        RelationKind::Sequence => Some("sequence"),
        RelationKind::MaterializedView => Some("materialized view"),
        RelationKind::Toast => Some("TOAST relation"),
        _ => None,
    }
}

/// A key as an ON CONFLICT target would name it.
fn key_columns(
    relation: &Relation,
    elements: &[KeyElement],
    predicate: Option<&str>,
) -> Option<String> {
    let columns: Option<Vec<String>> = elements
        .iter()
        .map(|element| match element {
            KeyElement::Column(column) => {
                relation.columns.get(usize::from(*column)).map(|c| c.name.to_string())
            }
            KeyElement::Expression(text) => Some(format!("({text})")),
        })
        .collect();
    let columns = columns?.join(", ");
    Some(match predicate {
        Some(predicate) => format!("({columns}) WHERE {predicate}"),
        None => format!("({columns})"),
    })
}
