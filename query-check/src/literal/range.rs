//! Input of ranges and multiranges (manual, "Range Types").

use std::borrow::Cow;
use std::cmp::Ordering;

use super::cursor::{Cursor, is_space};
use super::error::{InputError, Outcome};
use super::value::Value;
use super::{input, quoted};
use crate::catalog::{Catalog, CollationId, TypeId};
use crate::diagnostic::Code;

/// A range type.
#[derive(Clone, Copy, Debug)]
pub(super) struct RangeType {
    /// The type itself.
    pub(super) id: TypeId,
    /// The type of its bounds.
    pub(super) subtype: TypeId,
    /// What orders its bounds.
    pub(super) collation: Option<CollationId>,
}

/// `range_in`.
pub(super) fn range(catalog: &Catalog, ty: RangeType, modifier: i32, text: &str) -> Outcome {
    let Some(parsed) = Parsed::read(text)? else { return Ok(()) };
    let value = |bound: &Option<Cow<'_, str>>| {
        bound.as_ref().map_or(Ok(()), |text| input(catalog, ty.subtype, modifier, text))
    };
    value(&parsed.lower)?;
    value(&parsed.upper)?;
    let value = |bound| Value::of(catalog, ty.subtype, ty.collation, bound);
    let lower = parsed.lower.as_deref().map(value).transpose()?;
    let upper = parsed.upper.as_deref().map(value).transpose()?;
    if let (Some(lower), Some(upper)) = (&lower, &upper) {
        let order =
            if parsed.lower == parsed.upper { Some(Ordering::Equal) } else { lower.compare(upper) };
        match order {
            Some(Ordering::Less) => {}
            // An empty range has no bounds to be put into canonical form.
            Some(Ordering::Equal) if !(parsed.lower_inclusive && parsed.upper_inclusive) => {
                return Ok(());
            }
            Some(Ordering::Equal) => {}
            Some(Ordering::Greater) => {
                let message = "range lower bound must be less than or equal to range upper bound";
                return Err(InputError::new(Code::DataException, message));
            }
            None => {
                let subtype = catalog.format_type(ty.subtype);
                return Err(InputError::unsupported(format!(
                    "the order of the bounds of \"{text}\" (of type {subtype}) cannot be checked"
                )));
            }
        }
    }
    // int4range, int8range and daterange make '[' of a lower and ')' of an upper bound.
    if !parsed.lower_inclusive {
        next_value(ty.id, lower.as_ref())?;
    }
    if parsed.upper_inclusive {
        next_value(ty.id, upper.as_ref())?;
    }
    Ok(())
}

/// The value after a bound of a discrete range must be one of its type (`int4range_canonical` and others).
fn next_value(ty: TypeId, bound: Option<&Value<'_>>) -> Outcome {
    let number = |message| InputError::new(Code::NumericValueOutOfRange, message);
    match (ty, bound) {
        (TypeId::INT4RANGE, Some(Value::Integer(bound))) if *bound == i64::from(i32::MAX) => {
            Err(number("integer out of range"))
        }
        (TypeId::INT8RANGE, Some(Value::Integer(i64::MAX))) => Err(number("bigint out of range")),
        (TypeId::DATERANGE, Some(Value::Instant(instant))) if instant.is_last_date() => {
            Err(InputError::new(Code::DatetimeFieldOverflow, "date out of range"))
        }
        _ => Ok(()),
    }
}

/// The parts of a range that is not empty.
struct Parsed<'a> {
    lower_inclusive: bool,
    upper_inclusive: bool,
    /// The bounds' texts; `None` for one that is not there.
    lower: Option<Cow<'a, str>>,
    upper: Option<Cow<'a, str>>,
}

impl<'a> Parsed<'a> {
    /// `range_parse`; `None` for the empty range.
    fn read(text: &'a str) -> Outcome<Option<Self>> {
        let malformed = |detail: &str| {
            let message = format!("malformed range literal: \"{text}\"");
            InputError::new(Code::InvalidTextRepresentation, message).with_detail(detail)
        };
        let mut cursor = Cursor::new(text);
        cursor.skip_space();
        if cursor.eat_word("empty") {
            cursor.skip_space();
            return if cursor.is_at_end() {
                Ok(None)
            } else {
                Err(malformed("Junk after \"empty\" key word."))
            };
        }
        let lower_inclusive = cursor.eat(b'[');
        if !lower_inclusive && !cursor.eat(b'(') {
            return Err(malformed("Missing left parenthesis or bracket."));
        }
        let ended = || malformed("Unexpected end of input.");
        let lower = bound(&mut cursor).ok_or_else(ended)?;
        if !cursor.eat(b',') {
            return Err(malformed("Missing comma after lower bound."));
        }
        let upper = bound(&mut cursor).ok_or_else(ended)?;
        let upper_inclusive = cursor.eat(b']');
        if !upper_inclusive && !cursor.eat(b')') {
            return Err(malformed("Too many commas."));
        }
        cursor.skip_space();
        if !cursor.is_at_end() {
            return Err(malformed("Junk after right parenthesis or bracket."));
        }
        Ok(Some(Self { lower_inclusive, upper_inclusive, lower, upper }))
    }
}

/// A bound, `Some(None)` when there is none; `None` when the literal ends within it.
fn bound<'a>(cursor: &mut Cursor<'a>) -> Option<Option<Cow<'a, str>>> {
    if matches!(cursor.peek(), b',' | b')' | b']') {
        return Some(None);
    }
    quoted::text(cursor, b",)]").map(Some)
}

/// Where in a multirange we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    BeforeRange,
    InRange,
    Escaped,
    Quoted,
    QuotedEscaped,
    AfterRange,
}

/// `multirange_in`.
pub(super) fn multirange(catalog: &Catalog, ty: RangeType, modifier: i32, text: &str) -> Outcome {
    let malformed = |detail: &str| {
        let message = format!("malformed multirange literal: \"{text}\"");
        InputError::new(Code::InvalidTextRepresentation, message).with_detail(detail)
    };
    let mut cursor = Cursor::new(text);
    cursor.skip_space();
    if !cursor.eat(b'{') {
        return Err(malformed("Missing left brace."));
    }
    let (mut state, mut any, mut start) = (State::BeforeRange, false, 0);
    loop {
        if cursor.is_at_end() {
            return Err(malformed("Unexpected end of input."));
        }
        let byte = cursor.peek();
        if is_space(byte) {
            cursor.advance(1);
            continue;
        }
        match (state, byte) {
            (State::BeforeRange, b'[' | b'(') => {
                start = cursor.position();
                state = State::InRange;
            }
            (State::BeforeRange, b'}') if !any => break,
            (State::BeforeRange, _) => {
                if !cursor.eat_word("empty") {
                    return Err(malformed("Expected range start."));
                }
                any = true;
                state = State::AfterRange;
                continue;
            }
            (State::InRange, b']' | b')') => {
                range(catalog, ty, modifier, &text[start..=cursor.position()])?;
                any = true;
                state = State::AfterRange;
            }
            (State::InRange, b'"') => state = State::Quoted,
            (State::InRange, b'\\') => state = State::Escaped,
            (State::InRange, _) => {}
            (State::Escaped, _) => state = State::InRange,
            (State::Quoted, b'"') if cursor.peek_at(1) == b'"' => cursor.advance(1),
            (State::Quoted, b'"') => state = State::InRange,
            (State::Quoted, b'\\') => state = State::QuotedEscaped,
            (State::Quoted, _) => {}
            (State::QuotedEscaped, _) => state = State::Quoted,
            (State::AfterRange, b',') => state = State::BeforeRange,
            (State::AfterRange, b'}') => break,
            (State::AfterRange, _) => {
                return Err(malformed("Expected comma or end of multirange."));
            }
        }
        cursor.advance(1);
    }
    cursor.advance(1);
    cursor.skip_space();
    if cursor.is_at_end() { Ok(()) } else { Err(malformed("Junk after closing right brace.")) }
}
