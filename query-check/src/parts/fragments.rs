//! `{ part visible }`: where a statement uses text that is written elsewhere, and whether that text can stand there.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::{ParameterStyle, T, Token, lexical_error, tokens};

/// A place where a fragment is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FragmentUse {
    /// Braces included.
    pub span: Span,
    /// Its name.
    pub name: Span,
}

/// The places where `sql` uses fragments, in the order of the text. Those in strings, quoted names and comments
/// are none.
///
/// ```
/// let sql = "SELECT * FROM company WHERE { part visible } AND name <> '{ part none }'";
/// let uses = query_check::parts::fragment_uses(sql);
/// assert_eq!(uses.iter().map(|found| found.name.text(sql)).collect::<Vec<_>>(), ["visible"]);
/// ```
pub fn fragment_uses(sql: &str) -> Vec<FragmentUse> {
    if !sql.contains('{') {
        return Vec::new();
    }
    // Braces and names are the same to every major.
    let tokens = tokens(sql, 18);
    let is = |token: &Token, text| token.span().text(sql) == text;
    let of = |four: &[Token]| match four {
        [open, part, name, close]
            if is(open, "{")
                && part.span().text(sql).eq_ignore_ascii_case("part")
                && name.kind.is_col_label()
                && is(close, "}") =>
        {
            Some(FragmentUse { span: open.span().to(close.span()), name: name.span() })
        }
        _ => None,
    };
    tokens.windows(4).filter_map(of).collect()
}

/// Why `text` cannot stand in parentheses as it is: it would end them, or what it opens is not closed.
pub fn not_enclosable(text: &str) -> Option<Diagnostic> {
    if let Some(error) = lexical_error(text, ParameterStyle::Named) {
        return Some(error);
    }
    let refusal = |span, message: &str, help: &str| {
        Some(Diagnostic::new(Code::Fragment, span, message).with_help(help))
    };
    let mut open: Vec<Token> = Vec::new();
    for token in tokens(text, 18) {
        let closes = match token.kind {
            T::LParen | T::LBracket => {
                open.push(token);
                continue;
            }
            T::RParen => T::LParen,
            T::RBracket => T::LBracket,
            T::Eof => break,
            _ => continue,
        };
        if open.pop().map(|token| token.kind) != Some(closes) {
            let help = "a fragment counts as if in parentheses, and cannot end them";
            return refusal(token.span(), "this closes nothing in the fragment", help);
        }
    }
    if let Some(token) = open.pop() {
        let help = "a fragment counts as if in parentheses: close here what is opened here";
        return refusal(token.span(), "this is not closed in the fragment", help);
    }
    if tokens(text, 18).len() <= 1 {
        return refusal(Span::default(), "there is nothing in the fragment", "write an expression");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_cannot_break_out_of_its_parentheses() {
        for text in ["deleted_at IS NULL", "a = ')' -- )", "f(a[1])", "(a) OR (b)"] {
            assert_eq!(not_enclosable(text), None, "{text}");
        }
        for (text, wrong) in [
            ("a) OR (b", ")"),
            ("(a", "("),
            ("a]", "]"),
            ("(a]", "]"),
            ("a = 'b", "'b"),
            ("a /* b", "/* b"),
            ("  -- nothing", ""),
        ] {
            let found = not_enclosable(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.span.text(text), wrong, "{text}: {found:?}");
        }
    }

    #[test]
    fn uses_are_found_where_a_brace_could_stand() {
        let sql = "{ part a }{part b} '{ part c }' -- { part d }\n { part: name } { AND part e } {PART \"F\"}";
        let names: Vec<_> = fragment_uses(sql).iter().map(|found| found.name.text(sql)).collect();
        assert_eq!(names, ["a", "b", "\"F\""]);
    }
}
