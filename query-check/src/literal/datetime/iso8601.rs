//! Intervals of ISO 8601, with designators (`P1DT2H`) or in the alternative format (`P0001-02-03T04:05:06`).

use super::Fault;
use super::interval::{Decoder, Interval};
use super::keyword::Unit;
use crate::literal::cursor::{Cursor, is_digit};
use crate::literal::float::{Float, Number, strtod};

/// `DecodeISO8601Interval`.
pub(super) fn decode(sum: Decoder, text: &str) -> Result<Option<Interval>, Fault> {
    if text.len() < 2 || !text.starts_with('P') {
        return Err(Fault::Format);
    }
    let cursor = Cursor::over(&text.as_bytes()[1..]);
    let mut reader = Reader { cursor, sum, in_date: true, have_field: false };
    while !reader.cursor.is_at_end() {
        if reader.cursor.eat(b'T') {
            reader.start_time();
        } else {
            reader.field()?;
        }
    }
    Ok(reader.sum.finish())
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    sum: Decoder,
    in_date: bool,
    /// A field with a designator was met in this part, so that it is not in the alternative format.
    have_field: bool,
}

impl Reader<'_> {
    fn start_time(&mut self) {
        (self.in_date, self.have_field) = (false, false);
    }

    fn field(&mut self) -> Result<(), Fault> {
        let width = self.integer_width();
        let (value, part) = self.number()?;
        let designator = self.cursor.next();
        let unit = match (self.in_date, designator) {
            (true, b'Y') => Unit::Year,
            (true, b'M') => Unit::Month,
            (true, b'W') => Unit::Week,
            (true, b'D') => Unit::Day,
            (false, b'H') => Unit::Hour,
            (false, b'M') => Unit::Minute,
            (false, b'S') => Unit::Second,
            (true, 0 | b'T') if width == 8 && !self.have_field => {
                self.sum.add(Unit::Year, value / 10_000, 0.0)?;
                self.sum.add(Unit::Month, value / 100 % 100, 0.0)?;
                self.sum.add(Unit::Day, value % 100, part)?;
                self.start_time();
                return Ok(());
            }
            (false, 0) if width == 6 && !self.have_field => {
                self.sum.add(Unit::Hour, value / 10_000, 0.0)?;
                self.sum.add(Unit::Minute, value / 100 % 100, 0.0)?;
                // The fraction is one of a microsecond, not of a second.
                self.sum.add(Unit::Second, value % 100, 0.0)?;
                return self.sum.add(Unit::Microsecond, 0, part);
            }
            (true, 0 | b'T' | b'-') | (false, 0 | b':') if self.have_field => {
                return Err(Fault::Format);
            }
            (true, 0 | b'T' | b'-') => return self.alternative_date(designator, value, part),
            (false, 0 | b':') => return self.alternative_time(designator, value, part),
            _ => return Err(Fault::Format),
        };
        self.sum.add(unit, value, part)?;
        self.have_field = true;
        Ok(())
    }

    /// Years are read; months and days may follow.
    fn alternative_date(&mut self, next: u8, value: i64, part: f64) -> Result<(), Fault> {
        self.sum.add(Unit::Year, value, part)?;
        if next == b'-' {
            let (value, part) = self.number()?;
            self.sum.add(Unit::Month, value, part)?;
            if self.cursor.eat(b'-') {
                let (value, part) = self.number()?;
                self.sum.add(Unit::Day, value, part)?;
            }
            if !self.cursor.is_at_end() && self.cursor.peek() != b'T' {
                return Err(Fault::Format);
            }
        }
        self.start_time();
        Ok(())
    }

    /// Hours are read; minutes and seconds may follow.
    fn alternative_time(&mut self, next: u8, value: i64, part: f64) -> Result<(), Fault> {
        self.sum.add(Unit::Hour, value, part)?;
        if next == b':' {
            let (value, part) = self.number()?;
            self.sum.add(Unit::Minute, value, part)?;
            if self.cursor.eat(b':') {
                let (value, part) = self.number()?;
                self.sum.add(Unit::Second, value, part)?;
            }
        }
        if self.cursor.is_at_end() { Ok(()) } else { Err(Fault::Format) }
    }

    fn integer_width(&self) -> usize {
        let digits = self.cursor.rest();
        let digits = digits.strip_prefix(b"-").unwrap_or(digits);
        digits.iter().take_while(|b| is_digit(**b)).count()
    }

    /// Whole and fractional part of a number as `strtod` reads it.
    fn number(&mut self) -> Result<(i64, f64), Fault> {
        if !matches!(self.cursor.peek(), b'0'..=b'9' | b'-' | b'.') {
            return Err(Fault::Format);
        }
        let Number::Value(value) = strtod(Float::Double, &mut self.cursor) else {
            return Err(Fault::Format);
        };
        let limit = if self.sum.major >= 15 {
            -1.0e15..=1.0e15
        } else {
            -2_147_483_648.0..=2_147_483_647.0
        };
        if !limit.contains(&value) {
            return Err(Fault::Overflow);
        }
        Ok((value.trunc() as i64, value.fract()))
    }
}
