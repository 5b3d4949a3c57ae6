//! Type modifiers: from `numeric(10, 2)` to the number a column carries, and back (`typmodin`, `typmodout`).

use super::error::{InputError, Outcome};
use super::{integer, numeric};
use crate::catalog::{Catalog, Subscript, TypeId};
use crate::diagnostic::Code;

/// The size of a varlena header, which some modifiers have added.
const HEADER: i32 = 4;
/// The longest character type (`MaxAttrSize`).
const MAX_LENGTH: i32 = 10 * 1024 * 1024;
/// Fractional digits of seconds.
const MAX_PRECISION: i32 = 6;

/// The modifier of a type written with `args`, the texts of its constants.
///
/// For `interval`, the first is PostgreSQL's mask of fields, as the grammar gives it.
///
/// # Errors
/// What the type's `typmodin` function says, or [`Code::Unsupported`] for types of extensions.
pub fn type_modifier(catalog: &Catalog, ty: TypeId, args: &[&str]) -> Result<i32, InputError> {
    let invalid = |message: String| InputError::new(Code::InvalidParameterValue, message);
    let mut numbers = [0; 2];
    if !takes_integers(ty) {
        return Err(InputError::unsupported(format!(
            "modifiers of type {} cannot be checked",
            catalog.format_type(ty)
        )));
    }
    for (place, arg) in args.iter().enumerate() {
        let number = integer::signed(integer::INT4, catalog.major(), arg)? as i32;
        if let Some(slot) = numbers.get_mut(place) {
            *slot = number;
        }
    }
    let [first, second] = numbers;
    match ty {
        TypeId::NUMERIC => match args.len() {
            1 => numeric_modifier(catalog.major(), first, 0),
            2 => numeric_modifier(catalog.major(), first, second),
            _ => Err(invalid("invalid NUMERIC type modifier".to_owned())),
        },
        TypeId::INTERVAL => match args.len() {
            1 | 2 => interval_modifier(first, (args.len() == 2).then_some(second)),
            _ => Err(invalid("invalid INTERVAL type modifier".to_owned())),
        },
        _ if args.len() != 1 => Err(invalid("invalid type modifier".to_owned())),
        TypeId::VARCHAR => Ok(length("varchar", first, MAX_LENGTH)? + HEADER),
        TypeId::BPCHAR => Ok(length("char", first, MAX_LENGTH)? + HEADER),
        TypeId::BIT => length("bit", first, MAX_LENGTH * 8),
        TypeId::VARBIT => length("varbit", first, MAX_LENGTH * 8),
        TypeId::TIME => precision("TIME", "", first),
        TypeId::TIMETZ => precision("TIME", " WITH TIME ZONE", first),
        TypeId::TIMESTAMP => precision("TIMESTAMP", "", first),
        _ => precision("TIMESTAMP", " WITH TIME ZONE", first),
    }
}

fn takes_integers(ty: TypeId) -> bool {
    matches!(
        ty,
        TypeId::NUMERIC
            | TypeId::INTERVAL
            | TypeId::VARCHAR
            | TypeId::BPCHAR
            | TypeId::BIT
            | TypeId::VARBIT
            | TypeId::TIME
            | TypeId::TIMETZ
            | TypeId::TIMESTAMP
            | TypeId::TIMESTAMPTZ
    )
}

fn numeric_modifier(major: u32, precision: i32, scale: i32) -> Outcome<i32> {
    let invalid = |message: String| InputError::new(Code::InvalidParameterValue, message);
    if !(1..=1000).contains(&precision) {
        return Err(invalid(format!("NUMERIC precision {precision} must be between 1 and 1000")));
    }
    if major == 14 && !(0..=precision).contains(&scale) {
        return Err(invalid(format!(
            "NUMERIC scale {scale} must be between 0 and precision {precision}"
        )));
    }
    if !(-1000..=1000).contains(&scale) {
        return Err(invalid(format!("NUMERIC scale {scale} must be between -1000 and 1000")));
    }
    Ok((precision << 16 | scale & 0x7ff) + HEADER)
}

fn length(ty: &str, length: i32, max: i32) -> Outcome<i32> {
    let invalid = |message: String| Err(InputError::new(Code::InvalidParameterValue, message));
    match length {
        ..1 => invalid(format!("length for type {ty} must be at least 1")),
        _ if length > max => invalid(format!("length for type {ty} cannot exceed {max}")),
        _ => Ok(length),
    }
}

/// A precision of seconds; what is over the maximum is lowered to it, with a warning only.
fn precision(ty: &str, zone: &str, digits: i32) -> Outcome<i32> {
    if digits < 0 {
        let message = format!("{ty}({digits}){zone} precision must not be negative");
        return Err(InputError::new(Code::InvalidParameterValue, message));
    }
    Ok(digits.min(MAX_PRECISION))
}

/// Bits of an interval's fields.
const MONTH: i32 = 1 << 1;
const YEAR: i32 = 1 << 2;
const DAY: i32 = 1 << 3;
const HOUR: i32 = 1 << 10;
const MINUTE: i32 = 1 << 11;
const SECOND: i32 = 1 << 12;
/// All fields, and any precision.
const FULL_RANGE: i32 = 0x7fff;
const FULL_PRECISION: i32 = 0xffff;

/// The masks that can be written, and how they are.
const FIELDS: [(i32, &str); 14] = [
    (YEAR, " year"),
    (MONTH, " month"),
    (DAY, " day"),
    (HOUR, " hour"),
    (MINUTE, " minute"),
    (SECOND, " second"),
    (YEAR | MONTH, " year to month"),
    (DAY | HOUR, " day to hour"),
    (DAY | HOUR | MINUTE, " day to minute"),
    (DAY | HOUR | MINUTE | SECOND, " day to second"),
    (HOUR | MINUTE, " hour to minute"),
    (HOUR | MINUTE | SECOND, " hour to second"),
    (MINUTE | SECOND, " minute to second"),
    (FULL_RANGE, ""),
];

fn interval_modifier(mask: i32, digits: Option<i32>) -> Outcome<i32> {
    if !FIELDS.iter().any(|(fields, _)| *fields == mask) {
        let message = "invalid INTERVAL type modifier";
        return Err(InputError::new(Code::InvalidParameterValue, message));
    }
    match digits {
        Some(digits) => Ok(mask << 16 | precision("INTERVAL", "", digits)?),
        None if mask == FULL_RANGE => Ok(-1),
        None => Ok(mask << 16 | FULL_PRECISION),
    }
}

/// What a modifier adds to the name of its type: `(10,2)`, ` hour to minute`; empty when there is none.
pub fn format_type_modifier(ty: TypeId, modifier: i32) -> String {
    if modifier < 0 {
        return String::new();
    }
    match ty {
        TypeId::NUMERIC => match numeric::precision_and_scale(modifier) {
            Some((precision, scale)) => format!("({precision},{scale})"),
            None => String::new(),
        },
        TypeId::VARCHAR | TypeId::BPCHAR if modifier > HEADER => {
            format!("({})", modifier - HEADER)
        }
        TypeId::VARCHAR | TypeId::BPCHAR => String::new(),
        TypeId::TIME | TypeId::TIMESTAMP => format!("({modifier}) without time zone"),
        TypeId::TIMETZ | TypeId::TIMESTAMPTZ => format!("({modifier}) with time zone"),
        TypeId::INTERVAL => {
            let mask = modifier >> 16 & FULL_RANGE;
            let fields = FIELDS.iter().find(|(fields, _)| *fields == mask);
            let fields = fields.map_or("", |(_, name)| name);
            match modifier & FULL_PRECISION {
                FULL_PRECISION => fields.to_owned(),
                digits => format!("{fields}({digits})"),
            }
        }
        _ => format!("({modifier})"),
    }
}

/// The name of a type with its modifier, as `format_type(oid, typmod)` prints it: `numeric(10,2)`,
/// `timestamp(3) without time zone[]`.
pub fn format_type(catalog: &Catalog, ty: TypeId, modifier: i32) -> String {
    let row = catalog.ty(ty);
    if let (Subscript::Array, Some(element)) = (row.subscript, row.element) {
        return format_type(catalog, element, modifier) + "[]";
    }
    match ty {
        // Without a length these are not what SQL calls them.
        TypeId::BPCHAR if modifier < 0 => return "bpchar".to_owned(),
        TypeId::BIT if modifier < 0 => return "\"bit\"".to_owned(),
        _ => {}
    }
    let name = catalog.format_type(ty);
    if modifier < 0 {
        return name;
    }
    // The words behind these names come after the precision.
    let name = match ty {
        TypeId::TIME | TypeId::TIMETZ => "time",
        TypeId::TIMESTAMP | TypeId::TIMESTAMPTZ => "timestamp",
        _ => &name,
    };
    format!("{name}{}", format_type_modifier(ty, modifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(major: u32) -> Catalog {
        Catalog::builtin(major).expect("a supported major")
    }

    #[test]
    fn modifiers_make_the_round_trip() {
        let catalog = catalog(18);
        let cases: [(TypeId, &[&str], &str); 12] = [
            (TypeId::NUMERIC, &["10", "2"], "numeric(10,2)"),
            (TypeId::NUMERIC, &["10"], "numeric(10,0)"),
            (TypeId::NUMERIC, &["3", "-2"], "numeric(3,-2)"),
            (TypeId::VARCHAR, &["20"], "character varying(20)"),
            (TypeId::BPCHAR, &["1"], "character(1)"),
            (TypeId::BIT, &["3"], "bit(3)"),
            (TypeId::VARBIT, &["3"], "bit varying(3)"),
            (TypeId::TIMESTAMP, &["3"], "timestamp(3) without time zone"),
            (TypeId::TIMETZ, &["9"], "time(6) with time zone"),
            (TypeId::INTERVAL, &["32767", "2"], "interval(2)"),
            (TypeId::INTERVAL, &["3072"], "interval hour to minute"),
            (TypeId::INTERVAL, &["7168", "3"], "interval hour to second(3)"),
        ];
        for (ty, args, printed) in cases {
            let modifier = type_modifier(&catalog, ty, args).expect(printed);
            assert_eq!(format_type(&catalog, ty, modifier), printed);
        }
        assert_eq!(type_modifier(&catalog, TypeId::INTERVAL, &["32767"]), Ok(-1));
    }

    #[test]
    fn without_a_modifier_names_are_those_of_the_catalog() {
        let catalog = catalog(18);
        for (ty, printed) in [
            (TypeId::BPCHAR, "bpchar"),
            (TypeId::BIT, "\"bit\""),
            (TypeId::TIMESTAMPTZ, "timestamp with time zone"),
            (TypeId::TEXT_ARRAY, "text[]"),
        ] {
            assert_eq!(format_type(&catalog, ty, -1), printed);
        }
    }

    #[test]
    fn bad_modifiers_are_refused() {
        for (major, ty, args, message) in [
            (18, TypeId::NUMERIC, &["0"][..], "NUMERIC precision 0 must be between 1 and 1000"),
            (
                14,
                TypeId::NUMERIC,
                &["9", "10"],
                "NUMERIC scale 10 must be between 0 and precision 9",
            ),
            (
                15,
                TypeId::NUMERIC,
                &["9", "1001"],
                "NUMERIC scale 1001 must be between -1000 and 1000",
            ),
            (18, TypeId::NUMERIC, &["1", "2", "3"], "invalid NUMERIC type modifier"),
            (18, TypeId::NUMERIC, &["a"], "invalid input syntax for type integer: \"a\""),
            (18, TypeId::VARCHAR, &["0"], "length for type varchar must be at least 1"),
            (18, TypeId::BPCHAR, &["10485761"], "length for type char cannot exceed 10485760"),
            (18, TypeId::BIT, &["1", "2"], "invalid type modifier"),
            (18, TypeId::INTERVAL, &["5"], "invalid INTERVAL type modifier"),
        ] {
            let error = type_modifier(&catalog(major), ty, args).expect_err(message);
            assert_eq!(error.message, message);
        }
    }
}
