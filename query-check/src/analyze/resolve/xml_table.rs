//! XMLTABLE (`transformRangeTableFunc`).

use super::from::FromResult;
use super::table_function::{Parts, Written};
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::syntax::ast;
use crate::tree::Expr;

const CONSTRUCT: &str = "XMLTABLE";

impl Analyzer<'_> {
    pub(super) fn xml_table_item(&mut self, table: &ast::XmlTable) -> FromResult {
        let mut parts = Parts::default();
        let fine = self.lateral_part(true, ExprContext::FromFunction, |a| {
            parts.args.push(a.xml_table_expr(&table.row, TypeId::TEXT, -1));
            parts.args.push(a.xml_table_expr(&table.document, TypeId::XML, -1));
            let fine = a.xml_table_columns(&table.columns, &mut parts);
            a.xml_namespaces(&table.namespaces, &mut parts.args);
            fine
        });
        let columns = table.columns.iter().flat_map(|c| c.path.iter().chain(&c.default));
        let namespaces = table.namespaces.iter().map(|(uri, _)| uri);
        let inputs = [&table.row, &table.document].into_iter().chain(columns).chain(namespaces);
        let written = Written {
            name: "xmltable",
            construct: "XMLTABLE function",
            alias: table.alias.as_ref(),
            lateral: table.lateral,
            span: table.span,
            inputs: inputs.map(|expr| expr.span).collect(),
        };
        self.table_function_entry(written, fine.map(|()| parts))
    }

    fn xml_table_expr(&mut self, expr: &ast::Expr, ty: TypeId, modifier: i32) -> Expr {
        let expr = self.expr(expr, ExprContext::FromFunction);
        self.coerce_to_specific_modifier(expr, ty, modifier, CONSTRUCT)
    }

    fn xml_table_columns(
        &mut self,
        definitions: &[ast::XmlTableColumn],
        parts: &mut Parts,
    ) -> Option<()> {
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
                parts.args.push(self.xml_table_expr(path, TypeId::TEXT, -1));
            }
            if let Some(default) = &definition.default {
                parts.args.push(self.xml_table_expr(default, ty, modifier));
            }
            if parts.columns.iter().any(|c| c.name == *name) {
                let message = format!("column name \"{name}\" is not unique");
                self.error(Code::SyntaxError, definition.span, message);
                return None;
            }
            parts.not_null.push(definition.not_null || definition.ty.is_none());
            parts.columns.push(self.typed_column(name, ty, modifier));
        }
        Some(())
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
