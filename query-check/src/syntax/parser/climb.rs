//! Precedence climbing: operators that follow an operand.

use super::super::ast::{CastSyntax, Expr, ExprKind, FunctionArg, OperatorName};
use super::super::token::T;
use super::expr::{Mode, operand_mode};
use super::operator::{
    AND, AT, COMPARISON, LIKE, OPERATOR, OR, infix_precedence, is_nonassociative, is_restricted,
};
use super::paren::Paren;
use super::{Parser, Place, R};

impl Parser<'_> {
    /// Takes the operators that follow `left`, as far as they bind tighter than `rule`, the rule whose operand
    /// this is. Decides as an LALR parser with `gram.y`'s precedences does: the enclosing rule against the next token.
    pub(super) fn climb(&mut self, mut left: Expr, start: u32, rule: u8, mode: Mode) -> R<Expr> {
        let mut height = self.height + 1;
        loop {
            let precedence = infix_precedence(self.kind);
            if precedence == 0 || precedence < rule {
                break;
            }
            if mode == Mode::Restricted && !is_restricted(self.kind) {
                break;
            }
            if precedence == rule {
                if is_nonassociative(precedence) {
                    return self.unexpected();
                }
                break;
            }
            if mode == Mode::Target && self.at_label_not_operator() {
                break;
            }
            if mode == Mode::BeforeSimilar && self.kind == T::Similar && self.peek() != T::To {
                break;
            }
            self.height = 0;
            let flat = matches!(
                (self.kind, &left.kind),
                (T::And, ExprKind::And(_)) | (T::Or, ExprKind::Or(_))
            );
            left = self.infix(left, start, precedence, mode)?;
            height = if flat { height.max(self.height + 1) } else { self.grow(height)? };
        }
        self.height = height;
        Ok(left)
    }

    /// Whether the word that could be an operator is the column label of a select-list entry: it may stand
    /// without AS, and what follows ends the entry (`SELECT a is FROM t`).
    fn at_label_not_operator(&self) -> bool {
        self.kind.is_bare_label() && ends_clause(self.peek())
    }

    /// Whether the current token ends a select list, or the clause behind it.
    pub(super) fn ends_clause(&self) -> bool {
        ends_clause(self.kind)
    }

    /// One infix or postfix operator behind `left`.
    fn infix(&mut self, left: Expr, start: u32, precedence: u8, mode: Mode) -> R<Expr> {
        match self.kind {
            T::Typecast => self.colon_cast(left, start),
            T::And => self.and(left, start),
            T::Or => self.or(left, start),
            T::Is | T::Isnull | T::Notnull => self.is_test(left, start, mode),
            T::Between | T::In | T::Like | T::Ilike | T::Similar | T::NotLa => {
                self.word_operator(left, start)
            }
            T::At => self.at_time_zone(left, start),
            T::Collate => self.collate(left, start),
            _ => self.binary(left, start, precedence, mode),
        }
    }

    fn binary(&mut self, left: Expr, start: u32, precedence: u8, mode: Mode) -> R<Expr> {
        let op = self.operator_name()?;
        if mode != Mode::Restricted && matches!(self.kind, T::Any | T::Some | T::All) {
            return self.quantified(left, op, start);
        }
        debug_assert!(
            matches!(precedence, COMPARISON..=AT) && precedence != LIKE || precedence == OPERATOR
        );
        let right = Box::new(self.expr_within(precedence, operand_mode(mode))?);
        let location = op.span.start;
        Ok(self.node(ExprKind::Binary { op, left: Box::new(left), right }, start, location))
    }

    /// `left op ANY (…)`, `left op ALL (…)`.
    pub(super) fn quantified(&mut self, left: Expr, op: OperatorName, start: u32) -> R<Expr> {
        let all = self.kind == T::All;
        self.bump();
        let left = Box::new(left);
        let location = op.span.start;
        if self.kind != T::LParen {
            return self.unexpected();
        }
        let kind = match self.paren(false)? {
            Paren::Query(query) => ExprKind::QuantifiedQuery { left, op, all, query },
            Paren::One(array) => {
                ExprKind::QuantifiedArray { left, op, all, array: Box::new(array) }
            }
            Paren::Many(_) => return self.unexpected(),
        };
        Ok(self.node(kind, start, location))
    }

    fn and(&mut self, left: Expr, start: u32) -> R<Expr> {
        let location = self.bump().start;
        let right = self.expr_within(AND, Mode::Any)?;
        self.place(&right, Place::And);
        let (parts, location) = flatten(left, right, location, |kind| match kind {
            ExprKind::And(parts) => Ok(parts),
            other => Err(other),
        });
        Ok(self.node(ExprKind::And(parts), start, location))
    }

    fn or(&mut self, left: Expr, start: u32) -> R<Expr> {
        let location = self.bump().start;
        let right = self.expr_within(OR, Mode::Any)?;
        self.place(&right, Place::Or);
        let (parts, location) = flatten(left, right, location, |kind| match kind {
            ExprKind::Or(parts) => Ok(parts),
            other => Err(other),
        });
        Ok(self.node(ExprKind::Or(parts), start, location))
    }

    fn colon_cast(&mut self, left: Expr, start: u32) -> R<Expr> {
        let location = self.bump().start;
        let ty = Box::new(self.type_name()?);
        let kind = ExprKind::Cast { expr: Box::new(left), ty, syntax: CastSyntax::Colons };
        Ok(self.node(kind, start, location))
    }

    fn collate(&mut self, left: Expr, start: u32) -> R<Expr> {
        let location = self.bump().start;
        let collation = self.any_name()?;
        Ok(self.node(ExprKind::Collate { expr: Box::new(left), collation }, start, location))
    }

    /// `AT TIME ZONE zone` is `pg_catalog.timezone(zone, …)`, `AT LOCAL` is `pg_catalog.timezone(…)`.
    fn at_time_zone(&mut self, left: Expr, start: u32) -> R<Expr> {
        let at = self.bump();
        let mut args = Vec::with_capacity(2);
        if self.kind == T::Local && self.major >= 17 {
            self.bump();
        } else {
            self.expect(T::Time)?;
            self.expect(T::Zone)?;
            args.push(FunctionArg { name: None, value: self.expr_within(AT, Mode::Any)? });
        }
        args.push(FunctionArg { name: None, value: left });
        Ok(self.special_call("timezone", args, at, start))
    }
}

/// Adds `right` to `left` if that is the same connective, else makes a list of the two.
fn flatten(
    left: Expr,
    right: Expr,
    location: u32,
    parts_of: impl FnOnce(ExprKind) -> Result<Vec<Expr>, ExprKind>,
) -> (Vec<Expr>, u32) {
    let Expr { kind, span, location: left_location } = left;
    match parts_of(kind) {
        Ok(mut parts) => {
            parts.push(right);
            (parts, left_location)
        }
        Err(kind) => (vec![Expr { kind, span, location: left_location }, right], location),
    }
}

/// Whether `kind` may follow a select list or an item of FROM.
fn ends_clause(kind: T) -> bool {
    matches!(
        kind,
        T::Eof
            | T::Comma
            | T::RParen
            | T::Semicolon
            | T::From
            | T::Into
            | T::Where
            | T::Group
            | T::Having
            | T::Window
            | T::Union
            | T::Intersect
            | T::Except
            | T::Order
            | T::Limit
            | T::Offset
            | T::Fetch
            | T::For
            | T::On
            | T::Returning
            | T::With
    )
}
