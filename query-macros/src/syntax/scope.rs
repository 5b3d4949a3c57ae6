//! `scope tenant_id: Uuid;`: the value that all queries of a store are restricted to.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token, Type};

use super::keyword;

/// A column, and the type of the value that is given when the store is opened.
pub(crate) struct Scope {
    pub(crate) attributes: Vec<Attribute>,
    /// The column, which is the parameter as well: `:tenant_id`.
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Scope {
    /// Whether a scope stands next, behind its attributes.
    pub(super) fn is_next(input: ParseStream<'_>) -> syn::Result<bool> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        Ok(ahead.peek(keyword::scope) && ahead.peek2(Ident))
    }

    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<keyword::scope>()?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Self { attributes, name, ty })
    }
}
