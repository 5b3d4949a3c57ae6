//! A connection on loan, and the count of those.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use deadpool::managed::Object;
use metrics::SharedString;
use tokio::sync::{Notify, OnceCell};

use super::Manager;
use super::status::{POOL_USE_SECONDS, POOL_WAIT_SECONDS};
use crate::connection::Connection;
use crate::error::Error;

/// A connection on loan. It goes back to the pool unless its state is in doubt.
#[derive(Debug)]
pub(crate) struct Lease {
    /// `None` only while being dropped.
    object: Option<Object<Manager>>,
    /// In place of the object's, which was found closed.
    fresh: Fresh,
    /// Whether anything may have been sent.
    used: AtomicBool,
    leases: Arc<Leases>,
    since: Instant,
}

impl Lease {
    pub(super) fn new(object: Object<Manager>, leases: Arc<Leases>) -> Self {
        leases.count.fetch_add(1, Ordering::AcqRel);
        Self {
            object: Some(object),
            fresh: Fresh::default(),
            used: AtomicBool::new(false),
            leases,
            since: Instant::now(),
        }
    }

    pub(crate) fn connection(&self) -> &Connection {
        self.fresh.last().map_or_else(|| &**self.object(), |link| &link.connection)
    }

    /// Before the first use: another connection in place of one that closed since it was lent.
    ///
    /// Later than that, the session may have a state (locks, temporary tables) that another connection
    /// does not have; but not behind PgBouncer, outside of transactions.
    pub(crate) async fn ready(&self) -> Result<(), Error> {
        if self.used.load(Ordering::Relaxed) {
            let current = self.connection();
            if !current.is_unnamed() || current.level() != 0 {
                return Ok(());
            }
        }
        if self.connection().is_closed() {
            // Boxed: this is rare, and each statement's future would have room for it.
            Box::pin(self.replace()).await?;
        }
        self.used.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn replace(&self) -> Result<(), Error> {
        let Some(pool) = Object::pool(self.object()) else { return Ok(()) };
        let link = async || {
            let connection = pool.manager().connected().await?;
            Ok::<_, Error>(Box::new(Link { connection, next: Fresh::default() }))
        };
        let next = self.fresh.last().map_or(&self.fresh, |link| &link.next);
        next.0.get_or_try_init(link).await.map(|_| ())
    }

    fn object(&self) -> &Object<Manager> {
        self.object.as_ref().expect("the connection is there until drop")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(mut object) = self.object.take() {
            while let Some(link) = self.fresh.0.take() {
                *object = link.connection;
                self.fresh = link.next;
            }
            if !object.is_reusable() {
                // Taken out of the pool and closed; the pool makes another when one is needed.
                drop(Object::take(object));
            }
        }
        self.leases.returned(self.since.elapsed());
    }
}

/// Connections made later, each in place of the one before, which someone may still be looking at.
#[derive(Debug, Default)]
struct Fresh(OnceCell<Box<Link>>);

#[derive(Debug)]
struct Link {
    connection: Connection,
    next: Fresh,
}

impl Fresh {
    fn last(&self) -> Option<&Link> {
        let mut last = self.0.get()?;
        while let Some(next) = last.next.0.get() {
            last = next;
        }
        Some(last)
    }
}

/// The connections of a pool that are on loan.
#[derive(Debug)]
pub(super) struct Leases {
    count: AtomicUsize,
    back: Notify,
    service: Arc<str>,
}

impl Leases {
    pub(super) fn new(service: &str) -> Self {
        Self { count: AtomicUsize::new(0), back: Notify::new(), service: service.into() }
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// Waits until there is none.
    pub(super) async fn all_back(&self) {
        loop {
            let back = self.back.notified();
            if self.count() == 0 {
                return;
            }
            back.await;
        }
    }

    /// Records how long a connection was waited for.
    pub(super) fn waited(&self, time: Duration, got: bool) {
        let result = if got { "ok" } else { "failed" };
        metrics::histogram!(POOL_WAIT_SECONDS, "service" => self.label(), "result" => result)
            .record(time);
    }

    fn returned(&self, time: Duration) {
        metrics::histogram!(POOL_USE_SECONDS, "service" => self.label()).record(time);
        if self.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.back.notify_waiters();
        }
    }

    fn label(&self) -> SharedString {
        SharedString::from_shared(Arc::clone(&self.service))
    }
}
