//! What may be meant where the grammar finds a mistake: misspelt and reserved words, commas, other dialects.
//!
//! Guesses from the tokens around the place. They are help beside PostgreSQL's message, never the message.

use super::super::token::{Category, T, Token, keyword_words};
use super::Parser;
use super::operator::infix_precedence;
use crate::diagnostic::Diagnostic;

/// Words that a clause or command begins with, or that stand between its parts: what a misspelt word is
/// compared with.
const COMMON_WORDS: &[&str] = &[
    "select",
    "from",
    "where",
    "group",
    "order",
    "by",
    "having",
    "limit",
    "offset",
    "fetch",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "outer",
    "cross",
    "natural",
    "lateral",
    "on",
    "using",
    "union",
    "intersect",
    "except",
    "distinct",
    "insert",
    "into",
    "values",
    "update",
    "set",
    "delete",
    "returning",
    "conflict",
    "constraint",
    "nothing",
    "with",
    "recursive",
    "materialized",
    "case",
    "when",
    "then",
    "else",
    "end",
    "and",
    "not",
    "null",
    "is",
    "in",
    "like",
    "ilike",
    "between",
    "exists",
    "default",
    "nulls",
    "first",
    "last",
    "desc",
    "asc",
    "over",
    "partition",
    "window",
    "filter",
    "rows",
    "range",
    "preceding",
    "following",
    "merge",
    "matched",
    "unbounded",
    "overriding",
    "system",
    "value",
];

impl Parser<'_> {
    /// Adds what help there is about the current token to a syntax error at it; `expected` is the token that
    /// the grammar wants here, where it wants just one.
    #[cold]
    pub(super) fn explain(&self, diagnostic: Diagnostic, expected: Option<T>) -> Diagnostic {
        let diagnostic = self.explain_tokens(diagnostic);
        match expected.and_then(T::word) {
            Some(word) if diagnostic.help.is_none() => {
                let word = match expected {
                    Some(T::Using) => "ON or USING".to_owned(),
                    _ => word.to_ascii_uppercase(),
                };
                diagnostic.with_help(format!("{word} is expected here"))
            }
            _ => diagnostic,
        }
    }

    fn explain_tokens(&self, diagnostic: Diagnostic) -> Diagnostic {
        if let Some(help) = self.other_dialect().or_else(|| self.common_slip()) {
            return diagnostic.with_help(help);
        }
        if let Some(help) = self.misspelt_word() {
            return diagnostic.with_help(help);
        }
        if self.kind == T::Eof || self.kind == T::Semicolon {
            return self.explain_end(diagnostic);
        }
        match self.stray_comma_or_reserved() {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        }
    }

    fn previous(&self) -> Option<Token> {
        self.tokens.get(self.position.checked_sub(1)?).copied()
    }

    fn previous_kind(&self) -> T {
        self.previous().map_or(T::Eof, |token| token.kind)
    }

    /// The text ends too early: which parenthesis is still open.
    fn explain_end(&self, diagnostic: Diagnostic) -> Diagnostic {
        let mut open = Vec::new();
        for token in &self.tokens[..self.position] {
            match token.kind {
                T::LParen | T::LBracket => open.push(*token),
                T::RParen | T::RBracket => {
                    open.pop();
                }
                _ => {}
            }
        }
        match open.last() {
            Some(token) => {
                let closing = if token.kind == T::LParen { ")" } else { "]" };
                diagnostic
                    .with_label(token.span(), "this is never closed")
                    .with_help(format!("a `{closing}` is missing"))
            }
            None => match self.other_parameter() {
                Some(help) => diagnostic.with_help(help),
                None => diagnostic,
            },
        }
    }

    /// `?` and `@name` are no parameters here.
    fn other_parameter(&self) -> Option<String> {
        let token = self.previous()?;
        (token.kind == T::Op && token.span().text(self.sql) == "?")
            .then(|| "`?` is an operator here: write parameters as `:name` or `$1`".to_owned())
    }

    /// What other databases have and PostgreSQL writes otherwise.
    fn other_dialect(&self) -> Option<String> {
        let text = self.span().text(self.sql);
        let is_backtick =
            |token: Token| token.kind == T::Op && token.span().text(self.sql).starts_with('`');
        let around = [self.previous(), self.tokens.get(self.position).copied()];
        if around.into_iter().flatten().any(is_backtick) {
            return Some("names are quoted with double quotes: \"name\"".to_owned());
        }
        if self.previous_kind() == T::On && text.eq_ignore_ascii_case("duplicate") {
            return Some("PostgreSQL writes ON CONFLICT (…) DO UPDATE SET …".to_owned());
        }
        if self.kind == T::Colon && self.peek().is_col_label() {
            return Some("parameters are written `$1`, `$2`, … here".to_owned());
        }
        self.other_parameter()
    }

    /// Words that are nearly right in the order they stand in.
    fn common_slip(&self) -> Option<String> {
        let help = match (self.previous_kind(), self.kind, self.peek()) {
            (_, T::Not, T::Null) => "write IS NOT NULL",
            (T::Is, T::NotLa, _) => "leave out IS",
            (_, T::Value, T::LParen) => "did you mean VALUES?",
            (T::Order, _, _) if self.begins_operand() => "BY is missing behind ORDER",
            (T::Group, _, _) if self.begins_operand() => "BY is missing behind GROUP",
            _ => return None,
        };
        Some(help.to_owned())
    }

    /// A word that is nearly a keyword: the one in error, or the one before it that was taken for a name.
    fn misspelt_word(&self) -> Option<String> {
        let current = self.tokens.get(self.position).copied();
        for token in [current, self.previous()].into_iter().flatten() {
            let word = token.span().text(self.sql);
            if token.kind != T::Word || word.len() < 2 || !word.is_ascii() || word.starts_with('"')
            {
                continue;
            }
            let word = word.to_ascii_lowercase();
            let known = |keyword: &&&str| keyword_words(self.major).any(|word| word == **keyword);
            if let Some(meant) =
                COMMON_WORDS.iter().filter(known).find(|keyword| is_near(&word, keyword))
            {
                let (word, meant) = (word.to_ascii_uppercase(), meant.to_ascii_uppercase());
                return Some(format!("{word} is no keyword; did you mean {meant}?"));
            }
        }
        None
    }

    /// A comma too much or one too few, or a reserved word as a name.
    fn stray_comma_or_reserved(&self) -> Option<String> {
        let text = self.span().text(self.sql);
        let previous = self.previous_kind();
        let begins_clause = matches!(
            self.kind,
            T::From
                | T::Where
                | T::Having
                | T::Limit
                | T::Offset
                | T::Returning
                | T::RParen
                | T::On
        ) || matches!(self.kind, T::Group | T::Order) && self.peek() == T::By;
        if previous == T::Comma && begins_clause {
            return Some(format!("remove the comma before `{text}`"));
        }
        let after_name_place = matches!(
            previous,
            T::From
                | T::Join
                | T::Into
                | T::Update
                | T::Comma
                | T::LParen
                | T::Select
                | T::Distinct
                | T::Where
                | T::And
                | T::Or
                | T::Not
                | T::By
                | T::On
                | T::Set
                | T::As
                | T::Using
                | T::Table
                | T::Only
                | T::Equals
                | T::Op
        );
        if after_name_place && !begins_clause && self.is_reserved(self.kind) {
            return Some(reserved_word(text));
        }
        // The word before was taken for what it is reserved for, and this token shows that it was a name.
        let was_name = match previous {
            T::Order | T::Group => true,
            _ if self.kind == T::Dot => true,
            _ => {
                previous.category(self.major) == Some(Category::TypeFuncName)
                    && infix_precedence(previous) == 0
            }
        };
        if let Some(token) = self.previous().filter(|_| was_name && self.is_reserved(previous)) {
            return Some(reserved_word(token.span().text(self.sql)));
        }
        if self.begins_operand() && ends_operand(previous) {
            return Some(format!("a comma or an operator is missing before `{text}`"));
        }
        None
    }

    fn is_reserved(&self, kind: T) -> bool {
        let category = kind.category(self.major);
        matches!(category, Some(Category::Reserved | Category::TypeFuncName))
    }

    /// Whether the current token begins a name, a literal or a parameter.
    fn begins_operand(&self) -> bool {
        matches!(
            self.kind,
            T::Word
                | T::IntegerLit
                | T::NumberLit
                | T::StringLit
                | T::ParamName
                | T::ParamNumber
                | T::True
                | T::False
                | T::Null
        )
    }
}

fn reserved_word(text: &str) -> String {
    let (upper, lower) = (text.to_ascii_uppercase(), text.to_ascii_lowercase());
    format!("{upper} is a reserved word: as a name it is written \"{lower}\"")
}

/// Whether an operand may end with a token of `kind`.
fn ends_operand(kind: T) -> bool {
    matches!(
        kind,
        T::Word
            | T::IntegerLit
            | T::NumberLit
            | T::StringLit
            | T::ParamName
            | T::ParamNumber
            | T::True
            | T::False
            | T::Null
            | T::RParen
            | T::RBracket
    )
}

/// Whether `word` is `keyword` but for one letter: one too many, too few, wrong, or swapped with its neighbour.
fn is_near(word: &str, keyword: &str) -> bool {
    let (word, keyword) = (word.as_bytes(), keyword.as_bytes());
    if word == keyword
        || word.len().abs_diff(keyword.len()) > 1
        || keyword.len() < 3 && word.len() != 2
    {
        return false;
    }
    let same = word.iter().zip(keyword).take_while(|(a, b)| a == b).count();
    let (rest, expected) = (&word[same..], &keyword[same..]);
    match (rest, expected) {
        ([a, b, tail @ ..], [c, d, end @ ..]) if a == d && b == c && tail == end => true,
        // Two-letter words are near too many others.
        _ if keyword.len() < 3 => false,
        ([_, tail @ ..], _) if tail == expected => true,
        (_, [_, tail @ ..]) if tail == rest => true,
        // A wrong letter in a short word is more likely another word.
        ([_, tail @ ..], [_, end @ ..]) => tail == end && keyword.len() > 4,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{ParameterStyle, ParseOptions, parse};

    fn help(sql: &str) -> String {
        let options = ParseOptions { parameters: ParameterStyle::Named, major: 18 };
        let diagnostics = parse(sql, &options).diagnostics;
        diagnostics.first().and_then(|diagnostic| diagnostic.help.clone()).unwrap_or_default()
    }

    #[test]
    fn near_words() {
        assert!(is_near("form", "from"));
        assert!(is_near("selct", "select"));
        assert!(is_near("wheree", "where"));
        assert!(is_near("gruop", "group"));
        assert!(is_near("yb", "by"));
        assert!(!is_near("a", "as"));
        assert!(!is_near("from", "from"));
        assert!(!is_near("company", "conflict"));
    }

    #[test]
    fn misspelt_keywords() {
        assert_eq!(help("SELECT name FORM company"), "FORM is no keyword; did you mean FROM?");
        assert_eq!(help("SELCT 1"), "SELCT is no keyword; did you mean SELECT?");
        assert_eq!(
            help("SELECT 1 FROM company WHRE id = 1"),
            "WHRE is no keyword; did you mean WHERE?"
        );
    }

    #[test]
    fn commas_and_reserved_words() {
        assert_eq!(help("SELECT id, FROM company"), "remove the comma before `FROM`");
        assert_eq!(
            help("SELECT id, user.order, when FROM company"),
            "USER is a reserved word: as a name it is written \"user\""
        );
        assert_eq!(help("DELETE company WHERE id = 1"), "FROM is expected here");
        assert_eq!(help("SELECT id FROM t ORDER id"), "BY is missing behind ORDER");
        assert_eq!(help("SELECT id FROM t WHERE id NOT NULL"), "write IS NOT NULL");
        assert!(help("SELECT id FROM order").starts_with("ORDER is a reserved word"));
        assert!(help("SELECT left FROM box").starts_with("LEFT is a reserved word"));
        assert!(help("SELECT group FROM member").starts_with("GROUP is a reserved word"));
        assert_eq!(
            help("INSERT INTO t VALUES (1 2)"),
            "a comma or an operator is missing before `2`"
        );
    }

    #[test]
    fn the_end_of_the_text() {
        assert_eq!(help("SELECT f(a, (b)"), "a `)` is missing");
        assert!(help("SELECT a WHERE b = ?").contains(":name"));
    }

    #[test]
    fn other_dialects() {
        assert!(help("SELECT `name` FROM company").contains("double quotes"));
        assert!(
            help("INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1").contains("ON CONFLICT")
        );
    }
}
