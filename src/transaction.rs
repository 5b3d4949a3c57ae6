//! A transaction as a closure: committed on `Ok`, rolled back on everything else.

mod options;
mod retry;

use std::ops::Deref;

pub(crate) use options::milliseconds;
pub use options::{Isolation, TransactionOptions};
pub use retry::Retry;
pub(crate) use retry::run as run_again;

use crate::error::Error;
use crate::handle::Handle;

/// An open transaction, or a savepoint within one; stores take it as they take a session.
///
/// It exists only inside the closure given to [`Handle::transaction`].
#[derive(Debug)]
pub struct Transaction {
    handle: Handle,
}

impl Transaction {
    pub(crate) fn new(handle: Handle) -> Self {
        Self { handle }
    }
}

impl Deref for Transaction {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

/// Begins, runs `body`, and ends one way or the other.
pub(crate) async fn run<T, E, F>(
    outer: &Handle,
    options: &TransactionOptions,
    body: F,
) -> Result<T, E>
where
    F: AsyncFnOnce(&Transaction) -> Result<T, E>,
    E: From<Error>,
{
    let transaction = outer.nested();
    outer.ready().await?;
    let open = Open::begin(&transaction, options)?;
    match body(&transaction).await {
        Ok(value) if options.is_dry_run() => {
            open.discard().await?;
            Ok(value)
        }
        Ok(value) => {
            open.commit().await?;
            Ok(value)
        }
        Err(error) => {
            // What the closure said matters more than what the rollback has to say: if that fails,
            // the connection is not reused.
            let _ = open.rollback().await;
            Err(error)
        }
    }
}

/// The time between BEGIN and its end. Dropped before that, it sends the rollback.
///
/// BEGIN travels with the transaction's first request; where there is none, nothing is sent at all.
pub(crate) struct Open<'a> {
    handle: &'a Handle,
    over: bool,
}

impl<'a> Open<'a> {
    /// A level more than that of `handle`'s outer one.
    pub(crate) fn begin(handle: &'a Handle, options: &TransactionOptions) -> Result<Self, Error> {
        let level = handle.level();
        let begin = match level {
            1 => options.begin(),
            _ => {
                options.check_nested()?;
                format!("SAVEPOINT s{level}")
            }
        };
        let connection = handle.connection();
        connection.change_level(level - 1, level)?;
        if level == 1 {
            connection.pending().begin();
            connection.begins();
        }
        connection.send_later(level, begin);
        Ok(Self { handle, over: false })
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.handle.connection().check_level(self.handle.level())?;
        let commit = match self.handle.level() {
            1 if self.handle.connection().pending().is_none() => "COMMIT".to_owned(),
            // COMMIT of a transaction in which a statement failed rolls back and reports success. The
            // empty SELECT before it, in the same message, fails then, and COMMIT is not reached.
            1 => "SELECT; COMMIT".to_owned(),
            level => format!("RELEASE SAVEPOINT s{level}"),
        };
        let connection = self.handle.connection();
        // From here on it may have been kept, whatever happened before; unless the server says that a
        // statement had failed.
        let was_lost = self.handle.level() == 1 && connection.is_lost();
        if was_lost {
            connection.begins();
        }
        // On failure the guard's drop rolls back, which does no harm where the server has done so.
        let outcome = self.end(&commit).await;
        if was_lost && matches!(outcome, Err(Error::Aborted(_))) {
            connection.lose();
        }
        outcome
    }

    /// Sends the end behind statements whose answers are not there yet.
    ///
    /// Where one of them fails, COMMIT rolls back and RELEASE fails. What is to be done about that, and
    /// when the level is over, is up to whoever reads the answers.
    pub(crate) async fn send_commit(&self) -> Result<(), Error> {
        let level = self.handle.level();
        let sql = match level {
            1 => "COMMIT".to_owned(),
            level => format!("RELEASE SAVEPOINT s{level}"),
        };
        self.handle.connection().batch(&sql).await
    }

    /// The end was sent and answered.
    pub(crate) fn close(mut self) -> Result<(), Error> {
        let level = self.handle.level();
        self.handle.connection().change_level(level, level - 1)?;
        self.over = true;
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<(), Error> {
        let rollback = rollback_to(self.handle.level());
        self.end(&rollback).await
    }

    /// Rolls back what could have been committed.
    async fn discard(self) -> Result<(), Error> {
        self.handle.connection().check_level(self.handle.level())?;
        let level = self.handle.level();
        let check = match level {
            // As COMMIT would: what is deferred is checked now, and an aborted transaction fails here.
            1 => "SET CONSTRAINTS ALL IMMEDIATE",
            // The outer transaction's deferred constraints are not due yet.
            _ => "SELECT",
        };
        self.end(&format!("{check}; {}", rollback_to(level))).await
    }

    async fn end(self, sql: &str) -> Result<(), Error> {
        let connection = self.handle.connection();
        if !connection.take_back(self.handle.level()) {
            connection.batch(sql).await?;
        }
        self.close()
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.over {
            let (connection, level) = (self.handle.connection(), self.handle.level());
            match connection.take_back(level) {
                true => connection.set_level(level - 1),
                false => connection.send_rollback(&rollback_to(level), level - 1),
            }
        }
    }
}

fn rollback_to(level: u32) -> String {
    match level {
        1 => "ROLLBACK".to_owned(),
        // ROLLBACK TO leaves the savepoint in place; RELEASE takes it away.
        _ => format!("ROLLBACK TO SAVEPOINT s{level}; RELEASE SAVEPOINT s{level}"),
    }
}
