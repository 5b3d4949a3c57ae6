//! Collations: the rows of `pg_collation`.

use std::borrow::Cow;

use super::{CollationId, SchemaId};

/// A row of `pg_collation`.
#[derive(Clone, Debug)]
pub struct Collation {
    /// Its identity.
    pub id: CollationId,
    /// Its schema.
    pub schema: SchemaId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// `collisdeterministic`.
    pub deterministic: bool,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

impl CollationId {
    /// `default`.
    pub const DEFAULT: Self = Self(100);
    /// `C`.
    pub const C: Self = Self(950);
}
