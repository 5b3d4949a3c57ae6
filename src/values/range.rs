//! Ranges and multiranges of any type.

use std::ops::{Bound, RangeBounds};

use bytes::{BufMut as _, BytesMut};
use postgres_protocol::types::{Range as Wire, RangeBound, range_from_sql, range_to_sql};
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::{end, take};
use crate::enumeration::BoxError;

/// A value of a range type: `int4range`, `tstzrange`, one of your own.
///
/// The server brings ranges of whole numbers and dates into one form: it gives `[1,4]` back as `[1,5)`.
///
/// ```
/// use microcosm_postgres::PgRange;
///
/// let range = PgRange::from(1..5);
/// assert!(range.contains(&4) && !range.contains(&5));
/// assert_eq!(range.to_string(), "[1,5)");
/// assert!(!PgRange::Empty.contains(&1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PgRange<T> {
    /// No value at all.
    Empty,
    /// The values between two bounds.
    Between(Bound<T>, Bound<T>),
}

/// A value of a multirange type (since PostgreSQL 14): ranges that do not touch.
///
/// The server sorts what is sent, and joins what overlaps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PgMultirange<T>(pub Vec<PgRange<T>>);

impl<T> PgRange<T> {
    /// The range of those bounds: `PgRange::new(1..=4)`, `PgRange::new(today..)`.
    pub fn new(bounds: impl RangeBounds<T>) -> Self
    where
        T: Clone,
    {
        Self::Between(bounds.start_bound().cloned(), bounds.end_bound().cloned())
    }

    /// Whether `value` is in it.
    pub fn contains(&self, value: &T) -> bool
    where
        T: PartialOrd,
    {
        match self {
            Self::Empty => false,
            Self::Between(lower, upper) => (lower.as_ref(), upper.as_ref()).contains(value),
        }
    }
}

impl<T> From<std::ops::Range<T>> for PgRange<T> {
    fn from(range: std::ops::Range<T>) -> Self {
        Self::Between(Bound::Included(range.start), Bound::Excluded(range.end))
    }
}

/// As PostgreSQL writes it, where a value needs no quotes.
impl<T: std::fmt::Display> std::fmt::Display for PgRange<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Between(lower, upper) = self else { return f.write_str("empty") };
        match lower {
            Bound::Included(value) => write!(f, "[{value},")?,
            Bound::Excluded(value) => write!(f, "({value},")?,
            Bound::Unbounded => write!(f, "(,")?,
        }
        match upper {
            Bound::Included(value) => write!(f, "{value}]"),
            Bound::Excluded(value) => write!(f, "{value})"),
            Bound::Unbounded => write!(f, ")"),
        }
    }
}

/// The type of the bounds.
fn of_range(ty: &Type) -> Option<&Type> {
    match ty.kind() {
        Kind::Range(element) => Some(element),
        _ => None,
    }
}

fn of_multirange(ty: &Type) -> Option<&Type> {
    match ty.kind() {
        Kind::Multirange(element) => Some(element),
        _ => None,
    }
}

fn read<'a, T: FromSql<'a>>(element: &Type, raw: &'a [u8]) -> Result<PgRange<T>, BoxError> {
    let bound = |bound: RangeBound<Option<&'a [u8]>>| -> Result<Bound<T>, BoxError> {
        Ok(match bound {
            RangeBound::Inclusive(value) => Bound::Included(T::from_sql_nullable(element, value)?),
            RangeBound::Exclusive(value) => Bound::Excluded(T::from_sql_nullable(element, value)?),
            RangeBound::Unbounded => Bound::Unbounded,
        })
    };
    Ok(match range_from_sql(raw)? {
        Wire::Empty => PgRange::Empty,
        Wire::Nonempty(lower, upper) => PgRange::Between(bound(lower)?, bound(upper)?),
    })
}

fn write<T: ToSql>(range: &PgRange<T>, element: &Type, out: &mut BytesMut) -> Result<(), BoxError> {
    type Written = Result<RangeBound<postgres_protocol::IsNull>, BoxError>;
    fn bound<T: ToSql>(bound: &Bound<T>, element: &Type, out: &mut BytesMut) -> Written {
        let mut put = |value: &T| -> Result<postgres_protocol::IsNull, BoxError> {
            match value.to_sql(element, out)? {
                IsNull::No => Ok(postgres_protocol::IsNull::No),
                IsNull::Yes => Err("a bound of a range cannot be NULL".into()),
            }
        };
        Ok(match bound {
            Bound::Included(value) => RangeBound::Inclusive(put(value)?),
            Bound::Excluded(value) => RangeBound::Exclusive(put(value)?),
            Bound::Unbounded => RangeBound::Unbounded,
        })
    }
    match range {
        PgRange::Empty => {
            postgres_protocol::types::empty_range_to_sql(out);
            Ok(())
        }
        PgRange::Between(lower, upper) => {
            range_to_sql(|out| bound(lower, element, out), |out| bound(upper, element, out), out)
        }
    }
}

impl<'a, T: FromSql<'a>> FromSql<'a> for PgRange<T> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        read(of_range(ty).ok_or("no range")?, raw)
    }

    fn accepts(ty: &Type) -> bool {
        of_range(ty).is_some_and(T::accepts)
    }
}

impl<T: ToSql> ToSql for PgRange<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        write(self, of_range(ty).ok_or("no range")?, out)?;
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        of_range(ty).is_some_and(T::accepts)
    }

    to_sql_checked!();
}

impl<'a, T: FromSql<'a>> FromSql<'a> for PgMultirange<T> {
    fn from_sql(ty: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let element = of_multirange(ty).ok_or("no multirange")?;
        let mut ranges = Vec::new();
        for _ in 0..i32::from_be_bytes(take(&mut raw)?) {
            let length = usize::try_from(i32::from_be_bytes(take(&mut raw)?))?;
            let (range, rest) = raw.split_at_checked(length).ok_or("a range is cut off")?;
            ranges.push(read(element, range)?);
            raw = rest;
        }
        end(raw)?;
        Ok(Self(ranges))
    }

    fn accepts(ty: &Type) -> bool {
        of_multirange(ty).is_some_and(T::accepts)
    }
}

impl<T: ToSql> ToSql for PgMultirange<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        let element = of_multirange(ty).ok_or("no multirange")?;
        out.put_i32(i32::try_from(self.0.len())?);
        for range in &self.0 {
            let start = out.len();
            out.put_i32(0);
            write(range, element, out)?;
            let length = i32::try_from(out.len() - start - 4)?;
            out[start..start + 4].copy_from_slice(&length.to_be_bytes());
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        of_multirange(ty).is_some_and(T::accepts)
    }

    to_sql_checked!();
}
