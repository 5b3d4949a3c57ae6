//! `macaddr` and `macaddr8`.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::enumeration::BoxError;

macro_rules! address {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $accepted:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(pub [u8; $bytes]);

        /// As PostgreSQL writes it: `08:00:2b:01:02:03`.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                for (place, byte) in self.0.iter().enumerate() {
                    write!(f, "{}{byte:02x}", if place == 0 { "" } else { ":" })?;
                }
                Ok(())
            }
        }

        impl<'a> FromSql<'a> for $name {
            fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
                Ok(Self(raw.try_into()?))
            }

            accepts!($accepted);
        }

        impl ToSql for $name {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
                out.put_slice(&self.0);
                Ok(IsNull::No)
            }

            accepts!($accepted);
            to_sql_checked!();
        }
    };
}
address!(
    /// A value of `macaddr`: an address of six bytes.
    MacAddr, 6, MACADDR
);
address!(
    /// A value of `macaddr8`: an address of eight bytes.
    MacAddr8, 8, MACADDR8
);
