//! What `#[microcosm_postgres::test]` expands to calls of: a runtime, a database, and the test's argument.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::TestDatabase;
use crate::context::SessionContext;
use crate::error::Error;
use crate::handle::Handle;
use crate::migrations::Migrations;
use crate::service::Service;
use crate::session::Session;
use crate::transaction::Transaction;

/// What a test under [`#[microcosm_postgres::test]`](crate::test) may take as its argument.
#[diagnostic::on_unimplemented(
    message = "a test cannot take an argument of type `{Self}`",
    label = "take a `Session`, a `SessionContext`, `&SessionContext` or `&TestDatabase`",
    note = "with `rollback`, a test takes `&Transaction`"
)]
pub trait FromTest<'a>: Sized {
    /// The argument, of the test's own database.
    ///
    /// # Errors
    /// Those of a connection that cannot be made.
    fn from_test(database: &'a TestDatabase) -> impl Future<Output = Result<Self, Error>>;
}

impl<'a> FromTest<'a> for &'a TestDatabase {
    async fn from_test(database: &'a TestDatabase) -> Result<Self, Error> {
        Ok(database)
    }
}

impl<'a> FromTest<'a> for &'a SessionContext {
    async fn from_test(database: &'a TestDatabase) -> Result<Self, Error> {
        Ok(database)
    }
}

impl FromTest<'_> for SessionContext {
    async fn from_test(database: &TestDatabase) -> Result<Self, Error> {
        Ok(Self::clone(database))
    }
}

impl FromTest<'_> for Session {
    async fn from_test(database: &TestDatabase) -> Result<Self, Error> {
        database.session().await
    }
}

/// Runs a test on a runtime of its own.
#[doc(hidden)]
#[allow(clippy::missing_panics_doc)]
pub fn block_on<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(test)
}

/// A database of the test's own, with what `fixtures` put into it.
#[doc(hidden)]
pub async fn database(
    service: Service,
    migrations: &Migrations,
    fixtures: impl AsyncFnOnce(&Handle) -> Result<(), Error>,
) -> TestDatabase {
    let made = async {
        let database = TestDatabase::create(&service, migrations).await?;
        let session = database.session().await?;
        fixtures(&session).await?;
        drop(session);
        Ok(database)
    };
    given(made.await)
}

/// The argument, or the end of the test.
#[doc(hidden)]
pub async fn argument<'a, A: FromTest<'a>>(database: &'a TestDatabase) -> A {
    given(A::from_test(database).await)
}

/// Runs `test` in a transaction that is rolled back, on the database of `service` under test.
#[doc(hidden)]
pub async fn rolled_back<T>(
    service: Service,
    migrations: &Migrations,
    fixtures: impl AsyncFnOnce(&Handle) -> Result<(), Error>,
    test: impl AsyncFnOnce(&Transaction) -> T,
) -> T {
    let session = given(shared_session(service, migrations).await);
    let mut outcome = None;
    let ended: Result<(), End> = session
        .try_transaction(async |tx| {
            fixtures(tx).await?;
            outcome = Some(test(tx).await);
            Err(End::Over)
        })
        .await;
    match (outcome, ended) {
        (Some(outcome), _) => outcome,
        (None, Err(End::Error(error))) => given(Err(error)),
        (None, _) => unreachable!("without an outcome there is an error"),
    }
}

/// Why a transaction was rolled back.
enum End {
    Over,
    Error(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// A session on the database of `service` under test, migrated once in this process.
async fn shared_session(service: Service, migrations: &Migrations) -> Result<Session, Error> {
    type Migrated = Mutex<HashMap<(String, u64), Arc<OnceCell<()>>>>;
    static MIGRATED: LazyLock<Migrated> = LazyLock::new(Migrated::default);

    let key = (service.name().to_owned(), migrations.fingerprint());
    let migrated = {
        let mut migrated = MIGRATED.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(migrated.entry(key).or_default())
    };
    // A context of the test's own: its connections are served by the test's runtime.
    let context = SessionContext::connect(&service.testing()).await?;
    migrated.get_or_try_init(|| async { context.migrate(migrations).await.map(drop) }).await?;
    context.session().await
}

/// What was made, or the end of the test with the reason why not.
#[allow(clippy::panic)]
fn given<T>(outcome: Result<T, Error>) -> T {
    outcome.unwrap_or_else(|error| panic!("the test could not be set up: {error}"))
}
