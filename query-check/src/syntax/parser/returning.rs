//! RETURNING.

use super::super::ast::Returning;
use super::super::token::T;
use super::{Parser, R};

impl Parser<'_> {
    /// `returning_clause`; `WITH (OLD AS …, NEW AS …)` since PostgreSQL 18.
    pub(super) fn returning(&mut self) -> R<Option<Returning>> {
        if self.kind != T::Returning {
            return Ok(None);
        }
        let start = self.bump().start;
        let mut options = Vec::new();
        if self.kind == T::With && self.major >= 18 {
            self.bump();
            options = self.parenthesized(|parser| {
                let old = match parser.kind {
                    T::Old => true,
                    T::New => false,
                    _ => return parser.unexpected(),
                };
                parser.bump();
                parser.expect(T::As)?;
                Ok((old, parser.col_id()?))
            })?;
        }
        let targets = self.targets()?;
        Ok(Some(Returning { options, targets, span: self.span_from(start) }))
    }
}
