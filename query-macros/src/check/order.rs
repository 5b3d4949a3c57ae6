//! The order of several statements, against the foreign keys.

use query_check::catalog::{Catalog, ForeignKey, ReferentialAction, Relation, RelationId};
use query_check::checked::{CommandKind, Write};
use query_check::diagnostic::{Code, Diagnostic};

use super::names;
use super::statement::Statement;
use crate::report::Report;
use crate::types::Types;

/// Reports rows that are deleted before what refers to them, and inserted before what they refer to.
pub(super) fn check(types: &Types<'_>, statements: &[Statement<'_>], report: &mut Report) {
    for (place, later) in statements.iter().enumerate() {
        for earlier in &statements[..place] {
            for first in &earlier.checked.writes {
                for second in &later.checked.writes {
                    if let Some(diagnostic) = conflict(types.catalog, first, second) {
                        earlier.report(&diagnostic, report);
                    }
                }
            }
        }
    }
}

fn conflict(catalog: &Catalog, first: &Write, second: &Write) -> Option<Diagnostic> {
    let (parent, child) = match (first.kind, second.kind) {
        (CommandKind::Delete, CommandKind::Delete) => (first.relation, second.relation),
        (CommandKind::Insert, CommandKind::Insert) => (second.relation, first.relation),
        _ => return None,
    };
    let parent = catalog.relation(parent)?;
    let child = catalog.relation(child)?;
    let key = foreign_key(child, parent.id)?;
    // Where both refer to each other no order is right; what there is to say the server says.
    if parent.id == child.id || foreign_key(parent, child.id).is_some() {
        return None;
    }
    // An action of the key has done with the rows by then: that is for the cascades to judge.
    let acts = !matches!(key.on_delete, ReferentialAction::NoAction | ReferentialAction::Restrict);
    if first.kind == CommandKind::Delete && acts {
        return None;
    }
    let (child, parent) =
        (names::relation_name(catalog, child), names::relation_name(catalog, parent));
    let (what, help) = if first.kind == CommandKind::Delete {
        (
            format!(
                "rows of `{parent}` are deleted before those of `{child}`, which refer to them"
            ),
            format!("delete from `{child}` first"),
        )
    } else {
        (
            format!(
                "rows of `{child}` are inserted before those of `{parent}`, to which they refer"
            ),
            format!("insert into `{parent}` first"),
        )
    };
    let note = format!("the foreign key `{}` of `{child}` refers to `{parent}`", key.name);
    Some(Diagnostic::new(Code::StatementOrder, first.span, what).with_note(note).with_help(help))
}

/// The foreign key from `child` to `parent` that is checked at once.
fn foreign_key(child: &Relation, parent: RelationId) -> Option<&ForeignKey> {
    let keys = &child.details.as_ref()?.foreign_keys;
    keys.iter().find(|key| key.references == parent && !key.initially_deferred)
}
