//! The lexer: text to tokens, by the rules of PostgreSQL's scanner (manual, section 4.1).
//!
//! The whole text is cut up front, values are decoded only where the parser asks for them. The lexer stops
//! at its first error; the parser reports that error when it gets so far, as the server does.

mod number;
mod operator;
mod quoted;
mod unescape;

pub(crate) use quoted::{identifier_value, string_value};

use super::ParameterStyle;
use super::token::{T, Token, keyword};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use operator::OperatorRun;

/// The result of lexing; the last token is always [`T::Eof`].
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    /// What [`T::LexError`] stands for.
    pub(crate) error: Option<Box<Diagnostic>>,
    /// The error is in the escapes of a `U&` token, which the server looks at only when it needs the token.
    pub(crate) late_error: bool,
    /// The strings and names that have a UESCAPE clause.
    pub(crate) escapes: Vec<UnicodeEscape>,
}

/// A `U&` token that names its own escape character.
#[derive(Clone, Copy)]
pub(crate) struct UnicodeEscape {
    /// The token's first byte.
    pub(crate) start: u32,
    /// Where its closing quote ends (the token goes on to the end of the UESCAPE clause).
    pub(crate) quoted_end: u32,
    /// The escape character.
    pub(crate) escape: u8,
}

/// Cuts `sql` into tokens. The text must be shorter than 4 GiB.
pub(crate) fn lex(sql: &str, style: ParameterStyle, major: u32) -> Lexed {
    let mut lexer = Lexer {
        sql,
        bytes: sql.as_bytes(),
        position: 0,
        style,
        major,
        // Typical SQL has a token for every four to five bytes.
        tokens: Vec::with_capacity(sql.len() / 4 + 2),
        error: None,
        escapes: Vec::new(),
        unicode: Unicode::None,
        run: OperatorRun::default(),
    };
    lexer.run();
    Lexed {
        tokens: lexer.tokens,
        error: lexer.error,
        late_error: !matches!(lexer.unicode, Unicode::None),
        escapes: lexer.escapes,
    }
}

/// The lexer met an error; the diagnostic is in [`Lexer::error`].
pub(crate) struct Stop;

/// What the lexer remembers of a `U&` token until it knows whether UESCAPE follows.
#[derive(Clone, Copy)]
enum Unicode {
    None,
    /// The last token is a `U&` token.
    Token,
    /// The last two tokens are a `U&` token and UESCAPE.
    Uescape,
}

pub(crate) struct Lexer<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    position: usize,
    style: ParameterStyle,
    major: u32,
    tokens: Vec<Token>,
    error: Option<Box<Diagnostic>>,
    escapes: Vec<UnicodeEscape>,
    unicode: Unicode,
    run: OperatorRun,
}

const SPACE: u8 = 1;
const IDENT_START: u8 = 2;
const DIGIT: u8 = 4;
const OPERATOR: u8 = 8;

/// What each byte may be part of.
static CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    let mut byte = 0usize;
    while byte < 256 {
        let b = byte as u8;
        class[byte] = match b {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0c => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xff => IDENT_START,
            b'0'..=b'9' => DIGIT,
            b'~' | b'!' | b'@' | b'#' | b'^' | b'&' | b'|' | b'`' | b'?' | b'+' | b'-' | b'*'
            | b'/' | b'%' | b'<' | b'>' | b'=' => OPERATOR,
            _ => 0,
        };
        byte += 1;
    }
    class
};

pub(crate) fn is_ident_start(byte: u8) -> bool {
    CLASS[byte as usize] & IDENT_START != 0
}

pub(crate) fn is_ident_continue(byte: u8) -> bool {
    CLASS[byte as usize] & (IDENT_START | DIGIT) != 0 || byte == b'$'
}

pub(crate) fn is_operator(byte: u8) -> bool {
    CLASS[byte as usize] & OPERATOR != 0
}

impl Lexer<'_> {
    fn run(&mut self) {
        loop {
            let result = self.next_token();
            match result {
                Ok(true) => {}
                Ok(false) => return,
                Err(Stop) => {
                    // The scanner reads ahead of a `U&` token before the parser sees it.
                    let unseen = match self.unicode {
                        Unicode::None => 0,
                        Unicode::Token => 1,
                        Unicode::Uescape => 2,
                    };
                    self.tokens.truncate(self.tokens.len() - unseen);
                    let start = self.error.as_ref().map_or(0, |error| error.span.start);
                    let end = self.bytes.len() as u32;
                    self.tokens.push(Token { kind: T::LexError, start, end });
                    self.tokens.push(Token { kind: T::Eof, start: end, end });
                    return;
                }
            }
        }
    }

    /// Adds one token; `false` after the last.
    fn next_token(&mut self) -> Result<bool, Stop> {
        self.skip_blank()?;
        let start = self.position;
        if start >= self.bytes.len() {
            self.push(T::Eof, start)?;
            return Ok(false);
        }
        let byte = self.bytes[start];
        let class = CLASS[byte as usize];
        if class & IDENT_START != 0 {
            self.word(byte)?;
        } else if class & OPERATOR != 0 {
            self.operator()?;
        } else if class & DIGIT != 0 || byte == b'.' && self.byte_at(start + 1).is_ascii_digit() {
            self.number()?;
        } else {
            self.other(byte)?;
        }
        Ok(true)
    }

    /// Strings, quoted names, parameters and single characters.
    fn other(&mut self, byte: u8) -> Result<(), Stop> {
        let start = self.position;
        match byte {
            b'\'' => {
                self.quoted_string(0, Some(b'\''), "unterminated quoted string")?;
                self.push(T::StringLit, start)
            }
            b'"' => {
                self.quoted_identifier(0)?;
                self.push(T::Word, start)
            }
            b'$' => self.dollar(),
            b':' => self.colon(),
            _ => {
                self.position += 1;
                let kind = match byte {
                    b'(' => T::LParen,
                    b')' => T::RParen,
                    b'[' => T::LBracket,
                    b']' => T::RBracket,
                    b',' => T::Comma,
                    b';' => T::Semicolon,
                    b'.' if self.byte_at(self.position) == b'.' => {
                        self.position += 1;
                        T::DotDot
                    }
                    b'.' => T::Dot,
                    _ => T::Other,
                };
                self.push(kind, start)
            }
        }
    }

    fn colon(&mut self) -> Result<(), Stop> {
        let start = self.position;
        let next = self.byte_at(start + 1);
        self.position += 1;
        if next == b':' {
            self.position += 1;
            return self.push(T::Typecast, start);
        }
        if next == b'=' {
            self.position += 1;
            return self.push(T::ColonEquals, start);
        }
        if self.style == ParameterStyle::Named && is_ident_start(next) {
            self.position = self.word_end(start + 1);
            return self.push(T::ParamName, start);
        }
        self.push(T::Colon, start)
    }

    /// An identifier or keyword, or one of the string forms that begin with a letter.
    fn word(&mut self, first: u8) -> Result<(), Stop> {
        let start = self.position;
        let next = self.byte_at(start + 1);
        if next == b'\'' || next == b'&' {
            match first {
                b'e' | b'E' if next == b'\'' => {
                    self.escape_string()?;
                    return self.push(T::StringLit, start);
                }
                b'b' | b'B' if next == b'\'' => {
                    self.quoted_string(1, None, "unterminated bit string literal")?;
                    return self.push(T::BitLit, start);
                }
                b'x' | b'X' if next == b'\'' => {
                    self.quoted_string(1, None, "unterminated hexadecimal string literal")?;
                    return self.push(T::HexLit, start);
                }
                b'n' | b'N' if next == b'\'' => {
                    // The scanner returns the keyword NCHAR and reads the string next.
                    self.position += 1;
                    return self.push(T::Nchar, start);
                }
                b'u' | b'U' if next == b'&' && self.byte_at(start + 2) == b'\'' => {
                    self.quoted_string(2, Some(b'\''), "unterminated quoted string")?;
                    self.push(T::StringLit, start)?;
                    self.unicode = Unicode::Token;
                    return Ok(());
                }
                b'u' | b'U' if next == b'&' && self.byte_at(start + 2) == b'"' => {
                    self.quoted_identifier(2)?;
                    self.push(T::Word, start)?;
                    self.unicode = Unicode::Token;
                    return Ok(());
                }
                _ => {}
            }
        }
        let end = self.word_end(start);
        self.position = end;
        let kind = keyword(&self.bytes[start..end], self.major).unwrap_or(T::Word);
        self.push(kind, start)
    }

    /// Where the identifier that begins at `start` ends.
    fn word_end(&self, start: usize) -> usize {
        let bytes = self.bytes;
        let mut position = start;
        while position < bytes.len() {
            let byte = bytes[position];
            if CLASS[byte as usize] & (IDENT_START | DIGIT) == 0 && byte != b'$' {
                break;
            }
            position += 1;
        }
        position
    }

    /// `$1`, a dollar-quoted string, or a lone `$`.
    fn dollar(&mut self) -> Result<(), Stop> {
        let start = self.position;
        if self.byte_at(start + 1).is_ascii_digit() {
            return self.parameter();
        }
        let mut end = start + 1;
        if is_ident_start(self.byte_at(end)) {
            while self.byte_at(end) != b'$' && is_ident_continue(self.byte_at(end)) {
                end += 1;
            }
        }
        if self.byte_at(end) != b'$' {
            self.position += 1;
            return self.push(T::Other, start);
        }
        end += 1;
        let delimiter = &self.sql[start..end];
        match self.sql[end..].find(delimiter) {
            Some(length) => {
                self.position = end + length + delimiter.len();
                self.push(T::StringLit, start)
            }
            None => self.unterminated(start, "unterminated dollar-quoted string"),
        }
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) -> Result<(), Stop> {
        let bytes = self.bytes;
        while self.position < bytes.len() {
            let byte = bytes[self.position];
            if CLASS[byte as usize] & SPACE != 0 || byte == 0x0b && self.major >= 17 {
                self.position += 1;
            } else if byte == b'-' && self.byte_at(self.position + 1) == b'-' {
                self.position = self.line_end(self.position);
            } else if byte == b'/' && self.byte_at(self.position + 1) == b'*' {
                self.block_comment()?;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// The end of the line that `position` is in.
    fn line_end(&self, mut position: usize) -> usize {
        while position < self.bytes.len() && !matches!(self.bytes[position], b'\n' | b'\r') {
            position += 1;
        }
        position
    }

    /// Skips a block comment; they nest.
    fn block_comment(&mut self) -> Result<(), Stop> {
        let start = self.position;
        let mut depth = 1usize;
        let mut position = start + 2;
        while depth > 0 {
            match (self.byte_at(position), self.byte_at(position + 1)) {
                (b'*', b'/') => {
                    depth -= 1;
                    position += 2;
                }
                (b'/', b'*') => {
                    depth += 1;
                    position += 2;
                }
                _ if position >= self.bytes.len() => {
                    return self.unterminated(start, "unterminated /* comment");
                }
                _ => position += 1,
            }
        }
        self.position = position;
        Ok(())
    }

    /// The byte at `position`, 0 past the end.
    fn byte_at(&self, position: usize) -> u8 {
        if position < self.bytes.len() { self.bytes[position] } else { 0 }
    }

    /// Adds the token from `start` to the current position, and applies the rules that look at two tokens.
    fn push(&mut self, kind: T, start: usize) -> Result<(), Stop> {
        if !matches!(self.unicode, Unicode::None) {
            return self.push_after_unicode(kind, start);
        }
        match kind {
            T::Between | T::In | T::Like | T::Ilike | T::Similar => {
                self.mark_last(T::Not, T::NotLa);
            }
            T::First | T::Last => self.mark_last(T::Nulls, T::NullsLa),
            T::Time => {
                self.mark_last(T::With, T::WithLa);
                if self.major >= 16 {
                    self.mark_last(T::Without, T::WithoutLa);
                }
            }
            T::Ordinality => self.mark_last(T::With, T::WithLa),
            T::Json => self.mark_last(T::Format, T::FormatLa),
            _ => {}
        }
        self.tokens.push(Token { kind, start: start as u32, end: self.position as u32 });
        Ok(())
    }

    /// PostgreSQL's one-token look-ahead: `from` becomes `to` because of the token that follows.
    fn mark_last(&mut self, from: T, to: T) {
        if let Some(last) = self.tokens.last_mut().filter(|last| last.kind == from) {
            last.kind = to;
        }
    }

    /// Like [`Lexer::push`] behind a `U&` token, which may have a UESCAPE clause.
    fn push_after_unicode(&mut self, kind: T, start: usize) -> Result<(), Stop> {
        match self.unicode {
            Unicode::Token if kind == T::Uescape => {
                self.unicode = Unicode::Uescape;
                self.tokens.push(Token { kind, start: start as u32, end: self.position as u32 });
                Ok(())
            }
            Unicode::Uescape => {
                self.uescape(kind, start)?;
                self.unicode = Unicode::None;
                Ok(())
            }
            _ => {
                if let Some(&token) = self.tokens.last() {
                    self.check_unicode(token, token.end as usize, b'\\')?;
                }
                self.unicode = Unicode::None;
                self.push(kind, start)
            }
        }
    }

    /// Joins a `U&` token, UESCAPE and the string that names the escape character.
    fn uescape(&mut self, kind: T, start: usize) -> Result<(), Stop> {
        let span = Span::new(start as u32, self.position as u32);
        let text = self.text(span);
        if kind != T::StringLit || text.starts_with(['u', 'U']) {
            return self.fail_near(span, "UESCAPE must be followed by a simple string literal");
        }
        let value = string_value(self.sql, span, &self.escapes);
        let escape = match *value.as_bytes() {
            [byte]
                if !byte.is_ascii_hexdigit()
                    && !matches!(byte, b'+' | b'\'' | b'"')
                    && CLASS[byte as usize] & SPACE == 0 =>
            {
                byte
            }
            _ => return self.fail_near(span, "invalid Unicode escape character"),
        };
        self.tokens.pop();
        self.unicode = Unicode::Token;
        let Some(last) = self.tokens.last_mut() else { return Ok(()) };
        let quoted_end = last.end;
        last.end = self.position as u32;
        let token = *last;
        self.escapes.push(UnicodeEscape { start: token.start, quoted_end, escape });
        self.check_unicode(token, quoted_end as usize, escape)
    }

    fn text(&self, span: Span) -> &str {
        span.text(self.sql)
    }

    /// The text from `start` has no end: an error that names all of it.
    fn unterminated<X>(&mut self, start: usize, message: &str) -> Result<X, Stop> {
        let span = Span::new(start as u32, self.bytes.len() as u32);
        self.position = self.bytes.len();
        self.fail_near(span, message)
    }

    /// A scanner error in PostgreSQL's wording: `message at or near "text"`.
    fn fail_near<X>(&mut self, span: Span, message: &str) -> Result<X, Stop> {
        let text = self.text(span);
        let message = if text.is_empty() {
            format!("{message} at end of input")
        } else {
            format!("{message} at or near \"{}\"", super::excerpt(text))
        };
        self.fail(Diagnostic::new(Code::SyntaxError, span, message))
    }

    fn fail<X>(&mut self, diagnostic: Diagnostic) -> Result<X, Stop> {
        self.error = Some(Box::new(diagnostic));
        Err(Stop)
    }
}

#[cfg(test)]
mod tests;
