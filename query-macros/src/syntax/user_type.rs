//! `type CompanyId = "uuid";`: a Rust type from elsewhere that stands for a type of PostgreSQL.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token, Visibility};

use super::database_name;

/// A Rust type whose author vouches for its `ToSql` and `FromSql`.
pub(crate) struct UserType {
    pub(crate) name: Ident,
    pub(crate) postgres: LitStr,
}

impl UserType {
    pub(super) fn parse(
        input: ParseStream<'_>,
        attributes: &[Attribute],
        visibility: &Visibility,
    ) -> syn::Result<Self> {
        if let Some(attribute) = attributes.first() {
            return Err(syn::Error::new_spanned(attribute, "`type` takes no attributes"));
        }
        if !matches!(visibility, Visibility::Inherited) {
            let message = "`type` declares nothing: it says what a type that is in scope stands for; leave \
                           the visibility away";
            return Err(syn::Error::new_spanned(visibility, message));
        }
        input.parse::<Token![type]>()?;
        let name = input.parse()?;
        let postgres = database_name(input)?;
        input.parse::<Token![;]>()?;
        Ok(Self { name, postgres })
    }
}
