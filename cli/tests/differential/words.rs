//! Cuts a statement into words and puts it together again, for the shrinker and the mutator.

/// What a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword, quoted or not.
    Name,
    /// A string of any quoting, with its prefix.
    Text,
    /// A number.
    Number,
    /// `$1`.
    Parameter,
    /// A run of operator characters, `::` included.
    Operator,
    /// One of `()[],.;`.
    Symbol,
}

/// A word, with whether white space stood before it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) kind: Kind,
    pub(crate) spaced: bool,
}

impl Word {
    /// A word with white space before it.
    pub(crate) fn new(text: impl Into<String>, kind: Kind) -> Self {
        Self { text: text.into(), kind, spaced: true }
    }
}

/// The words of a statement; comments are left out.
pub(crate) fn split(sql: &str) -> Vec<Word> {
    let chars: Vec<char> = sql.chars().collect();
    let mut words = Vec::new();
    let mut spaced = false;
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let next = |offset: usize| chars.get(at + offset).copied().unwrap_or('\0');
        let c = chars[at];
        let kind = if c.is_whitespace() {
            at += 1;
            spaced = true;
            continue;
        } else if c == '-' && next(1) == '-' {
            at = chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| at + n);
            spaced = true;
            continue;
        } else if c == '/' && next(1) == '*' {
            at = comment(&chars, at);
            spaced = true;
            continue;
        } else if c == '\'' || c == '"' {
            at = quoted(&chars, at, c, false);
            if c == '\'' { Kind::Text } else { Kind::Name }
        } else if "eEbBxXnN".contains(c) && next(1) == '\'' {
            at = quoted(&chars, at + 1, '\'', "eE".contains(c));
            Kind::Text
        } else if "uU".contains(c) && next(1) == '&' && matches!(next(2), '\'' | '"') {
            let quote = next(2);
            at = quoted(&chars, at + 2, quote, false);
            if quote == '\'' { Kind::Text } else { Kind::Name }
        } else if c == '$' && next(1).is_ascii_digit() {
            at = run(&chars, at + 1, |c| c.is_ascii_digit());
            Kind::Parameter
        } else if c == '$' {
            at = dollar(&chars, at);
            Kind::Text
        } else if c.is_alphabetic() || c == '_' {
            at = run(&chars, at, |c| c.is_alphanumeric() || c == '_' || c == '$');
            Kind::Name
        } else if c.is_ascii_digit() || (c == '.' && next(1).is_ascii_digit()) {
            at = run(&chars, at, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
            Kind::Number
        } else if "()[],.;".contains(c) {
            at += 1;
            Kind::Symbol
        } else if c == ':' {
            at = run(&chars, at, |c| c == ':' || c == '=');
            Kind::Operator
        } else {
            at = run(&chars, at, |c| "+-*/<>=~!@#%^&|`?".contains(c)).max(at + 1);
            Kind::Operator
        };
        words.push(Word { text: chars[start..at].iter().collect(), kind, spaced });
        spaced = false;
    }
    words
}

/// The statement again.
pub(crate) fn join(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        if word.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word.text);
    }
    text
}

fn run(chars: &[char], from: usize, holds: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|c| !holds(*c)).map_or(chars.len(), |n| from + n)
}

fn quoted(chars: &[char], open: usize, quote: char, escapes: bool) -> usize {
    let mut at = open + 1;
    while at < chars.len() {
        if escapes && chars[at] == '\\' {
            at += 2;
        } else if chars[at] != quote {
            at += 1;
        } else if chars.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    chars.len()
}

fn dollar(chars: &[char], at: usize) -> usize {
    let tag_end = run(chars, at + 1, |c| c.is_alphanumeric() || c == '_');
    if chars.get(tag_end) != Some(&'$') {
        return at + 1;
    }
    let tag = &chars[at..=tag_end];
    let body = tag_end + 1;
    let close = (body..chars.len()).find(|place| chars[*place..].starts_with(tag));
    close.map_or(chars.len(), |place| place + tag.len())
}

fn comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < chars.len() {
        if chars[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if chars[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}
