//! A row that becomes a value: decoding by position.

use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Column, Row};

use crate::error::{Error, Failure};
use crate::values::without_domains;

/// A type that is read from a row by column position.
///
/// `store!` generates it for models and row types; tuples are for queries written by hand, and so is
/// an implementation of [`from_row`](Self::from_row) alone. The other two go together: `check` looks at
/// a statement's columns once, when it has been prepared, so that `from_checked` need not look at each
/// value's type again.
///
/// ```
/// use microcosm_postgres::{Column, Error, Expected, FromRow, Row, check_columns, column, field};
///
/// struct Total(i64);
///
/// impl FromRow for Total {
///     fn from_row(row: &Row) -> Result<Self, Error> {
///         Ok(Self(column(row, 0)?))
///     }
///
///     // Optional, and faster where there are many rows.
///     fn check(columns: &[Column]) -> Result<(), Error> {
///         check_columns(columns, const { &[Expected::at::<i64>(0)] })
///     }
///
///     fn from_checked(row: &Row) -> Result<Self, Error> {
///         Ok(Self(field(row, 0)?))
///     }
/// }
/// ```
pub trait FromRow: Sized {
    /// Reads the value from `row`, whatever its columns are.
    ///
    /// # Errors
    /// [`Error::Decode`] when a column is missing, NULL where that cannot be held, or of another type.
    fn from_row(row: &Row) -> Result<Self, Error>;

    /// Whether rows of these columns can be read by [`from_checked`](Self::from_checked).
    ///
    /// # Errors
    /// [`Error::Decode`], naming the column, what was expected and what was found.
    fn check(columns: &[Column]) -> Result<(), Error> {
        let _ = columns;
        Ok(())
    }

    /// Reads the value from a row whose columns have passed [`check`](Self::check).
    ///
    /// # Errors
    /// [`Error::Decode`] when a column is NULL where that cannot be held, or holds a value that the type
    /// cannot.
    fn from_checked(row: &Row) -> Result<Self, Error> {
        Self::from_row(row)
    }
}

/// A family of types that borrow text and bytes from the row they are read from.
///
/// [`Handle::for_each`](crate::Handle::for_each) lends one for the time of a call.
///
/// ```
/// use microcosm_postgres::{BorrowRow, Column, Error, Expected, Row, check_columns, field};
///
/// struct Word<'r> {
///     text: &'r str,
/// }
///
/// impl BorrowRow for Word<'_> {
///     type Borrowed<'r> = Word<'r>;
///
///     fn check(columns: &[Column]) -> Result<(), Error> {
///         check_columns(columns, const { &[Expected::at::<&str>(0)] })
///     }
///
///     fn borrow(row: &Row) -> Result<Word<'_>, Error> {
///         Ok(Word { text: field(row, 0)? })
///     }
/// }
/// ```
pub trait BorrowRow {
    /// The type, for as long as its row is there.
    type Borrowed<'r>;

    /// Whether rows of these columns can be read by [`borrow`](Self::borrow).
    ///
    /// # Errors
    /// As [`FromRow::check`].
    fn check(columns: &[Column]) -> Result<(), Error>;

    /// Reads the value from a row whose columns have passed [`check`](Self::check).
    ///
    /// # Errors
    /// As [`FromRow::from_checked`].
    fn borrow(row: &Row) -> Result<Self::Borrowed<'_>, Error>;
}

/// What the column at an index is expected to be: something that a Rust type can be read from.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    index: usize,
    accepts: fn(&Type) -> bool,
    name: fn() -> &'static str,
}

impl Expected {
    /// A column, counted from zero, from which `T` can be read.
    pub const fn at<'a, T: FromSql<'a>>(index: usize) -> Self {
        Self { index, accepts: T::accepts, name: std::any::type_name::<T> }
    }
}

/// Compares columns with what is expected of them; there may be others.
///
/// Built-in types are told apart by their OID, types of the user's own by kind and name; a domain is what
/// it is over.
///
/// # Errors
/// [`Error::Decode`], naming the first column that is missing or of another type.
pub fn check_columns(columns: &[Column], expected: &[Expected]) -> Result<(), Error> {
    for Expected { index, accepts, name } in expected {
        match columns.get(*index) {
            Some(column) if accepts(&without_domains(column.type_())) => {}
            found => return Err(unfit(found, columns.len(), *index, name(), None)),
        }
    }
    Ok(())
}

/// The column of `row` at `index`, counted from zero, which [`check_columns`] has found to be what `T`
/// is read from.
///
/// Its type is not looked at again: of another row, this reads nonsense or fails.
///
/// # Errors
/// [`Error::Decode`], naming the column, when it is missing, NULL where `T` cannot hold that, or holds a
/// value that `T` cannot.
#[inline]
pub fn field<'a, T: FromSql<'a>>(row: &'a Row, index: usize) -> Result<T, Error> {
    match row.try_get::<usize, Checked<T>>(index) {
        Ok(Checked(value)) => Ok(value),
        Err(error) => Err(undecodable::<T>(row, index, error)),
    }
}

/// A value whose type is known to be right.
struct Checked<T>(T);

impl<'a, T: FromSql<'a>> FromSql<'a> for Checked<T> {
    #[inline]
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        T::from_sql(ty, raw).map(Checked)
    }

    #[inline]
    fn from_sql_null(ty: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        T::from_sql_null(ty).map(Checked)
    }

    #[inline]
    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The column of `row` at `index`, counted from zero.
///
/// # Errors
/// [`Error::Decode`], naming the column, when it is missing, NULL where `T` cannot hold that, or of a
/// type that `T` does not accept.
pub fn column<'a, T: FromSql<'a>>(row: &'a Row, index: usize) -> Result<T, Error> {
    match row.try_get(index) {
        Ok(value) => Ok(value),
        Err(error) => Err(undecodable::<T>(row, index, error)),
    }
}

/// Why the column could not be read. Cold, and kept out of every generated `from_row`.
#[cold]
fn undecodable<T>(row: &Row, index: usize, error: tokio_postgres::Error) -> Error {
    let columns = row.columns();
    let wanted = std::any::type_name::<T>();
    unfit(columns.get(index), columns.len(), index, wanted, error.into_source())
}

#[cold]
fn unfit(
    column: Option<&Column>,
    count: usize,
    index: usize,
    wanted: &str,
    source: Option<Box<dyn StdError + Sync + Send>>,
) -> Error {
    let number = index + 1;
    let failure = match column {
        Some(column) => Failure::new(format!(
            "column `{}` (number {number}) of type {} cannot be read as {wanted}",
            column.name(),
            column.type_(),
        ))
        .with_column(column.name()),
        None => Failure::new(format!(
            "the row has {count} columns; number {number} was asked for as {wanted}"
        )),
    };
    Error::Decode(Box::new(match source {
        Some(source) => failure.with_source(source),
        None => failure,
    }))
}

macro_rules! tuples {
    ($($name:ident $index:tt),+) => {
        impl<$($name: for<'a> FromSql<'a>),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row) -> Result<Self, Error> {
                Ok(($(column::<$name>(row, $index)?,)+))
            }

            fn check(columns: &[Column]) -> Result<(), Error> {
                check_columns(columns, const { &[$(Expected::at::<$name>($index)),+] })
            }

            fn from_checked(row: &Row) -> Result<Self, Error> {
                Ok(($(field::<$name>(row, $index)?,)+))
            }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
