//! What the enums that `store!` generates share.

use tokio_postgres::types::{Kind, Type};

use crate::values::base;

/// What `FromSql` and `ToSql` fail with.
pub type BoxError = Box<dyn std::error::Error + Sync + Send>;

/// Whether `ty` is the enum of that name, in whatever schema, or a domain over it.
pub fn is_enum(ty: &Type, name: &str) -> bool {
    let ty = base(ty);
    matches!(ty.kind(), Kind::Enum(_)) && ty.name() == name
}

/// A label that the enum did not have when the crate was compiled.
#[cold]
pub fn unknown_label(name: &str) -> BoxError {
    format!("the enum `{name}` has a label that the schema snapshot did not have").into()
}
