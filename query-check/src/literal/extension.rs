//! Input of types that widely used extensions bring: `citext`, `hstore`, `ltree` (manual, appendix F).

use super::cursor::{Cursor, is_sql_space};
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// The input function of a base type that is not built in, known by the name of the type. `None` for any other.
pub(super) fn check(name: &str, major: u32, text: &str) -> Option<Outcome> {
    match name {
        "citext" => Some(Ok(())),
        "hstore" => Some(hstore(major, text)),
        "ltree" => Some(ltree(major, text)),
        _ => None,
    }
}

/// The longest key or value.
const MAX_LENGTH: usize = 0x3fff_ffff;

/// `hstore_in`: `key => value, …`, quoted where there are spaces or `,=>`.
fn hstore(major: u32, text: &str) -> Outcome {
    let mut reader = Hstore { major, text, cursor: Cursor::new(text) };
    loop {
        if !reader.item(true)? {
            return Ok(());
        }
        reader.skip_space();
        for byte in *b"=>" {
            if !reader.cursor.eat(byte) {
                return Err(reader.error());
            }
        }
        if !reader.item(false)? {
            return Err(reader.error());
        }
        reader.skip_space();
        if reader.cursor.is_at_end() {
            return Ok(());
        }
        if !reader.cursor.eat(b',') {
            return Err(reader.error());
        }
    }
}

struct Hstore<'a> {
    major: u32,
    text: &'a str,
    cursor: Cursor<'a>,
}

impl Hstore<'_> {
    /// A complaint about what stands here.
    fn error(&self) -> InputError {
        let at = self.cursor.position();
        let here = self.text.get(at..).and_then(|rest| rest.chars().next());
        if self.major < 16 {
            let message = match here {
                None => "Unexpected end of string".to_owned(),
                Some(c) => format!("Syntax error near \"{c}\" at position {at}"),
            };
            return InputError::rejected("XX000", message);
        }
        let message = match here {
            None => "syntax error in hstore: unexpected end of string".to_owned(),
            Some(c) => format!("syntax error in hstore, near \"{c}\" at position {at}"),
        };
        InputError::new(Code::SyntaxError, message)
    }

    fn skip_space(&mut self) {
        let major = self.major;
        self.cursor.skip(|b| is_sql_space(major, b));
    }

    /// Passes a key or a value; false at the end.
    fn item(&mut self, key: bool) -> Outcome<bool> {
        self.skip_space();
        let start = self.cursor.position();
        if self.cursor.is_at_end() {
            return Ok(false);
        }
        if self.cursor.eat(b'"') {
            loop {
                if self.cursor.is_at_end() {
                    return Err(self.error());
                }
                match self.cursor.next() {
                    b'"' => break,
                    b'\\' if self.cursor.is_at_end() => return Err(self.error()),
                    b'\\' => self.cursor.advance(1),
                    _ => {}
                }
            }
        } else {
            if key && self.cursor.peek() == b'=' {
                return Err(self.error());
            }
            // What ends a key and a value counts from the second byte on.
            loop {
                if self.cursor.next() == b'\\' {
                    if self.cursor.is_at_end() {
                        return Err(self.error());
                    }
                    self.cursor.advance(1);
                }
                let byte = self.cursor.peek();
                let ends = if key { byte == b'=' } else { byte == b',' };
                if ends || is_sql_space(self.major, byte) || self.cursor.is_at_end() {
                    break;
                }
            }
        }
        if self.cursor.position() - start > MAX_LENGTH {
            let what = if key { "key" } else { "value" };
            let message = format!("string too long for hstore {what}");
            return Err(InputError::new(Code::StringDataRightTruncation, message));
        }
        Ok(true)
    }
}

/// Labels of an `ltree`.
const MAX_LABELS: usize = 65_535;

/// `ltree_in`: labels of letters, digits, underscores and, from 16 on, hyphens, with dots between them.
fn ltree(major: u32, text: &str) -> Outcome {
    let max = if major >= 16 { 1000 } else { 255 };
    let wrong = |at: usize| {
        let message = format!("ltree syntax error at character {at}");
        InputError::new(Code::SyntaxError, message)
    };
    let ended = || {
        InputError::new(Code::SyntaxError, "ltree syntax error")
            .with_detail("Unexpected end of input.")
    };
    if text.is_empty() {
        return Ok(());
    }
    let labels = text.bytes().filter(|b| *b == b'.').count() + 1;
    if labels > MAX_LABELS {
        let message =
            format!("number of ltree labels ({labels}) exceeds the maximum allowed ({MAX_LABELS})");
        return Err(InputError::new(Code::ProgramLimitExceeded, message));
    }
    let mut length = 0;
    for (at, c) in text.chars().enumerate() {
        match c {
            '.' if length == 0 => return Err(wrong(at + 1)),
            '.' => {
                check_label(length, max, at)?;
                length = 0;
            }
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => length += 1,
            '-' if major >= 16 => length += 1,
            _ if !c.is_ascii() && c.is_alphanumeric() => {
                let what = format!("whether \"{c}\" is a letter to ltree depends on the locale");
                return Err(InputError::unsupported(what));
            }
            _ => return Err(wrong(at + 1)),
        }
    }
    if length == 0 {
        return Err(ended());
    }
    check_label(length, max, text.chars().count())
}

fn check_label(length: usize, max: usize, at: usize) -> Outcome {
    if length <= max {
        return Ok(());
    }
    let detail =
        format!("Label length is {length}, must be at most {max}, at character {}.", at + 1);
    Err(InputError::rejected("42622", "label string is too long").with_detail(detail))
}
