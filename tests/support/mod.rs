//! What the tests against a real server share.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

pub mod company;
pub mod proxy;
pub mod service;

use microcosm_postgres::Migrations;
use microcosm_postgres::testing::TestDatabase;

pub use company::*;

/// The quickstart's migrations.
pub static MIGRATIONS: Migrations =
    microcosm_postgres::migrations!("examples/quickstart/migrations");

/// A database of the test's own, with the quickstart's schema.
pub async fn database() -> TestDatabase {
    TestDatabase::create(&service::service("example"), &MIGRATIONS).await.expect("a test database")
}

/// A new company of that name.
pub fn named(name: &str) -> NewCompany {
    NewCompany { name: Some(name.to_owned()), kind: None }
}
