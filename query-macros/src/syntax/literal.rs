//! Where the bytes of a string literal's value stand in the source file.

/// For each byte of the value of the literal written as `source`, and for its end, the byte of `source`
/// that it comes from. `None` when `source` is no string literal.
pub(super) fn source_offsets(source: &str) -> Option<Vec<usize>> {
    match source.strip_prefix('r') {
        Some(raw) => raw_offsets(raw),
        None => escaped_offsets(source),
    }
}

fn raw_offsets(raw: &str) -> Option<Vec<usize>> {
    let hashes = raw.bytes().take_while(|byte| *byte == b'#').count();
    // `r`, the hashes and the quote.
    let start = 1 + hashes + 1;
    let length = raw.len().checked_sub(2 * hashes + 2)?;
    Some((start..=start + length).collect())
}

fn escaped_offsets(source: &str) -> Option<Vec<usize>> {
    let content = source.strip_prefix('"')?.strip_suffix('"')?;
    let mut offsets = Vec::with_capacity(content.len() + 1);
    let mut rest = content.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if c != '\\' {
            offsets.extend((0..c.len_utf8()).map(|byte| 1 + at + byte));
            continue;
        }
        let (_, escape) = rest.next()?;
        match escape {
            'x' => {
                rest.next()?;
                rest.next()?;
                offsets.push(1 + at);
            }
            'u' => {
                let digits: String =
                    rest.by_ref().map(|(_, c)| c).skip(1).take_while(|c| *c != '}').collect();
                let value = u32::from_str_radix(&digits.replace('_', ""), 16).ok()?;
                offsets.extend(std::iter::repeat_n(1 + at, char::from_u32(value)?.len_utf8()));
            }
            // A line that goes on: the white space that follows is no part of the value.
            '\n' | '\r' => while rest.next_if(|(_, c)| c.is_ascii_whitespace()).is_some() {},
            _ => offsets.push(1 + at),
        }
    }
    offsets.push(1 + content.len());
    Some(offsets)
}

/// A place in a file: line and column are counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    /// The place of byte `offset` of `source`, which begins at `self`.
    pub(super) fn advance(self, source: &str, offset: usize) -> Self {
        let before = source.get(..offset).unwrap_or(source);
        match before.rfind('\n') {
            None => Self { line: self.line, column: self.column + before.chars().count() },
            Some(at) => Self {
                line: self.line + before.matches('\n').count(),
                column: before[at + 1..].chars().count() + 1,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte of the value comes from where it stands in the source.
    #[test]
    fn offsets_lead_back_to_the_source() {
        for source in [
            r#""SELECT 1""#,
            r##"r"SELECT 1""##,
            r###"r#"SELECT "a""#"###,
            "\"SELECT\n  1\"",
            "\"SELECT \\\n      1\"",
            r#""a \"b\" \\ \n \t \x41 \u{e9}\u{1F600} é z""#,
            r#""""#,
            "r\"\"",
        ] {
            let literal: syn::LitStr = syn::parse_str(source).expect(source);
            let value = literal.value();
            let offsets = source_offsets(source).expect(source);
            assert_eq!(offsets.len(), value.len() + 1, "{source}");
            for (at, c) in value.char_indices() {
                let found = &source[offsets[at]..];
                assert!(found.starts_with(c) || found.starts_with('\\'), "{source} {at}: {found}");
            }
            let end = &source[offsets[value.len()]..];
            assert!(end.starts_with('"'), "{source}: {end}");
        }
        assert_eq!(source_offsets("7"), None);
    }

    #[test]
    fn positions_advance_over_lines() {
        let start = Position { line: 10, column: 5 };
        let source = "\"é b\n  c\"";
        assert_eq!(start.advance(source, 0), start);
        assert_eq!(start.advance(source, 4), Position { line: 10, column: 8 });
        let c = source.find('c').expect("it is there");
        assert_eq!(start.advance(source, c), Position { line: 11, column: 3 });
    }
}
