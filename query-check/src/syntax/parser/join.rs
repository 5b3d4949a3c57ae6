//! Joins and parentheses in FROM.

use super::super::ast::{FromItem, Join, JoinCondition, JoinKind, Query};
use super::super::token::T;
use super::{Parser, R};

/// What stood in parentheses in FROM.
enum FromParen {
    /// A query, still without an alias.
    Query(Query),
    /// A join; any alias behind it is taken.
    Join(FromItem),
}

impl Parser<'_> {
    /// `table_ref`: a FROM item with the joins behind it.
    pub(super) fn table_ref(&mut self) -> R<FromItem> {
        self.enter()?;
        let outer = std::mem::replace(&mut self.height, 0);
        let start = self.start();
        let first = if self.kind == T::LParen {
            let paren = self.table_paren()?;
            self.table_paren_item(paren, start)?
        } else {
            self.table_primary()?
        };
        let item = self.joins(first, start)?;
        self.height = self.height.max(outer);
        self.depth -= 1;
        Ok(item)
    }

    fn table_paren_item(&mut self, paren: FromParen, start: u32) -> R<FromItem> {
        match paren {
            FromParen::Query(query) => self.subquery_ref(query, false, start),
            FromParen::Join(mut item) => {
                let alias = self.optional_alias()?;
                if let FromItem::Join(join) = &mut item {
                    if alias.is_some() {
                        join.alias = alias;
                    }
                    join.span = self.span_from(start);
                }
                Ok(item)
            }
        }
    }

    /// Parentheses around a query or a join. As in expressions, they belong to a query as long as they can.
    fn table_paren(&mut self) -> R<FromParen> {
        self.enter()?;
        self.expect(T::LParen)?;
        let result = if self.at_query() {
            FromParen::Query(self.query()?)
        } else if self.kind == T::LParen {
            self.nested_from_paren()?
        } else {
            FromParen::Join(self.join_in_parens()?)
        };
        self.expect(T::RParen)?;
        self.depth -= 1;
        Ok(result)
    }

    fn nested_from_paren(&mut self) -> R<FromParen> {
        let outer = std::mem::replace(&mut self.height, 0);
        let start = self.start();
        let result = match self.table_paren()? {
            FromParen::Query(query) if self.kind == T::RParen => FromParen::Query(query),
            FromParen::Query(query) if self.at_query_tail() => {
                FromParen::Query(self.query_after(query, start)?)
            }
            FromParen::Join(item) if self.kind == T::RParen => FromParen::Join(item),
            FromParen::Query(_)
                if self.kind != T::As && !self.kind.is_col_id(self.major) && !self.at_join() =>
            {
                return self.unexpected();
            }
            paren => {
                let first = self.table_paren_item(paren, start)?;
                if !self.at_join() {
                    return self.unexpected();
                }
                let item = self.joins(first, start)?;
                FromParen::Join(item)
            }
        };
        self.height = self.height.max(outer);
        Ok(result)
    }

    /// `joined_table` in parentheses: a FROM item that must be a join.
    fn join_in_parens(&mut self) -> R<FromItem> {
        let item = self.table_ref()?;
        if matches!(item, FromItem::Join(_)) { Ok(item) } else { self.unexpected() }
    }

    pub(super) fn at_join(&self) -> bool {
        matches!(
            self.kind,
            T::Cross | T::Natural | T::Join | T::Inner | T::Left | T::Right | T::Full
        )
    }

    /// The joins behind `left`.
    fn joins(&mut self, mut left: FromItem, start: u32) -> R<FromItem> {
        let mut height = self.height + 1;
        loop {
            let location = self.start();
            let (kind, natural) = match self.kind {
                T::Cross => {
                    self.bump();
                    (JoinKind::Cross, false)
                }
                T::Natural => {
                    self.bump();
                    (self.join_kind()?, true)
                }
                T::Join | T::Inner | T::Left | T::Right | T::Full => (self.join_kind()?, false),
                _ => break,
            };
            self.expect(T::Join)?;
            self.height = 0;
            let unqualified = natural || kind == JoinKind::Cross;
            // The right input of a qualified join takes all joins up to the join's ON or USING.
            let right = if unqualified { self.table_operand()? } else { self.table_ref()? };
            let condition = if natural {
                JoinCondition::Natural
            } else if kind == JoinKind::Cross {
                JoinCondition::None
            } else {
                self.join_condition()?
            };
            height = self.grow(height)?;
            let span = self.span_from(start);
            let join = Join { kind, left, right, condition, alias: None, span, location };
            left = FromItem::Join(Box::new(join));
        }
        self.height = height;
        Ok(left)
    }

    /// A FROM item without the joins behind it.
    fn table_operand(&mut self) -> R<FromItem> {
        let start = self.start();
        if self.kind != T::LParen {
            return self.table_primary();
        }
        let paren = self.table_paren()?;
        self.table_paren_item(paren, start)
    }

    /// `join_type`, inner when not written.
    fn join_kind(&mut self) -> R<JoinKind> {
        let kind = match self.kind {
            T::Left => JoinKind::Left,
            T::Right => JoinKind::Right,
            T::Full => JoinKind::Full,
            T::Inner => {
                self.bump();
                return Ok(JoinKind::Inner);
            }
            _ => return Ok(JoinKind::Inner),
        };
        self.bump();
        self.eat(T::Outer);
        Ok(kind)
    }

    /// `join_qual`.
    fn join_condition(&mut self) -> R<JoinCondition> {
        if self.eat(T::On) {
            return Ok(JoinCondition::On(self.boxed_expr()?));
        }
        self.expect(T::Using)?;
        let columns = self.names()?;
        let alias = if self.eat(T::As) { Some(self.col_id()?) } else { None };
        Ok(JoinCondition::Using(columns, alias))
    }
}
