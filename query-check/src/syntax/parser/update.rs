//! UPDATE and SET.

use super::super::ast::{Expr, ExprKind, SetClause, Update, With, WriteTarget};
use super::super::token::T;
use super::recovery::Clause;
use super::{Parser, R};

impl Parser<'_> {
    /// `UpdateStmt` behind its WITH clause.
    pub(super) fn update(&mut self, with: Option<With>) -> R<Update> {
        self.expect(T::Update)?;
        let table = self.write_target()?;
        self.expect(T::Set)?;
        let begin = self.position;
        let set = self.clause(begin, Clause::Targets, Vec::new(), Self::set_clauses)?;
        let from = self.clause(begin, Clause::From, Vec::new(), Self::from_clause)?;
        let filter = self.clause(begin, Clause::Where, None, Self::where_or_current)?;
        let returning = self.returning()?;
        Ok(Update { with, table, set, from, filter, returning })
    }

    /// `relation_expr_opt_alias`; SET is never its alias.
    pub(super) fn write_target(&mut self) -> R<WriteTarget> {
        let start = self.start();
        let (name, only) = self.relation()?;
        let alias = if self.eat(T::As) || self.kind != T::Set && self.kind.is_col_id(self.major) {
            Some(self.col_id()?)
        } else {
            None
        };
        let table = WriteTarget { name, only, alias, span: self.span_from(start) };
        self.place_table(&table);
        Ok(table)
    }

    /// `set_clause_list`.
    pub(super) fn set_clauses(&mut self) -> R<Vec<SetClause>> {
        self.list(|parser| {
            let clause = parser.set_clause()?;
            parser.place_assignment(&clause);
            Ok(clause)
        })
    }

    fn set_clause(&mut self) -> R<SetClause> {
        if self.kind == T::LParen {
            let targets = self.parenthesized(Self::write_column)?;
            self.expect(T::Equals)?;
            return Ok(SetClause::Multiple { targets, value: self.expr()? });
        }
        let target = self.write_column()?;
        self.expect(T::Equals)?;
        Ok(SetClause::Single { target, value: self.expr()? })
    }

    /// `where_or_current_clause`.
    pub(super) fn where_or_current(&mut self) -> R<Option<Box<Expr>>> {
        if self.kind == T::Where && self.peek() == T::Current && self.peek_at(2) == T::Of {
            self.bump();
            let start = self.bump().start;
            self.bump();
            let cursor = self.col_id()?;
            return Ok(Some(Box::new(self.node(ExprKind::CurrentOf(cursor), start, start))));
        }
        self.where_clause()
    }
}
