//! Column references: `a`, `t.a`, `s.t.a`, and whole rows (PostgreSQL's `transformColumnRef`).

use super::lookup::{ItemPlace, Lookup, item_columns, var_expr};
use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Expr, ExprKind, RangeKind, Var, VarColumn};

impl Analyzer<'_> {
    /// What a column reference in an expression means.
    pub(crate) fn column_ref(&mut self, reference: &ast::ColumnRef, span: Span) -> Expr {
        match (reference.names.as_slice(), reference.star) {
            ([name], false) => self.plain_column(name, span),
            ([table], true) => self.row_or_missing(None, table, span),
            ([table, name], false) => self.qualified_column(None, table, name, span),
            ([schema, table], true) => self.row_or_missing(Some(schema), table, span),
            ([schema, table, name], false) => {
                self.qualified_column(Some(schema), table, name, span)
            }
            ([_, _, _], true) | ([_, _, _, _], false) => self.other_database(reference, span),
            ([], _) => self.error(Code::SyntaxError, span, "syntax error at or near \"*\""),
            _ => self.too_many_dots(reference, span),
        }
    }

    /// A name that begins with that of a database: the checker cannot know whether it is this one.
    pub(super) fn other_database(&mut self, reference: &ast::ColumnRef, span: Span) -> Expr {
        let name = dotted(reference);
        let message = format!("cross-database references are not implemented: {name}");
        self.error(Code::FeatureNotSupported, span, message)
    }

    pub(super) fn too_many_dots(&mut self, reference: &ast::ColumnRef, span: Span) -> Expr {
        let name = dotted(reference);
        let message = format!("improper qualified name (too many dotted names): {name}");
        self.error(Code::SyntaxError, span, message)
    }

    fn plain_column(&mut self, name: &ast::Ident, span: Span) -> Expr {
        match self.find_column(&name.value, false, span) {
            Lookup::Found(var) => return var,
            Lookup::Reported => return Expr::error(span),
            Lookup::Missing => {}
        }
        match self.find_relation_item(None, &name.value, span) {
            Lookup::Found(place) => self.whole_row(place, span),
            Lookup::Reported => Expr::error(span),
            Lookup::Missing => self.missing_column(None, name, span),
        }
    }

    fn row_or_missing(
        &mut self,
        schema: Option<&ast::Ident>,
        table: &ast::Ident,
        span: Span,
    ) -> Expr {
        match self.find_relation_item(schema.map(|s| s.value.as_str()), &table.value, span) {
            Lookup::Found(place) => self.whole_row(place, span),
            Lookup::Reported => Expr::error(span),
            Lookup::Missing => self.missing_relation_item(schema, table, span),
        }
    }

    fn qualified_column(
        &mut self,
        schema: Option<&ast::Ident>,
        table: &ast::Ident,
        name: &ast::Ident,
        span: Span,
    ) -> Expr {
        let place =
            match self.find_relation_item(schema.map(|s| s.value.as_str()), &table.value, span) {
                Lookup::Found(place) => place,
                Lookup::Reported => return Expr::error(span),
                Lookup::Missing => return self.missing_relation_item(schema, table, span),
            };
        match self.column_of_item(place, &name.value, span) {
            Lookup::Found(var) => return var,
            Lookup::Reported => return Expr::error(span),
            Lookup::Missing => {}
        }
        // `t.f` may be a call of a function on the row.
        let row = self.whole_row(place, span);
        match self.function_of_row(row, name, span) {
            Some(call) => call,
            None => self.missing_column(Some(table), name, span),
        }
    }

    /// The whole row of an item (`transformWholeRowRef`).
    pub(super) fn whole_row(&mut self, place: ItemPlace, span: Span) -> Expr {
        let item = self.item(place);
        let entry = self.entry(place.levels_up, item.range);
        if item.columns.is_some() {
            // The alias of JOIN USING: a row of the merged columns.
            let columns = item_columns(item, entry);
            let fields = columns.into_iter().map(|c| self.item_var(place, c, span)).collect();
            let kind = ExprKind::Row(fields);
            return Expr { kind, ty: TypeId::RECORD, modifier: -1, span, location: span.start };
        }
        let mut column = VarColumn::WholeRow;
        let mut modifier = -1;
        let ty = match &entry.kind {
            RangeKind::Relation { relation, .. } | RangeKind::Excluded(relation) => {
                match self.catalog.relation(*relation) {
                    Some(relation) if relation.row_type != TypeId::INVALID => relation.row_type,
                    _ => {
                        let message =
                            format!("relation \"{}\" does not have a composite type", entry.name);
                        let diagnostic = Diagnostic::new(Code::WrongObjectType, span, message);
                        return self.report(diagnostic.without_position());
                    }
                }
            }
            RangeKind::Function { functions, ordinality: false } if functions.len() == 1 => {
                let call = &functions[0].0;
                if self.is_row_type(call.ty) {
                    call.ty
                } else {
                    column = VarColumn::Column(0);
                    modifier = call.modifier;
                    call.ty
                }
            }
            RangeKind::Error => TypeId::INVALID,
            _ => TypeId::RECORD,
        };
        if ty == TypeId::INVALID {
            return Expr::error(span);
        }
        let var = Var {
            levels_up: place.levels_up,
            range: item.range,
            column,
            returning: item.returning,
        };
        var_expr(var, ty, modifier, span)
    }

    /// `type_is_rowtype`: a composite, a domain over one, or `record`.
    pub(crate) fn is_row_type(&self, ty: TypeId) -> bool {
        if ty == TypeId::RECORD {
            return true;
        }
        let base = self.catalog.ty(self.catalog.base_type(ty));
        matches!(base.kind, crate::catalog::TypeKind::Composite(_))
    }
}

/// A reference as it was written, for messages.
pub(super) fn dotted(reference: &ast::ColumnRef) -> String {
    let mut parts: Vec<&str> = reference.names.iter().map(|n| n.value.as_str()).collect();
    if reference.star {
        parts.push("*");
    }
    parts.join(".")
}
