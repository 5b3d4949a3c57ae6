//! Running a statement: it is sent, and its rows are read as they come.

use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::pin::pin;
use std::task::{Poll, ready};

use futures_util::Stream;
use tokio_postgres::{Column, Row, RowStream};

use crate::connection::Connection;
use crate::error::{Error, Failure, Phase};
use crate::handle::{Handle, Param};
use crate::pending::Sent;
use crate::prepared::Prepared;
use crate::row::{BorrowRow, FromRow};
use crate::statement::Statement;

impl Handle {
    /// All rows.
    pub(crate) async fn all<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Vec<R>, Error> {
        let (rows, sent) = self.query::<R>(statement, params).await?;
        let mut found = Vec::new();
        self.each(rows, sent, statement, |row| {
            found.push(R::from_checked(row)?);
            Ok(ControlFlow::Continue(()))
        })
        .await?;
        Ok(found)
    }

    /// The row, if there is one; a second row is an error.
    pub(crate) async fn at_most_one<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Option<R>, Error> {
        let (rows, sent) = self.query::<R>(statement, params).await?;
        let mut first = None;
        // Read to the end even so: a statement can fail after its first row.
        self.each(rows, sent, statement, |row| {
            if first.is_some() {
                return Err(Error::TooManyRows(Box::new(Failure::new(
                    "more than one row came where at most one was declared",
                ))));
            }
            first = Some(R::from_checked(row)?);
            Ok(ControlFlow::Continue(()))
        })
        .await?;
        Ok(first)
    }

    /// The number of rows that `statement` affects.
    pub(crate) async fn affected(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<u64, Error> {
        let (rows, sent) = self.query::<Ignored>(statement, params).await?;
        self.each(rows, sent, statement, |_| Ok(ControlFlow::Continue(()))).await
    }

    /// Calls `take` with each row until it breaks off, and gives the number of rows affected.
    ///
    /// Rows that have come are taken without going back to the caller in between.
    pub(crate) async fn each(
        &self,
        rows: Rows<'_>,
        sent: Sent<'_>,
        statement: &'static Statement,
        mut take: impl FnMut(&Row) -> Result<ControlFlow<()>, Error>,
    ) -> Result<u64, Error> {
        let Rows { stream, mut described } = rows;
        let mut stream = pin!(stream);
        let mut sent = Some(sent);
        std::future::poll_fn(|context| {
            loop {
                match ready!(stream.as_mut().poll_next(context)) {
                    Some(Ok(row)) => match described.first(&row).and_then(|()| take(&row)) {
                        Ok(ControlFlow::Continue(())) => {}
                        Ok(ControlFlow::Break(())) => return Poll::Ready(Ok(0)),
                        Err(error) => return Poll::Ready(Err(error.of(statement.action()))),
                    },
                    Some(Err(error)) => return Poll::Ready(Err(self.failed(error, statement))),
                    None => {
                        if let Some(sent) = sent.take() {
                            sent.succeeded();
                        }
                        return Poll::Ready(Ok(stream.rows_affected().unwrap_or(0)));
                    }
                }
            }
        })
        .await
    }

    pub(crate) fn failed(&self, error: tokio_postgres::Error, statement: &Statement) -> Error {
        self.connection().failed(error, Phase::Execute, Some(statement))
    }

    /// The connection, and `statement` as it is prepared there.
    pub(crate) async fn prepared(
        &self,
        statement: &'static Statement,
    ) -> Result<(&Connection, &Prepared), Error> {
        let connection = self.connection();
        connection.check_level(self.level())?;
        connection.check_open()?;
        match connection.prepared(statement).await {
            Ok(prepared) => Ok((connection, prepared)),
            // It could not be described there any more, and can be on another connection.
            Err(_) if connection.is_unnamed() && connection.is_closed() && self.level() == 0 => {
                self.ready().await?;
                let connection = self.connection();
                Ok((connection, connection.prepared(statement).await?))
            }
            Err(error) => Err(error),
        }
    }

    /// Sends `statement` and waits until its rows begin to come, which `R` can be read from.
    pub(crate) async fn query<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<(Rows<'_>, Sent<'_>), Error> {
        let (connection, mut prepared) = self.prepared(statement).await?;
        // A statement is prepared anew once: what is stale again right after that is an error.
        let mut may_retry = self.level() == 0;
        loop {
            check_count(prepared, params, statement)?;
            prepared.check::<R>().map_err(|error| error.of(statement.action()))?;
            let sent = connection.pending().sent();
            match request(connection, statement, prepared, params).await {
                Ok(stream) => {
                    let described = Described::of::<R>(connection, statement, prepared);
                    return Ok((Rows { stream, described }, sent));
                }
                Err(error)
                    if is_stale(&error) || (prepared.sql().is_some() && is_outdated(&error)) =>
                {
                    connection.forget(statement, prepared);
                    // The server found before running it that the plan's columns changed. Inside a
                    // transaction that has aborted it; outside, nothing ran.
                    if !std::mem::take(&mut may_retry) {
                        return Err(self.failed(error, statement));
                    }
                    prepared = connection.prepared(statement).await?;
                }
                Err(error) => {
                    if connection.is_unnamed() && is_outdated(&error) {
                        connection.forget(statement, prepared);
                        if error.code().is_some_and(|code| code.code() == "26000") {
                            return Err(unknown_column().of(statement.action()));
                        }
                    }
                    return Err(self.failed(error, statement));
                }
            }
        }
    }
}

/// Sends a statement as it was prepared: by its name, or where names do not hold, as a whole.
async fn request(
    connection: &Connection,
    statement: &'static Statement,
    prepared: &Prepared,
    params: &[Param<'_>],
) -> Result<RowStream, tokio_postgres::Error> {
    let (client, params) = (connection.client(), params.iter().copied());
    if connection.is_unnamed() {
        let sql = prepared.sql().unwrap_or(statement.sql());
        let typed = params.zip(prepared.statement().params().iter().cloned());
        // Boxed, so that it adds nothing to the futures of those who do not need it.
        let mut request = Box::pin(client.query_typed_raw(sql, typed));
        return connection.send(request.as_mut()).await;
    }
    connection.send(pin!(client.query_raw(prepared.statement(), params))).await
}

/// The rows of a statement as they come.
pub(crate) struct Rows<'a> {
    pub(crate) stream: RowStream,
    pub(crate) described: Described<'a>,
}

/// What the columns were when an unnamed statement was described: each time it is sent, the server looks
/// anew what they are.
pub(crate) struct Described<'a> {
    /// `None` once a row has come, and where the server itself sees to it that they are the same.
    prepared: Option<&'a Prepared>,
    connection: &'a Connection,
    statement: &'static Statement,
    check: fn(&[Column]) -> Result<(), Error>,
}

impl<'a> Described<'a> {
    fn of<R: FromRow>(
        connection: &'a Connection,
        statement: &'static Statement,
        prepared: &'a Prepared,
    ) -> Self {
        let prepared = connection.is_unnamed().then_some(prepared);
        Self { prepared, connection, statement, check: R::check }
    }

    /// Makes sure of the columns, when the first row has come.
    pub(crate) fn first(&mut self, row: &Row) -> Result<(), Error> {
        let Some(prepared) = self.prepared.take() else { return Ok(()) };
        let (was, is) = (prepared.statement().columns(), row.columns());
        let same = |was: &Column, is: &Column| was.type_() == is.type_() && was.name() == is.name();
        if was.len() == is.len() && was.iter().zip(is).all(|(was, is)| same(was, is)) {
            return Ok(());
        }
        self.connection.forget(self.statement, prepared);
        if was.len() != is.len() || was.iter().zip(is).any(|(was, is)| was.name() != is.name()) {
            return Err(unknown_column());
        }
        (self.check)(is)
    }
}

/// The check of what borrows from its row.
pub(crate) struct Borrowing<R>(PhantomData<R>);

impl<R: BorrowRow> FromRow for Borrowing<R> {
    fn from_row(_: &Row) -> Result<Self, Error> {
        Ok(Self(PhantomData))
    }

    fn check(columns: &[Column]) -> Result<(), Error> {
        R::check(columns)
    }
}

/// A row that nobody reads.
struct Ignored;

impl FromRow for Ignored {
    fn from_row(_: &Row) -> Result<Self, Error> {
        Ok(Self)
    }
}

/// tokio-postgres panics on a wrong number of parameters; here it is an error.
fn check_count(
    prepared: &Prepared,
    params: &[Param<'_>],
    statement: &Statement,
) -> Result<(), Error> {
    let expected = prepared.statement().params().len();
    if expected == params.len() {
        return Ok(());
    }
    let text = format!("the statement takes {expected} parameters, {} were given", params.len());
    Err(Error::Encode(Box::new(Failure::new(text).with_action(statement.action()))))
}

/// Whether a statement that was sent unnamed has to be described anew: names in it mean something else
/// (class 42), or, found when it has run, its columns are of types unknown so far (class 26, of the
/// statement by which they would be asked for).
fn is_outdated(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| matches!(&code.code()[..2], "26" | "42"))
}

#[cold]
fn unknown_column() -> Error {
    Error::Decode(Box::new(Failure::new(
        "the columns are not those that they were when the statement was described: it has run, and its rows \
         cannot be read; its next use finds out what they are",
    )))
}

/// Whether the server refuses a prepared statement because the schema changed under it.
///
/// "cached plan must not change result type" shares its SQLSTATE (0A000) with others; the routine that
/// reports it is its own.
fn is_stale(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|db| {
        match db.code().code() {
            "0A000" => db.routine() == Some("RevalidateCachedQuery"),
            // The type of a parameter is gone; another one may have its name. This is asked of errors
            // before the statement runs, so that nothing was done.
            "42704" | "XX000" => true,
            _ => false,
        }
    })
}
