//! Opinionated persistence with PostgreSQL, for services that like SQL.
//!
//! A service declares its models and the SQL that it allows on them in one `store!` block. The compiler
//! gives every query PostgreSQL's own verdict, offline, against a schema snapshot that is checked in
//! beside the code; what compiles runs as binary prepared statements over `tokio-postgres`.
//!
//! This page is about what runs. A [`Service`] says whose database it is, and names follow from its
//! name. A [`SessionContext`] is its pool. Stores take a [`Session`] or a [`Transaction`], which both
//! dereference to a [`Handle`]; there is no global one. What goes wrong is an [`Error`] of the domain.
//!
//! ```no_run
//! use microcosm_postgres::{Error, Handle, Migrations, Service, SessionContext};
//!
//! static MIGRATIONS: Migrations = microcosm_postgres::migrations!("examples/quickstart/migrations");
//!
//! /// What `store!` declares is used like this, within a transaction or without one.
//! async fn create_company(handle: &Handle, name: &str) -> Result<(), Error> {
//! #     use microcosm_postgres::{Action, Statement, types::Type};
//! #     static CREATE: Statement = Statement::new(
//! #         Action { store: "CompanyStore", name: "create", model: "company" },
//! #         "INSERT INTO company (id, name, created_at, updated_at) VALUES ($1, $2, now(), now())",
//! #         const { &[Type::UUID, Type::TEXT] },
//! #     );
//! #     handle.execute_one(&CREATE, &[&handle.new_id(), &name]).await
//! #     /*
//!     CompanyStore::new(handle).create(NewCompany { name: Some(name.into()) }).await
//! #     */
//! }
//!
//! # async fn run() -> Result<(), Error> {
//! let service = Service::new("example").testing(); // example_test_db, on a server that it launches
//! let context = SessionContext::connect(&service).await?;
//! context.recreate_all(&MIGRATIONS).await?;
//!
//! // Committed on `Ok`, rolled back on `Err`, on a panic and when the future is dropped.
//! context
//!     .transaction(async |tx| {
//!         create_company(tx, "Acme").await?;
//!         // Nested, it is a savepoint.
//!         let again = tx.transaction(async |tx| create_company(tx, "Acme").await).await;
//!         assert!(matches!(again, Err(Error::Duplicate(_))));
//!         Ok(())
//!     })
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//! By default: `chrono`, `serde_json`, `tls` (rustls), `migrations` (refinery). Not by default: crates for
//! more types (`rust_decimal`, `time`, `jiff`, `cidr`, `bit-vec`, `geo-types`; see [`values`]); and `testing`, a real server for tests with nothing installed by hand, which belongs
//! in `[dev-dependencies]`.
//!
//! # What is told to others
//! Every action runs in a [`tracing`] span `action` of level `DEBUG` and records its seconds in the
//! [`metrics`] histogram [`ACTION_SECONDS`], with store, model, action and result. Neither holds a
//! parameter's value; nor does any [`Error`] (`tests/secrets.rs` listens to everything). `tokio-postgres` itself logs parameters at level `debug`:
//! leave that target off where they are secret.

mod administrator;
mod bulk;
mod change;
mod columns;
mod config;
mod connection;
mod context;
mod enumeration;
mod error;
mod guard;
mod handle;
#[cfg(feature = "migrations")]
mod health;
mod listen;
mod lock;
#[cfg(feature = "migrations")]
mod migrations;
mod nested;
mod observe;
mod patch;
mod pending;
mod pool;
mod prepared;
mod prewarm;
mod query;
mod query_log;
mod row;
#[cfg(feature = "migrations")]
mod schema;
mod secret;
mod service;
mod session;
mod settings;
mod slots;
mod statement;
mod steps;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tls")]
mod tls;
mod transaction;
mod unnamed;
pub mod values;
mod variants;
mod verify;

pub use administrator::Administrator;
pub use change::Change;
pub use config::{Config, SslMode};
pub use context::SessionContext;
pub use error::{Constraint, Error, Failure};
pub use handle::Handle;
#[cfg(feature = "migrations")]
pub use health::Health;
pub use listen::{Heard, Listener};
pub use lock::{LockKey, SessionLock};
#[cfg(feature = "migrations")]
pub use migrations::Migrations;
pub use observe::ACTION_SECONDS;
pub use patch::Patch;
pub use pool::{POOL_USE_SECONDS, POOL_WAIT_SECONDS, PoolStatus};
pub use query_log::QueryLog;
#[cfg(feature = "migrations")]
pub use query_macros::migrations;
#[cfg(feature = "testing")]
pub use query_macros::test;
pub use query_macros::{PgType, store};
pub use row::{BorrowRow, Expected, FromRow, check_columns, column, field};
pub use secret::Secret;
pub use service::Service;
pub use session::Session;
pub use statement::{Action, Statement};
pub use steps::Step;
pub use tokio_postgres::{Column, Notification, Row, types};
pub use transaction::{Isolation, Retry, Transaction, TransactionOptions};
pub use values::{
    Interval, JsonPath, Lexeme, LexemePosition, MacAddr, MacAddr8, Money, PgMultirange, PgRange,
    PgType, TimeTz, TsVector, Xml,
};
pub use verify::Store;

/// What generated code names, so that a user's crate needs no other dependencies. Not for people.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "bit-vec")]
    pub use bit_vec;
    pub use bytes::BytesMut;
    #[cfg(feature = "chrono")]
    pub use chrono;
    #[cfg(feature = "cidr")]
    pub use cidr;
    pub use futures_util::{Stream, StreamExt};
    #[cfg(feature = "geo-types")]
    pub use geo_types;
    #[cfg(feature = "jiff")]
    pub use jiff;
    #[cfg(feature = "rust_decimal")]
    pub use rust_decimal;
    #[cfg(feature = "serde_json")]
    pub use serde_json;
    #[cfg(feature = "time")]
    pub use time;
    #[cfg(feature = "serde_json")]
    pub use tokio_postgres::types::Json;
    pub use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
    pub use tokio_postgres::{Column, Row};
    pub use uuid::{self, Uuid};

    pub use crate::bulk::{ColumnOf, CopyRow};
    pub use crate::enumeration::{BoxError, is_enum, unknown_label};
    pub use crate::nested::{Groups, KeyColumn, RowKey, is_null};
    pub use crate::values::{Fields, Writer, base, is_composite, stands_for, without_domains};
    pub use crate::variants::{Argument, Piece, Variants};
    pub use crate::verify::Use;
    pub use crate::{
        Action, Change, Error, Expected, FromRow, Handle, Statement, Step, Transaction,
        check_columns, column, field,
    };
}
