//! XML functions (manual, "Producing XML Content"; `transformXmlExpr`).

use crate::analyze::Analyzer;
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::{self, Ident, XmlExpr};
use crate::tree::{Expr, ExprKind, XmlKind};

use super::column_name::simple_name;

impl Analyzer<'_> {
    pub(super) fn xml(&mut self, xml: &XmlExpr, expr: &ast::Expr) -> Expr {
        match xml {
            XmlExpr::Concat(args) => {
                let args = args.iter().map(|arg| self.xml_arg(arg, TypeId::XML, "XMLCONCAT"));
                let args = args.collect();
                self.xml_node(XmlKind::Concat, args, TypeId::XML, expr)
            }
            XmlExpr::Element { attributes, content, .. } => {
                let mut args = self.xml_named(attributes, true);
                args.extend(self.exprs(content));
                self.xml_node(XmlKind::Element, args, TypeId::XML, expr)
            }
            XmlExpr::Forest(parts) => {
                let args = self.xml_named(parts, false);
                self.xml_node(XmlKind::Forest, args, TypeId::XML, expr)
            }
            XmlExpr::Parse { text, .. } => {
                let arg = self.xml_arg(text, TypeId::TEXT, "XMLPARSE");
                self.xml_node(XmlKind::Parse, vec![arg], TypeId::XML, expr)
            }
            XmlExpr::Pi { content, .. } => {
                let args = content.iter().map(|arg| self.xml_arg(arg, TypeId::TEXT, "XMLPI"));
                let args = args.collect();
                self.xml_node(XmlKind::Pi, args, TypeId::XML, expr)
            }
            XmlExpr::Root { xml, version } => {
                let mut args = vec![self.xml_arg(xml, TypeId::XML, "XMLROOT")];
                if let Some(version) = version {
                    args.push(self.xml_arg(version, TypeId::TEXT, "XMLROOT"));
                }
                self.xml_node(XmlKind::Root, args, TypeId::XML, expr)
            }
            XmlExpr::Serialize { xml, ty, .. } => self.xml_serialize(xml, ty, expr),
        }
    }

    fn xml_node(&mut self, kind: XmlKind, args: Vec<Expr>, ty: TypeId, expr: &ast::Expr) -> Expr {
        if args.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let kind = ExprKind::Xml { kind, args, wording: self.expr_wording(expr) };
        Expr { kind, ty, modifier: -1, span: expr.span, location: expr.location }
    }

    fn xml_arg(&mut self, arg: &ast::Expr, ty: TypeId, construct: &str) -> Expr {
        let arg = self.expr_here(arg);
        self.coerce_to_specific(arg, ty, construct)
    }

    /// Values with names, for attributes and forests.
    fn xml_named(&mut self, parts: &[(ast::Expr, Option<Ident>)], attributes: bool) -> Vec<Expr> {
        let mut values = Vec::with_capacity(parts.len());
        let mut names: Vec<&str> = Vec::new();
        for (part, name) in parts {
            let value = self.expr_here(part);
            let at = super::location::ast_location(part);
            let span = Span::new(at, part.span.end.max(at));
            let name = match name {
                Some(name) => Some(name.value.as_str()),
                None => simple_name(part),
            };
            let Some(name) = name else {
                let message = if attributes {
                    "unnamed XML attribute value must be a column reference"
                } else {
                    "unnamed XML element value must be a column reference"
                };
                values.push(self.error(Code::SyntaxError, span, message));
                continue;
            };
            if attributes && names.contains(&name) {
                let message = format!("XML attribute name \"{name}\" appears more than once");
                values.push(self.error(Code::SyntaxError, span, message));
                continue;
            }
            names.push(name);
            values.push(value);
        }
        values
    }

    fn xml_serialize(&mut self, xml: &ast::Expr, ty: &ast::TypeName, expr: &ast::Expr) -> Expr {
        let arg = self.xml_arg(xml, TypeId::XML, "XMLSERIALIZE");
        let Some((target, modifier)) = self.resolve_type(ty) else {
            return Expr::error(expr.span);
        };
        let node = self.xml_node(XmlKind::Serialize, vec![arg], TypeId::TEXT, expr);
        if node.is_error() {
            return node;
        }
        let (context, form) =
            (crate::catalog::CastContext::Implicit, crate::tree::CoercionForm::ImplicitCast);
        let nowhere = super::location::NOWHERE;
        match self.coerce_to_target(node, target, modifier, context, form, nowhere) {
            Ok(result) => result,
            Err(node) => {
                let ty = self.type_name(target);
                let message = format!("cannot cast XMLSERIALIZE result to {ty}");
                let diagnostic = self.diagnostic_on(Code::CannotCoerce, &node, message);
                self.report(diagnostic)
            }
        }
    }
}
