//! `describe`: the checker's answer for each line of standard input, as one line of JSON.

use std::io::{BufRead, Write};

use query_check::catalog::{Catalog, FunctionId, ReferentialAction, RelationId, SchemaId};
use query_check::checked::{CheckOptions, Checked, FiredKind, Rows};
use query_check::diagnostic::{Code, Diagnostic};
use query_check::syntax::ast::Param;
use serde_json::{Value, json};

/// Answers every line of `input`, in order; a line that cannot be read gets an answer that says so.
///
/// # Errors
/// When the input cannot be read or the output cannot be written.
pub fn describe(
    catalog: &Catalog,
    input: impl BufRead,
    mut output: impl Write,
) -> std::io::Result<()> {
    for line in input.split(b'\n') {
        // What is no UTF-8 is told as what is no JSON; it does not end the answers.
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        serde_json::to_writer(&mut output, &answer(catalog, &line))?;
        output.write_all(b"\n")?;
    }
    output.flush()
}

fn answer(catalog: &Catalog, line: &str) -> Value {
    let request: Value = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => return refusal(&Value::Null, &format!("this line is no JSON: {error}")),
    };
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let Some(sql) = request.get("sql").and_then(Value::as_str) else {
        return refusal(&id, "this line has no \"sql\" that is a string");
    };
    // One statement must not take the others down, whatever is wrong with the checker.
    let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(catalog, sql)));
    match checked {
        Ok(checked) => rendered(catalog, id, &checked),
        Err(_) => refusal(&id, "the checker failed on this statement: please report it"),
    }
}

/// Checks a statement as the server reads it; where that is no statement, with parameters as `:name`.
///
/// In this order, for `a[b:c]` holds no parameter.
pub fn check(catalog: &Catalog, sql: &str) -> Checked {
    let options = |named_parameters| CheckOptions { named_parameters, ..CheckOptions::default() };
    let checked = query_check::check(catalog, sql, &options(false));
    let syntax_error = |d: &Diagnostic| d.code == Code::SyntaxError;
    if !checked.diagnostics.first().is_some_and(syntax_error) || !sql.contains(':') {
        return checked;
    }
    let named = query_check::check(catalog, sql, &options(true));
    let grammatical = !named.diagnostics.first().is_some_and(syntax_error);
    let has_names = named.parameters.iter().any(|p| matches!(p.name, Param::Name(_)));
    if grammatical && has_names { named } else { checked }
}

fn refusal(id: &Value, message: &str) -> Value {
    json!({
        "id": id,
        "ok": false,
        "diagnostics": [{
            "code": "unsupported", "sqlstate": null, "message": message,
            "start": 0, "end": 0, "help": null,
        }],
        "house": [],
    })
}

/// The answer as JSON.
pub fn rendered(catalog: &Catalog, id: Value, checked: &Checked) -> Value {
    let house: Vec<Value> = checked.house.iter().map(diagnostic).collect();
    if !checked.diagnostics.is_empty() {
        let diagnostics: Vec<Value> = checked.diagnostics.iter().map(diagnostic).collect();
        return json!({ "id": id, "ok": false, "diagnostics": diagnostics, "house": house });
    }
    let params: Vec<Value> = checked
        .parameters
        .iter()
        .map(|parameter| {
            let name = match &parameter.name {
                Param::Number(number) => format!("${number}"),
                Param::Name(name) => name.clone(),
            };
            let ty = catalog.format_type(parameter.ty);
            json!({ "name": name, "type": ty, "nullable": parameter.nullable })
        })
        .collect();
    let columns: Vec<Value> = checked
        .columns
        .iter()
        .map(|column| {
            // RowDescription tells a domain's base type.
            let ty = catalog.format_type(catalog.base_type(column.ty));
            json!({ "name": column.name, "type": ty, "nullable": column.nullable })
        })
        .collect();
    let table = |id: RelationId| qualified(catalog, id);
    let cascades: Vec<Value> = checked
        .cascades
        .iter()
        .map(|cascade| {
            json!({
                "table": table(cascade.relation),
                "constraint": cascade.constraint,
                "action": action(cascade.action),
            })
        })
        .collect();
    let mut writes: Vec<String> =
        checked.writes.iter().map(|write| table(write.relation)).collect();
    writes.sort();
    writes.dedup();
    let sorted = |ids: &[RelationId]| {
        let mut tables: Vec<String> = ids.iter().map(|id| table(*id)).collect();
        tables.sort();
        tables
    };
    let fires: Vec<Value> = checked
        .fires
        .iter()
        .map(|one| {
            let (name, kind) = (&one.name, fired(one.kind));
            json!({ "table": table(one.relation), "kind": kind, "name": name })
        })
        .collect();
    json!({
        "id": id,
        "ok": true,
        "params": params,
        "columns": columns,
        "rows": rows(checked.rows),
        "reads": sorted(&checked.reads),
        "locks": sorted(&checked.locks),
        "writes": writes,
        "cascades": cascades,
        "fires": fires,
        "volatile": volatile(catalog, &checked.volatile),
        "house": house,
    })
}

pub(crate) fn qualified(catalog: &Catalog, id: RelationId) -> String {
    catalog.relation(id).map_or_else(String::new, |relation| {
        format!("{}.{}", catalog.schema_name(relation.schema), relation.name)
    })
}

fn diagnostic(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code.name(),
        "sqlstate": diagnostic.sqlstate.map(|state| state.0),
        "message": diagnostic.message,
        "start": diagnostic.span.start,
        "end": diagnostic.span.end,
        "help": diagnostic.help,
    })
}

pub(crate) fn fired(kind: FiredKind) -> &'static str {
    match kind {
        FiredKind::Trigger => "trigger",
        FiredKind::Rule => "rule",
    }
}

/// The names of functions, those of the catalog without their schema.
pub(crate) fn volatile(catalog: &Catalog, functions: &[FunctionId]) -> Vec<String> {
    let found = functions.iter().filter_map(|id| catalog.function(*id));
    let mut names: Vec<String> = found
        .map(|function| match function.schema {
            SchemaId::PG_CATALOG => function.name.to_string(),
            schema => format!("{}.{}", catalog.schema_name(schema), function.name),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

pub(crate) fn rows(rows: Rows) -> &'static str {
    match rows {
        Rows::None => "none",
        Rows::One => "one",
        Rows::AtMostOne => "at_most_one",
        Rows::Many => "many",
    }
}

pub(crate) fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "no action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    }
}
