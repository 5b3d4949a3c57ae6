//! Column references, subscripts and field selection.

use super::super::ast::{ColumnRef, Expr, ExprKind, Ident, Indirection};
use super::super::token::{T, keyword};
use super::{Parser, R};

impl Parser<'_> {
    /// A column reference, a call or a typed literal; the current token may name a column.
    pub(super) fn named(&mut self) -> R<Expr> {
        let first_kind = self.kind;
        let name = self.col_id()?;
        match self.kind {
            T::Dot | T::LBracket => self.named_path(name),
            T::LParen | T::StringLit if first_kind.is_type_function_name(self.major) => {
                self.call_or_literal(vec![name])
            }
            _ => {
                let start = name.span.start;
                let column = ColumnRef { names: vec![name], star: false };
                Ok(self.node(ExprKind::Column(column), start, start))
            }
        }
    }

    /// A name that has dots or subscripts behind it.
    fn named_path(&mut self, first: Ident) -> R<Expr> {
        let start = first.span.start;
        let mut column = ColumnRef { names: vec![first], star: false };
        while self.kind == T::Dot && self.peek() != T::Star {
            self.bump();
            column.names.push(self.col_label()?);
        }
        if matches!(self.kind, T::LParen | T::StringLit) {
            return self.call_or_literal(column.names);
        }
        if self.kind == T::Dot {
            self.bump();
            self.bump();
            column.star = true;
        }
        let names_end = self.span_from(start);
        let path = self.path()?;
        if column.star && !path.is_empty() {
            return self.error_near("improper use of \"*\"");
        }
        if self.kind == T::LParen || self.kind == T::StringLit {
            // No function or type has such a name.
            return self.unexpected();
        }
        let column = Expr { kind: ExprKind::Column(column), span: names_end, location: start };
        if path.is_empty() {
            return Ok(column);
        }
        Ok(self.node(ExprKind::Indirection { base: Box::new(column), path }, start, start))
    }

    /// `opt_indirection` behind the operand `base`.
    pub(super) fn indirection_of(&mut self, base: Expr, start: u32) -> R<Expr> {
        if self.kind != T::Dot && self.kind != T::LBracket {
            return Ok(base);
        }
        let path = self.path()?;
        let location = base.location;
        Ok(self.node(ExprKind::Indirection { base: Box::new(base), path }, start, location))
    }

    /// `opt_indirection`.
    pub(super) fn path(&mut self) -> R<Vec<Indirection>> {
        let mut path = Vec::new();
        let mut star = false;
        loop {
            let step = match self.kind {
                T::Dot if self.peek() == T::Star => {
                    let start = self.bump().start;
                    self.bump();
                    Indirection::Star(self.span_from(start))
                }
                T::Dot => {
                    self.bump();
                    Indirection::Field(self.col_label()?)
                }
                T::LBracket => self.subscript()?,
                _ => break,
            };
            star |= matches!(path.last(), Some(Indirection::Star(_)));
            path.push(step);
        }
        if star {
            return self.error_near("improper use of \"*\"");
        }
        Ok(path)
    }

    /// `[index]` or `[lower:upper]`.
    pub(super) fn subscript(&mut self) -> R<Indirection> {
        let start = self.expect(T::LBracket)?.start;
        let lower = if self.kind == T::Colon { None } else { Some(self.expr()?) };
        if !self.eat_colon() {
            self.expect(T::RBracket)?;
            return match lower {
                Some(index) => Ok(Indirection::Index(index)),
                None => self.unexpected(),
            };
        }
        let upper = if self.kind == T::RBracket { None } else { Some(self.boxed_expr()?) };
        self.expect(T::RBracket)?;
        Ok(Indirection::Slice(lower.map(Box::new), upper, self.span_from(start)))
    }

    /// A colon between two expressions. A name that stands right behind it was taken for a parameter by the
    /// lexer, but no parameter can stand here.
    pub(super) fn eat_colon(&mut self) -> bool {
        if self.kind != T::ParamName {
            return self.eat(T::Colon);
        }
        let token = &mut self.tokens[self.position];
        self.previous_end = token.start + 1;
        token.start += 1;
        let word = token.span().text(self.sql);
        token.kind = keyword(word.as_bytes(), self.major).unwrap_or(T::Word);
        self.kind = token.kind;
        true
    }
}
