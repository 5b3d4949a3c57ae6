//! A script into its statements.

use super::token::T;
use super::{ParameterStyle, lexer};
use crate::span::Span;

/// The statements of a script, without the semicolons between them and white space around them; comments
/// before a statement are left out as well. Semicolons in literals, quoted names, comments, dollar quotes
/// and parentheses separate nothing.
///
/// Text that is no longer lexical (an unterminated literal) belongs to the last statement.
///
/// ```
/// let sql = "SELECT ';'; -- one\nSELECT 2;";
/// let found: Vec<_> = query_check::syntax::split(sql).iter().map(|s| s.text(sql)).collect();
/// assert_eq!(found, ["SELECT ';'", "SELECT 2"]);
/// ```
pub fn split(sql: &str) -> Vec<Span> {
    if u32::try_from(sql.len()).is_err() {
        return Vec::new();
    }
    let lexed = lexer::lex(sql, ParameterStyle::Named, 18);
    let mut statements: Vec<Span> = Vec::new();
    let mut current: Option<Span> = None;
    let mut depth = 0_u32;
    for token in &lexed.tokens {
        match token.kind {
            T::Eof => break,
            T::Semicolon if depth == 0 => statements.extend(current.take()),
            kind => {
                match kind {
                    T::LParen => depth += 1,
                    T::RParen => depth = depth.saturating_sub(1),
                    _ => {}
                }
                current = Some(current.map_or(token.span(), |span| span.to(token.span())));
            }
        }
    }
    if let Some(error) = &lexed.error {
        let start = current.map_or(error.span.start, |span| span.start);
        let end = u32::try_from(sql.trim_end().len()).unwrap_or(start);
        current = Some(Span::new(start.min(end), end));
    }
    statements.extend(current);
    statements
}

#[cfg(test)]
mod tests {
    use super::split;

    fn texts(sql: &str) -> Vec<&str> {
        split(sql).into_iter().map(|span| span.text(sql)).collect()
    }

    #[test]
    fn only_semicolons_of_the_script_itself_separate() {
        assert_eq!(
            texts(";; SELECT $$;$$ ;\n/* ; */ SELECT \";\", E'\\';' ; INSERT INTO t VALUES (1)"),
            ["SELECT $$;$$", "SELECT \";\", E'\\';'", "INSERT INTO t VALUES (1)"]
        );
        assert!(texts(" -- nothing;\n").is_empty());
    }

    #[test]
    fn what_is_not_lexical_is_the_last_statement() {
        assert_eq!(
            texts("SELECT 1; SELECT 'open; SELECT 2"),
            ["SELECT 1", "SELECT 'open; SELECT 2"]
        );
        assert_eq!(texts("'"), ["'"]);
    }
}
