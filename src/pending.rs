//! The requests of a connection: those whose success nobody has seen, and how often one had to wait.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Counts the requests that were sent in the present transaction and whose success has not been seen:
/// those under way, those that failed, those whose future or rows were dropped before the end.
///
/// Where there is none, no statement of the transaction can have failed unnoticed, and a plain `COMMIT`
/// commits.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// The number of the transaction above, the count below.
    state: AtomicU64,
    /// The requests that somebody waits for.
    awaited: AtomicU32,
    /// How often one was sent while nobody waited for another: each of those is a wait of its own.
    round_trips: AtomicU64,
}

/// A request that was counted. When it is dropped, nobody waits for it any more.
#[derive(Debug)]
#[must_use]
pub(crate) struct Sent<'a> {
    pending: &'a Pending,
    transaction: u64,
}

const COUNT: u64 = u32::MAX as u64;

impl Pending {
    /// A transaction begins: what was sent before does not belong to it.
    pub(crate) fn begin(&self) {
        let next = |state: u64| Some((state | COUNT).wrapping_add(1));
        // The closure always gives a value.
        let _ = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
    }

    /// A request is about to be sent.
    pub(crate) fn sent(&self) -> Sent<'_> {
        if self.awaited.fetch_add(1, Ordering::AcqRel) == 0 {
            self.round_trips.fetch_add(1, Ordering::Relaxed);
        }
        Sent { pending: self, transaction: self.state.fetch_add(1, Ordering::AcqRel) & !COUNT }
    }

    /// Whether the success of all requests has been seen.
    pub(crate) fn is_none(&self) -> bool {
        self.state.load(Ordering::Acquire) & COUNT == 0
    }

    /// How often one has waited for the server.
    pub(crate) fn round_trips(&self) -> u64 {
        self.round_trips.load(Ordering::Relaxed)
    }
}

impl Sent<'_> {
    /// Its success was seen, to the end of what it answers.
    pub(crate) fn succeeded(self) {
        let less = |state: u64| {
            (state & !COUNT == self.transaction && state & COUNT > 0).then(|| state - 1)
        };
        // A request of an earlier transaction says nothing about this one.
        let _ = self.pending.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
    }
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        self.pending.awaited.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_seen_to_succeed_is_pending() {
        let pending = Pending::default();
        assert!(pending.is_none());
        let (first, second) = (pending.sent(), pending.sent());
        second.succeeded();
        assert!(!pending.is_none());
        first.succeeded();
        assert!(pending.is_none());
        drop(pending.sent());
        assert!(!pending.is_none());
    }

    #[test]
    fn a_late_success_of_an_earlier_transaction_hides_nothing() {
        let pending = Pending::default();
        let earlier = pending.sent();
        pending.begin();
        assert!(pending.is_none());
        let present = pending.sent();
        earlier.succeeded();
        assert!(!pending.is_none());
        present.succeeded();
        assert!(pending.is_none());
    }

    #[test]
    fn what_is_awaited_together_is_one_round_trip() {
        let pending = Pending::default();
        let together = [pending.sent(), pending.sent()];
        drop(together);
        pending.sent().succeeded();
        assert_eq!(pending.round_trips(), 2);
    }
}
