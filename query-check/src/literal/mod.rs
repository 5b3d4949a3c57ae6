//! Literals: whether a type's input function accepts a text, as PostgreSQL decides while it analyses a statement.
//!
//! A string literal is of type `unknown` until a type is found for it; then PostgreSQL runs that type's input
//! function at once (manual, "Constants of Other Types"), so that an invalid date or number is an error of the
//! statement, not of its execution. One file holds one family of types.

mod array;
mod boolean;
mod bytea;
mod cursor;
mod datetime;
mod enumeration;
mod error;
mod extension;
mod float;
mod geometry;
mod hardware;
mod integer;
mod json;
mod jsonpath;
mod modifier;
mod money;
mod network;
mod numeric;
mod quoted;
mod range;
mod record;
mod registered;
mod system;
mod text;
mod text_search;
mod uuid;
mod value;
mod xml;

pub use error::InputError;
pub use modifier::{format_type, format_type_modifier, type_modifier};

use crate::catalog::{Catalog, Subscript, TypeId, TypeKind};
use crate::diagnostic::Code;
use error::Outcome;
use float::Float;
use geometry::Shape;
use range::RangeType;

/// Whether PostgreSQL accepts `text` as a literal of type `ty`.
///
/// `modifier` is the type modifier given to the input function: that of the column for the fields of a composite
/// literal and for `interval`; -1 for every other cast, whose length or precision is applied only when the
/// statement runs (PostgreSQL's `coerce_type`).
///
/// # Errors
/// What the input function says, or [`Code::Unsupported`](crate::diagnostic::Code::Unsupported) when this
/// checker cannot decide.
pub fn check_input(
    catalog: &Catalog,
    ty: TypeId,
    modifier: i32,
    text: &str,
) -> Result<(), InputError> {
    // A literal of a domain is one of the type under it; CoerceToDomain comes when the statement runs.
    let mut ty = ty;
    let mut modifier = modifier;
    while let TypeKind::Domain { base, modifier: of_base, .. } = catalog.ty(ty).kind {
        (ty, modifier) = (base, of_base);
    }
    input(catalog, ty, if ty == TypeId::INTERVAL { modifier } else { -1 }, text)
}

/// The input function of a type itself, as for an element of an array or a field of a composite literal.
fn input(catalog: &Catalog, ty: TypeId, modifier: i32, text: &str) -> Outcome {
    if ty.is_builtin() {
        builtin(catalog, ty, modifier, text)
    } else {
        by_kind(catalog, ty, modifier, text)
    }
}

fn builtin(catalog: &Catalog, ty: TypeId, modifier: i32, text: &str) -> Outcome {
    let major = catalog.major();
    match ty {
        TypeId::TEXT | TypeId::UNKNOWN | TypeId::CSTRING | TypeId::REFCURSOR => Ok(()),
        // Longer names are cut, and every byte is a "char".
        TypeId::NAME | TypeId::CHAR => Ok(()),
        TypeId::VARCHAR => text::check_length("character varying", modifier, text),
        TypeId::BPCHAR => text::check_length("character", modifier, text),
        TypeId::BOOL => boolean::check(text),
        TypeId::INT2 => integer::signed(integer::INT2, major, text).map(drop),
        TypeId::INT4 => integer::signed(integer::INT4, major, text).map(drop),
        TypeId::INT8 => integer::signed(integer::INT8, major, text).map(drop),
        TypeId::OID => integer::unsigned(integer::OID, major, text),
        TypeId::XID => integer::unsigned(integer::XID, major, text),
        TypeId::CID => integer::unsigned(integer::CID, major, text),
        TypeId::XID8 => integer::unsigned(integer::XID8, major, text),
        TypeId::FLOAT4 => float::float(Float::Single, major, text).map(drop),
        TypeId::FLOAT8 => float::float(Float::Double, major, text).map(drop),
        TypeId::NUMERIC => {
            let value = numeric::numeric(major, text)?;
            numeric::check_modifier(&value, modifier)
        }
        TypeId::JSON => json::check(false, major, text),
        TypeId::JSONB => json::check(true, major, text),
        TypeId::DATE => datetime::date(major, text).map(drop),
        TypeId::TIME => datetime::time("time", major, text).map(drop),
        TypeId::TIMETZ => datetime::time("time with time zone", major, text).map(drop),
        TypeId::TIMESTAMP => datetime::timestamp(false, major, text).map(drop),
        TypeId::TIMESTAMPTZ => datetime::timestamp(true, major, text).map(drop),
        TypeId::INTERVAL => datetime::interval(modifier, major, text).map(drop),
        TypeId::UUID => uuid::check(text),
        TypeId::BYTEA => bytea::check(text),
        TypeId::BIT => bytea::bits(false, modifier, text),
        TypeId::VARBIT => bytea::bits(true, modifier, text),
        TypeId::MONEY => money::check(text),
        TypeId::TID => system::tid(major, text),
        TypeId::INT2VECTOR => system::int2vector(major, text),
        TypeId::OIDVECTOR => system::oidvector(major, text),
        TypeId::RECORD => Err(record::anonymous()),
        TypeId::JSONPATH => jsonpath::check(major, text),
        TypeId::XML => xml::check(text),
        TypeId::VOID => Ok(()),
        _ => by_name(catalog, ty, modifier, text),
    }
}

/// The built-in types that no other rule names.
fn by_name(catalog: &Catalog, id: TypeId, modifier: i32, text: &str) -> Outcome {
    let ty = catalog.ty(id);
    match &*ty.name {
        "inet" => network::check(false, text),
        "cidr" => network::check(true, text),
        "macaddr" => hardware::macaddr(text),
        "macaddr8" => hardware::macaddr8(text),
        "point" => geometry::check(Shape::Point, text),
        "lseg" => geometry::check(Shape::Segment, text),
        "path" => geometry::check(Shape::Path, text),
        "box" => geometry::check(Shape::Box, text),
        "polygon" => geometry::check(Shape::Polygon, text),
        "line" => geometry::check(Shape::Line, text),
        "circle" => geometry::check(Shape::Circle, text),
        "tsvector" => text_search::tsvector(text),
        "tsquery" => text_search::tsquery(text),
        "pg_lsn" => system::lsn(text),
        "pg_snapshot" | "txid_snapshot" => system::snapshot(text),
        "regclass" | "regproc" | "regprocedure" | "regoper" | "regoperator" | "regtype"
        | "regnamespace" | "regcollation" | "regrole" | "regconfig" | "regdictionary" => {
            registered::check(catalog, &ty.name, text)
        }
        "gtsvector" if catalog.major() < 16 => {
            Err(InputError::new(Code::FeatureNotSupported, "gtsvector_in not implemented"))
        }
        "gtsvector"
        | "pg_node_tree"
        | "pg_ndistinct"
        | "pg_dependencies"
        | "pg_mcv_list"
        | "pg_brin_bloom_summary" => Err(no_input(&ty.name)),
        // This is how PostgreSQL calls it.
        "pg_brin_minmax_multi_summary" => Err(no_input("brin_minmax_multi_summary")),
        _ => by_kind(catalog, id, modifier, text),
    }
}

fn no_input(name: &str) -> InputError {
    let message = format!("cannot accept a value of type {name}");
    InputError::new(Code::FeatureNotSupported, message)
}

fn by_kind(catalog: &Catalog, id: TypeId, modifier: i32, text: &str) -> Outcome {
    let ty = catalog.ty(id);
    match &ty.kind {
        TypeKind::Enum(labels) => enumeration::check(catalog, id, labels, text),
        TypeKind::Composite(relation) => record::check(catalog, *relation, text),
        TypeKind::Range { subtype, collation, .. } => {
            let range = RangeType { id, subtype: *subtype, collation: *collation };
            range::range(catalog, range, modifier, text)
        }
        TypeKind::Multirange { range } => match catalog.ty(*range).kind {
            TypeKind::Range { subtype, collation, .. } => {
                let range = RangeType { id: *range, subtype, collation };
                range::multirange(catalog, range, modifier, text)
            }
            _ => Err(unknown(catalog, id)),
        },
        TypeKind::Domain { base, modifier, checked, .. } => {
            input(catalog, *base, *modifier, text)?;
            if *checked {
                return Err(InputError::unsupported(format!(
                    "the CHECK constraints of domain {} cannot be evaluated on a literal",
                    catalog.format_type(id)
                )));
            }
            Ok(())
        }
        // record[] is a pseudo-type, too.
        TypeKind::Base | TypeKind::Pseudo => match ty.element {
            Some(element) if ty.subscript == Subscript::Array => {
                array::check(catalog, element, modifier, text)
            }
            _ if matches!(ty.kind, TypeKind::Pseudo) => Err(no_input(&ty.name)),
            _ => extension::check(&ty.name, catalog.major(), text)
                .unwrap_or_else(|| Err(unknown(catalog, id))),
        },
    }
}

fn unknown(catalog: &Catalog, ty: TypeId) -> InputError {
    let name = catalog.format_type(ty);
    InputError::unsupported(format!("literals of type {name} cannot be checked"))
}

/// Whether NULL is a value of `ty` to its input function, as for an element of an array or a field of a composite
/// literal: only domains refuse it.
fn check_null(catalog: &Catalog, ty: TypeId) -> Outcome {
    let TypeKind::Domain { base, not_null, checked, .. } = catalog.ty(ty).kind else {
        return Ok(());
    };
    check_null(catalog, base)?;
    let name = catalog.format_type(ty);
    if not_null {
        let message = format!("domain {name} does not allow null values");
        return Err(InputError::new(Code::NotNullViolation, message));
    }
    if checked {
        let what = format!("the CHECK constraints of domain {name} cannot be evaluated on a NULL");
        return Err(InputError::unsupported(what));
    }
    Ok(())
}
