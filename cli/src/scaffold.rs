//! `scaffold`: a table's model, its enums and a store, as Rust to paste.

use std::fmt::Write as _;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use query_check::catalog::{
    Catalog, Column, Relation, RelationKind, SchemaId, Subscript, TypeId, TypeKind,
    quote_identifier,
};
use query_check::checked::CheckOptions;
use query_check::suggest::closest;

use crate::failure::Failure;

/// The Rust type that a field has for each type of PostgreSQL, unless another is chosen.
const RUST_TYPES: &[(&str, &str)] = &[
    ("bool", "bool"),
    ("int2", "i16"),
    ("int4", "i32"),
    ("int8", "i64"),
    ("float4", "f32"),
    ("float8", "f64"),
    ("text", "String"),
    ("varchar", "String"),
    ("bpchar", "String"),
    ("name", "String"),
    ("uuid", "Uuid"),
    ("timestamptz", "DateTime<Utc>"),
    ("timestamp", "NaiveDateTime"),
    ("date", "NaiveDate"),
    ("time", "NaiveTime"),
    ("numeric", "Decimal"),
    ("jsonb", "Value"),
    ("json", "Value"),
    ("inet", "IpAddr"),
    ("cidr", "IpCidr"),
    ("macaddr", "MacAddr"),
    ("macaddr8", "MacAddr8"),
    ("interval", "Interval"),
    ("timetz", "TimeTz"),
    ("money", "Money"),
    ("xml", "Xml"),
    ("jsonpath", "JsonPath"),
    ("tsvector", "TsVector"),
    ("bit", "BitVec"),
    ("varbit", "BitVec"),
    ("point", "Point<f64>"),
    ("box", "Rect<f64>"),
    ("path", "LineString<f64>"),
    ("pg_lsn", "PgLsn"),
    ("bytea", "Vec<u8>"),
    ("char", "i8"),
    ("oid", "u32"),
];

/// A table on its way to Rust.
struct Scaffold<'c> {
    catalog: &'c Catalog,
    /// Enums and types of one's own that the fields need: by name, once.
    declarations: Vec<String>,
}

/// The model, enums and store for `table`, named as in SQL, perhaps with its schema.
///
/// # Errors
/// When there is no such table.
pub fn scaffold(catalog: &Catalog, table: &str) -> Result<String, Failure> {
    let relation = find(catalog, table)?;
    let is_view = matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
    let name = relation.name.to_upper_camel_case();
    let sql_name = plain_name(catalog, relation.schema, &relation.name);
    let mut scaffold = Scaffold { catalog, declarations: Vec::new() };
    let quoted = format!(
        "{}.{}",
        quote_identifier(catalog.schema_name(relation.schema)),
        quote_identifier(&relation.name)
    );
    let nullable = scaffold.nullable(relation, &quoted);
    let mut fields = String::new();
    for (column, nullable) in relation.columns.iter().zip(nullable) {
        let ty = scaffold.rust_type(column.ty);
        let ty = if nullable { format!("Option<{ty}>") } else { ty };
        let field = field_name(&column.name);
        if field != column.name {
            let _ = writeln!(fields, "    #[column = {:?}]", column.name);
        }
        let _ = writeln!(fields, "    {field}: {ty},");
    }
    let mut text = String::new();
    for declaration in &scaffold.declarations {
        let _ = writeln!(text, "{declaration}\n");
    }
    let article = if is_view { "A row of the view" } else { "A row of" };
    let _ = writeln!(text, "/// {article} `{sql_name}`.\n#[derive(Debug, Clone, PartialEq)]");
    let _ = writeln!(text, "pub model {name} = {sql_name:?} {{\n{fields}}}\n");
    let operations = operations(catalog, relation, &quoted, is_view);
    let _ = writeln!(text, "pub store {name}Store for {name} {{\n    {operations};\n}}");
    Ok(text)
}

fn find<'c>(catalog: &'c Catalog, table: &str) -> Result<&'c Relation, Failure> {
    let found = match table.split_once('.') {
        Some((schema, name)) => {
            catalog.schema(schema).and_then(|schema| catalog.relation_in(schema, name))
        }
        None => catalog.find_relation(table),
    };
    let has_rows = |relation: &&Relation| {
        use RelationKind::{ForeignTable, MaterializedView, PartitionedTable, Table, View};
        matches!(relation.kind, Table | PartitionedTable | ForeignTable | View | MaterializedView)
    };
    found.filter(has_rows).ok_or_else(|| {
        let names = catalog.user_relations().filter(has_rows);
        let names: Vec<_> =
            names.map(|relation| plain_name(catalog, relation.schema, &relation.name)).collect();
        let advice = match closest(table, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "it holds no table at all: take it anew".to_owned(),
            None => format!("its tables are {}", names.join(", ")),
        };
        Failure::new(format!("the snapshot has no table `{table}`"), advice)
    })
}

/// The name as `store!` takes it: with its schema where that is not the first on the search path.
fn plain_name(catalog: &Catalog, schema: SchemaId, name: &str) -> String {
    let first_found = catalog.find_relation(name).map(|relation| relation.schema);
    let type_found = catalog.find_type(name).map(|ty| ty.schema);
    if first_found == Some(schema) || type_found == Some(schema) {
        name.to_owned()
    } else {
        format!("{}.{name}", catalog.schema_name(schema))
    }
}

impl Scaffold<'_> {
    /// For each column whether it can be NULL, as the compiler will judge it.
    fn nullable(&self, relation: &Relation, quoted: &str) -> Vec<bool> {
        let name = |column: &Column| quote_identifier(&column.name).to_string();
        let columns: Vec<_> = relation.columns.iter().map(name).collect();
        let sql = format!("SELECT {} FROM {quoted}", columns.join(", "));
        let checked = query_check::check(self.catalog, &sql, &CheckOptions::default());
        if checked.columns.len() == relation.columns.len() && checked.diagnostics.is_empty() {
            checked.columns.iter().map(|column| column.nullable).collect()
        } else {
            relation.columns.iter().map(|column| !column.not_null).collect()
        }
    }

    fn rust_type(&mut self, id: TypeId) -> String {
        let id = self.catalog.base_type(id);
        let ty = self.catalog.ty(id);
        if ty.subscript == Subscript::Array
            && let Some(element) = ty.element
        {
            return format!("Vec<{}>", self.rust_type(element));
        }
        if ty.schema == SchemaId::PG_CATALOG
            && let Some((_, rust)) = RUST_TYPES.iter().find(|(name, _)| *name == ty.name)
        {
            return (*rust).to_owned();
        }
        match ty.kind {
            TypeKind::Range { subtype, .. } => {
                return format!("PgRange<{}>", self.rust_type(subtype));
            }
            TypeKind::Multirange { range } if id.is_builtin() => {
                return self.rust_type(range).replacen("PgRange", "PgMultirange", 1);
            }
            _ => {}
        }
        let name = ty.name.to_upper_camel_case();
        let sql_name = plain_name(self.catalog, ty.schema, &ty.name);
        let declaration = match &ty.kind {
            TypeKind::Enum(labels) => enumeration(&name, &sql_name, labels),
            // Its Rust type is for the reader to write: it implements `FromSql` and `ToSql`.
            _ => format!("type {name} = {sql_name:?};"),
        };
        if !self.declarations.contains(&declaration) {
            self.declarations.push(declaration);
        }
        name
    }
}

fn enumeration(name: &str, sql_name: &str, labels: &[String]) -> String {
    let mut text = format!("/// `{sql_name}`.\npub enum {name} = {sql_name:?} {{\n");
    for label in labels {
        let mut variant = label.to_upper_camel_case();
        if !variant.starts_with(|c: char| c.is_alphabetic()) {
            variant.insert_str(0, "Label");
        }
        if variant.to_snake_case() != label.to_snake_case() {
            let _ = writeln!(text, "    #[label = {label:?}]");
        }
        let _ = writeln!(text, "    {variant},");
    }
    text + "}"
}

/// Words that are no names in Rust 2024, raw or otherwise written by rustc's own lists.
const KEYWORDS: &str = " abstract as async await become box break const continue crate do dyn else enum \
    extern false final fn for gen if impl in let loop macro match mod move mut override priv pub ref return \
    self static struct super trait true try type typeof unsafe unsized use virtual where while yield ";

/// A name in Rust for the column: its own wherever that is one.
fn field_name(column: &str) -> String {
    let mut name: String =
        column.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if name != column {
        name = name.to_snake_case();
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    if KEYWORDS.contains(&format!(" {name} ")) || name.trim_matches('_').is_empty() {
        name.push('_');
    }
    name
}

/// The standard operations that the table supports.
fn operations(catalog: &Catalog, relation: &Relation, quoted: &str, is_view: bool) -> String {
    let mut operations = Vec::new();
    if !is_view {
        operations.push("create".to_owned());
        if let Some(key) = &relation.primary_key {
            operations.push("retrieve".to_owned());
            let can_be_set = |(place, column): (usize, &Column)| {
                let in_key = key.iter().any(|column| usize::from(*column) == place);
                let by_database = column.generated || column.identity.is_some();
                let once = column.name == "created_at" && column.ty == TypeId::TIMESTAMPTZ;
                !in_key && !by_database && !once
            };
            if relation.columns.iter().enumerate().any(can_be_set) {
                operations.extend(["update", "update_with_diff", "replace"].map(str::to_owned));
            }
            let sql = format!("DELETE FROM {quoted} WHERE true");
            let checked = query_check::check(catalog, &sql, &CheckOptions::default());
            let mut reached: Vec<String> = Vec::new();
            for relation in checked.cascades.iter().filter_map(|c| catalog.relation(c.relation)) {
                let name = plain_name(catalog, relation.schema, &relation.name);
                if !reached.contains(&name) {
                    reached.push(name);
                }
            }
            operations.push(match reached.is_empty() {
                true => "delete".to_owned(),
                false => format!("delete cascades({})", reached.join(", ")),
            });
        }
    }
    operations.extend(["count", "search()", "search_first()"].map(str::to_owned));
    operations.join(", ")
}
