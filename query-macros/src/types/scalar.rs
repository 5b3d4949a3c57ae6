//! The table of Rust types that hold a single value of PostgreSQL.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A Rust type and the types of PostgreSQL that it holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scalar {
    /// The last word of its path.
    pub(crate) name: &'static str,
    /// What may stand as its first generic argument; `_` for anything; empty when it takes none.
    pub(crate) arguments: &'static [&'static str],
    /// How it is spelled as a field.
    pub(crate) owned: &'static str,
    /// How it is spelled as a parameter.
    pub(crate) borrowed: &'static str,
    /// How generated code spells it, whatever is in scope there.
    path: &'static str,
    /// The built-in types (`pg_type.typname`) it holds. A type's first row in the table is its default.
    pub(crate) builtin: &'static [&'static str],
    /// The same for types of extensions, in whatever schema.
    pub(crate) extension: &'static [&'static str],
    /// The feature of microcosm-postgres that it needs.
    pub(crate) feature: Option<&'static str>,
}

const fn plain(name: &'static str, builtin: &'static [&'static str]) -> Scalar {
    Scalar {
        name,
        arguments: &[],
        owned: name,
        borrowed: name,
        path: name,
        builtin,
        extension: &[],
        feature: None,
    }
}

const fn feature(
    feature: &'static str,
    name: &'static str,
    builtin: &'static [&'static str],
) -> Scalar {
    Scalar { feature: Some(feature), ..plain(name, builtin) }
}

/// The path of what the runtime re-exports for generated code.
macro_rules! private {
    ($path:literal) => {
        concat!("::microcosm_postgres::__private::", $path)
    };
}

/// The path of a type of the runtime's own.
macro_rules! values {
    ($path:literal) => {
        concat!("::microcosm_postgres::values::", $path)
    };
}

const fn geometry(
    name: &'static str,
    owned: &'static str,
    path: &'static str,
    builtin: &'static [&'static str],
) -> Scalar {
    let arguments = &["f64"];
    Scalar { arguments, owned, borrowed: owned, path, ..feature("geo-types", name, builtin) }
}

/// What `FromSql` and `ToSql` of postgres-types, chrono, uuid, serde_json and rust_decimal accept.
pub(crate) static SCALARS: &[Scalar] = &[
    plain("bool", &["bool"]),
    plain("i16", &["int2"]),
    plain("i32", &["int4"]),
    plain("i64", &["int8"]),
    plain("f32", &["float4"]),
    plain("f64", &["float8"]),
    Scalar {
        borrowed: "&str",
        path: "::std::string::String",
        extension: &["citext", "ltree", "lquery", "ltxtquery"],
        ..plain("String", &["text", "varchar", "bpchar", "name"])
    },
    Scalar { path: private!("Uuid"), ..plain("Uuid", &["uuid"]) },
    Scalar {
        arguments: &["Utc", "FixedOffset", "Local"],
        owned: "DateTime<Utc>",
        borrowed: "DateTime<Utc>",
        path: concat!(
            private!("chrono::DateTime"),
            "<::microcosm_postgres::__private::chrono::Utc>"
        ),
        ..feature("chrono", "DateTime", &["timestamptz"])
    },
    Scalar {
        path: private!("chrono::NaiveDateTime"),
        ..feature("chrono", "NaiveDateTime", &["timestamp"])
    },
    Scalar { path: private!("chrono::NaiveDate"), ..feature("chrono", "NaiveDate", &["date"]) },
    Scalar { path: private!("chrono::NaiveTime"), ..feature("chrono", "NaiveTime", &["time"]) },
    Scalar {
        path: private!("time::OffsetDateTime"),
        ..feature("time", "OffsetDateTime", &["timestamptz"])
    },
    Scalar {
        path: private!("time::PrimitiveDateTime"),
        ..feature("time", "PrimitiveDateTime", &["timestamp"])
    },
    Scalar { path: private!("time::Date"), ..feature("time", "Date", &["date"]) },
    Scalar { path: private!("time::Time"), ..feature("time", "Time", &["time"]) },
    Scalar { path: private!("jiff::Timestamp"), ..feature("jiff", "Timestamp", &["timestamptz"]) },
    Scalar {
        path: private!("jiff::civil::DateTime"),
        ..feature("jiff", "DateTime", &["timestamp"])
    },
    Scalar { path: private!("jiff::civil::Date"), ..feature("jiff", "Date", &["date"]) },
    Scalar { path: private!("jiff::civil::Time"), ..feature("jiff", "Time", &["time"]) },
    Scalar {
        path: private!("rust_decimal::Decimal"),
        ..feature("rust_decimal", "Decimal", &["numeric"])
    },
    Scalar {
        borrowed: "&Value",
        path: private!("serde_json::Value"),
        ..feature("serde_json", "Value", &["jsonb", "json"])
    },
    Scalar {
        arguments: &["_"],
        owned: "Json<T>",
        borrowed: "Json<T>",
        ..feature("serde_json", "Json", &["jsonb", "json"])
    },
    Scalar { path: "::core::net::IpAddr", ..plain("IpAddr", &["inet"]) },
    Scalar {
        path: "::std::time::SystemTime",
        ..plain("SystemTime", &["timestamptz", "timestamp"])
    },
    Scalar { path: private!("cidr::IpInet"), ..feature("cidr", "IpInet", &["inet"]) },
    Scalar { path: private!("cidr::IpCidr"), ..feature("cidr", "IpCidr", &["cidr"]) },
    Scalar { path: values!("MacAddr"), ..plain("MacAddr", &["macaddr"]) },
    Scalar { path: values!("MacAddr8"), ..plain("MacAddr8", &["macaddr8"]) },
    Scalar { path: values!("Interval"), ..plain("Interval", &["interval"]) },
    Scalar { path: values!("TimeTz"), ..plain("TimeTz", &["timetz"]) },
    Scalar { path: values!("Money"), ..plain("Money", &["money"]) },
    Scalar { path: values!("Xml"), ..plain("Xml", &["xml"]) },
    Scalar { path: values!("JsonPath"), ..plain("JsonPath", &["jsonpath"]) },
    Scalar { path: values!("TsVector"), ..plain("TsVector", &["tsvector"]) },
    Scalar {
        path: private!("bit_vec::BitVec"),
        ..feature("bit-vec", "BitVec", &["bit", "varbit"])
    },
    geometry("Point", "Point<f64>", private!("geo_types::Point<f64>"), &["point"]),
    geometry("Rect", "Rect<f64>", private!("geo_types::Rect<f64>"), &["box"]),
    geometry("LineString", "LineString<f64>", private!("geo_types::LineString<f64>"), &["path"]),
    plain("i8", &["char"]),
    plain("u32", &["oid"]),
    Scalar { path: "::microcosm_postgres::types::PgLsn", ..plain("PgLsn", &["pg_lsn"]) },
    Scalar {
        arguments: &["String"],
        owned: "HashMap<String, Option<String>>",
        borrowed: "&HashMap<String, Option<String>>",
        path: "::std::collections::HashMap<::std::string::String, \
               ::core::option::Option<::std::string::String>>",
        extension: &["hstore"],
        ..plain("HashMap", &[])
    },
];

impl Scalar {
    /// The row for a path that ends in `name<argument>`.
    pub(crate) fn find(name: &str, argument: Option<&str>) -> Option<&'static Self> {
        let name = if name == "str" { "String" } else { name };
        SCALARS.iter().find(|scalar| {
            scalar.name == name
                && match argument {
                    None => scalar.arguments.is_empty(),
                    Some(given) => scalar.arguments.iter().any(|a| *a == "_" || *a == given),
                }
        })
    }

    /// Whether the feature it needs is on.
    pub(crate) fn is_enabled(&self) -> bool {
        const FEATURES: [(&str, bool); 8] = [
            ("bit-vec", cfg!(feature = "bit-vec")),
            ("cidr", cfg!(feature = "cidr")),
            ("geo-types", cfg!(feature = "geo-types")),
            ("jiff", cfg!(feature = "jiff")),
            ("time", cfg!(feature = "time")),
            ("chrono", cfg!(feature = "chrono")),
            ("serde_json", cfg!(feature = "serde_json")),
            ("rust_decimal", cfg!(feature = "rust_decimal")),
        ];
        self.feature.is_none_or(|feature| FEATURES.contains(&(feature, true)))
    }

    /// The type as generated code names it.
    pub(crate) fn tokens(&self) -> TokenStream {
        self.path.parse().unwrap_or_default()
    }
}

/// `Type::INT8` for `int8`, `Type::INT8_ARRAY` for its array: how generated code names the type.
pub(crate) fn constant(builtin: &str, array: bool) -> TokenStream {
    // The one name that postgres-types cuts into words.
    let name = if builtin == "tsvector" { "ts_vector" } else { builtin };
    let name = format_ident!("{}{}", name.to_uppercase(), if array { "_ARRAY" } else { "" });
    quote!(::microcosm_postgres::__private::Type::#name)
}
