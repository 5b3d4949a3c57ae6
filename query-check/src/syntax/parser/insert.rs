//! INSERT and ON CONFLICT.

use super::super::ast::{
    ConflictElement, ConflictTarget, ConflictUpdate, Expr, ExprKind, Insert, OnConflict,
    Overriding, With, WriteColumn, WriteTarget,
};
use super::super::token::T;
use super::{Parser, R};

impl Parser<'_> {
    /// `InsertStmt` behind its WITH clause.
    pub(super) fn insert(&mut self, with: Option<With>) -> R<Insert> {
        self.expect(T::Insert)?;
        self.expect(T::Into)?;
        let table = self.insert_target()?;
        let mut insert = Insert {
            with,
            table,
            columns: Vec::new(),
            overriding: None,
            source: None,
            on_conflict: None,
            returning: None,
        };
        if self.kind == T::Default {
            self.bump();
            self.expect(T::Values)?;
        } else {
            if self.kind == T::LParen && !self.paren_opens_query() {
                insert.columns = self.parenthesized(Self::write_column)?;
            }
            insert.overriding = self.overriding()?;
            insert.source = Some(Box::new(self.query()?));
        }
        if self.kind == T::On {
            insert.on_conflict = Some(Box::new(self.on_conflict()?));
        }
        insert.returning = self.returning()?;
        Ok(insert)
    }

    /// Whether the parenthesis here opens a query rather than a list of columns.
    fn paren_opens_query(&self) -> bool {
        match self.peek() {
            T::Select | T::Table | T::With | T::WithLa | T::LParen => true,
            T::Values => self.peek_at(2) == T::LParen,
            _ => false,
        }
    }

    fn insert_target(&mut self) -> R<WriteTarget> {
        let start = self.start();
        let name = self.qualified_name()?;
        let alias = if self.eat(T::As) { Some(self.col_id()?) } else { None };
        let table = WriteTarget { name, only: false, alias, span: self.span_from(start) };
        self.place_table(&table);
        Ok(table)
    }

    /// `insert_column_item`, `set_target`: a column, perhaps a part of it.
    pub(super) fn write_column(&mut self) -> R<WriteColumn> {
        let name = self.col_id()?;
        let start = name.span.start;
        let path = self.path()?;
        Ok(WriteColumn { name, path, span: self.span_from(start) })
    }

    /// `OVERRIDING SYSTEM | USER VALUE`.
    pub(super) fn overriding(&mut self) -> R<Option<Overriding>> {
        if !self.eat(T::Overriding) {
            return Ok(None);
        }
        let kind = match self.kind {
            T::User => Overriding::User,
            T::System => Overriding::System,
            _ => return self.unexpected(),
        };
        self.bump();
        self.expect(T::Value)?;
        Ok(Some(kind))
    }

    /// `opt_on_conflict`.
    fn on_conflict(&mut self) -> R<OnConflict> {
        let start = self.bump().start;
        self.expect(T::Conflict)?;
        let target = self.conflict_target()?;
        self.expect(T::Do)?;
        let update = if self.eat(T::Nothing) {
            None
        } else {
            self.expect(T::Update)?;
            self.expect(T::Set)?;
            let set = self.set_clauses()?;
            Some(ConflictUpdate { set, filter: self.where_clause()? })
        };
        Ok(OnConflict { target, update, span: self.span_from(start) })
    }

    /// `opt_conf_expr`.
    fn conflict_target(&mut self) -> R<Option<ConflictTarget>> {
        if self.eat(T::On) {
            self.expect(T::Constraint)?;
            return Ok(Some(ConflictTarget::Constraint(self.col_id()?)));
        }
        if self.kind != T::LParen {
            return Ok(None);
        }
        let start = self.start();
        let elements = self.parenthesized(Self::conflict_element)?;
        let filter = self.where_clause()?;
        let span = self.span_from(start);
        Ok(Some(ConflictTarget::Columns { elements, filter, span }))
    }

    /// `index_elem`.
    fn conflict_element(&mut self) -> R<ConflictElement> {
        let start = self.start();
        let expr = self.index_expr()?;
        let collation = if self.eat(T::Collate) { Some(self.any_name()?) } else { None };
        let operator_class =
            if self.kind.is_col_id(self.major) { Some(self.any_name()?) } else { None };
        if operator_class.is_some() && self.kind == T::LParen {
            self.operator_class_options()?;
        }
        let mut ordered = false;
        if matches!(self.kind, T::Asc | T::Desc) {
            self.bump();
            ordered = true;
        }
        if self.eat(T::NullsLa) {
            self.bump();
            ordered = true;
        }
        let span = self.span_from(start);
        Ok(ConflictElement { expr, collation, operator_class, ordered, span })
    }

    /// A column, a function call, or an expression in parentheses.
    fn index_expr(&mut self) -> R<Expr> {
        if self.kind == T::LParen {
            self.bump();
            let expr = self.expr()?;
            self.expect(T::RParen)?;
            return Ok(expr);
        }
        if self.at_windowless_function() {
            return self.windowless_function();
        }
        let name = self.col_id()?;
        let start = name.span.start;
        let column = super::super::ast::ColumnRef { names: vec![name], star: false };
        Ok(self.node(ExprKind::Column(column), start, start))
    }

    /// `reloptions` of an operator class: read, and left to the catalog.
    fn operator_class_options(&mut self) -> R<()> {
        self.parenthesized(|parser| {
            parser.col_label()?;
            if parser.eat(T::Dot) {
                parser.col_label()?;
            }
            if parser.eat(T::Equals) {
                parser.option_value()?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// `def_arg`, as far as an operator class takes it.
    fn option_value(&mut self) -> R<()> {
        match self.kind {
            T::Plus | T::Minus => {
                self.bump();
                if !matches!(self.kind, T::IntegerLit | T::NumberLit) {
                    return self.unexpected();
                }
                self.bump();
            }
            T::IntegerLit | T::NumberLit | T::StringLit | T::None => {
                self.bump();
            }
            kind if kind.is_col_label() => {
                self.bump();
            }
            _ => return self.unexpected(),
        }
        Ok(())
    }
}
