//! Types a database defines.

use serde::{Deserialize, Serialize};

use super::relation::{Check, Column};

/// An enum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enum {
    /// Its qualified name.
    pub name: String,
    /// The name of its array type, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<String>,
    /// Its labels in order.
    pub labels: Vec<String>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// A domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Domain {
    /// Its qualified name.
    pub name: String,
    /// The name of its array type, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<String>,
    /// The type it is over.
    #[serde(rename = "type")]
    pub ty: String,
    /// NOT NULL.
    #[serde(skip_serializing_if = "is_false")]
    pub not_null: bool,
    /// DEFAULT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// COLLATE, where it is not the base type's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// CHECK constraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// A composite type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Composite {
    /// Its qualified name.
    pub name: String,
    /// The name of its array type, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<String>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Its attributes in order.
    pub attributes: Vec<Column>,
}

/// A range and its multirange.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Range {
    /// Its qualified name.
    pub name: String,
    /// The name of its array type, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<String>,
    /// SUBTYPE.
    pub subtype: String,
    /// COLLATION, where it is not the subtype's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Its multirange's qualified name.
    pub multirange: String,
    /// The name of the multirange's array type, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multirange_array: Option<String>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// A base type, or a shell of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BaseType {
    /// Its qualified name.
    pub name: String,
    /// The name of its array type, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<String>,
    /// It is a shell: its name alone is known.
    #[serde(skip_serializing_if = "is_false")]
    pub shell: bool,
    /// `typcategory`.
    pub category: String,
    /// PREFERRED.
    #[serde(skip_serializing_if = "is_false")]
    pub preferred: bool,
    /// `typlen`: bytes, -1 for varlena.
    pub length: i16,
    /// ELEMENT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// `array`, `raw`, `jsonb` or `other`, for a type with subscripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscript: Option<String>,
    /// It takes modifiers.
    #[serde(skip_serializing_if = "is_false")]
    pub modifiers: bool,
    /// COLLATABLE: its collation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(super) fn is_false(flag: &bool) -> bool {
    !flag
}
