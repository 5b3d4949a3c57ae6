//! The one handle that stores take: a connection in a known state.

use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures_util::{Stream, StreamExt, future};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::connection::Connection;
use crate::error::{Error, Failure};
use crate::guard;
use crate::observe::observe;
use crate::pool::Lease;
use crate::query::{Borrowing, Rows};
use crate::row::{BorrowRow, FromRow};
use crate::statement::Statement;
use crate::steps::{self, Step};
use crate::transaction::{self, Transaction, TransactionOptions};

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

    /// Makes sure that the connection is open, where that can still be done.
    pub(crate) async fn ready(&self) -> Result<(), Error> {
        self.lease.ready().await
    }

    pub(crate) fn level(&self) -> u32 {
        self.level
    }

    /// A transaction nested in this one, which nobody has begun yet.
    pub(crate) fn nested(&self) -> Transaction {
        Transaction::new(Self { lease: Arc::clone(&self.lease), level: self.level + 1 })
    }

    /// Prepares what is not prepared yet, in one flush.
    pub(crate) async fn prepare_all(
        &self,
        statements: impl Iterator<Item = &'static Statement>,
    ) -> Result<(), Error> {
        let connection = self.connection();
        connection.check_level(self.level)?;
        let missing = statements.filter(|statement| !connection.is_prepared(statement));
        let missing = missing.map(|statement| self.prepared(statement));
        future::try_join_all(missing).await.map(|_| ())
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
        self.act(statement, pin!(self.all(statement, params))).await
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
        self.act(statement, pin!(self.at_most_one(statement, params))).await
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
        let work = pin!(async {
            self.at_most_one(statement, params).await?.ok_or_else(|| not_found(statement))
        });
        self.act(statement, work).await
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
        // Whether it succeeds to its end is up to whoever reads it: it stays pending.
        let (rows, _) = self.act(statement, pin!(self.query::<R>(statement, params))).await?;
        // The stream keeps the handle, and with it the connection, from being used by others.
        let keep: &'a Self = self;
        let Rows { stream, mut described } = rows;
        Ok(stream.map(move |row| {
            let row = row.map_err(|error| keep.failed(error, statement))?;
            let value = described.first(&row).and_then(|()| R::from_checked(&row));
            value.map_err(|error| error.of(statement.action()))
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
        self.act(statement, pin!(self.affected(statement, params))).await
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
        let work = pin!(async {
            match self.affected(statement, params).await? {
                0 => Err(not_found(statement)),
                _ => Ok(()),
            }
        });
        self.act(statement, work).await
    }

    /// Runs SQL without parameters: one statement or several, separated by semicolons.
    ///
    /// Several run as one transaction. Transaction control (`BEGIN`, `COMMIT`, …) does not belong
    /// here: [`transaction`](Self::transaction) is for that.
    ///
    /// # Errors
    /// What the server reports, by domain.
    pub async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.lease.ready().await?;
        self.connection().check_level(self.level)?;
        self.connection().batch(sql).await
    }

    /// Prepares statements ahead of their first use, those that are not prepared yet in one flush.
    ///
    /// Each is prepared on this handle's connection; where there is a pool, on one of many.
    ///
    /// # Errors
    /// What the server reports of the first one that it rejects.
    pub async fn prepare(&self, statements: &[&'static Statement]) -> Result<(), Error> {
        self.prepare_all(statements.iter().copied()).await
    }

    /// Runs `steps` in order and in one transaction (in a transaction, behind a savepoint), and gives the
    /// number of rows that the last one affected.
    ///
    /// They are sent in one flush, together with the transaction's begin; with its end, too, where no step
    /// is [`required`](Step::required). A step does not see what the others answer: where that decides
    /// what is to be run, [`transaction`](Self::transaction) is the thing.
    ///
    /// # Errors
    /// That of the first step that fails, whereupon nothing is kept; what the server reports at `COMMIT`.
    pub async fn run(&self, steps: &[Step<'_>]) -> Result<u64, Error> {
        steps::run(self, steps).await
    }

    /// Runs `steps` as [`run`](Self::run) does, and in the same flush and transaction what `last` does
    /// first, which is to run `statement`; gives what `last` gives.
    ///
    /// # Errors
    /// As [`run`](Self::run); those of `last`.
    pub async fn run_then<T, F>(
        &self,
        steps: &[Step<'_>],
        statement: &'static Statement,
        last: F,
    ) -> Result<T, Error>
    where
        F: AsyncFn(&Transaction) -> Result<T, Error>,
    {
        steps::run_then(self, steps, statement, last).await
    }

    /// Calls `each` with every row as it arrives, which can borrow text and bytes from the message it came
    /// in; gives the number of rows.
    ///
    /// An error of `each` ends it; the rows that are left are thrown away.
    ///
    /// # Errors
    /// As [`fetch_all`](Self::fetch_all); those of `each`.
    pub async fn for_each<R, E>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
        mut each: impl FnMut(R::Borrowed<'_>) -> Result<(), E>,
    ) -> Result<u64, E>
    where
        R: BorrowRow,
        E: From<Error>,
    {
        let work = pin!(async {
            let (rows, sent) = self.query::<Borrowing<R>>(statement, params).await?;
            let (mut count, mut refused) = (0, None);
            self.each(rows, sent, statement, |row| {
                count += 1;
                match each(R::borrow(row)?) {
                    Ok(()) => Ok(ControlFlow::Continue(())),
                    Err(error) => {
                        refused = Some(error);
                        Ok(ControlFlow::Break(()))
                    }
                }
            })
            .await?;
            Ok(refused.map_or(Ok(count), Err))
        });
        self.act(statement, work).await?
    }

    /// Runs `body` in a transaction; in a transaction, behind a savepoint.
    ///
    /// It is committed when `body` returns `Ok`, and rolled back when it returns `Err`, panics, or its
    /// future is dropped. Its begin travels with its first statement, so that one without statements costs
    /// nothing. Statements that are awaited together are sent in one flush.
    ///
    /// # Errors
    /// Those of `body`; [`Error::Aborted`] when `body` returns `Ok` although one of its statements had
    /// failed; what the server reports at `COMMIT` (a deferred constraint, a serialization failure).
    pub async fn transaction<T, F>(&self, body: F) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, Error>,
    {
        transaction::run(self, &TransactionOptions::new(), body).await
    }

    /// [`transaction`](Self::transaction) with options.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction); [`Error::Misuse`] when it is nested and the options are
    /// those of a whole transaction.
    pub async fn transaction_with<T, F>(
        &self,
        options: TransactionOptions,
        body: F,
    ) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, Error>,
    {
        transaction::run(self, &options, body).await
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
        transaction::run(self, &TransactionOptions::new(), body).await
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

    /// Runs `work`, which is `statement`, observed and within the connection's limits.
    pub(crate) async fn act<T>(
        &self,
        statement: &'static Statement,
        work: Pin<&mut impl Future<Output = Result<T, Error>>>,
    ) -> Result<T, Error> {
        let work = pin!(async {
            self.lease.ready().await?;
            self.connection().acts(statement.action());
            let outcome = guard::watched(self.connection(), work).await;
            outcome.map_err(|error| error.of(statement.action()))
        });
        observe(statement, self.connection().limits().slow, work).await
    }
}

#[cold]
pub(crate) fn not_found(statement: &Statement) -> Error {
    let text = format!("no such row in `{}`", statement.action().model);
    Error::NotFound(Box::new(Failure::new(text).with_action(statement.action())))
}
