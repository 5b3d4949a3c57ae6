//! A service's way to its database: the pool, and what is done on its connections.

use crate::error::{Error, Failure};
use crate::pool::{Pool, PoolStatus};
use crate::service::Service;
use crate::session::Session;
use crate::settings::Settings;
use crate::transaction::{self, Retry, Transaction, TransactionOptions};

/// The sessions of a service. It is cheap to clone; the clones share one pool.
#[derive(Clone, Debug)]
pub struct SessionContext {
    service: Service,
    pool: Pool,
}

impl SessionContext {
    /// Connects to the service's database, once to begin with, so that what is wrong shows at boot.
    ///
    /// A service under test for which no host is configured gets the server that
    /// the feature `testing` launches, with its user and database made.
    ///
    /// # Errors
    /// [`Error::Configuration`], [`Error::Unavailable`] or [`Error::Timeout`], saying what to do.
    pub async fn connect(service: &Service) -> Result<Self, Error> {
        let settings = Settings::of(service)?;
        #[cfg(feature = "testing")]
        let settings = if service.is_testing() && !settings.host_is_given {
            crate::testing::prepare(service, settings).await?
        } else {
            settings
        };
        let context = Self::with_settings(service.clone(), settings)?;
        context.session().await?;
        Ok(context)
    }

    /// A context that has not connected yet.
    pub(crate) fn with_settings(service: Service, settings: Settings) -> Result<Self, Error> {
        Ok(Self { service, pool: Pool::new(settings)? })
    }

    /// How its connections are made.
    pub(crate) fn settings(&self) -> &Settings {
        self.pool.settings()
    }

    /// Closes the connections that stand by in the pool.
    #[cfg_attr(not(feature = "migrations"), allow(dead_code))]
    pub(crate) fn forget_idle(&self) {
        self.pool.forget_idle();
    }

    /// The service.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// A session, once a connection is free.
    ///
    /// # Errors
    /// [`Error::Timeout`] when none becomes free in time; those of [`connect`](Self::connect).
    pub async fn session(&self) -> Result<Session, Error> {
        Ok(Session::new(self.pool.lend().await?))
    }

    /// Runs `body` in a transaction on a session of its own.
    ///
    /// # Errors
    /// As [`session`](Self::session) and [`Handle::transaction`](crate::Handle::transaction).
    pub async fn transaction<T, F>(&self, body: F) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, Error>,
    {
        self.session().await?.transaction(body).await
    }

    /// [`transaction`](Self::transaction) with options.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction).
    pub async fn transaction_with<T, F>(
        &self,
        options: TransactionOptions,
        body: F,
    ) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, Error>,
    {
        self.session().await?.transaction_with(options, body).await
    }

    /// Runs `body` in a transaction, and again as a whole while it loses against others: on a
    /// serialization failure, a deadlock, or a connection that was found closed before anything was
    /// sent. `body` must not do outside of the transaction what cannot be done twice; each attempt runs a
    /// clone of it, which any closure is capable of that captures by reference or what can be cloned.
    ///
    /// ```
    /// use microcosm_postgres::{Error, Retry, SessionContext, TransactionOptions};
    ///
    /// async fn transfer(context: &SessionContext) -> Result<(), Error> {
    ///     let serializable = TransactionOptions::new().serializable();
    ///     context.retry(serializable, async |tx| {
    ///         # let _ = tx;
    ///         Ok(())
    ///     }).await?;
    ///     context.retry(Retry::new(serializable).attempts(3), async |_tx| Ok(())).await
    /// }
    /// # let _ = transfer;
    /// ```
    ///
    /// # Errors
    /// That of the last attempt; otherwise as [`transaction`](Self::transaction).
    pub async fn retry<T, F>(&self, policy: impl Into<Retry>, body: F) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, Error> + Clone,
    {
        transaction::run_again(self, policy.into(), body).await
    }

    /// [`retry`](Self::retry) for a closure with an error type of its own. Whether the transaction lost
    /// is known from the server, whatever the closure makes of its errors.
    ///
    /// # Errors
    /// As [`retry`](Self::retry).
    pub async fn try_retry<T, E, F>(&self, policy: impl Into<Retry>, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction) -> Result<T, E> + Clone,
        E: From<Error>,
    {
        transaction::run_again(self, policy.into(), body).await
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
        self.session().await?.try_transaction(body).await
    }

    /// How many connections there are, and how many are free.
    pub fn pool(&self) -> PoolStatus {
        self.pool.status()
    }

    /// Refuses `what`, which belongs to a session, where sessions are PgBouncer's.
    pub(crate) fn check_sessions(&self, what: &str) -> Result<(), Error> {
        if !self.settings().pgbouncer {
            return Ok(());
        }
        Err(Error::Configuration(Box::new(Failure::new(format!(
            "PgBouncer in transaction mode gives each transaction another session, so that there is none \
             for {what}; connect to the server itself for it, with a configuration without `pgbouncer`"
        )))))
    }

    /// Lends nothing more, and waits until what is on loan has come back, for at most the
    /// `close_timeout` of the configuration (10 s by default). To be called when a service shuts down.
    ///
    /// # Errors
    /// [`Error::Timeout`] when sessions are still in use; they go on.
    pub async fn close(&self) -> Result<(), Error> {
        self.pool.drained().await
    }

    /// Lends nothing more, and waits for nothing.
    #[cfg_attr(not(feature = "testing"), allow(dead_code))]
    pub(crate) fn shut(&self) {
        self.pool.shut();
    }
}
