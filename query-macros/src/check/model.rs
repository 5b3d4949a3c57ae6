//! Models: every field against its column, every column against its field.

use query_check::catalog::{Column, Relation, RelationId, TypeId};
use query_check::suggest::closest;

use super::constraints::{ConstraintPlan, constraints};
use super::{Message, Role, names, role};
use crate::report::Report;
use crate::syntax::{Field, Model};
use crate::types::{Place, Types, Written};

/// A model with what its table says of each field.
pub(crate) struct ModelPlan<'a> {
    pub(crate) syntax: &'a Model,
    /// The table as messages, errors and metrics name it.
    pub(crate) table: String,
    /// The table as SQL names it.
    pub(crate) quoted_table: String,
    pub(crate) relation: Option<RelationId>,
    /// It is no view.
    pub(crate) is_table: bool,
    /// The fields in the order of the table's columns.
    pub(crate) fields: Vec<FieldPlan<'a>>,
    /// The primary key, by place in `fields`; empty when there is none.
    pub(crate) key: Vec<usize>,
    /// The table without its schema, as the server names it.
    pub(crate) bare_table: String,
    /// The table's constraints.
    pub(crate) constraints: Vec<ConstraintPlan>,
    /// Nothing is wrong with it, so that operations on it can be checked.
    pub(crate) sound: bool,
}

/// A field and its column.
pub(crate) struct FieldPlan<'a> {
    pub(crate) syntax: &'a Field,
    pub(crate) written: Written,
    /// The column's type, `INVALID` when it is not known.
    pub(crate) ty: TypeId,
    pub(crate) role: Role,
    /// The column's type for people.
    pub(crate) type_name: String,
}

impl<'a> ModelPlan<'a> {
    /// What can be said without a snapshot, or without the table.
    pub(crate) fn unchecked(syntax: &'a Model) -> Self {
        let table = syntax.table.value();
        let fields: Vec<_> = syntax.fields.iter().map(FieldPlan::unchecked).collect();
        // Most keys are called that; `retrieve` and `delete` then take what they would take.
        let key = fields.iter().position(|field| field.syntax.column == "id");
        Self {
            syntax,
            quoted_table: names::quoted(&table),
            table,
            relation: None,
            is_table: true,
            fields,
            key: key.into_iter().collect(),
            bare_table: String::new(),
            constraints: Vec::new(),
            sound: false,
        }
    }

    pub(crate) fn check(types: &Types<'_>, syntax: &'a Model, report: &mut Report) -> Self {
        let catalog = types.catalog;
        let mut plan = Self::unchecked(syntax);
        let relation = match names::relation(catalog, &plan.table) {
            Ok(relation) => relation,
            Err(message) => {
                report.error(syntax.table.span(), message);
                return plan;
            }
        };
        plan.relation = Some(relation.id);
        plan.is_table = is_table(relation);
        plan.bare_table = relation.name.to_string();
        plan.constraints = constraints(relation);
        plan.table = names::relation_name(catalog, relation);
        plan.quoted_table = names::quoted_relation(catalog, relation);
        let before = report.count();
        plan.match_fields(types, relation, report);
        plan.sound = syntax.complete && report.count() == before;
        plan
    }

    fn match_fields(&mut self, types: &Types<'_>, relation: &Relation, report: &mut Report) {
        let nullable = nullability(types, relation, &self.quoted_table);
        let place_of = |name: &str| relation.columns.iter().position(|c| c.name == name);
        // A misspelt field is one mistake, not an unknown column and a missing field.
        let mut taken: Vec<Option<usize>> =
            self.syntax.fields.iter().map(|field| place_of(&field.column)).collect();
        let mut fields: Vec<(usize, FieldPlan<'a>)> = Vec::new();
        for (index, field) in self.syntax.fields.iter().enumerate() {
            let Some(place) = taken[index] else {
                let free = |place: &usize| !taken.contains(&Some(*place));
                let left = (0..relation.columns.len()).filter(free);
                let close = closest(&field.column, left.map(|p| &*relation.columns[p].name));
                taken[index] = close.and_then(place_of);
                self.unknown_column(relation, field, close, report);
                continue;
            };
            if taken[..index].contains(&Some(place)) {
                let message = format!("the column `{}` has a field already", field.column);
                report.error(field.column_span, message);
                continue;
            }
            let column = &relation.columns[place];
            let plan = FieldPlan::check(types, field, relation, place);
            plan.judge(types, column, nullable[place], &self.table, report);
            fields.push((place, plan));
        }
        for (place, column) in relation.columns.iter().enumerate() {
            if self.syntax.complete && !taken.contains(&Some(place)) {
                self.missing_field(types, column, nullable[place], report);
            }
        }
        fields.sort_by_key(|(place, _)| *place);
        self.key = Vec::new();
        if let Some(key) = &relation.primary_key {
            let found = key.iter().filter_map(|column| {
                fields.iter().position(|(place, _)| *place == usize::from(*column))
            });
            self.key = found.collect();
        }
        let unknown = self.syntax.fields.iter().zip(&taken);
        let unknown: Vec<_> = unknown
            .filter(|(field, _)| !fields.iter().any(|(_, plan)| std::ptr::eq(plan.syntax, *field)))
            .map(|(field, _)| FieldPlan::unchecked(field))
            .collect();
        self.fields = fields.into_iter().map(|(_, plan)| plan).chain(unknown).collect();
    }

    fn unknown_column(
        &self,
        relation: &Relation,
        field: &Field,
        close: Option<&str>,
        report: &mut Report,
    ) {
        let message = Message::new(format!("`{}` has no column `{}`", self.table, field.column));
        let message = match close {
            Some(close) => message.help(format!("did you mean `{close}`?")),
            None => {
                let names: Vec<_> =
                    relation.columns.iter().map(|c| format!("`{}`", c.name)).collect();
                message.help(format!("remove the field; the columns are {}", names.join(", ")))
            }
        };
        report.error(field.column_span, message);
    }

    fn missing_field(
        &self,
        types: &Types<'_>,
        column: &Column,
        nullable: bool,
        report: &mut Report,
    ) {
        let name = &self.syntax.name;
        let message = Message::new(format!(
            "`{name}` has no field for the column `{}` of `{}`",
            column.name, self.table
        ));
        let message = match types.spelling(column.ty, nullable, Place::Field) {
            Some(ty) => message.help(format!("add `{}`", field_line(&column.name, &ty))),
            None => message.help(format!(
                "its type is `{}`; a field can be {}",
                types.catalog.format_type(column.ty),
                types.candidates(column.ty, Place::Field),
            )),
        };
        report.error(name.span(), message);
    }

    /// The field of that Rust name.
    pub(crate) fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.syntax.name == name)
    }
}

impl<'a> FieldPlan<'a> {
    fn unchecked(syntax: &'a Field) -> Self {
        let written = Written::of(&syntax.ty);
        let role = role::by_name(syntax, &written);
        Self { syntax, written, ty: TypeId::INVALID, role, type_name: String::new() }
    }

    fn check(types: &Types<'_>, syntax: &'a Field, relation: &Relation, place: usize) -> Self {
        let column = &relation.columns[place];
        let written = Written::of(&syntax.ty);
        let role = role::of(syntax, &written, relation, place);
        let type_name = types.catalog.format_type(column.ty);
        Self { syntax, written, ty: column.ty, role, type_name }
    }

    /// Whether the field's type holds the column, and is an `Option` exactly where NULL is possible.
    fn judge(
        &self,
        types: &Types<'_>,
        column: &Column,
        nullable: bool,
        table: &str,
        report: &mut Report,
    ) {
        let (name, field) = (&column.name, &self.syntax.name);
        let spelled = types.spelling(column.ty, nullable, Place::Field);
        let line = |message: Message| match &spelled {
            Some(ty) => message.help(format!("write `{field}: {ty},`")),
            None => message,
        };
        if types.fits(&self.written.core, column.ty) {
            types.rely_on(&self.syntax.ty, &self.written.core, column.ty);
        }
        if !types.fits(&self.written.core, column.ty) {
            let message = Message::new(format!(
                "the column `{name}` of `{table}` is `{}`, which the type of `{field}` does not hold",
                self.type_name
            ));
            let candidates = types.candidates(column.ty, Place::Field);
            let message = if spelled.is_some() && !candidates.contains("` or `") {
                line(message)
            } else {
                message.help(format!("it is held by {candidates}"))
            };
            report.error_at(&self.syntax.ty, message);
        } else if nullable && !self.written.optional {
            let message = format!(
                "the column `{name}` of `{table}` can be NULL: `{field}` must be an `Option`"
            );
            report.error_at(&self.syntax.ty, line(Message::new(message)));
        } else if !nullable && self.written.optional {
            let message = format!(
                "the column `{name}` of `{table}` is never NULL: `{field}` needs no `Option`"
            );
            report.error_at(&self.syntax.ty, line(Message::new(message)));
        }
    }

    /// The column's name as SQL writes it.
    pub(crate) fn quoted(&self) -> String {
        names::quoted(&self.syntax.column)
    }
}

fn is_table(relation: &Relation) -> bool {
    use query_check::catalog::RelationKind::{MaterializedView, View};
    !matches!(relation.kind, View | MaterializedView)
}

/// For each column whether it can be NULL: what the checker proves of reading them all, so that models
/// and queries are judged alike, views included.
fn nullability(types: &Types<'_>, relation: &Relation, quoted_table: &str) -> Vec<bool> {
    let columns: Vec<_> =
        relation.columns.iter().map(|column| names::quoted(&column.name)).collect();
    let sql = format!("SELECT {} FROM {quoted_table}", columns.join(", "));
    let checked =
        query_check::check(types.catalog, &sql, &query_check::checked::CheckOptions::default());
    if checked.diagnostics.is_empty() && checked.columns.len() == columns.len() {
        checked.columns.iter().map(|column| column.nullable).collect()
    } else {
        relation.columns.iter().map(|column| !column.not_null).collect()
    }
}

/// `kind: Option<String>,`, with `#[column = "…"]` where the column's name is none of Rust's.
fn field_line(column: &str, ty: &str) -> String {
    if syn::parse_str::<syn::Ident>(column).is_ok() {
        return format!("{column}: {ty},");
    }
    let mut name: String =
        column.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        name.insert(0, '_');
    } else if syn::parse_str::<syn::Ident>(&name).is_err() {
        name.push('_');
    }
    format!("#[column = {column:?}] {name}: {ty},")
}
