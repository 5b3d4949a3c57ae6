//! Input of `macaddr` and `macaddr8` (manual, "MAC Address Types").

use super::cursor::{Cursor, digit_value, is_hex, is_space};
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// `macaddr_in`: six numbers with colons or hyphens, or groups of hexadecimal digits.
pub(super) fn macaddr(text: &str) -> Outcome {
    // The largest width of a number, and what stands behind each of the first five.
    let formats: [(usize, [&str; 5]); 7] = [
        (usize::MAX, [":", ":", ":", ":", ":"]),
        (usize::MAX, ["-", "-", "-", "-", "-"]),
        (2, ["", "", ":", "", ""]),
        (2, ["", "", "-", "", ""]),
        (2, ["", ".", "", ".", ""]),
        (2, ["", "-", "", "-", ""]),
        (2, ["", "", "", "", ""]),
    ];
    let octets = formats.iter().find_map(|(width, between)| scan(text, *width, between));
    match octets {
        None => Err(InputError::syntax("macaddr", text)),
        Some(octets) if octets.iter().all(|o| (0..256).contains(o)) => Ok(()),
        Some(_) => {
            let message = format!("invalid octet value in \"macaddr\" value: \"{text}\"");
            Err(InputError::new(Code::NumericValueOutOfRange, message))
        }
    }
}

/// C's `sscanf` for six `%x` and nothing but space behind them.
fn scan(text: &str, width: usize, between: &[&str; 5]) -> Option<[i32; 6]> {
    let mut cursor = Cursor::new(text);
    let mut octets = [0; 6];
    for (place, octet) in octets.iter_mut().enumerate() {
        *octet = scan_hex(&mut cursor, width)?;
        if let Some(literal) = between.get(place).and_then(|b| b.bytes().next()) {
            cursor.eat(literal).then_some(())?;
        }
    }
    cursor.skip(is_space);
    cursor.is_at_end().then_some(octets)
}

/// `%x`: space, a sign, `0x`, digits; the sign and the prefix count as width.
fn scan_hex(cursor: &mut Cursor<'_>, width: usize) -> Option<i32> {
    cursor.skip(is_space);
    let mut left = width;
    let negative = cursor.peek() == b'-';
    if negative || cursor.peek() == b'+' {
        cursor.advance(1);
        left -= 1;
    }
    let mut read = 0;
    let mut value = 0_u64;
    let mut overflow = false;
    if left > 0 && cursor.peek() == b'0' {
        cursor.advance(1);
        left -= 1;
        read += 1;
        if left > 0 && cursor.peek() | 0x20 == b'x' {
            cursor.advance(1);
            left -= 1;
        }
    }
    while left > 0 && is_hex(cursor.peek()) {
        let digit = digit_value(cursor.next());
        overflow |= value >> 60 != 0;
        value = value << 4 | digit;
        left -= 1;
        read += 1;
    }
    if read == 0 {
        return None;
    }
    let value = if overflow { u64::MAX } else { value };
    Some(if negative && !overflow { value.wrapping_neg() } else { value } as i32)
}

/// `macaddr8_in`: six or eight pairs of digits, with one and the same delimiter anywhere between them.
pub(super) fn macaddr8(text: &str) -> Outcome {
    if is_macaddr8(text) { Ok(()) } else { Err(InputError::syntax("macaddr8", text)) }
}

fn is_macaddr8(text: &str) -> bool {
    let mut cursor = Cursor::new(text);
    let (mut count, mut spacer) = (0, None);
    cursor.skip_space();
    while cursor.rest().len() >= 2 {
        count += 1;
        if count > 8 || !is_hex(cursor.next()) || !is_hex(cursor.next()) {
            return false;
        }
        if matches!(cursor.peek(), b':' | b'-' | b'.') {
            let here = cursor.next();
            if *spacer.get_or_insert(here) != here {
                return false;
            }
        }
        if matches!(count, 6 | 8) && is_space(cursor.peek()) {
            cursor.skip_space();
            if !cursor.is_at_end() {
                return false;
            }
        }
    }
    matches!(count, 6 | 8)
}
