//! XMLTABLE (`transformRangeTableFunc`).

use super::from::FromResult;
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::syntax::ast;
use crate::tree::{Expr, RangeColumn, RangeEntry, RangeKind};

const CONSTRUCT: &str = "XMLTABLE";

impl Analyzer<'_> {
    pub(super) fn xml_table_item(&mut self, table: &ast::XmlTable) -> FromResult {
        let mut args = Vec::new();
        let mut not_null = Vec::new();
        let columns = self.lateral_part(true, ExprContext::FromFunction, |a| {
            args.push(a.xml_table_expr(&table.row, TypeId::TEXT, -1));
            args.push(a.xml_table_expr(&table.document, TypeId::XML, -1));
            let columns = a.xml_table_columns(&table.columns, &mut args, &mut not_null);
            a.xml_namespaces(&table.namespaces, &mut args);
            columns
        });
        let name = table.alias.as_ref().map_or("xmltable", |alias| alias.name.value.as_str());
        let Some(mut columns) = columns else {
            return self.error_entry(name, table.alias.is_some(), table.span);
        };
        if !self.check_function_columns(columns.len(), table.span) {
            return self.error_entry(name, table.alias.is_some(), table.span);
        }
        if let Some(alias) = &table.alias {
            self.rename_columns(&mut columns, &alias.columns, "XMLTABLE function", "has");
        }
        let range = self.add_range(RangeEntry {
            kind: RangeKind::TableFunction {
                args,
                not_null,
                wording: self.xml_table_wording(table),
            },
            name: name.to_owned(),
            aliased: table.alias.is_some(),
            columns,
            lateral: table.lateral,
            span: table.span,
        });
        FromResult::single(NamespaceItem::new(range))
    }

    fn xml_table_wording(&self, table: &ast::XmlTable) -> String {
        let columns = table.columns.iter().flat_map(|c| c.path.iter().chain(&c.default));
        let namespaces = table.namespaces.iter().map(|(uri, _)| uri);
        let exprs = [&table.row, &table.document].into_iter().chain(columns).chain(namespaces);
        self.wording(table.span, exprs.map(|expr| expr.span).collect())
    }

    fn xml_table_expr(&mut self, expr: &ast::Expr, ty: TypeId, modifier: i32) -> Expr {
        let expr = self.expr(expr, ExprContext::FromFunction);
        self.coerce_to_specific_modifier(expr, ty, modifier, CONSTRUCT)
    }

    fn xml_table_columns(
        &mut self,
        definitions: &[ast::XmlTableColumn],
        args: &mut Vec<Expr>,
        not_null: &mut Vec<bool>,
    ) -> Option<Vec<RangeColumn>> {
        let mut columns: Vec<RangeColumn> = Vec::with_capacity(definitions.len());
        let mut ordinality = false;
        for definition in definitions {
            let name = &definition.name.value;
            let (ty, modifier) = match &definition.ty {
                None if ordinality => {
                    let message = "only one FOR ORDINALITY column is allowed";
                    self.error(Code::SyntaxError, definition.span, message);
                    return None;
                }
                None => {
                    ordinality = true;
                    (TypeId::INT4, -1)
                }
                Some(ty) if ty.setof => {
                    let message = format!("column \"{name}\" cannot be declared SETOF");
                    self.error(Code::InvalidTableDefinition, definition.span, message);
                    return None;
                }
                Some(ty) => self.resolve_type(ty)?,
            };
            if let Some(path) = &definition.path {
                args.push(self.xml_table_expr(path, TypeId::TEXT, -1));
            }
            if let Some(default) = &definition.default {
                args.push(self.xml_table_expr(default, ty, modifier));
            }
            if columns.iter().any(|c| c.name == *name) {
                let message = format!("column name \"{name}\" is not unique");
                self.error(Code::SyntaxError, definition.span, message);
                return None;
            }
            not_null.push(definition.not_null || definition.ty.is_none());
            columns.push(self.typed_column(name, ty, modifier));
        }
        Some(columns)
    }

    fn xml_namespaces(
        &mut self,
        namespaces: &[(ast::Expr, Option<ast::Ident>)],
        args: &mut Vec<Expr>,
    ) {
        for (place, (uri, name)) in namespaces.iter().enumerate() {
            let uri = self.xml_table_expr(uri, TypeId::TEXT, -1);
            let span = uri.span;
            args.push(uri);
            let same = |other: &Option<ast::Ident>| match (name, other) {
                (Some(a), Some(b)) => a.value == b.value,
                (None, None) => true,
                _ => false,
            };
            if namespaces[..place].iter().any(|(_, other)| same(other)) {
                let (message, span) = match name {
                    Some(name) => {
                        (format!("namespace name \"{}\" is not unique", name.value), span)
                    }
                    None => (
                        "only one default namespace is allowed".to_owned(),
                        self.from_word("default", span),
                    ),
                };
                self.error(Code::SyntaxError, span, message);
                return;
            }
        }
    }
}
