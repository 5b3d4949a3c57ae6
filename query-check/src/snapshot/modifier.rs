//! Types with their modifiers, as the snapshot writes them: `varchar(30)`, `numeric(10,2)[]`.
//!
//! `atttypmod` means something else for each type (PostgreSQL's `typmodin` functions). Where it is a
//! length or a precision it is written as SQL does; any other modifier (of `interval`, of an
//! extension's type) is written as the number it is: `public.geometry(#1107460)`.

/// The bytes a length counts beyond the characters (`VARHDRSZ`).
const HEADER: i32 = 4;

/// A type's name, its modifier (-1 for none) and whether it is an array of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeReference<'a> {
    /// The qualified name of the type, of the element where it is an array.
    pub name: &'a str,
    /// `atttypmod`.
    pub modifier: i32,
    /// `[]` follows.
    pub array: bool,
}

/// Prints a type so that [`parse_type`] reads it.
pub fn print_type(name: &str, modifier: i32, array: bool) -> String {
    let brackets = if array { "[]" } else { "" };
    if modifier < 0 {
        return format!("{name}{brackets}");
    }
    let written = match name {
        "varchar" | "bpchar" => (modifier - HEADER).to_string(),
        "bit" | "varbit" | "time" | "timetz" | "timestamp" | "timestamptz" => modifier.to_string(),
        "numeric" if modifier >= HEADER => {
            let (precision, scale) = numeric(modifier);
            format!("{precision},{scale}")
        }
        _ => format!("#{modifier}"),
    };
    format!("{name}({written}){brackets}")
}

/// Reads a type.
pub fn parse_type(text: &str) -> TypeReference<'_> {
    let (text, array) = match text.strip_suffix("[]") {
        Some(element) => (element, true),
        None => (text, false),
    };
    let plain = TypeReference { name: text, modifier: -1, array };
    let Some(inside) = text.strip_suffix(')') else { return plain };
    let Some(open) = inside.rfind('(') else { return plain };
    let (name, written) = (&text[..open], &inside[open + 1..]);
    let modifier = match (name, written.strip_prefix('#'), written.split_once(',')) {
        (_, Some(number), _) => number.parse().ok(),
        ("numeric", _, Some((precision, scale))) => match (precision.parse(), scale.parse()) {
            (Ok(precision), Ok(scale)) => Some(numeric_modifier(precision, scale)),
            _ => None,
        },
        ("varchar" | "bpchar", ..) => written.parse().ok().map(|length: i32| length + HEADER),
        _ => written.parse().ok(),
    };
    match modifier {
        Some(modifier) => TypeReference { name, modifier, array },
        None => plain,
    }
}

/// Precision and scale of `numeric`: the scale is 11 bits, signed since PostgreSQL 15.
fn numeric(modifier: i32) -> (i32, i32) {
    let packed = modifier - HEADER;
    let scale = packed & 0x7ff;
    (packed >> 16, (scale ^ 1024) - 1024)
}

fn numeric_modifier(precision: i32, scale: i32) -> i32 {
    ((precision << 16) | (scale & 0x7ff)) + HEADER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_they_are_printed() {
        for (name, modifier, array, text) in [
            ("int4", -1, false, "int4"),
            ("varchar", 34, false, "varchar(30)"),
            ("varchar", 34, true, "varchar(30)[]"),
            ("numeric", 655_366, false, "numeric(10,2)"),
            ("numeric", 198_658, false, "numeric(3,-2)"),
            ("timestamptz", 0, false, "timestamptz(0)"),
            ("bit", 8, false, "bit(8)"),
            ("interval", 2_147_418_115, false, "interval(#2147418115)"),
            ("public.geometry", 1_107_460, false, "public.geometry(#1107460)"),
            ("public.\"odd (name)\"", -1, true, "public.\"odd (name)\"[]"),
        ] {
            assert_eq!(print_type(name, modifier, array), text);
            assert_eq!(parse_type(text), TypeReference { name, modifier, array });
        }
    }
}
