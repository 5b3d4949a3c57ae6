//! Queries: set operations, ORDER BY, LIMIT, row locks, and how they nest (`SelectStmt`).

use super::super::ast::{
    Expr, ExprKind, Literal, LockStrength, LockWait, Locking, Query, QueryBody, SetOperator,
    SortBy, SortDirection, ValuesRow, With,
};
use super::super::token::T;
use super::recovery::Clause;
use super::{Parser, Place, R};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

const UNION: u8 = 1;
const INTERSECT: u8 = 2;

/// ORDER BY and what may follow it, with the places errors point to.
struct Options {
    order_by: Vec<SortBy>,
    limit: Option<Limit>,
    offset: Option<(Expr, Span)>,
    locking: Vec<Locking>,
}

/// LIMIT or FETCH.
struct Limit {
    /// `None` for LIMIT ALL.
    count: Option<Expr>,
    span: Span,
    /// WITH TIES.
    ties: Option<Span>,
}

/// A query of `body` alone.
pub(super) fn bare_query(body: QueryBody, span: Span) -> Query {
    Query {
        with: None,
        body,
        order_by: Vec::new(),
        limit: None,
        offset: None,
        with_ties: false,
        locking: Vec::new(),
        span,
    }
}

impl Parser<'_> {
    /// `SelectStmt`: a query, with or without parentheses around it.
    pub(super) fn query(&mut self) -> R<Query> {
        let with = self.optional_with()?;
        self.query_with(with)
    }

    /// A query behind its WITH clause.
    pub(super) fn query_with(&mut self, with: Option<With>) -> R<Query> {
        let start = with.as_ref().map_or(self.start(), |with| with.span.start);
        self.enter()?;
        let outer = std::mem::replace(&mut self.height, 0);
        let first = self.set_operand()?;
        let mut query = self.query_tail(first, start)?;
        if let Some(with) = with {
            if query.with.is_some() {
                // The server points to the outer clause.
                self.complain_syntax(with.span, "multiple WITH clauses not allowed");
            }
            query.with = Some(with);
            query.span = self.span_from(start);
        }
        self.height = self.height.max(outer);
        self.depth -= 1;
        Ok(query)
    }

    /// The rest of a query whose first operand, in parentheses that opened at `start`, is complete.
    pub(super) fn query_after(&mut self, first: Query, start: u32) -> R<Query> {
        self.enter()?;
        let query = self.query_tail(first, start)?;
        self.depth -= 1;
        Ok(query)
    }

    /// Set operations and options behind `first`; leaves the height of the query.
    fn query_tail(&mut self, first: Query, start: u32) -> R<Query> {
        let mut query = self.set_operations(first, start, 0)?;
        let height = self.height;
        if matches!(self.kind, T::Order | T::Limit | T::Offset | T::Fetch | T::For) {
            let options = self.query_options()?;
            self.insert_options(&mut query, options);
            query.span = self.span_from(start);
        }
        self.height = self.height.max(height);
        Ok(query)
    }

    /// The set operators behind `left` that bind tighter than `rule`.
    fn set_operations(&mut self, mut left: Query, start: u32, rule: u8) -> R<Query> {
        let mut height = self.height + 1;
        loop {
            let (op, precedence) = match self.kind {
                T::Union => (SetOperator::Union, UNION),
                T::Except => (SetOperator::Except, UNION),
                T::Intersect => (SetOperator::Intersect, INTERSECT),
                _ => break,
            };
            if precedence <= rule {
                break;
            }
            let location = self.bump().start;
            let all = self.eat(T::All);
            if !all {
                self.eat(T::Distinct);
            }
            self.height = 0;
            let right_start = self.start();
            self.enter()?;
            let right = self.set_operand()?;
            let right = self.set_operations(right, right_start, precedence)?;
            self.depth -= 1;
            height = self.grow(height)?;
            let body = QueryBody::SetOperation {
                op,
                all,
                left: Box::new(left),
                right: Box::new(right),
                location,
            };
            left = bare_query(body, self.span_from(start));
        }
        self.height = height;
        Ok(left)
    }

    /// `simple_select` without set operators, or `select_with_parens`.
    fn set_operand(&mut self) -> R<Query> {
        let start = self.start();
        match self.kind {
            T::Select => self.select(),
            T::Values => self.values(),
            T::Table => self.table_query(),
            T::LParen => {
                let mut query = self.query_in_parens()?;
                query.span = self.span_from(start);
                Ok(query)
            }
            _ => self.unexpected(),
        }
    }

    /// `VALUES (…), (…)`.
    fn values(&mut self) -> R<Query> {
        let start = self.expect(T::Values)?.start;
        let rows = self.list(|parser| {
            let row_start = parser.start();
            let values = parser.parenthesized(Self::expr)?;
            Ok(ValuesRow { values, span: parser.span_from(row_start) })
        })?;
        Ok(bare_query(QueryBody::Values(rows), self.span_from(start)))
    }

    fn query_options(&mut self) -> R<Options> {
        let begin = self.position;
        let order_by = self.clause(begin, Clause::OrderBy, Vec::new(), |parser| {
            if parser.kind != T::Order {
                return Ok(Vec::new());
            }
            let entries = parser.order_by()?;
            parser.place_sort(&entries);
            Ok(entries)
        })?;
        let mut options = Options { order_by, limit: None, offset: None, locking: Vec::new() };
        // Row locks stand before or behind LIMIT, not both.
        if self.kind == T::For {
            self.locking_clause(&mut options)?;
            self.limit_clauses(&mut options)?;
        } else {
            self.limit_clauses(&mut options)?;
            if self.kind == T::For {
                self.locking_clause(&mut options)?;
            }
        }
        Ok(options)
    }

    /// `insertSelectOptions` of PostgreSQL: a query in parentheses may have some of the clauses already.
    fn insert_options(&mut self, query: &mut Query, options: Options) {
        if !options.order_by.is_empty() {
            if !query.order_by.is_empty() {
                let span = options.order_by[0].span;
                self.complain_syntax(span, "multiple ORDER BY clauses not allowed");
            }
            query.order_by = options.order_by;
        }
        query.locking.extend(options.locking);
        if let Some((offset, span)) = options.offset {
            if query.offset.is_some() {
                let span = if self.major >= 18 { span } else { offset.span };
                self.complain_syntax(span, "multiple OFFSET clauses not allowed");
            }
            query.offset = Some(Box::new(offset));
        }
        if let Some(limit) = options.limit {
            self.insert_limit(query, limit);
        }
    }

    fn insert_limit(&mut self, query: &mut Query, limit: Limit) {
        if query.limit.is_some() {
            let expr_span = limit.count.as_ref().map_or(limit.span, |count| count.span);
            let span = if self.major >= 18 { limit.span } else { expr_span };
            self.complain_syntax(span, "multiple LIMIT clauses not allowed");
        }
        query.limit = limit.count.map(Box::new);
        let Some(ties) = limit.ties else { return };
        query.with_ties = true;
        let skips = query.locking.iter().any(|lock| lock.wait == LockWait::SkipLocked);
        let problem = if query.order_by.is_empty() {
            "WITH TIES cannot be specified without ORDER BY clause"
        } else if skips {
            "SKIP LOCKED and WITH TIES options cannot be used together"
        } else {
            return;
        };
        let mut diagnostic = Diagnostic::new(Code::SyntaxError, ties, problem);
        diagnostic.server_position = self.major >= 18;
        self.diagnostics.push(diagnostic);
    }

    /// `select_limit`: LIMIT or FETCH, and OFFSET, in either order.
    fn limit_clauses(&mut self, options: &mut Options) -> R<()> {
        if self.kind == T::Offset {
            options.offset = Some(self.offset()?);
            if matches!(self.kind, T::Limit | T::Fetch) {
                options.limit = Some(self.limit()?);
            }
        } else if matches!(self.kind, T::Limit | T::Fetch) {
            options.limit = Some(self.limit()?);
            if self.kind == T::Offset {
                options.offset = Some(self.offset()?);
            }
        }
        Ok(())
    }

    fn limit(&mut self) -> R<Limit> {
        if self.kind == T::Fetch {
            return self.fetch();
        }
        let limit = self.bump();
        let count = if self.eat(T::All) { None } else { Some(self.expr()?) };
        count.iter().for_each(|count| self.place(count, Place::Limit));
        if self.eat(T::Comma) {
            self.expr()?;
            let diagnostic =
                Diagnostic::new(Code::SyntaxError, limit, "LIMIT #,# syntax is not supported");
            self.diagnostics.push(diagnostic.with_help("use separate LIMIT and OFFSET clauses"));
        }
        Ok(Limit { count, span: limit, ties: None })
    }

    /// `FETCH FIRST [count] ROWS ONLY | WITH TIES`.
    fn fetch(&mut self) -> R<Limit> {
        let span = self.bump();
        if self.kind != T::First && self.kind != T::Next {
            return self.unexpected();
        }
        self.bump();
        let no_count = matches!(self.kind, T::Row | T::Rows)
            && matches!(self.peek(), T::Only | T::With | T::WithLa);
        let count = if no_count { self.integer_literal(1, span) } else { self.fetch_count()? };
        if self.kind != T::Row && self.kind != T::Rows {
            return self.unexpected();
        }
        self.bump();
        let mut ties = None;
        if self.kind == T::With {
            let start = self.bump().start;
            self.expect(T::Ties)?;
            ties = Some(self.span_from(start));
        } else {
            self.expect(T::Only)?;
        }
        Ok(Limit { count: Some(count), span, ties })
    }

    /// `select_fetch_first_value`: a `c_expr` or a number with a sign.
    fn fetch_count(&mut self) -> R<Expr> {
        if self.kind != T::Plus && self.kind != T::Minus {
            return self.primary();
        }
        if !matches!(self.peek(), T::IntegerLit | T::NumberLit) {
            self.bump();
            return self.unexpected();
        }
        let start = self.start();
        let op = self.operator_name()?;
        let mut operand = self.literal()?;
        if op.symbol == "+" {
            let kind = ExprKind::Unary { op, operand: Box::new(operand) };
            return Ok(self.node(kind, start, start));
        }
        match &mut operand.kind {
            ExprKind::Literal(Literal::Integer(value)) => *value = value.wrapping_neg(),
            ExprKind::Literal(Literal::Number(digits)) => digits.insert(0, '-'),
            _ => {}
        }
        operand.span = self.span_from(start);
        operand.location = start;
        Ok(operand)
    }

    /// `OFFSET expression`, or `OFFSET count ROWS`.
    fn offset(&mut self) -> R<(Expr, Span)> {
        let span = self.bump();
        let signed = matches!(self.kind, T::Plus | T::Minus)
            && matches!(self.peek(), T::IntegerLit | T::NumberLit)
            && matches!(self.peek_at(2), T::Row | T::Rows);
        if signed {
            let count = self.fetch_count()?;
            self.bump();
            return Ok((count, span));
        }
        let (count, primary) = self.expr_or_primary()?;
        self.place_offset(&count);
        if primary && matches!(self.kind, T::Row | T::Rows) {
            self.bump();
        }
        Ok((count, span))
    }

    /// `for_locking_clause`.
    fn locking_clause(&mut self, options: &mut Options) -> R<()> {
        if self.at_pair(T::For, T::Read) {
            self.bump();
            self.bump();
            self.expect(T::Only)?;
            return Ok(());
        }
        while self.kind == T::For {
            options.locking.push(self.locking()?);
        }
        Ok(())
    }

    fn locking(&mut self) -> R<Locking> {
        let start = self.expect(T::For)?.start;
        let strength = match self.kind {
            T::Update => LockStrength::Update,
            T::Share => LockStrength::Share,
            T::No => {
                self.bump();
                self.expect(T::Key)?;
                if self.kind != T::Update {
                    return self.unexpected();
                }
                LockStrength::NoKeyUpdate
            }
            T::Key => {
                self.bump();
                if self.kind != T::Share {
                    return self.unexpected();
                }
                LockStrength::KeyShare
            }
            _ => return self.unexpected(),
        };
        self.bump();
        let tables = if self.eat(T::Of) { self.list(Self::qualified_name)? } else { Vec::new() };
        let wait = match self.kind {
            T::Nowait => {
                self.bump();
                LockWait::NoWait
            }
            T::Skip => {
                self.bump();
                self.expect(T::Locked)?;
                LockWait::SkipLocked
            }
            _ => LockWait::Block,
        };
        Ok(Locking { strength, tables, wait, span: self.span_from(start) })
    }

    /// `sort_clause`.
    pub(super) fn order_by(&mut self) -> R<Vec<SortBy>> {
        self.expect(T::Order)?;
        self.expect(T::By)?;
        self.deeper(|parser| parser.list(Self::sort_by))
    }

    fn sort_by(&mut self) -> R<SortBy> {
        let start = self.start();
        let expr = self.expr()?;
        let direction = match self.kind {
            T::Asc => {
                self.bump();
                SortDirection::Asc
            }
            T::Desc => {
                self.bump();
                SortDirection::Desc
            }
            T::Using => {
                self.bump();
                SortDirection::Using(self.operator_name()?)
            }
            _ => SortDirection::Default,
        };
        let nulls_first = if self.eat(T::NullsLa) {
            let first = self.kind == T::First;
            self.bump();
            Some(first)
        } else {
            None
        };
        Ok(SortBy { expr, direction, nulls_first, span: self.span_from(start) })
    }
}
