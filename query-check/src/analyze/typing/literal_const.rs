//! Literals as constants (`make_const`): numbers get a type from their value, strings stay `unknown`.

use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::literal;
use crate::syntax::ast::Literal;
use crate::tree::{Expr, ExprKind};

impl Analyzer<'_> {
    /// A literal as a constant.
    pub(super) fn constant(&mut self, literal: &Literal, span: crate::span::Span) -> Expr {
        let (text, ty) = match literal {
            Literal::Integer(value) => (Some(value.to_string()), TypeId::INT4),
            Literal::Number(text) => (Some(text.clone()), number_type(text)),
            Literal::String(text) => (Some(text.clone()), TypeId::UNKNOWN),
            Literal::Bit(digits) => (Some(digits.clone()), TypeId::BIT),
            Literal::HexBit(digits) => (Some(format!("x{digits}")), TypeId::BIT),
            Literal::Boolean(true) => (Some("t".to_owned()), TypeId::BOOL),
            Literal::Boolean(false) => (Some("f".to_owned()), TypeId::BOOL),
            Literal::Null => (None, TypeId::UNKNOWN),
        };
        if let (Some(text), TypeId::NUMERIC | TypeId::BIT) = (&text, ty)
            && let Err(error) = literal::check_input(self.catalog, ty, -1, text)
        {
            let diagnostic = error.into_diagnostic(span);
            return self.report(diagnostic);
        }
        let kind = ExprKind::Const(text);
        Expr { kind, ty, modifier: -1, span, location: span.start }
    }
}

/// The type of a number that the lexer found to be no `i32`: `int4`, `int8` or `numeric`.
fn number_type(text: &str) -> TypeId {
    let value = match text.get(..2) {
        Some("0x" | "0X") => i64::from_str_radix(&text[2..], 16),
        Some("0o" | "0O") => i64::from_str_radix(&text[2..], 8),
        Some("0b" | "0B") => i64::from_str_radix(&text[2..], 2),
        _ => text.parse(),
    };
    match value {
        Ok(value) if i32::try_from(value).is_ok() => TypeId::INT4,
        Ok(_) => TypeId::INT8,
        Err(_) => TypeId::NUMERIC,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_the_smallest_type_that_holds_them() {
        assert_eq!(number_type("2147483648"), TypeId::INT8);
        assert_eq!(number_type("9223372036854775807"), TypeId::INT8);
        assert_eq!(number_type("9223372036854775808"), TypeId::NUMERIC);
        assert_eq!(number_type("1.0"), TypeId::NUMERIC);
        assert_eq!(number_type("1e3"), TypeId::NUMERIC);
        assert_eq!(number_type("0xFFFFFFFF"), TypeId::INT8);
        assert_eq!(number_type("0b1"), TypeId::INT4);
    }
}
