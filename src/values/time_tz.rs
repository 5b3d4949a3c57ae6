//! `timetz`: a time of day with its distance from UTC.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use super::{end, take};
use crate::enumeration::BoxError;

/// A value of `timetz` (`time with time zone`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TimeTz {
    /// Microseconds since midnight; 86,400,000,000 is `24:00`.
    pub microseconds: i64,
    /// Seconds east of UTC: `+02` is 7,200.
    pub offset: i32,
}

impl<'a> FromSql<'a> for TimeTz {
    fn from_sql(_: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let microseconds = i64::from_be_bytes(take(&mut raw)?);
        // On the wire it counts to the west.
        let west = i32::from_be_bytes(take(&mut raw)?);
        end(raw)?;
        Ok(Self { microseconds, offset: west.wrapping_neg() })
    }

    accepts!(TIMETZ);
}

impl ToSql for TimeTz {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_i64(self.microseconds);
        out.put_i32(self.offset.wrapping_neg());
        Ok(IsNull::No)
    }

    accepts!(TIMETZ);
    to_sql_checked!();
}
