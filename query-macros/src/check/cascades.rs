//! House rules: what a statement touches on its own must be what the declaration says.

use query_check::catalog::{Catalog, ReferentialAction, RelationId};
use query_check::diagnostic::{Code, Diagnostic};

use super::statement::Statement;
use super::{Message, names};
use crate::report::Report;
use crate::syntax::Cascade;
use crate::types::Types;

/// Reports what the house refuses, and cascades that are declared and not reached or the other way round.
pub(super) fn check(
    types: &Types<'_>,
    statements: &[Statement<'_>],
    declared: &[Cascade],
    query: &str,
    report: &mut Report,
) {
    let catalog = types.catalog;
    let mut allowed: Vec<(RelationId, &Cascade)> = Vec::new();
    for cascade in declared {
        match names::relation(catalog, &cascade.table) {
            Ok(relation) => allowed.push((relation.id, cascade)),
            Err(message) => report.error(cascade.span, message),
        }
    }
    for statement in statements {
        let cascades = &statement.checked.cascades;
        let is_undeclared = |relation| !allowed.iter().any(|(id, _)| *id == relation);
        let undeclared: Vec<_> = cascades.iter().filter(|c| is_undeclared(c.relation)).collect();
        for diagnostic in &statement.checked.house {
            statement.report(diagnostic, report);
        }
        if !undeclared.is_empty() {
            statement.report(&implicit(catalog, statement), report);
        }
    }
    // What failed to be checked may have been the one that cascades.
    for (id, cascade) in allowed {
        let reached = |statement: &Statement<'_>| {
            statement.checked.cascades.iter().any(|cascade| cascade.relation == id)
        };
        if !statements.iter().any(reached) {
            let message = format!("`{query}` does not cascade to `{}`", cascade.table);
            report.error(cascade.span, Message::new(message).help("take it out of `cascades(…)`"));
        }
    }
}

/// The refusal of a statement that touches other tables on its own.
fn implicit(catalog: &Catalog, statement: &Statement<'_>) -> Diagnostic {
    let name = |id| match catalog.relation(id) {
        Some(relation) => names::relation_name(catalog, relation),
        None => String::new(),
    };
    let cascades = &statement.checked.cascades;
    let all = all_names(catalog, cascades.iter().map(|cascade| cascade.relation)).join(", ");
    let span = cascades.first().map(|cascade| cascade.span).unwrap_or_default();
    let message = format!("this would also change rows of {all}, by foreign keys' actions");
    let mut diagnostic = Diagnostic::new(Code::ImplicitCascade, span, message);
    for cascade in cascades {
        let action = match cascade.action {
            ReferentialAction::Cascade => "CASCADE",
            ReferentialAction::SetNull => "SET NULL",
            ReferentialAction::SetDefault => "SET DEFAULT",
            ReferentialAction::NoAction => "NO ACTION",
            ReferentialAction::Restrict => "RESTRICT",
        };
        diagnostic = diagnostic.with_note(format!(
            "`{}` of `{}` is {action} for rows of `{}`",
            cascade.constraint,
            name(cascade.relation),
            name(cascade.from),
        ));
    }
    diagnostic.with_help(format!(
        "if that is meant, declare it: `cascades({all})`; else delete or change those rows explicitly first"
    ))
}

fn all_names(catalog: &Catalog, relations: impl Iterator<Item = RelationId>) -> Vec<String> {
    let mut all = Vec::new();
    for relation in relations.filter_map(|id| catalog.relation(id)) {
        let name = names::relation_name(catalog, relation);
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
