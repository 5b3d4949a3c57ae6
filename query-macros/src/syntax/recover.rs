//! Going on behind a mistake.

use proc_macro2::{Delimiter, TokenTree};
use syn::Token;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;

use crate::report::Report;

/// Where what could not be parsed ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// Behind `;` or a `{ … }`.
    ItemEnd,
    /// Behind `,`.
    Comma,
}

/// Parses `input` to its end, one after the other; a mistake costs the one it is in.
pub(super) fn each(
    input: ParseStream<'_>,
    report: &mut Report,
    until: Until,
    mut one: impl FnMut(ParseStream<'_>, &mut Report) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let start = input.fork();
        if let Err(error) = one(input, report) {
            report.push(error);
            input.advance_to(&start);
            skip(input, until);
        }
    }
}

/// Parses a list with commas up to its `;`, or to the end of `input`; a mistake costs the entry it is in.
pub(super) fn list(
    input: ParseStream<'_>,
    report: &mut Report,
    mut one: impl FnMut(ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let is_over = |input: ParseStream<'_>| -> syn::Result<bool> {
        Ok(input.is_empty() || input.parse::<Option<Token![;]>>()?.is_some())
    };
    loop {
        if let Err(error) = one(input) {
            report.push(error);
            while !(input.is_empty() || input.peek(Token![,]) || input.peek(Token![;])) {
                input.parse::<TokenTree>()?;
            }
        }
        if is_over(input)? {
            return Ok(());
        }
        input.parse::<Token![,]>()?;
        if is_over(input)? {
            return Ok(());
        }
    }
}

fn skip(input: ParseStream<'_>, until: Until) {
    while let Ok(token) = input.parse::<TokenTree>() {
        match (&token, until) {
            (TokenTree::Punct(mark), Until::ItemEnd) if mark.as_char() == ';' => return,
            (TokenTree::Punct(mark), Until::Comma) if mark.as_char() == ',' => return,
            (TokenTree::Group(group), Until::ItemEnd) if group.delimiter() == Delimiter::Brace => {
                let _ = input.parse::<Option<Token![;]>>();
                return;
            }
            _ => {}
        }
    }
}
