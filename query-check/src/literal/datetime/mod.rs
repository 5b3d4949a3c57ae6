//! Input of the date and time types (manual, "Date/Time Types" and "Date/Time Support").
//!
//! DateStyle is taken to be `ISO, MDY` and IntervalStyle `postgres`, the defaults.

mod calendar;
mod date;
mod fields;
mod interval;
mod iso8601;
mod keyword;
mod moment;
mod number;
mod zone;
mod zone_table;

pub(super) use interval::{Interval, interval};

use std::cmp::Ordering;

use super::error::{InputError, Outcome};
use crate::diagnostic::Code;
use calendar::{MICROS_PER_DAY, POSTGRES_EPOCH, UNIX_EPOCH};
use fields::Fields;
use keyword::Reserved;
use moment::{Decoder, Moment};

/// What is wrong with a date, time or interval.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// It is none.
    Format,
    /// A field is out of range.
    Overflow,
    /// Month or day is out of range: perhaps another DateStyle was meant.
    MonthDay,
    /// The displacement of the time zone is out of range.
    ZoneOverflow,
    /// No time zone of that name.
    Zone(String),
}

impl Fault {
    fn into_error(self, ty: &str, major: u32, text: &str) -> InputError {
        let range =
            |what: &str, code| InputError::new(code, format!("{what} out of range: \"{text}\""));
        match self {
            Self::Format => {
                let message = format!("invalid input syntax for type {ty}: \"{text}\"");
                InputError::new(Code::InvalidDatetimeFormat, message)
            }
            Self::Overflow => range("date/time field value", Code::DatetimeFieldOverflow),
            Self::MonthDay => {
                let setting = if major >= 18 { "DateStyle" } else { "datestyle" };
                range("date/time field value", Code::DatetimeFieldOverflow)
                    .with_hint(format!("Perhaps you need a different \"{setting}\" setting."))
            }
            Self::ZoneOverflow => range("time zone displacement", Code::InvalidTimeZone),
            Self::Zone(name) => InputError::new(
                Code::InvalidParameterValue,
                format!("time zone \"{name}\" not recognized"),
            ),
        }
    }
}

/// The value of a date or timestamp, as far as its literal fixes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instant {
    /// Before everything else.
    Early,
    /// Days or microseconds since 2000-01-01.
    At(i64),
    /// It depends on the clock.
    Relative,
    /// Microseconds since 2000-01-01 in the time zone of the session.
    Local(i64),
    /// The same in a zone that is known by its name only.
    Zoned(i64),
    /// After everything else.
    Late,
}

impl Instant {
    /// The order of two instants; `None` when the clock or a time zone decides.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        // No two zones differ by more than this, and no zone changes by more.
        const UNSURE: i64 = 2 * MICROS_PER_DAY;
        let place = |instant| match instant {
            Self::Early => Some((-1, 0)),
            Self::At(at) | Self::Local(at) | Self::Zoned(at) => Some((0, at)),
            Self::Late => Some((1, 0)),
            Self::Relative => None,
        };
        match (self, other) {
            (Self::Relative, Self::Early) | (Self::Late, Self::Relative) => Some(Ordering::Greater),
            (Self::Relative, Self::Late) | (Self::Early, Self::Relative) => Some(Ordering::Less),
            // Within one zone later is greater, the hour that a zone skips once a year apart.
            (Self::Local(a), Self::At(b) | Self::Zoned(b))
            | (Self::Zoned(a), Self::At(b) | Self::Local(b) | Self::Zoned(b))
            | (Self::At(a), Self::Local(b) | Self::Zoned(b))
                if a.abs_diff(b) < UNSURE.unsigned_abs() =>
            {
                None
            }
            _ => Some(place(self)?.cmp(&place(other)?)),
        }
    }

    /// Whether there is no `date` after this one.
    pub(super) fn is_last_date(self) -> bool {
        matches!(self, Self::At(days) if !calendar::in_date_range(days + 1))
    }
}

/// Work space of `date`, `time` and `timetz`, and of the timestamps.
const SHORT: usize = 129;
const LONG: usize = 153;

fn decode(ty: &str, limit: usize, decoder: Decoder, major: u32, text: &str) -> Outcome<Moment> {
    let fault = |fault: Fault| fault.into_error(ty, major, text);
    let fields = Fields::cut(text, limit, major).map_err(fault)?;
    moment::decode(&fields, decoder, major).map_err(fault)
}

/// `date_in`.
pub(super) fn date(major: u32, text: &str) -> Outcome<Instant> {
    let moment = decode("date", SHORT, Decoder::DateTime, major, text)?;
    if let Some(instant) = special(&moment, 1) {
        return Ok(instant);
    }
    let parts = &moment.parts;
    let out_of_range = || {
        let message = format!("date out of range: \"{text}\"");
        InputError::new(Code::DatetimeFieldOverflow, message)
    };
    if !calendar::is_julian(parts.year, parts.month) {
        return Err(out_of_range());
    }
    let day = calendar::to_julian(parts.year, parts.month, parts.day);
    let days = i64::from(day.wrapping_sub(POSTGRES_EPOCH));
    if !calendar::in_date_range(days) {
        return Err(out_of_range());
    }
    Ok(if moment.relative { Instant::Relative } else { Instant::At(days) })
}

fn special(moment: &Moment, per_day: i64) -> Option<Instant> {
    moment.special.map(|special| match special {
        Reserved::Late => Instant::Late,
        Reserved::Early => Instant::Early,
        _ => Instant::At(i64::from(UNIX_EPOCH - POSTGRES_EPOCH) * per_day),
    })
}

/// `time_in` and `timetz_in`. The microseconds since midnight, unless the clock decides.
pub(super) fn time(ty: &str, major: u32, text: &str) -> Outcome<Option<i64>> {
    let moment = decode(ty, SHORT, Decoder::TimeOnly, major, text)?;
    Ok((!moment.relative).then(|| moment.parts.time_of_day()))
}

/// `timestamp_in` (`zoned` false) and `timestamptz_in`. The modifier's precision only rounds.
pub(super) fn timestamp(zoned: bool, major: u32, text: &str) -> Outcome<Instant> {
    let ty = if zoned { "timestamp with time zone" } else { "timestamp" };
    let moment = decode(ty, LONG, Decoder::DateTime, major, text)?;
    if let Some(instant) = special(&moment, MICROS_PER_DAY) {
        return Ok(instant);
    }
    let parts = &moment.parts;
    let micros = if calendar::is_julian(parts.year, parts.month) {
        let day = calendar::to_julian(parts.year, parts.month, parts.day);
        let days = i64::from(day.wrapping_sub(POSTGRES_EPOCH));
        let displacement = moment.displacement.filter(|_| zoned).unwrap_or(0);
        let local = i128::from(days) * i128::from(MICROS_PER_DAY) + i128::from(parts.time_of_day());
        i64::try_from(local - i128::from(displacement) * 1_000_000).ok()
    } else {
        None
    };
    let micros = micros.filter(|m| calendar::in_timestamp_range(*m)).ok_or_else(|| {
        let message = format!("timestamp out of range: \"{text}\"");
        InputError::new(Code::DatetimeFieldOverflow, message)
    })?;
    Ok(if moment.relative {
        Instant::Relative
    } else if zoned && moment.displacement.is_none() {
        if moment.by_name { Instant::Zoned(micros) } else { Instant::Local(micros) }
    } else {
        Instant::At(micros)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(zoned: bool, a: &str, b: &str) -> Option<Ordering> {
        let instant = |text| timestamp(zoned, 18, text).expect("a timestamp");
        instant(a).compare(instant(b))
    }

    #[test]
    fn instants_compare_unless_a_zone_or_the_clock_decides() {
        use Ordering::{Equal, Greater, Less};
        assert_eq!(order(false, "2024-01-01", "2024-01-01 00:00:01"), Some(Less));
        assert_eq!(order(false, "2024-01-01 24:00", "2024-01-02"), Some(Equal));
        assert_eq!(order(true, "2024-01-01 00:00+00", "2024-01-01 01:00+05"), Some(Greater));
        assert_eq!(order(true, "2024-01-01 00:00", "2024-01-01 01:00"), Some(Less));
        assert_eq!(order(true, "2024-01-01 00:00", "2024-01-01 01:00+00"), None);
        assert_eq!(order(true, "2024-01-01 Europe/Paris", "2024-01-01 01:00+00"), None);
        assert_eq!(order(true, "2024-01-01 Europe/Paris", "2024-01-05 01:00+00"), Some(Less));
        assert_eq!(order(true, "now", "2024-01-01"), None);
        assert_eq!(order(true, "now", "infinity"), Some(Less));
        assert_eq!(order(true, "-infinity", "4714-11-24 BC"), Some(Less));
    }
}
