//! A value before and after.

/// What became of a value, where it did not stay as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Change<T> {
    /// The value before.
    pub before: T,
    /// The value after.
    pub after: T,
}

impl<T: PartialEq + Clone> Change<T> {
    /// The change from `before` to `after`; `None` where they are equal.
    ///
    /// ```
    /// use microcosm_postgres::Change;
    ///
    /// assert_eq!(Change::between(1, &1), None);
    /// assert_eq!(Change::between(1, &2), Some(Change { before: 1, after: 2 }));
    /// ```
    pub fn between(before: T, after: &T) -> Option<Self> {
        (before != *after).then(|| Self { before, after: after.clone() })
    }
}
