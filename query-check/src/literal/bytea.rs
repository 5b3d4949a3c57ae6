//! Input of `bytea` (manual, "Binary Data Types").

use super::cursor::Cursor;
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// `byteain`: the hex format after `\x`, or else the escape format.
pub(super) fn check(text: &str) -> Outcome {
    match text.strip_prefix("\\x") {
        Some(digits) => hex(digits),
        None => escape(text),
    }
}

fn hex(digits: &str) -> Outcome {
    let invalid = |message| InputError::new(Code::InvalidParameterValue, message);
    let mut rest = digits.chars();
    let mut digit = || rest.next();
    while let Some(first) = digit() {
        // Space may stand between bytes.
        if matches!(first, ' ' | '\n' | '\t' | '\r') {
            continue;
        }
        let wrong = |digit: char| invalid(format!("invalid hexadecimal digit: \"{digit}\""));
        if !first.is_ascii_hexdigit() {
            return Err(wrong(first));
        }
        match digit() {
            Some(second) if second.is_ascii_hexdigit() => {}
            Some(second) => return Err(wrong(second)),
            None => {
                return Err(invalid("invalid hexadecimal data: odd number of digits".to_owned()));
            }
        }
    }
    Ok(())
}

fn escape(text: &str) -> Outcome {
    let is_octal = |b: u8| matches!(b, b'0'..=b'7');
    let mut cursor = Cursor::new(text);
    loop {
        cursor.skip(|b| b != b'\\');
        if cursor.is_at_end() {
            return Ok(());
        }
        if cursor.peek_at(1) == b'\\' {
            cursor.advance(2);
        } else if matches!(cursor.peek_at(1), b'0'..=b'3')
            && is_octal(cursor.peek_at(2))
            && is_octal(cursor.peek_at(3))
        {
            cursor.advance(4);
        } else {
            let message = "invalid input syntax for type bytea";
            return Err(InputError::new(Code::InvalidTextRepresentation, message));
        }
    }
}

/// `bit_in` (`varying` false) and `varbit_in`: binary digits, or hexadecimal ones after `X`. A modifier comes only
/// with the fields of a composite literal.
pub(super) fn bits(varying: bool, modifier: i32, text: &str) -> Outcome {
    let (digits, per_digit) = match text.as_bytes().first() {
        Some(b'b' | b'B') => (&text[1..], 1),
        Some(b'x' | b'X') => (&text[1..], 4),
        _ => (text, 1),
    };
    let length = digits.len() * per_digit;
    if let Some(given) = usize::try_from(modifier).ok().filter(|m| *m > 0) {
        if !varying && length != given {
            let message = format!("bit string length {length} does not match type bit({given})");
            return Err(InputError::new(Code::StringDataLengthMismatch, message));
        }
        if varying && length > given {
            let message = format!("bit string too long for type bit varying({given})");
            return Err(InputError::new(Code::StringDataRightTruncation, message));
        }
    }
    let valid =
        |c: char| if per_digit == 1 { matches!(c, '0' | '1') } else { c.is_ascii_hexdigit() };
    match digits.chars().find(|c| !valid(*c)) {
        None => Ok(()),
        Some(wrong) => {
            let kind = if per_digit == 1 { "binary" } else { "hexadecimal" };
            let message = format!("\"{wrong}\" is not a valid {kind} digit");
            Err(InputError::new(Code::InvalidTextRepresentation, message))
        }
    }
}
