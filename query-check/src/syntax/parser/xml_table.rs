//! XMLTABLE.

use super::super::ast::{Expr, FromItem, Ident, XmlTable, XmlTableColumn};
use super::super::token::T;
use super::{Parser, R};

impl Parser<'_> {
    /// `XMLTABLE(row PASSING document COLUMNS …)` with its alias.
    pub(super) fn xml_table(&mut self, lateral: bool, start: u32) -> R<FromItem> {
        self.open()?;
        let mut namespaces = Vec::new();
        if self.kind == T::Xmlnamespaces && self.peek() == T::LParen {
            self.bump();
            namespaces = self.parenthesized(Self::xml_namespace)?;
            self.expect(T::Comma)?;
        }
        let row = self.primary()?;
        let document = self.xml_passing()?;
        self.expect(T::Columns)?;
        let columns = self.list(Self::xml_table_column)?;
        self.expect(T::RParen)?;
        let alias = self.optional_alias()?;
        let span = self.span_from(start);
        Ok(FromItem::XmlTable(Box::new(XmlTable {
            lateral,
            namespaces,
            row,
            document,
            columns,
            alias,
            span,
        })))
    }

    /// `xml_namespace_el`.
    fn xml_namespace(&mut self) -> R<(Expr, Option<Ident>)> {
        if self.eat(T::Default) {
            return Ok((self.restricted_expr()?, None));
        }
        let value = self.restricted_expr()?;
        self.expect(T::As)?;
        Ok((value, Some(self.col_label()?)))
    }

    /// `xmltable_column_el`.
    fn xml_table_column(&mut self) -> R<XmlTableColumn> {
        let name = self.col_id()?;
        let start = name.span.start;
        let mut column = XmlTableColumn {
            name,
            ty: None,
            path: None,
            default: None,
            not_null: false,
            span: self.span_from(start),
        };
        if self.eat(T::For) {
            self.expect(T::Ordinality)?;
        } else {
            column.ty = Some(self.type_name()?);
            self.xml_column_options(&mut column)?;
        }
        column.span = self.span_from(start);
        Ok(column)
    }

    /// `xmltable_column_option_list`. The grammar takes any word as an option and refuses unknown ones
    /// when the column is complete.
    fn xml_column_options(&mut self, column: &mut XmlTableColumn) -> R<()> {
        let mut nullability = false;
        let mut problem = None;
        loop {
            let span = self.span();
            let message = match self.kind {
                T::Default => {
                    self.bump();
                    let again = column.default.is_some();
                    column.default = Some(self.restricted_expr()?);
                    again.then(|| "only one DEFAULT value is allowed".to_owned())
                }
                T::Null | T::Not => {
                    column.not_null = self.eat(T::Not);
                    self.expect(T::Null)?;
                    let again = std::mem::replace(&mut nullability, true);
                    again.then(|| {
                        let name = &column.name.value;
                        format!("conflicting or redundant NULL / NOT NULL declarations for column \"{name}\"")
                    })
                }
                T::Word | T::Path => self.xml_named_option(column)?,
                _ => break,
            };
            if let (None, Some(message)) = (&problem, message) {
                problem = Some((span, message));
            }
        }
        if let Some((span, message)) = problem {
            self.complain_syntax(span, message);
        }
        Ok(())
    }

    /// PATH, which is no keyword before PostgreSQL 17, or an option that does not exist.
    fn xml_named_option(&mut self, column: &mut XmlTableColumn) -> R<Option<String>> {
        let span = self.bump();
        let option = self.ident(span).value;
        let value = self.restricted_expr()?;
        if option == "__pg__is_not_null" && self.major >= 15 {
            // PostgreSQL's own name for NOT NULL among these options.
            let message = format!("option name \"{option}\" cannot be used in XMLTABLE");
            self.complain_syntax(span, message);
            return Ok(None);
        }
        if option != "path" {
            return Ok(Some(format!("unrecognized column option \"{option}\"")));
        }
        let again = column.path.replace(value).is_some();
        Ok(again.then(|| "only one PATH value per column is allowed".to_owned()))
    }
}
