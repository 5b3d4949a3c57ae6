//! What is done about a request whose answer is not waited for, or does not come.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use tokio_postgres::{CancelToken, NoTls};

use crate::connection::Connection;
use crate::error::{Error, Failure};
use crate::settings::Settings;

/// The limits of a connection's requests. Usually there are none, and nothing is done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    /// How long the answer to a request is waited for.
    pub(crate) answer: Option<Duration>,
    /// What takes longer is told.
    pub(crate) slow: Option<Duration>,
    /// How to cancel what runs on the server, where a dropped future is to do so.
    pub(crate) cancel: Option<Box<Cancel>>,
}

/// The way to a backend, by a connection of its own.
#[derive(Clone)]
pub(crate) struct Cancel {
    pub(crate) token: CancelToken,
    pub(crate) settings: Settings,
}

/// The token is a key, and not for everyone to see.
impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").finish_non_exhaustive()
    }
}

impl Limits {
    fn are_none(&self) -> bool {
        self.answer.is_none() && self.cancel.is_none()
    }
}

/// Awaits `work`, which runs a statement on `connection`, within its limits.
///
/// It comes pinned, here and in the layers around: an `async fn` holds a future that it is given twice, once
/// as its argument and once where it awaits it, and layers would double it again and again.
pub(crate) async fn watched<T>(
    connection: &Connection,
    work: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<T, Error> {
    if connection.limits().are_none() {
        return work.await;
    }
    let mut flight = Flight { connection, landed: false };
    let outcome = answered(connection, work).await;
    flight.landed = true;
    outcome
}

/// Awaits `work` for as long as an answer may take. After that the connection is given up.
pub(crate) async fn answered<T>(
    connection: &Connection,
    work: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<T, Error> {
    let Some(limit) = connection.limits().answer else { return work.await };
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => {
            connection.give_up();
            Err(Error::Timeout(Box::new(Failure::new(format!(
                "the server did not answer within {limit:?}: the connection is given up; what was in \
                 flight may or may not have run"
            )))))
        }
    }
}

/// A request in flight. Dropped before its answer came, it has the server cancel it.
struct Flight<'a> {
    connection: &'a Connection,
    landed: bool,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if self.landed {
            return;
        }
        let Some(cancel) = self.connection.limits().cancel.clone() else { return };
        // The request to cancel arrives some time later, and would hit whatever runs then: nothing
        // else may run on this connection any more.
        self.connection.give_up();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = cancel.send().await {
                    tracing::debug!(%error, "the query of a dropped future could not be cancelled");
                }
            });
        }
    }
}

impl Cancel {
    async fn send(&self) -> Result<(), Error> {
        let request = async {
            #[cfg(feature = "tls")]
            if let Some(tls) = crate::tls::connector(&self.settings)? {
                return self.token.cancel_query(tls).await.map_err(Error::of_batch);
            }
            self.token.cancel_query(NoTls).await.map_err(Error::of_batch)
        };
        tokio::time::timeout(self.settings.connect_timeout, request).await.unwrap_or(Ok(()))
    }
}
