//! Names of types for people: `format_type`.

use super::{Catalog, TypeId, TypeKind};

impl Catalog {
    /// The name of a type as `format_type(oid, NULL)` prints it: SQL's own names for the common types,
    /// qualified when the search path does not find it, `[]` for arrays.
    pub fn format_type(&self, id: TypeId) -> String {
        if id == TypeId::INVALID {
            return "???".to_owned();
        }
        let ty = self.ty(id);
        // The fixed vectors can be subscripted as arrays, but go by their own names.
        let is_array = ty.subscript == super::Subscript::Array
            && ty.element.is_some()
            && !matches!(id, TypeId::INT2VECTOR | TypeId::OIDVECTOR);
        if let (true, Some(element)) = (is_array, ty.element) {
            return self.format_type(element) + "[]";
        }
        if let Some(name) = sql_name(id) {
            return name.to_owned();
        }
        let visible = self.find_type(&ty.name).is_some_and(|found| found.id == id);
        let name = quote_identifier(&ty.name);
        if visible {
            name
        } else {
            format!("{}.{name}", quote_identifier(self.schema_name(ty.schema)))
        }
    }

    /// The type a domain is over and the modifier it has there; any other type as it is.
    pub fn base_type_and_modifier(&self, id: TypeId, modifier: i32) -> (TypeId, i32) {
        let (mut id, mut modifier) = (id, modifier);
        while let TypeKind::Domain { base, modifier: own, .. } = self.ty(id).kind {
            (id, modifier) = (base, own);
        }
        (id, modifier)
    }

    /// Looks through domains to the type they are over.
    pub fn base_type(&self, id: TypeId) -> TypeId {
        let mut id = id;
        while let TypeKind::Domain { base, .. } = self.ty(id).kind {
            id = base;
        }
        id
    }
}

/// The names `format_type` prints without looking at the catalog (manual, table "Data Types").
fn sql_name(id: TypeId) -> Option<&'static str> {
    Some(match id {
        TypeId::BIT => "bit",
        TypeId::BOOL => "boolean",
        TypeId::BPCHAR => "character",
        TypeId::FLOAT4 => "real",
        TypeId::FLOAT8 => "double precision",
        TypeId::INT2 => "smallint",
        TypeId::INT4 => "integer",
        TypeId::INT8 => "bigint",
        TypeId::NUMERIC => "numeric",
        TypeId::INTERVAL => "interval",
        // A keyword since 17, and yet not quoted.
        TypeId::JSON => "json",
        TypeId::TIME => "time without time zone",
        TypeId::TIMETZ => "time with time zone",
        TypeId::TIMESTAMP => "timestamp without time zone",
        TypeId::TIMESTAMPTZ => "timestamp with time zone",
        TypeId::VARBIT => "bit varying",
        TypeId::VARCHAR => "character varying",
        TypeId::CHAR => "\"char\"",
        _ => return None,
    })
}

/// Quotes a name where PostgreSQL's `quote_identifier` would.
///
/// Keywords are quoted as well: all but the unreserved ones.
pub fn quote_identifier(name: &str) -> String {
    let mut chars = name.chars();
    let plain_start = chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_');
    let plain =
        plain_start && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let plain = plain && !crate::syntax::is_quoted_keyword(name);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
