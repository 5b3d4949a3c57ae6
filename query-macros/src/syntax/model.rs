//! `pub model Company = "company" { id: Uuid, … }`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, LitStr, Token, Type, Visibility, braced};

use super::recover::{self, Until};
use super::{database_name, field_name, keyword, take_text};
use crate::report::Report;

/// A struct that mirrors a table or view.
pub(crate) struct Model {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) table: LitStr,
    pub(crate) fields: Vec<Field>,
    /// Every field could be parsed.
    pub(crate) complete: bool,
}

/// A field, which mirrors a column.
pub(crate) struct Field {
    pub(crate) attributes: Vec<Attribute>,
    /// As written; the model's own where nothing is written.
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// The column's name: the field's, or that of `#[column = "…"]`.
    pub(crate) column: String,
    /// Where the column's name is written.
    pub(crate) column_span: Span,
    /// `#[default]`: `create` leaves the column to its default.
    pub(crate) default: Option<Span>,
}

impl Model {
    pub(super) fn parse(
        input: ParseStream<'_>,
        attributes: Vec<Attribute>,
        visibility: Visibility,
        report: &mut Report,
    ) -> syn::Result<Self> {
        input.parse::<keyword::model>()?;
        let name = input.parse()?;
        let table = database_name(input)?;
        let content;
        braced!(content in input);
        let mut fields = Vec::new();
        let before = report.count();
        recover::each(&content, report, Until::Comma, |input, _| {
            fields.push(Field::parse(input, &visibility)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok(())
        });
        let complete = report.count() == before;
        Ok(Self { attributes, visibility, name, table, fields, complete })
    }
}

impl Field {
    pub(super) fn parse(input: ParseStream<'_>, of_model: &Visibility) -> syn::Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let column = take_text(&mut attributes, "column")?;
        let default = attributes.iter().position(|attribute| attribute.path().is_ident("default"));
        let default = default.map(|place| attributes.remove(place));
        if let Some(default) = &default {
            default.meta.require_path_only()?;
        }
        let default = default.map(|attribute| attribute.span());
        let visibility = match input.parse()? {
            Visibility::Inherited => of_model.clone(),
            written => written,
        };
        let name: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        let (column, column_span) = match column {
            Some(text) => (text.value(), text.span()),
            None => (field_name::plain(&name), name.span()),
        };
        Ok(Self { attributes, visibility, name, ty, column, column_span, default })
    }
}
