//! Advisory locks: what the server holds for us until a transaction or a session ends.

use std::ops::Deref;

use tokio_postgres::types::Type;

use crate::context::SessionContext;
use crate::error::Error;
use crate::handle::Handle;
use crate::session::Session;
use crate::statement::{Action, Statement};
use crate::transaction::Transaction;

/// What an advisory lock is on: a number or a name, within one database.
///
/// A name is hashed by the server (`hashtextextended(name, 0)`) to the number that is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockKey<'a> {
    /// The number itself.
    Number(i64),
    /// A name.
    Name(&'a str),
}

impl From<i64> for LockKey<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for LockKey<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

/// The statements of one of the server's functions, by kind of key.
struct Locking {
    number: Statement,
    name: Statement,
}

impl Locking {
    const fn new(action: &'static str, number: &'static str, name: &'static str) -> Self {
        let action = Action { store: "Lock", name: action, model: "pg_locks" };
        Self {
            number: Statement::new(action, number, const { &[Type::INT8] }),
            name: Statement::new(action, name, const { &[Type::TEXT] }),
        }
    }

    /// Waits for the lock.
    async fn wait(&'static self, handle: &Handle, key: LockKey<'_>) -> Result<(), Error> {
        match key {
            LockKey::Number(number) => handle.execute(&self.number, &[&number]).await?,
            LockKey::Name(name) => handle.execute(&self.name, &[&name]).await?,
        };
        Ok(())
    }

    /// Whether the lock was free.
    async fn ask(&'static self, handle: &Handle, key: LockKey<'_>) -> Result<bool, Error> {
        let (is_ours,) = match key {
            LockKey::Number(number) => handle.fetch_one(&self.number, &[&number]).await?,
            LockKey::Name(name) => handle.fetch_one(&self.name, &[&name]).await?,
        };
        Ok(is_ours)
    }
}

static LOCK_IN_TRANSACTION: Locking = Locking::new(
    "lock",
    "SELECT pg_advisory_xact_lock($1)",
    "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
);

static TRY_IN_TRANSACTION: Locking = Locking::new(
    "try_lock",
    "SELECT pg_try_advisory_xact_lock($1)",
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))",
);

static LOCK_IN_SESSION: Locking = Locking::new(
    "lock",
    "SELECT pg_advisory_lock($1)",
    "SELECT pg_advisory_lock(hashtextextended($1, 0))",
);

static TRY_IN_SESSION: Locking = Locking::new(
    "try_lock",
    "SELECT pg_try_advisory_lock($1)",
    "SELECT pg_try_advisory_lock(hashtextextended($1, 0))",
);

/// What is refused where there are no sessions.
const LOCK: &str = "an advisory lock (a transaction can hold one: `Transaction::lock`)";

/// Gives back all advisory locks of a session; a [`SessionLock`] has its session to itself.
const RELEASE: &str = "SELECT pg_advisory_unlock_all()";

impl Transaction {
    /// Waits for the advisory lock, and holds it until the transaction ends; in a nested one that is
    /// rolled back, until then.
    ///
    /// # Errors
    /// What the server reports, by domain; a deadlock among them.
    pub async fn lock(&self, key: impl Into<LockKey<'_>>) -> Result<(), Error> {
        LOCK_IN_TRANSACTION.wait(self, key.into()).await
    }

    /// Takes the advisory lock if it is free, as [`lock`](Self::lock) does; says whether it was.
    ///
    /// # Errors
    /// What the server reports, by domain.
    pub async fn try_lock(&self, key: impl Into<LockKey<'_>>) -> Result<bool, Error> {
        TRY_IN_TRANSACTION.ask(self, key.into()).await
    }
}

impl SessionContext {
    /// Waits for the advisory lock, on a session of its own that holds it until it is released or
    /// dropped.
    ///
    /// ```no_run
    /// # async fn run(context: microcosm_postgres::SessionContext) -> Result<(), microcosm_postgres::Error> {
    /// let lock = context.lock("nightly report").await?;
    /// // … one instance of the service at a time; `lock` is a handle for stores, too …
    /// lock.release().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`session`](Self::session), and what the server reports, by domain; [`Error::Configuration`]
    /// behind PgBouncer in transaction mode, where [`Transaction::lock`] is the one that works.
    pub async fn lock(&self, key: impl Into<LockKey<'_>>) -> Result<SessionLock, Error> {
        self.check_sessions(LOCK)?;
        // From here on the guard answers for the lock, even if the future is dropped while it waits.
        let lock = SessionLock { session: self.session().await?, released: false };
        LOCK_IN_SESSION.wait(&lock, key.into()).await?;
        Ok(lock)
    }

    /// [`lock`](Self::lock) if it is free; `None` if it is not.
    ///
    /// # Errors
    /// As [`lock`](Self::lock).
    pub async fn try_lock(
        &self,
        key: impl Into<LockKey<'_>>,
    ) -> Result<Option<SessionLock>, Error> {
        self.check_sessions(LOCK)?;
        let lock = SessionLock { session: self.session().await?, released: false };
        let is_ours = TRY_IN_SESSION.ask(&lock, key.into()).await?;
        Ok(is_ours.then_some(lock))
    }
}

/// An advisory lock and the session that holds it, which dereferences to the [`Handle`] of stores.
///
/// Dropped, it has the lock given back behind whatever the session is busy with. To know that it was,
/// [`release`](Self::release) it.
#[derive(Debug)]
pub struct SessionLock {
    session: Session,
    released: bool,
}

impl SessionLock {
    /// Gives the lock back, and waits until it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the connection is lost; then the server gives the lock back.
    pub async fn release(mut self) -> Result<(), Error> {
        self.session.batch(RELEASE).await?;
        self.released = true;
        Ok(())
    }
}

impl Deref for SessionLock {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.session
    }
}

impl Drop for SessionLock {
    fn drop(&mut self) {
        let connection = self.session.connection();
        // In a transaction left open, the connection is not reused, and closing it gives the lock back.
        if !self.released && connection.level() == 0 {
            connection.send_rollback(RELEASE, 0);
        }
    }
}
