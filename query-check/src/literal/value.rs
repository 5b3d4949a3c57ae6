//! Values of literals, as far as they must be compared: the bounds of ranges.

use std::cmp::Ordering;

use super::datetime::{self, Instant, Interval};
use super::error::Outcome;
use super::float::{self, Float};
use super::integer;
use super::numeric::{self, Numeric};
use crate::catalog::{Catalog, CollationId, TypeId};

/// A value of a type whose order is known.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Integer(i64),
    Numeric(Numeric<'a>),
    Float(f64),
    Instant(Instant),
    /// Microseconds since midnight.
    Time(i64),
    Interval(Interval),
    /// A text that is ordered by its bytes.
    Bytes(&'a str),
    /// A value that cannot be compared here.
    Opaque,
}

impl<'a> Value<'a> {
    /// The value of a literal that its input function accepts.
    pub(super) fn of(
        catalog: &Catalog,
        ty: TypeId,
        collation: Option<CollationId>,
        text: &'a str,
    ) -> Outcome<Self> {
        let major = catalog.major();
        let integer = |ty| integer::signed(ty, major, text).map(Self::Integer);
        match catalog.base_type(ty) {
            TypeId::INT2 => integer(integer::INT2),
            TypeId::INT4 => integer(integer::INT4),
            TypeId::INT8 => integer(integer::INT8),
            TypeId::NUMERIC => numeric::numeric(major, text).map(Self::Numeric),
            TypeId::FLOAT4 => float::float(Float::Single, major, text).map(Self::Float),
            TypeId::FLOAT8 => float::float(Float::Double, major, text).map(Self::Float),
            TypeId::DATE => datetime::date(major, text).map(Self::Instant),
            TypeId::TIMESTAMP => datetime::timestamp(false, major, text).map(Self::Instant),
            TypeId::TIMESTAMPTZ => datetime::timestamp(true, major, text).map(Self::Instant),
            TypeId::TIME => {
                let time = datetime::time("time", major, text)?;
                Ok(time.map_or(Self::Opaque, Self::Time))
            }
            TypeId::INTERVAL => datetime::interval(-1, major, text).map(Self::Interval),
            TypeId::TEXT | TypeId::VARCHAR
                if collation.is_some_and(|c| is_bytewise(catalog, c)) =>
            {
                Ok(Self::Bytes(text))
            }
            _ => Ok(Self::Opaque),
        }
    }

    /// The order of two values of one type; `None` when it cannot be known here.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) | (Self::Time(a), Self::Time(b)) => Some(a.cmp(b)),
            (Self::Numeric(a), Self::Numeric(b)) => Some(numeric::compare(a, b)),
            // PostgreSQL's order, as IEEE's total order, puts NaN last; its zeros are equal.
            (Self::Float(a), Self::Float(b)) => {
                Some(a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())))
            }
            (Self::Instant(a), Self::Instant(b)) => a.compare(*b),
            (Self::Interval(a), Self::Interval(b)) => Some(a.length().cmp(&b.length())),
            (Self::Bytes(a), Self::Bytes(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// `C` and `POSIX` order texts by their bytes.
fn is_bytewise(catalog: &Catalog, collation: CollationId) -> bool {
    collation == CollationId::C
        || catalog.collation(collation).is_some_and(|c| c.name == "C" || c.name == "POSIX")
}
