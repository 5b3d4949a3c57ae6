//! The parts of a date or time, gathered field by field.

use super::calendar::{days_in_month, from_julian, to_julian};
use super::number::{atoi, fractional_second, six_places, strtoint};
use super::{Fault, keyword};
use crate::literal::cursor::is_digit;

pub(super) const YEAR: u32 = 1 << 2;
pub(super) const MONTH: u32 = 1 << 1;
pub(super) const DAY: u32 = 1 << 3;
pub(super) const ZONE: u32 = 1 << 5;
pub(super) const DAYLIGHT_ZONE: u32 = 1 << 6;
pub(super) const DYNAMIC_ZONE: u32 = 1 << 7;
pub(super) const MERIDIAN: u32 = 1 << 9;
pub(super) const HOUR: u32 = 1 << 10;
pub(super) const MINUTE: u32 = 1 << 11;
pub(super) const SECOND: u32 = 1 << 12;
pub(super) const ALL_SECONDS: u32 = SECOND | 1 << 13 | 1 << 14;
pub(super) const DAY_OF_YEAR: u32 = 1 << 15;
pub(super) const WEEKDAY: u32 = 1 << 16;
pub(super) const ERA: u32 = 1 << 18;
pub(super) const DST: u32 = 1 << 28;
pub(super) const RESERVED: u32 = 1;
pub(super) const DATE: u32 = YEAR | MONTH | DAY;
pub(super) const TIME: u32 = HOUR | MINUTE | ALL_SECONDS;

/// What is known of a date and time so far (`struct pg_tm` and its companions).
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) year: i32,
    pub(super) month: i32,
    pub(super) day: i32,
    pub(super) day_of_year: i32,
    pub(super) hour: i32,
    pub(super) minute: i32,
    pub(super) second: i32,
    pub(super) micros: i32,
    pub(super) two_digit_year: bool,
    pub(super) julian: bool,
    pub(super) bc: bool,
    pub(super) text_month: bool,
}

impl Parts {
    pub(super) fn set_julian(&mut self, day: i32) {
        (self.year, self.month, self.day) = from_julian(day);
        self.julian = true;
    }

    /// A field with delimiters, which must be a whole date (`DecodeDate`). Returns the mask of what it gave.
    pub(super) fn date(&mut self, text: &[u8], known: u32, major: u32) -> Result<u32, Fault> {
        let mut parts: [&[u8]; 25] = [&[]; 25];
        let count = split(text, &mut parts)?;
        let (mut mask, mut given) = (known, 0);
        let mut text_month = false;
        for part in &mut parts[..count] {
            if !part[0].is_ascii_alphabetic() {
                continue;
            }
            match keyword::date_word(part, major) {
                Some(keyword::Word::Ignored) => continue,
                Some(keyword::Word::Month(month)) => self.month = month,
                _ => return Err(Fault::Format),
            }
            text_month = true;
            if mask & MONTH != 0 {
                return Err(Fault::Format);
            }
            mask |= MONTH;
            given |= MONTH;
            *part = &[];
        }
        for part in parts[..count].iter().filter(|part| !part.is_empty()) {
            let bits = self.number(part, text_month, mask, major)?;
            if mask & bits != 0 {
                return Err(Fault::Format);
            }
            mask |= bits;
            given |= bits;
        }
        if mask & !(DAY_OF_YEAR | ZONE) == DATE { Ok(given) } else { Err(Fault::Format) }
    }

    /// A plain number, whose meaning is that of the next part that is missing (`DecodeNumber`; the DateStyle's
    /// order is MDY).
    pub(super) fn number(
        &mut self,
        text: &[u8],
        text_month: bool,
        known: u32,
        major: u32,
    ) -> Result<u32, Fault> {
        let (value, rest) = strtoint(text).map_err(|()| Fault::Overflow)?;
        let digits = text.len() - rest.len();
        if digits == 0 {
            return Err(Fault::Format);
        }
        if rest.first() == Some(&b'.') {
            if digits > 2 {
                return self.number_field(text, known | DATE, major);
            }
            self.micros = fractional_second(rest, major)?;
        } else if !rest.is_empty() {
            return Err(Fault::Format);
        }
        let length = text.len();
        if length == 3 && known & DATE == YEAR && (1..=366).contains(&value) {
            self.day_of_year = value;
            return Ok(DAY_OF_YEAR | MONTH | DAY);
        }
        let mut given = match known & DATE {
            0 if length >= 3 => YEAR,
            0 | YEAR | DAY => MONTH,
            MONTH if text_month && length >= 3 => YEAR,
            MONTH => DAY,
            both if both == YEAR | MONTH => DAY,
            both if both == MONTH | DAY => YEAR,
            DATE => return self.number_field(text, known, major),
            _ => return Err(Fault::Format),
        };
        if known & DATE == YEAR | MONTH && text_month && length >= 3 && self.two_digit_year {
            // What was taken for the year was the day.
            self.day = self.year;
            self.year = value;
            self.two_digit_year = false;
            return Ok(DAY);
        }
        match given {
            YEAR => self.year = value,
            MONTH => self.month = value,
            DAY => self.day = value,
            _ => given = 0,
        }
        if given == YEAR {
            self.two_digit_year = length <= 2;
        }
        Ok(given)
    }

    /// Digits run together: a date `[yy]yymmdd` or a time `hhmm[ss[.fff]]` (`DecodeNumberField`).
    pub(super) fn number_field(
        &mut self,
        text: &[u8],
        known: u32,
        major: u32,
    ) -> Result<u32, Fault> {
        if major >= 18 && !text.iter().all(|b| is_digit(*b) || *b == b'.') {
            return Err(Fault::Format);
        }
        let mut digits = text;
        if let Some(point) = text.iter().position(|b| *b == b'.') {
            self.micros = six_places(&text[point..], major)?;
            digits = &text[..point];
        } else if known & DATE != DATE && text.len() >= 6 {
            let (rest, day) = text.split_at(text.len() - 2);
            let (year, month) = rest.split_at(rest.len() - 2);
            (self.year, self.month, self.day) = (atoi(year), atoi(month), atoi(day));
            if year.len() == 2 {
                self.two_digit_year = true;
            }
            return Ok(DATE);
        }
        if known & TIME != TIME && matches!(digits.len(), 4 | 6) {
            self.hour = atoi(&digits[..2]);
            self.minute = atoi(&digits[2..4]);
            self.second = atoi(&digits[4..]);
            return Ok(TIME);
        }
        Err(Fault::Format)
    }

    /// The last checks of a date (`ValidateDate`).
    pub(super) fn validate(&mut self, mask: u32) -> Result<(), Fault> {
        if mask & YEAR != 0 && !self.julian {
            if self.bc {
                if self.year <= 0 {
                    return Err(Fault::Overflow);
                }
                self.year = -(self.year - 1);
            } else if self.two_digit_year {
                match self.year {
                    ..0 => return Err(Fault::Overflow),
                    0..70 => self.year += 2000,
                    70..100 => self.year += 1900,
                    _ => {}
                }
            } else if self.year <= 0 {
                return Err(Fault::Overflow);
            }
        }
        if mask & DAY_OF_YEAR != 0 {
            let first = to_julian(self.year, 1, 1);
            let day = first.wrapping_add(self.day_of_year).wrapping_sub(1);
            (self.year, self.month, self.day) = from_julian(day);
        }
        if mask & MONTH != 0 && !(1..=12).contains(&self.month)
            || mask & DAY != 0 && !(1..=31).contains(&self.day)
        {
            return Err(Fault::MonthDay);
        }
        if mask & DATE == DATE && self.day > days_in_month(self.year, self.month) {
            return Err(Fault::Overflow);
        }
        Ok(())
    }

    /// 12-hour time becomes 24-hour time.
    pub(super) fn apply_meridian(&mut self, pm: Option<bool>) -> Result<(), Fault> {
        let Some(pm) = pm else { return Ok(()) };
        match (pm, self.hour) {
            (_, 13..) => return Err(Fault::Overflow),
            (false, 12) => self.hour = 0,
            (true, hour) if hour != 12 => self.hour += 12,
            _ => {}
        }
        Ok(())
    }

    /// Whether the time is beyond 24:00:00 or otherwise impossible.
    pub(super) fn time_overflows(&self) -> bool {
        let sane = (0..=24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=60).contains(&self.second)
            && (0..=1_000_000).contains(&self.micros);
        !sane || self.time_of_day() > super::calendar::MICROS_PER_DAY
    }

    /// Microseconds since midnight.
    pub(super) fn time_of_day(&self) -> i64 {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        (minutes * 60 + i64::from(self.second)) * 1_000_000 + i64::from(self.micros)
    }
}

/// Cuts a date at what is neither digit nor letter. What directly follows a run of digits or letters is passed
/// even when it is a letter or digit itself.
fn split<'a>(text: &'a [u8], parts: &mut [&'a [u8]; 25]) -> Result<usize, Fault> {
    let mut rest = text;
    let mut count = 0;
    while !rest.is_empty() && count < parts.len() {
        let start = rest.iter().position(u8::is_ascii_alphanumeric).ok_or(Fault::Format)?;
        rest = &rest[start..];
        let same_class: fn(&u8) -> bool =
            if is_digit(rest[0]) { u8::is_ascii_digit } else { u8::is_ascii_alphabetic };
        let end = rest.iter().position(|b| !same_class(b)).unwrap_or(rest.len());
        parts[count] = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        count += 1;
    }
    Ok(count)
}
