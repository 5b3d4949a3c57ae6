//! What the tests of operations share: a schema, and stores over it.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

#[path = "../support/service.rs"]
mod service;

use chrono::{DateTime, Utc};
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Migrations, Session, migrations, store};
use rust_decimal::Decimal;
use service::service;
use uuid::Uuid;

pub static MIGRATIONS: Migrations = migrations!("tests/operations/migrations");

store! {
    schema "tests/operations/schema.json";

    pub enum Grade = "grade" { Low, High }

    #[derive(Debug, Clone, PartialEq)]
    pub model Item = "item" {
        id: Uuid,
        name: String,
        code: Option<String>,
        quantity: i32,
        price: Option<Decimal>,
        grade: Option<Grade>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Label = "label" { owner: String, name: String, weight: Option<i32> }

    #[derive(Debug, Clone, PartialEq)]
    pub model Note = "note" {
        id: i64,
        body: String,
        words: Vec<String>,
        marks: Option<Vec<i32>>,
        #[default]
        state: String,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Secret = "secret" { id: i32, text: String }

    pub store ItemStore for Item {
        create, retrieve, count, search(name);
        create_all, upsert_all, update_all, delete_all;

        fn stream() -> impl Stream<Item> { "SELECT * FROM item" }
    }

    /// Only numbers are asked back.
    pub store ItemCounts for Item {
        create_all -> u64, upsert_all -> u64, update_all -> u64, delete_all -> u64;
    }

    pub store LabelStore for Label {
        create_all, upsert_all, update_all, delete_all, search();
    }

    pub store NoteStore for Note { create_all -> u64, delete_all, search() }

    pub store SecretStore for Secret { create_all -> u64, count }
}

/// A database of the test's own and a session in it, both to be kept.
pub async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&service("operations"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

pub fn item(name: &str) -> NewItem {
    NewItem { name: name.to_owned(), code: None, quantity: 1, price: None, grade: None }
}
