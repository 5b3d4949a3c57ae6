//! Behind PgBouncer in transaction mode: the tests of stores pass as they do without it, what needs a
//! session is refused, and nothing is left on a connection that belongs to all.
//!
//! Where no PgBouncer is installed, this says so, and the tests of stores run without.

// Each of the targets that are tests here too brings what it needs.
#![allow(clippy::duplicate_mod)]

#[path = "bulk.rs"]
mod bulk;
#[path = "dynamic.rs"]
mod dynamic;
#[path = "rows.rs"]
mod rows;
#[path = "stores.rs"]
mod stores;
mod support;
#[path = "transactions.rs"]
mod transactions;

use std::io::Write;
use std::time::Duration;

use futures_util::future::{join, join_all, try_join_all};
use microcosm_postgres::testing::{TestDatabase, has_pgbouncer};
use microcosm_postgres::types::Type;
use microcosm_postgres::{Action, Config, Error, Handle, Service, SessionContext, Statement};
use support::{CompanyStore, CompanyType, MIGRATIONS, NewCompany, database, named};

const fn action(name: &'static str) -> Action {
    Action { store: "Test", name, model: "company" }
}

static BACKEND: Statement = Statement::new(action("backend"), "SELECT pg_backend_pid()", &[]);

/// A database behind PgBouncer; `None`, and a word about it, where there is none.
async fn behind() -> Option<TestDatabase> {
    if has_pgbouncer() {
        return Some(database().await);
    }
    // Not captured as what `print` writes is: whoever runs this is to see it.
    let _ = writeln!(
        std::io::stderr(),
        "pgbouncer is not installed (`apt-get install pgbouncer`): skipped"
    );
    None
}

async fn backend(handle: &Handle) -> i32 {
    handle.fetch_one::<(i32,)>(&BACKEND, &[]).await.expect("a number").0
}

/// Has PgBouncer open several connections to the server, of which each transaction gets the next one.
async fn spread(context: &SessionContext) {
    let sessions = try_join_all((0..3).map(|_| context.session())).await.expect("sessions");
    let barrier = tokio::sync::Barrier::new(3);
    join_all(sessions.iter().map(async |session| {
        let held = session.transaction(async |tx| {
            let pid = backend(tx).await;
            barrier.wait().await;
            Ok(pid)
        });
        held.await.expect("a transaction")
    }))
    .await;
}

#[tokio::test]
async fn a_statement_runs_on_whichever_connection_is_free() {
    let Some(context) = behind().await else { return };
    spread(&context).await;
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    let mut backends = std::collections::HashSet::new();
    for number in 0..12 {
        // Parameters and columns of a type that the database defines.
        let new = NewCompany { kind: Some(CompanyType::Public), ..named(&number.to_string()) };
        let created = store.create(new).await.expect("a company");
        assert_eq!(store.retrieve(created.id).await.expect("it is there"), created);
        assert_eq!(store.by_name(&number.to_string()).await.expect("an answer"), Some(created));
        backends.insert(backend(&session).await);
    }
    assert!(backends.len() > 1, "one session was all sessions: {backends:?}");
    assert_eq!(store.count().await.expect("a number"), 12);
}

/// What describes a statement is a transaction; others' statements of the same session are no part of it.
#[tokio::test]
async fn statements_of_one_session_can_be_awaited_together() {
    static FAILS: Statement = Statement::new(action("fails"), "SELECT nothing FROM company", &[]);
    let Some(context) = behind().await else { return };
    spread(&context).await;
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    store.create(named("known")).await.expect("a company");
    let created = join_all((0..5).map(|number| store.create(named(&number.to_string()))));
    let (created, refused) = join(created, session.execute(&FAILS, &[])).await;
    assert!(created.iter().all(Result::is_ok), "{created:?}");
    assert!(matches!(refused, Err(Error::Rejected(_))), "{refused:?}");
    assert_eq!(store.count().await.expect("a number"), 6);
    session
        .transaction(async |tx| {
            let store = CompanyStore::new(tx);
            let (a, b) = join(store.count(), store.by_name("known")).await;
            assert_eq!((a?, b?.map(|found| found.name)), (6, Some(Some("known".to_owned()))));
            Ok(())
        })
        .await
        .expect("committed");
}

#[tokio::test]
async fn nothing_is_left_on_the_connections() {
    static LEFT: Statement =
        Statement::new(action("left"), "SELECT count(*) FROM pg_prepared_statements", &[]);
    let Some(context) = behind().await else { return };
    spread(&context).await;
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    let new = || NewCompany { kind: Some(CompanyType::Private), ..named("Acme") };
    let created = store.create(new()).await.expect("a company");
    store.create(new()).await.expect_err("a duplicate");
    store.retrieve(created.id).await.expect("it is there");
    for _ in 0..6 {
        let (left,): (i64,) = session.fetch_one(&LEFT, &[]).await.expect("a number");
        assert_eq!(left, 0);
    }
}

/// What another client has left behind by a name of ours.
#[tokio::test]
async fn names_that_are_taken_do_no_harm() {
    let Some(context) = behind().await else { return };
    spread(&context).await;
    let taken: String = (0..400).map(|n| format!("PREPARE s{n} AS SELECT 'wrong';")).collect();
    for _ in 0..4 {
        // On one that has them already it fails, and that is fine.
        let session = context.session().await.expect("a session");
        let _ = session.batch(&taken).await;
    }
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    let new = NewCompany { kind: Some(CompanyType::Public), ..named("Acme") };
    let created = store.create(new).await.expect("a company");
    assert_eq!(store.retrieve(created.id).await.expect("it is there"), created);
}

#[tokio::test]
async fn a_schema_may_change_under_it() {
    static KIND: Statement = Statement::new(
        action("of_kind"),
        "SELECT name, type FROM company WHERE type = $1",
        const { &[Type::UNKNOWN] },
    );
    let Some(context) = behind().await else { return };
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    let new = NewCompany { kind: Some(CompanyType::Public), ..named("Acme") };
    store.create(new).await.expect("a company");
    let ask = async || -> Result<Vec<(String, CompanyType)>, Error> {
        session.fetch_all(&KIND, &[&CompanyType::Public]).await
    };
    assert_eq!(ask().await.expect("rows").len(), 1);
    session
        .batch(
            "ALTER TYPE company_type RENAME TO company_type_old;
             CREATE TYPE company_type AS ENUM ('private', 'public');
             ALTER TABLE company ALTER type TYPE company_type USING type::text::company_type;
             DROP TYPE company_type_old",
        )
        .await
        .expect("another type of that name");
    // The type of the parameter is gone, which is found before anything runs.
    assert_eq!(ask().await.expect("rows").len(), 1);
    // Its parameters are what they were: it has run when the column is found to be of another type.
    let outcome = store.by_name("Acme").await;
    assert!(matches!(outcome, Ok(_) | Err(Error::Decode(_))), "{outcome:?}");
    assert!(store.by_name("Acme").await.expect("an answer").is_some());
}

#[tokio::test]
async fn a_column_that_changes_its_type_is_not_misread() {
    static NUMBER: Statement = Statement::new(action("number"), "SELECT n FROM numbers", &[]);
    let Some(context) = behind().await else { return };
    let session = context.session().await.expect("a session");
    session.batch("CREATE TABLE numbers AS SELECT 7::int8 AS n").await.expect("a table");
    assert_eq!(session.fetch_one::<(i64,)>(&NUMBER, &[]).await.expect("a number"), (7,));
    session.batch("ALTER TABLE numbers ALTER n TYPE float8").await.expect("changed");
    let error = session.fetch_one::<(i64,)>(&NUMBER, &[]).await.expect_err("no longer an int8");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn a_future_that_is_dropped_leaves_no_transaction() {
    let Some(context) = behind().await else { return };
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    for polls in 0..12 {
        let mut work = Box::pin(async {
            // Described anew each time: a session of its own.
            let session = context.session().await?;
            CompanyStore::new(&session).count().await
        });
        let mut left = polls;
        std::future::poll_fn(|cx| {
            if left == 0 || work.as_mut().poll(cx).is_ready() {
                return std::task::Poll::Ready(());
            }
            left -= 1;
            std::task::Poll::Pending
        })
        .await;
        drop(work);
        store.create(named(&polls.to_string())).await.expect("a company");
    }
    assert_eq!(store.count().await.expect("a number"), 12);
}

#[tokio::test]
async fn what_needs_a_session_is_refused() {
    let Some(context) = behind().await else { return };
    for error in [
        context.lock("report").await.expect_err("no session to hold it"),
        context.try_lock(7).await.expect_err("no session to hold it"),
        context.listen(&["report"]).await.expect_err("no session to listen in"),
        context.migrate(&MIGRATIONS).await.expect_err("no session to hold its lock"),
    ] {
        assert!(matches!(error, Error::Configuration(_)), "{error:?}");
        assert!(error.to_string().contains("gives each transaction another session"), "{error}");
    }
    context.transaction(async |tx| tx.lock("report").await).await.expect("that one works");
}

/// What cannot be set for a session has to be a setting of the role; whether it is can be asked.
#[tokio::test]
async fn limits_are_the_roles() {
    if behind().await.is_none() {
        return;
    }
    let config = Config {
        pgbouncer: Some(true),
        statement_timeout: Some(Duration::from_secs(7)),
        ..Config::default()
    };
    let service = Service::new("limited").with_config(config).testing();
    let error = SessionContext::connect(&service).await.expect_err("not set");
    assert!(
        error.to_string().contains("ALTER ROLE \"limited\" SET statement_timeout = 7000"),
        "{error}"
    );
    let direct = Service::new("limited").testing();
    let context = SessionContext::connect(&direct).await.expect("connected");
    let session = context.session().await.expect("a session");
    let own = "ALTER ROLE limited SET statement_timeout = 7000;
               SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE usename = current_user AND pid <> pg_backend_pid()";
    session.batch(own).await.expect("a setting of one's own role");
    // PgBouncer notices at its next look that its connection has ended.
    while SessionContext::connect(&service).await.is_err_and(|e| !e.to_string().contains("ALTER")) {
    }
    SessionContext::connect(&service).await.expect("it is set now");
}
