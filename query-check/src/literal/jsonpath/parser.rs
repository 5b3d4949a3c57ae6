//! The grammar of `jsonpath`: expressions, which give values, and predicates, which give truth.

use super::lexer::{Keyword, Lexer, Token};
use super::{regex, syntax_error};
use crate::diagnostic::Code;
use crate::literal::error::{InputError, Outcome};
use crate::literal::{integer, numeric};

/// Nesting this checker follows, with a stack that expressions may have used much of; PostgreSQL follows about 10,000.
const MAX_DEPTH: u32 = 64;

/// What a part of a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Expression,
    Predicate,
}

/// The parser, one token ahead.
pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token,
    major: u32,
    text: &'a str,
    depth: u32,
    /// Filters around here, whose `@` is.
    filters: u32,
    /// Array subscripts around here, whose `last` is.
    subscripts: u32,
    /// The first `@` or `last` that stands where it may not: found after the syntax is.
    misplaced: Option<&'static str>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(major: u32, text: &'a str) -> Outcome<Self> {
        let lexer = Lexer::new(major, text);
        let (depth, filters, subscripts, misplaced) = (0, 0, 0, None);
        let token = Token::End;
        let mut parser = Self { lexer, token, major, text, depth, filters, subscripts, misplaced };
        parser.advance()?;
        Ok(parser)
    }

    /// The whole path.
    pub(super) fn path(&mut self) -> Outcome {
        if self.token == Token::End {
            return Err(InputError::syntax("jsonpath", self.text));
        }
        if matches!(self.token, Token::Keyword(Keyword::Strict | Keyword::Lax)) {
            self.advance()?;
        }
        self.disjunction()?;
        if self.token != Token::End {
            return self.unexpected();
        }
        match self.misplaced {
            Some(message) => Err(syntax_error(message)),
            None => Ok(()),
        }
    }

    fn advance(&mut self) -> Outcome {
        self.token = self.lexer.next()?;
        Ok(())
    }

    fn unexpected<T>(&self) -> Outcome<T> {
        Err(self.lexer.error("syntax error"))
    }

    fn is_char(&self, byte: u8) -> bool {
        self.token == Token::Char(byte)
    }

    fn expect(&mut self, byte: u8) -> Outcome {
        if self.is_char(byte) { self.advance() } else { self.unexpected() }
    }

    fn eat(&mut self, keyword: Keyword) -> Outcome<bool> {
        let here = self.token == Token::Keyword(keyword);
        if here {
            self.advance()?;
        }
        Ok(here)
    }

    fn is_string(&self) -> bool {
        self.token == Token::String
    }

    /// Goes one level in.
    fn nested<T>(&mut self, inside: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth == MAX_DEPTH {
            let what = format!("a jsonpath that nests more than {MAX_DEPTH} deep");
            return Err(InputError::unsupported(what));
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }

    fn require(&self, kind: Kind, wanted: Kind) -> Outcome {
        if kind == wanted { Ok(()) } else { self.unexpected() }
    }

    fn disjunction(&mut self) -> Outcome<Kind> {
        let left = self.conjunction()?;
        while left == Kind::Predicate && self.token == Token::Or {
            self.advance()?;
            let right = self.conjunction()?;
            self.require(right, Kind::Predicate)?;
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Outcome<Kind> {
        let left = self.comparison()?;
        while left == Kind::Predicate && self.token == Token::And {
            self.advance()?;
            let right = self.comparison()?;
            self.require(right, Kind::Predicate)?;
        }
        Ok(left)
    }

    fn predicate(&mut self) -> Outcome {
        let kind = self.disjunction()?;
        self.require(kind, Kind::Predicate)
    }

    fn expression(&mut self) -> Outcome {
        let kind = self.sum()?;
        self.require(kind, Kind::Expression)
    }

    fn comparison(&mut self) -> Outcome<Kind> {
        match self.token {
            Token::Not => {
                self.advance()?;
                return self.negated();
            }
            Token::Keyword(Keyword::Exists) => return self.exists(),
            _ => {}
        }
        if self.sum()? == Kind::Predicate {
            return Ok(Kind::Predicate);
        }
        match self.token {
            Token::Comparison => {
                self.advance()?;
                self.expression()?;
            }
            Token::Keyword(Keyword::Starts) => {
                self.advance()?;
                if !self.eat(Keyword::With)?
                    || !matches!(self.token, Token::String | Token::Variable)
                {
                    return self.unexpected();
                }
                self.advance()?;
            }
            Token::Keyword(Keyword::LikeRegex) => self.like_regex()?,
            _ => return Ok(Kind::Expression),
        }
        Ok(Kind::Predicate)
    }

    /// What `!` is in front of: a predicate in parentheses or EXISTS.
    fn negated(&mut self) -> Outcome<Kind> {
        if self.token == Token::Keyword(Keyword::Exists) {
            return self.exists();
        }
        self.expect(b'(')?;
        self.nested(Self::predicate)?;
        self.expect(b')')?;
        Ok(Kind::Predicate)
    }

    fn exists(&mut self) -> Outcome<Kind> {
        self.advance()?;
        self.expect(b'(')?;
        self.nested(Self::expression)?;
        self.expect(b')')?;
        Ok(Kind::Predicate)
    }

    fn like_regex(&mut self) -> Outcome {
        self.advance()?;
        if !self.is_string() {
            return self.unexpected();
        }
        let pattern = std::mem::take(&mut self.lexer.value);
        self.advance()?;
        let mut flags = String::new();
        if self.eat(Keyword::Flag)? {
            if !self.is_string() {
                return self.unexpected();
            }
            flags = std::mem::take(&mut self.lexer.value);
            regex::check(self.major, &pattern, &flags)?;
            return self.advance();
        }
        regex::check(self.major, &pattern, &flags)
    }

    fn sum(&mut self) -> Outcome<Kind> {
        let left = self.product()?;
        while left == Kind::Expression && (self.is_char(b'+') || self.is_char(b'-')) {
            self.advance()?;
            let right = self.product()?;
            self.require(right, Kind::Expression)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Outcome<Kind> {
        let left = self.signed()?;
        while left == Kind::Expression && [b'*', b'/', b'%'].iter().any(|b| self.is_char(*b)) {
            self.advance()?;
            let right = self.signed()?;
            self.require(right, Kind::Expression)?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Outcome<Kind> {
        let mut signs = 0;
        while self.is_char(b'+') || self.is_char(b'-') {
            self.advance()?;
            signs += 1;
            if signs > MAX_DEPTH {
                let what = format!("a jsonpath with more than {MAX_DEPTH} signs in a row");
                return Err(InputError::unsupported(what));
            }
        }
        let kind = self.operand()?;
        if signs > 0 {
            self.require(kind, Kind::Expression)?;
        }
        Ok(kind)
    }

    fn operand(&mut self) -> Outcome<Kind> {
        if self.is_char(b'(') {
            self.advance()?;
            let kind = self.nested(Self::disjunction)?;
            self.expect(b')')?;
            if kind == Kind::Predicate && self.eat(Keyword::Is)? {
                if !self.eat(Keyword::Unknown)? {
                    return self.unexpected();
                }
                return Ok(Kind::Predicate);
            }
            return Ok(if self.accessors()? { Kind::Expression } else { kind });
        }
        match self.token {
            Token::Numeric | Token::Integer => self.check_number()?,
            Token::String | Token::Variable | Token::Char(b'$') => {}
            Token::Keyword(Keyword::Null | Keyword::True | Keyword::False) => {}
            Token::Char(b'@') => {
                if self.filters == 0 {
                    self.misplaced.get_or_insert("@ is not allowed in root expressions");
                }
            }
            Token::Keyword(Keyword::Last) => {
                if self.subscripts == 0 {
                    self.misplaced.get_or_insert("LAST is allowed only in array subscripts");
                }
            }
            _ => return self.unexpected(),
        }
        self.advance()?;
        self.accessors()?;
        Ok(Kind::Expression)
    }

    fn check_number(&self) -> Outcome {
        numeric::numeric(self.major, &self.lexer.value).map(drop)
    }

    /// Accessors behind an operand; whether there are any.
    fn accessors(&mut self) -> Outcome<bool> {
        let mut any = false;
        loop {
            match self.token {
                Token::Char(b'.') => {
                    self.advance()?;
                    self.member()?;
                }
                Token::Char(b'[') => {
                    self.advance()?;
                    self.subscripts += 1;
                    self.nested(Self::subscript)?;
                    self.subscripts -= 1;
                }
                Token::Char(b'?') => {
                    self.advance()?;
                    self.expect(b'(')?;
                    self.filters += 1;
                    self.nested(Self::predicate)?;
                    self.filters -= 1;
                    self.expect(b')')?;
                }
                _ => return Ok(any),
            }
            any = true;
        }
    }

    fn subscript(&mut self) -> Outcome {
        if self.is_char(b'*') {
            self.advance()?;
            return self.expect(b']');
        }
        loop {
            self.expression()?;
            if self.eat(Keyword::To)? {
                self.expression()?;
            }
            if !self.is_char(b',') {
                return self.expect(b']');
            }
            self.advance()?;
        }
    }

    /// What follows a dot.
    fn member(&mut self) -> Outcome {
        match self.token {
            Token::Char(b'*') | Token::Word | Token::String => self.advance(),
            Token::Any => {
                self.advance()?;
                self.any_levels()
            }
            Token::Keyword(keyword) => {
                self.advance()?;
                if self.is_char(b'(') { self.method(keyword) } else { Ok(()) }
            }
            _ => self.unexpected(),
        }
    }

    /// `{2 to last}` behind `**`.
    fn any_levels(&mut self) -> Outcome {
        if !self.is_char(b'{') {
            return Ok(());
        }
        self.advance()?;
        self.any_level()?;
        if self.eat(Keyword::To)? {
            self.any_level()?;
        }
        self.expect(b'}')
    }

    fn any_level(&mut self) -> Outcome {
        match self.token {
            Token::Integer => {
                integer::signed(integer::INT4, self.major, &self.lexer.value)?;
            }
            Token::Keyword(Keyword::Last) => {}
            _ => return self.unexpected(),
        }
        self.advance()
    }

    fn method(&mut self, method: Keyword) -> Outcome {
        match method {
            Keyword::Method => self.advance()?,
            Keyword::Datetime => {
                self.advance()?;
                if self.is_string() {
                    self.advance()?;
                }
            }
            Keyword::Precision => {
                self.advance()?;
                if self.token == Token::Integer {
                    self.check_number()?;
                    self.advance()?;
                }
            }
            Keyword::Decimal => {
                self.advance()?;
                return self.decimal_arguments();
            }
            _ => return self.unexpected(),
        }
        self.expect(b')')
    }

    fn decimal_arguments(&mut self) -> Outcome {
        let mut count = 0;
        while count > 0 || !self.is_char(b')') {
            if self.is_char(b'+') || self.is_char(b'-') {
                self.advance()?;
            }
            if self.token != Token::Integer {
                return self.unexpected();
            }
            self.check_number()?;
            self.advance()?;
            count += 1;
            if !self.is_char(b',') {
                break;
            }
            self.advance()?;
        }
        if !self.is_char(b')') {
            return self.unexpected();
        }
        if count > 2 {
            let message = "invalid input syntax for type jsonpath";
            let detail = ".decimal() can only have an optional precision[,scale].";
            return Err(InputError::new(Code::SyntaxError, message).with_detail(detail));
        }
        self.advance()
    }
}
