//! JSON_TABLE (since PostgreSQL 17).

use super::super::ast::{ExprKind, FromItem, JsonTable, JsonTableColumn, JsonWrapper, Literal};
use super::super::token::T;
use super::{Parser, R};
use crate::diagnostic::Code;

impl Parser<'_> {
    /// `JSON_TABLE(document, path … COLUMNS (…) …)` with its alias.
    pub(super) fn json_table(&mut self, lateral: bool, start: u32) -> R<FromItem> {
        self.open()?;
        let context = self.json_value()?;
        self.expect(T::Comma)?;
        let path = self.expr()?;
        let path_name = if self.eat(T::As) { Some(self.col_id()?) } else { None };
        let passing = self.json_passing()?;
        let columns = self.json_table_columns()?;
        let on_error = self.json_on_error()?;
        self.expect(T::RParen)?;
        if !matches!(path.kind, ExprKind::Literal(Literal::String(_))) {
            self.complain(
                Code::FeatureNotSupported,
                path.span,
                "only string constants are supported in JSON_TABLE path specification",
            );
        }
        let alias = self.optional_alias()?;
        let span = self.span_from(start);
        Ok(FromItem::JsonTable(Box::new(JsonTable {
            lateral,
            context,
            path,
            path_name,
            passing,
            columns,
            on_error,
            alias,
            span,
        })))
    }

    /// `COLUMNS (…)`.
    fn json_table_columns(&mut self) -> R<Vec<JsonTableColumn>> {
        self.expect(T::Columns)?;
        self.parenthesized(Self::json_table_column)
    }

    fn json_table_column(&mut self) -> R<JsonTableColumn> {
        let start = self.start();
        // NESTED may name a column as well; a path behind it decides.
        if self.kind == T::Nested && matches!(self.peek(), T::Path | T::StringLit) {
            return self.deeper(|parser| parser.json_nested_columns(start));
        }
        let name = self.col_id()?;
        if self.eat(T::For) {
            self.expect(T::Ordinality)?;
            return Ok(JsonTableColumn::Ordinality(name));
        }
        let ty = self.type_name()?;
        let exists = self.eat(T::Exists);
        let format = if exists { None } else { self.json_format()? };
        let path = if self.eat(T::Path) { Some(self.string_literal()?) } else { None };
        let mut wrapper = JsonWrapper::Unspecified;
        let mut keep_quotes = None;
        let mut on_empty = None;
        let on_error;
        if exists {
            on_error = self.json_on_error()?;
        } else {
            wrapper = self.json_wrapper()?;
            keep_quotes = self.json_quotes()?;
            (on_empty, on_error) = self.json_behaviors()?;
        }
        let span = self.span_from(start);
        Ok(JsonTableColumn::Regular {
            name,
            ty,
            format,
            exists,
            path,
            wrapper,
            keep_quotes,
            on_empty,
            on_error,
            span,
        })
    }

    /// `NESTED [PATH] 'path' [AS name] COLUMNS (…)`.
    fn json_nested_columns(&mut self, start: u32) -> R<JsonTableColumn> {
        self.bump();
        self.eat(T::Path);
        let path = self.string_literal()?;
        let path_name = if self.eat(T::As) { Some(self.col_id()?) } else { None };
        let columns = self.json_table_columns()?;
        let span = self.span_from(start);
        Ok(JsonTableColumn::Nested { path, path_name, columns, span })
    }
}
