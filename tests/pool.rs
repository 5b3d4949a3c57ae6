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

/// A database whose service is configured as `change` says.
async fn configured(change: impl FnOnce(&mut Config)) -> TestDatabase {
    let mut config = Config::default();
    change(&mut config);
    let service = Service::new("example").with_config(config);
    TestDatabase::create(&service, &MIGRATIONS).await.expect("a test database")
}

#[tokio::test]
async fn a_closed_pool_lends_nothing() {
    let context = configured(|c| c.close_timeout = Some(Duration::from_millis(20))).await;
    let held = context.session().await.expect("a session");
    let error = context.close().await.expect_err("it is held");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.to_string().starts_with("1 sessions are still in use 20ms after"), "{error}");
    let error = context.session().await.expect_err("closed");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert_eq!(CompanyStore::new(&held).count().await.expect("on loan still"), 0);
    drop(held);
    context.close().await.expect("all are back");
}

#[tokio::test]
async fn closing_waits_for_what_is_on_loan() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    assert_eq!((context.pool().in_use, context.pool().open), (1, 1));
    let work = async {
        let id = CompanyStore::new(&session).create(named("Acme")).await.expect("created").id;
        drop(session);
        id
    };
    let (closed, _) = tokio::join!(context.close(), work);
    closed.expect("it came back");
    let status = context.pool();
    assert_eq!((status.in_use, status.open, status.closed), (0, 0, true));
}

#[tokio::test]
async fn old_connections_are_replaced() {
    let context = configured(|c| {
        c.connection_lifetime = Some(Duration::ZERO);
        c.pool_size = Some(1);
    })
    .await;
    let first = process(&context.session().await.expect("a session")).await;
    assert_ne!(process(&context.session().await.expect("a session")).await, first);
}

#[tokio::test]
async fn new_connections_know_what_the_others_have_used() {
    static PREPARED: Statement = Statement::new(
        action("warm"),
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%_FROM company WHERE _%' AND statement NOT LIKE '%pg_prepared%'",
        &[],
    );
    let context = configured(|c| c.warm_up = Some(true)).await;
    let first = context.session().await.expect("a session");
    let companies = CompanyStore::new(&first);
    companies.by_name("nobody").await.expect("an answer");
    companies.retrieve(first.new_id()).await.expect_err("none is there");
    let second = context.session().await.expect("a session");
    assert_ne!(process(&first).await, process(&second).await);
    assert_eq!(second.fetch_one::<(i64,)>(&PREPARED, &[]).await.expect("a count"), (2,));
}

/// A session that was not used yet goes on with another connection: nothing can have been lost.
#[tokio::test]
async fn what_was_not_sent_is_sent_on_a_fresh_connection() {
    static KILL: Statement = Statement::new(
        action("kill"),
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
          WHERE datname = current_database() AND pid <> pg_backend_pid()",
        &[],
    );
    static LEFT: Statement = Statement::new(
        action("left"),
        "SELECT count(*) FROM pg_stat_activity \
          WHERE datname = current_database() AND pid <> pg_backend_pid()",
        &[],
    );
    let context = small(3).await;
    let observer = context.session().await.expect("a session");
    let kill_others = async || {
        observer.execute(&KILL, &[]).await.expect("killed");
        // Until they are gone, and for some turns more, in which their ends are read here.
        let mut turns = 0;
        while turns < 20 {
            let (left,) = observer.fetch_one::<(i64,)>(&LEFT, &[]).await.expect("a count");
            turns = if left == 0 { turns + 1 } else { 0 };
        }
    };
    let fresh = context.session().await.expect("a session");
    let used = context.session().await.expect("a session");
    process(&used).await;
    kill_others().await;
    assert_eq!(CompanyStore::new(&fresh).count().await.expect("on another connection"), 0);
    // This one may have been in the middle of something. It is told that nothing was sent.
    let error = CompanyStore::new(&used).count().await.expect_err("closed");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert!(error.is_retryable());
    assert!(error.to_string().contains("nothing of it ran"), "{error}");
    drop(used);
    // The replacement went back to the pool.
    let process_of_fresh = process(&fresh).await;
    drop(fresh);
    assert_eq!(process(&context.session().await.expect("a session")).await, process_of_fresh);
    // Transactions begin on a fresh one too.
    let fresh = context.session().await.expect("a session");
    kill_others().await;
    let within = fresh.transaction(async |tx| CompanyStore::new(tx).create(named("Acme")).await);
    within.await.expect("committed");
}

#[tokio::test]
async fn a_dropped_query_is_cancelled_where_that_is_wanted() {
    static WAIT: Statement = Statement::new(action("wait"), "SELECT pg_sleep(600)", &[]);
    static WAITING: Statement = Statement::new(
        action("waiting"),
        "SELECT count(*) FROM pg_stat_activity \
          WHERE datname = current_database() AND query LIKE '%pg_sleep(6%' AND state = 'active' \
            AND pid <> pg_backend_pid()",
        &[],
    );
    let context = configured(|c| c.cancel_dropped = Some(true)).await;
    let observer = context.session().await.expect("a session");
    let until = async |count: i64| {
        while observer.fetch_one::<(i64,)>(&WAITING, &[]).await.expect("a count").0 != count {
            tokio::task::yield_now().await;
        }
    };
    let session = context.session().await.expect("a session");
    tokio::select! {
        outcome = session.execute(&WAIT, &[]) => panic!("it sleeps: {outcome:?}"),
        () = until(1) => {}
    }
    // The server is told, and ends it long before its time.
    until(0).await;
    let error = CompanyStore::new(&session).count().await.expect_err("given up");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    drop(session);
    let work = context.transaction(async |tx| tx.execute(&WAIT, &[]).await);
    tokio::select! {
        outcome = work => panic!("it sleeps: {outcome:?}"),
        () = until(1) => {}
    }
    until(0).await;
    let session = context.session().await.expect("a session");
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 0);
}
