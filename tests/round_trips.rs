//! How often the client waits for the server, counted by a proxy between the two.
//!
//! Each test runs on one thread, so that what is sent before waiting leaves in one write.

mod support;

use futures_util::future::{join_all, try_join};
use microcosm_postgres::__private::Uuid;
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::types::{ToSql, Type};
use microcosm_postgres::{Action, Config, Error, Handle, Session, Statement, Step};
use support::database;
use support::proxy::{Turns, through_proxy, through_proxy_with};

type Param<'a> = &'a (dyn ToSql + Sync);

const fn action(name: &'static str) -> Action {
    Action { store: "Test", name, model: "company" }
}

static INSERT: Statement = Statement::new(
    action("insert"),
    "INSERT INTO company (id, name, created_at, updated_at) VALUES ($1, $2, now(), now())",
    const { &[Type::UUID, Type::TEXT] },
);
static RENAME: Statement = Statement::new(
    action("rename"),
    "UPDATE company SET name = $2 WHERE id = $1",
    const { &[Type::UUID, Type::TEXT] },
);
static COUNT: Statement = Statement::new(action("count"), "SELECT count(*) FROM company", &[]);
static NAMES: Statement = Statement::new(action("names"), "SELECT name FROM company", &[]);

async fn count(handle: &Handle) -> i64 {
    handle.fetch_one::<(i64,)>(&COUNT, &[]).await.expect("a count").0
}

/// A session through a proxy, with the statements prepared.
async fn session() -> (TestDatabase, Session, Turns) {
    let database = database().await;
    let (context, turns) = through_proxy(&database).await;
    let session = context.session().await.expect("a session");
    session.prepare(&[&INSERT, &RENAME, &COUNT, &NAMES]).await.expect("prepared");
    (database, session, turns)
}

#[tokio::test]
async fn statements_are_prepared_in_one_flush_and_once() {
    let database = database().await;
    let (context, turns) = through_proxy(&database).await;
    let session = context.session().await.expect("a session");
    let (count, outcome) = turns.of(session.prepare(&[&INSERT, &RENAME, &COUNT, &NAMES])).await;
    outcome.expect("prepared");
    assert_eq!(count, 1);
    let (count, outcome) = turns.of(session.prepare(&[&INSERT, &NAMES])).await;
    outcome.expect("prepared");
    assert_eq!(count, 0);
    let (count, outcome) = turns.of(session.fetch_one::<(i64,)>(&COUNT, &[])).await;
    outcome.expect("a count");
    assert_eq!(count, 1);
}

#[tokio::test]
async fn begin_travels_with_the_first_statement() {
    let (_database, session, turns) = session().await;
    let (taken, outcome) = turns
        .of(session
            .transaction(async |tx| tx.execute_one(&INSERT, &[&Uuid::from_u128(1), &"Acme"]).await))
        .await;
    outcome.expect("committed");
    // BEGIN and INSERT, COMMIT.
    assert_eq!(taken, 2);
    assert_eq!(count(&session).await, 1);
}

#[tokio::test]
async fn savepoints_travel_with_the_first_statement_too() {
    let (_database, session, turns) = session().await;
    let (taken, outcome) = turns
        .of(session.transaction(async |tx| {
            tx.transaction(async |tx| {
                tx.execute_one(&INSERT, &[&Uuid::from_u128(1), &"Acme"]).await
            })
            .await
        }))
        .await;
    outcome.expect("committed");
    // BEGIN, SAVEPOINT and INSERT, RELEASE, COMMIT.
    assert_eq!(taken, 3);
    assert_eq!(count(&session).await, 1);
}

#[tokio::test]
async fn a_transaction_without_statements_sends_nothing() {
    let (_database, session, turns) = session().await;
    let (taken, outcome) = turns.of(session.transaction(async |_| Ok(()))).await;
    outcome.expect("committed");
    assert_eq!(taken, 0);
    // Nested ones neither, whether they fail or not; nor does what the client itself refuses.
    let nested = session.transaction(async |tx| {
        tx.transaction(async |_| Ok(())).await?;
        let failed = tx.transaction(async |tx| tx.execute(&INSERT, &[]).await).await;
        assert!(matches!(failed, Err(Error::Encode(_))), "{failed:?}");
        tx.fetch_one::<(i64,)>(&COUNT, &[]).await
    });
    let (taken, outcome) = turns.of(nested).await;
    assert_eq!((taken, outcome.expect("committed")), (2, (0,)));
}

#[tokio::test]
async fn what_is_awaited_together_is_sent_together() {
    let (_database, session, turns) = session().await;
    let (taken, outcome) = turns
        .of(try_join(
            session.fetch_one::<(i64,)>(&COUNT, &[]),
            session.fetch_all::<(Option<String>,)>(&NAMES, &[]),
        ))
        .await;
    outcome.expect("both");
    assert_eq!(taken, 1);
    let (taken, counts) = turns.of(join_all((0..100).map(|_| count(&session)))).await;
    assert_eq!((taken, counts.len()), (1, 100));
    // In a transaction as well, with its begin.
    let (taken, outcome) = turns
        .of(session.transaction(async |tx| {
            let first = Uuid::from_u128(1);
            try_join(
                tx.execute_one(&INSERT, &[&first, &"Acme"]),
                tx.execute_one(&RENAME, &[&first, &"Ajax"]),
            )
            .await
        }))
        .await;
    outcome.expect("committed");
    assert_eq!(taken, 2);
}

#[tokio::test]
async fn a_body_is_one_round_trip_where_no_step_is_required() {
    let (_database, session, turns) = session().await;
    let ids = [1, 2, 3, 4].map(Uuid::from_u128);
    let names = ["a", "b", "c", "d"];
    let params: Vec<[Param<'_>; 2]> =
        ids.iter().zip(&names).map(|(id, name)| [id as _, name as _]).collect();
    let steps: Vec<_> = params.iter().map(|params| Step::new(&INSERT, params)).collect();
    let (taken, outcome) = turns.of(session.run(&steps)).await;
    assert_eq!((taken, outcome.expect("committed")), (1, 1));
    assert_eq!(count(&session).await, 4);

    let (taken, outcome) =
        turns.of(session.run(&[Step::required(&RENAME, &[&ids[0], &"first"])])).await;
    outcome.expect("committed");
    assert_eq!(taken, 2);

    let (taken, outcome) = turns
        .of(session.run_then(&[Step::new(&RENAME, &[&ids[1], &"second"])], &COUNT, async |tx| {
            tx.fetch_one::<(i64,)>(&COUNT, &[]).await
        }))
        .await;
    assert_eq!((taken, outcome.expect("committed")), (2, (4,)));
}

#[tokio::test]
async fn a_body_is_kept_as_a_whole_or_not_at_all() {
    let (_database, session, _) = session().await;
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let insert: [Param<'_>; 2] = [&first, &"Acme"];
    let other: [Param<'_>; 2] = [&second, &"Other"];

    // The server refuses the second step: COMMIT, sent ahead, rolls back.
    let twice =
        [Step::new(&INSERT, &insert), Step::new(&INSERT, &insert), Step::new(&INSERT, &other)];
    let error = session.run(&twice).await.expect_err("a duplicate");
    assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
    assert_eq!(count(&session).await, 0);

    // The client refuses the second step: COMMIT must not have been sent.
    let misfit = [Step::new(&INSERT, &insert), Step::new(&INSERT, &[&7_i32, &"Acme"])];
    let error = session.run(&misfit).await.expect_err("no UUID");
    assert!(matches!(error, Error::Encode(_)), "{error:?}");
    assert_eq!(count(&session).await, 0);

    // A required step affects nothing.
    let missing = [Step::new(&INSERT, &insert), Step::required(&RENAME, &other)];
    let error = session.run(&missing).await.expect_err("no such row");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert_eq!(count(&session).await, 0);

    // In a transaction only the savepoint is undone.
    let kept = session
        .transaction(async |tx| {
            tx.execute_one(&INSERT, &other).await?;
            let error = tx.run(&twice).await.expect_err("a duplicate");
            assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
            let steps = [Step::new(&INSERT, &insert)];
            tx.run_then(&steps, &COUNT, async |tx| Ok(count(tx).await)).await
        })
        .await;
    assert_eq!(kept.expect("committed"), 2);
    assert_eq!(count(&session).await, 2);
}

/// Wherever a body's future is dropped, the session goes on outside of a transaction.
#[tokio::test]
async fn a_dropped_body_leaves_no_transaction_open() {
    static IN_TRANSACTION: Statement = Statement::new(
        action("in_transaction"),
        "SELECT pg_current_xact_id_if_assigned() IS NOT NULL",
        &[],
    );
    let (_database, session, _) = session().await;
    for polls in 1..6 {
        let id = Uuid::from_u128(polls);
        let insert: [Param<'_>; 2] = [&id, &"Acme"];
        let steps = [Step::new(&INSERT, &insert), Step::new(&INSERT, &insert)];
        let mut body = Box::pin(session.run(&steps));
        let mut left = polls;
        std::future::poll_fn(|context| {
            left -= 1;
            match body.as_mut().poll(context) {
                std::task::Poll::Pending if left > 0 => std::task::Poll::Pending,
                _ => std::task::Poll::Ready(()),
            }
        })
        .await;
        drop(body);
        let (open,) = session.fetch_one::<(bool,)>(&IN_TRANSACTION, &[]).await.expect("an answer");
        assert!(!open, "after {polls} polls");
    }
    assert_eq!(count(&session).await, 0);
}

/// What PgBouncer asks for costs a statement its first use, and nothing after that.
#[tokio::test]
async fn unnamed_statements_take_one_round_trip_too() {
    let database = database().await;
    let config = Config { pgbouncer: Some(true), ..Config::default() };
    let (context, turns) = through_proxy_with(&database, config).await;
    let session = context.session().await.expect("a session");
    session.prepare(&[&INSERT, &COUNT]).await.expect("described");
    let (taken, outcome) =
        turns.of(session.execute_one(&INSERT, &[&Uuid::from_u128(1), &"Acme"])).await;
    outcome.expect("inserted");
    assert_eq!(taken, 1);
    let (taken, outcome) = turns
        .of(session.transaction(async |tx| {
            tx.execute_one(&INSERT, &[&Uuid::from_u128(2), &"Ajax"]).await?;
            Ok(count(tx).await)
        }))
        .await;
    // BEGIN and INSERT, SELECT, COMMIT.
    assert_eq!((taken, outcome.expect("committed")), (3, 2));
    let (taken, _) = turns.of(join_all((0..100).map(|_| count(&session)))).await;
    assert_eq!(taken, 1, "what is awaited together is sent together");
}
