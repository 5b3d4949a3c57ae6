//! An array that is read without a lock and grows where it is: what a connection keeps for each slot.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The entries of the first chunk; each chunk is twice as long as the one before.
const FIRST: usize = 32;

/// Enough chunks for more slots than a process can have statements.
const CHUNKS: usize = 27;

/// Values by slot: each is set once, and may be replaced after it was called stale.
///
/// Entries never move, so that a reference lives as long as the array: what is stale is kept until
/// then (it happens when a schema changes under a running service).
#[derive(Debug)]
pub(crate) struct Slots<T> {
    chunks: [OnceLock<Box<[Entry<T>]>>; CHUNKS],
}

#[derive(Debug)]
struct Entry<T> {
    value: OnceLock<T>,
    stale: AtomicBool,
    next: OnceLock<Box<Entry<T>>>,
}

impl<T> Slots<T> {
    pub(crate) fn new() -> Self {
        Self { chunks: [const { OnceLock::new() }; CHUNKS] }
    }

    /// The value of `slot`, if it is set and not stale.
    pub(crate) fn get(&self, slot: usize) -> Option<&T> {
        let (chunk, place) = position(slot);
        self.chunks[chunk].get()?[place].current()?.value.get()
    }

    /// The value of `slot`: `value`, unless someone else has set it meanwhile.
    pub(crate) fn set(&self, slot: usize, value: T) -> &T {
        let (chunk, place) = position(slot);
        let entries =
            self.chunks[chunk].get_or_init(|| (0..FIRST << chunk).map(|_| Entry::new()).collect());
        let mut entry = &entries[place];
        while entry.stale.load(Ordering::Acquire) {
            entry = entry.next.get_or_init(|| Box::new(Entry::new()));
        }
        entry.value.get_or_init(|| value)
    }

    /// Calls `value` of `slot` stale, if it is the present one.
    pub(crate) fn forget(&self, slot: usize, value: &T) {
        let (chunk, place) = position(slot);
        let current = self.chunks[chunk].get().and_then(|entries| entries[place].current());
        if let Some(entry) = current
            && entry.value.get().is_some_and(|found| std::ptr::eq(found, value))
        {
            entry.stale.store(true, Ordering::Release);
        }
    }
}

impl<T> Entry<T> {
    fn new() -> Self {
        Self { value: OnceLock::new(), stale: AtomicBool::new(false), next: OnceLock::new() }
    }

    /// The entry that is not stale.
    fn current(&self) -> Option<&Self> {
        let mut entry = self;
        while entry.stale.load(Ordering::Acquire) {
            entry = entry.next.get()?;
        }
        Some(entry)
    }
}

/// Chunk and place of `slot`.
fn position(slot: usize) -> (usize, usize) {
    let number = slot + FIRST;
    let chunk = (number.ilog2() - FIRST.ilog2()) as usize;
    (chunk, number - (FIRST << chunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_a_place_of_its_own() {
        let mut expected = (0..).flat_map(|chunk| (0..FIRST << chunk).map(move |at| (chunk, at)));
        for slot in 0..10_000 {
            assert_eq!(Some(position(slot)), expected.next(), "{slot}");
        }
    }

    #[test]
    fn values_are_set_once() {
        let slots = Slots::new();
        assert_eq!(slots.get(1000), None);
        assert_eq!(slots.set(1000, "first"), &"first");
        assert_eq!(slots.set(1000, "second"), &"first");
        assert_eq!((slots.get(1000), slots.get(999)), (Some(&"first"), None));
    }

    #[test]
    fn what_is_stale_is_replaced_and_not_twice() {
        let slots = Slots::new();
        let first = slots.set(3, String::from("first"));
        slots.forget(3, first);
        assert_eq!(slots.get(3), None);
        let second = slots.set(3, String::from("second"));
        // Another task that ran into the same change, a little later.
        slots.forget(3, first);
        assert_eq!(slots.get(3), Some(second));
        assert_eq!(first, "first");
    }
}
