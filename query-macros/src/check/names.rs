//! Names of the database as the block writes them: `company`, `hr.badge`.

use query_check::catalog::{Catalog, Relation, RelationKind, Type, TypeId};
use query_check::suggest::closest;

use super::Message;

/// `schema.name`, either part perhaps in double quotes. Letters are taken as they stand.
fn split(text: &str) -> (Option<String>, String) {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ => parts.last_mut().expect("there is always one").push(c),
        }
    }
    let name = parts.pop().unwrap_or_default();
    (parts.pop(), name)
}

/// The relation called `text`.
pub(crate) fn relation<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Relation, Message> {
    let (schema, name) = split(text);
    let found = match &schema {
        Some(schema) => catalog.schema(schema).and_then(|id| catalog.relation_in(id, &name)),
        None => catalog.find_relation(&name),
    };
    let is_table = |kind| {
        use RelationKind::{ForeignTable, MaterializedView, PartitionedTable, Table, View};
        matches!(kind, Table | PartitionedTable | ForeignTable | View | MaterializedView)
    };
    match found {
        Some(relation) if is_table(relation.kind) => Ok(relation),
        Some(_) => Err(Message::new(format!("`{text}` is neither a table nor a view"))),
        None => {
            let message = Message::new(format!("the snapshot has no table or view `{text}`"));
            let relations = catalog.user_relations().filter(|relation| is_table(relation.kind));
            Err(suggest(message, text, relations.map(|r| relation_name(catalog, r)).collect()))
        }
    }
}

/// The type called `text`: by the name in `pg_type`, or by that of SQL (`bigint`, `text[]`).
pub(crate) fn ty<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Type, Message> {
    if let Some(element) = text.strip_suffix("[]") {
        let element = ty(catalog, element)?;
        return match element.array {
            Some(array) => Ok(catalog.ty(array)),
            None => Err(Message::new(format!("`{text}`: there is no array of that type"))),
        };
    }
    let (schema, name) = split(text);
    let found = match &schema {
        Some(schema) => catalog.schema(schema).and_then(|id| catalog.type_in(id, &name)),
        None => catalog.find_type(&name),
    };
    let of_sql = || catalog.types().find(|ty| catalog.format_type(ty.id) == text);
    found.or_else(of_sql).ok_or_else(|| {
        let message = Message::new(format!("the snapshot has no type `{text}`"));
        let users = catalog.types().filter(|ty| !ty.id.is_builtin() && ty.element.is_none());
        suggest(message, text, users.map(|ty| catalog.format_type(ty.id)).collect())
    })
}

fn suggest(message: Message, text: &str, names: Vec<String>) -> Message {
    match closest(text, &names) {
        Some(close) => message.help(format!("did you mean `{close}`?")),
        None if names.is_empty() => message.help("it is empty: take it from a database with a schema"),
        None => message.help(
            "if it is there by now, the snapshot is out of date: `microcosm-postgres snapshot` takes a \
             new one",
        ),
    }
}

/// A relation's name as it is written here: with its schema where the search path does not find it.
pub(crate) fn relation_name(catalog: &Catalog, relation: &Relation) -> String {
    let found = catalog.find_relation(&relation.name);
    if found.is_some_and(|found| found.id == relation.id) {
        return relation.name.to_string();
    }
    format!("{}.{}", catalog.schema_name(relation.schema), relation.name)
}

/// `name` as SQL writes it, in double quotes where it needs them.
pub(crate) fn quoted(name: &str) -> String {
    query_check::catalog::quote_identifier(name)
}

/// A type as a cast names it, of whatever length: `character` and `bit` alone would be of length one.
pub(crate) fn cast(catalog: &Catalog, ty: TypeId) -> String {
    match catalog.format_type(ty).as_str() {
        "character" => "bpchar".to_owned(),
        "bit" => "\"bit\"".to_owned(),
        name => name.to_owned(),
    }
}

/// A relation as SQL names it.
pub(crate) fn quoted_relation(catalog: &Catalog, relation: &Relation) -> String {
    let found = catalog.find_relation(&relation.name);
    if found.is_some_and(|found| found.id == relation.id) {
        return quoted(&relation.name);
    }
    format!("{}.{}", quoted(catalog.schema_name(relation.schema)), quoted(&relation.name))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn names_are_split_at_dots_outside_of_quotes() {
        for (text, schema, name) in [
            ("company", None, "company"),
            ("hr.badge", Some("hr"), "badge"),
            ("\"a.b\"", None, "a.b"),
            ("hr.\"Big Table\"", Some("hr"), "Big Table"),
        ] {
            assert_eq!(split(text), (schema.map(str::to_owned), name.to_owned()), "{text}");
        }
    }
}
