//! Expressions: `a_expr`, `b_expr` and what may stand as an operand.

use super::super::ast::{Expr, ExprKind, Literal, Param, When};
use super::super::token::{Category, T};
use super::operator::{NOT, OPERATOR, UNARY_MINUS};
use super::{Parser, R};
use crate::diagnostic::Code;

/// Which expressions the place allows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Any: `a_expr`.
    Any,
    /// An `a_expr` behind which a column label may stand without AS.
    Target,
    /// An `a_expr` behind which SIMILAR may begin something other than SIMILAR TO.
    BeforeSimilar,
    /// Without the operators that are spelled as words: `b_expr`.
    Restricted,
}

impl Parser<'_> {
    /// `a_expr`.
    pub(super) fn expr(&mut self) -> R<Expr> {
        self.expr_within(0, Mode::Any)
    }

    /// `b_expr`.
    pub(super) fn restricted_expr(&mut self) -> R<Expr> {
        self.expr_within(0, Mode::Restricted)
    }

    /// `a_expr` in a box.
    pub(super) fn boxed_expr(&mut self) -> R<Box<Expr>> {
        Ok(Box::new(self.expr()?))
    }

    /// `expr_list`.
    pub(super) fn exprs(&mut self) -> R<Vec<Expr>> {
        self.list(Self::expr)
    }

    /// An expression that is an operand of a grammar rule with the precedence `rule` (0: of none).
    pub(super) fn expr_within(&mut self, rule: u8, mode: Mode) -> R<Expr> {
        self.enter()?;
        let outer = std::mem::replace(&mut self.height, 0);
        let start = self.start();
        let first = self.operand(mode)?;
        let expr = self.climb(first, start, rule, mode)?;
        self.height = self.height.max(outer);
        self.depth -= 1;
        Ok(expr)
    }

    /// An expression, and whether it is a `c_expr`: no operator at its top.
    pub(super) fn expr_or_primary(&mut self) -> R<(Expr, bool)> {
        if self.at_prefix_operator() {
            return Ok((self.expr()?, false));
        }
        self.enter()?;
        let outer = std::mem::replace(&mut self.height, 0);
        let start = self.start();
        let first = self.c_expr()?;
        let first_end = self.position;
        let expr = self.climb(first, start, 0, Mode::Any)?;
        self.height = self.height.max(outer);
        self.depth -= 1;
        Ok((expr, self.position == first_end))
    }

    fn at_prefix_operator(&self) -> bool {
        match self.kind {
            T::Plus | T::Minus | T::Op | T::Not | T::NotLa | T::Default | T::Unique => true,
            T::Operator => self.peek() == T::LParen,
            _ => false,
        }
    }

    /// A node from `start` to the end of the last token.
    pub(super) fn node(&self, kind: ExprKind, start: u32, location: u32) -> Expr {
        Expr { kind, span: self.span_from(start), location }
    }

    /// A prefix operator and its operand, or a `c_expr`.
    fn operand(&mut self, mode: Mode) -> R<Expr> {
        match self.kind {
            T::Plus => self.prefix_operator(UNARY_MINUS, mode),
            T::Minus => self.negation(mode),
            T::Op => self.prefix_operator(OPERATOR, mode),
            T::Operator if self.peek() == T::LParen => self.prefix_operator(OPERATOR, mode),
            T::Not | T::NotLa if mode != Mode::Restricted => self.not(),
            T::Default if mode != Mode::Restricted => {
                let span = self.bump();
                Ok(self.node(ExprKind::Default, span.start, span.start))
            }
            T::Unique if mode != Mode::Restricted => self.unique(),
            T::LParen | T::Row if mode != Mode::Restricted => self.row_or_primary(),
            _ => self.c_expr(),
        }
    }

    fn prefix_operator(&mut self, rule: u8, mode: Mode) -> R<Expr> {
        let start = self.start();
        let op = self.operator_name()?;
        let operand = Box::new(self.expr_within(rule, operand_mode(mode))?);
        Ok(self.node(ExprKind::Unary { op, operand }, start, start))
    }

    /// Unary minus; on a number it is part of the constant, as in PostgreSQL's grammar (`doNegate`).
    fn negation(&mut self, mode: Mode) -> R<Expr> {
        let start = self.start();
        let op = self.operator_name()?;
        let mut operand = self.expr_within(UNARY_MINUS, operand_mode(mode))?;
        match &mut operand.kind {
            ExprKind::Literal(Literal::Integer(value)) => *value = value.wrapping_neg(),
            ExprKind::Literal(Literal::Number(digits)) => {
                if digits.starts_with('-') {
                    digits.remove(0);
                } else {
                    digits.insert(0, '-');
                }
            }
            _ => {
                let kind = ExprKind::Unary { op, operand: Box::new(operand) };
                return Ok(self.node(kind, start, start));
            }
        }
        operand.span = self.span_from(start);
        operand.location = start;
        Ok(operand)
    }

    fn not(&mut self) -> R<Expr> {
        let span = self.bump();
        let operand = Box::new(self.expr_within(NOT, Mode::Any)?);
        Ok(self.node(ExprKind::Not(operand), span.start, span.start))
    }

    /// `UNIQUE (SELECT …)`: in PostgreSQL's grammar, but refused by it.
    fn unique(&mut self) -> R<Expr> {
        let span = self.bump();
        if self.kind == T::Nulls {
            self.bump();
            self.eat(T::Not);
            self.expect(T::Distinct)?;
        }
        let query = self.query_in_parens()?;
        self.complain(Code::FeatureNotSupported, span, "UNIQUE predicate is not yet implemented");
        Ok(self.node(ExprKind::Exists(Box::new(query)), span.start, span.start))
    }

    /// `c_expr` where nothing else may stand.
    pub(super) fn primary(&mut self) -> R<Expr> {
        self.deeper(Self::c_expr)
    }

    /// `c_expr`: an operand without prefix operators.
    pub(super) fn c_expr(&mut self) -> R<Expr> {
        match self.kind {
            T::Word => self.named(),
            T::IntegerLit
            | T::NumberLit
            | T::StringLit
            | T::BitLit
            | T::HexLit
            | T::True
            | T::False
            | T::Null => self.literal(),
            T::ParamName | T::ParamNumber => self.param(),
            T::LParen => self.primary_in_parens(),
            T::Case => self.case(),
            T::Array => self.array(),
            T::Exists if self.peek() == T::LParen => self.exists(),
            T::Row if self.peek() == T::LParen => self.explicit_row(),
            T::Grouping if self.peek() == T::LParen => self.grouping(),
            _ => self.keyword_expr(),
        }
    }

    /// An operand that begins with a keyword.
    fn keyword_expr(&mut self) -> R<Expr> {
        if self.at_special_function() {
            return self.special_function();
        }
        if self.at_type_literal() {
            return self.type_literal();
        }
        match self.kind.category(self.major) {
            Some(Category::Unreserved | Category::ColName) => self.named(),
            Some(Category::TypeFuncName) => {
                let name = self.type_function_name()?;
                self.call_or_literal(vec![name])
            }
            Some(Category::Reserved) | None => self.unexpected(),
        }
    }

    fn param(&mut self) -> R<Expr> {
        let named = self.kind == T::ParamName;
        let span = self.bump();
        let text = self.text(span);
        let digits = text.get(1..).unwrap_or("");
        let param = if named {
            Param::Name(digits.to_owned())
        } else {
            // Before 18 a number that is too large wraps, as in the server.
            Param::Number(digits.parse::<i64>().unwrap_or(i64::MAX) as u32)
        };
        let base = self.node(ExprKind::Param(param), span.start, span.start);
        self.indirection_of(base, span.start)
    }

    fn exists(&mut self) -> R<Expr> {
        let span = self.bump();
        let query = Box::new(self.query_in_parens()?);
        Ok(self.node(ExprKind::Exists(query), span.start, span.start))
    }

    fn grouping(&mut self) -> R<Expr> {
        let span = self.bump();
        let args = self.parenthesized(Self::expr)?;
        Ok(self.node(ExprKind::Grouping(args), span.start, span.start))
    }

    fn case(&mut self) -> R<Expr> {
        let start = self.bump().start;
        let operand = if self.kind == T::When { None } else { Some(self.boxed_expr()?) };
        let mut whens = Vec::with_capacity(2);
        loop {
            let when_start = self.expect(T::When)?.start;
            let condition = self.expr()?;
            self.expect(T::Then)?;
            let result = self.expr()?;
            whens.push(When { condition, result, span: self.span_from(when_start) });
            if self.kind != T::When {
                break;
            }
        }
        let otherwise = if self.eat(T::Else) { Some(self.boxed_expr()?) } else { None };
        self.expect(T::End)?;
        Ok(self.node(ExprKind::Case { operand, whens, otherwise }, start, start))
    }

    /// `ARRAY[…]` or `ARRAY(SELECT …)`.
    fn array(&mut self) -> R<Expr> {
        let start = self.bump().start;
        if self.kind == T::LParen {
            let query = Box::new(self.query_in_parens()?);
            return Ok(self.node(ExprKind::ArrayQuery(query), start, start));
        }
        let mut array = self.array_elements()?;
        array.span = self.span_from(start);
        array.location = start;
        Ok(array)
    }

    /// `array_expr`: elements, or arrays of them, in brackets.
    fn array_elements(&mut self) -> R<Expr> {
        let start = self.expect(T::LBracket)?.start;
        let elements = match self.kind {
            T::RBracket => Vec::new(),
            T::LBracket => self.list(|parser| parser.deeper(Self::array_elements))?,
            _ => self.exprs()?,
        };
        self.expect(T::RBracket)?;
        Ok(self.node(ExprKind::Array(elements), start, start))
    }
}

/// The mode of an operand of an operator that stands in `mode`.
pub(super) fn operand_mode(mode: Mode) -> Mode {
    if mode == Mode::Restricted { Mode::Restricted } else { Mode::Any }
}
