//! Qualified names in texts (`stringToQualifiedNameList`).

use crate::diagnostic::Code;
use crate::literal::cursor::{Cursor, is_sql_space};
use crate::literal::error::{InputError, Outcome};

/// Longer names are cut (`NAMEDATALEN`).
const MAX_LENGTH: usize = 63;

/// A name of up to three parts; more are counted only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    parts: Vec<String>,
    /// The schema, where one is written.
    pub(super) schema: Option<String>,
    /// The last part.
    pub(super) object: String,
}

impl Name {
    /// Cuts a text at its dots; quotes keep a part as it is, others are folded to lower case.
    pub(super) fn parse(major: u32, text: &str) -> Outcome<Self> {
        let invalid = || InputError::new(Code::InvalidName, "invalid name syntax");
        let mut cursor = Cursor::new(text);
        let mut parts = Vec::new();
        loop {
            cursor.skip(|b| is_sql_space(major, b));
            let part =
                if cursor.eat(b'"') { quoted(&mut cursor) } else { plain(major, &mut cursor) };
            parts.push(cut(part.ok_or_else(invalid)?));
            cursor.skip(|b| is_sql_space(major, b));
            if cursor.is_at_end() {
                break;
            }
            if !cursor.eat(b'.') {
                return Err(invalid());
            }
        }
        let object = parts.last().cloned().unwrap_or_default();
        let schema = parts.len().checked_sub(2).map(|place| parts[place].clone());
        Ok(Self { parts, schema, object })
    }

    /// The name as PostgreSQL prints it in messages (`NameListToString`).
    pub(super) fn dotted(&self) -> String {
        self.parts.join(".")
    }

    /// No more than schema and object. With three parts the first must be the database, of which this checker
    /// does not know the name.
    pub(super) fn check_parts(&self, what: &str, quote: bool) -> Outcome {
        let name = self.dotted();
        match self.parts.len() {
            ..=2 => Ok(()),
            3 => {
                let shown = if quote { format!("\"{name}\"") } else { name };
                let message = format!("cross-database references are not implemented: {shown}");
                Err(InputError::new(Code::FeatureNotSupported, message))
            }
            _ => {
                let message = format!("improper {what} (too many dotted names): {name}");
                Err(InputError::new(Code::SyntaxError, message))
            }
        }
    }

    /// One part only.
    pub(super) fn check_single(&self) -> Outcome {
        if self.parts.len() == 1 {
            Ok(())
        } else {
            Err(InputError::new(Code::InvalidName, "invalid name syntax"))
        }
    }
}

fn quoted(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut name = Vec::new();
    loop {
        if cursor.is_at_end() {
            return None;
        }
        match cursor.next() {
            b'"' if cursor.peek() == b'"' => name.push(cursor.next()),
            b'"' => return String::from_utf8(name).ok(),
            byte => name.push(byte),
        }
    }
}

fn plain(major: u32, cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.position();
    let length = cursor.skip(|b| b != b'.' && !is_sql_space(major, b));
    let name = std::str::from_utf8(cursor.since(start)).ok()?;
    (length > 0).then(|| name.to_ascii_lowercase())
}

fn cut(mut name: String) -> String {
    let mut length = name.len().min(MAX_LENGTH);
    while !name.is_char_boundary(length) {
        length -= 1;
    }
    name.truncate(length);
    name
}
