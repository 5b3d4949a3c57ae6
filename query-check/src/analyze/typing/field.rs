//! Fields of rows: `(row).field` and `table.function`
//! (`transformIndirection`, `ParseComplexProjection`).

use super::call::CallSite;
use super::location::expr_location;
use super::pathway::is_composite;
use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::{self, Ident, Indirection, QualifiedName};
use crate::tree::{Expr, ExprKind, Var, VarColumn};

impl Analyzer<'_> {
    /// `base.field`, `base[1]`, mixed.
    pub(super) fn indirection(
        &mut self,
        base: &ast::Expr,
        path: &[Indirection],
        expr: &ast::Expr,
    ) -> Expr {
        let before = self.scope().last_set;
        let mut value = self.expr_here(base);
        // PostgreSQL blames the place of what is looked into.
        let at = expr_location(&value);
        let mut start = 0;
        for (place, step) in path.iter().enumerate() {
            if value.is_error() {
                return Expr::error(expr.span);
            }
            match step {
                Indirection::Index(_) | Indirection::Slice(..) => continue,
                Indirection::Star(_) => {
                    let message = "row expansion via \"*\" is not supported here";
                    let diagnostic = self.diagnostic_at(Code::FeatureNotSupported, at, message);
                    self.report(diagnostic);
                    return Expr::error(expr.span);
                }
                Indirection::Field(field) => {
                    if start < place {
                        value = self.subscript(value, &path[start..place]);
                    }
                    start = place + 1;
                    value = self.field_or_report(value, field, at, before, expr.span);
                }
            }
        }
        if start < path.len() {
            value = self.subscript(value, &path[start..]);
        }
        if value.is_error() {
            return Expr::error(expr.span);
        }
        value.span = expr.span;
        value
    }

    fn field_or_report(
        &mut self,
        value: Expr,
        field: &Ident,
        at: u32,
        before: Option<Span>,
        span: Span,
    ) -> Expr {
        if value.is_error() {
            return value;
        }
        let (row, copy) = (value.ty, value.clone());
        match self.field_of(value, field, at, before) {
            Some(found) => found,
            None => self.unknown_field(&copy, row, field, at, span),
        }
    }

    /// A column of a row value, or a function of it in column notation; `None` when there is neither.
    pub(crate) fn function_of_row(&mut self, row: Expr, name: &Ident, span: Span) -> Option<Expr> {
        let before = self.scope().last_set;
        let found = self.field_of(row, name, span.start, before);
        found.map(|found| Expr { span, ..found })
    }

    fn field_of(
        &mut self,
        value: Expr,
        field: &Ident,
        at: u32,
        before: Option<Span>,
    ) -> Option<Expr> {
        let name = QualifiedName { parts: vec![field.clone()], span: field.span };
        let span = value.span.to(field.span);
        let site = CallSite {
            name: &name,
            names: Vec::new(),
            call: None,
            column: true,
            filter: None,
            location: at,
            span,
            before,
        };
        self.function_or_column(site, vec![value])
    }

    fn unknown_field(
        &mut self,
        value: &Expr,
        ty: TypeId,
        field: &Ident,
        at: u32,
        span: Span,
    ) -> Expr {
        let name = &field.value;
        let (code, message) = match value.kind {
            ExprKind::Var(Var { column: VarColumn::WholeRow, range, levels_up, .. }) => {
                let alias = &self.scope_up(levels_up).ranges[range.0].name;
                (Code::UndefinedColumn, format!("column {alias}.{name} does not exist"))
            }
            _ if is_composite(self.catalog, ty) => {
                let ty = self.type_name(ty);
                (Code::UndefinedColumn, format!("column \"{name}\" not found in data type {ty}"))
            }
            _ if ty == TypeId::RECORD => (
                Code::UndefinedColumn,
                format!("could not identify column \"{name}\" in record data type"),
            ),
            _ => {
                let ty = self.type_name(ty);
                (
                    Code::WrongObjectType,
                    format!(
                        "column notation .{name} applied to type {ty}, which is not a composite type"
                    ),
                )
            }
        };
        let mut diagnostic = self.diagnostic_at(code, at, message);
        let fields = self.row_fields(value).unwrap_or_default();
        let names = fields.iter().map(|field| field.name.as_str());
        if let Some(near) = crate::suggest::closest(name, names) {
            diagnostic = diagnostic.with_help(format!("did you mean \"{near}\"?"));
        }
        self.report(diagnostic);
        Expr::error(span)
    }

    /// A column of a row value (`ParseComplexProjection`).
    pub(super) fn row_column(&mut self, value: &Expr, name: &Ident, _at: u32) -> Option<Expr> {
        if let ExprKind::Var(var) = value.kind
            && var.column == VarColumn::WholeRow
        {
            return self.column_of_row(var, &name.value, value.span.to(name.span));
        }
        let fields = self.row_fields(value)?;
        let place = fields.iter().position(|field| field.name == name.value)?;
        let (ty, modifier) = (fields[place].ty, fields[place].modifier);
        let kind = ExprKind::Field { arg: Box::new(value.clone()), field: place as u32 };
        Some(Expr { kind, ty, modifier, span: value.span.to(name.span), location: value.location })
    }

    /// The columns of a whole-row variable as variables, for a row that is cast to a composite type.
    pub(super) fn whole_row_fields(&self, var: Var, span: Span) -> Option<Vec<Expr>> {
        if var.column != VarColumn::WholeRow {
            return None;
        }
        let entry = self.scope_up(var.levels_up).ranges.get(var.range.0)?;
        let fields = (0..entry.columns.len() as u32)
            .map(|column| self.range_var(var.levels_up, var.range, column, var.returning, span));
        Some(fields.collect())
    }
}
