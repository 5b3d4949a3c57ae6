//! Names of schemas, types, relations, functions and extensions by OID.

use std::collections::HashMap;

use query_check::snapshot::{QualifiedName, print_type};
use tokio_postgres::{Client, Error};

/// Names by OID.
pub(super) struct Names {
    schemas: HashMap<u32, String>,
    types: HashMap<u32, TypeName>,
    relations: HashMap<u32, (u32, String)>,
    functions: HashMap<u32, (u32, String)>,
    operators: HashMap<u32, (u32, String)>,
    collations: HashMap<u32, (u32, String)>,
    /// The extension of an object: (catalog's name, OID) to the extension's name.
    extensions: HashMap<(String, u32), String>,
}

struct TypeName {
    schema: u32,
    name: String,
    /// The element, for a true array type.
    element: Option<u32>,
    array: u32,
}

/// A schema that comes with PostgreSQL.
fn is_builtin(schema: &str) -> bool {
    matches!(schema, "pg_catalog" | "information_schema")
}

/// A schema of a session's temporary objects, or of what tables keep out of line.
///
/// Objects of users' in `pg_catalog` are no less users': some extensions put theirs there.
pub(super) fn is_hidden(schema: &str) -> bool {
    schema == "pg_toast" || schema.starts_with("pg_temp_") || schema.starts_with("pg_toast_temp_")
}

async fn pairs(client: &Client, sql: &str) -> Result<HashMap<u32, (u32, String)>, Error> {
    let rows = client.query(sql, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect())
}

impl Names {
    pub(super) async fn read(client: &Client) -> Result<Self, Error> {
        let schemas = client.query("SELECT oid, nspname::text FROM pg_namespace", &[]).await?;
        let types = client
            .query(
                "SELECT t.oid, t.typnamespace, t.typname::text, t.typarray, \
                        CASE WHEN t.typelem <> 0 AND e.typarray = t.oid THEN t.typelem END \
                   FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem",
                &[],
            )
            .await?;
        let types = types.iter().map(|row| {
            let name = TypeName {
                schema: row.get(1),
                name: row.get(2),
                array: row.get(3),
                element: row.get(4),
            };
            (row.get(0), name)
        });
        let extensions = client
            .query(
                "SELECT d.classid::regclass::text, d.objid, e.extname::text \
                   FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid \
                  WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'",
                &[],
            )
            .await?;
        let extensions = extensions.iter().map(|row| {
            let catalog: String = row.get(0);
            let catalog = catalog.rsplit('.').next().unwrap_or_default().to_owned();
            ((catalog, row.get(1)), row.get(2))
        });
        Ok(Self {
            schemas: schemas.iter().map(|row| (row.get(0), row.get(1))).collect(),
            types: types.collect(),
            relations: pairs(client, "SELECT oid, relnamespace, relname::text FROM pg_class")
                .await?,
            functions: pairs(client, "SELECT oid, pronamespace, proname::text FROM pg_proc")
                .await?,
            operators: pairs(client, "SELECT oid, oprnamespace, oprname::text FROM pg_operator")
                .await?,
            collations: pairs(
                client,
                "SELECT oid, collnamespace, collname::text FROM pg_collation",
            )
            .await?,
            extensions: extensions.collect(),
        })
    }

    /// The schemas that are not PostgreSQL's own, sorted.
    pub(super) fn own_schemas(&self) -> Vec<String> {
        let mut schemas: Vec<String> =
            self.schemas.values().filter(|s| !is_hidden(s) && !is_builtin(s)).cloned().collect();
        schemas.sort();
        schemas
    }

    pub(super) fn schema(&self, oid: u32) -> &str {
        self.schemas.get(&oid).map_or("", String::as_str)
    }

    /// A name in a schema.
    pub(super) fn qualified(&self, schema: u32, name: &str) -> String {
        QualifiedName::print(self.schema(schema), name)
    }

    fn of(&self, names: &HashMap<u32, (u32, String)>, oid: u32) -> String {
        names.get(&oid).map_or_else(String::new, |(schema, name)| self.qualified(*schema, name))
    }

    pub(super) fn relation(&self, oid: u32) -> String {
        self.of(&self.relations, oid)
    }

    pub(super) fn function(&self, oid: u32) -> String {
        self.of(&self.functions, oid)
    }

    pub(super) fn collation(&self, oid: u32) -> String {
        self.of(&self.collations, oid)
    }

    pub(super) fn operator(&self, oid: u32) -> String {
        self.operators.get(&oid).map_or_else(String::new, |(schema, symbol)| {
            QualifiedName::print_operator(self.schema(*schema), symbol)
        })
    }

    /// A type with its modifier (-1 for none).
    pub(super) fn type_with(&self, oid: u32, modifier: i32) -> String {
        let Some(found) = self.types.get(&oid) else { return String::new() };
        match found.element {
            Some(element) => print_type(&self.type_name(element), modifier, true),
            None => print_type(&self.type_name(oid), modifier, false),
        }
    }

    /// A type without modifier.
    pub(super) fn ty(&self, oid: u32) -> String {
        self.type_with(oid, -1)
    }

    fn type_name(&self, oid: u32) -> String {
        let found = self.types.get(&oid);
        found.map_or_else(String::new, |found| self.qualified(found.schema, &found.name))
    }

    /// The name of a type's array type where it is not the usual one.
    pub(super) fn odd_array(&self, oid: u32) -> Option<String> {
        let found = self.types.get(&oid)?;
        let array = self.types.get(&found.array)?;
        (array.name != format!("_{}", found.name)).then(|| array.name.clone())
    }

    /// The extension an object belongs to; `catalog` is the system catalog it stands in.
    pub(super) fn extension(&self, catalog: &str, oid: u32) -> Option<String> {
        self.extensions.get(&(catalog.to_owned(), oid)).cloned()
    }
}
