//! Names of types in texts, in the full grammar of SQL (`parseTypeString`).

use crate::catalog::{Catalog, TypeId};
use crate::diagnostic::Code;
use crate::literal::cursor::is_sql_space;
use crate::literal::error::{InputError, Outcome};
use crate::literal::type_modifier;
use crate::syntax;
use crate::syntax::ast::{ExprKind, Literal, TypeName};

/// The type that `text` names.
pub(super) fn resolve(catalog: &Catalog, text: &str) -> Outcome<TypeId> {
    let invalid = || {
        let message = format!("invalid type name \"{text}\"");
        InputError::new(Code::SyntaxError, message)
    };
    if text.bytes().all(|b| is_sql_space(catalog.major(), b)) {
        return Err(invalid());
    }
    let name = match syntax::parse_type_name(text, catalog.major()) {
        Ok(name) => name,
        Err(diagnostics) => {
            let Some(first) = diagnostics.into_iter().next() else { return Err(invalid()) };
            let mut error = InputError::new(first.code, first.message);
            // The parser's help is for statements; PostgreSQL gives no hint here.
            error.sqlstate = first.sqlstate;
            return Err(error);
        }
    };
    if name.setof {
        return Err(invalid());
    }
    let dotted: Vec<&str> = name.names.iter().map(|part| part.value.as_str()).collect();
    let is_array = !name.array_bounds.is_empty();
    let qualified = dotted.join(".");
    let printed = if is_array { format!("{qualified}[]") } else { qualified.clone() };
    let found = match dotted.as_slice() {
        [name] => catalog.find_type(name),
        [schema, name] => {
            let schema = catalog.schema(schema).ok_or_else(|| super::no_schema(schema))?;
            catalog.type_in(schema, name)
        }
        [_, _, _] => {
            let message = format!("cross-database references are not implemented: {qualified}");
            return Err(InputError::new(Code::FeatureNotSupported, message));
        }
        _ => {
            let message = format!("improper qualified name (too many dotted names): {qualified}");
            return Err(InputError::new(Code::SyntaxError, message));
        }
    };
    let undefined = |message: String| InputError::new(Code::UndefinedObject, message);
    let missing = || undefined(format!("type \"{printed}\" does not exist"));
    let element = found.ok_or_else(missing)?;
    let ty = if is_array { array_of(catalog, element.id).ok_or_else(missing)? } else { element.id };
    if !catalog.ty(ty).defined {
        return Err(undefined(format!("type \"{printed}\" is only a shell")));
    }
    check_modifiers(catalog, element.id, &name, &printed)?;
    Ok(ty)
}

/// The array type over `ty`; an array's is itself.
fn array_of(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    let row = catalog.ty(ty);
    match row.subscript {
        crate::catalog::Subscript::Array if row.element.is_some() => Some(ty),
        _ => row.array,
    }
}

/// The modifiers written with the name must be valid, though the result does without them.
fn check_modifiers(catalog: &Catalog, ty: TypeId, name: &TypeName, printed: &str) -> Outcome {
    let syntax = |message: String| InputError::new(Code::SyntaxError, message);
    if name.modifiers.is_empty() {
        return Ok(());
    }
    if !catalog.ty(ty).has_modifiers {
        return Err(syntax(format!("type modifier is not allowed for type \"{printed}\"")));
    }
    let mut texts = Vec::with_capacity(name.modifiers.len());
    for modifier in &name.modifiers {
        texts.push(match &modifier.kind {
            ExprKind::Literal(Literal::Integer(value)) => value.to_string(),
            ExprKind::Literal(Literal::Number(text) | Literal::String(text)) => text.clone(),
            ExprKind::Column(column) if !column.star && column.names.len() == 1 => {
                column.names[0].value.clone()
            }
            _ => {
                let message = "type modifiers must be simple constants or identifiers";
                return Err(syntax(message.to_owned()));
            }
        });
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    type_modifier(catalog, ty, &texts).map(drop)
}
