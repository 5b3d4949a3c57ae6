//! The snapshot's text: sorted by the taker, one fact a line.

use serde::Serialize;

use super::{Composite, Relation, Snapshot};

impl Snapshot {
    /// The text of the file, which [`Snapshot::from_json`] reads.
    pub fn to_json(&self) -> String {
        let mut file = Object::new(0);
        file.value("format", &self.format);
        file.value("server", &self.server);
        file.value("search_path", &self.search_path);
        file.list("schemas", &self.schemas);
        file.list("extensions", &self.extensions);
        file.list("collations", &self.collations);
        file.list("enums", &self.enums);
        file.list("domains", &self.domains);
        file.blocks("composites", &self.composites, composite);
        file.list("ranges", &self.ranges);
        file.list("base_types", &self.base_types);
        file.blocks("relations", &self.relations, relation);
        file.list("functions", &self.functions);
        file.list("operators", &self.operators);
        file.list("casts", &self.casts);
        file.list("operator_classes", &self.operator_classes);
        file.list("family_operators", &self.family_operators);
        file.list("in_ranges", &self.in_ranges);
        file.end() + "\n"
    }
}

fn composite(composite: &Composite) -> String {
    let mut object = Object::new(2);
    object.value("name", &composite.name);
    object.option("array", composite.array.as_ref());
    object.option("extension", composite.extension.as_ref());
    object.list("attributes", &composite.attributes);
    object.end()
}

fn relation(relation: &Relation) -> String {
    let mut object = Object::new(2);
    object.value("name", &relation.name);
    object.value("kind", &relation.kind);
    object.option("array", relation.array.as_ref());
    object.option("extension", relation.extension.as_ref());
    object.option("partition", relation.partition.then_some(&true));
    object.list("parents", &relation.parents);
    object.option("row_security", relation.row_security.then_some(&true));
    object.option("writable", Some(&relation.writable).filter(|w| !w.is_empty()));
    object.list("columns", &relation.columns);
    object.list("unique_keys", &relation.unique_keys);
    object.list("exclusions", &relation.exclusions);
    object.list("checks", &relation.checks);
    object.list("foreign_keys", &relation.foreign_keys);
    object.list("indexes", &relation.indexes);
    object.list("triggers", &relation.triggers);
    object.list("rules", &relation.rules);
    object.list("definition", &relation.definition);
    object.end()
}

/// A JSON object, a member a line, its lists an element a line.
struct Object {
    text: String,
    indent: usize,
}

impl Object {
    fn new(indent: usize) -> Self {
        Self { text: "{".to_owned(), indent }
    }

    fn member(&mut self, name: &str, value: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.line(1);
        self.text.push_str(&json(name));
        self.text.push_str(": ");
        self.text.push_str(value);
    }

    fn line(&mut self, deeper: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', self.indent + deeper));
    }

    fn value(&mut self, name: &str, value: &impl Serialize) {
        self.member(name, &json(value));
    }

    fn option<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.value(name, value);
        }
    }

    /// An empty list is left out.
    fn list<T: Serialize>(&mut self, name: &str, elements: &[T]) {
        self.blocks(name, elements, json);
    }

    fn blocks<T>(&mut self, name: &str, elements: &[T], print: impl Fn(&T) -> String) {
        if elements.is_empty() {
            return;
        }
        self.member(name, "[");
        for (place, element) in elements.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            self.line(2);
            self.text.push_str(&print(element));
        }
        self.line(1);
        self.text.push(']');
    }

    fn end(mut self) -> String {
        self.line(0);
        self.text.push('}');
        self.text
    }
}

/// One value on one line, with a space after each comma and colon outside of strings.
fn json(value: &(impl Serialize + ?Sized)) -> String {
    // Values here are strings, numbers, booleans and structs and lists of them: none can fail to print.
    let compact = serde_json::to_string(value).unwrap_or_default();
    let mut text = String::with_capacity(compact.len() + compact.len() / 8);
    let (mut in_string, mut escaped) = (false, false);
    for c in compact.chars() {
        text.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            '"' => in_string = !in_string,
            ',' | ':' if !in_string => text.push(' '),
            _ => {}
        }
    }
    text
}
