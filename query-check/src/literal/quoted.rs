//! Texts within composite and range literals: double quotes, doubled quotes, backslashes.

use std::borrow::Cow;

use super::cursor::Cursor;

/// Reads up to one of `ends` that stands outside of quotes. `None` when the literal ends first.
pub(super) fn text<'a>(cursor: &mut Cursor<'a>, ends: &[u8]) -> Option<Cow<'a, str>> {
    let start = cursor.position();
    let plain = cursor.skip(|b| !ends.contains(&b) && b != b'"' && b != b'\\');
    if ends.contains(&cursor.peek()) {
        return std::str::from_utf8(cursor.since(start)).ok().map(Cow::Borrowed);
    }
    let mut copy = Vec::with_capacity(plain + cursor.rest().len());
    copy.extend_from_slice(cursor.since(start));
    let mut in_quotes = false;
    while in_quotes || !ends.contains(&cursor.peek()) {
        if cursor.is_at_end() {
            return None;
        }
        match cursor.next() {
            b'\\' => {
                if cursor.is_at_end() {
                    return None;
                }
                copy.push(cursor.next());
            }
            b'"' if !in_quotes => in_quotes = true,
            b'"' if cursor.peek() == b'"' => copy.push(cursor.next()),
            b'"' => in_quotes = false,
            byte => copy.push(byte),
        }
    }
    // Only whole characters were taken out.
    String::from_utf8(copy).ok().map(Cow::Owned)
}
