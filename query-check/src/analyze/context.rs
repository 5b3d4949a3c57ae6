//! The state of one analysis: catalog, diagnostics, parameters and the stack of scopes.

use std::collections::HashMap;

use super::Scope;
use crate::catalog::{Catalog, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::Param;
use crate::tree::Expr;

/// A parameter of the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// How it is written: `$1`, or `name` of `:name`.
    pub name: Param,
    /// Its type; `UNKNOWN` until something determines it.
    pub ty: TypeId,
    /// Everywhere it is used; empty for a number that was skipped.
    pub uses: Vec<Span>,
}

/// The state of one analysis.
#[derive(Debug)]
pub struct Analyzer<'a> {
    /// What names mean.
    pub(crate) catalog: &'a Catalog,
    /// The text.
    pub(crate) sql: &'a str,
    /// What was found wrong, in the server's order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What PostgreSQL's rewriter finds wrong, after all that parse analysis does.
    pub(crate) late: Vec<Diagnostic>,
    /// What PostgreSQL accepts and can never run.
    pub(crate) house: Vec<Diagnostic>,
    /// Parameters: numbered ones in their places, named ones in order of appearance.
    pub(crate) parameters: Vec<Parameter>,
    /// Query levels, innermost last; a variable's `levels_up` counts from the end.
    pub(crate) scopes: Vec<Scope>,
    /// Collations can contradict each other: a COLLATE or a hypothetical aggregate was met.
    pub(crate) collations_matter: bool,
    /// Where the statement's own SELECT INTO stands; any other INTO is an error.
    pub(crate) select_into: Option<Span>,
    /// The names of the first columns of subqueries, which name the columns that show them.
    pub(crate) first_columns: HashMap<Span, String>,
    /// How deep expressions nest, to refuse before the stack ends.
    pub(crate) depth: u32,
}

impl<'a> Analyzer<'a> {
    /// A fresh analysis of `sql`.
    pub fn new(catalog: &'a Catalog, sql: &'a str) -> Self {
        Self {
            catalog,
            sql,
            diagnostics: Vec::new(),
            late: Vec::new(),
            house: Vec::new(),
            parameters: Vec::new(),
            scopes: Vec::new(),
            collations_matter: false,
            select_into: None,
            first_columns: HashMap::new(),
            depth: 0,
        }
    }

    /// Reports a mistake and gives the error node that stands for what is wrong.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) -> Expr {
        let span = diagnostic.span;
        self.diagnostics.push(diagnostic);
        Expr::error(span)
    }

    /// [`Analyzer::report`] of a plain diagnostic.
    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> Expr {
        self.report(Diagnostic::new(code, span, message))
    }

    /// The innermost scope.
    ///
    /// # Panics
    /// Outside of any query level, which no caller is.
    pub(crate) fn scope(&mut self) -> &mut Scope {
        self.scopes.last_mut().expect("expressions are analysed within a query level")
    }

    /// The scope `levels_up` levels out.
    pub(crate) fn scope_up(&self, levels_up: u32) -> &Scope {
        &self.scopes[self.scopes.len() - 1 - levels_up as usize]
    }

    /// A type's name for messages.
    pub(crate) fn type_name(&self, ty: TypeId) -> String {
        self.catalog.format_type(ty)
    }
}
