//! What an update does to a column: leaves it, clears it, or sets it.

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// What becomes of a column in `SET { , name = :name }`: it keeps its value, it becomes NULL, or it is set.
///
/// An `Option` parameter can only tell "set to this" from "leave it"; a column that can be NULL needs the
/// third answer. In the SQL of a kept column neither the assignment nor the parameter stands.
///
/// ```
/// use microcosm_postgres::Patch;
///
/// assert_eq!(Patch::default(), Patch::<i64>::Keep);
/// assert_eq!(Patch::from(Some(7)), Patch::Set(7));
/// assert_eq!(Patch::from(None::<i64>), Patch::SetNull);
/// assert_eq!(Patch::Set("Acme".to_owned()).as_deref(), Patch::Set("Acme"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The column keeps its value.
    #[default]
    Keep,
    /// The column becomes NULL.
    SetNull,
    /// The column is set to this.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the column keeps its value.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The same with a reference to the value.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::SetNull => Patch::SetNull,
            Self::Set(value) => Patch::Set(value),
        }
    }

    /// The same with what the value dereferences to, `&str` for a `String`.
    pub fn as_deref(&self) -> Patch<&T::Target>
    where
        T: std::ops::Deref,
    {
        match self {
            Self::Keep => Patch::Keep,
            Self::SetNull => Patch::SetNull,
            Self::Set(value) => Patch::Set(value),
        }
    }
}

/// A value sets the column, `None` makes it NULL.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::SetNull, Self::Set)
    }
}

impl<T: ToSql> ToSql for Patch<T> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Keep | Self::SetNull => Ok(IsNull::Yes),
            Self::Set(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }

    fn encode_format(&self, ty: &Type) -> Format {
        match self {
            Self::Keep | Self::SetNull => Format::Binary,
            Self::Set(value) => value.encode_format(ty),
        }
    }

    to_sql_checked!();
}
