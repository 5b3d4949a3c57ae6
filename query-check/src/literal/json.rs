//! Input of `json` and `jsonb` (manual, "JSON Types"): the grammar of RFC 8259.

use super::cursor::{is_digit, is_hex};
use super::error::{InputError, Outcome};
use super::numeric;
use crate::diagnostic::Code;

/// Nesting this checker follows; PostgreSQL's own limit is that of its stack, at more than twice this.
const MAX_DEPTH: usize = 6_400;

/// `json_in` (`binary` false) and `jsonb_in`, which also looks into escapes and numbers.
pub(super) fn check(binary: bool, major: u32, text: &str) -> Outcome {
    let mut parser = Parser {
        lexer: Lexer { text, bytes: text.as_bytes(), binary, start: 0, end: 0 },
        token: Token::End,
        major,
        open: [0; MAX_DEPTH / 64],
        depth: 0,
    };
    parser.document()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    End,
    String,
    Number,
    True,
    False,
    Null,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Comma,
    Colon,
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    binary: bool,
    /// The current token: from `start` up to `end`.
    start: usize,
    end: usize,
}

fn malformed(detail: String) -> InputError {
    let message = "invalid input syntax for type json";
    InputError::new(Code::InvalidTextRepresentation, message).with_detail(detail)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl Lexer<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn token_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes[self.start..self.end])
    }

    fn invalid_token(&self) -> InputError {
        malformed(format!("Token \"{}\" is invalid.", self.token_text()))
    }

    fn next(&mut self) -> Outcome<Token> {
        let mut at = self.end;
        while matches!(self.byte(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        self.start = at;
        self.end = at + 1;
        Ok(match self.byte(at) {
            None => {
                self.end = at;
                Token::End
            }
            Some(b'{') => Token::ObjectStart,
            Some(b'}') => Token::ObjectEnd,
            Some(b'[') => Token::ArrayStart,
            Some(b']') => Token::ArrayEnd,
            Some(b',') => Token::Comma,
            Some(b':') => Token::Colon,
            Some(b'"') => self.string()?,
            Some(b'-') => self.number(at + 1)?,
            Some(b'0'..=b'9') => self.number(at)?,
            Some(byte) if is_word_byte(byte) => self.word()?,
            Some(_) => return Err(self.invalid_token()),
        })
    }

    fn word(&mut self) -> Outcome<Token> {
        while self.byte(self.end).is_some_and(is_word_byte) {
            self.end += 1;
        }
        match &self.bytes[self.start..self.end] {
            b"true" => Ok(Token::True),
            b"false" => Ok(Token::False),
            b"null" => Ok(Token::Null),
            _ => Err(self.invalid_token()),
        }
    }

    fn digits(&self, from: usize) -> usize {
        self.bytes[from..].iter().take_while(|b| is_digit(**b)).count()
    }

    fn number(&mut self, mut at: usize) -> Outcome<Token> {
        let mut valid = true;
        match self.byte(at) {
            Some(b'0') => at += 1,
            Some(b'1'..=b'9') => at += self.digits(at),
            _ => valid = false,
        }
        if self.byte(at) == Some(b'.') {
            at += 1;
            let digits = self.digits(at);
            valid &= digits > 0;
            at += digits;
        }
        if matches!(self.byte(at), Some(b'e' | b'E')) {
            at += 1;
            if matches!(self.byte(at), Some(b'+' | b'-')) {
                at += 1;
            }
            let digits = self.digits(at);
            valid &= digits > 0;
            at += digits;
        }
        while self.byte(at).is_some_and(is_word_byte) {
            valid = false;
            at += 1;
        }
        self.end = at;
        if valid { Ok(Token::Number) } else { Err(self.invalid_token()) }
    }

    fn string(&mut self) -> Outcome<Token> {
        let mut high_surrogate = false;
        let lone_low =
            || malformed("Unicode low surrogate must follow a high surrogate.".to_owned());
        let mut at = self.start + 1;
        loop {
            let Some(byte) = self.byte(at) else {
                self.end = at;
                return Err(self.invalid_token());
            };
            match byte {
                b'"' => break,
                b'\\' => {
                    at = self.escape(at + 1, &mut high_surrogate)?;
                    continue;
                }
                _ if high_surrogate => return Err(lone_low()),
                0..=31 => {
                    let detail = format!("Character with value 0x{byte:02x} must be escaped.");
                    return Err(malformed(detail));
                }
                _ => {}
            }
            at += 1;
        }
        if high_surrogate {
            return Err(lone_low());
        }
        self.end = at + 1;
        Ok(Token::String)
    }

    /// Reads what follows a backslash and returns the place behind it.
    fn escape(&mut self, at: usize, high_surrogate: &mut bool) -> Outcome<usize> {
        let lone_low =
            || malformed("Unicode low surrogate must follow a high surrogate.".to_owned());
        match self.byte(at) {
            None => {
                self.end = at;
                Err(self.invalid_token())
            }
            Some(b'u') => {
                for place in at + 1..at + 5 {
                    match self.byte(place) {
                        None => {
                            self.end = place;
                            return Err(self.invalid_token());
                        }
                        Some(byte) if is_hex(byte) => {}
                        Some(_) => {
                            let detail = "\"\\u\" must be followed by four hexadecimal digits.";
                            return Err(malformed(detail.to_owned()));
                        }
                    }
                }
                if self.binary {
                    self.check_code_unit(&self.text[at + 1..at + 5], high_surrogate)?;
                }
                Ok(at + 5)
            }
            Some(_) if *high_surrogate => Err(lone_low()),
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 1),
            Some(_) => {
                let bad = self.text[at..].chars().next().unwrap_or_default();
                Err(malformed(format!("Escape sequence \"\\{bad}\" is invalid.")))
            }
        }
    }

    /// `jsonb` converts escapes to characters: surrogates come in pairs and there is no NUL.
    fn check_code_unit(&self, digits: &str, high_surrogate: &mut bool) -> Outcome {
        let unit = u32::from_str_radix(digits, 16).unwrap_or(0);
        let is_high = (0xD800..0xDC00).contains(&unit);
        let is_low = (0xDC00..0xE000).contains(&unit);
        if is_high && *high_surrogate {
            let detail = "Unicode high surrogate must not follow a high surrogate.";
            return Err(malformed(detail.to_owned()));
        }
        if is_low != *high_surrogate && !is_high {
            let detail = "Unicode low surrogate must follow a high surrogate.";
            return Err(malformed(detail.to_owned()));
        }
        if unit == 0 {
            let message = "unsupported Unicode escape sequence";
            let detail = "\\u0000 cannot be converted to text.";
            return Err(InputError::new(Code::UntranslatableCharacter, message).with_detail(detail));
        }
        *high_surrogate = is_high;
        Ok(())
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token,
    major: u32,
    /// One bit for each open container: set for an object.
    open: [u64; MAX_DEPTH / 64],
    depth: usize,
}

impl Parser<'_> {
    fn advance(&mut self) -> Outcome {
        self.token = self.lexer.next()?;
        Ok(())
    }

    fn expected<T>(&self, what: &str) -> Outcome<T> {
        Err(malformed(if self.token == Token::End {
            "The input string ended unexpectedly.".to_owned()
        } else {
            format!("Expected {what}, but found \"{}\".", self.lexer.token_text())
        }))
    }

    fn push(&mut self, object: bool) -> Outcome {
        if self.depth == MAX_DEPTH {
            let what = format!("a JSON literal that nests more than {MAX_DEPTH} deep");
            return Err(InputError::unsupported(what));
        }
        let bit = 1 << (self.depth % 64);
        let word = &mut self.open[self.depth / 64];
        *word = if object { *word | bit } else { *word & !bit };
        self.depth += 1;
        Ok(())
    }

    fn in_object(&self) -> bool {
        let top = self.depth - 1;
        self.open[top / 64] >> (top % 64) & 1 == 1
    }

    fn document(&mut self) -> Outcome {
        self.advance()?;
        loop {
            // A value starts here.
            match self.token {
                Token::ObjectStart => {
                    self.push(true)?;
                    self.advance()?;
                    match self.token {
                        Token::String => {
                            self.key()?;
                            continue;
                        }
                        Token::ObjectEnd => {}
                        _ => return self.expected("string or \"}\""),
                    }
                }
                Token::ArrayStart => {
                    self.push(false)?;
                    self.advance()?;
                    if self.token != Token::ArrayEnd {
                        continue;
                    }
                }
                Token::Number if self.lexer.binary => {
                    let (start, end) = (self.lexer.start, self.lexer.end);
                    self.advance()?;
                    numeric::numeric(self.major, &self.lexer.text[start..end])?;
                }
                Token::String | Token::Number | Token::True | Token::False | Token::Null => {
                    self.advance()?;
                }
                _ => return self.expected("JSON value"),
            }
            if self.after_value()? {
                return Ok(());
            }
        }
    }

    /// Closes what ends here and goes to the next value; true at the end of the document.
    fn after_value(&mut self) -> Outcome<bool> {
        while self.depth > 0 {
            match (self.in_object(), self.token) {
                (true, Token::ObjectEnd) | (false, Token::ArrayEnd) => {
                    self.depth -= 1;
                    self.advance()?;
                }
                (true, Token::Comma) => {
                    self.advance()?;
                    if self.token != Token::String {
                        return self.expected("string");
                    }
                    self.key()?;
                    return Ok(false);
                }
                (false, Token::Comma) => {
                    self.advance()?;
                    return Ok(false);
                }
                (true, _) => return self.expected("\",\" or \"}\"").map(|()| false),
                (false, _) => return self.expected("\",\" or \"]\"").map(|()| false),
            }
        }
        if self.token == Token::End { Ok(true) } else { self.expected("end of input") }
    }

    /// A key and its colon, up to the start of the value.
    fn key(&mut self) -> Outcome {
        self.advance()?;
        if self.token != Token::Colon {
            return self.expected("\":\"");
        }
        self.advance()
    }
}
