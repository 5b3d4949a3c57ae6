//! Text to AST: lexer, parser and the tree they build. Knows the grammar and nothing else.

pub mod ast;
mod lexer;
mod parser;
mod rule;
mod split;
mod token;

pub use split::split;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use ast::Statement;
pub(crate) use parser::Place;
pub(crate) use rule::rule_actions;
pub(crate) use token::{T, Token};

/// How deep a statement may nest, and how high its tree may grow: no path from the root of a parsed
/// [`Statement`] passes through more than this many expressions, queries and joins. PostgreSQL refuses
/// statements that exhaust its stack with the same SQLSTATE, 54001; its limit depends on the server's settings.
pub const MAX_DEPTH: u32 = 256;

/// How parameters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `$1` only, as the server has it: `:` followed by a name is a colon and a name.
    Numbered,
    /// `:name`, and `$1`.
    Named,
}

/// What the parser must know besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    /// How parameters are written.
    pub parameters: ParameterStyle,
    /// The major version of the server whose grammar decides, 14 to 18; others are taken as the nearest of these.
    pub major: u32,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The statement, if nothing is wrong with its syntax.
    pub statement: Option<Statement>,
    /// What is wrong, in the order of the text; the first is what the server reports.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses exactly one DML statement, with or without a closing semicolon.
///
/// The grammar is PostgreSQL's (manual, part VI, "SQL Commands"); errors have PostgreSQL's wording, SQLSTATE
/// and position. Never panics, whatever the text; time and memory are linear in its length.
///
/// ```
/// use query_check::syntax::{ParameterStyle, ParseOptions, parse};
///
/// let options = ParseOptions { parameters: ParameterStyle::Named, major: 18 };
/// let parsed = parse("SELECT name FROM company WHERE id = :id", &options);
/// assert!(parsed.statement.is_some());
///
/// let parsed = parse("SELECT name FORM company", &options);
/// assert_eq!(parsed.diagnostics[0].message, "syntax error at or near \"company\"");
/// ```
pub fn parse(sql: &str, options: &ParseOptions) -> Parsed {
    if sql.len() >= u32::MAX as usize {
        let diagnostic = Diagnostic::new(
            Code::ProgramLimitExceeded,
            Span::default(),
            "the statement is longer than 4 GiB",
        );
        return Parsed { statement: None, diagnostics: vec![diagnostic] };
    }
    let major = options.major.clamp(14, 18);
    let mut lexed = lexer::lex(sql, options.parameters, major);
    parser::parse(sql, &mut lexed, major)
}

/// Where the parameters stand whose names begin with `prefix`; or what is wrong with the syntax.
pub(crate) fn parse_placeholders(
    sql: &str,
    major: u32,
    prefix: &str,
) -> (Vec<Diagnostic>, Vec<(String, parser::Place)>) {
    let major = major.clamp(14, 18);
    let mut lexed = lexer::lex(sql, ParameterStyle::Named, major);
    parser::parse_placeholders(sql, &mut lexed, major, prefix)
}

/// What keeps a text from being cut into tokens.
pub(crate) fn lexical_error(sql: &str, style: ParameterStyle) -> Option<Diagnostic> {
    lexer::lex(sql, style, 18).error.map(|error| *error)
}

/// The tokens of a text, up to where it cannot be cut into any.
pub(crate) fn tokens(sql: &str, major: u32) -> Vec<token::Token> {
    lexer::lex(sql, ParameterStyle::Named, major.clamp(14, 18)).tokens
}

/// Whether `name` is a keyword of any major that PostgreSQL's `quote_identifier` quotes: all but the
/// unreserved ones (manual, appendix C).
pub fn is_quoted_keyword(name: &str) -> bool {
    let category = |major| token::keyword(name.as_bytes(), major)?.category(major);
    (14..=18).filter_map(category).any(|category| category != token::Category::Unreserved)
}

/// The keywords of all majors, in lower case (manual, appendix C).
pub fn keywords() -> impl Iterator<Item = &'static str> {
    token::keywords()
}

/// Parses the name of a type, as `regtype` reads it (PostgreSQL's `parseTypeString`).
pub(crate) fn parse_type_name(text: &str, major: u32) -> Result<ast::TypeName, Vec<Diagnostic>> {
    let major = major.clamp(14, 18);
    let mut lexed = lexer::lex(text, ParameterStyle::Numbered, major);
    parser::parse_type_name(text, &mut lexed, major)
}

/// Text to quote in a message: all of it if short, else what fits on a line.
fn excerpt(text: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 80;
    let line = text.lines().next().unwrap_or("");
    if line.len() == text.len() && text.len() <= LONGEST {
        return text.into();
    }
    let mut end = line.len().min(LONGEST);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &line[..end]).into()
}
