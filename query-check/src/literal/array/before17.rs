//! Input of arrays before PostgreSQL 17, which reads the braces first and the elements after that.

use std::borrow::Cow;

use super::{MAX_DIMENSIONS, MAX_SIZE, Reader, too_large, unescaped, upside_down};
use crate::diagnostic::Code;
use crate::literal::cursor::{Cursor, is_digit, is_space};
use crate::literal::error::{InputError, Outcome};

/// `array_in`.
pub(super) fn array(mut reader: Reader<'_>) -> Outcome {
    let (sizes, lower_bounds, count) = dimensions(&mut reader)?;
    let found = if count == 0 {
        if reader.cursor.peek() != b'{' {
            let detail = "Array value must start with \"{\" or dimension information.";
            return Err(reader.malformed(detail));
        }
        Braces::read(&reader)?
    } else {
        if !reader.cursor.eat(b'=') {
            return Err(reader.malformed("Missing \"=\" after array dimensions."));
        }
        reader.cursor.skip_space();
        if reader.cursor.peek() != b'{' {
            return Err(reader.malformed("Array contents must start with \"{\"."));
        }
        let found = Braces::read(&reader)?;
        if found.count != count || found.sizes[..count] != sizes[..count] {
            let detail = "Specified array dimensions do not match array contents.";
            return Err(reader.malformed(detail));
        }
        found
    };
    let mut items = i64::from(found.count > 0);
    for size in &found.sizes[..found.count] {
        items *= i64::from(*size);
        if items > MAX_SIZE {
            return Err(too_large());
        }
    }
    for (size, lower) in found.sizes[..count].iter().zip(lower_bounds) {
        if lower.checked_add(*size).is_none() {
            let message = format!("array lower bound is too large: {lower}");
            return Err(InputError::new(Code::ProgramLimitExceeded, message));
        }
    }
    if items == 0 { Ok(()) } else { elements(&mut reader, &found, items) }
}

type Sizes = [i32; MAX_DIMENSIONS];

/// `[m:n]…` before the value: sizes, lower bounds and how many there are.
fn dimensions(reader: &mut Reader<'_>) -> Outcome<(Sizes, Sizes, usize)> {
    let in_bound = |b: u8| is_digit(b) || matches!(b, b'-' | b'+');
    let (mut sizes, mut lower_bounds, mut count) = (Sizes::default(), Sizes::default(), 0);
    loop {
        reader.cursor.skip_space();
        if !reader.cursor.eat(b'[') {
            return Ok((sizes, lower_bounds, count));
        }
        if count >= MAX_DIMENSIONS {
            return Err(too_many_dimensions(count));
        }
        let mut start = reader.cursor.position();
        if reader.cursor.skip(in_bound) == 0 {
            let detail = "\"[\" must introduce explicitly-specified array dimensions.";
            return Err(reader.malformed(detail));
        }
        let mut upper = atoi(reader.cursor.since(start));
        let mut lower = 1;
        if reader.cursor.eat(b':') {
            lower = upper;
            start = reader.cursor.position();
            if reader.cursor.skip(in_bound) == 0 {
                return Err(reader.malformed("Missing array dimension value."));
            }
            upper = atoi(reader.cursor.since(start));
        }
        if !reader.cursor.eat(b']') {
            return Err(reader.malformed("Missing \"]\" after array dimensions."));
        }
        if upper < lower {
            return Err(upside_down());
        }
        sizes[count] = upper.wrapping_sub(lower).wrapping_add(1);
        lower_bounds[count] = lower;
        count += 1;
    }
}

/// C's `atoi`.
fn atoi(text: &[u8]) -> i32 {
    let value = crate::literal::cursor::c_integer_no_space(&mut Cursor::over(text)).unwrap_or(0);
    value.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i32
}

fn too_many_dimensions(have: usize) -> InputError {
    let message = format!(
        "number of array dimensions ({}) exceeds the maximum allowed ({MAX_DIMENSIONS})",
        have + 1
    );
    InputError::new(Code::ProgramLimitExceeded, message)
}

/// What was read last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Nothing,
    LevelStarted,
    ElementStarted,
    QuotedStarted,
    QuotedCompleted,
    ElementDelimited,
    LevelCompleted,
    LevelDelimited,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> Self {
        let text = &self.text[self.cursor.position()..];
        Self { text, cursor: Cursor::new(text), ..*self }
    }
}

/// The dimensions the braces give (`ArrayCount`); none for an empty array.
struct Braces {
    sizes: Sizes,
    count: usize,
}

impl Braces {
    fn read(reader: &Reader<'_>) -> Outcome<Self> {
        use State::{
            ElementDelimited, ElementStarted, LevelCompleted, LevelDelimited, LevelStarted,
            Nothing, QuotedCompleted, QuotedStarted,
        };
        // From here on complaints show the text from the brace on.
        let reader = &reader.rest();
        let mut cursor = reader.cursor;
        let mut state = Nothing;
        let (mut level, mut count, mut in_quotes, mut empty) = (0, 1, false, true);
        let (mut sizes, mut last) = (Sizes::default(), Sizes::default());
        let mut elements = [1_i32; MAX_DIMENSIONS];
        loop {
            if matches!(state, ElementStarted | QuotedStarted) {
                empty = false;
            }
            let byte = cursor.peek();
            match byte {
                0 => return Err(reader.ended()),
                b'\\' => {
                    match state {
                        QuotedStarted => {}
                        LevelStarted | ElementStarted | ElementDelimited => state = ElementStarted,
                        _ => return Err(reader.unexpected(b'\\')),
                    }
                    cursor.advance(1);
                    if cursor.is_at_end() {
                        return Err(reader.ended());
                    }
                }
                b'"' => {
                    if !matches!(state, LevelStarted | QuotedStarted | ElementDelimited) {
                        return Err(reader.malformed("Unexpected array element."));
                    }
                    in_quotes = !in_quotes;
                    state = if in_quotes { QuotedStarted } else { QuotedCompleted };
                }
                _ if in_quotes => {}
                b'{' => {
                    if !matches!(state, Nothing | LevelStarted | LevelDelimited) {
                        return Err(reader.unexpected(b'{'));
                    }
                    state = LevelStarted;
                    if level >= MAX_DIMENSIONS {
                        return Err(too_many_dimensions(level));
                    }
                    sizes[level] = 0;
                    level += 1;
                    count = count.max(level);
                }
                b'}' => {
                    let closes = matches!(state, ElementStarted | QuotedCompleted | LevelCompleted)
                        || level == 1 && state == LevelStarted;
                    if !closes {
                        return Err(reader.unexpected(b'}'));
                    }
                    state = LevelCompleted;
                    level -= 1;
                    if last[level] != 0 && elements[level] != last[level] {
                        let detail = "Multidimensional arrays must have sub-arrays with matching \
                                      dimensions.";
                        return Err(reader.malformed(detail));
                    }
                    last[level] = elements[level];
                    elements[level] = 1;
                    if level == 0 {
                        sizes[count - 1] += 1;
                        cursor.advance(1);
                        break;
                    }
                    sizes[level - 1] += 1;
                }
                _ if byte == reader.delimiter => {
                    state = match state {
                        LevelCompleted => LevelDelimited,
                        ElementStarted | QuotedCompleted => ElementDelimited,
                        _ => return Err(reader.unexpected(byte)),
                    };
                    elements[level - 1] += 1;
                    sizes[count - 1] += 1;
                }
                _ if is_space(byte) => {}
                _ => {
                    if !matches!(state, LevelStarted | ElementStarted | ElementDelimited) {
                        return Err(reader.malformed("Unexpected array element."));
                    }
                    state = ElementStarted;
                }
            }
            cursor.advance(1);
        }
        cursor.skip_space();
        if !cursor.is_at_end() {
            return Err(reader.malformed("Junk after closing right brace."));
        }
        Ok(Self { sizes, count: if empty { 0 } else { count } })
    }
}

/// The elements (`ReadArrayStr`).
fn elements(reader: &mut Reader<'_>, braces: &Braces, items: i64) -> Outcome {
    let message = format!("malformed array literal: \"{}\"", reader.text);
    let malformed = || InputError::new(Code::InvalidTextRepresentation, message.clone());
    let mut steps = [1_i64; MAX_DIMENSIONS];
    for place in (1..braces.count).rev() {
        steps[place - 1] = steps[place] * i64::from(braces.sizes[place]);
    }
    let mut index = [0_i64; MAX_DIMENSIONS];
    let mut level = 0;
    loop {
        let item = Item::read(reader, braces.count, &steps, &mut index, &mut level);
        let item = item.ok_or_else(malformed)?;
        if !(0..items).contains(&item.offset) {
            return Err(malformed());
        }
        let null = !item.quoted && item.text.eq_ignore_ascii_case("null");
        reader.check_element((!null).then_some(&*item.text))?;
        if level == 0 {
            return Ok(());
        }
    }
}

struct Item<'a> {
    text: Cow<'a, str>,
    quoted: bool,
    offset: i64,
}

impl<'a> Item<'a> {
    /// Reads up to a delimiter or the last brace. `None` when the braces are not those that were counted.
    fn read(
        reader: &mut Reader<'a>,
        count: usize,
        steps: &[i64; MAX_DIMENSIONS],
        index: &mut [i64; MAX_DIMENSIONS],
        level: &mut usize,
    ) -> Option<Self> {
        let (mut in_quotes, mut quoted, mut leading) = (false, false, true);
        let mut text = Vec::new();
        let mut end = 0;
        let mut offset = None;
        let here = |index: &[i64; MAX_DIMENSIONS]| {
            index[..count].iter().zip(steps).map(|(i, s)| i * s).sum::<i64>()
        };
        loop {
            let byte = reader.cursor.next();
            match byte {
                0 => return None,
                b'\\' => {
                    if reader.cursor.is_at_end() {
                        return None;
                    }
                    text.push(reader.cursor.next());
                    (leading, end, quoted) = (false, text.len(), true);
                }
                b'"' => {
                    in_quotes = !in_quotes;
                    if in_quotes {
                        leading = false;
                    } else {
                        end = text.len();
                    }
                    quoted = true;
                }
                _ if in_quotes => text.push(byte),
                b'{' => {
                    if *level >= count {
                        return None;
                    }
                    index[*level] = 0;
                    *level += 1;
                }
                b'}' => {
                    offset.get_or_insert_with(|| here(index));
                    *level = level.checked_sub(1)?;
                    index[*level] = 0;
                    if *level == 0 {
                        break;
                    }
                    index[*level - 1] += 1;
                }
                _ if byte == reader.delimiter => {
                    offset.get_or_insert_with(|| here(index));
                    index[count - 1] += 1;
                    break;
                }
                _ if is_space(byte) => {
                    if !leading {
                        text.push(byte);
                    }
                }
                _ => {
                    text.push(byte);
                    (leading, end) = (false, text.len());
                }
            }
        }
        text.truncate(end);
        Some(Self { text: unescaped(Some(text), ""), quoted, offset: offset.unwrap_or(-1) })
    }
}
