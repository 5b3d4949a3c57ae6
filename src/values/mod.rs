//! Rust types for the types of PostgreSQL that no other crate has one for, and the table of all of them.
//!
//! # Which Rust type holds which type of PostgreSQL
//!
//! | PostgreSQL | Rust | feature |
//! |---|---|---|
//! | `boolean` | `bool` | |
//! | `smallint`, `integer`, `bigint` | `i16`, `i32`, `i64` | |
//! | `real`, `double precision` | `f32`, `f64` | |
//! | `numeric` | `rust_decimal::Decimal` | `rust_decimal` |
//! | `money` | [`Money`] | |
//! | `text`, `varchar(n)`, `char(n)`, `name`, and by extension `citext`, `ltree`, … | `String`, as a parameter `&str` | |
//! | `"char"` | `i8` | |
//! | `xml`, `jsonpath` | [`Xml`], [`JsonPath`] | |
//! | `bytea` | `Vec<u8>`, as a parameter `&[u8]` | |
//! | `uuid` | `uuid::Uuid` | |
//! | `json`, `jsonb` | `serde_json::Value`, `Json<T>` | `serde_json` (default) |
//! | `timestamptz` | `chrono::DateTime<Utc>` | `chrono` (default) |
//! | | `time::OffsetDateTime` | `time` |
//! | | `jiff::Timestamp` | `jiff` |
//! | | `std::time::SystemTime` | |
//! | `timestamp` | `chrono::NaiveDateTime`, `time::PrimitiveDateTime`, `jiff::civil::DateTime` | as above |
//! | `date`, `time` | `chrono::NaiveDate` and `NaiveTime`; `Date` and `Time` of `time` and of `jiff::civil` | as above |
//! | `timetz` | [`TimeTz`] | |
//! | `interval` | [`Interval`] | |
//! | `inet`, `cidr` | `std::net::IpAddr` (`inet` only, without its mask); `cidr::IpInet`, `cidr::IpCidr` | `cidr` |
//! | `macaddr`, `macaddr8` | [`MacAddr`], [`MacAddr8`] | |
//! | `bit(n)`, `varbit` | `bit_vec::BitVec` | `bit-vec` |
//! | `point`, `box`, `path` | `geo_types::Point<f64>`, `Rect<f64>`, `LineString<f64>` | `geo-types` |
//! | `tsvector` | [`TsVector`] | |
//! | `oid`, `pg_lsn` | `u32`, `PgLsn` | |
//! | `hstore` (an extension) | `HashMap<String, Option<String>>` | |
//! | a range, a multirange | [`PgRange<T>`], [`PgMultirange<T>`] of what its bounds are | |
//! | an array | `Vec<T>`, as a parameter `&[T]`; `Vec<Option<T>>` where elements can be NULL | |
//! | an enum | `enum Name = "name" { … }` of the block | |
//! | a domain | what it is over, or a type of your own | |
//! | a composite type, a type of an extension | a type of your own ([`PgType`]) | |
//!
//! Several features can be on at once: then fields and parameters are what you write, and rows that are
//! generated take the first of this table. What is not in it can be cast in SQL: `location::text`.
//!
//! `infinity` is a value of `timestamptz`, `timestamp` and `date` that no date of Rust holds; reading it is
//! an error. `types::Timestamp<DateTime<Utc>>`, `types::Date<NaiveDate>` and the like hold it.

mod composite;
mod interval;
mod mac;
mod money;
mod pg_type;
mod range;
mod text;
mod time_tz;
mod ts_vector;

#[doc(hidden)]
pub use composite::{Fields, Writer, is_composite};
pub use interval::Interval;
pub use mac::{MacAddr, MacAddr8};
pub use money::Money;
pub use pg_type::PgType;
#[doc(hidden)]
pub use pg_type::{base, stands_for, without_domains};
pub use range::{PgMultirange, PgRange};
pub use text::{JsonPath, Xml};
pub use time_tz::TimeTz;
pub use ts_vector::{Lexeme, LexemePosition, TsVector};

use crate::enumeration::BoxError;

/// The next `N` bytes of a value.
fn take<const N: usize>(raw: &mut &[u8]) -> Result<[u8; N], BoxError> {
    match raw.split_first_chunk::<N>() {
        Some((bytes, rest)) => {
            *raw = rest;
            Ok(*bytes)
        }
        None => Err("the value is shorter than its type".into()),
    }
}

/// That nothing is left of a value.
fn end(raw: &[u8]) -> Result<(), BoxError> {
    if raw.is_empty() { Ok(()) } else { Err("the value is longer than its type".into()) }
}
