//! Operators: their names and their precedence (manual, section 4.1.6; the `%left` … lines of `gram.y`).

use super::super::ast::OperatorName;
use super::super::token::T;
use super::{Parser, R};

pub(super) const OR: u8 = 1;
pub(super) const AND: u8 = 2;
pub(super) const NOT: u8 = 3;
pub(super) const IS: u8 = 4;
pub(super) const COMPARISON: u8 = 5;
pub(super) const LIKE: u8 = 6;
pub(super) const OPERATOR: u8 = 7;
pub(super) const ADDITION: u8 = 8;
pub(super) const MULTIPLICATION: u8 = 9;
pub(super) const POWER: u8 = 10;
pub(super) const AT: u8 = 11;
pub(super) const COLLATE: u8 = 12;
pub(super) const UNARY_MINUS: u8 = 13;
pub(super) const CAST: u8 = 14;

/// The precedence of the infix or postfix operator that begins with `kind`; 0 if none does.
pub(super) fn infix_precedence(kind: T) -> u8 {
    match kind {
        T::Or => OR,
        T::And => AND,
        T::Is | T::Isnull | T::Notnull => IS,
        T::Equals | T::Less | T::Greater | T::LessEquals | T::GreaterEquals | T::NotEquals => {
            COMPARISON
        }
        T::Between | T::In | T::Like | T::Ilike | T::Similar | T::NotLa => LIKE,
        T::Op | T::Operator => OPERATOR,
        T::Plus | T::Minus => ADDITION,
        T::Star | T::Slash | T::Percent => MULTIPLICATION,
        T::Caret => POWER,
        T::At => AT,
        T::Collate => COLLATE,
        T::Typecast => CAST,
        _ => 0,
    }
}

/// Whether the operator that begins with `kind` may stand in a `b_expr`.
pub(super) fn is_restricted(kind: T) -> bool {
    !matches!(infix_precedence(kind), OR | AND | LIKE | AT | COLLATE)
        && !matches!(kind, T::Isnull | T::Notnull)
}

/// Whether two operators of this precedence cannot stand side by side without parentheses.
pub(super) fn is_nonassociative(precedence: u8) -> bool {
    matches!(precedence, IS | COMPARISON | LIKE)
}

/// The symbol of a token that is an operator by itself (`all_Op`, but for [`T::Op`]).
fn symbol(kind: T) -> Option<&'static str> {
    Some(match kind {
        T::Plus => "+",
        T::Minus => "-",
        T::Star => "*",
        T::Slash => "/",
        T::Percent => "%",
        T::Caret => "^",
        T::Less => "<",
        T::Greater => ">",
        T::Equals => "=",
        T::LessEquals => "<=",
        T::GreaterEquals => ">=",
        T::NotEquals => "<>",
        _ => return None,
    })
}

impl Parser<'_> {
    /// `qual_all_Op`: an operator's symbol, or OPERATOR(…).
    pub(super) fn operator_name(&mut self) -> R<OperatorName> {
        if self.kind != T::Operator {
            return self.plain_operator(Vec::new());
        }
        let start = self.bump().start;
        self.expect(T::LParen)?;
        let mut schema = Vec::new();
        while symbol(self.kind).is_none() && self.kind != T::Op {
            schema.push(self.col_id()?);
            self.expect(T::Dot)?;
        }
        let mut op = self.plain_operator(schema)?;
        self.expect(T::RParen)?;
        op.span = self.span_from(start);
        Ok(op)
    }

    /// `all_Op`.
    fn plain_operator(&mut self, schema: Vec<super::Ident>) -> R<OperatorName> {
        let symbol = match symbol(self.kind) {
            Some(symbol) => symbol.to_owned(),
            None if self.kind == T::Op => {
                let span = self.span();
                self.text(span).to_owned()
            }
            None => return self.unexpected(),
        };
        let span = self.bump();
        Ok(OperatorName { schema, symbol, span })
    }
}
