//! Health as an endpoint tells it.

mod support;

use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Migrations, Service};
use support::{MIGRATIONS, database};

static NONE: Migrations = Migrations::embedded(&[]);

#[tokio::test]
async fn a_database_that_answers_and_is_migrated_is_healthy() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let health = context.health(&MIGRATIONS).await;
    assert!(health.is_healthy(), "{health:?}");
    assert_eq!((health.status(), health.migrated, health.known), (200, Some(2), Some(2)));
    assert_eq!(health.pool.open, 2, "one on loan, one that was asked");
    let told = health.to_json();
    assert_eq!((&told["healthy"], &told["pool"]["in_use"]), (&true.into(), &1.into()), "{told}");
    drop(session);
    // A newer version has migrated already: this one goes on.
    assert!(context.health(&NONE).await.is_healthy());
}

#[tokio::test]
async fn a_database_that_is_not_migrated_is_not() {
    let context = TestDatabase::create(&Service::new("example"), &NONE).await.expect("a database");
    let health = context.health(&MIGRATIONS).await;
    assert!(health.database.is_ok(), "{health:?}");
    assert_eq!((health.status(), health.migrated, health.known), (503, None, Some(2)));
    context.migrate(&MIGRATIONS).await.expect("migrated");
    assert_eq!(context.health(&MIGRATIONS).await.status(), 200);
}

#[tokio::test]
async fn one_that_does_not_answer_is_not() {
    let context = database().await;
    context.close().await.expect("nothing in use");
    let health = context.health(&MIGRATIONS).await;
    assert!(matches!(health.database, Err(Error::Unavailable(_))), "{health:?}");
    assert_eq!((health.status(), health.pool.closed), (503, true));
    let told = health.to_json();
    assert_eq!(told["database"]["error"], "unavailable", "{told}");
}
