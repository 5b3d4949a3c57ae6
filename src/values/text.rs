//! Types that are text with a grammar of their own: `xml`, `jsonpath`.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::enumeration::BoxError;

/// A value of `xml`, as text; the server checks that it is well-formed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Xml(pub String);

impl<'a> FromSql<'a> for Xml {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        Ok(Self(std::str::from_utf8(raw)?.to_owned()))
    }

    accepts!(XML);
}

impl ToSql for Xml {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    accepts!(XML);
    to_sql_checked!();
}

/// A value of `jsonpath`, as text; the server parses it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonPath(pub String);

/// The version of its format on the wire.
const VERSION: u8 = 1;

impl<'a> FromSql<'a> for JsonPath {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        match raw {
            [VERSION, text @ ..] => Ok(Self(std::str::from_utf8(text)?.to_owned())),
            _ => Err("the format of this `jsonpath` is not known".into()),
        }
    }

    accepts!(JSONPATH);
}

impl ToSql for JsonPath {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_u8(VERSION);
        out.put_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    accepts!(JSONPATH);
    to_sql_checked!();
}
