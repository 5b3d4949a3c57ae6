//! `interval`: months, days and microseconds, which PostgreSQL keeps apart.

use std::time::Duration;

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use super::{end, take};
use crate::enumeration::BoxError;

/// A value of `interval`.
///
/// PostgreSQL keeps the three apart, since a month has not always as many days, nor a day as many
/// hours. Two intervals are equal here when all three are: `1 day` is not `24 hours`.
///
/// ```
/// use std::time::Duration;
///
/// use microcosm_postgres::Interval;
///
/// let interval = Interval::try_from(Duration::from_millis(1500)).expect("not too long");
/// assert_eq!(interval, Interval { months: 0, days: 0, microseconds: 1_500_000 });
/// assert_eq!(interval.to_string(), "0 months 0 days 1.500000 seconds");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// Months, years among them.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// What is shorter than a day, in microseconds; perhaps more than a day of them.
    pub microseconds: i64,
}

/// A duration as microseconds alone.
///
/// # Errors
/// When it has more microseconds than `i64` holds (292,000 years). What is less than a microsecond is cut.
impl TryFrom<Duration> for Interval {
    type Error = std::num::TryFromIntError;

    fn try_from(duration: Duration) -> Result<Self, Self::Error> {
        let microseconds = i64::try_from(duration.as_micros())?;
        Ok(Self { microseconds, ..Self::default() })
    }
}

/// As `interval` is read by PostgreSQL.
impl std::fmt::Display for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { months, days, microseconds } = self;
        let sign = if *microseconds < 0 { "-" } else { "" };
        let (whole, part) =
            (microseconds.unsigned_abs() / 1_000_000, microseconds.unsigned_abs() % 1_000_000);
        write!(f, "{months} months {days} days {sign}{whole}.{part:06} seconds")
    }
}

impl<'a> FromSql<'a> for Interval {
    fn from_sql(_: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let microseconds = i64::from_be_bytes(take(&mut raw)?);
        let days = i32::from_be_bytes(take(&mut raw)?);
        let months = i32::from_be_bytes(take(&mut raw)?);
        end(raw)?;
        Ok(Self { months, days, microseconds })
    }

    accepts!(INTERVAL);
}

impl ToSql for Interval {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_i64(self.microseconds);
        out.put_i32(self.days);
        out.put_i32(self.months);
        Ok(IsNull::No)
    }

    accepts!(INTERVAL);
    to_sql_checked!();
}
