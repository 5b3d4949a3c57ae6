//! The language of `store!`: tokens to syntax tree, one file per noun.
//!
//! A mistake in one item, field or function is reported, and parsing goes on behind it, so that the rest
//! is checked in the same build.

mod body;
mod enumeration;
mod field_name;
mod fragment;
mod function;
mod include;
mod literal;
mod model;
mod operation;
mod recover;
mod row;
mod schema;
mod scope;
mod sql;
mod store;
mod user_type;
mod words;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Token, Visibility};

pub(crate) use body::Body;
pub(crate) use enumeration::{Enumeration, Variant};
pub(crate) use fragment::Fragment;
pub(crate) use function::{Claim, Function, Param};
pub(crate) use model::{Field, Model};
pub(crate) use operation::{Cascade, Operation, OperationKind};
pub(crate) use row::Row;
pub(crate) use schema::Schema;
pub(crate) use scope::Scope;
pub(crate) use sql::{Ends, Sql};
pub(crate) use store::Store;
pub(crate) use user_type::UserType;

use crate::report::Report;

/// The words that begin an item.
mod keyword {
    syn::custom_keyword!(schema);
    syn::custom_keyword!(model);
    syn::custom_keyword!(store);
    syn::custom_keyword!(row);
    syn::custom_keyword!(cascades);
    syn::custom_keyword!(scope);
    syn::custom_keyword!(part);
    syn::custom_keyword!(include);
}

/// All that stands in one `store! { … }`.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) schema: Option<Schema>,
    pub(crate) enumerations: Vec<Enumeration>,
    pub(crate) user_types: Vec<UserType>,
    pub(crate) models: Vec<Model>,
    pub(crate) rows: Vec<Row>,
    pub(crate) stores: Vec<Store>,
}

/// Parses a block; what cannot be parsed is reported and left out.
pub(crate) fn parse(tokens: TokenStream, report: &mut Report) -> Block {
    let mut block = Block::default();
    let parser = |input: ParseStream<'_>| {
        recover::each(input, report, recover::Until::ItemEnd, |input, report| {
            block.item(input, report)
        });
        Ok(())
    };
    // Where a mistake was passed over, syn finds tokens left; that is no second one.
    if let Err(error) = parser.parse2(tokens)
        && report.count() == 0
    {
        report.push(error);
    }
    block
}

impl Block {
    fn item(&mut self, input: ParseStream<'_>, report: &mut Report) -> syn::Result<()> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let next = input.lookahead1();
        if next.peek(keyword::schema) {
            let schema = Schema::parse(input, &attributes, &visibility)?;
            match &self.schema {
                Some(_) => report.error_at(&schema.path, "one `store!` has one `schema`"),
                None => self.schema = Some(schema),
            }
        } else if next.peek(Token![enum]) {
            self.enumerations.push(Enumeration::parse(input, attributes, visibility, report)?);
        } else if next.peek(Token![type]) {
            self.user_types.push(UserType::parse(input, &attributes, &visibility)?);
        } else if next.peek(keyword::model) {
            self.models.push(Model::parse(input, attributes, visibility, report)?);
        } else if next.peek(keyword::row) {
            self.rows.push(Row::parse(input, attributes, visibility, report)?);
        } else if next.peek(keyword::store) {
            self.stores.push(Store::parse(input, attributes, visibility, report)?);
        } else {
            return Err(next.error());
        }
        Ok(())
    }
}

/// `= "name"` of what stands in the database.
fn database_name(input: ParseStream<'_>) -> syn::Result<syn::LitStr> {
    input.parse::<Token![=]>()?;
    if !input.peek(syn::LitStr) {
        return Err(input.error("the name in the database is a string: `= \"name\"`"));
    }
    input.parse()
}

/// Takes the attributes `#[name = "…"]` out of `attributes` and gives the last one's text.
fn take_text(attributes: &mut Vec<Attribute>, name: &str) -> syn::Result<Option<syn::LitStr>> {
    let mut text = None;
    let mut rest = Vec::with_capacity(attributes.len());
    for attribute in attributes.drain(..) {
        if attribute.path().is_ident(name) {
            text = Some(attribute);
        } else {
            rest.push(attribute);
        }
    }
    *attributes = rest;
    let Some(attribute) = text else { return Ok(None) };
    let parser = |input: ParseStream<'_>| input.parse::<syn::LitStr>();
    let parsed = attribute.meta.require_name_value().map(|pair| pair.value.to_token_stream());
    parsed.and_then(|value| parser.parse2(value)).map(Some).map_err(|_| {
        let message = format!("write the name in the database as `#[{name} = \"…\"]`");
        syn::Error::new_spanned(&attribute, message)
    })
}
