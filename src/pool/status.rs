//! What is told of the pool.

/// The histogram of the seconds that a session was waited for, tagged with `service` and `result`: `ok`
/// or `failed`.
pub const POOL_WAIT_SECONDS: &str = "microcosm_postgres_pool_wait_seconds";

/// The histogram of the seconds that sessions were held, tagged with `service`.
pub const POOL_USE_SECONDS: &str = "microcosm_postgres_pool_use_seconds";

/// The pool at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Connections at most.
    pub size: usize,
    /// Connections that are open.
    pub open: usize,
    /// Sessions on loan.
    pub in_use: usize,
    /// Those who wait for a session.
    pub waiting: usize,
    /// Whether nothing is lent any more.
    pub closed: bool,
}
