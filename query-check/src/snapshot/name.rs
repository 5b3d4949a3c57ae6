//! Qualified names as the snapshot writes them.

use std::borrow::Cow;

/// A schema and a name in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName<'a> {
    /// The schema; `pg_catalog` where none is written.
    pub schema: Cow<'a, str>,
    /// The name.
    pub name: Cow<'a, str>,
}

impl<'a> QualifiedName<'a> {
    /// Reads `schema.name`, `"odd schema"."odd name"` or a `pg_catalog` name alone.
    ///
    /// The second part may be an operator's symbol.
    pub fn parse(text: &'a str) -> Self {
        let (first, rest) = part(text);
        match rest.strip_prefix('.') {
            Some(rest) => Self { schema: first, name: part(rest).0 },
            None => Self { schema: Cow::Borrowed("pg_catalog"), name: first },
        }
    }

    /// Prints it so that [`QualifiedName::parse`] reads it.
    pub fn print(schema: &str, name: &str) -> String {
        if schema == "pg_catalog" {
            quote(name).into_owned()
        } else {
            format!("{}.{}", quote(schema), quote(name))
        }
    }

    /// Prints an operator's name: its symbol is never quoted.
    pub fn print_operator(schema: &str, symbol: &str) -> String {
        if schema == "pg_catalog" {
            symbol.to_owned()
        } else {
            format!("{}.{symbol}", quote(schema))
        }
    }
}

/// The first part of a name, and what follows it.
fn part(text: &str) -> (Cow<'_, str>, &str) {
    if !text.starts_with('"') {
        let end = text.find('.').unwrap_or(text.len());
        return (Cow::Borrowed(&text[..end]), &text[end..]);
    }
    let mut name = String::new();
    let mut rest = &text[1..];
    while let Some(end) = rest.find('"') {
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => break,
        }
    }
    (Cow::Owned(name), rest)
}

/// Quotes a name that is no plain lower-case identifier.
pub fn quote(name: &str) -> Cow<'_, str> {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    let bytes = name.as_bytes();
    if bytes.first().is_some_and(|c| !c.is_ascii_digit()) && bytes.iter().all(|c| plain(*c)) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("\"{}\"", name.replace('"', "\"\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_printed() {
        for (schema, name, text) in [
            ("pg_catalog", "int4", "int4"),
            ("public", "company", "public.company"),
            ("My Schema", "a.\"b\"", "\"My Schema\".\"a.\"\"b\"\"\""),
            ("pg_catalog", "char", "char"),
            ("public", "été", "public.\"été\""),
        ] {
            assert_eq!(QualifiedName::print(schema, name), text);
            let parsed = QualifiedName::parse(text);
            assert_eq!((&*parsed.schema, &*parsed.name), (schema, name));
        }
        let operator = QualifiedName::parse("\"A\".<->");
        assert_eq!((&*operator.schema, &*operator.name), ("A", "<->"));
    }
}
