//! The pool: connections made, lent, and taken back only in a known clean state.

mod connect;
mod lease;
mod role;
mod status;

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::{self, Metrics, PoolError, RecycleError, RecycleResult, TimeoutType};

#[cfg(feature = "migrations")]
pub(crate) use connect::connect;
pub(crate) use connect::connect_listening;
pub(crate) use lease::Lease;
use lease::Leases;
pub use status::{POOL_USE_SECONDS, POOL_WAIT_SECONDS, PoolStatus};

use crate::connection::Connection;
use crate::error::{Error, Failure};
use crate::guard::{Cancel, Limits};
use crate::prewarm::Used;
use crate::settings::Settings;
use crate::unnamed::Unnamed;

/// How long a returned connection may take to end its rollback, or one that was idle for long to
/// answer, before it is given up.
const CONFIRM_TIMEOUT: Duration = Duration::from_millis(250);

/// The oldest supported major version of PostgreSQL.
pub(crate) const OLDEST_MAJOR: u32 = 14;

/// Connections to one database. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pool: managed::Pool<Manager>,
    leases: Arc<Leases>,
}

impl Pool {
    /// The pool for `settings`; it connects when first asked.
    pub(crate) fn new(settings: Settings) -> Result<Self, Error> {
        let leases = Arc::new(Leases::new(&settings.application_name));
        let manager = Manager { settings, used: Used::default() };
        let settings = &manager.settings;
        let (size, wait) = (settings.pool_size, settings.pool_timeout);
        let pool = managed::Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(wait))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| {
                Error::Configuration(Box::new(Failure::new(format!("the pool: {error}"))))
            })?;
        Ok(Self { pool, leases })
    }

    /// How connections are made.
    pub(crate) fn settings(&self) -> &Settings {
        &self.pool.manager().settings
    }

    /// A connection, free or new.
    pub(crate) async fn lend(&self) -> Result<Lease, Error> {
        let asked = Instant::now();
        let outcome = self.pool.get().await;
        self.leases.waited(asked.elapsed(), outcome.is_ok());
        match outcome {
            Ok(object) => Ok(Lease::new(object, Arc::clone(&self.leases))),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Timeout(TimeoutType::Wait)) => {
                let settings = self.settings();
                Err(Error::Timeout(Box::new(Failure::new(format!(
                    "no connection became free within {:?}: all {} are in use; hold sessions for a \
                     shorter time, or set {}POOL_SIZE",
                    settings.pool_timeout, settings.pool_size, settings.prefix,
                )))))
            }
            Err(PoolError::Closed) => {
                Err(Error::Unavailable(Box::new(Failure::new("the pool has been closed"))))
            }
            Err(error) => {
                Err(Error::Unavailable(Box::new(Failure::new(format!("the pool: {error}")))))
            }
        }
    }

    /// Closes the connections that stand by.
    #[cfg_attr(not(feature = "migrations"), allow(dead_code))]
    pub(crate) fn forget_idle(&self) {
        self.pool.retain(|_, _| false);
    }

    /// Lends nothing more.
    pub(crate) fn shut(&self) {
        self.pool.close();
    }

    /// Lends nothing more, and waits for what is on loan.
    pub(crate) async fn drained(&self) -> Result<(), Error> {
        self.shut();
        let limit = self.settings().close_timeout;
        match tokio::time::timeout(limit, self.leases.all_back()).await {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::Timeout(Box::new(Failure::new(format!(
                "{} sessions are still in use {limit:?} after the pool was closed: end what holds \
                 them, or set {}CLOSE_TIMEOUT",
                self.leases.count(),
                self.settings().prefix,
            ))))),
        }
    }

    /// How many connections there are.
    pub(crate) fn status(&self) -> PoolStatus {
        let status = self.pool.status();
        PoolStatus {
            size: self.settings().pool_size,
            open: status.size,
            in_use: self.leases.count(),
            waiting: status.waiting,
            closed: self.pool.is_closed(),
        }
    }
}

/// Makes connections and looks at those that come back.
#[derive(Debug)]
pub(crate) struct Manager {
    settings: Settings,
    /// What is prepared on new connections before they are lent.
    used: Used,
}

impl Manager {
    /// A new connection, with its statements prepared where that is wanted.
    async fn connected(&self) -> Result<Connection, Error> {
        let settings = &self.settings;
        let (client, task) = connect::connect_with_task(settings, None).await?;
        if settings.pgbouncer {
            role::check(&client, settings).await?;
        }
        let cancel = settings
            .cancel_dropped
            .then(|| Box::new(Cancel { token: client.cancel_token(), settings: settings.clone() }));
        let limits = Limits { answer: settings.answer_timeout, slow: settings.slow_action, cancel };
        let used = settings.warm_up.then(|| self.used.clone());
        let unnamed = settings.pgbouncer.then(Unnamed::default);
        let connection = Connection::new(client, Some(task), limits, unnamed, used);
        connection.warm_up().await;
        Ok(connection)
    }
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        // Boxed, as everywhere: it is large, and would be a part of each future that asks for a connection.
        Box::pin(self.connected()).await
    }

    async fn recycle(
        &self,
        connection: &mut Connection,
        metrics: &Metrics,
    ) -> RecycleResult<Error> {
        if !connection.is_reusable() {
            return Err(RecycleError::message("closed"));
        }
        if metrics.age() >= self.settings.connection_lifetime {
            return Err(RecycleError::message("old"));
        }
        // Asking costs a round trip: only of those that have been idle for long enough to be cut off
        // by something in between that forgot them.
        let ask = metrics.last_used() >= self.settings.idle_check;
        match tokio::time::timeout(CONFIRM_TIMEOUT, connection.confirm(ask)).await {
            Ok(confirmed) => confirmed.map_err(RecycleError::Backend),
            Err(_) => {
                connection.give_up();
                Err(RecycleError::message("still busy with what was left behind"))
            }
        }
    }
}
