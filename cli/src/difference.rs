//! What changed between two snapshots, fact by fact.

use serde_json::{Map, Value};

/// One line for each fact that is new, gone or different.
///
/// Neither text need be a snapshot: what is no JSON counts as empty.
pub fn difference(before: &str, after: &str) -> Vec<String> {
    let parse = |text| serde_json::from_str(text).unwrap_or(Value::Null);
    let mut changes = Vec::new();
    compare(&mut Vec::new(), &parse(before), &parse(after), &mut changes);
    changes
}

fn compare(path: &mut Vec<String>, before: &Value, after: &Value, changes: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) if !is_fact(path) => {
            for name in keys(before, after) {
                path.push(name.clone());
                let (before, after) = (before.get(&name), after.get(&name));
                compare(path, before.unwrap_or(&EMPTY), after.unwrap_or(&EMPTY), changes);
                path.pop();
            }
        }
        (Value::Array(_) | Value::Null, Value::Array(_) | Value::Null) if !is_fact(path) => {
            compare_lists(path, before, after, changes);
        }
        _ if before == after => {}
        (Value::Null, after) => changes.push(format!("+ {}: {after}", path.join(" "))),
        (before, Value::Null) => changes.push(format!("- {}: {before}", path.join(" "))),
        (before, after) => {
            changes.push(format!("~ {}: {before} is now {after}", path.join(" ")));
        }
    }
}

const EMPTY: Value = Value::Null;

/// A section, a relation in it, a list of that, an element: below that things are compared whole.
fn is_fact(path: &[String]) -> bool {
    match path.first().map(String::as_str) {
        Some("relations" | "composites") => path.len() >= 4,
        _ => path.len() >= 2,
    }
}

fn keys(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let added = after.keys().filter(|key| !before.contains_key(*key));
    before.keys().chain(added).cloned().collect()
}

fn compare_lists(path: &mut Vec<String>, before: &Value, after: &Value, changes: &mut Vec<String>) {
    let named = |list: &Value| -> Map<String, Value> {
        let elements = list.as_array().into_iter().flatten();
        elements.map(|element| (identity(element), element.clone())).collect()
    };
    let (named_before, named_after) = (named(before), named(after));
    let found = changes.len();
    for name in keys(&named_before, &named_after) {
        path.push(name.clone());
        let (before, after) = (named_before.get(&name), named_after.get(&name));
        compare(path, before.unwrap_or(&EMPTY), after.unwrap_or(&EMPTY), changes);
        path.pop();
    }
    if changes.len() == found && before != after {
        changes.push(format!("~ {}: the order changed", path.join(" ")));
    }
}

/// What tells an element of a list from the others.
fn identity(element: &Value) -> String {
    let Value::Object(object) = element else {
        return element.as_str().map_or_else(|| element.to_string(), str::to_owned);
    };
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let mut parts: Vec<String> = ["name", "method", "family", "left", "right", "source", "target"]
        .iter()
        .filter_map(|key| text(key).map(str::to_owned))
        .collect();
    parts.extend(object.get("strategy").map(Value::to_string));
    if let Some(args) = object.get("args").and_then(Value::as_array) {
        let args: Vec<&str> = args.iter().filter_map(Value::as_str).collect();
        parts.push(format!("({})", args.join(", ")));
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::difference;

    const BEFORE: &str = r#"{"format": 1, "server": 15, "enums": [{"name": "public.kind", "labels": ["a"]}],
      "relations": [
        {"name": "public.company", "kind": "table", "columns": [
           {"name": "id", "type": "uuid"}, {"name": "name", "type": "text"}]},
        {"name": "public.gone", "kind": "table", "columns": [{"name": "id", "type": "uuid"}]}],
      "functions": [{"name": "public.f", "args": ["int4"], "returns": "int4"}]}"#;

    #[test]
    fn each_fact_that_changed_has_its_line() {
        let after = BEFORE
            .replace("\"server\": 15", "\"server\": 16")
            .replace("[\"a\"]", "[\"a\", \"b\"]")
            .replace(
                "\"type\": \"text\"}",
                "\"type\": \"text\", \"not_null\": true}, {\"name\": \"x\", \"type\": \"int4\"}",
            )
            .replace("\"returns\": \"int4\"", "\"returns\": \"int8\"")
            .replace("public.gone", "public.new");
        assert_eq!(
            difference(BEFORE, &after),
            [
                r#"~ enums public.kind: {"labels":["a"],"name":"public.kind"} is now {"labels":["a","b"],"name":"public.kind"}"#,
                r#"~ functions public.f (int4): {"args":["int4"],"name":"public.f","returns":"int4"} is now {"args":["int4"],"name":"public.f","returns":"int8"}"#,
                r#"~ relations public.company columns name: {"name":"name","type":"text"} is now {"name":"name","not_null":true,"type":"text"}"#,
                r#"+ relations public.company columns x: {"name":"x","type":"int4"}"#,
                r#"- relations public.gone: {"columns":[{"name":"id","type":"uuid"}],"kind":"table","name":"public.gone"}"#,
                r#"+ relations public.new: {"columns":[{"name":"id","type":"uuid"}],"kind":"table","name":"public.new"}"#,
                "~ server: 15 is now 16",
            ]
        );
    }

    #[test]
    fn another_order_is_a_change() {
        let after = BEFORE.replace(
            r#"{"name": "id", "type": "uuid"}, {"name": "name", "type": "text"}"#,
            r#"{"name": "name", "type": "text"}, {"name": "id", "type": "uuid"}"#,
        );
        assert_eq!(
            difference(BEFORE, &after),
            ["~ relations public.company columns: the order changed"]
        );
        assert!(difference(BEFORE, BEFORE).is_empty());
    }
}
