//! The types, in every position: one list, from which the models, the queries and the checks are made.

#![allow(unreachable_pub)]

use std::net::IpAddr;
use std::time::SystemTime;

use bit_vec::BitVec;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use cidr::{IpCidr, IpInet};
use geo_types::{LineString, Point, Rect};
use microcosm_postgres::types::{Date, Json, PgLsn, Timestamp};
use microcosm_postgres::{
    Handle, Interval, JsonPath, Lexeme, LexemePosition, MacAddr, MacAddr8, Money, PgMultirange,
    PgRange, PgType, TimeTz, TsVector, Xml, store,
};
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

/// A domain under a name of its own.
#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "email"]
pub struct Email(pub String);

/// A composite type, its fields in another order than the database's.
#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "geo.address"]
pub struct Address {
    pub tags: Option<Vec<String>>,
    pub street: Option<String>,
    pub score: Option<i32>,
    #[pg = "zip code"]
    pub zip: Option<i32>,
}

pub fn address() -> Address {
    let tags = Some(vec!["home".to_owned(), "north".to_owned()]);
    Address { tags, street: Some("Main".to_owned()), score: Some(3), zip: None }
}

fn words() -> TsVector {
    let at = |position, weight| LexemePosition { position, weight };
    let cat = Lexeme { text: "cat".to_owned(), positions: vec![at(3, 'D'), at(5, 'A')] };
    TsVector { lexemes: vec![cat, Lexeme { text: "dog".to_owned(), positions: Vec::new() }] }
}

/// Declares all of it from `column: Type, "SELECT one", "SELECT of an array" => value;`.
macro_rules! types {
    ($($name:ident: $ty:ty, $one:tt, $list:tt => $value:expr;)*) => {
        store! {
            schema "tests/types/schema.json";

            pub enum Mood = "mood" { Calm, Wild }

            #[derive(Debug, Clone, PartialEq)]
            pub model One = "one" { id: Uuid, $($name: $ty,)* }

            #[derive(Debug, Clone, PartialEq)]
            pub model Maybe = "maybe" { id: Uuid, $($name: Option<$ty>,)* }

            #[derive(Debug, Clone, PartialEq)]
            pub model Lists = "lists" { id: Uuid, $($name: Vec<Option<$ty>>,)* }

            pub store OneStore for One { create, retrieve, create_all, update_all }

            pub store OneCopies for One { create_all -> u64 }

            pub store MaybeStore for Maybe { create, retrieve, create_all }

            pub store MaybeCopies for Maybe { create_all -> u64 }

            pub store ListsStore for Lists { create, retrieve }

            pub store ListsCopies for Lists { create_all -> u64; search() }

        }

        /// What is known from elsewhere is declared where it is the only column.
        mod queries {
            use super::*;

            store! {
            schema "tests/types/schema.json";

            type Mood = "mood";
            type Email = "email";
            /// A value that goes there and back.
            pub store Echo { $(fn $name(value: $ty) -> $ty { $one })* }

            /// The same, NULL or not.
            pub store EchoMaybe { $(fn $name(value: Option<$ty>) -> Option<$ty> { $one })* }

            /// An array there, its elements back.
            pub store EchoLists { $(fn $name(values: &[$ty]) -> Vec<Option<$ty>> { $list })* }
            }
        }
        use queries::*;

        /// One of each.
        pub fn one() -> NewOne {
            NewOne { $($name: $value,)* }
        }

        /// One of each, or NULL.
        pub fn maybe(there: bool) -> NewMaybe {
            NewMaybe { $($name: there.then(|| $value),)* }
        }

        /// An array of each, with NULL and without.
        pub fn lists() -> NewLists {
            NewLists { $($name: vec![Some($value), None, Some($value)],)* }
        }

        /// Sends each as a parameter, and compares what comes back.
        pub async fn echo(handle: &Handle) {
            // One at a time on the heap: together they would be more than a thread's stack.
            $(Box::pin(async {
                let value: $ty = $value;
                let what = stringify!($name);
                let back = Echo::new(handle).$name(value.clone()).await.expect(what);
                assert_eq!(back, value, "{what}");
                let store = EchoMaybe::new(handle);
                let back = store.$name(Some(value.clone())).await.expect(what);
                assert_eq!(back.as_ref(), Some(&value), "{what}");
                assert_eq!(store.$name(None).await.expect(what), None, "{what}");
                let back = EchoLists::new(handle).$name(&[value.clone(), value.clone()]).await;
                assert_eq!(back.expect(what), [Some(value.clone()), Some(value)], "{what}");
            }).await;)*
        }
    };
}

types! {
    boolean: bool, "SELECT :value::boolean", "SELECT unnest(:values::boolean[])" => true;
    int2: i16, "SELECT :value::smallint", "SELECT unnest(:values::smallint[])" => -7;
    int4: i32, "SELECT :value::integer", "SELECT unnest(:values::integer[])" => i32::MIN;
    int8: i64, "SELECT :value::bigint", "SELECT unnest(:values::bigint[])" => i64::MAX;
    float4: f32, "SELECT :value::real", "SELECT unnest(:values::real[])" => 1.5;
    float8: f64, "SELECT :value::double precision", "SELECT unnest(:values::double precision[])" => -0.1;
    numeric: Decimal, "SELECT :value::numeric", "SELECT unnest(:values::numeric[])" => Decimal::new(-12_345, 2);
    money: Money, "SELECT :value::money", "SELECT unnest(:values::money[])" => Money(1_999);
    text: String, "SELECT :value::text", "SELECT unnest(:values::text[])" => "snow ☃".to_owned();
    varchar: String, "SELECT :value::varchar(10)", "SELECT unnest(:values::varchar(10)[])" => "ten".to_owned();
    bpchar: String, "SELECT :value::char(5)", "SELECT unnest(:values::char(5)[])" => "ab   ".to_owned();
    name: String, "SELECT :value::name", "SELECT unnest(:values::name[])" => "a_name".to_owned();
    char: i8, "SELECT :value::\"char\"", "SELECT unnest(:values::\"char\"[])" => 65;
    xml: Xml, "SELECT :value::xml", "SELECT unnest(:values::xml[])" => Xml("<a>b</a>".to_owned());
    jsonpath: JsonPath, "SELECT :value::jsonpath", "SELECT unnest(:values::jsonpath[])" => JsonPath("$.\"a\"[*]".to_owned());
    bytea: Vec<u8>, "SELECT :value::bytea", "SELECT unnest(:values::bytea[])" => vec![0, 255, 10];
    uuid: Uuid, "SELECT :value::uuid", "SELECT unnest(:values::uuid[])" => Uuid::from_u128(7);
    json: Value, "SELECT :value::json", "SELECT unnest(:values::json[])" => serde_json::json!({ "a": [1, null] });
    jsonb: Value, "SELECT :value::jsonb", "SELECT unnest(:values::jsonb[])" => serde_json::json!("b");
    jsonb_of: Json<Vec<i32>>, "SELECT :value::jsonb", "SELECT unnest(:values::jsonb[])" => Json(vec![1, 2, 3]);
    timestamptz: DateTime<Utc>, "SELECT :value::timestamptz", "SELECT unnest(:values::timestamptz[])" => "2024-02-29T12:34:56.789012Z".parse().expect("a time");
    timestamptz_time: time::OffsetDateTime, "SELECT :value::timestamptz", "SELECT unnest(:values::timestamptz[])" => time::OffsetDateTime::UNIX_EPOCH;
    timestamptz_jiff: jiff::Timestamp, "SELECT :value::timestamptz", "SELECT unnest(:values::timestamptz[])" => jiff::Timestamp::UNIX_EPOCH;
    timestamptz_system: SystemTime, "SELECT :value::timestamptz", "SELECT unnest(:values::timestamptz[])" => SystemTime::UNIX_EPOCH;
    timestamptz_infinite: Timestamp<DateTime<Utc>>, "SELECT :value::timestamptz", "SELECT unnest(:values::timestamptz[])" => Timestamp::PosInfinity;
    timestamp: NaiveDateTime, "SELECT :value::timestamp", "SELECT unnest(:values::timestamp[])" => "2024-02-29T12:34:56".parse().expect("a time");
    timestamp_time: time::PrimitiveDateTime, "SELECT :value::timestamp", "SELECT unnest(:values::timestamp[])" => time::OffsetDateTime::UNIX_EPOCH.date().midnight();
    timestamp_jiff: jiff::civil::DateTime, "SELECT :value::timestamp", "SELECT unnest(:values::timestamp[])" => jiff::civil::date(2024, 2, 29).at(1, 2, 3, 4_000);
    date: NaiveDate, "SELECT :value::date", "SELECT unnest(:values::date[])" => "2024-02-29".parse().expect("a date");
    date_time: time::Date, "SELECT :value::date", "SELECT unnest(:values::date[])" => time::Date::from_ordinal_date(2024, 60).expect("a date");
    date_jiff: jiff::civil::Date, "SELECT :value::date", "SELECT unnest(:values::date[])" => jiff::civil::date(2024, 2, 29);
    date_infinite: Date<NaiveDate>, "SELECT :value::date", "SELECT unnest(:values::date[])" => Date::NegInfinity;
    time: NaiveTime, "SELECT :value::time", "SELECT unnest(:values::time[])" => "23:59:59.5".parse().expect("a time");
    time_time: time::Time, "SELECT :value::time", "SELECT unnest(:values::time[])" => time::Time::from_hms(1, 2, 3).expect("a time");
    time_jiff: jiff::civil::Time, "SELECT :value::time", "SELECT unnest(:values::time[])" => jiff::civil::time(1, 2, 3, 4_000);
    timetz: TimeTz, "SELECT :value::timetz", "SELECT unnest(:values::timetz[])" => TimeTz { microseconds: 3_600_000_001, offset: -7_200 };
    interval: Interval, "SELECT :value::interval", "SELECT unnest(:values::interval[])" => Interval { months: -14, days: 3, microseconds: 1_500_000 };
    inet: IpAddr, "SELECT :value::inet", "SELECT unnest(:values::inet[])" => "2001:db8::1".parse().expect("an address");
    inet_masked: IpInet, "SELECT :value::inet", "SELECT unnest(:values::inet[])" => "10.1.2.3/8".parse().expect("an address");
    cidr: IpCidr, "SELECT :value::cidr", "SELECT unnest(:values::cidr[])" => "10.0.0.0/8".parse().expect("a network");
    macaddr: MacAddr, "SELECT :value::macaddr", "SELECT unnest(:values::macaddr[])" => MacAddr([8, 0, 0x2b, 1, 2, 3]);
    macaddr8: MacAddr8, "SELECT :value::macaddr8", "SELECT unnest(:values::macaddr8[])" => MacAddr8([8, 0, 0x2b, 1, 2, 3, 4, 5]);
    bits: BitVec, "SELECT :value::bit(5)", "SELECT unnest(:values::bit(5)[])" => BitVec::from_fn(5, |place| place % 2 == 0);
    varbit: BitVec, "SELECT :value::varbit", "SELECT unnest(:values::varbit[])" => BitVec::from_fn(9, |place| place > 4);
    point: Point<f64>, "SELECT :value::point", "SELECT unnest(:values::point[])" => Point::new(1.5, -2.0);
    r#box: Rect<f64>, "SELECT :value::box", "SELECT unnest(:values::box[])" => Rect::new((0.0, 0.0), (1.0, 2.0));
    path: LineString<f64>, "SELECT :value::path", "SELECT unnest(:values::path[])" => LineString::from(vec![(0.0, 0.0), (1.0, 2.0), (3.0, 3.0)]);
    tsvector: TsVector, "SELECT :value::tsvector", "SELECT unnest(:values::tsvector[])" => words();
    oid: u32, "SELECT :value::oid", "SELECT unnest(:values::oid[])" => u32::MAX;
    pg_lsn: PgLsn, "SELECT :value::pg_lsn", "SELECT unnest(:values::pg_lsn[])" => PgLsn::from(1 << 40);
    int4range: PgRange<i32>, "SELECT :value::int4range", "SELECT unnest(:values::int4range[])" => PgRange::new(1..5);
    int8range: PgRange<i64>, "SELECT :value::int8range", "SELECT unnest(:values::int8range[])" => PgRange::new(..5);
    numrange: PgRange<Decimal>, "SELECT :value::numrange", "SELECT unnest(:values::numrange[])" => PgRange::new(Decimal::new(15, 1)..=Decimal::new(25, 1));
    daterange: PgRange<NaiveDate>, "SELECT :value::daterange", "SELECT unnest(:values::daterange[])" => PgRange::Empty;
    tsrange: PgRange<NaiveDateTime>, "SELECT :value::tsrange", "SELECT unnest(:values::tsrange[])" => PgRange::new(..);
    tstzrange: PgRange<DateTime<Utc>>, "SELECT :value::tstzrange", "SELECT unnest(:values::tstzrange[])" => PgRange::new(DateTime::<Utc>::UNIX_EPOCH..);
    own_range: PgRange<f64>, "SELECT :value::floatrange", "SELECT unnest(:values::floatrange[])" => PgRange::new(0.5..=1.5);
    int4multirange: PgMultirange<i32>, "SELECT :value::int4multirange", "SELECT unnest(:values::int4multirange[])" => PgMultirange(vec![PgRange::new(1..3), PgRange::new(5..7)]);
    tstzmultirange: PgMultirange<DateTime<Utc>>, "SELECT :value::tstzmultirange", "SELECT unnest(:values::tstzmultirange[])" => PgMultirange(vec![]);
    enumeration: Mood, "SELECT :value::mood", "SELECT unnest(:values::mood[])" => Mood::Wild;
    domain: i32, "SELECT :value::score", "SELECT unnest(:values::score[])" => 7;
    domain_named: Email, "SELECT :value::email", "SELECT unnest(:values::email[])" => Email("a@example.org".to_owned());
    domain_enum: Mood, "SELECT :value::bad_mood", "SELECT unnest(:values::bad_mood[])" => Mood::Calm;
}

store! {
    schema "tests/types/schema.json";

    #[derive(Debug, Clone, PartialEq)]
    pub model Place = "place" {
        id: Uuid,
        located: Address,
        formerly: Option<Address>,
        branches: Vec<Option<Address>>,
    }

    pub store PlaceStore for Place {
        create, retrieve, replace;

        /// Of a parameter, and as part of a row.
        fn located(at: &Address) -> Vec<(Uuid, Address)> {
            "SELECT id, located FROM place WHERE located = :at::geo.address"
        }

        fn moved(id: Uuid, to: Option<Address>) -> Place {
            "UPDATE place SET formerly = located, located = COALESCE(:to, located) WHERE id = :id RETURNING *"
        }
    }

    pub store PlaceCopies for Place { create_all -> u64; search() }
}
