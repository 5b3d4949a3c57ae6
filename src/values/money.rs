//! `money`.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use super::{end, take};
use crate::enumeration::BoxError;

/// A value of `money`, in the smallest unit of the database's `lc_monetary`: cents, most often.
///
/// How many of them make a unit, and of which currency, only the server knows; `numeric` says what it
/// means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Money(pub i64);

impl<'a> FromSql<'a> for Money {
    fn from_sql(_: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let value = i64::from_be_bytes(take(&mut raw)?);
        end(raw)?;
        Ok(Self(value))
    }

    accepts!(MONEY);
}

impl ToSql for Money {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_i64(self.0);
        Ok(IsNull::No)
    }

    accepts!(MONEY);
    to_sql_checked!();
}
