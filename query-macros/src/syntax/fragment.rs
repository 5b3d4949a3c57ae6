//! `part visible = "deleted_at IS NULL";`: SQL that the queries of a store share.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token, braced};

use super::{Sql, body, keyword};
use crate::report::Report;

/// A piece of SQL with a name, used as `{ part visible }`.
pub(crate) struct Fragment {
    pub(crate) name: Ident,
    /// `None` when it could not be read, which is reported.
    pub(crate) sql: Option<Sql>,
}

impl Fragment {
    /// Whether a fragment stands next, behind its documentation.
    pub(super) fn is_next(input: ParseStream<'_>) -> syn::Result<bool> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        Ok(ahead.peek(keyword::part) && ahead.peek2(Ident))
    }

    pub(super) fn parse(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Self> {
        for attribute in input.call(Attribute::parse_outer)? {
            if !attribute.path().is_ident("doc") {
                report.error_at(&attribute, "a fragment takes no attributes but documentation");
            }
        }
        input.parse::<keyword::part>()?;
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let sql = if input.peek(LitStr) {
            Some(Sql::of_literal(input.parse()?))
        } else if input.peek(syn::token::Brace) {
            let content;
            braced!(content in input);
            body::of_tokens(&content, report)?
        } else {
            let message = "a fragment is SQL as a string or as tokens: `part visible = \"deleted_at IS NULL\";`";
            return Err(input.error(message));
        };
        input.parse::<Token![;]>()?;
        Ok(Self { name, sql })
    }
}
