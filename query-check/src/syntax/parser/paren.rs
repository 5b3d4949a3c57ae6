//! Parentheses: an expression, a row, or a query; which of them shows only further on.

use super::super::ast::{Expr, ExprKind, FunctionArg, Query};
use super::super::token::T;
use super::expr::Mode;
use super::{Parser, R};
use crate::span::Span;

/// What stood in a pair of parentheses.
pub(super) enum Paren {
    /// A query; any further parentheses around it are its own (`select_with_parens`).
    Query(Box<Query>),
    /// One expression.
    One(Expr),
    /// More than one.
    Many(Vec<Expr>),
}

impl Parser<'_> {
    /// Whether a query without parentheses begins here.
    pub(super) fn at_query(&self) -> bool {
        match self.kind {
            T::Select | T::Table | T::With | T::WithLa => true,
            T::Values => self.peek() == T::LParen,
            _ => false,
        }
    }

    /// Whether the clause that begins here goes on with a query that was complete.
    pub(super) fn at_query_tail(&self) -> bool {
        matches!(
            self.kind,
            T::Union
                | T::Intersect
                | T::Except
                | T::Order
                | T::Limit
                | T::Offset
                | T::Fetch
                | T::For
        )
    }

    /// `select_with_parens`.
    pub(super) fn query_in_parens(&mut self) -> R<Query> {
        self.expect(T::LParen)?;
        let query = self.query()?;
        self.expect(T::RParen)?;
        Ok(query)
    }

    /// What stands in parentheses; the current token opens them. As in PostgreSQL's grammar, parentheses
    /// around a query belong to the query as long as they can.
    pub(super) fn paren(&mut self, many: bool) -> R<Paren> {
        self.enter()?;
        let result = self.paren_content(many)?;
        self.depth -= 1;
        Ok(result)
    }

    fn paren_content(&mut self, many: bool) -> R<Paren> {
        self.expect(T::LParen)?;
        if self.at_query() {
            let query = Box::new(self.query()?);
            self.expect(T::RParen)?;
            return Ok(Paren::Query(query));
        }
        let first = if self.kind == T::LParen {
            match self.nested_paren()? {
                Paren::One(expr) => expr,
                done => {
                    self.expect(T::RParen)?;
                    return Ok(done);
                }
            }
        } else {
            self.expr()?
        };
        if !many || self.kind != T::Comma {
            self.expect(T::RParen)?;
            return Ok(Paren::One(first));
        }
        let mut exprs = vec![first];
        while self.eat(T::Comma) {
            exprs.push(self.expr()?);
        }
        self.expect(T::RParen)?;
        Ok(Paren::Many(exprs))
    }

    /// Parentheses directly inside of parentheses: a query still, or the first operand of an expression,
    /// which is then read to its end.
    fn nested_paren(&mut self) -> R<Paren> {
        let outer = std::mem::replace(&mut self.height, 0);
        let start = self.start();
        let first = match self.paren(true)? {
            Paren::Query(query) if self.kind == T::RParen => {
                self.height = self.height.max(outer);
                return Ok(Paren::Query(query));
            }
            Paren::Query(query) if self.at_query_tail() => {
                let query = Box::new(self.query_after(*query, start)?);
                self.height = self.height.max(outer);
                return Ok(Paren::Query(query));
            }
            paren => self.operand_from(paren, start)?,
        };
        let expr = self.climb(first, start, 0, Mode::Any)?;
        self.height = self.height.max(outer);
        Ok(Paren::One(expr))
    }

    /// Makes an operand of parentheses that opened at `start`, with the subscripts and fields behind it.
    fn operand_from(&mut self, paren: Paren, start: u32) -> R<Expr> {
        match paren {
            Paren::Query(query) => {
                let subquery = self.node(ExprKind::Subquery(query), start, start);
                self.indirection_of(subquery, start)
            }
            Paren::One(expr) => self.indirection_of(expr, start),
            Paren::Many(fields) => {
                let row = ExprKind::Row { fields, explicit: false };
                let row = self.node(row, start, start);
                self.overlaps(row, start)
            }
        }
    }

    /// `(…)` as a `c_expr`.
    pub(super) fn primary_in_parens(&mut self) -> R<Expr> {
        let start = self.start();
        match self.paren(true)? {
            Paren::Many(fields) => {
                Ok(self.node(ExprKind::Row { fields, explicit: false }, start, start))
            }
            other => self.operand_from(other, start),
        }
    }

    /// `ROW(…)` as a `c_expr`.
    pub(super) fn explicit_row(&mut self) -> R<Expr> {
        let start = self.expect(T::Row)?.start;
        self.expect(T::LParen)?;
        let fields = if self.kind == T::RParen { Vec::new() } else { self.exprs()? };
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::Row { fields, explicit: true }, start, start))
    }

    /// `implicit_row` where nothing else may stand.
    fn implicit_row(&mut self) -> R<Expr> {
        let start = self.expect(T::LParen)?.start;
        let mut fields = vec![self.expr()?];
        if self.kind != T::Comma {
            return self.unexpected();
        }
        while self.eat(T::Comma) {
            fields.push(self.expr()?);
        }
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::Row { fields, explicit: false }, start, start))
    }

    /// An operand that may be a row, with OVERLAPS behind it.
    pub(super) fn row_or_primary(&mut self) -> R<Expr> {
        let start = self.start();
        let operand = self.c_expr()?;
        if self.kind == T::Overlaps { self.overlaps(operand, start) } else { Ok(operand) }
    }

    /// `row OVERLAPS row` is `pg_catalog.overlaps` of their four fields.
    fn overlaps(&mut self, left: Expr, start: u32) -> R<Expr> {
        // A row in further parentheses is no `row` of the grammar.
        if self.kind != T::Overlaps || !is_row_from(&left, start) {
            return Ok(left);
        }
        let left_span = self.span_from(start);
        let word = self.bump();
        let right_start = self.start();
        let right = match self.kind {
            T::Row => self.explicit_row()?,
            T::LParen => self.implicit_row()?,
            _ => return self.unexpected(),
        };
        let mut args = Vec::with_capacity(4);
        self.overlaps_side(left, left_span, "left", &mut args)?;
        let right_span = self.span_from(right_start);
        self.overlaps_side(right, right_span, "right", &mut args)?;
        Ok(self.special_call("overlaps", args, word, start))
    }

    fn overlaps_side(
        &mut self,
        row: Expr,
        span: Span,
        side: &str,
        args: &mut Vec<FunctionArg>,
    ) -> R<()> {
        let ExprKind::Row { fields, .. } = row.kind else { return self.unexpected() };
        if fields.len() != 2 {
            let message =
                format!("wrong number of parameters on {side} side of OVERLAPS expression");
            self.complain_syntax(span, message);
        }
        args.extend(fields.into_iter().map(|value| FunctionArg { name: None, value }));
        Ok(())
    }
}

/// Whether `expr` is a row constructor that begins at `start`.
fn is_row_from(expr: &Expr, start: u32) -> bool {
    matches!(expr.kind, ExprKind::Row { .. }) && expr.span.start == start
}
