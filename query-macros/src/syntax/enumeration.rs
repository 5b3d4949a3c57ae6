//! `pub enum CompanyType = "company_type" { Private, Public }`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token, Visibility, braced};

use super::recover::{self, Until};
use super::{database_name, take_text};
use crate::report::Report;

/// A Rust enum that stands for an enum of the database.
pub(crate) struct Enumeration {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) postgres: LitStr,
    pub(crate) variants: Vec<Variant>,
}

/// A variant, which stands for a label.
pub(crate) struct Variant {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    /// `#[label = "…"]`.
    pub(crate) label: Option<LitStr>,
}

impl Enumeration {
    pub(super) fn parse(
        input: ParseStream<'_>,
        attributes: Vec<Attribute>,
        visibility: Visibility,
        report: &mut Report,
    ) -> syn::Result<Self> {
        input.parse::<Token![enum]>()?;
        let name = input.parse()?;
        let postgres = database_name(input)?;
        let content;
        braced!(content in input);
        let mut variants = Vec::new();
        recover::each(&content, report, Until::Comma, |input, _| {
            variants.push(Variant::parse(input)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok(())
        });
        Ok(Self { attributes, visibility, name, postgres, variants })
    }
}

impl Variant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let label = take_text(&mut attributes, "label")?;
        Ok(Self { attributes, name: input.parse()?, label })
    }
}
