//! Input of the object identifier types that take names: `regclass`, `regproc`, `regtype` … (manual, "Object
//! Identifier Types").

mod name;
mod routine;
mod type_name;

use super::error::{InputError, Outcome};
use super::integer;
use crate::catalog::{Catalog, SchemaId};
use crate::diagnostic::Code;
use name::Name;

/// The input function of `ty`, one of the types whose names start with `reg`.
pub(super) fn check(catalog: &Catalog, ty: &str, text: &str) -> Outcome {
    let operator = ty == "regoper" || ty == "regoperator";
    // A minus is an operator's name, and zero stands for none.
    if text == if operator { "0" } else { "-" } {
        return Ok(());
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return integer::unsigned(integer::OID, catalog.major(), text);
    }
    match ty {
        "regclass" => class(catalog, &Name::parse(catalog.major(), text)?),
        "regproc" => routine::function(catalog, text),
        "regprocedure" => routine::function_with_arguments(catalog, text),
        "regoper" => routine::operator(catalog, text),
        "regoperator" => routine::operator_with_arguments(catalog, text),
        "regtype" => type_name::resolve(catalog, text).map(drop),
        "regnamespace" => namespace(catalog, &Name::parse(catalog.major(), text)?),
        "regcollation" => collation(catalog, &Name::parse(catalog.major(), text)?),
        "regrole" => role(catalog.major(), &Name::parse(catalog.major(), text)?),
        "regconfig" => text_search(catalog, "configuration", &Name::parse(catalog.major(), text)?),
        "regdictionary" => text_search(catalog, "dictionary", &Name::parse(catalog.major(), text)?),
        _ => Err(InputError::unsupported(format!("literals of type {ty} cannot be checked"))),
    }
}

/// The schemas a name is looked up in: its own or those of the search path. `None` when its own does not exist,
/// which only PostgreSQL before 16 tells from the object's not existing.
fn schemas(catalog: &Catalog, name: &Name) -> Outcome<Option<Vec<SchemaId>>> {
    match &name.schema {
        None => Ok(Some(catalog.search_path().to_vec())),
        Some(schema) => match catalog.schema(schema) {
            Some(schema) => Ok(Some(vec![schema])),
            None if catalog.major() < 16 => Err(no_schema(schema)),
            None => Ok(None),
        },
    }
}

fn no_schema(name: &str) -> InputError {
    InputError::new(Code::InvalidSchemaName, format!("schema \"{name}\" does not exist"))
}

fn class(catalog: &Catalog, name: &Name) -> Outcome {
    name.check_parts("relation name", true)?;
    let schemas = schemas(catalog, name)?.unwrap_or_default();
    if schemas.iter().any(|schema| catalog.relation_in(*schema, &name.object).is_some()) {
        return Ok(());
    }
    let message = format!("relation \"{}\" does not exist", name.dotted());
    Err(InputError::new(Code::UndefinedTable, message))
}

fn namespace(catalog: &Catalog, name: &Name) -> Outcome {
    name.check_single()?;
    match catalog.schema(&name.object) {
        Some(_) => Ok(()),
        None => Err(no_schema(&name.object)),
    }
}

fn collation(catalog: &Catalog, name: &Name) -> Outcome {
    name.check_parts("qualified name", false)?;
    let schemas = schemas(catalog, name)?.unwrap_or_default();
    if schemas.iter().any(|schema| catalog.collation_in(*schema, &name.object).is_some()) {
        return Ok(());
    }
    // The operating system of the server brings more of them into pg_catalog.
    if schemas.contains(&SchemaId::PG_CATALOG) {
        let what = format!("whether collation \"{}\" exists depends on the server", name.dotted());
        return Err(InputError::unsupported(what));
    }
    let message = format!("collation \"{}\" for encoding \"UTF8\" does not exist", name.dotted());
    Err(InputError::new(Code::UndefinedObject, message))
}

/// Predefined roles, and the first major that has them.
const ROLES: [(&str, u32); 16] = [
    ("pg_checkpoint", 15),
    ("pg_create_subscription", 16),
    ("pg_database_owner", 14),
    ("pg_execute_server_program", 14),
    ("pg_maintain", 17),
    ("pg_monitor", 14),
    ("pg_read_all_data", 14),
    ("pg_read_all_settings", 14),
    ("pg_read_all_stats", 14),
    ("pg_read_server_files", 14),
    ("pg_signal_autovacuum_worker", 18),
    ("pg_signal_backend", 14),
    ("pg_stat_scan_tables", 14),
    ("pg_use_reserved_connections", 16),
    ("pg_write_all_data", 14),
    ("pg_write_server_files", 14),
];

fn role(major: u32, name: &Name) -> Outcome {
    name.check_single()?;
    let role = &*name.object;
    if ROLES.iter().any(|(known, since)| *known == role && *since <= major) {
        return Ok(());
    }
    // Nobody may create a role of this name.
    if role.starts_with("pg_") {
        let message = format!("role \"{role}\" does not exist");
        return Err(InputError::new(Code::UndefinedObject, message));
    }
    let what = format!("whether role \"{role}\" exists depends on the server");
    Err(InputError::unsupported(what))
}

/// Languages that PostgreSQL brings text search configurations and dictionaries for, but for Estonian, which it
/// has from 18 on.
const LANGUAGES: [&str; 28] = [
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

fn text_search(catalog: &Catalog, kind: &str, name: &Name) -> Outcome {
    name.check_parts("qualified name", false)?;
    let schemas = schemas(catalog, name)?.unwrap_or_default();
    let object = &*name.object;
    let language = if kind == "dictionary" { object.strip_suffix("_stem") } else { Some(object) };
    let known = object == "simple"
        || language.is_some_and(|language| {
            LANGUAGES.contains(&language) || language == "estonian" && catalog.major() >= 18
        });
    if known && schemas.contains(&SchemaId::PG_CATALOG) {
        return Ok(());
    }
    // A snapshot does not tell of those of users.
    if schemas.iter().any(|schema| *schema != SchemaId::PG_CATALOG) {
        let what = format!("whether text search {kind} \"{}\" exists is not known", name.dotted());
        return Err(InputError::unsupported(what));
    }
    let message = format!("text search {kind} \"{}\" does not exist", name.dotted());
    Err(InputError::new(Code::UndefinedObject, message))
}
