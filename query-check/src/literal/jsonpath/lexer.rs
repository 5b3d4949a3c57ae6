//! A `jsonpath` cut into tokens, as PostgreSQL's scanner cuts it: the longest match wins, then the first rule.

use super::syntax_error;
use crate::diagnostic::Code;
use crate::literal::cursor::{digit_value, is_digit, is_hex};
use crate::literal::error::{InputError, Outcome};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    End,
    /// A word without quotes that is no keyword.
    Word,
    Keyword(Keyword),
    String,
    Variable,
    Numeric,
    Integer,
    And,
    Or,
    Not,
    /// `**`.
    Any,
    Comparison,
    /// Any other character.
    Char(u8),
}

/// Words with a meaning; all of them can be names of members, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Exists,
    False,
    Flag,
    Is,
    Last,
    Lax,
    LikeRegex,
    Null,
    Starts,
    Strict,
    To,
    True,
    Unknown,
    With,
    Datetime,
    Decimal,
    /// A method whose only argument is a precision.
    Precision,
    /// A method without arguments.
    Method,
}

/// The tokens of a text, one at a time.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    major: u32,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// What the scanner's last rule matched, which complaints show: from here up to `at`.
    shown: usize,
    /// The value of a word, a string or a number.
    pub(super) value: String,
}

fn is_special(byte: u8) -> bool {
    b"?%$.[]{}()|&!=<>@#,*:-+/".contains(&byte)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// What words are made of.
fn is_other(byte: u8) -> bool {
    byte != 0 && !is_special(byte) && !is_blank(byte) && byte != b'\\' && byte != b'"'
}

impl<'a> Lexer<'a> {
    pub(super) fn new(major: u32, text: &'a str) -> Self {
        Self { major, text, bytes: text.as_bytes(), at: 0, shown: 0, value: String::new() }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn run(&self, from: usize, class: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|b| class(**b)).count()
    }

    /// A complaint about what was matched last.
    pub(super) fn error(&self, message: &str) -> InputError {
        let shown = String::from_utf8_lossy(&self.bytes[self.shown..self.at]);
        if shown.is_empty() {
            syntax_error(format!("{message} at end of jsonpath input"))
        } else {
            syntax_error(format!("{message} at or near \"{shown}\" of jsonpath input"))
        }
    }

    /// Passes `length` bytes, which one rule matches.
    fn matched(&mut self, length: usize) {
        self.shown = self.at;
        self.at += length;
    }

    fn failed(&mut self, length: usize, message: &str) -> InputError {
        self.matched(length);
        self.error(message)
    }

    pub(super) fn next(&mut self) -> Outcome<Token> {
        loop {
            let byte = self.byte(0);
            if self.at == self.bytes.len() {
                self.shown = self.at;
                return Ok(Token::End);
            }
            if is_blank(byte) {
                self.at += self.run(self.at, is_blank);
                continue;
            }
            if byte == b'/' && self.byte(1) == b'*' {
                self.comment()?;
                continue;
            }
            if byte == b'"' {
                self.at += 1;
                self.quoted()?;
                return Ok(Token::String);
            }
            if (is_digit(byte) || self.major >= 15 && byte == b'.' && is_digit(self.byte(1)))
                && let Some(token) = self.number()?
            {
                return Ok(token);
            }
            if !is_special(byte) {
                match self.word()? {
                    Some(token) => return Ok(token),
                    // A comment swallows the word before it.
                    None => continue,
                }
            }
            return self.symbol(byte);
        }
    }

    fn symbol(&mut self, byte: u8) -> Outcome<Token> {
        let (length, token) = match (byte, self.byte(1)) {
            (b'&', b'&') => (2, Token::And),
            (b'|', b'|') => (2, Token::Or),
            (b'*', b'*') => (2, Token::Any),
            (b'!', b'=') | (b'<', b'=' | b'>') | (b'=' | b'>', b'=') => (2, Token::Comparison),
            (b'<' | b'>', _) => (1, Token::Comparison),
            (b'!', _) => (1, Token::Not),
            (b'$', b'"') => {
                self.at += 2;
                self.quoted()?;
                return Ok(Token::Variable);
            }
            (b'$', next) if is_other(next) => {
                (1 + self.run(self.at + 1, is_other), Token::Variable)
            }
            _ => (1, Token::Char(byte)),
        };
        self.matched(length);
        Ok(token)
    }

    fn comment(&mut self) -> Outcome {
        match self.text[self.at + 2..].find("*/") {
            Some(length) => {
                self.at += length + 4;
                Ok(())
            }
            None => {
                self.at = self.bytes.len();
                self.shown = self.at;
                Err(self.error("unexpected end of comment"))
            }
        }
    }

    /// The rest of a quoted string.
    fn quoted(&mut self) -> Outcome {
        self.value.clear();
        loop {
            let plain = self.run(self.at, |b| b != b'"' && b != b'\\');
            self.value.push_str(&self.text[self.at..self.at + plain]);
            self.matched(plain);
            if self.at == self.bytes.len() {
                self.shown = self.at;
                return Err(self.error(if self.major >= 16 {
                    "unterminated quoted string"
                } else {
                    "unexpected end of quoted string"
                }));
            }
            if self.byte(0) == b'"' {
                self.matched(1);
                return Ok(());
            }
            self.escape()?;
        }
    }

    /// A word without quotes, `None` when a comment follows directly.
    fn word(&mut self) -> Outcome<Option<Token>> {
        self.value.clear();
        loop {
            let plain = self.run(self.at, is_other);
            self.value.push_str(&self.text[self.at..self.at + plain]);
            self.at += plain;
            let byte = self.byte(0);
            if byte == b'\\' {
                self.escape()?;
                continue;
            }
            if byte == b'/' && self.byte(1) == b'*' {
                self.comment()?;
                return Ok(None);
            }
            // A blank is matched with the word; anything else ends it and is left.
            self.matched(self.run(self.at, is_blank));
            return Ok(Some(keyword(self.major, &self.value)));
        }
    }

    /// A backslash and what it stands for.
    fn escape(&mut self) -> Outcome {
        let plain = match self.byte(1) {
            b'u' => return self.unicode(),
            b'x' => {
                let digits = self.run(self.at + 2, is_hex).min(2);
                if digits < 2 {
                    let message = if self.major >= 16 {
                        "invalid hexadecimal character sequence"
                    } else {
                        "invalid hex character sequence"
                    };
                    return Err(self.failed(2 + digits, message));
                }
                let code = digit_value(self.byte(2)) << 4 | digit_value(self.byte(3));
                self.matched(4);
                return self.push_code_point(code as u32);
            }
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'v' => '\u{b}',
            _ => match self.text[self.at + 1..].chars().next() {
                None | Some('\n') => {
                    return Err(self.failed(1, "unexpected end after backslash"));
                }
                Some(other) => other,
            },
        };
        self.value.push(plain);
        let written = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
        self.matched(1 + written);
        Ok(())
    }

    /// A run of `\uXXXX` and `\u{X…}`.
    fn unicode(&mut self) -> Outcome {
        let wrong = |detail: &str| {
            let message = "invalid input syntax for type jsonpath";
            InputError::new(Code::InvalidTextRepresentation, message).with_detail(detail)
        };
        let lone_low = || wrong("Unicode low surrogate must follow a high surrogate.");
        let mut end = self.at;
        let mut units = Vec::new();
        while self.bytes.get(end..end + 2) == Some(b"\\u") {
            let braces = self.bytes.get(end + 2) == Some(&b'{');
            let start = end + if braces { 3 } else { 2 };
            let digits = self.run(start, is_hex).min(if braces { 6 } else { 4 });
            let closed = !braces || self.bytes.get(start + digits) == Some(&b'}');
            if digits < if braces { 1 } else { 4 } || !closed {
                let length = start + digits - self.at;
                let message = if self.major >= 16 {
                    "invalid Unicode escape sequence"
                } else {
                    "invalid unicode sequence"
                };
                return Err(self.failed(length, message));
            }
            units.push(u32::from_str_radix(&self.text[start..start + digits], 16).unwrap_or(0));
            end = start + digits + usize::from(braces);
        }
        let at = self.at;
        self.matched(end - at);
        let mut high = None;
        for unit in units {
            match (unit, high) {
                (0xD800..0xDC00, Some(_)) => {
                    return Err(wrong("Unicode high surrogate must not follow a high surrogate."));
                }
                (0xD800..0xDC00, None) => high = Some(unit),
                (0xDC00..0xE000, Some(first)) => {
                    high = None;
                    let code = 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
                    self.push_code_point(code)?;
                }
                (0xDC00..0xE000, None) | (_, Some(_)) => return Err(lone_low()),
                (code, None) => self.push_code_point(code)?,
            }
        }
        if high.is_some() { Err(lone_low()) } else { Ok(()) }
    }

    fn push_code_point(&mut self, code: u32) -> Outcome {
        if code == 0 {
            let message = "unsupported Unicode escape sequence";
            return Err(InputError::new(Code::UntranslatableCharacter, message)
                .with_detail("\\u0000 cannot be converted to text."));
        }
        match char::from_u32(code) {
            Some(character) => self.value.push(character),
            None => return Err(syntax_error("invalid Unicode code point")),
        }
        Ok(())
    }
}

/// Keywords are found in any case, but for the literals.
fn keyword(major: u32, word: &str) -> Token {
    const WORDS: &[(&str, Keyword, u32)] = &[
        ("is", Keyword::Is, 14),
        ("to", Keyword::To, 14),
        ("abs", Keyword::Method, 14),
        ("lax", Keyword::Lax, 14),
        ("date", Keyword::Method, 17),
        ("flag", Keyword::Flag, 14),
        ("last", Keyword::Last, 14),
        ("null", Keyword::Null, 14),
        ("size", Keyword::Method, 14),
        ("time", Keyword::Precision, 17),
        ("true", Keyword::True, 14),
        ("type", Keyword::Method, 14),
        ("with", Keyword::With, 14),
        ("false", Keyword::False, 14),
        ("floor", Keyword::Method, 14),
        ("bigint", Keyword::Method, 17),
        ("double", Keyword::Method, 14),
        ("exists", Keyword::Exists, 14),
        ("number", Keyword::Method, 17),
        ("starts", Keyword::Starts, 14),
        ("strict", Keyword::Strict, 14),
        ("string", Keyword::Method, 17),
        ("boolean", Keyword::Method, 17),
        ("ceiling", Keyword::Method, 14),
        ("decimal", Keyword::Decimal, 17),
        ("integer", Keyword::Method, 17),
        ("time_tz", Keyword::Precision, 17),
        ("unknown", Keyword::Unknown, 14),
        ("datetime", Keyword::Datetime, 14),
        ("keyvalue", Keyword::Method, 14),
        ("timestamp", Keyword::Precision, 17),
        ("like_regex", Keyword::LikeRegex, 14),
        ("timestamp_tz", Keyword::Precision, 17),
    ];
    let found =
        WORDS.iter().find(|(name, _, since)| *since <= major && name.eq_ignore_ascii_case(word));
    match found {
        Some((name, Keyword::Null | Keyword::True | Keyword::False, _)) if *name != word => {
            Token::Word
        }
        Some((_, keyword, _)) => Token::Keyword(*keyword),
        None => Token::Word,
    }
}

/// Numbers: the rules differ between majors.
impl Lexer<'_> {
    /// Digits, from 16 on with single underscores between them.
    fn digits(&self, from: usize, class: impl Fn(u8) -> bool) -> usize {
        let underscores = self.major >= 16;
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(0);
        let mut at = from;
        loop {
            if class(byte(at)) {
                at += 1;
            } else if underscores && at > from && byte(at) == b'_' && class(byte(at + 1)) {
                at += 2;
            } else {
                return at - from;
            }
        }
    }

    /// The length of a decimal integer; none starts with 0 but 0 itself.
    fn decimal_integer(&self) -> usize {
        match self.byte(0) {
            b'0' => 1,
            b'1'..=b'9' => self.digits(self.at, is_digit),
            _ => 0,
        }
    }

    /// Digits with a base prefix.
    fn non_decimal_integer(&self) -> usize {
        if self.major < 16 || self.byte(0) != b'0' {
            return 0;
        }
        let base = match self.byte(1) | 0x20 {
            b'x' => 16,
            b'o' => 8,
            b'b' => 2,
            _ => return 0,
        };
        match self.digits(self.at + 2, |b| digit_value(b) < base) {
            0 => 0,
            digits => digits + 2,
        }
    }

    /// A number, or `None` when a word that starts with digits is longer.
    fn number(&mut self) -> Outcome<Option<Token>> {
        let word = self.run(self.at, is_other);
        let integer = self.decimal_integer();
        let mut decimal = 0;
        if self.byte(integer) == b'.' {
            let places = self.digits(self.at + integer + 1, is_digit);
            if places > 0 || integer > 0 && self.major >= 15 {
                decimal = integer + 1 + places;
            }
        }
        let mantissa = integer.max(decimal);
        let (mut real, mut real_failed) = (0, 0);
        if self.byte(mantissa) | 0x20 == b'e' {
            let signed = matches!(self.byte(mantissa + 1), b'+' | b'-');
            let prefix = mantissa + 1 + usize::from(signed);
            match self.digits(self.at + prefix, is_digit) {
                0 if signed || self.major < 15 => real_failed = prefix,
                0 => {}
                digits => real = prefix + digits,
            }
        }
        // A number with one character of a word behind it.
        let junk = |length: usize| {
            if self.major >= 15 && length > 0 && is_other(self.byte(length)) {
                length + 1
            } else {
                0
            }
        };
        let rules = [
            (real, Ok(Token::Numeric)),
            (decimal, Ok(Token::Numeric)),
            (integer, Ok(Token::Integer)),
            (self.non_decimal_integer(), Ok(Token::Integer)),
            (real_failed, Err(invalid_number(self.major))),
            (junk(integer).max(junk(decimal)).max(junk(real)), Err(JUNK)),
            (word, Ok(Token::Word)),
        ];
        let longest = rules.iter().map(|(length, _)| *length).max().unwrap_or(0);
        let Some((length, rule)) = rules.into_iter().find(|(length, _)| *length == longest) else {
            return Ok(None);
        };
        match rule {
            Ok(Token::Word) => Ok(None),
            Err(message) => Err(self.failed(length, message)),
            Ok(token) => {
                self.value.clear();
                self.value.push_str(&self.text[self.at..self.at + length]);
                self.matched(length);
                Ok(Some(token))
            }
        }
    }
}

const JUNK: &str = "trailing junk after numeric literal";

fn invalid_number(major: u32) -> &'static str {
    if major >= 15 { "invalid numeric literal" } else { "invalid floating point number" }
}
