//! Statements behind PgBouncer in transaction mode: described once, and sent unnamed ever after.
//!
//! Each transaction gets whichever of the pooler's connections is free, so that a statement prepared in
//! one is unknown, or someone else's of the same name, in the next. tokio-postgres sends a statement
//! unnamed when it is told the parameters' types; for types of the user's own, whose OIDs it does not
//! know, it asks the server, by statements that it names and keeps. So a statement is described before
//! it is used first: in one transaction, where names hold, and which leaves none behind.

use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio_postgres::{Error, SimpleQueryMessage, Statement};

use crate::connection::Connection;

/// Takes away the statements that tokio-postgres names (`s0`, `s1`, …): ours, and those that a client
/// which ended halfway has left on the pooler's connection. Where PgBouncer names statements itself
/// (`max_prepared_statements` since 1.21), it finds none and leaves them alone.
const CLEAR: &str = "DO $$ DECLARE found text; BEGIN \
     FOR found IN SELECT name FROM pg_prepared_statements WHERE name ~ '^s[0-9]+$' LOOP \
     EXECUTE format('DEALLOCATE %I', found); END LOOP; END $$";

/// What a connection remembers of how it describes statements.
#[derive(Debug, Default)]
pub(crate) struct Unnamed {
    /// Held by all who send something, and by who describes alone: what others sent meanwhile would be
    /// a part of a transaction that is not theirs.
    gate: RwLock<()>,
    /// By their names: how to prepare again the statements by which tokio-postgres asks for types. It keeps
    /// them for the connection's life, and does not know that the server does not.
    lookups: Mutex<BTreeMap<String, String>>,
}

impl Unnamed {
    /// To be held while something is sent.
    pub(crate) async fn sending(&self) -> RwLockReadGuard<'_, ()> {
        // Where no one describes, this must not wait: what is sent first is first polled first.
        match self.gate.try_read() {
            Ok(guard) => guard,
            Err(_) => self.gate.read().await,
        }
    }

    /// Describes what `request` prepares, which is `sql`; the name it has is good for nothing.
    pub(crate) async fn describe(
        &self,
        connection: &Connection,
        sql: &str,
        request: Pin<&mut impl Future<Output = Result<Statement, Error>>>,
    ) -> Result<Statement, Error> {
        let _alone = self.gate.write().await;
        let mut pinned = Pinned::new(connection);
        let statement = self.prepare(connection, pinned.begin(), request).await?;
        let kept = "SELECT name, array_to_string(parameter_types, ', '), statement \
                    FROM pg_prepared_statements WHERE name ~ '^s[0-9]+$'";
        let end = format!("{kept}; {CLEAR}{}", pinned.commit());
        let answer = connection.client().simple_query(&end).await?;
        pinned.is_over();
        let mut lookups = self.lookups();
        for message in answer {
            let SimpleQueryMessage::Row(row) = message else { continue };
            if let (Some(name), Some(types), Some(text)) = (row.get(0), row.get(1), row.get(2))
                && text != sql
                // Of one that was prepared again, the server tells all that it was prepared with.
                && !lookups.contains_key(name)
            {
                let prepare = format!("PREPARE {name} ({types}) AS {text}");
                lookups.insert(name.to_owned(), prepare);
            }
        }
        drop(lookups);
        Ok(statement)
    }

    /// Prepares by `request` a statement that keeps its name within the transaction at hand, for as long
    /// as the guard is held.
    pub(crate) async fn named(
        &self,
        connection: &Connection,
        request: Pin<&mut impl Future<Output = Result<Statement, Error>>>,
    ) -> Result<(Statement, RwLockWriteGuard<'_, ()>), Error> {
        let alone = self.gate.write().await;
        Ok((self.prepare(connection, "", request).await?, alone))
    }

    fn lookups(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.lookups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Clears the way and prepares, in one flush.
    async fn prepare(
        &self,
        connection: &Connection,
        begin: &str,
        request: Pin<&mut impl Future<Output = Result<Statement, Error>>>,
    ) -> Result<Statement, Error> {
        let lookups = self.lookups().values().map(String::as_str).collect::<Vec<_>>().join("; ");
        let before = format!("{begin}{CLEAR}; {lookups}");
        let before = pin!(connection.client().batch_execute(&before));
        let before = connection.send_alone(before);
        let (cleared, prepared) = future::join(before, request).await;
        cleared?;
        prepared
    }
}

/// Whether tokio-postgres has prepared, while a statement was described whose future was then dropped, a
/// statement to look up types by that no one knows how to prepare again. The connection is of no more
/// use for describing.
pub(crate) fn is_lookup_lost(error: &Error) -> bool {
    error.code().is_some_and(|code| code.code() == "26000")
}

/// The transaction in which a statement is described: that of the handle, or one of its own.
///
/// Dropped before it is over, it is rolled back.
struct Pinned<'a> {
    connection: &'a Connection,
    is_own: bool,
}

impl<'a> Pinned<'a> {
    fn new(connection: &'a Connection) -> Self {
        Self { connection, is_own: connection.level() == 0 }
    }

    fn begin(&self) -> &'static str {
        if self.is_own { "BEGIN; " } else { "" }
    }

    fn commit(&self) -> &'static str {
        if self.is_own { "; COMMIT" } else { "" }
    }

    fn is_over(&mut self) {
        self.is_own = false;
    }
}

impl Drop for Pinned<'_> {
    fn drop(&mut self) {
        if self.is_own {
            self.connection.send_rollback(&format!("ROLLBACK; {CLEAR}"), self.connection.level());
        }
    }
}
