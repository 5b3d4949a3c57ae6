//! Input of `uuid` (manual, "UUID Type").

use super::cursor::{Cursor, is_hex};
use super::error::{InputError, Outcome};

/// `uuid_in`: 32 hexadecimal digits, a hyphen after any group of four, braces around all of it.
pub(super) fn check(text: &str) -> Outcome {
    if is_uuid(text) { Ok(()) } else { Err(InputError::syntax("uuid", text)) }
}

fn is_uuid(text: &str) -> bool {
    let mut cursor = Cursor::new(text);
    let braces = cursor.eat(b'{');
    for byte in 0..16 {
        if !is_hex(cursor.next()) || !is_hex(cursor.next()) {
            return false;
        }
        if byte % 2 == 1 && byte < 15 {
            cursor.eat(b'-');
        }
    }
    (!braces || cursor.eat(b'}')) && cursor.is_at_end()
}
