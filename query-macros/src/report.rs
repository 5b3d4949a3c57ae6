//! Every mistake of a block, gathered, so that one build shows them all.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::syntax::Ends;

/// The mistakes found so far, each to become one `compile_error!`.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<syn::Error>,
}

impl Report {
    /// A mistake at `span`.
    pub(crate) fn error(&mut self, span: Span, message: impl Display) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// A mistake at all of `tokens`.
    pub(crate) fn error_at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// A mistake from the first of two tokens to the last: stable rustc underlines all that is between.
    pub(crate) fn error_between(&mut self, ends: impl Into<Ends>, message: impl Display) {
        let Ends { first, last } = ends.into();
        let ends = [first, last].map(|span| proc_macro2::Ident::new("sql", span));
        let tokens: TokenStream = ends.into_iter().map(TokenTree::Ident).collect();
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// A mistake that syn found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// How many there are, to tell whether a step added any.
    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    /// The `compile_error!`s.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
