//! MERGE (since PostgreSQL 15).

use super::super::ast::{Merge, MergeAction, MergeMatch, MergeWhen, With};
use super::super::token::T;
use super::{Parser, R};

impl Parser<'_> {
    /// `MergeStmt` behind its WITH clause.
    pub(super) fn merge(&mut self, with: Option<With>) -> R<Merge> {
        self.expect(T::Merge)?;
        self.expect(T::Into)?;
        let table = self.write_target()?;
        self.expect(T::Using)?;
        let source = self.table_ref()?;
        self.expect(T::On)?;
        let on = self.boxed_expr()?;
        let mut whens = Vec::with_capacity(2);
        loop {
            whens.push(self.merge_when()?);
            if self.kind != T::When {
                break;
            }
        }
        let returning = if self.major >= 17 { self.returning()? } else { None };
        Ok(Merge { with, table, source, on, whens, returning })
    }

    /// `merge_when_clause`.
    fn merge_when(&mut self) -> R<MergeWhen> {
        let start = self.expect(T::When)?.start;
        let matched = self.merge_match()?;
        let condition = if self.eat(T::And) { Some(self.boxed_expr()?) } else { None };
        self.expect(T::Then)?;
        let action = if matched == MergeMatch::NotMatchedByTarget {
            self.merge_insert()?
        } else {
            self.merge_change()?
        };
        Ok(MergeWhen { matched, condition, action, span: self.span_from(start) })
    }

    /// `MATCHED`, `NOT MATCHED [BY SOURCE | TARGET]` (BY since PostgreSQL 17).
    fn merge_match(&mut self) -> R<MergeMatch> {
        let not = self.eat(T::Not);
        self.expect(T::Matched)?;
        if !not {
            return Ok(MergeMatch::Matched);
        }
        if self.major < 17 || !self.eat(T::By) {
            return Ok(MergeMatch::NotMatchedByTarget);
        }
        let matched = match self.kind {
            T::Source => MergeMatch::NotMatchedBySource,
            T::Target => MergeMatch::NotMatchedByTarget,
            _ => return self.unexpected(),
        };
        self.bump();
        Ok(matched)
    }

    /// `merge_update`, `merge_delete` or DO NOTHING.
    fn merge_change(&mut self) -> R<MergeAction> {
        match self.kind {
            T::Update => {
                self.bump();
                self.expect(T::Set)?;
                Ok(MergeAction::Update(self.set_clauses()?))
            }
            T::Delete => {
                self.bump();
                Ok(MergeAction::Delete)
            }
            _ => self.merge_nothing(),
        }
    }

    fn merge_nothing(&mut self) -> R<MergeAction> {
        self.expect(T::Do)?;
        self.expect(T::Nothing)?;
        Ok(MergeAction::DoNothing)
    }

    /// `merge_insert` or DO NOTHING.
    fn merge_insert(&mut self) -> R<MergeAction> {
        if self.kind != T::Insert {
            return self.merge_nothing();
        }
        self.bump();
        if self.eat(T::Default) {
            self.expect(T::Values)?;
            let columns = Vec::new();
            return Ok(MergeAction::Insert { columns, overriding: None, values: None });
        }
        let columns = if self.kind == T::LParen {
            self.parenthesized(Self::write_column)?
        } else {
            Vec::new()
        };
        let overriding = self.overriding()?;
        self.expect(T::Values)?;
        let values = Some(self.parenthesized(Self::expr)?);
        Ok(MergeAction::Insert { columns, overriding, values })
    }
}
