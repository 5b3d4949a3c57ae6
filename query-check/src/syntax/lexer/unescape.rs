//! Escapes in strings: `E'…'` and `U&'…'` (manual, sections 4.1.2.2 and 4.1.2.3).

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

type Unescaped = Result<String, Box<Diagnostic>>;

fn is_first_surrogate(code: u32) -> bool {
    (0xd800..=0xdbff).contains(&code)
}

fn is_second_surrogate(code: u32) -> bool {
    (0xdc00..=0xdfff).contains(&code)
}

fn join_surrogates(first: u32, second: u32) -> u32 {
    ((first & 0x3ff) << 10) + 0x10000 + (second & 0x3ff)
}

/// The value of exactly `count` hexadecimal digits at `position`.
fn hex(bytes: &[u8], position: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(position..position + count)?;
    let mut value = 0u32;
    for &digit in digits {
        value = value << 4 | (digit as char).to_digit(16)?;
    }
    Some(value)
}

/// The value of the `E'…'` string at `span`.
pub(super) fn escapes(sql: &str, span: Span) -> Unescaped {
    let mut reader = EscapeReader::new(sql, &sql.as_bytes()[..span.end as usize]);
    reader.read(span.start as usize + 2, (span.end as usize).saturating_sub(1))?;
    if reader.verify {
        verify(&reader.output, span)?;
    }
    Ok(String::from_utf8_lossy(&reader.output).into_owned())
}

/// Checks the escapes of the `E'…'` string that begins at `start` and has no end.
pub(super) fn open_escapes(sql: &str, start: usize) -> Result<(), Box<Diagnostic>> {
    EscapeReader::new(sql, sql.as_bytes()).read(start + 2, sql.len())
}

struct EscapeReader<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    output: Vec<u8>,
    /// The first half of a surrogate pair.
    first: Option<u32>,
    /// An octal or hexadecimal escape may have made the text invalid.
    verify: bool,
}

impl<'a> EscapeReader<'a> {
    fn new(sql: &'a str, bytes: &'a [u8]) -> Self {
        Self { sql, bytes, output: Vec::new(), first: None, verify: false }
    }

    /// Reads from `position` up to `end`.
    fn read(&mut self, mut position: usize, end: usize) -> Result<(), Box<Diagnostic>> {
        while position < end {
            position = self.step(position)?;
        }
        if self.first.is_some() {
            return Err(self.near(position, 1, "invalid Unicode surrogate pair"));
        }
        Ok(())
    }

    /// Reads one character, escape or string continuation; returns where the next begins.
    fn step(&mut self, position: usize) -> Result<usize, Box<Diagnostic>> {
        let byte = self.bytes[position];
        let next = self.bytes.get(position + 1).copied().unwrap_or(0);
        if byte == b'\\' && matches!(next, b'u' | b'U') {
            return self.unicode(position, if next == b'u' { 4 } else { 8 });
        }
        if self.first.is_some() {
            return Err(self.near(position, 1, "invalid Unicode surrogate pair"));
        }
        match byte {
            b'\\' => Ok(self.escape(position, next)),
            b'\'' if next == b'\'' => {
                self.output.push(b'\'');
                Ok(position + 2)
            }
            b'\'' => {
                // The string goes on behind the next quote.
                let rest = &self.bytes[position + 1..];
                let skipped = rest.iter().position(|&byte| byte == b'\'').unwrap_or(rest.len());
                Ok(position + skipped + 2)
            }
            _ => {
                self.output.push(byte);
                Ok(position + 1)
            }
        }
    }

    /// An escape other than `\u`.
    fn escape(&mut self, position: usize, next: u8) -> usize {
        let (value, length) = match next {
            b'b' => (0x08, 2),
            b'f' => (0x0c, 2),
            b'n' => (b'\n', 2),
            b'r' => (b'\r', 2),
            b't' => (b'\t', 2),
            b'v' => (0x0b, 2),
            b'0'..=b'7' => self.number(position + 1, 8, 3),
            b'x' => match self.number(position + 2, 16, 2) {
                (_, 1) => (b'x', 2),
                (value, length) => (value, length + 1),
            },
            other => (other, 2),
        };
        if matches!(next, b'0'..=b'7' | b'x') && (value == 0 || value >= 0x80) {
            self.verify = true;
        }
        self.output.push(value);
        position + length
    }

    /// Up to `most` digits at `position`: their value and one more than their number.
    fn number(&self, position: usize, radix: u32, most: usize) -> (u8, usize) {
        let mut value = 0u32;
        let mut count = 0;
        while count < most {
            let byte = self.bytes.get(position + count).copied().unwrap_or(0);
            let Some(digit) = (byte as char).to_digit(radix) else { break };
            value = value * radix + digit;
            count += 1;
        }
        (value as u8, count + 1)
    }

    fn unicode(&mut self, position: usize, digits: usize) -> Result<usize, Box<Diagnostic>> {
        let Some(code) = hex(self.bytes, position + 2, digits) else {
            let span = Span::new(position as u32, position as u32 + 2);
            let help = "Unicode escapes must be \\uXXXX or \\UXXXXXXXX";
            let diagnostic =
                Diagnostic::new(Code::InvalidEscapeSequence, span, "invalid Unicode escape");
            return Err(Box::new(diagnostic.with_help(help)));
        };
        let length = digits + 2;
        let code = match self.first.take() {
            Some(first) if is_second_surrogate(code) => join_surrogates(first, code),
            Some(_) => return Err(self.near(position, length, "invalid Unicode surrogate pair")),
            None if is_first_surrogate(code) => {
                self.first = Some(code);
                return Ok(position + length);
            }
            None if is_second_surrogate(code) => {
                return Err(self.near(position, length, "invalid Unicode surrogate pair"));
            }
            None => code,
        };
        match char::from_u32(code) {
            Some(character) if code != 0 => {
                let mut buffer = [0; 4];
                self.output.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                Ok(position + length)
            }
            _ => Err(self.near(position, length, "invalid Unicode escape value")),
        }
    }

    fn near(&self, position: usize, length: usize, message: &str) -> Box<Diagnostic> {
        let mut end = (position + length).min(self.sql.len());
        while !self.sql.is_char_boundary(end) {
            end += 1;
        }
        let text = self.sql.get(position..end).unwrap_or("");
        let span = Span::new(position as u32, end as u32);
        Box::new(Diagnostic::new(
            Code::SyntaxError,
            span,
            format!("{message} at or near \"{text}\""),
        ))
    }
}

/// Refuses bytes that are no UTF-8, and zero bytes, as the server does when it reads such a literal.
fn verify(bytes: &[u8], span: Span) -> Result<(), Box<Diagnostic>> {
    let zero = bytes.iter().position(|&byte| byte == 0);
    let invalid = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    let position = match (zero, invalid) {
        (Some(zero), Some(invalid)) => zero.min(invalid),
        (Some(position), None) | (None, Some(position)) => position,
        (None, None) => return Ok(()),
    };
    let length = match bytes[position] {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    };
    let end = (position + length).min(bytes.len());
    let listed: Vec<String> =
        bytes[position..end].iter().map(|byte| format!("0x{byte:02x}")).collect();
    let message = format!("invalid byte sequence for encoding \"UTF8\": {}", listed.join(" "));
    let diagnostic = Diagnostic::new(Code::CharacterNotInRepertoire, span, message);
    Err(Box::new(diagnostic.without_position()))
}

/// The value of a `U&` string or name; `body` is what stands between its quotes.
pub(super) fn unicode(body: &str, span: Span, escape: u8) -> Unescaped {
    if !body.as_bytes().contains(&escape) {
        return Ok(body.to_owned());
    }
    let bytes = body.as_bytes();
    // PostgreSQL counts the position in the value, behind `U&'`.
    let fail = |position: usize, message: &str| {
        let start = (span.start + 3 + position as u32).min(span.end);
        Box::new(Diagnostic::new(Code::SyntaxError, Span::new(start, span.end.max(start)), message))
    };
    let mut output = String::with_capacity(body.len());
    let mut first = None;
    let mut position = 0;
    while position < bytes.len() {
        if bytes[position] != escape || bytes.get(position + 1) == Some(&escape) {
            if first.is_some() {
                return Err(fail(position, "invalid Unicode surrogate pair"));
            }
            let character = body[position..].chars().next().unwrap_or_default();
            output.push(character);
            position += if bytes[position] == escape { 2 } else { character.len_utf8() };
            continue;
        }
        let long = bytes.get(position + 1) == Some(&b'+');
        let (begin, count) = if long { (position + 2, 6) } else { (position + 1, 4) };
        let Some(code) = hex(bytes, begin, count) else {
            let help = "Unicode escapes must be \\XXXX or \\+XXXXXX";
            return Err(Box::new(fail(position, "invalid Unicode escape").with_help(help)));
        };
        if code == 0 || code > 0x10ffff {
            return Err(fail(position, "invalid Unicode escape value"));
        }
        let code = match first.take() {
            Some(half) if is_second_surrogate(code) => join_surrogates(half, code),
            None if is_first_surrogate(code) => {
                first = Some(code);
                position = begin + count;
                continue;
            }
            None if !is_second_surrogate(code) => code,
            _ => return Err(fail(position, "invalid Unicode surrogate pair")),
        };
        output.extend(char::from_u32(code));
        position = begin + count;
    }
    if first.is_some() {
        return Err(fail(position, "invalid Unicode surrogate pair"));
    }
    Ok(output)
}
