//! The pool: waiting, reuse, and connections that broke.

mod support;

use std::time::Duration;

use futures_util::TryStreamExt;
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::types::Type;
use microcosm_postgres::{Action, Config, Error, Service, Session, Statement};
use support::{CompanyStore, MIGRATIONS, database, named};

const fn action(name: &'static str) -> Action {
    Action { store: "Test", name, model: "pg_stat_activity" }
}

/// The server's process that serves the session.
async fn process(session: &Session) -> i32 {
    static PROCESS: Statement = Statement::new(action("process"), "SELECT pg_backend_pid()", &[]);
    session.fetch_one::<(i32,)>(&PROCESS, &[]).await.expect("a process id").0
}

/// A database with a small and impatient pool.
async fn small(size: usize) -> TestDatabase {
    let service = Service::new("example").with_config(Config {
        pool_size: Some(size),
        pool_timeout: Some(Duration::from_millis(20)),
        ..Config::default()
    });
    TestDatabase::create(&service, &MIGRATIONS).await.expect("a test database")
}

#[tokio::test]
async fn waiting_ends_with_an_error_that_says_what_to_do() {
    let context = small(1).await;
    let held = context.session().await.expect("a session");
    let error = context.session().await.expect_err("the only one is held");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("all 1 are in use"), "{text}");
    assert!(text.contains("EXAMPLE__POSTGRES__POOL_SIZE"), "{text}");
    drop(held);
    context.session().await.expect("it is free again");
}

#[tokio::test]
async fn connections_and_their_statements_are_reused() {
    let context = small(1).await;
    let first = process(&context.session().await.expect("a session")).await;
    let second = process(&context.session().await.expect("a session")).await;
    assert_eq!(first, second);
    // Prepared once: the second use found its slot filled.
    static PREPARED: Statement = Statement::new(
        action("prepared"),
        "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT pg_backend_pid()'",
        &[],
    );
    let session = context.session().await.expect("a session");
    assert_eq!(session.fetch_one::<(i64,)>(&PREPARED, &[]).await.expect("a count"), (1,));
}

#[tokio::test]
async fn parameter_types_are_known_to_the_server() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    CompanyStore::new(&session).by_name("nobody").await.expect("an answer");
    static TYPES: Statement = Statement::new(
        action("types"),
        "SELECT parameter_types::text FROM pg_prepared_statements WHERE statement LIKE $1",
        const { &[Type::TEXT] },
    );
    let types: (String,) =
        session.fetch_one(&TYPES, &[&"SELECT id, name%WHERE name = $1"]).await.expect("types");
    assert_eq!(types.0, "{text}");
}

#[tokio::test]
async fn a_broken_connection_is_replaced() {
    let context = small(2).await;
    let session = context.session().await.expect("a session");
    let victim = process(&session).await;
    static KILL: Statement =
        Statement::new(action("kill"), "SELECT pg_terminate_backend($1)", const { &[Type::INT4] });
    context.session().await.expect("another").execute(&KILL, &[&victim]).await.expect("killed");
    let error = CompanyStore::new(&session).count().await.expect_err("it is gone");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert!(!error.is_retryable());
    drop(session);
    for _ in 0..4 {
        let session = context.session().await.expect("a session");
        assert_ne!(process(&session).await, victim);
    }
}

/// What is left behind in a transaction by a future that is dropped while the server is at work does
/// not reach the next user of the pool.
#[tokio::test]
async fn work_left_behind_is_not_handed_on() {
    static HOLD: Statement = Statement::new(action("hold"), "SELECT pg_advisory_lock(1)", &[]);
    static WAITING: Statement =
        Statement::new(action("waiting"), "SELECT count(*) FROM pg_locks WHERE NOT granted", &[]);
    let context = small(2).await;
    let observer = context.session().await.expect("a session");
    observer.execute(&HOLD, &[]).await.expect("held");
    let waits = async {
        while observer.fetch_one::<(i64,)>(&WAITING, &[]).await.expect("a count").0 == 0 {
            tokio::task::yield_now().await;
        }
    };
    let session = context.session().await.expect("a session");
    let busy = process(&session).await;
    let work = session.transaction(async |tx| {
        CompanyStore::new(tx).create(named("Acme")).await?;
        tx.execute(&HOLD, &[]).await
    });
    tokio::select! {
        outcome = work => panic!("the lock is not free: {outcome:?}"),
        () = waits => {}
    }
    drop(session);
    let session = context.session().await.expect("a session");
    assert_ne!(process(&session).await, busy);
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 0);
}

#[tokio::test]
async fn rows_are_streamed() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    static MANY: Statement =
        Statement::new(action("many"), "SELECT generate_series(1, 100000)", &[]);
    let rows = session.fetch_stream::<(i32,)>(&MANY, &[]).await.expect("a stream");
    let sum = rows.try_fold(0_i64, async |sum, (n,)| Ok(sum + i64::from(n))).await.expect("all");
    assert_eq!(sum, 5_000_050_000);
    // A stream that is left in the middle gives the connection back.
    let mut rows = Box::pin(session.fetch_stream::<(i32,)>(&MANY, &[]).await.expect("a stream"));
    assert_eq!(rows.try_next().await.expect("a row"), Some((1,)));
    drop(rows);
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 0);
}

#[tokio::test]
async fn a_changed_schema_is_noticed() {
    let context = small(2).await;
    let session = context.session().await.expect("a session");
    static ALL: Statement = Statement::new(action("all"), "SELECT * FROM changing", &[]);
    session
        .batch("CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)")
        .await
        .expect("made");
    assert_eq!(session.fetch_all::<(i32,)>(&ALL, &[]).await.expect("rows"), [(1,)]);
    session.batch("ALTER TABLE changing ADD b text").await.expect("altered");
    // Outside of a transaction it is prepared again by itself.
    assert_eq!(session.fetch_all::<(i32,)>(&ALL, &[]).await.expect("rows"), [(1,)]);
    session.batch("ALTER TABLE changing ADD c text").await.expect("altered");
    // Inside, the server has aborted the transaction: it fails, and the next one succeeds.
    let read =
        async || session.transaction(async |tx| tx.fetch_all::<(i32,)>(&ALL, &[]).await).await;
    let error = read().await.expect_err("aborted");
    assert_eq!(error.sqlstate(), Some("0A000"));
    assert_eq!(read().await.expect("rows"), [(1,)]);
}

#[tokio::test]
async fn a_closed_pool_lends_nothing() {
    let context = database().await;
    let held = context.session().await.expect("a session");
    context.close();
    let error = context.session().await.expect_err("closed");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert_eq!(CompanyStore::new(&held).count().await.expect("on loan still"), 0);
}
