//! Input of whole numbers: `smallint`, `integer`, `bigint` and the unsigned system types.

use super::cursor::{
    Cursor, c_integer, digit_value, is_digit, is_hex, is_space, saturating_digits,
};
use super::error::{InputError, Outcome};

/// A signed integer type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed {
    name: &'static str,
    min: i64,
    max: i64,
}

pub(super) const INT2: Signed =
    Signed { name: "smallint", min: i16::MIN as i64, max: i16::MAX as i64 };
pub(super) const INT4: Signed =
    Signed { name: "integer", min: i32::MIN as i64, max: i32::MAX as i64 };
pub(super) const INT8: Signed = Signed { name: "bigint", min: i64::MIN, max: i64::MAX };

/// `int2in`, `int4in`, `int8in`. From PostgreSQL 16 on with `0x`, `0o`, `0b` and underscores between digits.
pub(super) fn signed(ty: Signed, major: u32, text: &str) -> Outcome<i64> {
    let out_of_range = || InputError::out_of_range(ty.name, text);
    let syntax = || InputError::syntax(ty.name, text);
    let mut cursor = Cursor::new(text);
    cursor.skip_space();
    let negative = cursor.eat(b'-');
    if !negative {
        cursor.eat(b'+');
    }
    let base = if major >= 16 { radix(&mut cursor) } else { 10 };
    let is_base_digit = |b: u8| digit_value(b) < base;
    let limit = ty.min.unsigned_abs();
    let start = cursor.position();
    let mut magnitude = 0_u64;
    loop {
        let byte = cursor.peek();
        if is_base_digit(byte) {
            // Overflow is noticed while digits are read, before what follows them is looked at: from 16 on
            // one digit late.
            if major >= 16 {
                if magnitude > limit / base {
                    return Err(out_of_range());
                }
                magnitude = magnitude.wrapping_mul(base).wrapping_add(digit_value(byte));
            } else {
                let next = magnitude.checked_mul(base);
                magnitude = next
                    .and_then(|m| m.checked_add(digit_value(byte)))
                    .filter(|m| *m <= limit)
                    .ok_or_else(out_of_range)?;
            }
        } else if byte == b'_' && major >= 16 {
            let first = cursor.position() == start;
            if (first && base == 10) || !is_base_digit(cursor.peek_at(1)) {
                return Err(syntax());
            }
        } else {
            break;
        }
        cursor.advance(1);
    }
    if cursor.position() == start {
        return Err(syntax());
    }
    cursor.skip_space();
    if !cursor.is_at_end() {
        return Err(syntax());
    }
    let value = i128::from(magnitude) * if negative { -1 } else { 1 };
    i64::try_from(value).ok().filter(|v| (ty.min..=ty.max).contains(v)).ok_or_else(out_of_range)
}

/// Passes the prefix of a non-decimal number.
fn radix(cursor: &mut Cursor<'_>) -> u64 {
    let base = match (cursor.peek(), cursor.peek_at(1)) {
        (b'0', b'x' | b'X') => 16,
        (b'0', b'o' | b'O') => 8,
        (b'0', b'b' | b'B') => 2,
        _ => return 10,
    };
    cursor.advance(2);
    base
}

/// An unsigned system type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unsigned {
    name: &'static str,
    bits: u32,
    /// Before PostgreSQL 16, it took whatever `strtoul` makes of the text.
    lenient: bool,
}

pub(super) const OID: Unsigned = Unsigned { name: "oid", bits: 32, lenient: false };
pub(super) const XID: Unsigned = Unsigned { name: "xid", bits: 32, lenient: true };
pub(super) const CID: Unsigned = Unsigned { name: "cid", bits: 32, lenient: true };
pub(super) const XID8: Unsigned = Unsigned { name: "xid8", bits: 64, lenient: true };

/// `oidin`, `xidin`, `cidin`, `xid8in`.
pub(super) fn unsigned(ty: Unsigned, major: u32, text: &str) -> Outcome {
    if ty.lenient && major < 16 {
        return Ok(());
    }
    let mut cursor = Cursor::new(text);
    let number = c_unsigned(ty, major, text, &mut cursor)?;
    cursor.skip_space();
    if !cursor.is_at_end() {
        return Err(InputError::syntax(ty.name, text));
    }
    check_width(ty, number, text)
}

/// Reads one element of an `oidvector` and stops behind it.
pub(super) fn oid_element(major: u32, text: &str, cursor: &mut Cursor<'_>) -> Outcome {
    let number = c_unsigned(OID, major, text, cursor)?;
    check_width(OID, number, text)
}

/// `strtoul`: a number of at most 64 bits, which a minus sign wraps around.
fn c_unsigned(ty: Unsigned, major: u32, text: &str, cursor: &mut Cursor<'_>) -> Outcome<u64> {
    let number = if major >= 16 { strtoul_any_base(cursor) } else { c_integer(cursor) };
    let Some(number) = number else { return Err(InputError::syntax(ty.name, text)) };
    if number.unsigned_abs() > u128::from(u64::MAX) {
        return Err(InputError::out_of_range(ty.name, text));
    }
    Ok(number as u64)
}

/// The number may be meant as a signed or as an unsigned one.
fn check_width(ty: Unsigned, number: u64, text: &str) -> Outcome {
    let signed = number as i64;
    let fits = ty.bits == 64
        || number <= u64::from(u32::MAX)
        || (i64::from(i32::MIN)..0).contains(&signed);
    if fits { Ok(()) } else { Err(InputError::out_of_range(ty.name, text)) }
}

/// C's `strtoul` with base 0: `0x` is hexadecimal, a leading `0` octal.
fn strtoul_any_base(cursor: &mut Cursor<'_>) -> Option<i128> {
    let mut look = *cursor;
    look.skip(is_space);
    let negative = look.peek() == b'-';
    if negative || look.peek() == b'+' {
        look.advance(1);
    }
    let hex = look.peek() == b'0' && look.peek_at(1) | 0x20 == b'x' && is_hex(look.peek_at(2));
    let (base, class): (i128, fn(u8) -> bool) = if hex {
        look.advance(2);
        (16, is_hex)
    } else if look.peek() == b'0' {
        (8, |b| matches!(b, b'0'..=b'7'))
    } else {
        (10, is_digit)
    };
    let start = look.position();
    if look.skip(class) == 0 {
        return None;
    }
    let magnitude = saturating_digits(look.since(start), base);
    *cursor = look;
    Some(if negative { -magnitude } else { magnitude })
}
