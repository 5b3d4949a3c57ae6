//! Quoted strings and identifiers: where they end, and the values they stand for.

use super::{Lexer, Stop, UnicodeEscape, unescape};
use crate::span::Span;
use crate::syntax::token::Token;

/// PostgreSQL cuts names to this many bytes (`NAMEDATALEN - 1`).
const NAME_LENGTH: usize = 63;

impl Lexer<'_> {
    /// Moves behind a string whose opening quote stands `prefix` bytes ahead. A doubled quote stands for
    /// itself where `doubled` says so; a string goes on after white space with a line break.
    pub(super) fn quoted_string(
        &mut self,
        prefix: usize,
        doubled: Option<u8>,
        unterminated: &str,
    ) -> Result<(), Stop> {
        let start = self.position;
        let bytes = self.bytes;
        let mut position = start + prefix + 1;
        loop {
            if position >= bytes.len() {
                return self.unterminated(start, unterminated);
            }
            if bytes[position] != b'\'' {
                position += 1;
            } else if doubled.is_some() && self.byte_at(position + 1) == b'\'' {
                position += 2;
            } else if let Some(next) = self.continuation(position + 1) {
                position = next;
            } else {
                self.position = position + 1;
                return Ok(());
            }
        }
    }

    /// Moves behind an `E'…'` string and checks its escapes.
    pub(super) fn escape_string(&mut self) -> Result<(), Stop> {
        let start = self.position;
        let bytes = self.bytes;
        let mut position = start + 2;
        let mut escaped = false;
        loop {
            if position >= bytes.len() {
                // The scanner meets a wrong escape before the end of the text.
                if let Err(diagnostic) = unescape::open_escapes(self.sql, start) {
                    return self.fail(*diagnostic);
                }
                return self.unterminated(start, "unterminated quoted string");
            }
            match bytes[position] {
                b'\\' => {
                    escaped = true;
                    position += 2;
                }
                b'\'' if self.byte_at(position + 1) == b'\'' => position += 2,
                b'\'' => match self.continuation(position + 1) {
                    Some(next) => position = next,
                    None => break,
                },
                _ => position += 1,
            }
        }
        self.position = position + 1;
        if escaped {
            let span = Span::new(start as u32, self.position as u32);
            if let Err(diagnostic) = unescape::escapes(self.sql, span) {
                return self.fail(*diagnostic);
            }
        }
        Ok(())
    }

    /// Where a string goes on whose quote closed before `position`: behind a quote that follows
    /// white space with at least one line break.
    fn continuation(&self, mut position: usize) -> Option<usize> {
        let mut line_break = false;
        loop {
            match self.byte_at(position) {
                b'\n' | b'\r' => {
                    line_break = true;
                    position += 1;
                }
                b' ' | b'\t' | 0x0c => position += 1,
                0x0b if self.major >= 17 => position += 1,
                b'-' if self.byte_at(position + 1) == b'-' => position = self.line_end(position),
                b'\'' if line_break => return Some(position + 1),
                _ => return None,
            }
        }
    }

    /// Moves behind a quoted identifier whose opening quote stands `prefix` bytes ahead.
    pub(super) fn quoted_identifier(&mut self, prefix: usize) -> Result<(), Stop> {
        let start = self.position;
        let bytes = self.bytes;
        let mut position = start + prefix + 1;
        loop {
            if position >= bytes.len() {
                return self.unterminated(start, "unterminated quoted identifier");
            }
            if bytes[position] != b'"' {
                position += 1;
            } else if self.byte_at(position + 1) == b'"' {
                position += 2;
            } else {
                break;
            }
        }
        self.position = position + 1;
        if position == start + prefix + 1 {
            let span = Span::new(start as u32, self.position as u32);
            return self.fail_near(span, "zero-length delimited identifier");
        }
        Ok(())
    }

    /// Checks the escapes of a `U&` token whose quoted part ends at `quoted_end`.
    pub(super) fn check_unicode(
        &mut self,
        token: Token,
        quoted_end: usize,
        escape: u8,
    ) -> Result<(), Stop> {
        let body = unicode_body(self.sql, token.start as usize, quoted_end);
        if let Err(diagnostic) = unescape::unicode(&body, token.span(), escape) {
            return self.fail(*diagnostic);
        }
        Ok(())
    }
}

/// What stands between the quotes of a `U&` token, doubled quotes undone.
fn unicode_body(sql: &str, start: usize, quoted_end: usize) -> String {
    let text = sql.get(start + 2..quoted_end).unwrap_or("");
    if text.starts_with('"') { undouble_identifier(text) } else { dequote(text) }
}

fn undouble_identifier(text: &str) -> String {
    text.get(1..text.len() - 1).unwrap_or("").replace("\"\"", "\"")
}

/// The value of a string token (`'…'`, `E'…'`, `U&'…'`, `$$…$$`) or the digits of `B'…'` and `X'…'`.
pub(crate) fn string_value(sql: &str, span: Span, escapes: &[UnicodeEscape]) -> String {
    let text = span.text(sql);
    match text.as_bytes().first() {
        Some(b'\'') => dequote(text),
        Some(b'$') => {
            let delimiter = text[1..].find('$').map_or(0, |position| position + 2);
            text.get(delimiter..text.len() - delimiter).unwrap_or("").to_owned()
        }
        Some(b'e' | b'E') => unescape::escapes(sql, span).unwrap_or_default(),
        Some(b'u' | b'U') => unicode_value(sql, span, escapes),
        Some(_) => dequote(&text[1..]),
        None => String::new(),
    }
}

fn unicode_value(sql: &str, span: Span, escapes: &[UnicodeEscape]) -> String {
    let clause = escapes.binary_search_by_key(&span.start, |clause| clause.start).ok();
    let clause = clause.map(|index| escapes[index]);
    let quoted_end = clause.map_or(span.end, |clause| clause.quoted_end) as usize;
    let escape = clause.map_or(b'\\', |clause| clause.escape);
    let body = unicode_body(sql, span.start as usize, quoted_end);
    unescape::unicode(&body, span, escape).unwrap_or_default()
}

/// The value of a string without escapes; `text` begins at its opening quote.
fn dequote(text: &str) -> String {
    let inner = text.get(1..text.len() - 1).unwrap_or("");
    if !inner.as_bytes().contains(&b'\'') {
        return inner.to_owned();
    }
    let mut value = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(quote) = rest.find('\'') {
        value.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        if let Some(after) = rest.strip_prefix('\'') {
            value.push('\'');
            rest = after;
        } else {
            // The string goes on behind the next quote.
            rest = rest.find('\'').map_or("", |next| &rest[next + 1..]);
        }
    }
    value.push_str(rest);
    value
}

/// The name an identifier or keyword token stands for: folded to lower case unless quoted, cut to 63 bytes.
pub(crate) fn identifier_value(sql: &str, span: Span, escapes: &[UnicodeEscape]) -> String {
    let text = span.text(sql);
    let bytes = text.as_bytes();
    let mut name = match bytes.first() {
        Some(b'"') => undouble_identifier(text),
        Some(b'u' | b'U') if bytes.len() > 3 && bytes[1] == b'&' && bytes[2] == b'"' => {
            unicode_value(sql, span, escapes)
        }
        _ => fold(text),
    };
    if name.len() > NAME_LENGTH {
        let mut end = NAME_LENGTH;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
    }
    name
}

/// ASCII lower case; other letters stay, as in a UTF8 database.
fn fold(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut position = 0;
    while position < bytes.len() {
        if bytes[position].is_ascii_uppercase() {
            return text.to_ascii_lowercase();
        }
        position += 1;
    }
    text.to_owned()
}
