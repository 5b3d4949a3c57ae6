//! `#[microcosm_postgres::test]`: its arguments, fixtures, and what is left afterwards.

mod support;

use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Handle, Session, SessionContext, Transaction};
use support::{CompanyStore, MIGRATIONS, named, service};

async fn acme(handle: &Handle) -> Result<(), Error> {
    CompanyStore::new(handle).create(named("Acme")).await.map(drop)
}

#[microcosm_postgres::test(service = "example", migrations = MIGRATIONS)]
async fn a_session(session: Session) -> Result<(), Error> {
    assert_eq!(CompanyStore::new(&session).count().await?, 0);
    Ok(())
}

#[microcosm_postgres::test(
    service = service::service("example"),
    migrations = "examples/quickstart/migrations",
    fixtures = [acme, "attribute/bolt.sql"]
)]
async fn fixtures_are_there(context: &SessionContext) {
    let session = context.session().await.expect("a session");
    let found = CompanyStore::new(&session).count().await.expect("a number");
    assert_eq!(found, 2);
}

#[microcosm_postgres::test(service = "example", migrations = MIGRATIONS)]
async fn each_test_has_its_own(database: &TestDatabase) {
    assert!(database.name().starts_with("example_test_db_"), "{}", database.name());
    let session = database.session().await.expect("a session");
    assert_eq!(CompanyStore::new(&session).count().await.expect("a number"), 0);
}

/// The same names in two tests: neither sees the other's.
mod rolled_back {
    use super::*;

    async fn once(tx: &Transaction) -> Result<(), Error> {
        let companies = CompanyStore::new(tx);
        assert_eq!(companies.count().await?, 1, "that of the fixture");
        companies.create(named("Bolt")).await.map(drop)
    }

    #[microcosm_postgres::test(rollback, service = "example", migrations = MIGRATIONS, fixtures = [acme])]
    async fn one(tx: &Transaction) -> Result<(), Error> {
        once(tx).await
    }

    #[microcosm_postgres::test(rollback, service = "example", migrations = MIGRATIONS, fixtures = [acme])]
    async fn other(tx: &Transaction) -> Result<(), Error> {
        once(tx).await
    }
}

#[microcosm_postgres::test(service = "example", migrations = MIGRATIONS)]
#[should_panic(expected = "as it should")]
async fn a_failing_test_fails(_: SessionContext) {
    panic!("as it should");
}
