//! Tokens: what the lexer cuts the text into.

use crate::span::Span;

/// How far a keyword is reserved (PostgreSQL manual, appendix C; the categories of `kwlist.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    /// May be any kind of name.
    Unreserved,
    /// May name a column or table, but no function or type.
    ColName,
    /// May name a function or type, but no column or table.
    TypeFuncName,
    /// May be a label after AS only.
    Reserved,
}

/// Whether a keyword may be a column label without AS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LabelRule {
    Bare,
    As,
}

/// What is known of one keyword.
struct KeywordFacts {
    word: &'static str,
    category: Category,
    label: LabelRule,
    since: u32,
    until: u32,
}

macro_rules! keyword_table {
    ($($variant:ident $word:literal $category:ident $label:ident $since:literal $until:literal;)*) => {
        /// The kind of a token: a keyword, or one of the other lexical forms.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        pub(crate) enum T {
            $(
                #[doc = concat!("`", $word, "`")]
                $variant,
            )*
            /// The end of the text.
            Eof,
            /// The lexer could not go on; the diagnostic is kept beside the tokens.
            LexError,
            /// An identifier, quoted or not, that is no keyword.
            Word,
            /// An integer that fits `i32`.
            IntegerLit,
            /// Any other number.
            NumberLit,
            /// A string of any quoting that ends up as a plain string.
            StringLit,
            /// `B'…'`.
            BitLit,
            /// `X'…'`.
            HexLit,
            /// `$1`.
            ParamNumber,
            /// `:name`.
            ParamName,
            /// An operator without a token of its own.
            Op,
            /// `+`
            Plus,
            /// `-`
            Minus,
            /// `*`
            Star,
            /// `/`
            Slash,
            /// `%`
            Percent,
            /// `^`
            Caret,
            /// `<`
            Less,
            /// `>`
            Greater,
            /// `=`
            Equals,
            /// `<=`
            LessEquals,
            /// `>=`
            GreaterEquals,
            /// `<>` and `!=`
            NotEquals,
            /// `::`
            Typecast,
            /// `..`
            DotDot,
            /// `:=`
            ColonEquals,
            /// `=>`
            EqualsGreater,
            /// `(`
            LParen,
            /// `)`
            RParen,
            /// `[`
            LBracket,
            /// `]`
            RBracket,
            /// `,`
            Comma,
            /// `.`
            Dot,
            /// `;`
            Semicolon,
            /// `:`
            Colon,
            /// NOT before BETWEEN, IN, LIKE, ILIKE or SIMILAR.
            NotLa,
            /// NULLS before FIRST or LAST.
            NullsLa,
            /// WITH before TIME or ORDINALITY.
            WithLa,
            /// WITHOUT before TIME.
            WithoutLa,
            /// FORMAT before JSON.
            FormatLa,
            /// Any other character.
            Other,
        }

        /// The keywords, in the order of [`T`].
        static KEYWORDS: &[KeywordFacts] = &[$(KeywordFacts {
            word: $word,
            category: Category::$category,
            label: LabelRule::$label,
            since: $since,
            until: $until,
        },)*];

        /// The token kinds of the keywords, in the order of [`KEYWORDS`].
        static KEYWORD_KINDS: &[T] = &[$(T::$variant,)*];
    };
}

include!("keyword_table.rs");

const BUCKETS: usize = 1024;
const NONE: u16 = u16::MAX;
const KEYWORD_COUNT: usize = T::Eof as usize;
/// No keyword is longer.
const LONGEST_KEYWORD: usize = 17;

/// Chained hash table over [`KEYWORDS`]: the head of each bucket and each entry's successor.
static TABLE: ([u16; BUCKETS], [u16; KEYWORD_COUNT]) = build_table();

const fn bucket(length: usize, first: u8, middle: u8, last: u8) -> usize {
    // `| 0x20` folds letters and is harmless on the other bytes: the table is built with the same rule.
    let first = (first | 0x20) as usize;
    let middle = (middle | 0x20) as usize;
    let last = (last | 0x20) as usize;
    (length * 71 + first * 33 + middle * 137 + last * 401) & (BUCKETS - 1)
}

const fn build_table() -> ([u16; BUCKETS], [u16; KEYWORD_COUNT]) {
    let mut heads = [NONE; BUCKETS];
    let mut next = [NONE; KEYWORD_COUNT];
    let mut index = 0;
    while index < KEYWORD_COUNT {
        let word = KEYWORDS[index].word.as_bytes();
        let slot = bucket(word.len(), word[0], word[word.len() / 2], word[word.len() - 1]);
        next[index] = heads[slot];
        heads[slot] = index as u16;
        index += 1;
    }
    (heads, next)
}

/// The keywords of all majors.
pub(super) fn keywords() -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().map(|facts| facts.word)
}

/// The keyword that `word` is on a server of `major`, if any.
pub(crate) fn keyword(word: &[u8], major: u32) -> Option<T> {
    let length = word.len();
    if !(2..=LONGEST_KEYWORD).contains(&length) {
        return None;
    }
    let mut entry = TABLE.0[bucket(length, word[0], word[length / 2], word[length - 1])];
    while entry != NONE {
        let facts = &KEYWORDS[entry as usize];
        if same_word(word, facts.word.as_bytes()) {
            let known = facts.since <= major && major <= facts.until;
            return if known { Some(KEYWORD_KINDS[entry as usize]) } else { None };
        }
        entry = TABLE.1[entry as usize];
    }
    None
}

/// Whether `word` is `keyword` but for ASCII case. A plain loop: it runs in debug builds of macros.
fn same_word(word: &[u8], keyword: &[u8]) -> bool {
    if word.len() != keyword.len() {
        return false;
    }
    let mut index = 0;
    while index < word.len() {
        let byte = word[index];
        let folded = if byte.is_ascii_uppercase() { byte | 0x20 } else { byte };
        if folded != keyword[index] {
            return false;
        }
        index += 1;
    }
    true
}

impl T {
    /// The keyword's word, lower case; `None` for other tokens.
    pub(crate) fn word(self) -> Option<&'static str> {
        KEYWORDS.get(self as usize).map(|facts| facts.word)
    }

    /// The keyword's category on a server of `major`; `None` for other tokens.
    pub(crate) fn category(self, major: u32) -> Option<Category> {
        let index = self as usize;
        if index >= KEYWORD_COUNT {
            return None;
        }
        if self == T::Json && major < 17 {
            // The one keyword that moved: unreserved when it came in 16.
            return Some(Category::Unreserved);
        }
        Some(KEYWORDS[index].category)
    }

    /// May be a column label without AS (`BareColLabel`).
    pub(crate) fn is_bare_label(self) -> bool {
        let index = self as usize;
        self == T::Word || index < KEYWORD_COUNT && matches!(KEYWORDS[index].label, LabelRule::Bare)
    }

    /// May be a label after AS or a field after a dot (`ColLabel`).
    pub(crate) fn is_col_label(self) -> bool {
        self == T::Word || (self as usize) < KEYWORD_COUNT
    }

    /// May name a column or a table (`ColId`).
    pub(crate) fn is_col_id(self, major: u32) -> bool {
        self == T::Word
            || matches!(self.category(major), Some(Category::Unreserved | Category::ColName))
    }

    /// May name a type or a function (`type_function_name`).
    pub(crate) fn is_type_function_name(self, major: u32) -> bool {
        self == T::Word
            || matches!(self.category(major), Some(Category::Unreserved | Category::TypeFuncName))
    }
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: T,
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

impl Token {
    /// Its byte range.
    pub(crate) fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// All words that are keywords on a server of `major`.
pub(crate) fn keyword_words(major: u32) -> impl Iterator<Item = &'static str> {
    KEYWORDS
        .iter()
        .filter(move |facts| facts.since <= major && major <= facts.until)
        .map(|facts| facts.word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_found_in_any_case() {
        for (index, facts) in KEYWORDS.iter().enumerate() {
            let kind = KEYWORD_KINDS[index];
            assert_eq!(keyword(facts.word.as_bytes(), facts.until), Some(kind));
            let upper = facts.word.to_ascii_uppercase();
            assert_eq!(keyword(upper.as_bytes(), facts.until), Some(kind));
            assert!(facts.word.len() <= LONGEST_KEYWORD);
        }
        assert_eq!(keyword(b"company", 18), None);
        assert_eq!(keyword(b"selec\x54", 18), Some(T::Select));
        assert_eq!(keyword(b"\x13elect", 18), None);
    }

    #[test]
    fn keywords_depend_on_the_major() {
        assert_eq!(keyword(b"merge", 14), None);
        assert_eq!(keyword(b"merge", 15), Some(T::Merge));
        assert_eq!(keyword(b"recheck", 18), None);
        assert_eq!(T::Json.category(16), Some(Category::Unreserved));
        assert_eq!(T::Json.category(17), Some(Category::ColName));
    }
}
