//! `pub row CompanySize;` and `pub row CompanyWithCount { company: Company, employees: i64 }`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token, Visibility, braced};

use super::recover::{self, Until};
use super::{Field, keyword};
use crate::report::Report;

/// A row type that is declared: its attributes, and perhaps its fields.
pub(crate) struct Row {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// `None` when the fields are those of the query.
    pub(crate) fields: Option<Vec<Field>>,
    /// Every field could be parsed.
    pub(crate) complete: bool,
}

impl Row {
    pub(super) fn parse(
        input: ParseStream<'_>,
        attributes: Vec<Attribute>,
        visibility: Visibility,
        report: &mut Report,
    ) -> syn::Result<Self> {
        input.parse::<keyword::row>()?;
        let name = input.parse()?;
        if input.parse::<Option<Token![;]>>()?.is_some() {
            return Ok(Self { attributes, visibility, name, fields: None, complete: true });
        }
        if !input.peek(syn::token::Brace) {
            let message = "a row is `row Name;`, with the fields of its query, or `row Name { field: Type, … }`";
            return Err(input.error(message));
        }
        let content;
        braced!(content in input);
        let mut fields = Vec::new();
        let before = report.count();
        recover::each(&content, report, Until::Comma, |input, _| {
            let field = Field::parse(input, &visibility)?;
            if let Some(span) = field.default {
                let message = "`#[default]` is about what is created; a row is only read";
                return Err(syn::Error::new(span, message));
            }
            fields.push(field);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok(())
        });
        let complete = report.count() == before;
        Ok(Self { attributes, visibility, name, fields: Some(fields), complete })
    }
}
