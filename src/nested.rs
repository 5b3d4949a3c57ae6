//! Rows that hold others: one round trip, and each row once, whatever the order they come in.

use std::collections::{HashMap, HashSet};

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::enumeration::BoxError;
use crate::error::{Error, Failure};
use crate::row::column;
use crate::statement::Statement;

/// The primary key of a row, or those of several rows.
///
/// The same row of a table always sends the same bytes, and no other row of it does.
pub type RowKey = Vec<KeyColumn>;

/// The bytes of a key's column; `None` where an outer join left the row out.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct KeyColumn(Option<Box<[u8]>>);

impl<'a> FromSql<'a> for KeyColumn {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        Ok(Self(Some(raw.into())))
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Whether the column at `index` is NULL, whatever its type.
///
/// # Errors
/// [`Error::Decode`] when there is no such column.
pub fn is_null(row: &Row, index: usize) -> Result<bool, Error> {
    struct Null(bool);
    impl<'a> FromSql<'a> for Null {
        fn from_sql(_: &Type, _: &'a [u8]) -> Result<Self, BoxError> {
            Ok(Self(false))
        }

        fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
            Ok(Self(true))
        }

        fn accepts(_: &Type) -> bool {
            true
        }
    }
    column::<Null>(row, index).map(|Null(null)| null)
}

/// Rows in the order of their first appearance, each with what is nested in it.
#[derive(Debug)]
pub struct Groups<T> {
    rows: Vec<T>,
    places: HashMap<RowKey, usize>,
    /// What is nested already: in which row, in which of its lists, under which key.
    seen: HashSet<(usize, usize, RowKey)>,
}

impl<T> Default for Groups<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::new(), seen: HashSet::new() }
    }
}

impl<T> Groups<T> {
    /// The place of the row of that key, which is `row` if none has come before.
    pub fn group(&mut self, key: RowKey, row: T) -> usize {
        let rows = &mut self.rows;
        *self.places.entry(key).or_insert_with(|| {
            rows.push(row);
            rows.len() - 1
        })
    }

    /// The row at `place`, if its list number `list` does not hold what has that key yet.
    pub fn add(&mut self, place: usize, list: usize, key: RowKey) -> Option<&mut T> {
        if self.seen.insert((place, list, key)) { self.rows.get_mut(place) } else { None }
    }

    /// All rows.
    pub fn into_all(self) -> Vec<T> {
        self.rows
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// [`Error::TooManyRows`] when there are several.
    pub fn into_optional(self, statement: &Statement) -> Result<Option<T>, Error> {
        let mut rows = self.rows;
        let row = rows.pop();
        if rows.is_empty() {
            return Ok(row);
        }
        let failure = Failure::new("more than one row came where at most one was declared");
        Err(Error::TooManyRows(Box::new(failure.with_action(statement.action()))))
    }

    /// The only row.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; [`Error::TooManyRows`] when there are several.
    pub fn into_one(self, statement: &Statement) -> Result<T, Error> {
        self.into_optional(statement)?.ok_or_else(|| crate::handle::not_found(statement))
    }
}

#[cfg(test)]
mod tests {
    use super::{Groups, KeyColumn};

    fn key(text: &str) -> Vec<KeyColumn> {
        vec![KeyColumn(Some(text.as_bytes().into()))]
    }

    #[test]
    fn rows_come_in_the_order_of_their_first_appearance_and_once_each() {
        let mut groups: Groups<(&str, Vec<&str>)> = Groups::default();
        for (parent, child) in [("b", "1"), ("a", "2"), ("b", "3"), ("b", "1"), ("a", "1")] {
            let place = groups.group(key(parent), (parent, Vec::new()));
            if let Some(row) = groups.add(place, 0, key(child)) {
                row.1.push(child);
            }
        }
        assert_eq!(groups.into_all(), [("b", vec!["1", "3"]), ("a", vec!["2", "1"])]);
    }
}
