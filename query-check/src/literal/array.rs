//! Input of arrays (manual, "Array Input and Output Syntax").

mod before17;

use std::borrow::Cow;

use super::cursor::{Cursor, is_space};
use super::error::{InputError, Outcome};
use super::{check_null, input};
use crate::catalog::{Catalog, TypeId};
use crate::diagnostic::Code;

/// No more dimensions than this (`MAXDIM`).
const MAX_DIMENSIONS: usize = 6;
/// No more elements than this (`MaxArraySize`).
const MAX_SIZE: i64 = 0x3fff_ffff / 8;

/// `array_in`.
pub(super) fn check(catalog: &Catalog, element: TypeId, modifier: i32, text: &str) -> Outcome {
    let reader = Reader {
        catalog,
        element,
        modifier,
        text,
        delimiter: if element == TypeId::BOX { b';' } else { b',' },
        cursor: Cursor::new(text),
    };
    if catalog.major() >= 17 { reader.array() } else { before17::array(reader) }
}

/// The literal and how to read it.
struct Reader<'a> {
    catalog: &'a Catalog,
    element: TypeId,
    modifier: i32,
    text: &'a str,
    /// What stands between elements (`typdelim`).
    delimiter: u8,
    cursor: Cursor<'a>,
}

/// A piece of an array's value.
enum Token<'a> {
    Open,
    Close,
    Delimiter,
    Null,
    Element(Cow<'a, str>),
}

impl<'a> Reader<'a> {
    fn malformed(&self, detail: impl Into<String>) -> InputError {
        let message = format!("malformed array literal: \"{}\"", self.text);
        InputError::new(Code::InvalidTextRepresentation, message).with_detail(detail)
    }

    fn unexpected(&self, byte: u8) -> InputError {
        self.malformed(format!("Unexpected \"{}\" character.", char::from(byte)))
    }

    fn ended(&self) -> InputError {
        self.malformed("Unexpected end of input.")
    }

    fn check_element(&self, value: Option<&str>) -> Outcome {
        match value {
            Some(text) => input(self.catalog, self.element, self.modifier, text),
            None => check_null(self.catalog, self.element),
        }
    }

    fn array(mut self) -> Outcome {
        let dimensions = self.dimensions()?;
        if dimensions.count == 0 {
            if self.cursor.peek() != b'{' {
                let detail = "Array value must start with \"{\" or dimension information.";
                return Err(self.malformed(detail));
            }
        } else {
            if !self.cursor.eat(b'=') {
                return Err(self.malformed("Missing \"=\" after array dimensions."));
            }
            self.cursor.skip_space();
            if self.cursor.peek() != b'{' {
                return Err(self.malformed("Array contents must start with \"{\"."));
            }
        }
        self.contents(&dimensions)?;
        self.cursor.skip_space();
        if self.cursor.is_at_end() {
            Ok(())
        } else {
            Err(self.malformed("Junk after closing right brace."))
        }
    }

    /// `[m:n]…` before the value.
    fn dimensions(&mut self) -> Outcome<Dimensions> {
        let mut dimensions = Dimensions::default();
        loop {
            self.cursor.skip_space();
            if !self.cursor.eat(b'[') {
                return Ok(dimensions);
            }
            if dimensions.count >= MAX_DIMENSIONS {
                return Err(too_many_dimensions());
            }
            let introduced = "\"[\" must introduce explicitly-specified array dimensions.";
            let first = self.bound()?.ok_or_else(|| self.malformed(introduced))?;
            let (lower, upper) = if self.cursor.eat(b':') {
                let missing = "Missing array dimension value.";
                (first, self.bound()?.ok_or_else(|| self.malformed(missing))?)
            } else {
                (1, first)
            };
            if !self.cursor.eat(b']') {
                return Err(self.malformed("Missing \"]\" after array dimensions."));
            }
            if upper < lower {
                return Err(upside_down());
            }
            if upper == i32::MAX {
                let message = format!("array upper bound is too large: {upper}");
                return Err(InputError::new(Code::ProgramLimitExceeded, message));
            }
            let size = i64::from(upper) - i64::from(lower) + 1;
            dimensions.sizes[dimensions.count] =
                Some(i32::try_from(size).map_err(|_| too_large())?);
            dimensions.count += 1;
        }
    }

    /// A bound; `None` when there is no digit.
    fn bound(&mut self) -> Outcome<Option<i32>> {
        match super::cursor::c_integer_no_space(&mut self.cursor) {
            // A lone sign is read as nothing, too.
            None => Ok(None),
            Some(bound) => i32::try_from(bound).map(Some).map_err(|_| {
                let message = "array bound is out of integer range";
                InputError::new(Code::ProgramLimitExceeded, message)
            }),
        }
    }

    /// `{…}`: every element at the same depth, every part of a level of the same size.
    fn contents(&mut self, given: &Dimensions) -> Outcome {
        let mismatch = if given.count > 0 {
            "Specified array dimensions do not match array contents."
        } else {
            "Multidimensional arrays must have sub-arrays with matching dimensions."
        };
        let mut sizes = given.sizes;
        let (mut count, mut frozen) = (given.count, given.count > 0);
        let mut elements = [0_i32; MAX_DIMENSIONS];
        let (mut level, mut expect_delimiter) = (0, false);
        loop {
            match self.token()? {
                Token::Open => {
                    if expect_delimiter {
                        return Err(self.unexpected(b'{'));
                    }
                    if level >= MAX_DIMENSIONS {
                        return Err(too_many_dimensions());
                    }
                    elements[level] = 0;
                    level += 1;
                    if level > count {
                        if frozen {
                            return Err(self.malformed(mismatch));
                        }
                        count = level;
                    }
                }
                Token::Close => {
                    if elements[level - 1] > 0 && !expect_delimiter {
                        return Err(self.unexpected(b'}'));
                    }
                    level -= 1;
                    if level > 0 {
                        elements[level - 1] += 1;
                    }
                    if *sizes[level].get_or_insert(elements[level]) != elements[level] {
                        return Err(self.malformed(mismatch));
                    }
                    expect_delimiter = true;
                }
                Token::Delimiter => {
                    if !expect_delimiter {
                        return Err(self.unexpected(self.delimiter));
                    }
                    expect_delimiter = false;
                }
                token @ (Token::Null | Token::Element(_)) => {
                    if expect_delimiter {
                        return Err(self.malformed("Unexpected array element."));
                    }
                    self.check_element(match &token {
                        Token::Element(text) => Some(text),
                        _ => None,
                    })?;
                    frozen = true;
                    if level != count {
                        return Err(self.malformed(mismatch));
                    }
                    elements[level - 1] += 1;
                    expect_delimiter = true;
                }
            }
            if level == 0 {
                return Ok(());
            }
        }
    }

    fn token(&mut self) -> Outcome<Token<'a>> {
        self.cursor.skip(|b| is_space(b) && b != self.delimiter);
        let token = match self.cursor.peek() {
            0 => return Err(self.ended()),
            b'{' => Token::Open,
            b'}' => Token::Close,
            b'"' => return self.quoted(),
            byte if byte == self.delimiter => Token::Delimiter,
            _ => return self.unquoted(),
        };
        self.cursor.advance(1);
        Ok(token)
    }

    fn quoted(&mut self) -> Outcome<Token<'a>> {
        self.cursor.advance(1);
        let start = self.cursor.position();
        let mut copy: Option<Vec<u8>> = None;
        loop {
            match self.cursor.next() {
                0 => return Err(self.ended()),
                b'\\' => {
                    let before = &self.text.as_bytes()[start..self.cursor.position() - 1];
                    if self.cursor.is_at_end() {
                        return Err(self.ended());
                    }
                    copy.get_or_insert_with(|| before.to_vec()).push(self.cursor.next());
                }
                b'"' => break,
                byte => {
                    if let Some(copy) = &mut copy {
                        copy.push(byte);
                    }
                }
            }
        }
        let end = self.cursor.position() - 1;
        self.cursor.skip(|b| is_space(b) && b != self.delimiter);
        match self.cursor.peek() {
            0 => Err(self.ended()),
            byte if byte == self.delimiter || matches!(byte, b'{' | b'}') => {
                Ok(Token::Element(unescaped(copy, &self.text[start..end])))
            }
            _ => Err(self.malformed("Incorrectly quoted array element.")),
        }
    }

    fn unquoted(&mut self) -> Outcome<Token<'a>> {
        let start = self.cursor.position();
        let mut copy: Option<Vec<u8>> = None;
        // Spaces at the end do not count, unless they are escaped.
        let (mut end, mut length) = (start, 0);
        loop {
            match self.cursor.peek() {
                0 => return Err(self.ended()),
                b'{' => return Err(self.unexpected(b'{')),
                b'"' => return Err(self.malformed("Incorrectly quoted array element.")),
                b'\\' => {
                    let before = self.cursor.since(start);
                    let copy = copy.get_or_insert_with(|| before.to_vec());
                    self.cursor.advance(1);
                    if self.cursor.is_at_end() {
                        return Err(self.ended());
                    }
                    copy.push(self.cursor.next());
                    length = copy.len();
                }
                byte if byte == self.delimiter || byte == b'}' => break,
                byte => {
                    self.cursor.advance(1);
                    if let Some(copy) = &mut copy {
                        copy.push(byte);
                        if !is_space(byte) {
                            length = copy.len();
                        }
                    } else if !is_space(byte) {
                        end = self.cursor.position();
                    }
                }
            }
        }
        let plain = &self.text[start..end];
        if copy.is_none() && plain.eq_ignore_ascii_case("null") {
            return Ok(Token::Null);
        }
        if let Some(copy) = &mut copy {
            copy.truncate(length);
        }
        Ok(Token::Element(unescaped(copy, plain)))
    }
}

fn unescaped(copy: Option<Vec<u8>>, plain: &str) -> Cow<'_, str> {
    match copy {
        // Only whole characters were taken out: backslashes and quotes.
        Some(bytes) => String::from_utf8(bytes).unwrap_or_default().into(),
        None => plain.into(),
    }
}

/// The dimensions that are written before the value.
#[derive(Default)]
struct Dimensions {
    count: usize,
    sizes: [Option<i32>; MAX_DIMENSIONS],
}

fn too_many_dimensions() -> InputError {
    let message =
        format!("number of array dimensions exceeds the maximum allowed ({MAX_DIMENSIONS})");
    InputError::new(Code::ProgramLimitExceeded, message)
}

fn too_large() -> InputError {
    let message = format!("array size exceeds the maximum allowed ({MAX_SIZE})");
    InputError::new(Code::ProgramLimitExceeded, message)
}

fn upside_down() -> InputError {
    InputError::new(Code::ArraySubscriptError, "upper bound cannot be less than lower bound")
}
