//! The return type, a claim: how many rows, and what is in one.

use query_check::catalog::{Relation, TypeId};
use query_check::checked::{CheckedColumn, CommandKind, Rows};
use query_check::diagnostic::{Code, Diagnostic};
use syn::Type;

use super::row_parts::{self, Part};
use super::row_type::RowTypes;
use super::statement::Statement;
use super::{Message, ModelPlan, names};
use crate::report::Report;
use crate::syntax::{Claim, Function};
use crate::types::{Core, Place, Types, Written};

/// What a function gives back.
pub(crate) enum Outcome {
    /// Nothing.
    Nothing {
        /// Where no row is affected, that is `NotFound`.
        required: bool,
    },
    /// The number of affected rows.
    Affected,
    /// Rows.
    Rows(Count, RowShape),
}

/// How many rows are given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    One,
    Optional,
    Many,
    Stream,
}

/// What becomes of a row.
pub(crate) enum RowShape {
    /// A model, by its place among the models; for each of its fields the column of the query.
    Model(usize, Vec<usize>),
    /// A generated row type; for each of its fields the column of the query.
    Generated(String, Vec<usize>),
    /// The only column, as this type.
    Single(Box<Type>),
    /// A tuple, column by column.
    Tuple(Box<Type>),
    /// A declared row type, by its place; where each of its fields is read from.
    Declared(usize, Vec<Part>),
}

/// What the block knows of row types.
pub(super) struct Scope<'s, 'a> {
    pub(super) types: &'s Types<'s>,
    pub(super) models: &'s [ModelPlan<'a>],
    pub(super) rows: &'s mut RowTypes<'a>,
}

/// Judges the claim of `function` by its last statement.
pub(super) fn check<'a>(
    scope: &mut Scope<'_, 'a>,
    function: &'a Function,
    statement: &Statement<'_>,
    query: &str,
    report: &mut Report,
) -> Option<Outcome> {
    let checked = &statement.checked;
    let is_select = checked.command == CommandKind::Select;
    match &function.claim {
        Claim::Nothing => {
            let void = |column: &CheckedColumn| column.ty == TypeId::VOID;
            if checked.columns.iter().all(void) {
                return Some(Outcome::Nothing { required: statement.is_single_row_change() });
            }
            let message =
                format!("`{}` returns nothing, but its query returns rows", function.name);
            let help = match checked.rows {
                Rows::One => "`-> T`",
                Rows::AtMostOne => "`-> Option<T>`",
                Rows::None | Rows::Many => "`-> Vec<T>`",
            };
            let help =
                format!("declare what comes back: {help}, T being {}", row_help(scope, checked));
            report.error(function.name.span(), Message::new(message).help(help));
            None
        }
        Claim::Affected(ty) => {
            if !is_select && checked.columns.is_empty() {
                return Some(Outcome::Affected);
            }
            let message = Message::new("`u64` stands for the number of rows that a write affects");
            let message = if is_select {
                message.help("a SELECT affects none; a number that it returns is `i64`")
            } else {
                message.help("with RETURNING the rows themselves come back: `Vec<T>`")
            };
            report.error_at(ty, message);
            None
        }
        Claim::One(ty) | Claim::Optional(ty, _) | Claim::Many(ty, _) | Claim::Stream(ty, _) => {
            if checked.columns.is_empty() {
                let message = Message::new("the statement returns no rows")
                    .help("give it a RETURNING clause, or take the return type away");
                report.error_at(ty, message);
                return None;
            }
            let row = function.claim.row()?;
            if let Some(place) = scope.declared(row) {
                return declared(scope, function, place, statement, query, report);
            }
            let count = count(scope, function, statement, query, report)?;
            let (count, row) = scalar_option(count, ty, row, checked);
            let shape = scope.shape(function, row, statement, query, report)?;
            Some(Outcome::Rows(count, shape))
        }
    }
}

/// The outcome of a query whose row type is declared with its fields.
fn declared(
    scope: &Scope<'_, '_>,
    function: &Function,
    place: usize,
    statement: &Statement<'_>,
    query: &str,
    report: &mut Report,
) -> Option<Outcome> {
    let (declared, ty) = (&scope.rows.declared[place], function.claim.row()?);
    if !declared.sound {
        return None;
    }
    if !declared.nests() {
        let count = count(scope, function, statement, query, report)?;
        let found = row_parts::find(scope, declared, ty, statement, report)?;
        return Some(Outcome::Rows(count, RowShape::Declared(place, found.parts)));
    }
    let found = row_parts::find(scope, declared, ty, statement, report)?;
    let (count, whole) = match &function.claim {
        Claim::Many(whole, _) => (Count::Many, whole),
        Claim::Optional(whole, _) => (Count::Optional, whole),
        Claim::One(whole) => (Count::One, whole),
        Claim::Stream(whole, _) => (Count::Stream, whole),
        Claim::Nothing | Claim::Affected(_) => return None,
    };
    if count == Count::Stream {
        let message = "what is nested in a row is complete only when all rows are there";
        report.error_at(whole, Message::new(message).help("return `Vec<T>`"));
        return None;
    }
    if count != Count::Many && !found.one {
        let message = format!(
            "`{query}` claims at most one, but the rows that others are nested in can be many"
        );
        let help = format!(
            "return `Vec<{}>`; or fix their keys by conditions on what `{query}` is given",
            declared.syntax.name
        );
        report.error_at(whole, Message::new(message).help(help));
        return None;
    }
    Some(Outcome::Rows(count, RowShape::Declared(place, found.parts)))
}

/// `Option<i64>` of a query that returns exactly one row is that row's value, which can be NULL.
fn scalar_option<'t>(
    count: Count,
    whole: &'t Type,
    row: &'t Type,
    checked: &query_check::checked::Checked,
) -> (Count, &'t Type) {
    match (&checked.columns[..], checked.rows) {
        ([column], Rows::One) if count == Count::Optional && column.nullable => (Count::One, whole),
        _ => (count, row),
    }
}

/// The claimed number of rows, if it is proven.
fn count(
    scope: &Scope<'_, '_>,
    function: &Function,
    statement: &Statement<'_>,
    query: &str,
    report: &mut Report,
) -> Option<Count> {
    let (claimed, ty, proven) = match &function.claim {
        Claim::Many(..) => return Some(Count::Many),
        Claim::Stream(..) => return Some(Count::Stream),
        Claim::Optional(ty, _) => (Count::Optional, ty, statement.checked.rows != Rows::Many),
        Claim::One(ty) => (Count::One, ty, statement.checked.rows != Rows::Many),
        Claim::Nothing | Claim::Affected(_) => return None,
    };
    if proven {
        return Some(claimed);
    }
    let row = function.claim.row().map(|row| quote::quote!(#row).to_string().replace(' ', ""));
    let row = row.unwrap_or_default();
    let mut message = Message::new(format!("`{query}` claims at most one row, but many can come"));
    if let Some(reason) = &statement.checked.many_because {
        message = message.note(reason);
    }
    for relation in relations(scope, statement) {
        if statement.checked.many_because.is_some() {
            break;
        }
        let keys = unique_keys(relation);
        let name = names::relation_name(scope.types.catalog, relation);
        message = if keys.is_empty() {
            message.note(format!("no columns of `{name}` are declared unique"))
        } else {
            message.note(format!("a row of `{name}` is told by {}", keys.join(" or ")))
        };
    }
    let message = message.help(format!(
        "return `Vec<{row}>`; or restrict the query to one row, by a key or by LIMIT 1"
    ));
    report.error_at(ty, message);
    None
}

fn relations<'s>(scope: &'s Scope<'_, '_>, statement: &Statement<'_>) -> Vec<&'s Relation> {
    let writes = statement.checked.writes.iter().map(|write| write.relation);
    let mut all: Vec<_> = writes.chain(statement.checked.reads.iter().copied()).collect();
    let mut seen = Vec::new();
    all.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    all.into_iter().filter_map(|id| scope.types.catalog.relation(id)).collect()
}

/// The unique keys of a relation: `(id)`, `(company_id, email)`.
fn unique_keys(relation: &Relation) -> Vec<String> {
    use query_check::catalog::KeyElement;
    let Some(details) = &relation.details else { return Vec::new() };
    let keys = details.unique_keys.iter().filter(|key| key.predicate.is_none());
    let columns = keys.map(|key| {
        let elements = key.elements.iter().map(|element| match element {
            KeyElement::Column(place) => relation.columns[usize::from(*place)].name.to_string(),
            KeyElement::Expression(text) => text.clone(),
        });
        format!("({})", elements.collect::<Vec<_>>().join(", "))
    });
    columns.collect()
}

/// A row type that would do, for help.
fn row_help(scope: &Scope<'_, '_>, checked: &query_check::checked::Checked) -> String {
    let names = |model: &&ModelPlan<'_>| {
        model.fields.len() == checked.columns.len()
            && model.fields.iter().zip(&checked.columns).all(|(f, c)| f.syntax.column == c.name)
    };
    if let Some(model) = scope.models.iter().find(names) {
        return format!("`{}`", model.syntax.name);
    }
    if let [column] = &checked.columns[..]
        && let Some(ty) = scope.types.spelling(column.ty, column.nullable, Place::Field)
    {
        return format!("`{ty}`");
    }
    "a name of your choice, for a struct that is generated".to_owned()
}

impl<'a> Scope<'_, 'a> {
    /// The declared row type with fields that `row` is.
    fn declared(&self, row: &Type) -> Option<usize> {
        let name = RowTypes::name_of(row)?;
        let is_it = |of: &super::DeclaredRow<'_>| of.syntax.name == *name && of.fields.is_some();
        self.rows.declared.iter().position(is_it)
    }

    /// What a row becomes.
    fn shape(
        &mut self,
        function: &'a Function,
        row: &Type,
        statement: &Statement<'_>,
        query: &str,
        report: &mut Report,
    ) -> Option<RowShape> {
        if let Type::Tuple(tuple) = row {
            return self.tuple(row, tuple, statement, report);
        }
        let written = Written::of(row);
        if let Core::Named(name) = &written.core
            && !written.optional
        {
            let named = |model: &ModelPlan<'_>| model.syntax.name == name.as_str();
            if let Some(model) = self.models.iter().position(named) {
                return self.model(model, row, statement, report);
            }
            if self.types.declared.named(name).is_none() {
                return self.generated(function, row, statement, query, report);
            }
        }
        self.single(row, &written, statement, report)
    }

    fn model(
        &self,
        place: usize,
        row: &Type,
        statement: &Statement<'_>,
        report: &mut Report,
    ) -> Option<RowShape> {
        let model = &self.models[place];
        if !model.sound {
            // What is wrong with the model is said there.
            return None;
        }
        let name = &model.syntax.name;
        let columns = &statement.checked.columns;
        let before = report.count();
        let mut order = Vec::with_capacity(model.fields.len());
        let mut missing = Vec::new();
        for field in &model.fields {
            let column = &field.syntax.column;
            let mut found = (0..columns.len()).filter(|place| columns[*place].name == *column);
            let Some(place) = found.next() else {
                missing.push(format!("`{column}`"));
                continue;
            };
            let found = &columns[place];
            order.push(place);
            let fits = self.types.fits(&field.written.core, found.ty);
            if fits {
                self.types.rely_on(&field.syntax.ty, &field.written.core, found.ty);
            }
            if fits && (field.written.optional || !found.nullable) {
                continue;
            }
            let ty = self.types.catalog.format_type(found.ty);
            let (message, help) = if fits {
                (
                    format!(
                        "`{column}` can be NULL here, which `{name}.{}` does not hold",
                        field.syntax.name
                    ),
                    "make it NOT NULL by COALESCE or by a condition, or return a row type of another name",
                )
            } else {
                (
                    format!(
                        "`{column}` is `{ty}` here, which `{name}.{}` does not hold",
                        field.syntax.name
                    ),
                    "cast it, or return a row type of another name, which is then generated",
                )
            };
            let diagnostic = Diagnostic::new(Code::RowType, found.span, message).with_help(help);
            statement.report(&diagnostic, report);
        }
        let is_field = |column: &&CheckedColumn| {
            model.fields.iter().any(|field| field.syntax.column == column.name)
        };
        let extra: Vec<_> =
            columns.iter().filter(|c| !is_field(c)).map(|c| format!("`{}`", c.name)).collect();
        let repeated = columns.len() - extra.len() > order.len();
        if !missing.is_empty() || !extra.is_empty() || repeated {
            let mut message = Message::new(format!(
                "the query does not return the columns of `{name}`, no more, no less"
            ));
            if !missing.is_empty() {
                message = message.note(format!("it lacks {}", missing.join(", ")));
            }
            if !extra.is_empty() {
                message = message.note(format!("it returns {} besides", extra.join(", ")));
            }
            if repeated {
                message = message.note("it returns columns of the same name more than once");
            }
            report.error_at(
                row,
                message
                    .help("return a row type of another name, and it is generated from the query"),
            );
        }
        (report.count() == before).then_some(RowShape::Model(place, order))
    }

    fn single(
        &self,
        row: &Type,
        written: &Written,
        statement: &Statement<'_>,
        report: &mut Report,
    ) -> Option<RowShape> {
        let columns = &statement.checked.columns;
        let [column] = &columns[..] else {
            let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            let message = Message::new(format!(
                "the return type holds one column, but the query returns {}: {}",
                columns.len(),
                names.join(", ")
            ));
            report.error_at(
                row,
                message.help("return a type of a new name, and it is generated with these columns"),
            );
            return None;
        };
        self.value(row, written, column, statement, report)
            .then(|| RowShape::Single(Box::new(row.clone())))
    }

    fn tuple(
        &self,
        row: &Type,
        tuple: &syn::TypeTuple,
        statement: &Statement<'_>,
        report: &mut Report,
    ) -> Option<RowShape> {
        /// As many as `FromRow` is implemented for.
        const LONGEST: usize = 6;
        let columns = &statement.checked.columns;
        if tuple.elems.len() != columns.len() || columns.len() > LONGEST {
            let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            let message = Message::new(format!(
                "the tuple has {} elements; the query returns {} columns: {}",
                tuple.elems.len(),
                columns.len(),
                names.join(", ")
            ))
            .note(format!("a tuple has at most {LONGEST}"))
            .help("return a type of a new name, and it is generated with these columns");
            report.error_at(row, message);
            return None;
        }
        let before = report.count();
        for (element, column) in tuple.elems.iter().zip(columns) {
            self.value(element, &Written::of(element), column, statement, report);
        }
        (report.count() == before).then(|| RowShape::Tuple(Box::new(row.clone())))
    }

    /// Whether the type holds the column.
    pub(super) fn value(
        &self,
        ty: &Type,
        written: &Written,
        column: &CheckedColumn,
        statement: &Statement<'_>,
        report: &mut Report,
    ) -> bool {
        use syn::spanned::Spanned as _;
        let name = &column.name;
        let of_sql = self.types.catalog.format_type(column.ty);
        let message = if !self.types.fits(&written.core, column.ty) {
            format!("`{name}` is `{of_sql}`, which the return type does not hold")
        } else if column.nullable && !written.optional {
            format!("`{name}` can be NULL, which the return type does not hold")
        } else if !column.nullable && written.optional {
            format!("`{name}` is never NULL: the return type needs no `Option` around it")
        } else {
            self.types.rely_on(ty, &written.core, column.ty);
            return true;
        };
        let help = match self.types.spelling(column.ty, column.nullable, Place::Field) {
            Some(spelled) => format!("write `{spelled}` for it"),
            None => format!("it is held by {}", self.types.candidates(column.ty, Place::Field)),
        };
        let diagnostic = Diagnostic::new(Code::RowType, column.span, message).with_help(help);
        statement.report_at(ty.span(), &diagnostic, report);
        false
    }

    fn generated(
        &mut self,
        function: &'a Function,
        row: &Type,
        statement: &Statement<'_>,
        query: &str,
        report: &mut Report,
    ) -> Option<RowShape> {
        let Some(name) = RowTypes::name_of(row) else {
            let candidates = match &statement.checked.columns[..] {
                [column] => {
                    let ty = self.types.catalog.format_type(column.ty);
                    format!("`{ty}` is held by {}", self.types.candidates(column.ty, Place::Field))
                }
                _ => "return a plain name, and a struct of that name is generated".to_owned(),
            };
            let message = Message::new("this type holds no row of PostgreSQL").help(candidates);
            report.error_at(row, message);
            return None;
        };
        let order =
            self.rows.agree(self.types, name, &function.visibility, statement, query, report)?;
        Some(RowShape::Generated(name.to_string(), order))
    }
}
