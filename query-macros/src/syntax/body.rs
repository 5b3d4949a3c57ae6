//! The body of a function: one statement, or several separated by `;`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{LitStr, Token, braced};

use super::literal::{Position, source_offsets};

/// The statements; several run in one transaction.
pub(crate) struct Body {
    pub(crate) statements: Vec<Sql>,
}

/// A statement as a string literal.
pub(crate) struct Sql {
    literal: LitStr,
    pub(crate) text: String,
}

impl Body {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const MISSING: &str = "the function's SQL is missing: `{ \"SELECT …\" }`";
        if !input.peek(syn::token::Brace) {
            return Err(input.error(MISSING));
        }
        let content;
        let brace = braced!(content in input);
        let mut statements = Vec::new();
        while !content.is_empty() {
            statements.push(Sql::parse(&content)?);
            if content.is_empty() {
                break;
            }
            content.parse::<Token![;]>()?;
        }
        if statements.is_empty() {
            return Err(syn::Error::new(brace.span.join(), MISSING));
        }
        Ok(Self { statements })
    }
}

impl Sql {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(LitStr) {
            return Err(input.error("SQL is written as a string literal: `\"SELECT …\"`"));
        }
        let literal: LitStr = input.parse()?;
        let text = literal.value();
        Ok(Self { literal, text })
    }

    /// All of the literal.
    pub(crate) fn span(&self) -> Span {
        self.literal.span()
    }

    /// Bytes of the value, where the compiler can tell them from the rest (nightly); else all of it.
    pub(crate) fn span_of(&self, bytes: query_check::span::Span) -> Span {
        let token = self.literal.token();
        let whole = token.span();
        let Some(offsets) = source_offsets(&token.to_string()) else { return whole };
        let start = offsets.get(bytes.start as usize);
        let end = offsets.get(bytes.end as usize);
        match (start, end) {
            (Some(start), Some(end)) => token.subspan(*start..*end).unwrap_or(whole),
            _ => whole,
        }
    }

    /// The source file, and a function from bytes of the value to line and column in it.
    pub(crate) fn file(&self) -> Option<(String, impl Fn(u32) -> (usize, usize) + use<>)> {
        let token = self.literal.token();
        let (file, start) = position(token.span())?;
        let source = token.to_string();
        let offsets = source_offsets(&source)?;
        let place = move |byte: u32| {
            let last = offsets.last().copied().unwrap_or_default();
            let offset = offsets.get(byte as usize).copied().unwrap_or(last);
            let position = start.advance(&source, offset);
            (position.line, position.column)
        };
        Some((file, place))
    }
}

/// The place of a token, where the compiler tells it.
fn position(span: Span) -> Option<(String, Position)> {
    if !proc_macro::is_available() {
        return None;
    }
    let span = span.unwrap();
    let file = span.file();
    (!file.is_empty()).then(|| (file, Position { line: span.line(), column: span.column() }))
}
