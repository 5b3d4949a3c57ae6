//! Type names (`Typename`): the types SQL spells as keywords, and all others by name.

use super::super::ast::{Expr, ExprKind, Ident, Literal, TypeName};
use super::super::token::T;
use super::{Parser, R};
use crate::diagnostic::Code;
use crate::span::Span;

/// PostgreSQL's bits for the fields of an interval (`INTERVAL_MASK`).
const MONTH: i32 = 1 << 1;
const YEAR: i32 = 1 << 2;
const DAY: i32 = 1 << 3;
const HOUR: i32 = 1 << 10;
const MINUTE: i32 = 1 << 11;
const SECOND: i32 = 1 << 12;
/// All fields (`INTERVAL_FULL_RANGE`).
const FULL_RANGE: i32 = 0x7fff;

impl Parser<'_> {
    /// `Typename`: a type with SETOF and array bounds.
    pub(super) fn type_name(&mut self) -> R<TypeName> {
        let start = self.start();
        let setof = self.eat(T::Setof);
        let mut ty = self.simple_type_name()?;
        ty.setof = setof;
        if self.kind == T::Array {
            self.bump();
            let mut bound = None;
            if self.eat(T::LBracket) {
                bound = Some(i64::from(self.integer()?));
                self.expect(T::RBracket)?;
            }
            ty.array_bounds.push(bound);
        } else {
            while self.eat(T::LBracket) {
                let bound =
                    if self.kind == T::RBracket { None } else { Some(i64::from(self.integer()?)) };
                self.expect(T::RBracket)?;
                ty.array_bounds.push(bound);
            }
        }
        ty.span = self.span_from(start);
        Ok(ty)
    }

    /// `SimpleTypename`: CHAR and BIT without a length have length one.
    pub(super) fn simple_type_name(&mut self) -> R<TypeName> {
        if self.kind == T::Interval {
            let start = self.start();
            let mut ty = self.interval_keyword();
            ty.modifiers = if self.kind == T::LParen {
                self.interval_precision()?
            } else {
                self.interval_fields()?
            };
            ty.span = self.span_from(start);
            return Ok(ty);
        }
        self.keyword_type(true)
    }

    /// `ConstTypename`: CHAR and BIT without a length are of any length.
    pub(super) fn literal_type(&mut self) -> R<TypeName> {
        self.keyword_type(false)
    }

    fn keyword_type(&mut self, default_length: bool) -> R<TypeName> {
        let start = self.start();
        match self.kind {
            T::Word => self.generic_type(),
            T::Int | T::Integer => Ok(self.plain_type("int4")),
            T::Smallint => Ok(self.plain_type("int2")),
            T::Bigint => Ok(self.plain_type("int8")),
            T::Real => Ok(self.plain_type("float4")),
            T::Boolean => Ok(self.plain_type("bool")),
            T::Json if self.major >= 17 => Ok(self.plain_type("json")),
            T::Float => self.float_type(),
            T::Double if self.peek() == T::Precision => {
                self.bump();
                self.bump();
                Ok(self.system_type("float8", start))
            }
            T::Decimal | T::Dec | T::Numeric => {
                self.bump();
                let modifiers = self.type_modifiers()?;
                let mut ty = self.system_type("numeric", start);
                ty.modifiers = modifiers;
                Ok(ty)
            }
            T::Bit => self.bit_type(default_length),
            T::Character | T::Char | T::Varchar | T::National | T::Nchar => {
                self.character_type(default_length)
            }
            T::Timestamp => self.time_type("timestamp", "timestamptz"),
            T::Time => self.time_type("time", "timetz"),
            _ => self.generic_type(),
        }
    }

    /// A type of `pg_catalog` from `start` to the end of the last token.
    fn system_type(&self, name: &str, start: u32) -> TypeName {
        let span = self.span_from(start);
        TypeName {
            names: self.catalog_name(name, span).parts,
            modifiers: Vec::new(),
            setof: false,
            percent_type: false,
            array_bounds: Vec::new(),
            span,
            location: start,
        }
    }

    fn plain_type(&mut self, name: &str) -> TypeName {
        let start = self.bump().start;
        self.system_type(name, start)
    }

    /// `GenericType`: any type by its name.
    fn generic_type(&mut self) -> R<TypeName> {
        let first = self.type_function_name()?;
        let location = first.span.start;
        let mut names: Vec<Ident> = vec![first];
        while self.eat(T::Dot) {
            names.push(self.col_label()?);
        }
        let modifiers = self.type_modifiers()?;
        Ok(TypeName {
            names,
            modifiers,
            setof: false,
            percent_type: false,
            array_bounds: Vec::new(),
            span: self.span_from(location),
            location,
        })
    }

    /// `opt_type_modifiers`.
    fn type_modifiers(&mut self) -> R<Vec<Expr>> {
        if self.kind == T::LParen { self.parenthesized(Self::expr) } else { Ok(Vec::new()) }
    }

    /// `FLOAT [(bits)]`.
    fn float_type(&mut self) -> R<TypeName> {
        let start = self.bump().start;
        let mut name = "float8";
        if self.eat(T::LParen) {
            let span = self.span();
            let bits = self.integer()?;
            self.expect(T::RParen)?;
            let problem = match bits {
                ..1 => Some("precision for type float must be at least 1 bit"),
                54.. => Some("precision for type float must be less than 54 bits"),
                _ => None,
            };
            if let Some(problem) = problem {
                self.complain(Code::InvalidParameterValue, span, problem);
            }
            if bits <= 24 {
                name = "float4";
            }
        }
        Ok(self.system_type(name, start))
    }

    fn bit_type(&mut self, default_length: bool) -> R<TypeName> {
        let start = self.bump().start;
        let varying = self.eat(T::Varying);
        let modifiers = if self.kind == T::LParen {
            self.type_modifiers()?
        } else if default_length && !varying {
            vec![self.integer_literal(1, self.span_from(start))]
        } else {
            Vec::new()
        };
        let mut ty = self.system_type(if varying { "varbit" } else { "bit" }, start);
        ty.modifiers = modifiers;
        Ok(ty)
    }

    fn character_type(&mut self, default_length: bool) -> R<TypeName> {
        let start = self.start();
        let mut varying = self.kind == T::Varchar;
        if self.eat(T::National) && !matches!(self.kind, T::Character | T::Char) {
            return self.unexpected();
        }
        self.bump();
        if !varying {
            varying = self.eat(T::Varying);
        }
        let modifiers = if self.kind == T::LParen {
            self.precision()?
        } else if default_length && !varying {
            vec![self.integer_literal(1, self.span_from(start))]
        } else {
            Vec::new()
        };
        let mut ty = self.system_type(if varying { "varchar" } else { "bpchar" }, start);
        ty.modifiers = modifiers;
        Ok(ty)
    }

    /// `TIMESTAMP [(precision)] [WITH | WITHOUT TIME ZONE]`, and TIME likewise.
    fn time_type(&mut self, without: &str, with: &str) -> R<TypeName> {
        let start = self.bump().start;
        let modifiers = if self.kind == T::LParen { self.precision()? } else { Vec::new() };
        let zone = self.kind == T::WithLa;
        if zone || self.is_without(self.kind) {
            self.bump();
            self.expect(T::Time)?;
            self.expect(T::Zone)?;
        }
        let mut ty = self.system_type(if zone { with } else { without }, start);
        ty.modifiers = modifiers;
        Ok(ty)
    }

    /// Whether `kind` is the WITHOUT of WITHOUT TIME ZONE; told from the name by what follows since PostgreSQL 16.
    pub(super) fn is_without(&self, kind: T) -> bool {
        kind == T::WithoutLa || kind == T::Without && self.major < 16
    }

    /// `'(' Iconst ')'`.
    fn precision(&mut self) -> R<Vec<Expr>> {
        self.expect(T::LParen)?;
        let span = self.span();
        let value = self.integer()?;
        self.expect(T::RParen)?;
        Ok(vec![self.integer_literal(value, span)])
    }

    pub(super) fn integer_literal(&self, value: i32, span: Span) -> Expr {
        let kind = ExprKind::Literal(Literal::Integer(value));
        Expr { kind, span, location: span.start }
    }

    /// INTERVAL by itself.
    pub(super) fn interval_keyword(&mut self) -> TypeName {
        self.plain_type("interval")
    }

    /// `INTERVAL(precision)`: the mask of all fields, and the precision.
    pub(super) fn interval_precision(&mut self) -> R<Vec<Expr>> {
        let span = self.span();
        let mut modifiers = vec![self.integer_literal(FULL_RANGE, span)];
        modifiers.append(&mut self.precision()?);
        Ok(modifiers)
    }

    /// `opt_interval`: the mask of the fields, and the precision of seconds.
    pub(super) fn interval_fields(&mut self) -> R<Vec<Expr>> {
        let start = self.start();
        let from = self.kind;
        let mut mask = match from {
            T::Year => YEAR,
            T::Month => MONTH,
            T::Day => DAY,
            T::Hour => HOUR,
            T::Minute => MINUTE,
            T::Second => SECOND,
            _ => return Ok(Vec::new()),
        };
        self.bump();
        let has_end = matches!(from, T::Year | T::Day | T::Hour | T::Minute);
        let mut last = from;
        if has_end && self.eat(T::To) {
            last = self.kind;
            mask |= match (from, last) {
                (T::Year, T::Month) => MONTH,
                (T::Day, T::Hour) => HOUR,
                (T::Day, T::Minute) => HOUR | MINUTE,
                (T::Day, T::Second) => HOUR | MINUTE | SECOND,
                (T::Hour, T::Minute) => MINUTE,
                (T::Hour, T::Second) => MINUTE | SECOND,
                (T::Minute, T::Second) => SECOND,
                _ => return self.unexpected(),
            };
            self.bump();
        }
        let mut modifiers = vec![self.integer_literal(mask, self.span_from(start))];
        if last == T::Second && self.kind == T::LParen {
            modifiers.append(&mut self.precision()?);
        }
        Ok(modifiers)
    }
}
