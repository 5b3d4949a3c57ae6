//! A row that becomes a value: decoding by position.

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use crate::error::{Error, Failure};

/// A type that is read from a row by column position.
///
/// `store!` generates it for models and row types; tuples are for queries written by hand.
pub trait FromRow: Sized {
    /// Reads the value from `row`.
    ///
    /// # Errors
    /// [`Error::Decode`] when a column is missing, NULL where that cannot be held, or of another type.
    fn from_row(row: &Row) -> Result<Self, Error>;
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
    let wanted = std::any::type_name::<T>();
    let failure = match row.columns().get(index) {
        Some(column) => Failure::new(format!(
            "column `{}` (number {}) of type {} cannot be read as {wanted}",
            column.name(),
            index + 1,
            column.type_(),
        ))
        .with_column(column.name()),
        None => Failure::new(format!(
            "the row has {} columns; number {} was asked for as {wanted}",
            row.columns().len(),
            index + 1,
        )),
    };
    Error::Decode(Box::new(match error.into_source() {
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
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
