//! Random values of any type as text, from small pools so that duplicates, NULLs and edge cases are common.

use fastrand::Rng;
use query_check::catalog::{Catalog, Subscript, TypeId, TypeKind};

/// A value's text, `None` for NULL; types nobody wrote a pool for are always NULL.
pub(crate) fn value(rng: &mut Rng, catalog: &Catalog, ty: TypeId) -> Option<String> {
    let found = catalog.ty(ty);
    if found.subscript == Subscript::Array
        && let Some(element) = found.element
    {
        return Some(array(rng, catalog, element));
    }
    match &found.kind {
        TypeKind::Domain { base, .. } => value(rng, catalog, *base),
        TypeKind::Enum(labels) => labels.get(rng.usize(0..labels.len().max(1))).cloned(),
        TypeKind::Composite(relation) => {
            let relation = catalog.relation(*relation)?;
            let fields = relation.columns.iter().map(|column| {
                let value = if rng.u8(0..4) == 0 { None } else { value(rng, catalog, column.ty) };
                value.map_or_else(String::new, |text| quoted(&text))
            });
            Some(format!("({})", fields.collect::<Vec<_>>().join(",")))
        }
        _ => pool(&catalog.format_type(ty)).map(|pool| pool[rng.usize(0..pool.len())].to_owned()),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn array(rng: &mut Rng, catalog: &Catalog, element: TypeId) -> String {
    let elements = (0..rng.usize(0..3)).map(|_| {
        let value = if rng.u8(0..3) == 0 { None } else { value(rng, catalog, element) };
        value.map_or_else(|| "NULL".to_owned(), |text| quoted(&text))
    });
    format!("{{{}}}", elements.collect::<Vec<_>>().join(","))
}

fn pool(ty: &str) -> Option<&'static [&'static str]> {
    Some(match ty {
        "boolean" => &["t", "f"],
        "smallint" | "integer" | "bigint" | "oid" => &["0", "1", "2", "3", "4", "5", "7", "40"],
        "numeric" => &["0", "1", "-1.5", "2.50", "NaN", "12345.678"],
        "real" | "double precision" => &["0", "1.5", "-2", "NaN", "Infinity", "1"],
        "money" => &["0", "1.50", "-3"],
        "text" | "character varying" | "character" | "name" | "citext" | "\"char\"" => {
            &["", "a", "b", "A", "abc", "b c", "%", "1", "2020-01-01"]
        }
        "uuid" => &[
            "00000000-0000-0000-0000-000000000001",
            "00000000-0000-0000-0000-000000000002",
            "00000000-0000-0000-0000-000000000003",
            "00000000-0000-0000-0000-000000000004",
        ],
        "date" => &["2020-01-01", "2024-02-29", "infinity", "-infinity"],
        "timestamp without time zone" | "timestamp with time zone" => {
            &["2020-01-01 00:00", "2024-02-29 12:34:56.789", "infinity", "-infinity"]
        }
        "time without time zone" | "time with time zone" => &["00:00", "12:30:01.5", "24:00"],
        "interval" => &["0", "1 day", "-1 mon", "1:02:03"],
        "json" | "jsonb" => &[
            "null",
            "{}",
            "[]",
            "{\"a\":1,\"b\":null}",
            "[1,null,\"x\"]",
            "\"s\"",
            "3",
            "true",
            "{\"a\":{\"b\":[1]},\"name\":\"n\"}",
        ],
        "bytea" => &["\\x", "\\x6162"],
        "inet" => &["10.0.0.1", "10.0.0.0/8", "::1"],
        "cidr" => &["10.0.0.0/8", "::1/128"],
        "macaddr" => &["08:00:2b:01:02:03"],
        "bit" => &["1"],
        "bit varying" => &["", "101"],
        "int4range" | "int8range" | "numrange" => &["empty", "[1,5)", "(,3)", "(,)"],
        "daterange" | "tsrange" | "tstzrange" => &["empty", "[2020-01-01,2021-01-01)", "(,)"],
        "int4multirange" | "int8multirange" | "nummultirange" => &["{}", "{[1,2),[5,9)}", "{(,)}"],
        "tsvector" => &["", "'a' 'b'"],
        "tsquery" => &["", "'a' & 'b'"],
        "xml" => &["<a/>", "<a>x</a>"],
        "point" => &["(0,0)", "(1,2)"],
        _ => return None,
    })
}
