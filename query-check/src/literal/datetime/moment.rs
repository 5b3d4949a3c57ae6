//! Dates, times and both together from their fields (`DecodeDateTime`, `DecodeTimeOnly`).

use super::date::{
    ALL_SECONDS, DATE, DAY, DAYLIGHT_ZONE, DST, DYNAMIC_ZONE, ERA, HOUR, MERIDIAN, MINUTE, MONTH,
    Parts, RESERVED, SECOND, TIME, WEEKDAY, YEAR, ZONE,
};
use super::fields::{Fields, Kind};
use super::keyword::{self, Reserved, Unit, Word};
use super::number::{clock, fraction, fractional_second, strtoint};
use super::zone::{self, NamedZone};
use super::zone_table::Abbreviation;
use super::{Fault, calendar};

/// What the fields say.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) special: Option<Reserved>,
    pub(super) parts: Parts,
    /// Seconds east of Greenwich; `None` when the session's zone, the date or a table of zones decides.
    pub(super) displacement: Option<i32>,
    /// The displacement is that of a zone known by its name.
    pub(super) by_name: bool,
    /// It depends on the clock.
    pub(super) relative: bool,
}

/// Which of the two decoders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoder {
    DateTime,
    TimeOnly,
}

/// Reads the fields of a date or time.
pub(super) fn decode(fields: &Fields, decoder: Decoder, major: u32) -> Result<Moment, Fault> {
    let mut state = State {
        fields,
        time_only: decoder == Decoder::TimeOnly,
        major,
        mask: 0,
        label: None,
        pm: None,
        displacement: 0,
        named: None,
        dynamic: false,
        moment: Moment {
            special: None,
            parts: Parts::default(),
            displacement: None,
            by_name: false,
            relative: false,
        },
    };
    for place in 0..fields.len() {
        let Some(given) = state.field(place)? else { continue };
        if given & state.mask != 0 {
            return Err(Fault::Format);
        }
        state.mask |= given;
    }
    if state.label.is_some() && major >= 16 {
        return Err(Fault::Format);
    }
    if state.time_only {
        state.finish_time()?
    } else {
        state.finish_date()?
    }
    Ok(state.moment)
}

struct State<'a> {
    fields: &'a Fields,
    time_only: bool,
    major: u32,
    mask: u32,
    /// The unit that labels the next number.
    label: Option<Unit>,
    pm: Option<bool>,
    displacement: i32,
    named: Option<NamedZone>,
    dynamic: bool,
    moment: Moment,
}

impl State<'_> {
    /// Reads one field and returns the mask of what it gave, or `None` for a word to be passed over.
    fn field(&mut self, place: usize) -> Result<Option<u32>, Fault> {
        let fields = self.fields;
        let text = fields.text(place);
        match fields.kind(place) {
            Kind::Date if self.time_only => self.date_in_time(place, text),
            Kind::Date => self.date(text),
            Kind::Time => self.time(text),
            Kind::Signed => {
                self.displacement = zone::displacement(text)?;
                Ok(ZONE)
            }
            Kind::Number => match self.label.take() {
                Some(unit) => self.labelled(unit, text),
                None if self.time_only => self.number_in_time(place, text),
                None => self.number(text),
            },
            Kind::Word | Kind::SignedWord => return self.word(place, text),
        }
        .map(Some)
    }

    fn parts(&mut self) -> &mut Parts {
        &mut self.moment.parts
    }

    /// A date, a zone's name, or a time with its zone `hhmmss-zz`.
    fn date(&mut self, text: &[u8]) -> Result<u32, Fault> {
        if self.label == Some(Unit::Julian) {
            let (day, rest) = strtoint(text).map_err(|()| Fault::Overflow)?;
            if day < 0 {
                return Err(Fault::Overflow);
            }
            self.parts().set_julian(day);
            self.displacement = zone::displacement(rest)?;
            self.label = None;
            return Ok(DATE | TIME | ZONE);
        }
        if self.label.is_none() && self.mask & (MONTH | DAY) != MONTH | DAY {
            let (mask, major) = (self.mask, self.major);
            return self.parts().date(text, mask, major);
        }
        if !text[0].is_ascii_digit() && self.label.is_none() {
            return self.named_zone(text);
        }
        if self.label.take().is_some_and(|label| label != Unit::Time) {
            return Err(Fault::Format);
        }
        self.time_and_zone(text, self.mask)
    }

    fn date_in_time(&mut self, place: usize, text: &[u8]) -> Result<u32, Fault> {
        let last = self.fields.len() - 1;
        let dated = place == 0
            && last > 0
            && (self.fields.kind(last) == Kind::Date || self.fields.kind(1) == Kind::Time);
        if dated {
            let (mask, major) = (self.mask, self.major);
            self.parts().date(text, mask, major)
        } else if text[0].is_ascii_digit() {
            self.time_and_zone(text, self.mask | DATE)
        } else {
            self.named_zone(text)
        }
    }

    fn time_and_zone(&mut self, text: &[u8], known: u32) -> Result<u32, Fault> {
        if self.mask & TIME == TIME {
            return Err(Fault::Format);
        }
        let dash = text.iter().position(|b| *b == b'-').ok_or(Fault::Format)?;
        self.displacement = zone::displacement(&text[dash..])?;
        let major = self.major;
        Ok(self.parts().number_field(&text[..dash], known, major)? | ZONE)
    }

    fn named_zone(&mut self, text: &[u8]) -> Result<u32, Fault> {
        let zone = zone::named(text)
            .ok_or_else(|| Fault::Zone(String::from_utf8_lossy(text).into_owned()))?;
        self.named = Some(zone);
        Ok(ZONE)
    }

    fn time(&mut self, text: &[u8]) -> Result<u32, Fault> {
        let labels_count = !self.time_only || self.major >= 16;
        if labels_count && self.label.take().is_some_and(|label| label != Unit::Time) {
            return Err(Fault::Format);
        }
        let clock = clock(text, false, self.major)?;
        let parts = self.parts();
        parts.hour = i32::try_from(clock.hour).map_err(|_| Fault::Overflow)?;
        (parts.minute, parts.second, parts.micros) = (clock.minute, clock.second, clock.micros);
        if !self.time_only && self.parts().time_overflows() {
            return Err(Fault::Overflow);
        }
        Ok(TIME)
    }

    /// A number behind a unit: `J2451187`, `T040506` and, before PostgreSQL 16, `y2001m02d04`.
    fn labelled(&mut self, unit: Unit, text: &[u8]) -> Result<u32, Fault> {
        let (value, rest) = strtoint(text).map_err(|()| Fault::Overflow)?;
        let (mask, major) = (self.mask, self.major);
        let fractional = rest.first() == Some(&b'.');
        if !fractional && !rest.is_empty() {
            return Err(Fault::Format);
        }
        let may_have_fraction = matches!(unit, Unit::Julian | Unit::Time | Unit::Second);
        if major < 16 && fractional && !may_have_fraction {
            return Err(Fault::Format);
        }
        let parts = &mut self.moment.parts;
        Ok(match unit {
            Unit::Julian => {
                if value < 0 {
                    return Err(Fault::Overflow);
                }
                parts.set_julian(value);
                if !fractional {
                    return Ok(DATE);
                }
                let time = (fraction(rest, major)? * calendar::MICROS_PER_DAY as f64) as i64;
                parts.hour = (time / 3_600_000_000) as i32;
                parts.minute = (time / 60_000_000 % 60) as i32;
                parts.second = (time / 1_000_000 % 60) as i32;
                parts.micros = (time % 1_000_000) as i32;
                DATE | TIME
            }
            Unit::Time => {
                let given = parts.number_field(text, mask | DATE, major)?;
                if given != TIME {
                    return Err(Fault::Format);
                }
                TIME
            }
            _ if major >= 16 => return Err(Fault::Format),
            Unit::Year => {
                parts.year = value;
                YEAR
            }
            // Behind a month and an hour, "m" means minutes.
            Unit::Month if mask & MONTH != 0 && mask & HOUR != 0 => {
                parts.minute = value;
                MINUTE
            }
            Unit::Month => {
                parts.month = value;
                MONTH
            }
            Unit::Day => {
                parts.day = value;
                DAY
            }
            Unit::Hour => {
                parts.hour = value;
                HOUR
            }
            Unit::Minute => {
                parts.minute = value;
                MINUTE
            }
            Unit::Second => {
                parts.second = value;
                if fractional {
                    parts.micros = fractional_second(rest, major)?;
                    ALL_SECONDS
                } else {
                    SECOND
                }
            }
            _ => return Err(Fault::Format),
        })
    }

    fn number(&mut self, text: &[u8]) -> Result<u32, Fault> {
        let (mask, major) = (self.mask, self.major);
        let parts = &mut self.moment.parts;
        let point = text.iter().position(|b| *b == b'.');
        match point {
            Some(_) if mask & DATE == 0 => parts.date(text, mask, major),
            Some(point) if point > 2 => parts.number_field(text, mask, major),
            _ if text.len() >= 6 && (mask & DATE == 0 || mask & TIME == 0) => {
                parts.number_field(text, mask, major)
            }
            _ => {
                let text_month = parts.text_month;
                parts.number(text, text_month, mask, major)
            }
        }
    }

    fn number_in_time(&mut self, place: usize, text: &[u8]) -> Result<u32, Fault> {
        let (mask, major) = (self.mask, self.major);
        let last = self.fields.len() - 1;
        let dated = place == 0 && last > 0 && self.fields.kind(last) == Kind::Date;
        let parts = &mut self.moment.parts;
        match text.iter().position(|b| *b == b'.') {
            Some(_) if dated => parts.date(text, mask, major),
            Some(point) if point > 2 => parts.number_field(text, mask | DATE, major),
            Some(_) => Err(Fault::Format),
            None if text.len() > 4 => parts.number_field(text, mask | DATE, major),
            None => parts.number(text, false, mask | DATE, major),
        }
    }

    fn word(&mut self, place: usize, text: &[u8]) -> Result<Option<u32>, Fault> {
        if let Some(abbreviation) = zone::abbreviation(text) {
            return Ok(Some(self.abbreviation(abbreviation)));
        }
        let Some(word) = keyword::date_word(text, self.major) else {
            // All letters: a time zone such as "Japan", perhaps.
            self.named = Some(zone::named(text).ok_or(Fault::Format)?);
            return Ok(Some(ZONE));
        };
        let given = match word {
            Word::Ignored => return Ok(None),
            Word::Reserved(reserved) => self.reserved(reserved)?,
            Word::Month(_) | Word::Weekday if self.time_only => return Err(Fault::Format),
            Word::Month(month) => self.month(month),
            Word::Weekday => WEEKDAY,
            Word::Dst => {
                self.displacement += 3600;
                DST | DAYLIGHT_ZONE
            }
            Word::Meridian { pm } => {
                self.pm = Some(pm);
                MERIDIAN
            }
            Word::Era { bc } => {
                self.parts().bc = bc;
                ERA
            }
            Word::Unit(unit) => {
                self.label(place, unit)?;
                0
            }
            Word::IsoTime => {
                if !self.time_only && self.mask & DATE != DATE {
                    return Err(Fault::Format);
                }
                self.label(place, Unit::Time)?;
                0
            }
            Word::Ago => return Err(Fault::Format),
        };
        Ok(Some(given))
    }

    fn label(&mut self, place: usize, unit: Unit) -> Result<(), Fault> {
        if self.major >= 16 {
            if self.label.is_some() {
                return Err(Fault::Format);
            }
        } else if unit == Unit::Time {
            let next = place + 1;
            let is_time = next < self.fields.len()
                && matches!(self.fields.kind(next), Kind::Number | Kind::Time | Kind::Date);
            if !is_time {
                return Err(Fault::Format);
            }
        }
        self.label = Some(unit);
        Ok(())
    }

    fn abbreviation(&mut self, abbreviation: Abbreviation) -> u32 {
        match abbreviation {
            Abbreviation::Standard(displacement) => {
                self.displacement = displacement;
                ZONE
            }
            Abbreviation::Daylight(displacement) => {
                self.displacement = displacement;
                ZONE | DAYLIGHT_ZONE
            }
            Abbreviation::Dynamic => {
                self.dynamic = true;
                ZONE | DYNAMIC_ZONE
            }
        }
    }

    fn reserved(&mut self, reserved: Reserved) -> Result<u32, Fault> {
        let parts = &mut self.moment.parts;
        Ok(match reserved {
            Reserved::Zulu => {
                (parts.hour, parts.minute, parts.second) = (0, 0, 0);
                self.displacement = 0;
                TIME | ZONE
            }
            Reserved::Now => {
                self.moment.relative = true;
                self.set_today();
                if self.time_only { TIME } else { DATE | TIME | ZONE }
            }
            _ if self.time_only => return Err(Fault::Format),
            Reserved::Today | Reserved::Tomorrow | Reserved::Yesterday => {
                self.moment.relative = true;
                self.set_today();
                DATE
            }
            Reserved::Epoch | Reserved::Late | Reserved::Early => {
                self.moment.special = Some(reserved);
                if self.major >= 16 { DATE | TIME | ZONE } else { RESERVED }
            }
        })
    }

    /// Any date will do: what is relative to the clock is never compared.
    fn set_today(&mut self) {
        let parts = self.parts();
        (parts.year, parts.month, parts.day) = (2000, 1, 1);
    }

    fn month(&mut self, month: i32) -> u32 {
        let mask = self.mask;
        let parts = self.parts();
        let mut given = MONTH;
        let number_was_day = mask & MONTH != 0
            && !parts.text_month
            && mask & DAY == 0
            && (1..=31).contains(&parts.month);
        if number_was_day {
            parts.day = parts.month;
            given = DAY;
        }
        parts.text_month = true;
        parts.month = month;
        given
    }

    fn finish_date(&mut self) -> Result<(), Fault> {
        let special = self.moment.special.is_some();
        if special && self.major >= 16 {
            return Ok(());
        }
        let mask = self.mask;
        self.moment.parts.validate(mask)?;
        self.moment.parts.apply_meridian(self.pm)?;
        if special {
            return Ok(());
        }
        if mask & DATE != DATE {
            return Err(Fault::Format);
        }
        self.finish_zone(true)
    }

    fn finish_time(&mut self) -> Result<(), Fault> {
        let mask = self.mask;
        self.moment.parts.validate(mask)?;
        self.moment.parts.apply_meridian(self.pm)?;
        if self.moment.parts.time_overflows() {
            return Err(Fault::Overflow);
        }
        if mask & TIME != TIME {
            return Err(Fault::Format);
        }
        let dated = mask & DATE == DATE;
        let half_dated = mask & DATE != 0 && !dated;
        if half_dated && (self.dynamic || mask & ZONE == 0) {
            return Err(Fault::Format);
        }
        self.finish_zone(dated)
    }

    /// Settles the displacement; a zone that changes needs a date.
    fn finish_zone(&mut self, dated: bool) -> Result<(), Fault> {
        let by_name = self.named.is_some() || self.dynamic;
        let undecided = by_name || self.mask & ZONE == 0;
        if undecided && self.mask & DST != 0 {
            return Err(Fault::Format);
        }
        if self.named.is_some_and(|zone| zone.displacement.is_none() && !dated) {
            return Err(Fault::Format);
        }
        self.moment.by_name = by_name;
        self.moment.displacement = match self.named {
            Some(zone) => zone.displacement,
            None => (!undecided).then_some(self.displacement),
        };
        Ok(())
    }
}
