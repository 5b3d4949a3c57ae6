//! Row types that are generated from queries, shared where the columns agree.

use proc_macro2::TokenStream;
use query_check::diagnostic::{Code, Diagnostic};
use syn::{Ident, Type, Visibility};

use super::dynamic::OrderType;
use super::statement::Statement;
use super::{DeclaredRow, Message};
use crate::report::Report;
use crate::types::{Core, Place, Types};

/// The row types of a block, in the order of their first use.
pub(crate) struct RowTypes<'a> {
    pub(crate) types: Vec<RowType<'a>>,
    /// Those that are declared.
    pub(crate) declared: Vec<DeclaredRow<'a>>,
    /// The enums of orders, which are generated as well.
    pub(crate) orders: Vec<OrderType<'a>>,
}

/// A struct to generate.
pub(crate) struct RowType<'a> {
    pub(crate) name: Ident,
    pub(crate) visibility: &'a Visibility,
    pub(crate) columns: Vec<RowColumn>,
    /// Attributes of its declaration, if there is one.
    pub(crate) attributes: Option<&'a [syn::Attribute]>,
    /// The queries that return it.
    pub(crate) queries: Vec<String>,
}

/// A field to generate.
pub(crate) struct RowColumn {
    pub(crate) name: String,
    core: Core,
    pub(crate) optional: bool,
    /// The Rust type, without `Option`.
    pub(crate) tokens: TokenStream,
    /// The type's name in SQL.
    pub(crate) type_name: String,
}

impl PartialEq for RowColumn {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.core == other.core && self.optional == other.optional
    }
}

/// What the declaration of a row type says of the struct.
struct Declaration<'a> {
    attributes: &'a [syn::Attribute],
    visibility: &'a Visibility,
    with_fields: bool,
}

impl<'a> RowTypes<'a> {
    /// The name to generate a struct by: a plain one that begins like a type.
    pub(crate) fn name_of(ty: &Type) -> Option<&Ident> {
        let Type::Path(path) = ty else { return None };
        let name = path.path.get_ident()?;
        name.to_string().starts_with(|c: char| c.is_uppercase()).then_some(name)
    }

    /// Declares a row type whose query could not be checked, so that its name is there.
    pub(crate) fn unchecked(&mut self, name: &Ident, visibility: &'a Visibility) {
        let (attributes, visibility) = match self.declaration(name) {
            // Its fields are known.
            Some(Declaration { with_fields: true, .. }) => return,
            Some(found) => (Some(found.attributes), found.visibility),
            None => (None, visibility),
        };
        if !self.types.iter().any(|row| row.name == *name) {
            let (columns, queries) = (Vec::new(), Vec::new());
            let name = name.clone();
            self.types.push(RowType { name, visibility, columns, attributes, queries });
        }
    }

    fn declaration(&self, name: &Ident) -> Option<Declaration<'a>> {
        let found = self.declared.iter().find(|row| row.syntax.name == *name)?.syntax;
        Some(Declaration {
            attributes: &found.attributes,
            visibility: &found.visibility,
            with_fields: found.fields.is_some(),
        })
    }

    /// Declares the row type of a query, or compares it with what an earlier one made of it. Gives for each
    /// field the query's column.
    pub(super) fn agree(
        &mut self,
        types: &Types<'_>,
        name: &Ident,
        visibility: &'a Visibility,
        statement: &Statement<'_>,
        query: &str,
        report: &mut Report,
    ) -> Option<Vec<usize>> {
        let columns = columns(types, statement, report)?;
        let known = self.types.iter_mut().find(|row| row.name == *name);
        let Some(known) = known.filter(|row| !row.queries.is_empty()) else {
            let order = (0..columns.len()).collect();
            self.types.retain(|row| row.name != *name);
            let queries = vec![query.to_owned()];
            let declaration = self.declaration(name);
            let visibility = declaration.as_ref().map_or(visibility, |found| found.visibility);
            let attributes = declaration.map(|found| found.attributes);
            let name = name.clone();
            self.types.push(RowType { name, visibility, columns, attributes, queries });
            return Some(order);
        };
        let order: Option<Vec<usize>> =
            known.columns.iter().map(|column| columns.iter().position(|c| c == column)).collect();
        if columns.len() == known.columns.len()
            && let Some(order) = order
        {
            known.queries.push(query.to_owned());
            return Some(order);
        }
        let first = &known.queries[0];
        let mut message =
            Message::new(format!("`{name}` has other columns in `{first}` than in `{query}`"));
        for column in &columns {
            message = match known.columns.iter().find(|other| other.name == column.name) {
                Some(other) if other == column => continue,
                Some(other) => message.note(format!(
                    "`{}` is {} in `{first}` and {} here",
                    column.name,
                    other.description(),
                    column.description()
                )),
                None => message.note(format!("`{}` is here only", column.name)),
            };
        }
        for other in &known.columns {
            if !columns.iter().any(|column| column.name == other.name) {
                message = message.note(format!("`{}` is in `{first}` only", other.name));
            }
        }
        report.error(
            name.span(),
            message.help("make the columns agree, or give one of them another name"),
        );
        None
    }
}

/// The columns of a query as fields.
fn columns(
    types: &Types<'_>,
    statement: &Statement<'_>,
    report: &mut Report,
) -> Option<Vec<RowColumn>> {
    let checked = &statement.checked.columns;
    let before = report.count();
    let mut columns: Vec<RowColumn> = Vec::with_capacity(checked.len());
    for column in checked {
        let complain = |message: String, help: String, report: &mut Report| {
            let diagnostic = Diagnostic::new(Code::RowType, column.span, message).with_help(help);
            statement.report(&diagnostic, report);
        };
        let type_name = types.catalog.format_type(column.ty);
        if field_name(&column.name).is_none() {
            let message = format!("no field can be called `{}`", column.name);
            complain(message, "give the column another name: `… AS name`".to_owned(), report);
        } else if columns.iter().any(|other| other.name == column.name) {
            let message = format!("two columns are called `{}`", column.name);
            complain(message, "give one of them another name: `… AS name`".to_owned(), report);
        } else if let Some(core) = types.default_for(column.ty) {
            let name = column.name.clone();
            let tokens = types.tokens(&core);
            columns.push(RowColumn { name, core, optional: column.nullable, tokens, type_name });
        } else {
            let message =
                format!("no Rust type is known for `{}`: it is `{type_name}`", column.name);
            let help = format!("it is held by {}", types.candidates(column.ty, Place::Field));
            complain(message, help, report);
        }
    }
    (report.count() == before).then_some(columns)
}

/// The field's name: the column's, raw where it is a keyword.
pub(crate) fn field_name(column: &str) -> Option<Ident> {
    syn::parse_str(column).or_else(|_| syn::parse_str(&format!("r#{column}"))).ok()
}

impl RowColumn {
    fn description(&self) -> String {
        let nullable = if self.optional { ", NULL or not" } else { ", never NULL" };
        format!("`{}`{nullable}", self.type_name)
    }
}
