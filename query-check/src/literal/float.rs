//! Input of `real` and `double precision` (manual, "Floating-Point Types").

use super::cursor::{Cursor, digit_value, is_digit, is_hex, is_space};
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// A floating-point type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    Single,
    Double,
}

impl Float {
    fn name(self) -> &'static str {
        match self {
            Self::Single => "real",
            Self::Double => "double precision",
        }
    }
}

/// `float4in`, `float8in`.
pub(super) fn float(ty: Float, major: u32, text: &str) -> Outcome<f64> {
    let mut cursor = Cursor::new(text);
    let value = float_prefix(ty, ty.name(), text, &mut cursor).map_err(|mut error| {
        if ty == Float::Single && major < 16 && error.code == Code::NumericValueOutOfRange {
            error.message = format!("\"{text}\" is out of range for type real");
        }
        error
    })?;
    if cursor.is_at_end() { Ok(value) } else { Err(InputError::syntax(ty.name(), text)) }
}

/// `float8in_internal`: reads a number with the space around it and stops behind it. `ty_name` and `whole` are
/// what a complaint names.
pub(super) fn float_prefix(
    ty: Float,
    ty_name: &str,
    whole: &str,
    cursor: &mut Cursor<'_>,
) -> Outcome<f64> {
    cursor.skip_space();
    let start = cursor.position();
    let value = match strtod(ty, cursor) {
        Number::None => return Err(InputError::syntax(ty_name, whole)),
        Number::Value(value) => value,
        Number::OutOfRange => {
            let number = String::from_utf8_lossy(cursor.since(start));
            let message = format!("\"{number}\" is out of range for type {}", ty.name());
            return Err(InputError::new(Code::NumericValueOutOfRange, message));
        }
    };
    cursor.skip(is_space);
    Ok(value)
}

/// What C's `strtod` makes of a text.
pub(super) enum Number {
    /// Nothing that looks like a number.
    None,
    /// A number, which may be subnormal.
    Value(f64),
    /// Too large, or so small that nothing is left of it.
    OutOfRange,
}

/// C's `strtod` and `strtof` as glibc has them: decimal and hexadecimal numbers, infinities, `nan(…)`.
pub(super) fn strtod(ty: Float, cursor: &mut Cursor<'_>) -> Number {
    let mut look = *cursor;
    look.skip_space();
    let start = look.position();
    let negative = look.eat(b'-');
    if !negative {
        look.eat(b'+');
    }
    let sign = if negative { -1.0 } else { 1.0 };
    let number = if look.eat_word("infinity") || look.eat_word("inf") {
        Number::Value(sign * f64::INFINITY)
    } else if look.eat_word("nan") {
        skip_nan_payload(&mut look);
        Number::Value(f64::NAN)
    } else if look.peek() == b'0' && look.peek_at(1) | 0x20 == b'x' && starts_hex(&look) {
        look.advance(2);
        hexadecimal(ty, &mut look, sign)
    } else {
        decimal(ty, &mut look, start)
    };
    if !matches!(number, Number::None) {
        *cursor = look;
    }
    number
}

fn skip_nan_payload(look: &mut Cursor<'_>) {
    let mut payload = *look;
    if payload.eat(b'(') {
        payload.skip(|b| b.is_ascii_alphanumeric() || b == b'_');
        if payload.eat(b')') {
            *look = payload;
        }
    }
}

fn starts_hex(look: &Cursor<'_>) -> bool {
    is_hex(look.peek_at(2)) || look.peek_at(2) == b'.' && is_hex(look.peek_at(3))
}

fn decimal(ty: Float, look: &mut Cursor<'_>, start: usize) -> Number {
    let mantissa = look.position();
    let mut digits = look.skip(is_digit);
    if look.peek() == b'.' && (digits > 0 || is_digit(look.peek_at(1))) {
        look.advance(1);
        digits += look.skip(is_digit);
    }
    if digits == 0 {
        return Number::None;
    }
    let nonzero = look.since(mantissa).iter().any(|b| matches!(b, b'1'..=b'9'));
    skip_exponent(look, b'e');
    let Ok(number) = std::str::from_utf8(look.since(start)) else { return Number::None };
    let value = match ty {
        Float::Double => number.parse::<f64>(),
        Float::Single => number.parse::<f32>().map(f64::from),
    };
    match value {
        Ok(value) if value.is_infinite() || value == 0.0 && nonzero => Number::OutOfRange,
        Ok(value) => Number::Value(value),
        Err(_) => Number::None,
    }
}

/// Passes an exponent with at least one digit.
fn skip_exponent(look: &mut Cursor<'_>, letter: u8) -> Option<i64> {
    let mut exponent = *look;
    if exponent.peek() | 0x20 != letter {
        return None;
    }
    exponent.advance(1);
    let value = super::cursor::c_integer_no_space(&mut exponent)?;
    *look = exponent;
    Some(value.clamp(-1_000_000_000, 1_000_000_000) as i64)
}

fn hexadecimal(ty: Float, look: &mut Cursor<'_>, sign: f64) -> Number {
    // 64 bits of the mantissa, with a sticky last bit for what does not fit.
    let (mut mantissa, mut scale, mut after_point) = (0_u64, 0_i64, false);
    loop {
        let byte = look.peek();
        if is_hex(byte) {
            if mantissa >> 60 == 0 {
                mantissa = mantissa << 4 | digit_value(byte);
            } else {
                mantissa |= u64::from(byte != b'0');
                scale += 4;
            }
            scale -= if after_point { 4 } else { 0 };
        } else if byte == b'.' && !after_point {
            after_point = true;
        } else {
            break;
        }
        look.advance(1);
    }
    let exponent = skip_exponent(look, b'p').unwrap_or(0) + scale;
    if mantissa == 0 {
        return Number::Value(0.0);
    }
    let value = scaled(ty, mantissa, exponent);
    if value.is_infinite() || value == 0.0 {
        Number::OutOfRange
    } else {
        Number::Value(sign * value)
    }
}

/// `mantissa * 2^exponent`, rounded once, to even.
fn scaled(ty: Float, mantissa: u64, exponent: i64) -> f64 {
    let (precision, least): (i64, i64) = match ty {
        Float::Double => (53, -1074),
        Float::Single => (24, -149),
    };
    let length = i64::from(64 - mantissa.leading_zeros());
    let dropped = (length - precision).max(least - exponent).max(0);
    if dropped > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa);
    let kept = wide >> dropped;
    let rest = wide & ((1 << dropped) - 1);
    let half = if dropped == 0 { u128::MAX } else { 1 << (dropped - 1) };
    let rounded = kept + u128::from(rest > half || rest == half && kept & 1 == 1);
    let exponent = exponent + dropped;
    let limit = if ty == Float::Double { 1024 } else { 128 };
    if i64::from(128 - rounded.leading_zeros()) + exponent > limit {
        return f64::INFINITY;
    }
    // Both steps are exact: at most 53 bits, scaled within the range just checked.
    let first = exponent.clamp(-500, 500);
    let second = (exponent - first).clamp(-600, 600);
    rounded as f64 * 2_f64.powi(first as i32) * 2_f64.powi(second as i32)
}
