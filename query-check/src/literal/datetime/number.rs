//! Numbers within the fields of a date or time.

use super::Fault;
use crate::literal::cursor::{Cursor, c_integer_no_space, is_digit};

/// C's `strtol` for an `int`: the value (0 where there is no digit) and what follows it; an error when it is out
/// of range.
pub(super) fn strtoint(text: &[u8]) -> Result<(i32, &[u8]), ()> {
    let (value, rest) = strtol(text);
    i32::try_from(value).map(|value| (value, rest)).map_err(|_| ())
}

/// C's `strtol`, saturating.
pub(super) fn strtol(text: &[u8]) -> (i128, &[u8]) {
    let mut cursor = Cursor::over(text);
    let value = c_integer_no_space(&mut cursor).unwrap_or(0);
    (value, cursor.rest())
}

/// C's `atoi`: out of range, the low bits are what is left.
pub(super) fn atoi(text: &[u8]) -> i32 {
    strtol(text).0.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i32
}

/// A fraction, from its point on.
pub(super) fn fraction(text: &[u8], major: u32) -> Result<f64, Fault> {
    let digits = text.get(1..).unwrap_or_default();
    if digits.is_empty() && major >= 15 {
        return Ok(0.0);
    }
    if digits.is_empty() || !digits.iter().all(|b| is_digit(*b)) {
        return Err(Fault::Format);
    }
    let number = std::str::from_utf8(text).map_err(|_| Fault::Format)?;
    number.parse().map_err(|_| Fault::Format)
}

/// The fraction of a time run together: before PostgreSQL 18 six places of whatever stands there.
pub(super) fn six_places(text: &[u8], major: u32) -> Result<i32, Fault> {
    if major >= 18 {
        return fractional_second(text, major);
    }
    let mut places = [b'0'; 6];
    for (place, byte) in places.iter_mut().zip(&text[1..]) {
        *place = *byte;
    }
    Ok(strtol(&places).0 as i32)
}

/// A fraction of a second in microseconds, from its point on.
pub(super) fn fractional_second(text: &[u8], major: u32) -> Result<i32, Fault> {
    Ok((fraction(text, major)? * 1_000_000.0).round_ties_even() as i32)
}

/// A time with colons.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    pub(super) hour: i64,
    pub(super) minute: i32,
    pub(super) second: i32,
    pub(super) micros: i32,
}

/// Reads `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fff` and `mm:ss.fff`; `hh:mm` means `mm:ss` to an interval of
/// `MINUTE TO SECOND`.
pub(super) fn clock(text: &[u8], minute_to_second: bool, major: u32) -> Result<Clock, Fault> {
    let overflow = |()| Fault::Overflow;
    let mut clock = Clock::default();
    let (hour, rest) = strtol(text);
    clock.hour = if major >= 15 {
        i64::try_from(hour).map_err(|_| Fault::Overflow)?
    } else {
        i32::try_from(hour).map_err(|_| Fault::Overflow)?.into()
    };
    let rest = rest.strip_prefix(b":").ok_or(Fault::Format)?;
    let (minute, rest) = strtoint(rest).map_err(overflow)?;
    clock.minute = minute;
    let shift = match rest.first() {
        None => minute_to_second,
        Some(b'.') => {
            clock.micros = fractional_second(rest, major)?;
            true
        }
        Some(b':') => {
            let (second, rest) = strtoint(&rest[1..]).map_err(overflow)?;
            clock.second = second;
            match rest.first() {
                None => {}
                Some(b'.') => clock.micros = fractional_second(rest, major)?,
                Some(_) => return Err(Fault::Format),
            }
            false
        }
        Some(_) => return Err(Fault::Format),
    };
    if shift {
        clock.second = clock.minute;
        clock.minute = i32::try_from(clock.hour).map_err(|_| Fault::Overflow)?;
        clock.hour = 0;
    }
    let fits = clock.hour >= 0
        && (0..60).contains(&clock.minute)
        && (0..=60).contains(&clock.second)
        && (0..=1_000_000).contains(&clock.micros);
    if fits { Ok(clock) } else { Err(Fault::Overflow) }
}
