//! Who fills a column: the caller, the store or the database.

use query_check::catalog::{Identity, Relation, TypeId};

use crate::syntax::Field;
use crate::types::{Core, Written};

/// Who fills a column when a row is created and when it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The caller.
    Given,
    /// The store, by `Handle::new_id`, once: a primary key of one `uuid` column that is called `id`.
    NewId,
    /// The store, by `Handle::now`, once: a `timestamptz` column that is called `created_at`.
    CreatedAt,
    /// The store, by `Handle::now`, at every change: a `timestamptz` column that is called `updated_at`.
    UpdatedAt,
    /// The database's default when the row is created, the caller afterwards: identity columns, keys
    /// with a default, and what is marked with `#[default]`.
    Default,
    /// The database, always: generated columns and `GENERATED ALWAYS AS IDENTITY`.
    Database,
}

impl Role {
    /// Whether `create` takes it from the caller.
    pub(crate) fn is_given_to_create(self) -> bool {
        self == Self::Given
    }

    /// Whether `update` takes it from the caller, if it is no part of the key.
    pub(crate) fn is_given_to_update(self) -> bool {
        matches!(self, Self::Given | Self::Default)
    }
}

/// The role of the field for the column at `place`.
pub(super) fn of(field: &Field, written: &Written, relation: &Relation, place: usize) -> Role {
    let column = &relation.columns[place];
    let key: &[u16] = relation.primary_key.as_deref().unwrap_or_default();
    let in_key = key.iter().any(|column| usize::from(*column) == place);
    if column.identity == Some(Identity::Always) || column.generated {
        return Role::Database;
    }
    let assumed = by_name(field, written);
    match assumed {
        Role::NewId if in_key && key.len() == 1 && column.ty == TypeId::UUID => return assumed,
        Role::CreatedAt | Role::UpdatedAt if column.ty == TypeId::TIMESTAMPTZ => return assumed,
        _ => {}
    }
    if column.identity.is_some() || (in_key && column.has_default) || field.default.is_some() {
        return Role::Default;
    }
    Role::Given
}

/// The role that the name and the type suggest.
pub(super) fn by_name(field: &Field, written: &Written) -> Role {
    let Core::Scalar(scalar) = &written.core else { return Role::Given };
    match (field.column.as_str(), scalar.name) {
        ("id", "Uuid") => Role::NewId,
        ("created_at", _) if cfg!(feature = "chrono") => Role::CreatedAt,
        ("updated_at", _) if cfg!(feature = "chrono") => Role::UpdatedAt,
        _ if field.default.is_some() => Role::Default,
        _ => Role::Given,
    }
}
