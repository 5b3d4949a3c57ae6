//! `*`, `t.*` and `(row).*` in lists (`ExpandColumnRefStar`, `ExpandIndirectionStar`, `ExpandRowReference`).

use super::lookup::{ItemPlace, Lookup, item_columns};
use crate::analyze::typing::NOWHERE;
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Expr, ExprKind, TargetEntry, Var, VarColumn};

impl Analyzer<'_> {
    /// The entries `*` or `t.*` stands for.
    pub(super) fn expand_star(
        &mut self,
        reference: &ast::ColumnRef,
        span: Span,
    ) -> Vec<TargetEntry> {
        let place = match reference.names.as_slice() {
            [] => return self.expand_all(span),
            [table] => self.star_item(None, table, span),
            [schema, table] => self.star_item(Some(schema), table, span),
            [_, _, _] => {
                self.other_database(reference, span);
                None
            }
            _ => {
                self.too_many_dots(reference, span);
                None
            }
        };
        match place {
            Some(place) => self.expand_item(place, span),
            None => vec![error_target(span)],
        }
    }

    fn star_item(
        &mut self,
        schema: Option<&ast::Ident>,
        table: &ast::Ident,
        span: Span,
    ) -> Option<ItemPlace> {
        match self.find_relation_item(schema.map(|s| s.value.as_str()), &table.value, span) {
            Lookup::Found(place) => Some(place),
            Lookup::Reported => None,
            Lookup::Missing => {
                self.missing_relation_item(schema, table, span);
                None
            }
        }
    }

    fn expand_all(&mut self, span: Span) -> Vec<TargetEntry> {
        let mut targets = Vec::new();
        let mut any = false;
        for index in 0..self.scope_up(0).namespace.len() {
            let place = ItemPlace { levels_up: 0, index };
            if self.item(place).columns_visible {
                any = true;
                targets.extend(self.expand_item(place, span));
            }
        }
        if !any {
            let message = "SELECT * with no tables specified is not valid";
            self.error(Code::SyntaxError, span, message);
            targets.push(error_target(span));
        }
        targets
    }

    /// All columns of an item, those hidden from `*` left out.
    pub(super) fn expand_item(&mut self, place: ItemPlace, span: Span) -> Vec<TargetEntry> {
        let item = self.item(place);
        let entry = self.entry(place.levels_up, item.range);
        if matches!(entry.kind, crate::tree::RangeKind::Error) {
            return vec![error_target(span)];
        }
        let mut columns = item_columns(item, entry);
        columns.truncate(columns.len().saturating_sub(item.hidden));
        let entries = columns.into_iter().map(|column| TargetEntry {
            expr: self.item_var(place, column, span),
            name: entry.columns[column as usize].name.clone(),
            junk: false,
        });
        entries.collect()
    }

    /// The entries `(row).*` stands for.
    pub(super) fn expand_row_star(
        &mut self,
        base: &ast::Expr,
        path: &[ast::Indirection],
        whole: &ast::Expr,
        context: ExprContext,
    ) -> Vec<TargetEntry> {
        let row = if path.len() > 1 {
            let inner = ast::Expr {
                kind: ast::ExprKind::Indirection {
                    base: Box::new(base.clone()),
                    path: path[..path.len() - 1].to_vec(),
                },
                ..whole.clone()
            };
            self.expr(&inner, context)
        } else {
            self.expr(base, context)
        };
        self.expand_row(row, whole.span)
    }

    /// The fields of a row value as entries.
    pub(super) fn expand_row(&mut self, row: Expr, span: Span) -> Vec<TargetEntry> {
        if row.is_error() {
            return vec![error_target(span)];
        }
        if let ExprKind::Var(Var { levels_up, range, column: VarColumn::WholeRow, returning }) =
            row.kind
        {
            let columns = self.entry(levels_up, range).columns.len() as u32;
            // The columns stand where the row is named.
            let start = if row.location == NOWHERE { span.start } else { row.location };
            let span = Span::new(start, span.end.max(start));
            let entries = (0..columns).map(|column| TargetEntry {
                expr: self.range_var(levels_up, range, column, returning, span),
                name: self.entry(levels_up, range).columns[column as usize].name.clone(),
                junk: false,
            });
            return entries.collect();
        }
        let Some(fields) = self.row_fields(&row) else {
            let message = if row.ty == TypeId::RECORD {
                "record type has not been registered".to_owned()
            } else {
                format!("type {} is not composite", self.type_name(row.ty))
            };
            let diagnostic = Diagnostic::new(Code::WrongObjectType, row.span, message);
            self.report(diagnostic.without_position());
            return vec![error_target(span)];
        };
        let entries = fields.into_iter().enumerate().map(|(place, field)| TargetEntry {
            expr: Expr {
                kind: ExprKind::Field { arg: Box::new(row.clone()), field: place as u32 },
                ty: field.ty,
                modifier: field.modifier,
                span,
                location: row.location,
            },
            name: field.name,
            junk: false,
        });
        entries.collect()
    }
}

/// An entry that has a diagnostic.
pub(super) fn error_target(span: Span) -> TargetEntry {
    TargetEntry { expr: Expr::error(span), name: "?column?".to_owned(), junk: false }
}
