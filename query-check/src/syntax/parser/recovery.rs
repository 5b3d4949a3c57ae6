//! Going on behind a mistake, to find the others of the same statement.
//!
//! Only where that is safe: every parenthesis has its partner, and parsing goes on at a later clause of the
//! query that holds the mistake, or behind that query.

use super::super::token::T;
use super::{Halt, Parser, R};

/// No more mistakes than these are looked for.
const MOST_ERRORS: usize = 10;

/// The clauses of a query or command, in the order of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Clause {
    Targets,
    From,
    Where,
    Group,
    Having,
    Window,
    SetOperation,
    OrderBy,
    Limit,
    Locking,
    OnConflict,
    Returning,
    End,
}

/// Whether the parser may go on behind a mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recovery {
    /// Not known yet.
    Unknown,
    Safe,
    Unsafe,
}

impl Parser<'_> {
    /// Parses one clause of the query whose first token is `begin`. Behind a mistake in it, goes on with the
    /// first later clause, `instead` standing for this one.
    pub(super) fn clause<X>(
        &mut self,
        begin: usize,
        clause: Clause,
        instead: X,
        parse: impl FnOnce(&mut Self) -> R<X>,
    ) -> R<X> {
        let (depth, height) = (self.depth, self.height);
        if let Ok(result) = parse(self) {
            if self.at_clause_end() {
                return Ok(result);
            }
            // Nothing that could follow, whatever comes next.
            self.unexpected::<()>().ok();
        }
        self.resume(begin, clause)?;
        self.depth = depth;
        self.height = height;
        Ok(instead)
    }

    /// Whether the current token may stand behind a clause of a query or command.
    fn at_clause_end(&self) -> bool {
        self.kind == T::FormatLa || self.kind != T::Comma && self.ends_clause()
    }

    /// Moves to the first clause behind `after` of the query that begins at `begin`, or to its end.
    #[cold]
    fn resume(&mut self, begin: usize, after: Clause) -> R<()> {
        if !self.may_recover() {
            return Err(Halt);
        }
        let mut depth = 0i64;
        let mut index = begin;
        loop {
            let kind = self.tokens[index].kind;
            if index >= self.position && depth == 0 {
                match self.clause_at(index) {
                    Some(clause) if clause > after => break,
                    _ => {}
                }
            }
            match kind {
                T::LParen | T::LBracket => depth += 1,
                T::RParen | T::RBracket => depth -= 1,
                T::Eof => return Err(Halt),
                _ => {}
            }
            if depth < 0 {
                return Err(Halt);
            }
            index += 1;
        }
        self.position = index;
        self.kind = self.tokens[index].kind;
        self.previous_end = self.tokens[index.saturating_sub(1)].end;
        Ok(())
    }

    /// The clause that begins with the token at `index`, as far as that token and its neighbours tell.
    fn clause_at(&self, index: usize) -> Option<Clause> {
        let kind_at = |index: usize| self.tokens.get(index).map_or(T::Eof, |token| token.kind);
        let next = kind_at(index + 1);
        let previous = if index == 0 { T::Eof } else { kind_at(index - 1) };
        match kind_at(index) {
            // IS DISTINCT FROM
            T::From if previous != T::Distinct => Some(Clause::From),
            T::Where => Some(Clause::Where),
            T::Group if next == T::By => Some(Clause::Group),
            T::Having => Some(Clause::Having),
            T::Window => Some(Clause::Window),
            T::Union | T::Intersect | T::Except => Some(Clause::SetOperation),
            T::Order if next == T::By => Some(Clause::OrderBy),
            T::Limit | T::Offset | T::Fetch => Some(Clause::Limit),
            T::For if matches!(next, T::Update | T::Share | T::No | T::Key | T::Read) => {
                Some(Clause::Locking)
            }
            T::On if next == T::Conflict => Some(Clause::OnConflict),
            T::Returning => Some(Clause::Returning),
            T::RParen | T::Semicolon | T::Eof => Some(Clause::End),
            _ => None,
        }
    }

    fn may_recover(&mut self) -> bool {
        if self.recovery == Recovery::Unknown {
            let balanced = self.is_balanced();
            self.recovery = if balanced { Recovery::Safe } else { Recovery::Unsafe };
        }
        self.recovery == Recovery::Safe && self.diagnostics.len() < MOST_ERRORS
    }

    /// Whether all parentheses and brackets have their partners.
    fn is_balanced(&self) -> bool {
        let mut open = Vec::new();
        for token in self.tokens.iter() {
            match token.kind {
                T::LParen | T::LBracket => open.push(token.kind),
                T::RParen if open.pop() != Some(T::LParen) => return false,
                T::RBracket if open.pop() != Some(T::LBracket) => return false,
                T::LexError => return false,
                _ => {}
            }
        }
        open.is_empty()
    }
}
