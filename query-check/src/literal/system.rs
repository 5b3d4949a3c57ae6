//! Input of types PostgreSQL uses for itself: row and log positions, snapshots, vectors.

use super::cursor::{Cursor, c_integer, is_hex, is_space};
use super::error::{InputError, Outcome};
use super::integer;
use crate::diagnostic::Code;

/// `tidin`: `(block,offset)`.
pub(super) fn tid(major: u32, text: &str) -> Outcome {
    if is_tid(major, text) { Ok(()) } else { Err(InputError::syntax("tid", text)) }
}

fn is_tid(major: u32, text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut starts = [0; 2];
    let mut found = 0;
    for (place, byte) in bytes.iter().enumerate() {
        if found == 2 || *byte == b')' {
            break;
        }
        if *byte == b',' || *byte == b'(' && found == 0 {
            starts[found] = place + 1;
            found += 1;
        }
    }
    if found < 2 {
        return false;
    }
    let number = |start: usize, end: u8| {
        let mut cursor = Cursor::over(&bytes[start..]);
        let number = c_integer(&mut cursor).unwrap_or(0);
        let fits = number.unsigned_abs() <= u128::from(u64::MAX);
        (fits && cursor.peek() == end).then_some(number as u64)
    };
    let block = number(starts[0], b',');
    let block_fits = block.is_some_and(|b| {
        major == 14 || u32::try_from(b).is_ok() || (i64::from(i32::MIN)..0).contains(&(b as i64))
    });
    block_fits && number(starts[1], b')').is_some_and(|offset| u16::try_from(offset).is_ok())
}

/// `pg_lsn_in`: two hexadecimal numbers of at most 32 bits.
pub(super) fn lsn(text: &str) -> Outcome {
    let valid = text.split_once('/').is_some_and(|(high, low)| {
        [high, low].iter().all(|part| (1..=8).contains(&part.len()) && part.bytes().all(is_hex))
    });
    if valid { Ok(()) } else { Err(InputError::syntax("pg_lsn", text)) }
}

/// `pg_snapshot_in`: `xmin:xmax:` and the transactions in progress, in order.
pub(super) fn snapshot(text: &str) -> Outcome {
    if is_snapshot(text).is_some() { Ok(()) } else { Err(InputError::syntax("pg_snapshot", text)) }
}

fn is_snapshot(text: &str) -> Option<()> {
    let mut cursor = Cursor::new(text);
    // strtoull: what is too large becomes the largest, a sign negates.
    let number = |cursor: &mut Cursor<'_>| {
        let number = c_integer(cursor).unwrap_or(0);
        if number.unsigned_abs() > u128::from(u64::MAX) { u64::MAX } else { number as u64 }
    };
    let least = number(&mut cursor);
    cursor.eat(b':').then_some(())?;
    let next = number(&mut cursor);
    cursor.eat(b':').then_some(())?;
    // An identity is one of an epoch; the first of each epoch is none.
    if least as u32 == 0 || next as u32 == 0 || next < least {
        return None;
    }
    let mut last = 0;
    while !cursor.is_at_end() {
        let running = number(&mut cursor);
        if running < least || running >= next || running < last {
            return None;
        }
        last = running;
        if !cursor.eat(b',') && !cursor.is_at_end() {
            return None;
        }
    }
    Some(())
}

/// Elements of a vector in PostgreSQL 14, which later majors do not limit.
const MAX_VECTOR: usize = 100;

/// `int2vectorin`: numbers with spaces between them.
pub(super) fn int2vector(major: u32, text: &str) -> Outcome {
    let ty = if major == 14 { "integer" } else { "smallint" };
    elements("int2vector", major, text, |rest, cursor| {
        let number = c_integer(cursor).ok_or_else(|| InputError::syntax(ty, rest))?;
        if i16::try_from(number).is_err() {
            return Err(InputError::out_of_range("smallint", rest));
        }
        if major == 14 {
            cursor.skip(|b| is_space(b) && b != b' ');
        }
        if cursor.is_at_end() || cursor.peek() == b' ' {
            Ok(())
        } else {
            Err(InputError::syntax(ty, rest))
        }
    })
}

/// `oidvectorin`.
pub(super) fn oidvector(major: u32, text: &str) -> Outcome {
    elements("oidvector", major, text, |rest, cursor| integer::oid_element(major, rest, cursor))
}

/// Reads elements, each with what is left of the text from it on.
fn elements<'a>(
    ty: &str,
    major: u32,
    text: &'a str,
    mut element: impl FnMut(&'a str, &mut Cursor<'a>) -> Outcome,
) -> Outcome {
    let mut cursor = Cursor::new(text);
    let mut count = 0;
    loop {
        cursor.skip_space();
        if cursor.is_at_end() {
            return Ok(());
        }
        if major == 14 && count >= MAX_VECTOR {
            let message = format!("{ty} has too many elements");
            return Err(InputError::new(Code::InvalidParameterValue, message));
        }
        element(&text[cursor.position()..], &mut cursor)?;
        count += 1;
    }
}
