//! XML functions.

use super::super::ast::{Expr, ExprKind, FunctionArg, Ident, XmlExpr};
use super::super::token::T;
use super::{Parser, R};
use crate::span::Span;

impl Parser<'_> {
    /// An XML function; the current token is its name and a parenthesis follows.
    pub(super) fn xml_function(&mut self) -> R<Expr> {
        let word = self.kind;
        let keyword = self.open()?;
        let xml = match word {
            T::Xmlconcat => XmlExpr::Concat(self.exprs()?),
            T::Xmlelement => self.xml_element()?,
            T::Xmlexists => return self.xml_exists(keyword),
            T::Xmlforest => XmlExpr::Forest(self.list(Self::xml_attribute)?),
            T::Xmlparse => self.xml_parse()?,
            T::Xmlpi => self.xml_pi()?,
            T::Xmlroot => self.xml_root()?,
            _ => self.xml_serialize()?,
        };
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::Xml(Box::new(xml)), keyword.start, keyword.start))
    }

    /// `NAME name`.
    fn xml_name(&mut self) -> R<Ident> {
        self.expect(T::Name)?;
        self.col_label()
    }

    fn xml_element(&mut self) -> R<XmlExpr> {
        let name = self.xml_name()?;
        let mut attributes = Vec::new();
        let mut content = Vec::new();
        if self.eat(T::Comma) {
            if self.kind == T::Xmlattributes && self.peek() == T::LParen {
                self.bump();
                attributes = self.parenthesized(Self::xml_attribute)?;
                if self.eat(T::Comma) {
                    content = self.exprs()?;
                }
            } else {
                content = self.exprs()?;
            }
        }
        Ok(XmlExpr::Element { name, attributes, content })
    }

    /// `xml_attribute_el`.
    fn xml_attribute(&mut self) -> R<(Expr, Option<Ident>)> {
        let value = self.expr()?;
        let name = if self.eat(T::As) { Some(self.col_label()?) } else { None };
        Ok((value, name))
    }

    /// `XMLEXISTS(path PASSING document)` is `pg_catalog.xmlexists(path, document)`.
    fn xml_exists(&mut self, keyword: Span) -> R<Expr> {
        let path = self.primary()?;
        let document = self.xml_passing()?;
        self.expect(T::RParen)?;
        let args = [path, document].map(|value| FunctionArg { name: None, value }).into();
        Ok(self.special_call("xmlexists", args, keyword, keyword.start))
    }

    /// `xmlexists_argument`: PASSING, with BY REF or BY VALUE on either side.
    pub(super) fn xml_passing(&mut self) -> R<Expr> {
        self.expect(T::Passing)?;
        // BY may name a column as well.
        if self.kind == T::By && matches!(self.peek(), T::Ref | T::Value) {
            self.bump();
            self.bump();
        }
        let document = self.primary()?;
        if self.eat(T::By) && !self.eat(T::Ref) {
            self.expect(T::Value)?;
        }
        Ok(document)
    }

    /// DOCUMENT or CONTENT; whether it is DOCUMENT.
    fn xml_document_or_content(&mut self) -> R<bool> {
        let document = match self.kind {
            T::Document => true,
            T::Content => false,
            _ => return self.unexpected(),
        };
        self.bump();
        Ok(document)
    }

    fn xml_parse(&mut self) -> R<XmlExpr> {
        let document = self.xml_document_or_content()?;
        let text = self.boxed_expr()?;
        if matches!(self.kind, T::Preserve | T::Strip) {
            self.bump();
            self.expect(T::Whitespace)?;
        }
        Ok(XmlExpr::Parse { document, text })
    }

    fn xml_pi(&mut self) -> R<XmlExpr> {
        let name = self.xml_name()?;
        let content = if self.eat(T::Comma) { Some(self.boxed_expr()?) } else { None };
        Ok(XmlExpr::Pi { name, content })
    }

    fn xml_root(&mut self) -> R<XmlExpr> {
        let xml = self.boxed_expr()?;
        self.expect(T::Comma)?;
        self.expect(T::Version)?;
        let version = if self.kind == T::No && self.peek() == T::Value {
            self.bump();
            self.bump();
            None
        } else {
            Some(self.boxed_expr()?)
        };
        if self.eat(T::Comma) {
            self.expect(T::Standalone)?;
            if self.eat(T::No) {
                self.eat(T::Value);
            } else {
                self.expect(T::Yes)?;
            }
        }
        Ok(XmlExpr::Root { xml, version })
    }

    fn xml_serialize(&mut self) -> R<XmlExpr> {
        let document = self.xml_document_or_content()?;
        let xml = self.boxed_expr()?;
        self.expect(T::As)?;
        let ty = self.simple_type_name()?;
        if self.major >= 16 {
            if self.eat(T::No) {
                self.expect(T::Indent)?;
            } else {
                self.eat(T::Indent);
            }
        }
        Ok(XmlExpr::Serialize { document, xml, ty })
    }
}
