//! The actions of a rewrite rule.

use super::token::T;
use super::{ParameterStyle, lexer};
use crate::span::Span;

/// The statements of a rule's definition as `pg_get_ruledef` prints it, after DO [INSTEAD]; none for NOTHING
/// (manual, "CREATE RULE").
pub(crate) fn rule_actions(definition: &str) -> Vec<Span> {
    if u32::try_from(definition.len()).is_err() {
        return Vec::new();
    }
    let lexed = lexer::lex(definition, ParameterStyle::Numbered, 18);
    let mut tokens = lexed.tokens.iter().filter(|token| token.kind != T::Eof);
    let mut depth = 0_u32;
    // The rule's own condition stands in parentheses before DO.
    for token in tokens.by_ref() {
        match token.kind {
            T::LParen => depth += 1,
            T::RParen => depth = depth.saturating_sub(1),
            T::Do if depth == 0 => break,
            _ => {}
        }
    }
    let mut tokens = tokens.peekable();
    while tokens.next_if(|t| matches!(t.kind, T::Instead | T::Also)).is_some() {}
    if tokens.peek().is_none_or(|token| token.kind == T::Nothing) {
        return Vec::new();
    }
    // Several actions stand in parentheses, so does a SELECT that begins with one.
    let list = tokens.next_if(|token| token.kind == T::LParen).is_some();
    let mut actions = Vec::new();
    let mut current: Option<Span> = None;
    let mut depth = 0_u32;
    for token in tokens {
        match token.kind {
            T::RParen if depth == 0 && list => break,
            T::Semicolon if depth == 0 => {
                actions.extend(current.take());
                continue;
            }
            T::LParen => depth += 1,
            T::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        current = Some(current.map_or(token.span(), |span| span.to(token.span())));
    }
    actions.extend(current);
    actions
}

#[cfg(test)]
mod tests {
    use super::rule_actions;

    fn texts(definition: &str) -> Vec<&str> {
        rule_actions(definition).into_iter().map(|span| span.text(definition)).collect()
    }

    #[test]
    fn actions_are_found_after_the_condition() {
        assert_eq!(
            texts(
                "CREATE RULE r AS\n    ON DELETE TO public.t\n   WHERE (old.id > 0) DO INSTEAD  DELETE FROM public.u\n  \
                 WHERE (u.id = old.id);"
            ),
            ["DELETE FROM public.u\n  WHERE (u.id = old.id)"]
        );
        assert_eq!(
            texts(
                "CREATE RULE r AS ON INSERT TO t DO ( INSERT INTO u VALUES (1);\n UPDATE v SET a = (2);\n);"
            ),
            ["INSERT INTO u VALUES (1)", "UPDATE v SET a = (2)"]
        );
        assert!(texts("CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;").is_empty());
        assert!(texts("").is_empty());
    }
}
