//! One connection to the server: its prepared statements and what is known of its state.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use futures_util::FutureExt;
use tokio_postgres::Client;

use crate::error::{Error, Failure, Phase};
use crate::statement::Statement;

/// A connection, its statements by slot, and how deep in transactions it stands.
#[derive(Debug)]
pub(crate) struct Connection {
    client: Client,
    statements: Mutex<Vec<Option<tokio_postgres::Statement>>>,
    /// 0 outside of transactions, 1 in one, one more for each savepoint.
    level: AtomicU32,
    /// A rollback was sent and its outcome not awaited: whoever uses the connection next must.
    unconfirmed: AtomicBool,
    /// The server or the network ended it. The client learns of that from its task, a little later than
    /// from the error that says so.
    broken: AtomicBool,
}

impl Connection {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            statements: Mutex::new(Vec::new()),
            level: AtomicU32::new(0),
            unconfirmed: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn level(&self) -> u32 {
        self.level.load(Ordering::Acquire)
    }

    /// Moves from level `from` to `to`, unless someone else has moved it meanwhile.
    pub(crate) fn change_level(&self, from: u32, to: u32) -> Result<(), Error> {
        match self.level.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => Ok(()),
            Err(found) => Err(wrong_level(from, found)),
        }
    }

    /// Whether a handle of `level` may use the connection now.
    pub(crate) fn check_level(&self, level: u32) -> Result<(), Error> {
        let found = self.level();
        if found == level { Ok(()) } else { Err(wrong_level(level, found)) }
    }

    /// The prepared statement, from its slot or prepared now.
    pub(crate) async fn prepared(
        &self,
        statement: &'static Statement,
    ) -> Result<tokio_postgres::Statement, Error> {
        let slot = statement.slot();
        if let Some(Some(prepared)) = self.lock_statements().get(slot) {
            return Ok(prepared.clone());
        }
        let prepared = self
            .client
            .prepare_typed(statement.sql(), statement.params())
            .await
            .map_err(|error| self.failed(error, Phase::Prepare, Some(statement)))?;
        let mut statements = self.lock_statements();
        if statements.len() <= slot {
            statements.resize(slot + 1, None);
        }
        statements[slot] = Some(prepared.clone());
        Ok(prepared)
    }

    /// Runs SQL without parameters.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Error> {
        let outcome = self.client.batch_execute(sql).await;
        outcome.map_err(|error| self.failed(error, Phase::Prepare, None))
    }

    /// The domain error, which may be the last thing that this connection has to say.
    #[cold]
    pub(crate) fn failed(
        &self,
        error: tokio_postgres::Error,
        phase: Phase,
        statement: Option<&Statement>,
    ) -> Error {
        let error = Error::reported(error, phase, statement);
        if matches!(error, Error::Unavailable(_)) {
            self.broken.store(true, Ordering::Release);
        }
        error
    }

    /// Forgets a prepared statement that the server no longer accepts.
    pub(crate) fn forget(&self, statement: &'static Statement) {
        if let Some(prepared) = self.lock_statements().get_mut(statement.slot()) {
            *prepared = None;
        }
    }

    /// Sends `sql` without waiting for the answer, and goes to `level`.
    ///
    /// This is for `Drop`: tokio-postgres puts a request on the connection's queue when its future is
    /// first polled, and goes on reading the answer after the future is dropped. Requests are answered
    /// in order, so that whatever comes next runs after `sql`.
    pub(crate) fn send_rollback(&self, sql: &str, level: u32) {
        self.unconfirmed.store(true, Ordering::Release);
        self.level.store(level, Ordering::Release);
        let _ = self.client.batch_execute(sql).now_or_never();
    }

    /// Whether nothing is known against handing the connection to someone else.
    pub(crate) fn is_reusable(&self) -> bool {
        !self.client.is_closed() && !self.broken.load(Ordering::Acquire) && self.level() == 0
    }

    /// Waits until a rollback that was sent and not awaited is over.
    pub(crate) async fn confirm(&self) -> Result<(), Error> {
        if self.unconfirmed.load(Ordering::Acquire) {
            // Any answer follows that of the ROLLBACK. A second ROLLBACK outside of a transaction is
            // only a warning, and one inside ends it: either way the state is known afterwards.
            self.batch("ROLLBACK").await?;
            self.unconfirmed.store(false, Ordering::Release);
        }
        Ok(())
    }

    fn lock_statements(&self) -> std::sync::MutexGuard<'_, Vec<Option<tokio_postgres::Statement>>> {
        // Nothing that holds the lock can panic halfway, so a poisoned one is whole.
        self.statements.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cold]
fn wrong_level(wanted: u32, found: u32) -> Error {
    Error::Misuse(Box::new(Failure::new(if found > wanted {
        "this handle has a transaction open in it: use the closure's `tx` there, and wait for its end \
         before using the handle itself again"
    } else {
        "the transaction of this handle is over"
    })))
}
