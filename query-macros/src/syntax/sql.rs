//! SQL as it was written: a string, tokens, or a stretch of a file, and where each byte of it stands.

use proc_macro2::Span;
use syn::LitStr;

use super::literal::{Position, source_offsets};
use super::words::Word;

/// A statement, or a fragment of one.
pub(crate) struct Sql {
    pub(crate) text: String,
    origin: Origin,
}

enum Origin {
    /// The value of a string literal.
    Literal(LitStr),
    /// Tokens of the macro's input, in the order of the text.
    Words(Vec<Word>),
    /// Text of a file, which begins at `start`; `span` is where the file is named.
    File { path: String, start: Position, span: Span },
}

/// The first and the last token that a message is about.
#[derive(Clone, Copy)]
pub(crate) struct Ends {
    pub(crate) first: Span,
    pub(crate) last: Span,
}

impl From<Span> for Ends {
    fn from(span: Span) -> Self {
        Self { first: span, last: span }
    }
}

impl Sql {
    pub(super) fn of_literal(literal: LitStr) -> Self {
        Self { text: literal.value(), origin: Origin::Literal(literal) }
    }

    pub(super) fn of_words(text: String, words: Vec<Word>) -> Self {
        Self { text, origin: Origin::Words(words) }
    }

    pub(super) fn of_file(text: String, path: String, start: Position, span: Span) -> Self {
        Self { text, origin: Origin::File { path, start, span } }
    }

    /// The tokens it was written as, if it was.
    pub(crate) fn words(&self) -> &[Word] {
        match &self.origin {
            Origin::Words(words) => words,
            Origin::Literal(_) | Origin::File { .. } => &[],
        }
    }

    /// All of it.
    pub(crate) fn ends(&self) -> Ends {
        match &self.origin {
            Origin::Literal(literal) => literal.span().into(),
            Origin::Words(words) => ends(words).unwrap_or_else(|| Span::call_site().into()),
            Origin::File { span, .. } => (*span).into(),
        }
    }

    /// Some bytes of it: of tokens the very words, of a literal all of it where the compiler cannot tell a part
    /// (it can on nightly).
    pub(crate) fn ends_of(&self, bytes: query_check::span::Span) -> Ends {
        match &self.origin {
            Origin::Literal(literal) => of_literal(literal, bytes).into(),
            Origin::Words(words) => {
                let overlap = words.iter().filter(|word| word.meets(bytes)).copied();
                let overlap: Vec<_> = overlap.collect();
                ends(&overlap).unwrap_or_else(|| self.ends())
            }
            Origin::File { span, .. } => (*span).into(),
        }
    }

    /// The file it stands in, as far as it is known.
    pub(crate) fn file(&self) -> Option<String> {
        match &self.origin {
            Origin::Literal(literal) => place(literal.token().span()).map(|(file, _)| file),
            Origin::Words(words) => place(words.first()?.span).map(|(file, _)| file),
            Origin::File { path, .. } => Some(path.clone()),
        }
    }

    /// Line and column in that file of each byte that is asked for.
    pub(crate) fn positions(&self) -> impl Fn(u32) -> (usize, usize) {
        let of_literal = match &self.origin {
            Origin::Literal(literal) => {
                let source = literal.token().to_string();
                let start = place(literal.token().span()).map(|(_, start)| start);
                source_offsets(&source).zip(start).map(|(offsets, start)| (source, offsets, start))
            }
            _ => None,
        };
        move |byte| {
            let position = match &self.origin {
                Origin::Literal(_) => of_literal.as_ref().map(|(source, offsets, start)| {
                    let last = offsets.last().copied().unwrap_or_default();
                    start.advance(source, offsets.get(byte as usize).copied().unwrap_or(last))
                }),
                Origin::Words(words) => {
                    let before = words.iter().take_while(|word| word.start <= byte).last();
                    let line_ends = before.and_then(|word| {
                        let within = self.text.get(word.start as usize..byte as usize)?;
                        Some(word.at?.advance(within, within.len()))
                    });
                    // The white space in front of a line's first word.
                    let next = words.iter().find(|word| word.start >= byte).filter(|word| {
                        let between = self.text.get(byte as usize..word.start as usize);
                        between.is_some_and(|text| text.trim_matches(' ').is_empty())
                    });
                    let next = next.and_then(|word| {
                        let at = word.at?;
                        let back = (word.start - byte) as usize;
                        Some(Position { column: at.column.saturating_sub(back).max(1), ..at })
                    });
                    next.or(line_ends)
                }
                Origin::File { start, .. } => Some(start.advance(&self.text, byte as usize)),
            };
            position.map_or((1, 1), |position| (position.line, position.column))
        }
    }
}

fn ends(words: &[Word]) -> Option<Ends> {
    Some(Ends { first: words.first()?.span, last: words.last()?.span })
}

fn of_literal(literal: &LitStr, bytes: query_check::span::Span) -> Span {
    let token = literal.token();
    let whole = token.span();
    let Some(offsets) = source_offsets(&token.to_string()) else { return whole };
    match (offsets.get(bytes.start as usize), offsets.get(bytes.end as usize)) {
        (Some(start), Some(end)) => token.subspan(*start..*end).unwrap_or(whole),
        _ => whole,
    }
}

/// The place of a token, where the compiler tells it.
pub(super) fn place(span: Span) -> Option<(String, Position)> {
    if !proc_macro::is_available() {
        return None;
    }
    let span = span.unwrap();
    let file = span.file();
    (!file.is_empty()).then(|| (file, Position { line: span.line(), column: span.column() }))
}
