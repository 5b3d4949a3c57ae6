//! Input of `interval` (manual, "Interval Input").

use super::fields::{Fields, Kind};
use super::keyword::{self, Reserved, Unit, Word};
use super::number::{Clock, clock, fraction, strtoint, strtol};
use super::{Fault, calendar, date, iso8601};
use crate::diagnostic::Code;
use crate::literal::error::{InputError, Outcome};

const MICROS_PER_MINUTE: i64 = 60 * calendar::MICROS_PER_SECOND;
const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;
/// Work space.
const LIMIT: usize = 256;

/// The value of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum Interval {
    Early,
    Finite { months: i32, days: i32, micros: i64 },
    Late,
}

impl Interval {
    /// Its length in microseconds, with days of 24 hours and months of 30 days, by which intervals are ordered.
    pub(in crate::literal) fn length(self) -> i128 {
        match self {
            Self::Early => i128::MIN,
            Self::Late => i128::MAX,
            Self::Finite { months, days, micros } => {
                let days = i128::from(months) * 30 + i128::from(days);
                days * i128::from(calendar::MICROS_PER_DAY) + i128::from(micros)
            }
        }
    }
}

/// The fields of an interval's modifier (`INTERVAL_RANGE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range(u32);

impl Range {
    const FULL: Self = Self(0x7fff);

    fn of(modifier: i32) -> Self {
        if modifier < 0 { Self::FULL } else { Self((modifier >> 16) as u32 & 0x7fff) }
    }

    fn is_minute_to_second(self) -> bool {
        self.0 == date::MINUTE | date::SECOND
    }

    /// The unit of a last number that has none: the smallest field.
    fn last_unit(self) -> Unit {
        let smallest = [
            (date::SECOND, Unit::Second),
            (date::MINUTE, Unit::Minute),
            (date::HOUR, Unit::Hour),
            (date::DAY, Unit::Day),
            (date::MONTH, Unit::Month),
            (date::YEAR, Unit::Year),
        ];
        let found = smallest.into_iter().find(|(bit, _)| self.0 & bit != 0);
        found.map_or(Unit::Second, |(_, unit)| unit)
    }
}

/// `interval_in`.
pub(in crate::literal) fn interval(modifier: i32, major: u32, text: &str) -> Outcome<Interval> {
    let range = Range::of(modifier);
    let verbose = Fields::cut(text, LIMIT, major)
        .and_then(|fields| Decoder::new(range, major).verbose(&fields));
    let decoded = match verbose {
        Err(Fault::Format) => iso8601::decode(Decoder::new(range, major), text),
        other => other,
    };
    let out_of_range = || InputError::new(Code::DatetimeFieldOverflow, "interval out of range");
    let interval = decoded
        .map_err(|fault| match fault {
            Fault::Overflow => InputError::new(
                Code::IntervalFieldOverflow,
                format!("interval field value out of range: \"{text}\""),
            ),
            other => other.into_error("interval", major, text),
        })?
        .ok_or_else(out_of_range)?;
    if major >= 17 && !rounds(interval, modifier, range) {
        return Err(out_of_range());
    }
    Ok(interval)
}

/// Whether the interval can be rounded to the precision of its modifier (`AdjustIntervalForTypmod`).
fn rounds(interval: Interval, modifier: i32, range: Range) -> bool {
    let Interval::Finite { micros, .. } = interval else { return true };
    let Some(places) = u32::try_from(modifier & 0xffff).ok().filter(|p| modifier >= 0 && *p < 6)
    else {
        return true;
    };
    if range.0 & date::TIME == 0 {
        return true;
    }
    let half = 10_i64.pow(6 - places) / 2;
    if micros >= 0 { micros.checked_add(half) } else { micros.checked_sub(half) }.is_some()
}

/// The sum of what was read (`struct pg_itm_in`).
pub(super) struct Decoder {
    range: Range,
    pub(super) major: u32,
    years: i32,
    months: i32,
    days: i32,
    micros: i64,
}

impl Decoder {
    fn new(range: Range, major: u32) -> Self {
        Self { range, major, years: 0, months: 0, days: 0, micros: 0 }
    }

    /// The interval; `None` when its months are out of range.
    pub(super) fn finish(&self) -> Option<Interval> {
        let months = i64::from(self.years) * 12 + i64::from(self.months);
        let months = i32::try_from(months).ok()?;
        match (months, self.days, self.micros) {
            (i32::MAX, i32::MAX, i64::MAX) if self.major >= 17 => return Some(Interval::Late),
            (i32::MIN, i32::MIN, i64::MIN) if self.major >= 17 => return Some(Interval::Early),
            _ => {}
        }
        Some(Interval::Finite { months, days: self.days, micros: self.micros })
    }

    /// PostgreSQL's own style, SQL's and whatever mixes them (`DecodeInterval`), from the last field to the first,
    /// so that units come before their numbers.
    fn verbose(&mut self, fields: &Fields) -> Result<Option<Interval>, Fault> {
        let mut unit: Option<Unit> = None;
        let (mut mask, mut ago, mut waiting, mut infinite) = (0, false, false, None);
        let last = fields.len().wrapping_sub(1);
        for place in (0..fields.len()).rev() {
            let text = fields.text(place);
            let given;
            match fields.kind(place) {
                Kind::Time => {
                    let clock = clock(text, self.range.is_minute_to_second(), self.major)?;
                    self.set_clock(clock, false)?;
                    unit = Some(Unit::Day);
                    waiting = false;
                    given = date::TIME;
                }
                Kind::Signed if self.signed_clock(text)? => {
                    unit = Some(Unit::Day);
                    waiting = false;
                    given = date::TIME;
                }
                Kind::Signed | Kind::Date | Kind::Number => {
                    let this = unit.unwrap_or_else(|| self.range.last_unit());
                    let next;
                    (given, next) = self.number(text, this)?;
                    unit = Some(next);
                    waiting = false;
                }
                Kind::Word | Kind::SignedWord => {
                    if waiting && self.major >= 17 {
                        return Err(Fault::Format);
                    }
                    let word = keyword::interval_word(text);
                    let word = if self.major >= 17 {
                        word.or(keyword::date_word(text, self.major))
                    } else {
                        word
                    };
                    match word {
                        Some(Word::Ignored) => {
                            unit = None;
                            continue;
                        }
                        Some(Word::Unit(word)) => {
                            unit = Some(word);
                            waiting = true;
                            given = 0;
                        }
                        Some(Word::Ago) if place == last || self.major < 17 => {
                            ago = true;
                            // No unit: a number without one is refused from here on.
                            unit = Some(Unit::TimeZone);
                            given = 0;
                        }
                        Some(Word::Reserved(r @ (Reserved::Late | Reserved::Early)))
                            if place == last =>
                        {
                            infinite = Some(r);
                            given = date::DATE | date::TIME;
                        }
                        _ => return Err(Fault::Format),
                    }
                }
            }
            if given & mask != 0 {
                return Err(Fault::Format);
            }
            mask |= given;
        }
        if mask == 0 || waiting && self.major >= 17 {
            return Err(Fault::Format);
        }
        if ago {
            self.negate()?;
        }
        Ok(match infinite {
            Some(Reserved::Late) => Some(Interval::Late),
            Some(_) => Some(Interval::Early),
            None => self.finish(),
        })
    }

    fn negate(&mut self) -> Result<(), Fault> {
        let overflow = Fault::Overflow;
        if self.major < 15 {
            self.years = self.years.wrapping_neg();
            self.months = self.months.wrapping_neg();
            self.days = self.days.wrapping_neg();
            self.micros = self.micros.wrapping_neg();
            return Ok(());
        }
        self.micros = self.micros.checked_neg().ok_or(overflow.clone())?;
        self.days = self.days.checked_neg().ok_or(overflow.clone())?;
        self.months = self.months.checked_neg().ok_or(overflow.clone())?;
        self.years = self.years.checked_neg().ok_or(overflow)?;
        Ok(())
    }

    /// `+hh:mm[:ss]`; false when the field is something else.
    fn signed_clock(&mut self, text: &[u8]) -> Result<bool, Fault> {
        if !text[1..].contains(&b':') {
            return Ok(false);
        }
        let Ok(clock) = clock(&text[1..], self.range.is_minute_to_second(), self.major) else {
            return Ok(false);
        };
        if self.set_clock(clock, text[0] == b'-').is_err() {
            return Ok(false);
        }
        Ok(true)
    }

    fn set_clock(&mut self, clock: Clock, negative: bool) -> Result<(), Fault> {
        let seconds = i128::from(clock.hour) * 3600
            + i128::from(clock.minute) * 60
            + i128::from(clock.second);
        let micros = seconds * 1_000_000 + i128::from(clock.micros);
        self.micros = match i64::try_from(micros) {
            Ok(micros) => micros,
            Err(_) if self.major < 15 => 0,
            Err(_) => return Err(Fault::Overflow),
        };
        if negative {
            self.micros = -self.micros;
        }
        Ok(())
    }

    /// A number of `unit`s. Returns the mask of what it gave and the unit of a number before it.
    fn number(&mut self, text: &[u8], unit: Unit) -> Result<(u32, Unit), Fault> {
        let negative = text[0] == b'-';
        let (value, rest) = strtol(text);
        let mut value = if self.major >= 15 {
            i64::try_from(value).map_err(|_| Fault::Overflow)?
        } else {
            i32::try_from(value).map_err(|_| Fault::Overflow)?.into()
        };
        let mut unit = unit;
        let mut part = 0.0;
        match rest.first() {
            None => {}
            Some(b'-') => {
                // SQL's years-months.
                let (months, rest) = strtoint(&rest[1..]).map_err(|()| Fault::Overflow)?;
                if !(0..12).contains(&months) {
                    return Err(Fault::Overflow);
                }
                if !rest.is_empty() {
                    return Err(Fault::Format);
                }
                unit = Unit::Month;
                let months = i64::from(if negative { -months } else { months });
                let sum = value.checked_mul(12).and_then(|v| v.checked_add(months));
                value = sum.ok_or(Fault::Overflow)?;
                if self.major < 15 && i32::try_from(value).is_err() {
                    return Err(Fault::Overflow);
                }
            }
            Some(b'.') => {
                part = fraction(rest, self.major)?;
                if negative {
                    part = -part;
                }
            }
            Some(_) => return Err(Fault::Format),
        }
        let given = mask_of(unit, part).ok_or(Fault::Format)?;
        self.add(unit, value, part)?;
        Ok((given, if unit == Unit::Hour { Unit::Day } else { unit }))
    }

    /// Adds `value` and a fraction of as many units.
    pub(super) fn add(&mut self, unit: Unit, value: i64, part: f64) -> Result<(), Fault> {
        let added = match unit {
            Unit::Microsecond => self.add_micros(value, part, 1),
            Unit::Millisecond => self.add_micros(value, part, 1000),
            Unit::Second => self.add_micros(value, part, calendar::MICROS_PER_SECOND),
            Unit::Minute => self.add_micros(value, part, MICROS_PER_MINUTE),
            Unit::Hour => self.add_micros(value, part, MICROS_PER_HOUR),
            Unit::Day => self
                .add_days(value, 1)
                .and_then(|()| self.add_micro_part(part, calendar::MICROS_PER_DAY)),
            Unit::Week => self.add_days(value, 7).and_then(|()| self.add_day_part(part, 7)),
            Unit::Month => self.add_months(value).and_then(|()| self.add_day_part(part, 30)),
            Unit::Year => self.add_years(value, part, 1),
            Unit::Decade => self.add_years(value, part, 10),
            Unit::Century => self.add_years(value, part, 100),
            Unit::Millennium => self.add_years(value, part, 1000),
            _ => return Err(Fault::Format),
        };
        if self.major < 15 {
            // There, all this wraps or saturates silently; only the sum of months is checked at the end.
            return Ok(());
        }
        added.ok_or(Fault::Overflow)
    }

    fn add_micros(&mut self, value: i64, part: f64, scale: i64) -> Option<()> {
        self.micros = self.micros.checked_add(value.checked_mul(scale)?)?;
        self.add_micro_part(part, scale)
    }

    fn add_micro_part(&mut self, part: f64, scale: i64) -> Option<()> {
        let micros = (part * scale as f64).trunc();
        let rest = part * scale as f64 - micros;
        let rounded = if rest > 0.5 {
            1
        } else if rest < -0.5 {
            -1
        } else {
            0
        };
        self.micros = self.micros.checked_add(micros as i64 + rounded)?;
        Some(())
    }

    fn add_days(&mut self, value: i64, scale: i32) -> Option<()> {
        let value = i32::try_from(value).ok()?;
        self.days = self.days.checked_add(value.checked_mul(scale)?)?;
        Some(())
    }

    fn add_day_part(&mut self, part: f64, scale: i32) -> Option<()> {
        let part = part * f64::from(scale);
        let days = part as i32;
        self.days = self.days.checked_add(days)?;
        self.add_micro_part(part - f64::from(days), calendar::MICROS_PER_DAY)
    }

    fn add_months(&mut self, value: i64) -> Option<()> {
        if self.major < 15 {
            self.months = self.months.wrapping_add(value as i32);
            return Some(());
        }
        self.months = self.months.checked_add(i32::try_from(value).ok()?)?;
        Some(())
    }

    fn add_years(&mut self, value: i64, part: f64, scale: i32) -> Option<()> {
        let months = part * f64::from(scale) * 12.0;
        if self.major < 15 {
            self.years = self.years.wrapping_add((value as i32).wrapping_mul(scale));
            self.months = c_int(f64::from(self.months) + months);
            return Some(());
        }
        let years = i32::try_from(value).ok()?.checked_mul(scale)?;
        self.years = self.years.checked_add(years)?;
        self.months = self.months.checked_add(months.round_ties_even() as i32)?;
        Some(())
    }
}

/// The mask of a unit; `None` for units an interval does not add up.
fn mask_of(unit: Unit, part: f64) -> Option<u32> {
    Some(match unit {
        Unit::Microsecond => 1 << 14,
        Unit::Millisecond => 1 << 13,
        Unit::Second if part == 0.0 => date::SECOND,
        Unit::Second => date::ALL_SECONDS,
        Unit::Minute => date::MINUTE,
        Unit::Hour => date::HOUR,
        Unit::Day => date::DAY,
        Unit::Week => 1 << 24,
        Unit::Month => date::MONTH,
        Unit::Year => date::YEAR,
        Unit::Decade => 1 << 25,
        Unit::Century => 1 << 26,
        Unit::Millennium => 1 << 27,
        _ => return None,
    })
}

/// A number as C converts it to `int` on common machines.
fn c_int(value: f64) -> i32 {
    if (-2_147_483_649.0..2_147_483_648.0).contains(&value) { value as i32 } else { i32::MIN }
}
