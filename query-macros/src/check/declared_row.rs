//! Row types that are declared: what their fields hold, before any query is looked at.

use super::{Message, ModelPlan};
use crate::report::Report;
use crate::syntax::{Field, Row};
use crate::types::{Core, Types, Written};

/// A declared row type.
pub(crate) struct DeclaredRow<'a> {
    pub(crate) syntax: &'a Row,
    /// `None` when the fields are those of the query.
    pub(crate) fields: Option<Vec<RowField<'a>>>,
    /// Nothing is wrong with the declaration.
    pub(crate) sound: bool,
}

/// A field of a declared row type.
pub(crate) struct RowField<'a> {
    pub(crate) syntax: &'a Field,
    pub(crate) holds: Holds,
}

/// What a field holds; models by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A column.
    Value(Written),
    /// `company: Company`: a row that is always there.
    Model(usize),
    /// `desk: Option<Desk>`: a row that an outer join can leave out.
    Optional(usize),
    /// `employees: Vec<Employee>`: all the rows that come with the others.
    Nested(usize),
}

impl<'a> DeclaredRow<'a> {
    pub(crate) fn new(syntax: &'a Row, models: &[ModelPlan<'_>], report: &mut Report) -> Self {
        let before = report.count();
        let fields = syntax.fields.as_ref().map(|fields| {
            let of = |field: &'a Field| RowField { syntax: field, holds: holds(field, models) };
            fields.iter().map(of).collect::<Vec<_>>()
        });
        let nests = |field: &&RowField<'_>| matches!(field.holds, Holds::Nested(_));
        if let Some(fields) = &fields
            && let Some(nested) = fields.iter().find(nests)
        {
            check_nesting(syntax, fields, nested, models, report);
        }
        let sound = syntax.complete && report.count() == before;
        Self { syntax, fields, sound }
    }

    /// Whether it holds the rows of several in one.
    pub(crate) fn nests(&self) -> bool {
        let nested = |field: &RowField<'_>| matches!(field.holds, Holds::Nested(_));
        self.fields.as_ref().is_some_and(|fields| fields.iter().any(nested))
    }
}

/// What the type of a field says that it holds.
fn holds(field: &Field, models: &[ModelPlan<'_>]) -> Holds {
    let model = |core: &Core| match core {
        Core::Named(name) => models.iter().position(|m| m.syntax.name == name.as_str()),
        _ => None,
    };
    let written = Written::of(&field.ty);
    let nested = match &written.core {
        Core::Array(element) if !written.optional && !element.optional => model(&element.core),
        _ => None,
    };
    match (model(&written.core), nested) {
        (Some(place), _) if written.optional => Holds::Optional(place),
        (Some(place), _) => Holds::Model(place),
        (None, Some(place)) => Holds::Nested(place),
        (None, None) => Holds::Value(written),
    }
}

/// What nests rows is told apart by keys: those of the models beside it, and those of what is nested.
fn check_nesting(
    syntax: &Row,
    fields: &[RowField<'_>],
    nested: &RowField<'_>,
    models: &[ModelPlan<'_>],
    report: &mut Report,
) {
    let list = &nested.syntax.name;
    for field in fields {
        let model = match field.holds {
            Holds::Value(_) => {
                let message = format!(
                    "beside `{list}`, which nests rows, only models stand: which of their values `{}` would \
                     hold is not told",
                    field.syntax.name
                );
                let help = "take the field out, or return it by a query of its own";
                report.error(field.syntax.name.span(), Message::new(message).help(help));
                continue;
            }
            Holds::Model(model) | Holds::Optional(model) | Holds::Nested(model) => &models[model],
        };
        if model.sound && (model.key.is_empty() || !model.is_table) {
            let message =
                format!("rows are nested by their primary keys, and `{}` has none", model.table);
            report.error(field.syntax.name.span(), message);
        }
    }
    if fields.iter().all(|field| matches!(field.holds, Holds::Nested(_) | Holds::Value(_))) {
        let message = format!("`{list}` has nothing that it is nested in");
        let help = format!(
            "declare what the rows belong to: `row {} {{ company: Company, … }}`",
            syntax.name
        );
        report.error(list.span(), Message::new(message).help(help));
    }
}

/// Declared rows, with names of their own and each of them returned by some query.
pub(super) fn check_names(
    rows: &mut [DeclaredRow<'_>],
    models: &[ModelPlan<'_>],
    types: Option<&Types<'_>>,
    report: &mut Report,
) {
    for place in 0..rows.len() {
        let name = &rows[place].syntax.name;
        let taken = rows[..place].iter().any(|other| other.syntax.name == *name)
            || models.iter().any(|model| model.syntax.name == *name)
            || types.is_some_and(|types| types.declared.named(&name.to_string()).is_some());
        if taken {
            report.error(name.span(), format!("`{name}` is declared twice"));
            rows[place].sound = false;
        }
    }
}

/// A row without fields of its own has those of a query, so there has to be one.
pub(super) fn check_use(rows: &super::RowTypes<'_>, report: &mut Report) {
    for row in &rows.declared {
        let name = &row.syntax.name;
        if row.sound && row.fields.is_none() && !rows.types.iter().any(|found| found.name == *name)
        {
            let message = Message::new(format!("no query returns `{name}`, so it has no fields"));
            report.error(name.span(), message.help("return it from a `fn`, or take the row out"));
        }
    }
}
