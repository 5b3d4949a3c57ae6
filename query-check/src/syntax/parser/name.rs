//! Names: identifiers by the keyword categories, qualified names, column lists.

use super::super::ast::{Ident, QualifiedName};
use super::super::token::T;
use super::{Parser, R};
use crate::span::Span;

impl Parser<'_> {
    /// `ColId`: the name of a column, a table, an alias.
    pub(super) fn col_id(&mut self) -> R<Ident> {
        if !self.kind.is_col_id(self.major) {
            return self.unexpected();
        }
        let span = self.bump();
        Ok(self.ident(span))
    }

    /// `ColLabel`: any word.
    pub(super) fn col_label(&mut self) -> R<Ident> {
        if !self.kind.is_col_label() {
            return self.unexpected();
        }
        let span = self.bump();
        Ok(self.ident(span))
    }

    /// `type_function_name`.
    pub(super) fn type_function_name(&mut self) -> R<Ident> {
        if !self.kind.is_type_function_name(self.major) {
            return self.unexpected();
        }
        let span = self.bump();
        Ok(self.ident(span))
    }

    /// `name_list` in parentheses.
    pub(super) fn names(&mut self) -> R<Vec<Ident>> {
        self.parenthesized(Self::col_id)
    }

    /// `name_list` in parentheses, if there is a parenthesis.
    pub(super) fn optional_names(&mut self) -> R<Vec<Ident>> {
        if self.kind == T::LParen { self.names() } else { Ok(Vec::new()) }
    }

    /// `qualified_name`: the name of a relation, of at most three parts.
    pub(super) fn qualified_name(&mut self) -> R<QualifiedName> {
        let first = self.col_id()?;
        self.qualified_name_after(first)
    }

    /// The rest of `qualified_name` behind its first part.
    pub(super) fn qualified_name_after(&mut self, first: Ident) -> R<QualifiedName> {
        let start = first.span.start;
        let mut parts = Vec::with_capacity(2);
        parts.push(first);
        if self.kind != T::Dot && self.kind != T::LBracket {
            return Ok(QualifiedName { parts, span: self.span_from(start) });
        }
        if self.name_parts(&mut parts)? {
            // The grammar reads subscripts and `.*` here, and refuses them when the name is complete.
            return self.unexpected();
        }
        let span = self.span_from(start);
        if parts.len() > 3 {
            self.too_many_names(&parts, span);
        }
        Ok(QualifiedName { parts, span })
    }

    /// Dotted parts behind a name; whether there were subscripts or `.*` among them.
    pub(super) fn name_parts(&mut self, parts: &mut Vec<Ident>) -> R<bool> {
        let mut other = false;
        loop {
            match self.kind {
                T::Dot if self.peek() == T::Star => {
                    self.bump();
                    self.bump();
                    other = true;
                }
                T::Dot => {
                    self.bump();
                    parts.push(self.col_label()?);
                }
                T::LBracket => {
                    self.subscript()?;
                    other = true;
                }
                _ => return Ok(other),
            }
        }
    }

    pub(super) fn too_many_names(&mut self, parts: &[Ident], span: Span) {
        let names: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        let message =
            format!("improper qualified name (too many dotted names): {}", names.join("."));
        self.complain_syntax(span, message);
    }

    /// `any_name`: a dotted name of any length (of a collation, an operator class).
    pub(super) fn any_name(&mut self) -> R<QualifiedName> {
        let first = self.col_id()?;
        let start = first.span.start;
        let mut parts = vec![first];
        while self.eat(T::Dot) {
            parts.push(self.col_label()?);
        }
        Ok(QualifiedName { parts, span: self.span_from(start) })
    }

    /// A name of `pg_catalog` that stands for the keyword at `span`.
    pub(super) fn catalog_name(&self, name: &str, span: Span) -> QualifiedName {
        let part = |value: &str| Ident { value: value.to_owned(), span };
        QualifiedName { parts: vec![part("pg_catalog"), part(name)], span }
    }
}
