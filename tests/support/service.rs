//! The service that a test is of: in the target `pgbouncer`, one behind PgBouncer.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

use microcosm_postgres::{Config, Service, testing};

/// The service of that name.
pub fn service(name: &str) -> Service {
    let config = Config { pgbouncer: Some(is_behind_pgbouncer()), ..Config::default() };
    Service::new(name).with_config(config)
}

/// Whether this is the target `pgbouncer`, and it can do what it is for.
pub fn is_behind_pgbouncer() -> bool {
    env!("CARGO_CRATE_NAME") == "pgbouncer" && testing::has_pgbouncer()
}
