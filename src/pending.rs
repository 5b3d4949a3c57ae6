//! The requests of a transaction whose success nobody has seen.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the requests that were sent in the present transaction and whose success has not been seen:
/// those under way, those that failed, those whose future or rows were dropped before the end.
///
/// Where there is none, no statement of the transaction can have failed unnoticed, and a plain `COMMIT`
/// commits.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// The number of the transaction above, the count below.
    state: AtomicU64,
}

/// A request that was counted.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub(crate) struct Sent {
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
    pub(crate) fn sent(&self) -> Sent {
        Sent { transaction: self.state.fetch_add(1, Ordering::AcqRel) & !COUNT }
    }

    /// Its success was seen, to the end of what it answers.
    pub(crate) fn succeeded(&self, sent: Sent) {
        let less = |state: u64| {
            (state & !COUNT == sent.transaction && state & COUNT > 0).then(|| state - 1)
        };
        // A request of an earlier transaction says nothing about this one.
        let _ = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
    }

    /// Whether the success of all requests has been seen.
    pub(crate) fn is_none(&self) -> bool {
        self.state.load(Ordering::Acquire) & COUNT == 0
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
        pending.succeeded(second);
        assert!(!pending.is_none());
        pending.succeeded(first);
        assert!(pending.is_none());
    }

    #[test]
    fn a_late_success_of_an_earlier_transaction_hides_nothing() {
        let pending = Pending::default();
        let earlier = pending.sent();
        pending.begin();
        assert!(pending.is_none());
        let present = pending.sent();
        pending.succeeded(earlier);
        assert!(!pending.is_none());
        pending.succeeded(present);
        assert!(pending.is_none());
    }
}
