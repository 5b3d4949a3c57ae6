//! A session: a connection of the pool, for as long as it is held.

use std::ops::Deref;
use std::sync::Arc;

use crate::handle::Handle;
use crate::pool::Lease;

/// A connection on loan from the pool, returned when dropped.
///
/// It is handed from task to task like any value, and dereferences to the [`Handle`] that stores take.
#[derive(Debug)]
pub struct Session {
    handle: Handle,
}

impl Session {
    pub(crate) fn new(lease: Lease) -> Self {
        Self { handle: Handle::new(Arc::new(lease), 0) }
    }
}

impl Deref for Session {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}
