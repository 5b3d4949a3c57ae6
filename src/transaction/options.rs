//! What kind of transaction: isolation, access, limits, and whether it may be kept at all.

use std::fmt::Write;
use std::time::Duration;

use crate::error::{Error, Failure};

/// How much of other transactions one sees (PostgreSQL manual, 13.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// Each statement sees what was committed before it. The server's default.
    ReadCommitted,
    /// All statements see what was committed before the first of them; a write that meets a later one
    /// of another transaction is [`Error::Serialization`].
    RepeatableRead,
    /// As if transactions ran one after the other; one that would break this is
    /// [`Error::Serialization`].
    Serializable,
}

/// What a transaction is like; what is not said is the server's default.
///
/// ```
/// use microcosm_postgres::{Error, SessionContext, TransactionOptions};
///
/// async fn report(context: &SessionContext) -> Result<u32, Error> {
///     let options = TransactionOptions::new().serializable().read_only().deferrable();
///     context.transaction_with(options, async |tx| {
///         # let _ = tx;
///         Ok(42)
///     }).await
/// }
/// # let _ = report;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct TransactionOptions {
    isolation: Option<Isolation>,
    read_only: Option<bool>,
    deferrable: bool,
    statement_timeout: Option<Duration>,
    lock_timeout: Option<Duration>,
    dry_run: bool,
}

impl TransactionOptions {
    /// Options that say nothing.
    pub const fn new() -> Self {
        Self {
            isolation: None,
            read_only: None,
            deferrable: false,
            statement_timeout: None,
            lock_timeout: None,
            dry_run: false,
        }
    }

    /// With that isolation.
    pub const fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// With [`Isolation::Serializable`].
    pub const fn serializable(self) -> Self {
        self.isolation(Isolation::Serializable)
    }

    /// With [`Isolation::RepeatableRead`].
    pub const fn repeatable_read(self) -> Self {
        self.isolation(Isolation::RepeatableRead)
    }

    /// A write in it is refused by the server (SQLSTATE 25006, [`Error::Rejected`]).
    pub const fn read_only(mut self) -> Self {
        self.read_only = Some(true);
        self
    }

    /// Writes are allowed, where the session's or the role's default would forbid them.
    pub const fn read_write(mut self) -> Self {
        self.read_only = Some(false);
        self
    }

    /// Waits, before its first statement, until it can neither fail for others nor make others fail.
    ///
    /// This says something of serializable read-only transactions alone (PostgreSQL manual, SET
    /// TRANSACTION).
    pub const fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// A statement that takes longer is cancelled by the server: [`Error::Cancelled`]. To the
    /// millisecond, rounded up.
    pub const fn statement_timeout(mut self, limit: Duration) -> Self {
        self.statement_timeout = Some(limit);
        self
    }

    /// A lock that is not granted for so long is given up by the server: [`Error::Timeout`]. To the
    /// millisecond, rounded up.
    pub const fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = Some(limit);
        self
    }

    /// It is rolled back even on `Ok`, and the closure's value returned all the same.
    ///
    /// What a commit would have found (a deferred constraint that is violated, a statement that failed
    /// and was ignored) is an error as it would have been then; that others would have won a race for
    /// serialization is not found.
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    pub(crate) const fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// The SQL that begins it. It cannot fail on a server that is up.
    pub(crate) fn begin(&self) -> String {
        let mut sql = "BEGIN".to_owned();
        match self.isolation {
            None => {}
            Some(Isolation::ReadCommitted) => sql += " ISOLATION LEVEL READ COMMITTED",
            Some(Isolation::RepeatableRead) => sql += " ISOLATION LEVEL REPEATABLE READ",
            Some(Isolation::Serializable) => sql += " ISOLATION LEVEL SERIALIZABLE",
        }
        match self.read_only {
            None => {}
            Some(true) => sql += " READ ONLY",
            Some(false) => sql += " READ WRITE",
        }
        if self.deferrable {
            sql += " DEFERRABLE";
        }
        let limits =
            [("statement_timeout", self.statement_timeout), ("lock_timeout", self.lock_timeout)];
        for (name, limit) in limits {
            if let Some(limit) = limit {
                let _ = write!(sql, "; SET LOCAL {name} = {}", milliseconds(limit));
            }
        }
        sql
    }

    /// Refuses what only a whole transaction can have.
    pub(crate) fn check_nested(&self) -> Result<(), Error> {
        if (Self { dry_run: false, ..*self }) == Self::new() {
            return Ok(());
        }
        Err(Error::Misuse(Box::new(Failure::new(
            "a transaction within another has its isolation, access and timeouts: give these options \
             to the outermost one (`dry_run` alone can be nested)",
        ))))
    }
}

/// What the server's timeouts are counted in: at least 1, since 0 would be no limit, and at most what
/// it can keep.
pub(crate) fn milliseconds(limit: Duration) -> i32 {
    i32::try_from(limit.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_said_in_sql() {
        assert_eq!(TransactionOptions::new().begin(), "BEGIN");
        assert_eq!(
            TransactionOptions::new().serializable().read_only().deferrable().begin(),
            "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE"
        );
        assert_eq!(
            TransactionOptions::new()
                .isolation(Isolation::ReadCommitted)
                .read_write()
                .lock_timeout(Duration::from_micros(1500))
                .statement_timeout(Duration::ZERO)
                .begin(),
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = 1; \
             SET LOCAL lock_timeout = 2"
        );
        assert_eq!(milliseconds(Duration::MAX), i32::MAX);
    }

    #[test]
    fn only_a_dry_run_is_nested() {
        TransactionOptions::new().dry_run().check_nested().expect("allowed");
        let error = TransactionOptions::new().serializable().check_nested().expect_err("refused");
        assert!(matches!(error, Error::Misuse(_)), "{error}");
    }
}
