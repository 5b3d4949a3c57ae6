//! DELETE.

use super::super::ast::{Delete, With};
use super::super::token::T;
use super::recovery::Clause;
use super::{Parser, R};

impl Parser<'_> {
    /// `DeleteStmt` behind its WITH clause.
    pub(super) fn delete(&mut self, with: Option<With>) -> R<Delete> {
        self.expect(T::Delete)?;
        self.expect(T::From)?;
        let table = self.write_target()?;
        let begin = self.position;
        let using = self.clause(begin, Clause::From, Vec::new(), |parser| {
            if parser.eat(T::Using) { parser.table_refs() } else { Ok(Vec::new()) }
        })?;
        let filter = self.clause(begin, Clause::Where, None, Self::where_or_current)?;
        let returning = self.returning()?;
        Ok(Delete { with, table, using, filter, returning })
    }
}
