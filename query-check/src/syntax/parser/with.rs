//! WITH: common table expressions, SEARCH and CYCLE.

use super::super::ast::{Cte, CteCycle, CteSearch, With};
use super::super::token::T;
use super::{Parser, R};

impl Parser<'_> {
    /// `opt_with_clause`.
    pub(super) fn optional_with(&mut self) -> R<Option<With>> {
        if self.kind != T::With && self.kind != T::WithLa {
            return Ok(None);
        }
        let ahead = self.kind == T::WithLa;
        let start = self.bump().start;
        // RECURSIVE is a name as well; AS or a column list behind it decides.
        let recursive =
            !ahead && self.kind == T::Recursive && !matches!(self.peek(), T::As | T::LParen);
        if recursive {
            self.bump();
        }
        let ctes = self.list(|parser| parser.deeper(Self::cte))?;
        Ok(Some(With { recursive, ctes, span: self.span_from(start) }))
    }

    /// `common_table_expr`.
    fn cte(&mut self) -> R<Cte> {
        let name = self.col_id()?;
        let start = name.span.start;
        let columns = self.optional_names()?;
        self.expect(T::As)?;
        let materialized = match self.kind {
            T::Materialized => {
                self.bump();
                Some(true)
            }
            T::Not => {
                self.bump();
                self.expect(T::Materialized)?;
                Some(false)
            }
            _ => None,
        };
        self.expect(T::LParen)?;
        let statement = Box::new(self.preparable_statement()?);
        self.expect(T::RParen)?;
        let search = if self.kind == T::Search { Some(self.search()?) } else { None };
        let cycle = if self.kind == T::Cycle { Some(Box::new(self.cycle()?)) } else { None };
        let span = self.span_from(start);
        Ok(Cte { name, columns, materialized, statement, search, cycle, span })
    }

    /// `SEARCH DEPTH | BREADTH FIRST BY … SET …`.
    fn search(&mut self) -> R<CteSearch> {
        let start = self.bump().start;
        let breadth_first = match self.kind {
            T::Depth => false,
            T::Breadth => true,
            _ => return self.unexpected(),
        };
        self.bump();
        self.expect(T::First)?;
        self.expect(T::By)?;
        let columns = self.list(Self::col_id)?;
        self.expect(T::Set)?;
        let sequence_column = self.col_id()?;
        let span = self.span_from(start);
        Ok(CteSearch { breadth_first, columns, sequence_column, span })
    }

    /// `CYCLE … SET … [TO … DEFAULT …] USING …`.
    fn cycle(&mut self) -> R<CteCycle> {
        let start = self.bump().start;
        let columns = self.list(Self::col_id)?;
        self.expect(T::Set)?;
        let mark_column = self.col_id()?;
        let mut mark_value = None;
        let mut mark_default = None;
        if self.eat(T::To) {
            mark_value = Some(self.constant()?);
            self.expect(T::Default)?;
            mark_default = Some(self.constant()?);
        }
        self.expect(T::Using)?;
        let path_column = self.col_id()?;
        let span = self.span_from(start);
        Ok(CteCycle { columns, mark_column, mark_value, mark_default, path_column, span })
    }
}
