//! The parser: recursive descent, with precedence climbing for operators, over PostgreSQL's DML grammar.
//!
//! Each file holds one part of the grammar; names in comments (`a_expr`, `ColId`) are those of `gram.y`.
//! The first token that no valid statement could have at its place is the one an error points to: as the
//! grammar is the same, so is the position.

mod call;
mod climb;
mod delete;
mod expr;
mod from;
mod help;
mod indirection;
mod insert;
mod join;
mod json;
mod json_table;
mod literal;
mod merge;
mod name;
mod operator;
mod paren;
mod placeholder;
mod predicate;
mod query;
mod recovery;
mod returning;
mod select;
mod special;
mod statement;
mod type_name;
mod update;
mod window;
mod with;
mod xml;
mod xml_table;

use super::ast::{Ident, Statement, TypeName};
use super::lexer::{Lexed, UnicodeEscape, identifier_value, string_value};
use super::token::{T, Token};
use super::{MAX_DEPTH, Parsed, excerpt};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
pub(crate) use placeholder::{Place, Placeholders};
use recovery::Recovery;

/// The parser met an error that ends the statement; its diagnostic is already recorded.
#[derive(Debug)]
struct Halt;

/// What a part of the parser returns.
type R<X> = Result<X, Halt>;

/// Parses the one statement that `lexed` holds.
pub(super) fn parse(sql: &str, lexed: &mut Lexed, major: u32) -> Parsed {
    let mut parser = Parser::new(sql, lexed, major);
    let statement = parser.single_statement().ok();
    let diagnostics = parser.diagnostics;
    Parsed { statement: if diagnostics.is_empty() { statement } else { None }, diagnostics }
}

/// Parses the one statement that `lexed` holds, and notes where the parameters stand whose names begin with
/// `prefix`: their names behind it, each with its place.
pub(super) fn parse_placeholders(
    sql: &str,
    lexed: &mut Lexed,
    major: u32,
    prefix: &str,
) -> (Vec<Diagnostic>, Vec<(String, Place)>) {
    let mut parser = Parser::new(sql, lexed, major);
    parser.placeholders.prefix = prefix.to_owned();
    let _ = parser.single_statement();
    (parser.diagnostics, parser.placeholders.placed)
}

/// Parses the name of a type that `lexed` holds.
pub(super) fn parse_type_name(
    sql: &str,
    lexed: &mut Lexed,
    major: u32,
) -> Result<TypeName, Vec<Diagnostic>> {
    let mut parser = Parser::new(sql, lexed, major);
    let name = parser.type_name().and_then(|name| parser.expect_end().map(|()| name));
    match name {
        Ok(name) if parser.diagnostics.is_empty() => Ok(name),
        _ => Err(parser.diagnostics),
    }
}

struct Parser<'a> {
    sql: &'a str,
    tokens: &'a mut [Token],
    /// The index of the current token.
    position: usize,
    /// The kind of the current token.
    kind: T,
    /// Where the token before the current one ends.
    previous_end: u32,
    lex_error: Option<Box<Diagnostic>>,
    late_error: bool,
    escapes: &'a [UnicodeEscape],
    major: u32,
    /// How deep the recursion is.
    depth: u32,
    /// The height of the highest tree completed at the current level; see [`Parser::grow`].
    height: u32,
    recovery: Recovery,
    /// The one token the grammar wanted when it found another.
    expected: Option<T>,
    diagnostics: Vec<Diagnostic>,
    placeholders: Placeholders,
}

impl<'a> Parser<'a> {
    fn new(sql: &'a str, lexed: &'a mut Lexed, major: u32) -> Self {
        Self {
            sql,
            kind: lexed.tokens.first().map_or(T::Eof, |token| token.kind),
            tokens: &mut lexed.tokens,
            position: 0,
            previous_end: 0,
            lex_error: lexed.error.take(),
            late_error: lexed.late_error,
            escapes: &lexed.escapes,
            major,
            depth: 0,
            height: 0,
            recovery: Recovery::Unknown,
            expected: None,
            diagnostics: Vec::new(),
            placeholders: Placeholders::default(),
        }
    }
}

impl Parser<'_> {
    /// Nothing may follow.
    fn expect_end(&mut self) -> R<()> {
        if self.kind == T::Eof { Ok(()) } else { self.unexpected() }
    }

    /// The kind of the token after the current one.
    fn peek(&self) -> T {
        self.peek_at(1)
    }

    /// The kind of the token `ahead` places after the current one.
    fn peek_at(&self, ahead: usize) -> T {
        let index = self.position + ahead;
        if index < self.tokens.len() { self.tokens[index].kind } else { T::Eof }
    }

    /// The current token's range.
    fn span(&self) -> Span {
        self.tokens[self.position].span()
    }

    /// The current token's first byte.
    fn start(&self) -> u32 {
        self.tokens[self.position].start
    }

    /// From `start` to the end of the token before the current one.
    fn span_from(&self, start: u32) -> Span {
        Span::new(start, self.previous_end.max(start))
    }

    /// Goes on to the next token; returns the range of the one left behind.
    fn bump(&mut self) -> Span {
        let token = self.tokens[self.position];
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
            self.previous_end = token.end;
            self.kind = self.tokens[self.position].kind;
        }
        token.span()
    }

    /// Whether the current token is `kind`; goes on if so.
    fn eat(&mut self, kind: T) -> bool {
        if self.kind == kind {
            self.bump();
            true
        } else {
            false
        }
    }

    /// The current token must be `kind`; goes on.
    fn expect(&mut self, kind: T) -> R<Span> {
        if self.kind == kind {
            return Ok(self.bump());
        }
        self.expected = Some(kind);
        self.unexpected()
    }

    /// Whether the next token's kind is one after which something starts that `kind` introduces.
    fn at_pair(&self, kind: T, next: T) -> bool {
        self.kind == kind && self.peek() == next
    }

    /// The text of a token that is at `span`.
    fn text(&self, span: Span) -> &str {
        span.text(self.sql)
    }

    /// A syntax error at the current token.
    #[cold]
    fn unexpected<X>(&mut self) -> R<X> {
        self.error_near("syntax error")
    }

    /// An error at the current token, which the message names: `message at or near "token"`.
    #[cold]
    fn error_near<X>(&mut self, message: &str) -> R<X> {
        let expected = self.expected.take();
        let looks_ahead = matches!(self.kind, T::Not | T::Nulls | T::With | T::Without | T::Format);
        let reads_error = looks_ahead && self.peek() == T::LexError && !self.late_error;
        if self.kind == T::LexError || reads_error {
            // The server's scanner reads one token further on these.
            if let Some(error) = self.lex_error.take() {
                self.diagnostics.push(*error);
                return Err(Halt);
            }
        }
        let span = self.span();
        if self.diagnostics.last().is_some_and(|last| last.span.start == span.start) {
            // The token was complained of before: what else there is to say of it is the same mistake.
            self.recovery = Recovery::Unsafe;
            return Err(Halt);
        }
        let message = if self.kind == T::Eof {
            format!("{message} at end of input")
        } else {
            format!("{message} at or near \"{}\"", excerpt(span.text(self.sql)))
        };
        let diagnostic = Diagnostic::new(Code::SyntaxError, span, message);
        let diagnostic = self.explain(diagnostic, expected);
        self.fail(diagnostic)
    }

    /// Records an error that ends the statement.
    #[cold]
    fn fail<X>(&mut self, diagnostic: Diagnostic) -> R<X> {
        self.diagnostics.push(diagnostic);
        Err(Halt)
    }

    /// An error of the grammar's own checks, after which parsing may go on.
    #[cold]
    fn complain(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, span, message));
    }

    /// Records a syntax error of the grammar's own checks.
    #[cold]
    fn complain_syntax(&mut self, span: Span, message: impl Into<String>) {
        self.complain(Code::SyntaxError, span, message);
    }

    /// A name at `span`.
    fn ident(&self, span: Span) -> Ident {
        Ident { value: identifier_value(self.sql, span, self.escapes), span }
    }

    /// The value of the string token at `span`.
    fn string(&self, span: Span) -> String {
        string_value(self.sql, span, self.escapes)
    }

    /// Runs `parse` one level deeper, for a node one level higher than what it reads; an error beyond
    /// [`MAX_DEPTH`].
    fn deeper<X>(&mut self, parse: impl FnOnce(&mut Self) -> R<X>) -> R<X> {
        self.enter()?;
        let outer = std::mem::replace(&mut self.height, 0);
        let result = parse(self)?;
        self.height = self.grow(0)?.max(outer);
        self.depth -= 1;
        Ok(result)
    }

    fn enter(&mut self) -> R<()> {
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        self.depth += 1;
        Ok(())
    }

    /// The height of a node over the highest subtree completed so far and over `height`.
    fn grow(&mut self, height: u32) -> R<u32> {
        let height = self.height.max(height) + 1;
        if height > MAX_DEPTH { self.too_deep() } else { Ok(height) }
    }

    #[cold]
    fn too_deep<X>(&mut self) -> R<X> {
        self.recovery = Recovery::Unsafe;
        let span = self.span();
        let message = "the statement nests too deep: stack depth limit exceeded";
        let diagnostic = Diagnostic::new(Code::StatementTooComplex, span, message)
            .with_note(format!(
                "at most {MAX_DEPTH} levels of expressions, queries and joins are followed"
            ))
            .without_position();
        self.fail(diagnostic)
    }
}

/// `list: item (',' item)*`.
impl Parser<'_> {
    fn list<X>(&mut self, mut item: impl FnMut(&mut Self) -> R<X>) -> R<Vec<X>> {
        let mut items = Vec::with_capacity(2);
        loop {
            items.push(item(self)?);
            if !self.eat(T::Comma) {
                return Ok(items);
            }
        }
    }

    /// `'(' list ')'`.
    fn parenthesized<X>(&mut self, item: impl FnMut(&mut Self) -> R<X>) -> R<Vec<X>> {
        self.expect(T::LParen)?;
        let items = self.list(item)?;
        self.expect(T::RParen)?;
        Ok(items)
    }
}

impl Parser<'_> {
    /// The whole text: one statement and nothing behind it but semicolons.
    fn single_statement(&mut self) -> R<Statement> {
        while self.eat(T::Semicolon) {}
        if self.kind == T::Eof {
            let span = self.span();
            return self.fail(
                Diagnostic::new(Code::NotDml, span, "there is no statement")
                    .with_help("write one SELECT, INSERT, UPDATE, DELETE, MERGE or VALUES")
                    .without_position(),
            );
        }
        let statement = self.statement()?;
        self.end_of_statement()?;
        if self.kind == T::Eof {
            return Ok(statement);
        }
        // The server reads to the end before it refuses; a mistake further on comes first.
        let span = self.span();
        while self.kind != T::Eof && !self.at_other_command() {
            self.statement()?;
            self.end_of_statement()?;
        }
        let message = "cannot insert multiple commands into a prepared statement";
        self.fail(
            Diagnostic::new(Code::SyntaxError, span, message)
                .with_help("a query holds one statement")
                .without_position(),
        )
    }

    /// Semicolons, or the end of the text.
    fn end_of_statement(&mut self) -> R<()> {
        if self.kind != T::Semicolon && self.kind != T::Eof {
            return self.unexpected();
        }
        while self.eat(T::Semicolon) {}
        Ok(())
    }
}

#[cfg(test)]
mod tests;
