//! What runs on a handle while it is watched: for tests that count.

use std::sync::{Arc, Mutex, PoisonError};

use crate::handle::Handle;
use crate::statement::Action;

/// The actions of a handle's connection, and how often one waited for the server, since it was made.
///
/// ```no_run
/// use microcosm_postgres::{Error, Session};
///
/// async fn test(session: Session) -> Result<(), Error> {
///     let log = session.query_log();
///     session.transaction(async |tx| tx.notify("company_changed", "").await).await?;
///     assert_eq!(log.actions(), ["Notify::notify"]);
///     // Its first use prepares it.
///     assert_eq!(log.round_trips(), 3);
///     Ok(())
/// }
/// # let _ = test;
/// ```
#[derive(Debug)]
pub struct QueryLog<'a> {
    handle: &'a Handle,
    actions: Actions,
    round_trips: u64,
}

/// The list that a connection's actions are added to, while somebody watches.
pub(crate) type Actions = Arc<Mutex<Vec<Action>>>;

impl Handle {
    /// Watches what runs on this handle's connection, transactions included, until the log is dropped. Of
    /// several logs at a time, the last one gets the actions.
    pub fn query_log(&self) -> QueryLog<'_> {
        let actions = Actions::default();
        self.connection().watch(Some(Arc::clone(&actions)));
        let round_trips = self.connection().pending().round_trips();
        QueryLog { handle: self, actions, round_trips }
    }
}

impl QueryLog<'_> {
    /// The actions in the order in which they began: `CompanyStore::retrieve`.
    pub fn actions(&self) -> Vec<String> {
        let actions = self.actions.lock().unwrap_or_else(PoisonError::into_inner);
        actions.iter().map(|action| format!("{}::{}", action.store, action.name)).collect()
    }

    /// How often one waited for the server. What is awaited together, or sent in one flush, is one.
    ///
    /// Preparing a statement when it is first used counts as one, though learning types of the database's
    /// own takes more: a test that counts should use the statements once before, or
    /// [`prepare`](Handle::prepare) them.
    pub fn round_trips(&self) -> u64 {
        self.handle.connection().pending().round_trips() - self.round_trips
    }
}

impl Drop for QueryLog<'_> {
    fn drop(&mut self) {
        self.handle.connection().watch(None);
    }
}
