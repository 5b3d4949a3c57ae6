//! Names of types and collations (`typenameTypeIdAndMod`, `LookupTypeName`, `LookupCollation`).

use super::pathway::array_type;
use crate::analyze::Analyzer;
use crate::catalog::{CollationId, SchemaId, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::literal;
use crate::span::Span;
use crate::syntax::ast::{self, Ident, Literal, QualifiedName};

/// A dotted name as PostgreSQL prints it in messages (`NameListToString`).
pub(super) fn dotted(parts: &[Ident]) -> String {
    parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".")
}

impl Analyzer<'_> {
    /// The type of that name and its modifier; reports what is wrong with it.
    pub(crate) fn resolve_type(&mut self, name: &ast::TypeName) -> Option<(TypeId, i32)> {
        let span = Span::new(name.location, name.span.end.max(name.location));
        if name.percent_type {
            return self.column_type(name, span);
        }
        let found = self.find_type_named(&name.names, span)?;
        let wanted = if name.array_bounds.is_empty() {
            found
        } else {
            found.and_then(|ty| array_type(self.catalog, ty))
        };
        let Some(ty) = wanted else {
            self.missing_type(name, span);
            return None;
        };
        if !self.catalog.ty(ty).defined {
            let message = format!("type \"{}\" is only a shell", type_name_text(name));
            self.error(Code::UndefinedObject, span, message);
            return None;
        }
        let modifier = self.type_modifier(name, ty, span)?;
        Some((ty, modifier))
    }

    /// `relation.column%TYPE`.
    fn column_type(&mut self, name: &ast::TypeName, span: Span) -> Option<(TypeId, i32)> {
        let Some((column, relation)) = name.names.split_last().filter(|(_, r)| !r.is_empty())
        else {
            let message =
                format!("improper %TYPE reference (too few dotted names): {}", dotted(&name.names));
            self.error(Code::SyntaxError, span, message);
            return None;
        };
        let found = match relation {
            [table] => self.catalog.find_relation(&table.value),
            [schema, table] => {
                let schema = self.catalog.schema(&schema.value);
                schema.and_then(|schema| self.catalog.relation_in(schema, &table.value))
            }
            _ => None,
        };
        let Some(relation_row) = found else {
            let message = format!("relation \"{}\" does not exist", dotted(relation));
            self.error(Code::UndefinedTable, span, message);
            return None;
        };
        let column_row = relation_row.columns.iter().find(|c| *c.name == column.value);
        let Some(ty) = column_row.map(|c| c.ty) else {
            let message = format!(
                "column \"{}\" of relation \"{}\" does not exist",
                column.value, relation_row.name
            );
            self.error(Code::UndefinedColumn, span, message);
            return None;
        };
        let ty = match name.array_bounds.as_slice() {
            [] => ty,
            _ => array_type(self.catalog, ty)?,
        };
        Some((ty, -1))
    }

    /// The type of a dotted name: `None` when a schema or the name's form was reported, `Some(None)` when
    /// there is no such type.
    pub(super) fn find_type_named(
        &mut self,
        names: &[Ident],
        span: Span,
    ) -> Option<Option<TypeId>> {
        match names {
            [name] => Some(self.catalog.find_type(&name.value).map(|ty| ty.id)),
            [schema, name] => {
                let schema = self.schema_named(schema, span)?;
                Some(self.catalog.type_in(schema, &name.value).map(|ty| ty.id))
            }
            _ => {
                self.bad_qualification(names, span);
                None
            }
        }
    }

    /// The schema of a qualified name (`LookupExplicitNamespace`).
    pub(super) fn schema_named(&mut self, name: &Ident, span: Span) -> Option<SchemaId> {
        let found = self.catalog.schema(&name.value);
        if found.is_none() {
            let message = format!("schema \"{}\" does not exist", name.value);
            self.error(Code::InvalidSchemaName, span, message);
        }
        found
    }

    /// Three names are a reference into a database; more are none (`DeconstructQualifiedName`).
    pub(super) fn bad_qualification(&mut self, names: &[Ident], span: Span) {
        let text = dotted(names);
        let (code, message) = if names.len() == 3 {
            // Which database it will be is not known here, so a name of one is refused.
            let message = format!("cross-database references are not implemented: {text}");
            (Code::FeatureNotSupported, message)
        } else {
            let message = format!("improper qualified name (too many dotted names): {text}");
            (Code::SyntaxError, message)
        };
        self.error(code, span, message);
    }

    /// A type's name with its length or precision, as `format_type(oid, typmod)` prints it.
    pub(crate) fn type_name_with_modifier(&self, ty: TypeId, modifier: i32) -> String {
        literal::format_type(self.catalog, ty, modifier)
    }

    fn missing_type(&mut self, name: &ast::TypeName, span: Span) {
        let message = format!("type \"{}\" does not exist", type_name_text(name));
        let mut diagnostic = Diagnostic::new(Code::UndefinedObject, span, message);
        if let Some(last) = name.names.last() {
            let catalog = self.catalog;
            let visible = catalog.types().filter(|ty| {
                let shown = !matches!(ty.kind, TypeKind::Pseudo) && !ty.name.starts_with('_');
                shown && catalog.search_path().contains(&ty.schema)
            });
            if let Some(near) = crate::suggest::closest(&last.value, visible.map(|ty| &*ty.name)) {
                diagnostic = diagnostic.with_help(format!("did you mean \"{near}\"?"));
            }
        }
        self.report(diagnostic);
    }

    /// The modifier written with a type (`typenameTypeMod`); -1 for none.
    fn type_modifier(&mut self, name: &ast::TypeName, ty: TypeId, span: Span) -> Option<i32> {
        if name.modifiers.is_empty() {
            return Some(-1);
        }
        let element = match name.array_bounds.as_slice() {
            [] => ty,
            _ => super::pathway::element_type(self.catalog, ty).unwrap_or(ty),
        };
        if !self.catalog.ty(element).has_modifiers {
            let message =
                format!("type modifier is not allowed for type \"{}\"", type_name_text(name));
            self.error(Code::SyntaxError, span, message);
            return None;
        }
        let mut values = Vec::with_capacity(name.modifiers.len());
        for modifier in &name.modifiers {
            let text = match &modifier.kind {
                ast::ExprKind::Literal(Literal::Integer(value)) => Some(value.to_string()),
                ast::ExprKind::Literal(Literal::Number(text) | Literal::String(text)) => {
                    Some(text.clone())
                }
                ast::ExprKind::Column(column) if !column.star && column.names.len() == 1 => {
                    Some(column.names[0].value.clone())
                }
                _ => None,
            };
            let Some(text) = text else {
                let message = "type modifiers must be simple constants or identifiers";
                self.error(Code::SyntaxError, span, message);
                return None;
            };
            values.push(text);
        }
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        match literal::type_modifier(self.catalog, element, &values) {
            Ok(modifier) => Some(modifier),
            Err(error) => {
                let diagnostic = error.into_diagnostic(span);
                self.report(diagnostic);
                None
            }
        }
    }

    /// The collation of that name; reports when there is none (`LookupCollation`), at `span`: PostgreSQL blames
    /// the word COLLATE.
    pub(crate) fn resolve_collation(
        &mut self,
        name: &QualifiedName,
        span: Span,
    ) -> Option<CollationId> {
        let found = match name.parts.as_slice() {
            [name] => {
                let path = self.catalog.search_path();
                path.iter().find_map(|schema| self.catalog.collation_in(*schema, &name.value))
            }
            [schema, name] => {
                let schema = self.schema_named(schema, span)?;
                self.catalog.collation_in(schema, &name.value)
            }
            parts => {
                self.bad_qualification(parts, span);
                return None;
            }
        };
        if let Some(collation) = found {
            return Some(collation.id);
        }
        let text = dotted(&name.parts);
        let message = format!("collation \"{text}\" for encoding \"UTF8\" does not exist");
        self.error(Code::UndefinedObject, span, message);
        None
    }
}

/// A type's name as it was written (`TypeNameToString`).
fn type_name_text(name: &ast::TypeName) -> String {
    let mut text = dotted(&name.names);
    if name.percent_type {
        text.push_str("%TYPE");
    }
    if !name.array_bounds.is_empty() {
        text.push_str("[]");
    }
    text
}
