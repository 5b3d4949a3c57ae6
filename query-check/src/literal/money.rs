//! Input of `money` (manual, "Monetary Types"), as `lc_monetary` of `C` and `en_US` have it.

use super::cursor::{Cursor, is_digit};
use super::error::{InputError, Outcome};

/// Digits after the decimal point.
const PLACES: u32 = 2;

/// `cash_in`.
pub(super) fn check(text: &str) -> Outcome {
    let out_of_range = || InputError::out_of_range("money", text);
    let mut cursor = Cursor::new(text);
    cursor.skip_space();
    cursor.eat(b'$');
    cursor.skip_space();
    let mut negative = cursor.eat(b'-') || cursor.eat(b'(');
    if !negative {
        cursor.eat(b'+');
    }
    cursor.skip_space();
    cursor.eat(b'$');
    cursor.skip_space();
    // Counted downwards, to hold the least value.
    let mut value = 0_i64;
    let (mut point, mut places) = (false, 0);
    loop {
        match cursor.peek() {
            digit @ b'0'..=b'9' if !point || places < PLACES => {
                value = push(value, i64::from(digit - b'0')).ok_or_else(out_of_range)?;
                places += u32::from(point);
            }
            b'.' if !point => point = true,
            b',' => {}
            _ => break,
        }
        cursor.advance(1);
    }
    if matches!(cursor.peek(), b'5'..=b'9') {
        value = value.checked_sub(1).ok_or_else(out_of_range)?;
    }
    for _ in places..PLACES {
        value = push(value, 0).ok_or_else(out_of_range)?;
    }
    cursor.skip(is_digit);
    while !cursor.is_at_end() {
        match cursor.peek() {
            b' ' | b'\t'..=b'\r' | b')' | b'+' | b'$' => {}
            b'-' => negative = true,
            _ => return Err(InputError::syntax("money", text)),
        }
        cursor.advance(1);
    }
    if !negative && value == i64::MIN { Err(out_of_range()) } else { Ok(()) }
}

fn push(value: i64, digit: i64) -> Option<i64> {
    value.checked_mul(10)?.checked_sub(digit)
}
