//! SQL as tokens: rustc's tokens to the text that PostgreSQL is sent.
//!
//! rustc has cut the input by Rust's rules before the macro sees it. What SQL writes otherwise is written in
//! Rust's way: a string constant is `"…"`, a name in double quotes is `r#name`, a comment is `//`. The white space
//! between tokens is what stands between them in the source.

use proc_macro2::{Delimiter, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::Lit;

use super::literal::Position;
use super::sql::place;

/// A token and its bytes in the text.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) span: Span,
    /// Where it begins in the source.
    pub(super) at: Option<Position>,
}

impl Word {
    /// Whether it has bytes in common; a range of none is at the word that it stands in or behind.
    pub(crate) fn meets(&self, bytes: query_check::span::Span) -> bool {
        if bytes.start == bytes.end {
            return self.start <= bytes.start && bytes.start <= self.end;
        }
        self.start < bytes.end && bytes.start < self.end
    }
}

/// The text of tokens, or what of them is no SQL.
pub(super) fn text_of(tokens: TokenStream) -> Result<(String, Vec<Word>), Vec<syn::Error>> {
    let mut writer = Writer::default();
    writer.stream(tokens);
    if writer.errors.is_empty() { Ok((writer.text, writer.words)) } else { Err(writer.errors) }
}

#[derive(Default)]
struct Writer {
    text: String,
    words: Vec<Word>,
    errors: Vec<syn::Error>,
    /// Where the last token ended in the source.
    end: Option<Position>,
    /// It is a sign that the next one belongs to.
    joint: bool,
}

impl Writer {
    fn stream(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    self.word(open, group.span_open(), false);
                    self.stream(group.stream());
                    self.word(close, group.span_close(), false);
                }
                TokenTree::Ident(ident) => {
                    let text = ident.to_string();
                    match text.strip_prefix("r#") {
                        Some(name) => self.word(&format!("\"{name}\""), ident.span(), false),
                        None => self.word(&text, ident.span(), false),
                    }
                }
                TokenTree::Punct(punct) => self.punct(&punct, tokens.peek()),
                TokenTree::Literal(literal) => self.literal(literal),
            }
        }
    }

    fn punct(&mut self, punct: &Punct, next: Option<&TokenTree>) {
        let joint = punct.spacing() == Spacing::Joint;
        let next_is = |sign| matches!(next, Some(TokenTree::Punct(p)) if p.as_char() == sign);
        match punct.as_char() {
            '-' if joint && next_is('-') => {
                self.error(
                    punct.span(),
                    "`--` begins a comment in SQL; between tokens a comment is `// …`",
                );
            }
            '\'' => {
                let message =
                    "in SQL as tokens a string constant is written in double quotes: `\"…\"`";
                self.error(punct.span(), message);
            }
            '$' if !matches!(next, Some(TokenTree::Literal(_))) => {
                let message =
                    "text in dollar quotes is no token; write it in double quotes: `\"…\"`";
                self.error(punct.span(), message);
            }
            '#' if matches!(next, Some(TokenTree::Group(g)) if g.stream().to_string().starts_with("doc")) =>
            {
                self.error(punct.span(), "between tokens a comment is `// …`, with two strokes");
            }
            // `:name`, however it was spaced by a macro.
            ':' => {
                let is_name = matches!(next, Some(TokenTree::Ident(_)));
                let glued = joint || is_name && !self.text.ends_with(':');
                self.word(":", punct.span(), glued);
            }
            sign => self.word(sign.encode_utf8(&mut [0; 4]), punct.span(), joint || sign == '.'),
        }
    }

    fn literal(&mut self, literal: Literal) {
        let span = literal.span();
        let constant = |value: &str| format!("'{}'", value.replace('\'', "''"));
        let text = match Lit::new(literal) {
            Lit::Str(text) if text.suffix().is_empty() => constant(&text.value()),
            Lit::Char(c) if c.suffix().is_empty() => constant(c.value().encode_utf8(&mut [0; 4])),
            Lit::Int(number) if number.suffix().is_empty() => number.to_string(),
            Lit::Float(number) if number.suffix().is_empty() => number.to_string(),
            Lit::Int(_) | Lit::Float(_) => {
                let message =
                    "a number of SQL has no suffix; cast it where its type matters: `7::bigint`";
                return self.error(span, message);
            }
            _ => {
                let message = "SQL has no such literal; a string constant is `\"…\"`, bytes are \
                               `\"\\\\x…\"::bytea`";
                return self.error(span, message);
            }
        };
        self.word(&text, span, false);
    }

    fn word(&mut self, text: &str, span: Span, joint: bool) {
        if text.is_empty() {
            return;
        }
        let at = place(span).map(|(_, at)| at);
        if !self.text.is_empty() {
            let space = self.space(text, at);
            self.text.push_str(&space);
        }
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.words.push(Word { start, end: self.text.len() as u32, span, at });
        self.end = place_of_end(span);
        self.joint = joint;
    }

    /// What stands between the last token and the next one.
    fn space(&self, next: &str, at: Option<Position>) -> String {
        const WIDEST: usize = 200;
        // Two constants side by side are two.
        let apart = self.text.ends_with('\'') && next.starts_with('\'');
        match (self.end, at) {
            (Some(end), Some(at)) if end.line == at.line && end.column <= at.column => {
                " ".repeat((at.column - end.column).min(WIDEST).max(usize::from(apart)))
            }
            (Some(end), Some(at)) if end.line < at.line => {
                format!("\n{}", " ".repeat((at.column - 1).min(WIDEST)))
            }
            // Tokens that a macro put together.
            _ if self.joint || next == "." => String::new(),
            _ => " ".to_owned(),
        }
    }

    fn error(&mut self, span: Span, message: &str) {
        self.errors.push(syn::Error::new(span, message));
    }
}

fn place_of_end(span: Span) -> Option<Position> {
    if !proc_macro::is_available() {
        return None;
    }
    let end = span.unwrap().end();
    Some(Position { line: end.line(), column: end.column() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Result<String, String> {
        let tokens: TokenStream = source.parse().expect(source);
        let errors = |errors: Vec<syn::Error>| errors[0].to_string();
        let (text, words) = text_of(tokens).map_err(errors)?;
        for word in words {
            assert!(text.get(word.start as usize..word.end as usize).is_some(), "{source}");
        }
        Ok(text)
    }

    /// Without places, as where a macro put the tokens together.
    #[test]
    fn tokens_become_sql() {
        for (source, sql) in [
            (
                "SELECT id FROM company WHERE name = :name",
                "SELECT id FROM company WHERE name = :name",
            ),
            ("SELECT c.*, :a::text", "SELECT c.*, :a :: text"),
            ("a ->> \"b\" @> c #>> d", "a ->> 'b' @> c #>> d"),
            ("x <= - 1 AND y = -1.5e3", "x <= - 1 AND y = - 1.5e3"),
            (r#"'a' || "it's" || r"\d" || "\n""#, "'a' || 'it''s' || '\\d' || '\n'"),
            ("r#type = r#Name", "\"type\" = \"Name\""),
            ("true { AND name = :name } // text", "true { AND name = :name }"),
            ("a[1:2], $1, f(b)", "a [ 1 : 2 ] , $ 1 , f ( b )"),
            ("date \"2020-01-01\"", "date '2020-01-01'"),
        ] {
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            let found = text(source).expect(source);
            assert_eq!(squeezed(&found), squeezed(sql), "{source}");
            assert!(!found.contains(": name") && !found.contains(". *"), "{found}");
        }
    }

    #[test]
    fn what_is_no_sql_is_refused() {
        for (source, message) in [
            ("a -- b", "`--` begins a comment"),
            ("name = 'a", "a string constant is written in double quotes"),
            ("1u8", "has no suffix"),
            ("5days", "has no suffix"),
            ("b\"x\"", "SQL has no such literal"),
            ("c\"x\"", "SQL has no such literal"),
            ("$body$ a $body$", "dollar quotes"),
            ("/// a\n b", "with two strokes"),
        ] {
            let found = text(source).expect_err(source);
            assert!(found.contains(message), "{source}: {found}");
        }
    }
}
