//! Names of functions and operators in texts, with and without argument types.

use super::name::Name;
use super::{schemas, type_name};
use crate::catalog::{Catalog, SchemaId, TypeId};
use crate::diagnostic::Code;
use crate::literal::cursor::is_sql_space;
use crate::literal::error::{InputError, Outcome};

/// `regprocin`: the one function of that name.
pub(super) fn function(catalog: &Catalog, text: &str) -> Outcome {
    let name = Name::parse(catalog.major(), text)?;
    match functions(catalog, &name)?.len() {
        0 => Err(no_function(text)),
        1 => Ok(()),
        _ => {
            let message = format!("more than one function named \"{text}\"");
            Err(InputError::new(Code::AmbiguousFunction, message))
        }
    }
}

/// `regprocedurein`: the function of that name and those argument types.
pub(super) fn function_with_arguments(catalog: &Catalog, text: &str) -> Outcome {
    let (name, arguments) = with_arguments(catalog, text, false)?;
    let found = functions(catalog, &name)?;
    if found.iter().any(|args| args.iter().copied().map(Some).eq(arguments.iter().copied())) {
        Ok(())
    } else {
        Err(no_function(text))
    }
}

fn no_function(text: &str) -> InputError {
    InputError::new(Code::UndefinedFunction, format!("function \"{text}\" does not exist"))
}

/// The argument types of every visible function of that name (`FuncnameGetCandidates`).
fn functions<'a>(catalog: &'a Catalog, name: &'a Name) -> Outcome<Vec<&'a [TypeId]>> {
    name.check_parts("qualified name", false)?;
    let Some(schemas) = schemas(catalog, name)? else { return Ok(Vec::new()) };
    let all = catalog.functions_named(&name.object);
    Ok(visible(&schemas, all.map(|f| (f.schema, &*f.args)).collect()))
}

/// What the schemas hold, each signature once.
fn visible<T: PartialEq + Copy>(schemas: &[SchemaId], all: Vec<(SchemaId, T)>) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for (schema, signature) in all {
        if schemas.contains(&schema) && !found.contains(&signature) {
            found.push(signature);
        }
    }
    found
}

type Sides = (Option<TypeId>, Option<TypeId>);

/// `regoperin`: the one operator of that name.
pub(super) fn operator(catalog: &Catalog, text: &str) -> Outcome {
    let found = operators(catalog, &Name::parse(catalog.major(), text)?)?;
    match found.len() {
        0 => Err(no_operator(text)),
        1 => Ok(()),
        _ => {
            let message = format!("more than one operator named {text}");
            Err(InputError::new(Code::AmbiguousFunction, message))
        }
    }
}

/// `regoperatorin`: the operator of that name and those argument types, of which one can be NONE.
pub(super) fn operator_with_arguments(catalog: &Catalog, text: &str) -> Outcome {
    let (name, arguments) = with_arguments(catalog, text, true)?;
    let sides = match arguments.as_slice() {
        [_] => {
            return Err(InputError::new(Code::UndefinedParameter, "missing argument")
                .with_hint("Use NONE to denote the missing argument of a unary operator."));
        }
        [left, right] => (*left, *right),
        _ => {
            return Err(InputError::new(Code::TooManyArguments, "too many arguments")
                .with_hint("Provide two argument types for operator."));
        }
    };
    // A schema that is not there is no error here in any major.
    let missing = name.schema.as_ref().is_some_and(|schema| catalog.schema(schema).is_none());
    if !missing && operators(catalog, &name)?.contains(&sides) {
        Ok(())
    } else {
        Err(no_operator(text))
    }
}

fn no_operator(text: &str) -> InputError {
    InputError::new(Code::UndefinedFunction, format!("operator does not exist: {text}"))
}

fn operators(catalog: &Catalog, name: &Name) -> Outcome<Vec<Sides>> {
    name.check_parts("qualified name", false)?;
    let Some(schemas) = schemas(catalog, name)? else { return Ok(Vec::new()) };
    let all = catalog.operators_named(&name.object);
    Ok(visible(&schemas, all.map(|o| (o.schema, (o.left, Some(o.right)))).collect()))
}

/// A name and argument types in parentheses (`parseNameAndArgTypes`); NONE, where it may be, is no type.
fn with_arguments(
    catalog: &Catalog,
    text: &str,
    allow_none: bool,
) -> Outcome<(Name, Vec<Option<TypeId>>)> {
    let malformed = |message: &str| InputError::new(Code::InvalidTextRepresentation, message);
    let mut quoted = false;
    let open = text.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b'(' && !quoted
    });
    let open = open.ok_or_else(|| malformed("expected a left parenthesis"))?;
    let name = Name::parse(catalog.major(), &text[..open])?;
    let major = catalog.major();
    let space = |c: char| c.is_ascii() && is_sql_space(major, c as u8);
    let rest = text[open + 1..].trim_end_matches(space);
    let arguments =
        rest.strip_suffix(')').ok_or_else(|| malformed("expected a right parenthesis"))?;
    let mut types = Vec::new();
    let mut rest = arguments;
    let mut after_comma = false;
    loop {
        rest = rest.trim_start_matches(space);
        if rest.is_empty() {
            return if after_comma {
                Err(malformed("expected a type name"))
            } else {
                Ok((name, types))
            };
        }
        let (ty, length) = argument(rest).ok_or_else(|| malformed("improper type name"))?;
        after_comma = length < rest.len();
        rest = rest.get(length + 1..).unwrap_or("");
        let ty = ty.trim_end_matches(space);
        types.push(if allow_none && ty.eq_ignore_ascii_case("none") {
            None
        } else {
            Some(type_name::resolve(catalog, ty)?)
        });
    }
}

/// The text up to a comma outside of quotes and parentheses, and its length. `None` when they are not balanced.
fn argument(text: &str) -> Option<(&str, usize)> {
    let (mut quoted, mut depth) = (false, 0_i32);
    let mut length = text.len();
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b',' if depth == 0 => {
                length = place;
                break;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            _ => {}
        }
    }
    (!quoted && depth == 0).then_some((&text[..length], length))
}
