//! A byte range of the statement's text.

/// A half-open byte range `start..end` into the SQL text that was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A range from byte `start` up to, not including, byte `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest range that covers both.
    pub fn to(self, other: Span) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text this range covers, or the empty string when it lies outside of `sql`.
    pub fn text(self, sql: &str) -> &str {
        sql.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}
