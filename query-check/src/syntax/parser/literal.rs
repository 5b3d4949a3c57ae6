//! Literals, and literals with a type in front of them.

use super::super::ast::{CastSyntax, Expr, ExprKind, Literal, QualifiedName, TypeName};
use super::super::token::T;
use super::{Parser, R};

impl Parser<'_> {
    /// A literal without a type; the current token is one.
    pub(super) fn literal(&mut self) -> R<Expr> {
        let kind = self.kind;
        let span = self.bump();
        let literal = match kind {
            T::IntegerLit => match self.integer_value(span) {
                Some(value) => Literal::Integer(value),
                None => Literal::Number(self.digits(span)),
            },
            T::NumberLit => Literal::Number(self.digits(span)),
            T::StringLit => Literal::String(self.string(span)),
            T::BitLit => Literal::Bit(self.string(span)),
            T::HexLit => Literal::HexBit(self.string(span)),
            T::True => Literal::Boolean(true),
            T::False => Literal::Boolean(false),
            _ => Literal::Null,
        };
        Ok(self.node(ExprKind::Literal(literal), span.start, span.start))
    }

    fn digits(&self, span: crate::span::Span) -> String {
        self.text(span).replace('_', "")
    }

    /// The value of an integer token.
    fn integer_value(&self, span: crate::span::Span) -> Option<i32> {
        let text = self.text(span);
        if let Ok(value) = text.parse::<i32>() {
            return Some(value);
        }
        let digits = text.replace('_', "");
        let radix = match digits.as_bytes().get(1) {
            Some(b'x' | b'X') => 16,
            Some(b'o' | b'O') => 8,
            Some(b'b' | b'B') => 2,
            _ => return digits.parse().ok(),
        };
        i32::from_str_radix(&digits[2..], radix).ok()
    }

    /// `Iconst`: the value of an integer literal.
    pub(super) fn integer(&mut self) -> R<i32> {
        let span = self.expect(T::IntegerLit)?;
        match self.integer_value(span) {
            Some(value) => Ok(value),
            None => self.unexpected(),
        }
    }

    /// `Sconst` as an expression.
    pub(super) fn string_literal(&mut self) -> R<Expr> {
        if self.kind == T::StringLit { self.literal() } else { self.unexpected() }
    }

    /// `AexprConst`: a literal, with or without a type.
    pub(super) fn constant(&mut self) -> R<Expr> {
        let is_name =
            self.kind.is_col_id(self.major) || self.kind.is_type_function_name(self.major);
        if is_name && self.at_special_function() && !self.at_type_literal() {
            // The name of a type could stand here, but no call.
            self.bump();
            return self.unexpected();
        }
        let is_literal = matches!(
            self.kind,
            T::IntegerLit
                | T::NumberLit
                | T::StringLit
                | T::BitLit
                | T::HexLit
                | T::True
                | T::False
                | T::Null
        );
        if !is_name && !is_literal {
            return self.unexpected();
        }
        let expr = self.primary()?;
        let is_constant = matches!(
            expr.kind,
            ExprKind::Literal(_) | ExprKind::Cast { syntax: CastSyntax::TypedLiteral, .. }
        );
        if is_constant { Ok(expr) } else { self.unexpected() }
    }

    /// The string behind a type name.
    pub(super) fn literal_of_type(&mut self, ty: TypeName) -> R<Expr> {
        let start = ty.span.start;
        let location = ty.location;
        let expr = Box::new(self.string_literal()?);
        let kind = ExprKind::Cast { expr, ty: Box::new(ty), syntax: CastSyntax::TypedLiteral };
        Ok(self.node(kind, start, location))
    }

    /// Whether a literal begins here whose type is spelled as a keyword (`int '1'`).
    pub(super) fn at_type_literal(&self) -> bool {
        let next = self.peek();
        match self.kind {
            T::Int
            | T::Integer
            | T::Smallint
            | T::Bigint
            | T::Real
            | T::Float
            | T::Decimal
            | T::Dec
            | T::Numeric
            | T::Boolean
            | T::Varchar
            | T::Interval => matches!(next, T::LParen | T::StringLit),
            T::Bit | T::Character | T::Char | T::Nchar => {
                matches!(next, T::LParen | T::StringLit | T::Varying)
            }
            T::National => matches!(next, T::Character | T::Char),
            T::Timestamp | T::Time => {
                matches!(next, T::LParen | T::StringLit | T::WithLa) || self.is_without(next)
            }
            T::Double => next == T::Precision,
            T::Json => next == T::StringLit && self.major >= 17,
            _ => false,
        }
    }

    /// A literal whose type is spelled as a keyword.
    pub(super) fn type_literal(&mut self) -> R<Expr> {
        if self.kind == T::Interval {
            return self.interval_literal();
        }
        let ty = self.literal_type()?;
        self.literal_of_type(ty)
    }

    /// `INTERVAL 'text' [fields]` or `INTERVAL(precision) 'text'`.
    fn interval_literal(&mut self) -> R<Expr> {
        let start = self.start();
        let mut ty = self.interval_keyword();
        if self.kind == T::LParen {
            ty.modifiers = self.interval_precision()?;
            ty.span = self.span_from(start);
            return self.literal_of_type(ty);
        }
        let expr = Box::new(self.string_literal()?);
        ty.modifiers = self.interval_fields()?;
        let kind = ExprKind::Cast { expr, ty: Box::new(ty), syntax: CastSyntax::TypedLiteral };
        Ok(self.node(kind, start, start))
    }

    /// `name 'text'`: the name is a type's.
    pub(super) fn literal_of_named_type(
        &mut self,
        name: QualifiedName,
        modifiers: Vec<Expr>,
    ) -> R<Expr> {
        let location = name.span.start;
        let span = self.span_from(location);
        self.literal_of_type(TypeName {
            names: name.parts,
            modifiers,
            setof: false,
            percent_type: false,
            array_bounds: Vec::new(),
            span,
            location,
        })
    }
}
