//! The one handle that stores take: a connection in a known state.

use std::sync::Arc;

use futures_util::{Stream, StreamExt, TryStreamExt, future};
use tokio_postgres::RowStream;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::connection::Connection;
use crate::error::{Error, Failure, Phase};
use crate::observe::observe;
use crate::pool::Lease;
use crate::row::FromRow;
use crate::statement::Statement;
use crate::transaction::{self, Transaction};

/// A parameter's value, as tokio-postgres takes it.
pub(crate) type Param<'a> = &'a (dyn ToSql + Sync);

/// What a store runs its statements on.
///
/// Both [`Session`](crate::Session) and [`Transaction`] dereference to it, so that
/// `CompanyStore::new(&session)` and `CompanyStore::new(tx)` are the same code. While a transaction
/// is open in a handle, only that transaction may be used; using the outer handle is
/// [`Error::Misuse`].
#[derive(Debug)]
pub struct Handle {
    lease: Arc<Lease>,
    level: u32,
}

impl Handle {
    pub(crate) fn new(lease: Arc<Lease>, level: u32) -> Self {
        Self { lease, level }
    }

    pub(crate) fn connection(&self) -> &Connection {
        self.lease.connection()
    }

    pub(crate) fn level(&self) -> u32 {
        self.level
    }

    /// The handle of a transaction nested in this one.
    pub(crate) fn nested(&self) -> Self {
        Self { lease: Arc::clone(&self.lease), level: self.level + 1 }
    }

    /// All rows.
    ///
    /// # Errors
    /// What the server reports, by domain; [`Error::Decode`].
    pub async fn fetch_all<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Vec<R>, Error> {
        observe(statement.action(), async {
            let mut rows = std::pin::pin!(self.query(statement, params).await?);
            let mut found = Vec::new();
            while let Some(row) = rows.try_next().await.map_err(|e| self.failed(e, statement))? {
                found.push(R::from_row(&row).map_err(|e| e.of(statement.action()))?);
            }
            Ok(found)
        })
        .await
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// What the server reports, by domain; [`Error::Decode`]; [`Error::TooManyRows`] when a second row
    /// comes.
    pub async fn fetch_optional<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Option<R>, Error> {
        observe(statement.action(), self.at_most_one(statement, params)).await
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`fetch_optional`](Self::fetch_optional), and [`Error::NotFound`] when no row comes.
    pub async fn fetch_one<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<R, Error> {
        observe(statement.action(), async {
            self.at_most_one(statement, params).await?.ok_or_else(|| not_found(statement))
        })
        .await
    }

    /// The rows as they arrive, with back-pressure.
    ///
    /// The connection answers in order: until the stream is read to its end or dropped, whatever else
    /// is asked of this handle waits behind it.
    ///
    /// # Errors
    /// As [`fetch_all`](Self::fetch_all), those of a row as the stream's items.
    pub async fn fetch_stream<'a, R: FromRow + 'a>(
        &'a self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<impl Stream<Item = Result<R, Error>> + Send + use<'a, R>, Error> {
        let rows = observe(statement.action(), self.query(statement, params)).await?;
        // The stream keeps the handle, and with it the connection, from being used by others.
        let keep: &'a Self = self;
        Ok(rows.map(move |row| {
            let row = row.map_err(|error| keep.failed(error, statement))?;
            R::from_row(&row).map_err(|error| error.of(statement.action()))
        }))
    }

    /// The number of rows affected.
    ///
    /// # Errors
    /// What the server reports, by domain.
    pub async fn execute(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<u64, Error> {
        observe(statement.action(), self.affected(statement, params)).await
    }

    /// Nothing, provided that at least one row is affected.
    ///
    /// # Errors
    /// What the server reports, by domain; [`Error::NotFound`] when no row is affected.
    pub async fn execute_one(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<(), Error> {
        observe(statement.action(), async {
            match self.affected(statement, params).await? {
                0 => Err(not_found(statement)),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Runs SQL without parameters: one statement or several, separated by semicolons.
    ///
    /// Several run as one transaction. Transaction control (`BEGIN`, `COMMIT`, …) does not belong
    /// here: [`transaction`](Self::transaction) is for that.
    ///
    /// # Errors
    /// What the server reports, by domain.
    pub async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.connection().check_level(self.level)?;
        self.connection().batch(sql).await
    }

    /// Runs `body` in a transaction; in a transaction, behind a savepoint.
    ///
    /// It is committed when `body` returns `Ok`, and rolled back when it returns `Err`, panics, or its
    /// future is dropped.
    ///
    /// # Errors
    /// Those of `body`; [`Error::Aborted`] when `body` returns `Ok` although one of its statements had
    /// failed; what the server reports at `COMMIT` (a deferred constraint, a serialization failure).
    pub async fn transaction<T, F>(&self, body: F) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, Error>,
    {
        transaction::run(self, body).await
    }

    /// [`transaction`](Self::transaction) for a closure with an error type of its own.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction).
    pub async fn try_transaction<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<Error>,
    {
        transaction::run(self, body).await
    }

    /// A new id: a UUID of version 7, whose order is that of creation.
    pub fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// The time now, to the microsecond as PostgreSQL keeps it.
    #[cfg(feature = "chrono")]
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        use chrono::SubsecRound;
        chrono::Utc::now().trunc_subsecs(6)
    }

    /// The row, if there is one; a second row is an error.
    async fn at_most_one<R: FromRow>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Option<R>, Error> {
        let mut rows = std::pin::pin!(self.query(statement, params).await?);
        let mut first = None;
        // Read to the end even so: a statement can fail after its first row.
        while let Some(row) = rows.try_next().await.map_err(|e| self.failed(e, statement))? {
            if first.is_some() {
                return Err(Error::TooManyRows(Box::new(
                    Failure::new("more than one row came where at most one was declared")
                        .with_action(statement.action()),
                )));
            }
            first = Some(R::from_row(&row).map_err(|e| e.of(statement.action()))?);
        }
        Ok(first)
    }

    /// The number of rows that `statement` affects.
    async fn affected(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<u64, Error> {
        let mut rows = std::pin::pin!(self.query(statement, params).await?);
        while rows.try_next().await.map_err(|e| self.failed(e, statement))?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    fn failed(&self, error: tokio_postgres::Error, statement: &Statement) -> Error {
        self.connection().failed(error, Phase::Execute, Some(statement))
    }

    /// Sends `statement` and waits until its rows begin to come.
    async fn query(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<RowStream, Error> {
        let connection = self.connection();
        connection.check_level(self.level)?;
        let prepared = connection.prepared(statement).await?;
        check_count(&prepared, params, statement)?;
        match bind(connection, &prepared, params).await {
            Ok(rows) => Ok(rows),
            // The server found before running it that the plan's columns changed. Inside a
            // transaction that has aborted it; outside, nothing ran, and preparing anew cures it.
            Err(error) if self.level == 0 && is_stale(&error) => {
                connection.forget(statement);
                let prepared = connection.prepared(statement).await?;
                bind(connection, &prepared, params).await.map_err(|e| self.failed(e, statement))
            }
            Err(error) => {
                if is_stale(&error) {
                    connection.forget(statement);
                }
                Err(self.failed(error, statement))
            }
        }
    }
}

fn bind<'a>(
    connection: &'a Connection,
    prepared: &'a tokio_postgres::Statement,
    params: &'a [Param<'_>],
) -> impl future::Future<Output = Result<RowStream, tokio_postgres::Error>> + Send + 'a {
    connection.client().query_raw(prepared, params.iter().copied())
}

/// tokio-postgres panics on a wrong number of parameters; here it is an error.
fn check_count(
    prepared: &tokio_postgres::Statement,
    params: &[Param<'_>],
    statement: &Statement,
) -> Result<(), Error> {
    let expected = prepared.params().len();
    if expected == params.len() {
        return Ok(());
    }
    let text = format!("the statement takes {expected} parameters, {} were given", params.len());
    Err(Error::Encode(Box::new(Failure::new(text).with_action(statement.action()))))
}

/// Whether the server refuses a prepared statement because the schema changed under it.
///
/// "cached plan must not change result type" shares its SQLSTATE (0A000) with others; the routine that
/// reports it is its own.
fn is_stale(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|db| {
        db.code().code() == "0A000" && db.routine() == Some("RevalidateCachedQuery")
    })
}

#[cold]
fn not_found(statement: &Statement) -> Error {
    let text = format!("no such row in `{}`", statement.action().model);
    Error::NotFound(Box::new(Failure::new(text).with_action(statement.action())))
}
