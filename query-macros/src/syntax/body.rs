//! The body of a function: one statement, or several separated by `;`.

use std::path::PathBuf;

use proc_macro2::{TokenStream, TokenTree};
use quote::TokenStreamExt as _;
use syn::parse::ParseStream;
use syn::{LitStr, Token, braced};

use super::include::Include;
use super::{Sql, words};
use crate::report::Report;

/// The statements; several run in one transaction.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) statements: Vec<Sql>,
    /// The files they stand in.
    pub(crate) files: Vec<PathBuf>,
    /// Some of it could not be read, which is reported.
    pub(crate) broken: bool,
}

impl Body {
    pub(super) fn parse(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Self> {
        const MISSING: &str = "the function's SQL is missing: `{ SELECT … }`, or as a string";
        let mut body = Self::default();
        if Include::is_next(input) {
            body.include(input, report)?;
            input.parse::<Option<Token![;]>>()?;
            return Ok(body);
        }
        if !input.peek(syn::token::Brace) {
            return Err(input.error(MISSING));
        }
        let content;
        let brace = braced!(content in input);
        while !content.is_empty() {
            body.statement(&content, report)?;
            if content.is_empty() {
                break;
            }
            content.parse::<Token![;]>()?;
        }
        if body.statements.is_empty() && !body.broken {
            return Err(syn::Error::new(brace.span.join(), MISSING));
        }
        Ok(body)
    }

    /// One statement, in whichever form.
    fn statement(&mut self, input: ParseStream<'_>, report: &mut Report) -> syn::Result<()> {
        if input.peek(LitStr) {
            self.statements.push(Sql::of_literal(input.parse()?));
            return Ok(());
        }
        if Include::is_next(input) {
            return self.include(input, report);
        }
        match of_tokens(input, report)? {
            Some(sql) => self.statements.push(sql),
            None => self.broken = true,
        }
        Ok(())
    }

    fn include(&mut self, input: ParseStream<'_>, report: &mut Report) -> syn::Result<()> {
        match Include::parse(input)? {
            Ok(include) => {
                self.statements.extend(include.statements);
                self.files.push(include.path);
            }
            Err(error) => {
                report.push(error);
                self.broken = true;
            }
        }
        Ok(())
    }
}

/// Tokens up to `;` or the end as SQL; `None` when something in them is none, which is reported.
pub(super) fn of_tokens(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Option<Sql>> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![;]) {
        tokens.append(input.parse::<TokenTree>()?);
    }
    Ok(match words::text_of(tokens) {
        Ok((text, words)) => Some(Sql::of_words(text, words)),
        Err(errors) => {
            for error in errors {
                report.push(error);
            }
            None
        }
    })
}
