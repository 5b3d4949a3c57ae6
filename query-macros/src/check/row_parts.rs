//! A query's columns as the fields of a declared row: whole rows by the entry of FROM they come from,
//! values by name.

use proc_macro2::Span;
use query_check::checked::{CheckedColumn, ColumnSource};
use query_check::diagnostic::{Code, Diagnostic};
use syn::spanned::Spanned as _;

use super::declared_row::{DeclaredRow, Holds, RowField};
use super::statement::Statement;
use super::{Message, names, rows};
use crate::report::Report;

/// Where a field of a declared row is read from; columns by place.
pub(crate) enum Part {
    /// The column.
    Value(usize),
    /// The columns of a model, in the order of its fields.
    Model(ModelPart),
}

/// The columns that a model is read from.
pub(crate) struct ModelPart {
    /// Its place among the models.
    pub(crate) model: usize,
    /// For each of its fields.
    pub(crate) columns: Vec<usize>,
    /// The columns of its primary key; filled where rows are nested.
    pub(crate) key: Vec<usize>,
    /// Is NULL just when the row is missing; `None` when it never is.
    pub(crate) witness: Option<usize>,
}

/// The parts of a row, and what is proven about the number of rows that they become.
pub(crate) struct Parts {
    pub(crate) parts: Vec<Part>,
    /// The rows that others are nested in are the same one throughout.
    pub(crate) one: bool,
}

/// An entry of FROM with the columns it gives.
struct Entry<'s> {
    source: &'s ColumnSource,
    columns: Vec<usize>,
}

/// Finds the fields of `row` among the columns of `statement`.
pub(super) fn find<'a>(
    scope: &rows::Scope<'_, 'a>,
    row: &DeclaredRow<'a>,
    at: &syn::Type,
    statement: &Statement<'_>,
    report: &mut Report,
) -> Option<Parts> {
    let before = report.count();
    let fields = row.fields.as_deref()?;
    let columns = &statement.checked.columns;
    let entries = entries(columns);
    let chosen = choose(scope, fields, &entries, statement, report);
    let mut taken = vec![false; columns.len()];
    let mut parts: Vec<Option<Part>> = Vec::with_capacity(fields.len());
    let mut one = true;
    for (field, entry) in fields.iter().zip(&chosen) {
        let model = match field.holds {
            Holds::Value(_) => None,
            Holds::Model(model) | Holds::Optional(model) | Holds::Nested(model) => Some(model),
        };
        let (Some(model), Some(entry)) = (model, entry) else {
            parts.push(None);
            continue;
        };
        let entry = &entries[*entry];
        one &= entry.source.one_row || matches!(field.holds, Holds::Nested(_));
        let part = embed(scope, row, field, model, entry, statement, report);
        for column in part.iter().flat_map(|part| &part.columns) {
            taken[*column] = true;
        }
        parts.push(part.map(Part::Model));
    }
    for (field, part) in fields.iter().zip(&mut parts) {
        let Holds::Value(written) = &field.holds else { continue };
        let name = &field.syntax.column;
        let is_it = |place: &usize| !taken[*place] && columns[*place].name == *name;
        let found: Vec<usize> = (0..columns.len()).filter(is_it).collect();
        match found[..] {
            [column] => {
                taken[column] = true;
                let (ty, column_of) = (&field.syntax.ty, &columns[column]);
                if scope.value(ty, written, column_of, statement, report) {
                    *part = Some(Part::Value(column));
                }
            }
            [] => {
                let message = format!("the query returns no column `{name}` for this field");
                missing(statement, field.syntax.name.span(), message, report);
            }
            _ => {
                let message = format!("the query returns more than one column `{name}`");
                missing(statement, field.syntax.name.span(), message, report);
                for place in found {
                    taken[place] = true;
                }
            }
        }
    }
    // What a field that was not found would have taken is no second mistake.
    if report.count() == before {
        let extra: Vec<_> =
            (0..columns.len()).filter(|place| !taken[*place]).map(|p| &columns[p]).collect();
        if let Some(first) = extra.first() {
            let names: Vec<_> = extra.iter().map(|column| format!("`{}`", column.name)).collect();
            let message = format!("`{}` has no field for {}", row.syntax.name, names.join(", "));
            let help =
                match scope.types.spelling(first.ty, first.nullable, crate::types::Place::Field) {
                    Some(ty) => {
                        format!("add `{}: {ty},`, say, or take it out of the query", first.name)
                    }
                    None => "take it out of the query".to_owned(),
                };
            let diagnostic = Diagnostic::new(Code::RowType, first.span, message).with_help(help);
            statement.report_at(at.span(), &diagnostic, report);
        }
    }
    let parts: Option<Vec<_>> = parts.into_iter().collect();
    parts.filter(|_| report.count() == before).map(|parts| Parts { parts, one })
}

fn missing(statement: &Statement<'_>, at: Span, message: String, report: &mut Report) {
    let names: Vec<_> =
        statement.checked.columns.iter().map(|column| format!("`{}`", column.name)).collect();
    let message = Message::new(message)
        .note(format!("in `{}`", statement.query()))
        .help(format!("its columns are {}", names.join(", ")));
    report.error(at, message);
}

/// The entries of FROM that columns come from.
fn entries(columns: &[CheckedColumn]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let Some(source) = &column.source else { continue };
        match entries.iter_mut().find(|entry| entry.source.entry == source.entry) {
            Some(entry) => entry.columns.push(place),
            None => entries.push(Entry { source, columns: vec![place] }),
        }
    }
    entries
}

/// For each field that holds a model the entry it is read from: the one of its name; else the only one left
/// that is the model's table; else the only one left that gives the model's columns.
fn choose(
    scope: &rows::Scope<'_, '_>,
    fields: &[RowField<'_>],
    entries: &[Entry<'_>],
    statement: &Statement<'_>,
    report: &mut Report,
) -> Vec<Option<usize>> {
    let columns = &statement.checked.columns;
    let model_of = |field: &RowField<'_>| match field.holds {
        Holds::Value(_) => None,
        Holds::Model(model) | Holds::Optional(model) | Holds::Nested(model) => {
            Some(&scope.models[model])
        }
    };
    let mut chosen: Vec<Option<usize>> = fields
        .iter()
        .map(|field| {
            model_of(field)?;
            entries.iter().position(|entry| entry.source.name == field.syntax.column)
        })
        .collect();
    for (place, field) in fields.iter().enumerate() {
        let Some(model) = model_of(field) else { continue };
        if chosen[place].is_some() || !model.sound {
            continue;
        }
        let free = |entry: &usize| !chosen.contains(&Some(*entry));
        let free: Vec<usize> = (0..entries.len()).filter(free).collect();
        let is_table = |entry: &&usize| {
            model.relation.is_some() && entries[**entry].source.relation == model.relation
        };
        let mut found: Vec<usize> = free.iter().filter(is_table).copied().collect();
        if found.is_empty() {
            let gives_all = |entry: &&usize| {
                model.fields.iter().all(|field| {
                    let of = &entries[**entry].columns;
                    of.iter().any(|column| columns[*column].name == field.syntax.column)
                })
            };
            found = free.iter().filter(gives_all).copied().collect();
        }
        if let [only] = found[..] {
            chosen[place] = Some(only);
            continue;
        }
        let name = &field.syntax.name;
        let message = if found.is_empty() {
            format!("the query does not return a row of `{}` for `{name}`", model.table)
        } else {
            format!("which row of `{}` is `{name}`? The query returns {}", model.table, found.len())
        };
        let message = Message::new(message).note(format!("in `{}`", statement.query()));
        let table = &model.quoted_table;
        let help =
            format!("name it in FROM, and return all of it: `{table} AS {name}`, `{name}.*`");
        report.error(name.span(), message.help(help));
    }
    chosen
}

/// Reads a model from the columns of an entry.
fn embed<'a>(
    scope: &rows::Scope<'_, 'a>,
    row: &DeclaredRow<'a>,
    field: &RowField<'a>,
    model_place: usize,
    entry: &Entry<'_>,
    statement: &Statement<'_>,
    report: &mut Report,
) -> Option<ModelPart> {
    let model = &scope.models[model_place];
    if !model.sound {
        // What is wrong with the model is said there.
        return None;
    }
    let before = report.count();
    let columns = &statement.checked.columns;
    let name = &field.syntax.name;
    let at = field.syntax.ty.span();
    let mut found = Vec::with_capacity(model.fields.len());
    let mut lacking = Vec::new();
    for of in &model.fields {
        let is_it = |place: &&usize| columns[**place].name == of.syntax.column;
        let Some(place) = entry.columns.iter().find(is_it) else {
            lacking.push(format!("`{}`", of.syntax.column));
            continue;
        };
        found.push(*place);
        let column = &columns[*place];
        let nullable = column.source.as_ref().is_none_or(|source| source.nullable_when_there);
        let fits = scope.types.fits(&of.written.core, column.ty);
        if fits {
            scope.types.rely_on(&of.syntax.ty, &of.written.core, column.ty);
        }
        if fits && (of.written.optional || !nullable) {
            continue;
        }
        let ty = scope.types.catalog.format_type(column.ty);
        let what = if fits { "can be NULL".to_owned() } else { format!("is `{ty}`") };
        let message = format!(
            "`{}` {what} here, which `{}.{}` does not hold",
            column.name, model.syntax.name, of.syntax.name
        );
        let diagnostic = Diagnostic::new(Code::RowType, column.span, message)
            .with_help("return the table's own columns, or fields of other types");
        statement.report_at(at, &diagnostic, report);
    }
    let alias = &entry.source.name;
    if !lacking.is_empty() {
        let message = format!("`{name}` lacks {} of `{}`", lacking.join(", "), model.syntax.name);
        let message = Message::new(message).note(format!("in `{}`", statement.query()));
        report.error(name.span(), message.help(format!("return all of it: `{alias}.*`")));
        return None;
    }
    let first = columns[found[0]].span;
    let missing = entry.source.can_be_missing;
    match field.holds {
        Holds::Model(_) if missing => {
            let message =
                format!("an outer join can leave `{alias}` out, and then `{name}` is not there");
            let help = format!("write `{name}: Option<{}>`", model.syntax.name);
            let diagnostic = Diagnostic::new(Code::RowType, first, message).with_help(help);
            statement.report_at(at, &diagnostic, report);
        }
        Holds::Optional(_) if !missing => {
            let message =
                format!("the row of `{alias}` is always there: `{name}` needs no `Option`");
            let help = format!("write `{name}: {}`", model.syntax.name);
            let diagnostic = Diagnostic::new(Code::RowType, first, message).with_help(help);
            statement.report_at(at, &diagnostic, report);
        }
        _ => {}
    }
    let is_witness = |place: &&usize| {
        columns[**place].source.as_ref().is_some_and(|source| !source.nullable_when_there)
    };
    let witness = found.iter().find(is_witness).copied();
    if missing && witness.is_none() && report.count() == before {
        let message = format!(
            "every column of `{alias}` can be NULL, so nothing tells whether its row is there"
        );
        let help = "return a column of it that is NOT NULL as well";
        let diagnostic = Diagnostic::new(Code::RowType, first, message).with_help(help);
        statement.report_at(at, &diagnostic, report);
    }
    let mut key = Vec::new();
    if row.nests() {
        if entry.source.relation != model.relation {
            let message = format!(
                "`{alias}` is not the table `{}` itself, so its key does not tell its rows apart",
                model.table
            );
            let help = format!("join `{}` itself", names::quoted(&model.table));
            let diagnostic = Diagnostic::new(Code::RowType, first, message).with_help(help);
            statement.report_at(at, &diagnostic, report);
        }
        key.extend(model.key.iter().map(|place| found[*place]));
    }
    let part =
        ModelPart { model: model_place, columns: found, key, witness: witness.filter(|_| missing) };
    (report.count() == before).then_some(part)
}
