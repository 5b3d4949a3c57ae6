//! Functions in FROM: ROWS FROM, WITH ORDINALITY, column definition lists (`transformRangeFunction`,
//! `addRangeTableEntryForFunction`).

use super::aggregate_check::holds;
use super::from::FromResult;
use crate::analyze::typing::{NOWHERE, expr_location};
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, FunctionCall, FunctionRef};
use crate::tree::{Expr, ExprKind, RangeColumn, RangeEntry, RangeKind};

/// A call, the name it gives its column, and its column definitions.
struct Call<'f> {
    expr: Expr,
    name: String,
    definitions: &'f [ast::ColumnDef],
}

impl Analyzer<'_> {
    pub(super) fn function_item(&mut self, item: &FunctionRef) -> FromResult {
        let mut calls = self.lateral_part(true, ExprContext::FromFunction, |a| a.calls(item));
        if !item.columns.is_empty() && !self.place_definitions(item, &mut calls) {
            return self.function_error(item);
        }
        let name = match (&item.alias, calls.first()) {
            (Some(alias), _) => alias.name.value.clone(),
            (None, Some(call)) => call.name.clone(),
            (None, None) => String::new(),
        };
        let mut functions = Vec::with_capacity(calls.len());
        let mut columns: Vec<RangeColumn> = Vec::new();
        let count = calls.len();
        for call in calls {
            let Some(mut own) = self.call_columns(&call, item.alias.as_ref(), count) else {
                return self.function_error(item);
            };
            functions.push((call.expr, own.len()));
            columns.append(&mut own);
        }
        if item.ordinality {
            columns.push(self.typed_column("ordinality", TypeId::INT8, -1));
        }
        let first = functions.first().map_or(NOWHERE, |(call, _)| expr_location(call));
        if !self.check_function_columns(columns.len(), self.token_span(first)) {
            return self.function_error(item);
        }
        if let Some(alias) = &item.alias {
            let what = format!("table \"{name}\"");
            self.rename_columns(&mut columns, &alias.columns, &what, "has");
        }
        let range = self.add_range(RangeEntry {
            kind: RangeKind::Function { functions, ordinality: item.ordinality },
            name,
            aliased: item.alias.is_some(),
            columns,
            lateral: item.lateral,
            span: item.span,
        });
        FromResult::single(NamespaceItem::new(range))
    }

    fn function_error(&mut self, item: &FunctionRef) -> FromResult {
        let name = item.alias.as_ref().map_or("", |a| a.name.value.as_str());
        self.error_entry(name, item.alias.is_some(), item.span)
    }

    fn calls<'f>(&mut self, item: &'f FunctionRef) -> Vec<Call<'f>> {
        let mut calls = Vec::with_capacity(item.functions.len());
        for function in &item.functions {
            if let Some(split) = split_unnest(&function.call)
                && function.columns.is_empty()
            {
                for call in split {
                    let expr = self.from_call(&call);
                    calls.push(Call { expr, name: "unnest".to_owned(), definitions: &[] });
                }
                continue;
            }
            let expr = self.from_call(&function.call);
            let name = self.figure_column_name(&function.call);
            if !function.columns.is_empty() && !item.columns.is_empty() {
                let message =
                    "multiple column definition lists are not allowed for the same function";
                let span = item.columns[0].name.span;
                self.error(Code::SyntaxError, span, message);
            }
            calls.push(Call { expr, name, definitions: &function.columns });
        }
        calls
    }

    /// A call in FROM; a set-returning function may not stand below it.
    fn from_call(&mut self, call: &ast::Expr) -> Expr {
        let known = self.diagnostics.len();
        let expr = self.expr(call, ExprContext::FromFunction);
        let is_set = |e: &Expr| matches!(e.kind, ExprKind::Call { returns_set: true, .. });
        let below = crate::tree::parts(&expr).into_iter().any(|part| holds(part, &is_set));
        if below && self.diagnostics.len() == known {
            let message = "set-returning functions must appear at top level of FROM";
            let span = inner_set(&expr).unwrap_or(expr.span);
            return self.error(Code::FeatureNotSupported, span, message);
        }
        expr
    }

    /// The list after the alias belongs to the only function.
    fn place_definitions<'f>(&mut self, item: &'f FunctionRef, calls: &mut [Call<'f>]) -> bool {
        let span = item.columns[0].name.span;
        let (message, help) = match calls {
            [_] if item.ordinality => (
                "WITH ORDINALITY cannot be used with a column definition list",
                "Put the column definition list inside ROWS FROM().",
            ),
            [call] => {
                call.definitions = &item.columns;
                return true;
            }
            _ if item.rows_from => (
                "ROWS FROM() with multiple functions cannot have a column definition list",
                "Put a separate column definition list for each function inside ROWS FROM().",
            ),
            _ => (
                "UNNEST() with multiple arguments cannot have a column definition list",
                "Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list to each one.",
            ),
        };
        self.report(Diagnostic::new(Code::SyntaxError, span, message).with_help(help));
        false
    }

    /// The columns a call gives; `None` when that is an error, which is reported.
    fn call_columns(
        &mut self,
        call: &Call<'_>,
        alias: Option<&ast::Alias>,
        count: usize,
    ) -> Option<Vec<RangeColumn>> {
        let Call { expr, name, definitions } = call;
        if expr.is_error() {
            return None;
        }
        let fields = self.row_fields(expr);
        if !definitions.is_empty() {
            let what = match (&fields, expr.ty) {
                (None, TypeId::RECORD) => return self.defined_columns(definitions),
                (Some(_), TypeId::RECORD) => "is redundant for a function with OUT parameters",
                (Some(_), _) => "is redundant for a function returning a named composite type",
                (None, _) => "is only allowed for functions returning \"record\"",
            };
            let message = format!("a column definition list {what}");
            self.error(Code::SyntaxError, definitions[0].name.span, message);
            return None;
        }
        if fields.is_some() {
            return fields;
        }
        if expr.ty == TypeId::RECORD {
            let message = "a column definition list is required for functions returning \"record\"";
            let diagnostic = self.diagnostic_on(Code::SyntaxError, expr, message);
            self.report(diagnostic);
            return None;
        }
        let pseudo = matches!(self.catalog.ty(expr.ty).kind, TypeKind::Pseudo);
        if pseudo && expr.ty != TypeId::VOID && expr.ty != TypeId::CSTRING {
            let ty = self.type_name(expr.ty);
            let message = format!("function \"{name}\" in FROM has unsupported return type {ty}");
            let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, expr, message);
            self.report(diagnostic);
            return None;
        }
        let own = match &expr.kind {
            ExprKind::Call { function, .. } => self.catalog.function(*function),
            _ => None,
        };
        let out_name = own.and_then(|f| match &*f.outputs {
            [(name, _)] if !name.is_empty() => Some(name.to_string()),
            _ => None,
        });
        let column = match (out_name, alias) {
            (Some(out), _) => out,
            (None, Some(alias)) if count == 1 => alias.name.value.clone(),
            (None, _) => name.clone(),
        };
        Some(vec![self.range_column(&column, expr)])
    }

    /// A column definition list's columns.
    fn defined_columns(&mut self, definitions: &[ast::ColumnDef]) -> Option<Vec<RangeColumn>> {
        let mut columns: Vec<RangeColumn> = Vec::with_capacity(definitions.len());
        if !self.check_definition_count(definitions.len(), definitions[0].name.span) {
            return None;
        }
        for definition in definitions {
            let name = &definition.name.value;
            if definition.ty.setof {
                let message = format!("column \"{name}\" cannot be declared SETOF");
                self.error(Code::InvalidTableDefinition, definition.name.span, message);
                return None;
            }
            let (ty, modifier) = self.resolve_type(&definition.ty)?;
            let mut column = self.typed_column(name, ty, modifier);
            if let Some(collation) = &definition.collation {
                let place = self.from_word("collate", collation.span);
                let found = self.resolve_collation(collation, place)?;
                if column.collation.is_none() {
                    let ty = self.type_name(ty);
                    let message = format!("collations are not supported by type {ty}");
                    self.error(Code::DatatypeMismatch, place, message);
                    return None;
                }
                column.collation = Some(found);
            }
            columns.push(column);
        }
        for (place, column) in columns.iter().enumerate() {
            let span = definitions[place].name.span;
            if columns[..place].iter().any(|c| c.name == column.name) {
                let message = format!("column name \"{}\" specified more than once", column.name);
                let diagnostic = Diagnostic::new(Code::DuplicateColumn, span, message);
                self.report(diagnostic.without_position());
                return None;
            }
        }
        for (place, column) in columns.iter().enumerate() {
            let record = column.ty == TypeId::RECORD || column.ty == TypeId::RECORD_ARRAY;
            if matches!(self.catalog.ty(column.ty).kind, TypeKind::Pseudo) && !record {
                let ty = self.type_name(column.ty);
                let message = format!("column \"{}\" has pseudo-type {ty}", column.name);
                let span: Span = definitions[place].name.span;
                let diagnostic = Diagnostic::new(Code::InvalidTableDefinition, span, message);
                self.report(diagnostic.without_position());
                return None;
            }
        }
        Some(columns)
    }
}

/// `unnest(a, b)` stands for one `pg_catalog.unnest` for each argument.
fn split_unnest(call: &ast::Expr) -> Option<Vec<ast::Expr>> {
    let ast::ExprKind::Call(function) = &call.kind else { return None };
    let plain = function.name.parts.len() == 1
        && function.name.parts[0].value == "unnest"
        && function.args.len() > 1
        && function.order_by.is_empty()
        && function.filter.is_none()
        && function.over.is_none()
        && !function.star
        && !function.distinct
        && !function.variadic;
    if !plain {
        return None;
    }
    let mut name = function.name.clone();
    let schema = ast::Ident { value: "pg_catalog".to_owned(), span: name.parts[0].span };
    name.parts.insert(0, schema);
    let calls = function.args.iter().map(|arg| ast::Expr {
        kind: ast::ExprKind::Call(Box::new(FunctionCall {
            name: name.clone(),
            args: vec![arg.clone()],
            ..(**function).clone()
        })),
        ..call.clone()
    });
    Some(calls.collect())
}

/// Where the first set-returning call below an expression stands.
fn inner_set(expr: &Expr) -> Option<Span> {
    crate::tree::parts(expr).into_iter().find_map(|part| match part.kind {
        ExprKind::Call { returns_set: true, .. } => Some(part.span),
        _ => inner_set(part),
    })
}
