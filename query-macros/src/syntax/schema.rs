//! `schema "schema.json";`: which snapshot the block is checked against.

use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Token, Visibility};

use super::keyword;

/// The snapshot.
pub(crate) struct Schema {
    pub(crate) path: LitStr,
}

impl Schema {
    pub(super) fn parse(
        input: ParseStream<'_>,
        attributes: &[Attribute],
        visibility: &Visibility,
    ) -> syn::Result<Self> {
        if let Some(attribute) = attributes.first() {
            return Err(syn::Error::new_spanned(attribute, "`schema` takes no attributes"));
        }
        if !matches!(visibility, Visibility::Inherited) {
            return Err(syn::Error::new_spanned(visibility, "`schema` has no visibility"));
        }
        input.parse::<keyword::schema>()?;
        let path = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Self { path })
    }
}
