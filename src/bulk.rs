//! Many rows in one statement: columns as arrays, and rows by binary COPY.

use std::fmt;
use std::pin::pin;

use bytes::{BufMut, BytesMut};
use futures_util::SinkExt;
use postgres_protocol::types::{ArrayDimension, array_to_sql};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type};

use crate::enumeration::BoxError;
use crate::error::{Error, Failure, Phase};
use crate::handle::{Handle, Param};
use crate::row::FromRow;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::values::without_domains;

/// One value of each of a slice of rows, sent as an array without copying it into one first.
pub struct ColumnOf<'a, R> {
    rows: &'a [R],
    value: for<'r> fn(&'r R) -> Param<'r>,
}

impl<'a, R> ColumnOf<'a, R> {
    /// The array of `value` of each of `rows`.
    pub fn of(rows: &'a [R], value: for<'r> fn(&'r R) -> Param<'r>) -> Self {
        Self { rows, value }
    }
}

/// Without the values.
impl<R> fmt::Debug for ColumnOf<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.rows.len())
    }
}

impl<R> ToSql for ColumnOf<'_, R> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        use postgres_protocol::IsNull as Protocol;
        let Kind::Array(element) = ty.kind() else {
            return Err(format!("the parameter is of type {ty}, which is no array").into());
        };
        let dimension = ArrayDimension { len: i32::try_from(self.rows.len())?, lower_bound: 1 };
        let values = self.rows.iter().map(self.value);
        let write = |value: Param<'_>, out: &mut BytesMut| -> Result<Protocol, BoxError> {
            Ok(match value.to_sql_checked(element, out)? {
                IsNull::Yes => Protocol::Yes,
                IsNull::No => Protocol::No,
            })
        };
        array_to_sql([dimension], element.oid(), values, write, out)?;
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.kind(), Kind::Array(_))
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A row on its way into a COPY.
#[derive(Debug)]
pub struct CopyRow<'a> {
    out: &'a mut BytesMut,
    columns: std::slice::Iter<'a, tokio_postgres::Column>,
}

impl CopyRow<'_> {
    /// Writes the next value.
    ///
    /// # Errors
    /// When it is not of the column's type, or there is no further column.
    pub fn put<T: ToSql>(&mut self, value: &T) -> Result<(), BoxError> {
        let column = self.columns.next().ok_or("the row has more values than columns")?;
        let start = self.out.len();
        // The length, once it is known; -1 stands for NULL.
        self.out.put_i32(-1);
        let ty = column.type_();
        if !(T::accepts(ty) || T::accepts(&without_domains(ty))) {
            let given = std::any::type_name::<T>();
            return Err(
                format!("column `{}` of type {ty} does not take {given}", column.name()).into()
            );
        }
        // What a type has to say of a value may quote it.
        let is_null = value
            .to_sql(ty, self.out)
            .map_err(|_| format!("column `{}` cannot hold the value", column.name()))?;
        if matches!(is_null, IsNull::No) {
            let length = i32::try_from(self.out.len() - start - 4)?;
            self.out[start..start + 4].copy_from_slice(&length.to_be_bytes());
        }
        Ok(())
    }
}

/// The bytes gathered before they are handed to the connection.
const CHUNK: usize = 64 * 1024;

impl Handle {
    /// All rows, of which as many must come as `expected`: none comes where a row was not found.
    ///
    /// # Errors
    /// As [`fetch_all`](Self::fetch_all), and [`Error::NotFound`].
    pub async fn fetch_every<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
        expected: usize,
    ) -> Result<Vec<R>, Error> {
        let work = pin!(async {
            let rows: Vec<R> = self.all(statement, params).await?;
            check_every(statement, rows.len() as u64, expected)?;
            Ok(rows)
        });
        self.act(statement, work).await
    }

    /// Nothing, provided that as many rows are affected as `expected`: none is where one was not found.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), and [`Error::NotFound`].
    pub async fn execute_every(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
        expected: usize,
    ) -> Result<(), Error> {
        let work = pin!(async {
            check_every(statement, self.affected(statement, params).await?, expected)
        });
        self.act(statement, work).await
    }

    /// Sends `rows` by `statement`, a `COPY … FROM STDIN (FORMAT binary)`, and gives their number.
    ///
    /// `columns` is a query of the same columns; it does not run, but tells their types. `write` puts a
    /// row's values in that order. No more than a few chunks of 64 KiB are in memory at a time.
    ///
    /// # Errors
    /// What the server reports, by domain; [`Error::Encode`]. Then no row is there.
    pub async fn copy_all<R>(
        &self,
        statement: &'static Statement,
        columns: &'static Statement,
        rows: &[R],
        write: impl Fn(&R, &mut CopyRow<'_>) -> Result<(), BoxError> + Send,
    ) -> Result<u64, Error>
    where
        R: Sync,
    {
        let work = pin!(async {
            if self.connection().is_unnamed() && self.level() == 0 {
                let copy = async |tx: &Transaction| tx.copy(statement, columns, rows, &write).await;
                return self.transaction(copy).await;
            }
            self.copy(statement, columns, rows, &write).await
        });
        self.act(statement, work).await
    }

    async fn copy<R>(
        &self,
        statement: &'static Statement,
        columns: &'static Statement,
        rows: &[R],
        write: &(impl Fn(&R, &mut CopyRow<'_>) -> Result<(), BoxError> + Send),
    ) -> Result<u64, Error>
    where
        R: Sync,
    {
        let connection = self.connection();
        connection.check_level(self.level())?;
        connection.check_open()?;
        let columns = connection.prepared(columns).await?.statement().columns();
        let failed = |error| connection.failed(error, Phase::Execute, Some(statement));
        let sent = connection.pending().sent();
        let mut sink = pin!(connection.copy_in(statement).await?);
        let mut out = BytesMut::with_capacity(CHUNK + CHUNK / 4);
        out.put_slice(b"PGCOPY\n\xff\r\n\0");
        out.put_i32(0); // no flags
        out.put_i32(0); // no extension of the header
        for row in rows {
            out.put_i16(i16::try_from(columns.len()).unwrap_or(i16::MAX));
            let mut values = CopyRow { out: &mut out, columns: columns.iter() };
            write(row, &mut values).map_err(|error| unencodable(statement, error))?;
            if out.len() >= CHUNK {
                sink.send(out.split().freeze()).await.map_err(failed)?;
                out.reserve(CHUNK + CHUNK / 4);
            }
        }
        out.put_i16(-1);
        sink.send(out.freeze()).await.map_err(failed)?;
        let count = sink.finish().await.map_err(failed)?;
        sent.succeeded();
        Ok(count)
    }
}

fn check_every(statement: &Statement, found: u64, expected: usize) -> Result<(), Error> {
    if found == expected as u64 {
        return Ok(());
    }
    let text = format!(
        "not all of the {expected} rows are in `{}`, or one of them was given twice: nothing was changed",
        statement.action().model
    );
    Err(Error::NotFound(Box::new(Failure::new(text).with_action(statement.action()))))
}

#[cold]
fn unencodable(statement: &Statement, error: BoxError) -> Error {
    let failure = Failure::new("a row could not be encoded").with_action(statement.action());
    Error::Encode(Box::new(failure.with_source(error)))
}
