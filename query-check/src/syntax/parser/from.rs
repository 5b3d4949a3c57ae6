//! FROM: tables, subqueries, functions.

use super::super::ast::{
    Alias, ColumnDef, Expr, ExprKind, FromItem, FunctionRef, Ident, QualifiedName, Query,
    QueryBody, RowsFromItem, SubqueryRef, TableRef, TableSample,
};
use super::super::token::{Category, T};
use super::{Parser, R};
use crate::diagnostic::{Code, Diagnostic};

impl Parser<'_> {
    /// `from_clause`.
    pub(super) fn from_clause(&mut self) -> R<Vec<FromItem>> {
        if self.eat(T::From) { self.table_refs() } else { Ok(Vec::new()) }
    }

    /// `from_list`.
    pub(super) fn table_refs(&mut self) -> R<Vec<FromItem>> {
        self.list(Self::table_ref)
    }

    /// `table_ref` without joins behind it; the current token does not open a parenthesis.
    pub(super) fn table_primary(&mut self) -> R<FromItem> {
        let start = self.start();
        let lateral = self.eat(T::Lateral);
        if lateral && self.kind == T::LParen {
            let query = self.query_in_parens()?;
            return self.subquery_ref(query, true, start);
        }
        match self.kind {
            T::Xmltable if self.peek() == T::LParen => self.xml_table(lateral, start),
            T::JsonTable if self.peek() == T::LParen => self.json_table(lateral, start),
            T::Rows if self.peek() == T::From => self.rows_from(lateral, start),
            T::Only if !lateral => {
                let (name, only) = self.relation()?;
                self.aliased_table(name, only, start)
            }
            _ => self.named_from(lateral, start),
        }
    }

    /// A table or a function.
    fn named_from(&mut self, lateral: bool, start: u32) -> R<FromItem> {
        if self.at_special_function() {
            let call = self.special_windowless()?;
            return self.function_ref(call, lateral, start);
        }
        let category = self.kind.category(self.major);
        if category == Some(Category::TypeFuncName) {
            let name = self.type_function_name()?;
            let call = self.windowless_call(vec![name])?;
            return self.function_ref(call, lateral, start);
        }
        let callable = self.kind.is_type_function_name(self.major);
        let first = self.col_id()?;
        if self.kind == T::LParen && callable {
            let call = self.windowless_call(vec![first])?;
            return self.function_ref(call, lateral, start);
        }
        let mut parts = vec![first];
        let other = self.name_parts(&mut parts)?;
        if self.kind == T::LParen && parts.len() > 1 && !other {
            let call = self.windowless_call(parts)?;
            return self.function_ref(call, lateral, start);
        }
        if other || lateral {
            return self.unexpected();
        }
        let name = self.checked_relation_name(parts, start);
        self.eat(T::Star);
        self.aliased_table(name, false, start)
    }

    fn checked_relation_name(&mut self, parts: Vec<Ident>, start: u32) -> QualifiedName {
        let span = self.span_from(start);
        if parts.len() > 3 {
            self.too_many_names(&parts, span);
        }
        QualifiedName { parts, span }
    }

    /// `relation_expr`: a table's name, and whether ONLY was written.
    pub(super) fn relation(&mut self) -> R<(QualifiedName, bool)> {
        if self.eat(T::Only) {
            if self.eat(T::LParen) {
                let name = self.qualified_name()?;
                self.expect(T::RParen)?;
                return Ok((name, true));
            }
            return Ok((self.qualified_name()?, true));
        }
        let name = self.qualified_name()?;
        self.eat(T::Star);
        Ok((name, false))
    }

    /// A table with its alias and TABLESAMPLE.
    fn aliased_table(&mut self, name: QualifiedName, only: bool, start: u32) -> R<FromItem> {
        let alias = self.optional_alias()?;
        let sample = if self.kind == T::Tablesample { Some(self.table_sample()?) } else { None };
        let span = self.span_from(start);
        Ok(FromItem::Table(Box::new(TableRef { name, only, alias, sample, span })))
    }

    /// `tablesample_clause`.
    fn table_sample(&mut self) -> R<TableSample> {
        let start = self.bump().start;
        let first_kind = self.kind;
        if !self.kind.is_type_function_name(self.major) && !self.kind.is_col_id(self.major) {
            return self.unexpected();
        }
        let span = self.bump();
        let mut parts = vec![self.ident(span)];
        let method_start = span.start;
        let mut other = false;
        if first_kind.is_col_id(self.major) {
            other = self.name_parts(&mut parts)?;
        }
        if other || parts.len() == 1 && !first_kind.is_type_function_name(self.major) {
            return self.unexpected();
        }
        let method = QualifiedName { parts, span: self.span_from(method_start) };
        let args = self.parenthesized(Self::expr)?;
        let mut repeatable = None;
        if self.eat(T::Repeatable) {
            self.expect(T::LParen)?;
            repeatable = Some(self.expr()?);
            self.expect(T::RParen)?;
        }
        Ok(TableSample { method, args, repeatable, span: self.span_from(start) })
    }

    /// `opt_alias_clause`.
    pub(super) fn optional_alias(&mut self) -> R<Option<Alias>> {
        if !self.eat(T::As) && !self.kind.is_col_id(self.major) {
            return Ok(None);
        }
        let name = self.col_id()?;
        Ok(Some(Alias { name, columns: self.optional_names()? }))
    }

    /// A subquery with its alias, which had to be there before PostgreSQL 16.
    pub(super) fn subquery_ref(&mut self, query: Query, lateral: bool, start: u32) -> R<FromItem> {
        let alias = self.optional_alias()?;
        if alias.is_none() && self.major < 16 && self.kind != T::LexError {
            let (what, text) = match query.body {
                QueryBody::Values(_) => ("VALUES", "VALUES"),
                _ => ("subquery", "SELECT"),
            };
            let open = if lateral { self.lateral_paren(start) } else { start };
            let span = self.span_from(open);
            let message = format!("{what} in FROM must have an alias");
            let help = format!("for example, FROM ({text} ...) [AS] foo");
            let diagnostic = Diagnostic::new(Code::SyntaxError, span, message).with_help(help);
            if !self.ends_clause() && !self.at_join() {
                // What follows is wrong as well, or wrong because of this.
                return self.fail(diagnostic);
            }
            self.diagnostics.push(diagnostic);
        }
        let span = self.span_from(start);
        Ok(FromItem::Subquery(Box::new(SubqueryRef { lateral, query, alias, span })))
    }

    /// The parenthesis behind LATERAL.
    fn lateral_paren(&self, start: u32) -> u32 {
        let text = self.sql.get(start as usize..).unwrap_or("");
        start + text.find('(').unwrap_or(0) as u32
    }

    /// `ROWS FROM (f(…) AS (…), …)`.
    fn rows_from(&mut self, lateral: bool, start: u32) -> R<FromItem> {
        self.bump();
        self.bump();
        let functions = self.parenthesized(|parser| {
            let call = parser.windowless_function()?;
            let mut columns = Vec::new();
            if parser.eat(T::As) {
                columns = parser.parenthesized(Self::column_def)?;
            }
            Ok(RowsFromItem { call, columns })
        })?;
        self.functions_ref(functions, true, lateral, start)
    }

    fn function_ref(&mut self, call: Expr, lateral: bool, start: u32) -> R<FromItem> {
        let functions = vec![RowsFromItem { call, columns: Vec::new() }];
        self.functions_ref(functions, false, lateral, start)
    }

    /// WITH ORDINALITY and `func_alias_clause` behind functions.
    fn functions_ref(
        &mut self,
        functions: Vec<RowsFromItem>,
        rows_from: bool,
        lateral: bool,
        start: u32,
    ) -> R<FromItem> {
        let mut ordinality = false;
        if self.eat(T::WithLa) {
            self.expect(T::Ordinality)?;
            ordinality = true;
        }
        let (alias, columns) = self.function_alias()?;
        let span = self.span_from(start);
        Ok(FromItem::Function(Box::new(FunctionRef {
            lateral,
            functions,
            rows_from,
            ordinality,
            alias,
            columns,
            span,
        })))
    }

    /// `func_alias_clause`: an alias with column names, or a column definition list with or without an alias.
    fn function_alias(&mut self) -> R<(Option<Alias>, Vec<ColumnDef>)> {
        let has_as = self.eat(T::As);
        if has_as && self.kind == T::LParen {
            return Ok((None, self.parenthesized(Self::column_def)?));
        }
        if !has_as && !self.kind.is_col_id(self.major) {
            return Ok((None, Vec::new()));
        }
        let name = self.col_id()?;
        if self.kind != T::LParen {
            return Ok((Some(Alias { name, columns: Vec::new() }), Vec::new()));
        }
        if matches!(self.peek_at(2), T::Comma | T::RParen) {
            return Ok((Some(Alias { name, columns: self.names()? }), Vec::new()));
        }
        let columns = self.parenthesized(Self::column_def)?;
        Ok((Some(Alias { name, columns: Vec::new() }), columns))
    }

    /// `TableFuncElement`.
    fn column_def(&mut self) -> R<ColumnDef> {
        let name = self.col_id()?;
        let ty = self.type_name()?;
        let collation = if self.eat(T::Collate) { Some(self.any_name()?) } else { None };
        Ok(ColumnDef { name, ty, collation })
    }

    /// Whether `func_expr_windowless` begins here.
    pub(super) fn at_windowless_function(&self) -> bool {
        if self.at_special_function() {
            return true;
        }
        match self.kind.category(self.major) {
            Some(Category::TypeFuncName) => true,
            Some(Category::Unreserved) => matches!(self.peek(), T::LParen | T::Dot | T::LBracket),
            Some(Category::ColName) => matches!(self.peek(), T::Dot | T::LBracket),
            Some(Category::Reserved) => false,
            None => self.kind == T::Word && matches!(self.peek(), T::LParen | T::Dot | T::LBracket),
        }
    }

    /// `func_expr_windowless`: a call without FILTER and OVER.
    pub(super) fn windowless_function(&mut self) -> R<Expr> {
        if self.at_special_function() {
            return self.special_windowless();
        }
        let callable = self.kind.is_type_function_name(self.major);
        let dotted = self.kind.is_col_id(self.major);
        if !callable && !dotted {
            return self.unexpected();
        }
        let span = self.bump();
        let mut parts = vec![self.ident(span)];
        let mut other = false;
        if dotted {
            other = self.name_parts(&mut parts)?;
        }
        if other || parts.len() == 1 && !callable {
            return self.unexpected();
        }
        self.windowless_call(parts)
    }

    fn windowless_call(&mut self, parts: Vec<Ident>) -> R<Expr> {
        let start = parts.first().map_or(self.previous_end, |part| part.span.start);
        let name = QualifiedName { parts, span: self.span_from(start) };
        let (call, _) = self.deeper(|parser| parser.call_arguments(name))?;
        Ok(self.node(ExprKind::Call(Box::new(call)), start, start))
    }

    fn special_windowless(&mut self) -> R<Expr> {
        let aggregate = matches!(self.kind, T::JsonObjectagg | T::JsonArrayagg);
        self.deeper(|parser| {
            if aggregate { parser.json_aggregate(false) } else { parser.special_function() }
        })
    }
}
