//! Types: the rows of `pg_type`, `pg_range` and `pg_enum`.

use std::borrow::Cow;

use super::{CollationId, RelationId, SchemaId, TypeId};

/// A row of `pg_type`.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its identity.
    pub id: TypeId,
    /// Its schema.
    pub schema: SchemaId,
    /// `typname`, e.g. `int4`, `_text`.
    pub name: Cow<'static, str>,
    /// `typtype` and what belongs to it.
    pub kind: TypeKind,
    /// `typcategory` (manual, table "`typcategory` Codes").
    pub category: u8,
    /// `typispreferred`.
    pub preferred: bool,
    /// `typelem`: the element of an array, or of a fixed-length type that can be subscripted.
    pub element: Option<TypeId>,
    /// How subscripts work (`typsubscript`).
    pub subscript: Subscript,
    /// `typarray`.
    pub array: Option<TypeId>,
    /// `typcollation`, for collatable types.
    pub collation: Option<CollationId>,
    /// The type takes modifiers (`typmodin`).
    pub has_modifiers: bool,
    /// `typlen`: bytes, -1 for varlena, -2 for C strings.
    pub length: i16,
    /// `typisdefined`; a shell type cannot be used.
    pub defined: bool,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// `typtype`.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A base type.
    Base,
    /// A composite type, and the relation that holds its attributes.
    Composite(RelationId),
    /// A domain.
    Domain {
        /// The type it is over.
        base: TypeId,
        /// `typtypmod`.
        modifier: i32,
        /// NOT NULL.
        not_null: bool,
        /// It has CHECK constraints (of its own or of a domain it is over).
        checked: bool,
        /// It has a default.
        has_default: bool,
    },
    /// An enum and its labels in order.
    Enum(Vec<String>),
    /// A pseudo-type.
    Pseudo,
    /// A range.
    Range {
        /// `rngsubtype`.
        subtype: TypeId,
        /// `rngmultitypid`.
        multirange: TypeId,
        /// `rngcollation`.
        collation: Option<CollationId>,
    },
    /// A multirange, over its range.
    Multirange {
        /// The range.
        range: TypeId,
    },
}

/// How subscripting works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscript {
    /// Not at all.
    None,
    /// `array_subscript_handler`: a true array.
    Array,
    /// `raw_array_subscript_handler`: a fixed-length type with elements (`name`, `point`, …).
    Raw,
    /// `jsonb_subscript_handler`.
    Jsonb,
    /// Some other handler (hstore's).
    Other,
}
