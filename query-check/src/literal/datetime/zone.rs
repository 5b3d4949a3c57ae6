//! Time zones in literals: displacements, abbreviations, IANA names and POSIX specifications.

use super::Fault;
use super::keyword::shortened;
use super::number::strtoint;
use super::zone_table::{ABBREVIATIONS, Abbreviation, NAMES};
use crate::literal::cursor::{Cursor, is_digit};

/// The largest displacement is 15:59:59.
const MAX_HOURS: i32 = 15;

/// A displacement `+hh`, `+hh:mm`, `+hh:mm:ss`, `+hhmm`, as seconds east of Greenwich.
pub(super) fn displacement(text: &[u8]) -> Result<i32, Fault> {
    let overflow = |()| Fault::ZoneOverflow;
    let negative = match text.first() {
        Some(b'+') => false,
        Some(b'-') => true,
        _ => return Err(Fault::Format),
    };
    let (mut hours, mut rest) = strtoint(&text[1..]).map_err(overflow)?;
    let (mut minutes, mut seconds) = (0, 0);
    if let Some(after) = rest.strip_prefix(b":") {
        (minutes, rest) = strtoint(after).map_err(overflow)?;
        if let Some(after) = rest.strip_prefix(b":") {
            (seconds, rest) = strtoint(after).map_err(overflow)?;
        }
    } else if rest.is_empty() && text.len() > 3 {
        (hours, minutes) = (hours / 100, hours % 100);
    }
    let fits = (0..=MAX_HOURS).contains(&hours)
        && (0..60).contains(&minutes)
        && (0..60).contains(&seconds);
    if !fits {
        return Err(Fault::ZoneOverflow);
    }
    if !rest.is_empty() {
        return Err(Fault::Format);
    }
    let displacement = (hours * 60 + minutes) * 60 + seconds;
    Ok(if negative { -displacement } else { displacement })
}

/// Looks up an abbreviation of PostgreSQL's `Default` set, given in lower case.
pub(super) fn abbreviation(word: &[u8]) -> Option<Abbreviation> {
    let word = shortened(word);
    let place = ABBREVIATIONS.binary_search_by(|(name, _)| name.as_bytes().cmp(word)).ok()?;
    Some(ABBREVIATIONS[place].1)
}

/// A time zone that is known by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamedZone {
    /// Seconds east of Greenwich, where they are the same at all times.
    pub(super) displacement: Option<i32>,
}

/// `pg_tzset`: the zone of that name, given in lower case. What is no name may be a POSIX specification.
pub(super) fn named(name: &[u8]) -> Option<NamedZone> {
    if !NAMES.split(' ').any(|known| known.as_bytes() == name) {
        return posix(name);
    }
    // Regions and countries have changed their time at least once, from local mean time.
    let universal: [&[u8]; 8] =
        [b"factory", b"gmt", b"gmt0", b"greenwich", b"uct", b"universal", b"utc", b"zulu"];
    let general = name.strip_prefix(b"etc/").unwrap_or(name);
    let displacement = match general.strip_prefix(b"gmt") {
        // The sign is POSIX's: positive is west.
        Some(hours) if hours.len() > 1 => Some(-3600 * super::number::atoi(hours)),
        _ => universal.contains(&general).then_some(0),
    };
    Some(NamedZone { displacement })
}

/// A POSIX specification `STDoffset[DST[offset]]`, as far as a field of a literal can hold one.
fn posix(name: &[u8]) -> Option<NamedZone> {
    let mut cursor = Cursor::over(name);
    let in_name = |b: u8| !(is_digit(b) || matches!(b, b',' | b'-' | b'+'));
    cursor.skip(in_name);
    if cursor.is_at_end() {
        return None;
    }
    let standard = posix_offset(&mut cursor)?;
    if cursor.is_at_end() {
        return Some(NamedZone { displacement: Some(-standard) });
    }
    if cursor.skip(in_name) == 0 {
        return None;
    }
    let daylight = if cursor.is_at_end() { standard - 3600 } else { posix_offset(&mut cursor)? };
    let displacement = (standard == daylight).then_some(-standard);
    cursor.is_at_end().then_some(NamedZone { displacement })
}

fn posix_offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    let negative = cursor.eat(b'-');
    if !negative {
        cursor.eat(b'+');
    }
    let mut seconds = posix_number(cursor, 24 * 7 - 1)? * 3600;
    if cursor.eat(b':') {
        seconds += posix_number(cursor, 59)? * 60;
        if cursor.eat(b':') {
            seconds += posix_number(cursor, 60)?;
        }
    }
    Some(if negative { -seconds } else { seconds })
}

fn posix_number(cursor: &mut Cursor<'_>, max: i32) -> Option<i32> {
    if !is_digit(cursor.peek()) {
        return None;
    }
    let mut number = 0;
    while is_digit(cursor.peek()) {
        number = number * 10 + i32::from(cursor.next() - b'0');
        if number > max {
            return None;
        }
    }
    Some(number)
}
