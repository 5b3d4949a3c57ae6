//! A service's way to its database: the pool, and what is done on its connections.

use crate::error::Error;
use crate::pool::{self, Pool};
use crate::service::Service;
use crate::session::Session;
use crate::settings::Settings;
use crate::transaction::Transaction;

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
        Ok(Self { service, pool: pool::pool(settings)? })
    }

    /// How its connections are made.
    #[cfg_attr(not(feature = "migrations"), allow(dead_code))]
    pub(crate) fn settings(&self) -> &Settings {
        self.pool.manager().settings()
    }

    /// Closes the connections that stand by in the pool.
    #[cfg_attr(not(feature = "migrations"), allow(dead_code))]
    pub(crate) fn forget_idle(&self) {
        self.pool.retain(|_, _| false);
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
        Ok(Session::new(pool::lend(&self.pool).await?))
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

    /// Closes the pool: what is on loan goes on, nothing more is lent.
    pub fn close(&self) {
        self.pool.close();
    }
}
