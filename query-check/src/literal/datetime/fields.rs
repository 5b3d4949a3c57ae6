//! A date or time literal cut into fields (`ParseDateTime`).

use super::{Fault, keyword};
use crate::literal::cursor::{Cursor, is_digit, is_space};

/// No more fields than this (`MAXDATEFIELDS`).
const MAX_FIELDS: usize = 25;
/// The largest work space of any input function.
const BUFFER: usize = 256;

/// What a field looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits and perhaps a point.
    Number,
    /// Digits and delimiters, or digits and text, or a time zone's name.
    Date,
    /// Digits with colons.
    Time,
    /// Letters.
    Word,
    /// A sign and letters.
    SignedWord,
    /// A sign and digits.
    Signed,
}

/// The fields of a literal, in lower case.
#[derive(Debug)]
pub(super) struct Fields {
    buffer: [u8; BUFFER],
    fields: [(u16, u16, Kind); MAX_FIELDS],
    count: usize,
}

impl Fields {
    /// Cuts `text`, which must fit PostgreSQL's work space of `limit` bytes.
    pub(super) fn cut(text: &str, limit: usize, major: u32) -> Result<Self, Fault> {
        let mut fields =
            Self { buffer: [0; BUFFER], fields: [(0, 0, Kind::Number); MAX_FIELDS], count: 0 };
        let mut cutter = Cutter {
            cursor: Cursor::new(text),
            fields: &mut fields,
            used: 0,
            limit,
            start: 0,
            major,
        };
        while cutter.field()? {}
        Ok(fields)
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn kind(&self, place: usize) -> Kind {
        self.fields[place].2
    }

    pub(super) fn text(&self, place: usize) -> &[u8] {
        let (start, end, _) = self.fields[place];
        &self.buffer[usize::from(start)..usize::from(end)]
    }
}

struct Cutter<'a, 'b> {
    cursor: Cursor<'a>,
    fields: &'b mut Fields,
    used: usize,
    limit: usize,
    start: usize,
    major: u32,
}

impl Cutter<'_, '_> {
    fn take(&mut self) -> Result<(), Fault> {
        if self.used + 1 >= self.limit {
            return Err(Fault::Format);
        }
        self.fields.buffer[self.used] = self.cursor.next().to_ascii_lowercase();
        self.used += 1;
        Ok(())
    }

    fn take_while(&mut self, class: impl Fn(u8) -> bool) -> Result<(), Fault> {
        while class(self.cursor.peek()) {
            self.take()?;
        }
        Ok(())
    }

    /// Reads one field; false at the end.
    fn field(&mut self) -> Result<bool, Fault> {
        let punctuation = |b: u8| b.is_ascii_punctuation() && !matches!(b, b'.' | b'+' | b'-');
        self.cursor.skip(is_space);
        if self.cursor.is_at_end() {
            return Ok(false);
        }
        if self.fields.count >= MAX_FIELDS {
            return Err(Fault::Format);
        }
        self.start = self.used;
        let kind = match self.cursor.peek() {
            b'0'..=b'9' => self.number_or_date()?,
            b'.' => {
                self.take()?;
                self.take_while(is_digit)?;
                Kind::Number
            }
            b'a'..=b'z' | b'A'..=b'Z' => self.word()?,
            b'+' | b'-' => self.signed()?,
            byte if punctuation(byte) => {
                self.cursor.advance(1);
                return Ok(true);
            }
            _ => return Err(Fault::Format),
        };
        self.fields.fields[self.fields.count] = (self.start as u16, self.used as u16, kind);
        self.fields.count += 1;
        // PostgreSQL ends each field with a zero byte in the same space.
        self.used += 1;
        Ok(true)
    }

    fn number_or_date(&mut self) -> Result<Kind, Fault> {
        self.take_while(is_digit)?;
        let delimiter = self.cursor.peek();
        match delimiter {
            b':' => {
                self.take_while(|b| is_digit(b) || b == b':' || b == b'.')?;
                Ok(Kind::Time)
            }
            b'-' | b'/' | b'.' => {
                self.take()?;
                if !is_digit(self.cursor.peek()) {
                    self.take_while(|b| b.is_ascii_alphanumeric() || b == delimiter)?;
                    return Ok(Kind::Date);
                }
                self.take_while(is_digit)?;
                if self.cursor.peek() == delimiter {
                    self.take_while(|b| is_digit(b) || b == delimiter)?;
                    return Ok(Kind::Date);
                }
                Ok(if delimiter == b'.' { Kind::Number } else { Kind::Date })
            }
            _ => Ok(Kind::Number),
        }
    }

    fn word(&mut self) -> Result<Kind, Fault> {
        self.take_while(|b| b.is_ascii_alphabetic())?;
        let is_date = match self.cursor.peek() {
            b'-' | b'/' | b'.' => true,
            // A known word ends here; anything else may be the name of a time zone.
            b'+' | b'0'..=b'9' => {
                keyword::date_word(&self.fields.buffer[self.start..self.used], self.major).is_none()
            }
            _ => false,
        };
        if !is_date {
            return Ok(Kind::Word);
        }
        let in_name = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'/' | b'_' | b'.' | b':')
        };
        self.take_while(in_name)?;
        Ok(Kind::Date)
    }

    fn signed(&mut self) -> Result<Kind, Fault> {
        self.take()?;
        self.cursor.skip_space();
        match self.cursor.peek() {
            b'0'..=b'9' => {
                self.take_while(|b| is_digit(b) || matches!(b, b':' | b'.' | b'-'))?;
                Ok(Kind::Signed)
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                self.take_while(|b| b.is_ascii_alphabetic())?;
                Ok(Kind::SignedWord)
            }
            _ => Err(Fault::Format),
        }
    }
}
