//! Input of `numeric` (manual, "Arbitrary Precision Numbers").

use std::cmp::Ordering;

use super::cursor::{Cursor, c_integer, digit_value, is_digit, is_space};
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// Digits `numeric` can hold before the decimal point, and after it.
const MAX_WHOLE_DIGITS: i64 = 131_072;
const MAX_SCALE: i64 = 16_383;

/// A number as its digits stand in a literal.
#[derive(Clone, Debug)]
pub(super) enum Numeric<'a> {
    NaN,
    Infinity { negative: bool },
    Finite(Decimal<'a>),
}

/// A finite number in decimal notation.
#[derive(Clone, Debug)]
pub(super) struct Decimal<'a> {
    negative: bool,
    /// Digits, at most one point, underscores.
    mantissa: std::borrow::Cow<'a, [u8]>,
    exponent: i64,
}

impl Decimal<'_> {
    /// The digits from the first one that is not zero to the last one that is not.
    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        let significant = |b: &u8| matches!(b, b'1'..=b'9');
        let start = self.mantissa.iter().position(significant).unwrap_or(self.mantissa.len());
        let end = self.mantissa.iter().rposition(significant).map_or(start, |e| e + 1);
        self.mantissa[start..end].iter().copied().filter(u8::is_ascii_digit)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits().next().is_none()
    }

    /// How many digits stand before the decimal point (not positive for 0.0…).
    fn whole_digits(&self) -> i64 {
        let is_digit = |b: &&u8| b.is_ascii_digit();
        let point = self.mantissa.iter().position(|b| *b == b'.').unwrap_or(self.mantissa.len());
        let before = self.mantissa[..point].iter().filter(is_digit).count() as i64;
        let leading = self.mantissa.iter().filter(is_digit).take_while(|b| **b == b'0').count();
        before - leading as i64 + self.exponent
    }

    /// How many digits are shown behind the decimal point.
    fn scale(&self) -> i64 {
        let point = self.mantissa.iter().position(|b| *b == b'.').unwrap_or(self.mantissa.len());
        let after = self.mantissa[point..].iter().filter(|b| b.is_ascii_digit()).count() as i64;
        (after - self.exponent).max(0)
    }
}

/// `numeric_in` without a modifier.
pub(super) fn numeric(major: u32, text: &str) -> Outcome<Numeric<'_>> {
    let syntax = || InputError::syntax("numeric", text);
    let mut cursor = Cursor::new(text);
    cursor.skip_space();
    let start = cursor.position();
    let negative = cursor.eat(b'-');
    let signed = negative || cursor.eat(b'+');
    let value = if cursor.eat_word("infinity") || cursor.eat_word("inf") {
        Numeric::Infinity { negative }
    } else if !signed && cursor.eat_word("nan") {
        Numeric::NaN
    } else {
        if major < 16 {
            cursor.set_position(start);
        }
        match non_decimal_base(&cursor, major) {
            Some(base) => {
                cursor.advance(2);
                non_decimal(&mut cursor, base, negative, text)?
            }
            None => finite(&mut cursor, major, negative, text)?,
        }
    };
    cursor.skip(is_space);
    if !cursor.is_at_end() {
        return Err(syntax());
    }
    if let Numeric::Finite(decimal) = &value {
        check_size(decimal)?;
    }
    Ok(value)
}

fn overflow() -> InputError {
    InputError::new(Code::NumericValueOutOfRange, "value overflows numeric format")
}

fn check_size(decimal: &Decimal<'_>) -> Outcome {
    let too_large = !decimal.is_zero() && decimal.whole_digits() > MAX_WHOLE_DIGITS;
    if too_large || decimal.scale() > MAX_SCALE { Err(overflow()) } else { Ok(()) }
}

fn finite<'a>(
    cursor: &mut Cursor<'a>,
    major: u32,
    mut negative: bool,
    text: &'a str,
) -> Outcome<Numeric<'a>> {
    let syntax = || InputError::syntax("numeric", text);
    if major < 16 {
        negative = cursor.eat(b'-');
        if !negative {
            cursor.eat(b'+');
        }
    }
    let start = cursor.position();
    let mut point = cursor.eat(b'.');
    if !is_digit(cursor.peek()) {
        return Err(syntax());
    }
    loop {
        match cursor.peek() {
            b'0'..=b'9' => {}
            b'.' if !point => {
                point = true;
                // From 16 on no underscore may follow the point.
                if major >= 16 && cursor.peek_at(1) == b'_' {
                    return Err(syntax());
                }
            }
            b'.' => return Err(syntax()),
            b'_' if major >= 16 => {
                if !is_digit(cursor.peek_at(1)) {
                    return Err(syntax());
                }
            }
            _ => break,
        }
        cursor.advance(1);
    }
    let mantissa = cursor.since(start);
    let mut exponent = 0;
    if cursor.peek() | 0x20 == b'e' {
        cursor.advance(1);
        exponent = if major >= 16 {
            underscored_exponent(cursor).ok_or_else(syntax)?
        } else {
            c_integer(cursor).ok_or_else(syntax)?.clamp(-(1 << 40), 1 << 40) as i64
        };
        // The greatest exponent itself is in range from 16 on, which 0 can have.
        let limit = i64::from(i32::MAX / 2) + i64::from(major >= 16);
        if exponent >= limit || exponent <= -limit {
            return Err(overflow());
        }
    }
    Ok(Numeric::Finite(Decimal { negative, mantissa: mantissa.into(), exponent }))
}

fn underscored_exponent(cursor: &mut Cursor<'_>) -> Option<i64> {
    let negative = cursor.eat(b'-');
    if !negative {
        cursor.eat(b'+');
    }
    if !is_digit(cursor.peek()) {
        return None;
    }
    let mut value = 0_i64;
    loop {
        match cursor.peek() {
            digit @ b'0'..=b'9' => {
                value = value * 10 + i64::from(digit - b'0');
                if value > i64::from(i32::MAX / 2) {
                    return Some(i64::MAX);
                }
            }
            b'_' if is_digit(cursor.peek_at(1)) => {}
            b'_' => return None,
            _ => break,
        }
        cursor.advance(1);
    }
    Some(if negative { -value } else { value })
}

fn non_decimal_base(cursor: &Cursor<'_>, major: u32) -> Option<u64> {
    if major < 16 || cursor.peek() != b'0' {
        return None;
    }
    match cursor.peek_at(1) {
        b'x' | b'X' => Some(16),
        b'o' | b'O' => Some(8),
        b'b' | b'B' => Some(2),
        _ => None,
    }
}

fn non_decimal<'a>(
    cursor: &mut Cursor<'a>,
    base: u64,
    negative: bool,
    text: &str,
) -> Outcome<Numeric<'a>> {
    let is_base_digit = |b: u8| digit_value(b) < base;
    let start = cursor.position();
    loop {
        match cursor.peek() {
            b if is_base_digit(b) => {}
            b'_' if is_base_digit(cursor.peek_at(1)) => {}
            _ => break,
        }
        cursor.advance(1);
    }
    let digits = cursor.since(start);
    if digits.is_empty() {
        return Err(InputError::syntax("numeric", text));
    }
    let mantissa = to_decimal(digits, base)?;
    Ok(Numeric::Finite(Decimal { negative, mantissa: mantissa.into(), exponent: 0 }))
}

/// Decimal digits of a number of another base. Quadratic, and therefore limited: a number whose size decides is
/// judged by its size alone.
fn to_decimal(digits: &[u8], base: u64) -> Outcome<Vec<u8>> {
    const MAX_DIGITS: usize = 4_000;
    let digits = digits.iter().filter(|b| **b != b'_').copied();
    let significant: Vec<u8> = digits.skip_while(|b| *b == b'0').collect();
    if significant.len() > MAX_DIGITS {
        let bits = significant.len() as f64 * (base as f64).log2();
        // 131072 decimal digits are 435411.4 bits; the first digit is worth up to four.
        return if bits > 435_420.0 {
            Err(overflow())
        } else if bits < 435_400.0 {
            // Not compared with anything: only its being a number counts.
            Ok(vec![b'1'])
        } else {
            Err(InputError::unsupported("a numeric literal of about 131072 digits in another base"))
        };
    }
    let mut decimal: Vec<u8> = vec![0];
    for digit in significant {
        let mut carry = digit_value(digit);
        for place in &mut decimal {
            carry += u64::from(*place) * base;
            *place = (carry % 10) as u8;
            carry /= 10;
        }
        while carry > 0 {
            decimal.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    Ok(decimal.iter().rev().map(|d| d + b'0').collect())
}

/// Precision and scale of a `numeric` modifier (`numeric_typmod_precision`, `numeric_typmod_scale`).
pub(super) fn precision_and_scale(modifier: i32) -> Option<(i64, i64)> {
    let packed = modifier - 4;
    (modifier >= 4).then(|| {
        let scale = i64::from(packed & 0x7ff);
        (i64::from(packed >> 16 & 0xffff), (scale ^ 1024) - 1024)
    })
}

/// `apply_typmod`: the value rounded to the modifier's scale must fit its precision.
pub(super) fn check_modifier(value: &Numeric<'_>, modifier: i32) -> Outcome {
    let Some((precision, scale)) = precision_and_scale(modifier) else { return Ok(()) };
    let field = format!("A field with precision {precision}, scale {scale}");
    let too_large = || InputError::new(Code::NumericValueOutOfRange, "numeric field overflow");
    match value {
        Numeric::NaN => Ok(()),
        Numeric::Infinity { .. } => {
            Err(too_large().with_detail(format!("{field} cannot hold an infinite value.")))
        }
        Numeric::Finite(decimal) if decimal.is_zero() => Ok(()),
        Numeric::Finite(decimal) => {
            let mut whole = decimal.whole_digits();
            if rounds_up_to_next_digit(decimal, whole + scale) {
                whole += 1;
            } else if whole + scale < 0 || whole + scale == 0 && !rounds_up(decimal) {
                return Ok(());
            }
            if whole <= precision - scale {
                return Ok(());
            }
            let bound = if precision == scale {
                "1".to_owned()
            } else {
                format!("10^{}", precision - scale)
            };
            let detail = format!("{field} must round to an absolute value less than {bound}.");
            Err(too_large().with_detail(detail))
        }
    }
}

/// Whether rounding to `kept` digits carries into a new first digit (9.99 to 10.0).
fn rounds_up_to_next_digit(decimal: &Decimal<'_>, kept: i64) -> bool {
    match usize::try_from(kept) {
        Err(_) => false,
        Ok(0) => rounds_up(decimal),
        Ok(kept) => {
            let nines = decimal.digits().take(kept).filter(|d| *d == b'9').count() == kept;
            nines && decimal.digits().nth(kept).is_some_and(|d| d >= b'5')
        }
    }
}

fn rounds_up(decimal: &Decimal<'_>) -> bool {
    decimal.digits().next().is_some_and(|d| d >= b'5')
}

/// The order of `numeric`: NaN is greater than everything else.
pub(super) fn compare(a: &Numeric<'_>, b: &Numeric<'_>) -> Ordering {
    rank(a).cmp(&rank(b)).then_with(|| match (a, b) {
        (Numeric::Finite(a), Numeric::Finite(b)) => {
            let magnitude =
                a.whole_digits().cmp(&b.whole_digits()).then_with(|| a.digits().cmp(b.digits()));
            if a.negative { magnitude.reverse() } else { magnitude }
        }
        _ => Ordering::Equal,
    })
}

fn rank(value: &Numeric<'_>) -> i8 {
    match value {
        Numeric::Infinity { negative: true } => -2,
        Numeric::Finite(d) if d.is_zero() => 0,
        Numeric::Finite(d) => {
            if d.negative {
                -1
            } else {
                1
            }
        }
        Numeric::Infinity { negative: false } => 2,
        Numeric::NaN => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        let ordered = [
            "-Infinity",
            "-1e400",
            "-10",
            "-9.5",
            "-0.001",
            "0.0",
            "1e-5",
            "0.01",
            "0x7",
            "7.000001",
            "1_0",
            "99.9",
            "1e2",
            "1e400",
            "Infinity",
            "NaN",
        ];
        for (place, a) in ordered.iter().enumerate() {
            for (other, b) in ordered.iter().enumerate() {
                let (a, b) = (numeric(16, a).expect("a number"), numeric(16, b).expect("a number"));
                assert_eq!(compare(&a, &b), place.cmp(&other), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_modifier_rounds_before_it_limits() {
        let modifier = |precision: i32, scale: i32| (precision << 16 | scale & 0x7ff) + 4;
        for (text, precision, scale, fits) in [
            ("999.994", 5, 2, true),
            ("999.995", 5, 2, false),
            ("0.5", 1, 0, true),
            ("9.5", 1, 0, false),
            ("99499", 2, -3, true),
            ("99500", 2, -3, false),
            ("0.00949", 3, 5, true),
            ("0.009995", 3, 5, false),
            ("0", 1, 0, true),
            ("NaN", 1, 0, true),
            ("Infinity", 1, 0, false),
        ] {
            let value = numeric(18, text).expect("a number");
            let result = check_modifier(&value, modifier(precision, scale));
            assert_eq!(result.is_ok(), fits, "{text} as numeric({precision},{scale})");
        }
    }
}
