//! Predicates spelled as words: IS …, BETWEEN, IN, LIKE and its kin.

use super::super::ast::{
    BooleanTest, Expr, ExprKind, FunctionArg, JsonExpr, JsonItemType, JsonValue, LikeKind,
    OperatorName,
};
use super::super::token::T;
use super::expr::{Mode, operand_mode};
use super::operator::{IS, LIKE};
use super::paren::Paren;
use super::{Parser, R};
use crate::span::Span;

impl Parser<'_> {
    /// `IS [NOT] …`, ISNULL, NOTNULL.
    pub(super) fn is_test(&mut self, left: Expr, start: u32, mode: Mode) -> R<Expr> {
        let is = self.span();
        let word = self.kind;
        self.bump();
        if word != T::Is {
            let kind = ExprKind::IsNull { expr: Box::new(left), not: word == T::Notnull };
            return Ok(self.node(kind, start, is.start));
        }
        let not = self.eat(T::Not);
        let expr = Box::new(left);
        let kind = match self.kind {
            T::Distinct => {
                self.bump();
                self.expect(T::From)?;
                let right = Box::new(self.expr_within(IS, operand_mode(mode))?);
                ExprKind::IsDistinctFrom { left: expr, right, not }
            }
            T::Document => {
                self.bump();
                ExprKind::IsDocument { expr, not }
            }
            _ if mode == Mode::Restricted => return self.unexpected(),
            T::Null => {
                self.bump();
                ExprKind::IsNull { expr, not }
            }
            T::True => self.is_boolean(expr, BooleanTest::True, not),
            T::False => self.is_boolean(expr, BooleanTest::False, not),
            T::Unknown => self.is_boolean(expr, BooleanTest::Unknown, not),
            T::Normalized | T::Nfc | T::Nfd | T::Nfkc | T::Nfkd => {
                return self.is_normalized(*expr, start, is, not);
            }
            T::Json if self.major >= 16 => return self.is_json(*expr, start, not),
            _ => return self.unexpected(),
        };
        Ok(self.node(kind, start, is.start))
    }

    fn is_boolean(&mut self, expr: Box<Expr>, test: BooleanTest, not: bool) -> ExprKind {
        self.bump();
        ExprKind::IsBoolean { expr, test, not }
    }

    /// `IS [NOT] [NFC] NORMALIZED` is `pg_catalog.is_normalized(…)`.
    fn is_normalized(&mut self, left: Expr, start: u32, is: Span, not: bool) -> R<Expr> {
        let mut args = vec![FunctionArg { name: None, value: left }];
        if self.kind != T::Normalized {
            args.push(FunctionArg { name: None, value: self.normal_form()? });
        }
        self.expect(T::Normalized)?;
        let call = self.special_call("is_normalized", args, is, start);
        if not {
            return Ok(self.node(ExprKind::Not(Box::new(call)), start, is.start));
        }
        Ok(call)
    }

    /// `IS [NOT] JSON …`; PostgreSQL locates it at its operand.
    fn is_json(&mut self, left: Expr, start: u32, not: bool) -> R<Expr> {
        self.expect(T::Json)?;
        let item = match self.kind {
            T::Value => JsonItemType::Any,
            T::Array => JsonItemType::Array,
            T::Object => JsonItemType::Object,
            T::Scalar => JsonItemType::Scalar,
            _ => JsonItemType::Any,
        };
        if matches!(self.kind, T::Value | T::Array | T::Object | T::Scalar) {
            self.bump();
        }
        let unique = self.json_unique_keys()?;
        let value = JsonValue { expr: left, format: None };
        let kind = ExprKind::Json(Box::new(JsonExpr::IsJson { value, item, unique, not }));
        Ok(self.node(kind, start, start))
    }

    /// `[NOT] BETWEEN`, `[NOT] IN`, `[NOT] LIKE` and its kin.
    pub(super) fn word_operator(&mut self, left: Expr, start: u32) -> R<Expr> {
        let first = self.span();
        let not = self.eat(T::NotLa);
        match self.kind {
            T::Between => self.between(left, start, first, not),
            T::In => self.in_list(left, start, first, not),
            T::Like => self.like(left, start, first, not, LikeKind::Like),
            T::Ilike => self.like(left, start, first, not, LikeKind::ILike),
            T::Similar => self.like(left, start, first, not, LikeKind::SimilarTo),
            _ => self.unexpected(),
        }
    }

    fn between(&mut self, left: Expr, start: u32, first: Span, not: bool) -> R<Expr> {
        self.bump();
        let symmetric = self.eat(T::Symmetric);
        if !symmetric {
            self.eat(T::Asymmetric);
        }
        let low = Box::new(self.restricted_expr()?);
        self.expect(T::And)?;
        let high = Box::new(self.expr_within(LIKE, Mode::Any)?);
        let kind = ExprKind::Between { expr: Box::new(left), low, high, not, symmetric };
        Ok(self.node(kind, start, first.start))
    }

    fn in_list(&mut self, left: Expr, start: u32, first: Span, not: bool) -> R<Expr> {
        self.bump();
        if self.kind != T::LParen {
            return self.unexpected();
        }
        let expr = Box::new(left);
        let kind = match self.paren(true)? {
            Paren::Query(query) => ExprKind::InQuery { expr, query, not },
            Paren::One(value) => ExprKind::InList { expr, list: vec![value], not },
            Paren::Many(list) => ExprKind::InList { expr, list, not },
        };
        Ok(self.node(kind, start, first.start))
    }

    fn like(&mut self, left: Expr, start: u32, first: Span, not: bool, kind: LikeKind) -> R<Expr> {
        self.bump();
        if kind == LikeKind::SimilarTo {
            self.expect(T::To)?;
        } else if matches!(self.kind, T::Any | T::Some | T::All) {
            let symbol = match (kind, not) {
                (LikeKind::Like, false) => "~~",
                (LikeKind::Like, true) => "!~~",
                (_, false) => "~~*",
                (_, true) => "!~~*",
            };
            let span = self.span_from(first.start);
            let op = OperatorName { schema: Vec::new(), symbol: symbol.to_owned(), span };
            return self.quantified(left, op, start);
        }
        let pattern = Box::new(self.expr_within(LIKE, Mode::Any)?);
        let escape = if self.eat(T::Escape) {
            Some(Box::new(self.expr_within(LIKE, Mode::Any)?))
        } else {
            None
        };
        let kind = ExprKind::Like { expr: Box::new(left), pattern, escape, kind, not };
        Ok(self.node(kind, start, first.start))
    }
}
