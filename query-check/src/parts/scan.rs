//! Finding `{ … }` in a text: what is optional, what is chosen, and what of it cannot be.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::{T, Token, tokens};

/// What is in braces, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) parts: Vec<Part>,
    pub(super) orders: Vec<Order>,
}

/// `{ AND name = :name }`.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) kind: Kind,
    /// Braces included.
    pub(super) span: Span,
    /// AND, OR, the comma, LIMIT or OFFSET; empty where an assignment has no comma.
    pub(super) word: Span,
    /// What follows the word.
    pub(super) content: Span,
    /// The parameters in it.
    pub(super) params: Vec<String>,
    /// For assignments: each one's column and value.
    pub(super) assignments: Vec<(Span, Span)>,
    /// For assignments of a SET that has no others: the place of the first of them among the parts.
    pub(super) group: Option<usize>,
}

/// What a part adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    And,
    Or,
    Assignment,
    Limit,
    Offset,
}

/// `{ order: name | created_at DESC }`.
#[derive(Debug)]
pub(super) struct Order {
    /// The parameter that picks.
    pub(super) param: String,
    pub(super) param_span: Span,
    /// Braces included.
    pub(super) span: Span,
    pub(super) choices: Vec<Choice>,
}

/// One of the orders to pick from.
#[derive(Debug)]
pub(super) struct Choice {
    /// Its name, as written or made from the columns: `created_at_desc`.
    pub(super) name: Option<String>,
    /// What ORDER BY gets.
    pub(super) content: Span,
}

/// Finds the braces of a text, or says what is wrong with them. Braces in strings, quoted names and comments
/// are none.
pub(super) fn scan(sql: &str, major: u32) -> Result<Scanned, Vec<Diagnostic>> {
    let tokens = tokens(sql, major);
    let mut scan = Scan { sql, scanned: Scanned::default(), errors: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        if scan.is(tokens[at], "}") {
            scan.error(tokens[at].span(), "this `}` closes nothing", "every part is `{ … }`");
        }
        if !scan.is(tokens[at], "{") {
            at += 1;
            continue;
        }
        let Some(close) = scan.close(&tokens, at) else { break };
        scan.braces(&tokens, at, close);
        at = close + 1;
    }
    if scan.errors.is_empty() { Ok(scan.scanned) } else { Err(scan.errors) }
}

struct Scan<'s> {
    sql: &'s str,
    scanned: Scanned,
    errors: Vec<Diagnostic>,
}

impl Scan<'_> {
    fn is(&self, token: Token, text: &str) -> bool {
        matches!(token.kind, T::Other | T::Op) && token.span().text(self.sql) == text
    }

    fn error(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.errors.push(Diagnostic::new(Code::OptionalPart, span, message).with_help(help));
    }

    /// The `}` of the `{` at `open`.
    fn close(&mut self, tokens: &[Token], open: usize) -> Option<usize> {
        let mut depth = 0i32;
        for (at, token) in tokens.iter().enumerate().skip(open + 1) {
            if self.is(*token, "{") {
                let help = "what depends on two parameters is one part with both, or two parts";
                self.error(token.span(), "parts do not nest", help);
                return None;
            }
            match token.kind {
                T::LParen | T::LBracket => depth += 1,
                T::RParen | T::RBracket => depth -= 1,
                _ => {}
            }
            let closes = self.is(*token, "}");
            if depth < 0 || closes && depth > 0 {
                let help = "open and close each parenthesis on the same side of the braces";
                let message = "a parenthesis is open on one side of the braces only";
                self.error(token.span(), message, help);
                return None;
            }
            if closes {
                return Some(at);
            }
        }
        self.error(tokens[open].span(), "this `{` is not closed", "every part is `{ … }`");
        None
    }

    fn braces(&mut self, tokens: &[Token], open: usize, close: usize) {
        let inner = &tokens[open + 1..close];
        let span = Span::new(tokens[open].start, tokens[close].end);
        let before = open.checked_sub(1).map(|at| tokens[at]);
        let Some(first) = inner.first().copied() else {
            self.error(span, "there is nothing in the braces", "take them away");
            return;
        };
        // `order:name` is a word and a parameter to the lexer.
        let colon = inner
            .get(1)
            .filter(|t| t.kind == T::Colon || t.kind == T::ParamName && t.start == first.end);
        if let Some(colon) = colon
            && first.kind.is_col_label()
        {
            self.order(inner, span, Span::new(colon.start, colon.start + 1));
            return;
        }
        self.part(inner, span, before, tokens.get(close + 1).copied());
    }

    fn part(&mut self, inner: &[Token], span: Span, before: Option<Token>, after: Option<Token>) {
        let first = inner[0];
        let place = self.scanned.parts.len();
        let previous = self.scanned.parts.last();
        let follows = previous.filter(|p| before.is_some_and(|t| t.end == p.span.end));
        // Behind SET, or behind another part that is.
        let group = match before.map(|token| token.kind) {
            Some(T::Set) => Some(place),
            _ => follows.and_then(|part| part.group),
        };
        let kind = match first.kind {
            T::And => Kind::And,
            T::Or => Kind::Or,
            T::Comma => Kind::Assignment,
            T::Limit => Kind::Limit,
            T::Offset => Kind::Offset,
            _ if group.is_some() => Kind::Assignment,
            _ => return self.no_part(first, span, before),
        };
        let begins_condition = before
            .is_some_and(|t| matches!(t.kind, T::Where | T::Having | T::On | T::When | T::LParen));
        if matches!(kind, Kind::And | Kind::Or) && begins_condition {
            return self.no_part(first, span, before);
        }
        let word = if matches!(kind, Kind::Assignment) && first.kind != T::Comma {
            Span::new(first.start, first.start)
        } else {
            first.span()
        };
        let rest = if word.start == word.end { inner } else { &inner[1..] };
        let (Some(begin), Some(end)) = (rest.first(), rest.last()) else {
            let help = "write what it adds behind the word, or take the braces away";
            return self.error(span, "there is nothing in this part to add", help);
        };
        let mut params: Vec<String> = Vec::new();
        for token in rest.iter().filter(|token| token.kind == T::ParamName) {
            let name = token.span().text(self.sql)[1..].to_owned();
            if !params.contains(&name) {
                params.push(name);
            }
        }
        let assignments =
            if kind == Kind::Assignment { assignments(rest) } else { Some(Vec::new()) };
        let Some(assignments) = assignments else {
            let help = "write `{ , column = :value }`";
            return self.error(span, "a part with a comma adds an assignment to SET", help);
        };
        if group.is_some() && after.is_some_and(|token| token.kind == T::Comma) {
            let message = "an assignment that always stands follows one that is optional";
            let help = "write those that always stand first: `SET a = 1 { , b = :b }`";
            return self.error(after.map_or(span, Token::span), message, help);
        }
        let content = Span::new(begin.start, end.end);
        self.scanned.parts.push(Part { kind, span, word, content, params, assignments, group });
    }

    /// Why what begins with `first` cannot be a part.
    #[cold]
    fn no_part(&mut self, first: Token, span: Span, before: Option<Token>) {
        let conditions = [T::Where, T::Having, T::On, T::When, T::LParen];
        let is_clause = matches!(first.kind, T::Where | T::Having);
        if is_clause || before.is_some_and(|token| conditions.contains(&token.kind)) {
            let clause = match before {
                _ if is_clause => first.kind.word().unwrap_or_default(),
                Some(token) => token.kind.word().unwrap_or("("),
                None => "where",
            };
            let clause = clause.to_uppercase();
            let message = "nothing would be left of the condition without its optional parts";
            let help = format!(
                "begin with a condition that always stands: `{clause} true {{ AND … }}`; in an UPDATE or \
                 DELETE that says that every row is meant when no part is given"
            );
            return self.error(span, message, help);
        }
        let word = first.span().text(self.sql).to_uppercase();
        let message = "this cannot be left out of a statement";
        let help = if matches!(
            first.kind,
            T::Join | T::Left | T::Right | T::Full | T::Inner | T::Cross | T::Natural
        ) {
            format!(
                "write a condition in place of the optional {word}: `{{ AND EXISTS (SELECT FROM … WHERE …) }}`"
            )
        } else {
            "a part begins with AND, OR, LIMIT, OFFSET, or in SET with a comma; an order to pick is \
             `{ order: name | created_at DESC }`"
                .to_owned()
        };
        self.error(span, message, help);
    }

    fn order(&mut self, inner: &[Token], span: Span, colon: Span) {
        let first = inner[0];
        let mut choices = Vec::new();
        let mut begin = colon.end;
        let mut depth = 0i32;
        let end = span.end - 1;
        for token in &inner[1..] {
            match token.kind {
                T::LParen | T::LBracket => depth += 1,
                T::RParen | T::RBracket => depth -= 1,
                _ if depth == 0 && self.is(*token, "|") => {
                    choices.push(Span::new(begin, token.start));
                    begin = token.end;
                }
                _ => {}
            }
        }
        choices.push(Span::new(begin, end));
        let choices: Vec<Choice> = choices
            .into_iter()
            .map(|range| self.choice(&tokens_within(self.sql, range), range))
            .collect();
        if choices.iter().any(|choice| choice.content.start == choice.content.end) {
            let help = "write `{ order: name | created_at DESC }`";
            return self.error(span, "one of the orders is empty", help);
        }
        let param = first.span().text(self.sql).to_owned();
        self.scanned.orders.push(Order { param, param_span: first.span(), span, choices });
    }

    /// One order, whose tokens are relative to `range`.
    fn choice(&self, inner: &[Token], range: Span) -> Choice {
        let content = |inner: &[Token]| match (inner.first(), inner.last()) {
            (Some(first), Some(last)) => {
                Span::new(range.start + first.start, range.start + last.end)
            }
            _ => Span::new(range.start, range.start),
        };
        if let [name, equals, rest @ ..] = inner
            && name.kind.is_col_label()
            && equals.kind == T::Equals
        {
            let name = content(&[*name]).text(self.sql).to_owned();
            return Choice { name: Some(name), content: content(rest) };
        }
        let text = range.text(self.sql);
        Choice { name: order_name(text, inner), content: content(inner) }
    }
}

fn tokens_within(sql: &str, range: Span) -> Vec<Token> {
    // Words and signs are the same to every major.
    let mut tokens = tokens(range.text(sql), 18);
    tokens.retain(|token| token.kind != T::Eof);
    tokens
}

/// `created_at_desc` for `c.created_at DESC`; `None` for what is more than columns and directions.
fn order_name(text: &str, inner: &[Token]) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut qualified = false;
    for token in inner {
        let word = token.span().text(text);
        match token.kind {
            T::Dot => {
                words.pop()?;
                qualified = true;
            }
            T::Comma => {}
            kind if kind.is_col_label() || kind == T::NullsLa => {
                let plain = word.trim_matches('"');
                let is_name = plain.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
                if !is_name || plain.is_empty() {
                    return None;
                }
                words.push(plain);
                qualified = false;
            }
            _ => return None,
        }
    }
    (!qualified && !words.is_empty()).then(|| words.join("_").to_lowercase().replace(' ', "_"))
}

/// The columns and values of `a = 1, b = 2`.
fn assignments(tokens: &[Token]) -> Option<Vec<(Span, Span)>> {
    let mut found = Vec::new();
    let mut depth = 0i32;
    let mut begin = 0;
    let mut equals = None;
    for at in 0..=tokens.len() {
        let kind = tokens.get(at).map_or(T::Eof, |token| token.kind);
        match kind {
            T::LParen | T::LBracket => depth += 1,
            T::RParen | T::RBracket => depth -= 1,
            T::Equals if depth == 0 && equals.is_none() => equals = Some(at),
            T::Comma | T::Eof if depth == 0 => {
                let equals = equals.take()?;
                if equals == begin || equals + 1 == at {
                    return None;
                }
                let of = |from: usize, to: usize| Span::new(tokens[from].start, tokens[to - 1].end);
                found.push((of(begin, equals), of(equals + 1, at)));
                begin = at + 1;
            }
            _ => {}
        }
    }
    Some(found)
}
