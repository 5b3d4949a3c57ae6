//! A service's names, on the server for tests, and what is only allowed under test.

mod support;

use microcosm_postgres::{Action, Error, Migrations, Service, SessionContext, Statement};
use support::{CompanyStore, MIGRATIONS, database, named};

static WHERE: Statement = Statement::new(
    Action { store: "Test", name: "where", model: "none" },
    "SELECT current_database()::text, current_user::text",
    &[],
);

#[tokio::test]
async fn a_service_under_test_finds_its_own_database() {
    let service = Service::new("convention").testing();
    let context = SessionContext::connect(&service).await.expect("connected");
    let session = context.session().await.expect("a session");
    let (database, user): (String, String) = session.fetch_one(&WHERE, &[]).await.expect("names");
    assert_eq!(database, "convention_test_db");
    if std::env::var_os("DATABASE_URL").is_none() {
        assert_eq!(user, "convention");
    }
}

#[tokio::test]
async fn several_find_it_at_once() {
    let service = Service::new("crowded").testing();
    let connect = || SessionContext::connect(&service);
    let (a, b, c, d) = tokio::join!(connect(), connect(), connect(), connect());
    for context in [a, b, c, d] {
        context.expect("connected");
    }
}

#[tokio::test]
async fn every_test_has_its_own_database() {
    let (one, other) = tokio::join!(database(), database());
    assert_ne!(one.name(), other.name());
    assert!(one.name().starts_with("example_test_db_"), "{}", one.name());
    let (first, second) = (one.session().await, other.session().await);
    let (first, second) = (first.expect("a session"), second.expect("a session"));
    CompanyStore::new(&first).create(named("Acme")).await.expect("created");
    assert_eq!(CompanyStore::new(&second).count().await.expect("a count"), 0);
}

#[tokio::test]
async fn a_tests_database_is_dropped_with_it() {
    static KNOWN: Statement = Statement::new(
        Action { store: "Test", name: "known", model: "pg_database" },
        "SELECT count(*) FROM pg_database WHERE datname = $1",
        &[],
    );
    let observer = database().await;
    let observer = observer.session().await.expect("a session");
    let doomed = database().await;
    let _held = doomed.session().await.expect("a session");
    let name = doomed.name().to_owned();
    let count = async || observer.fetch_one::<(i64,)>(&KNOWN, &[&name.as_str()]).await;
    assert_eq!(count().await.expect("a count"), (1,));
    drop(doomed);
    assert_eq!(count().await.expect("a count"), (0,));
}

#[tokio::test]
async fn a_read_only_service_writes_nothing() {
    let service = Service::new("reader").testing();
    let context = SessionContext::connect(&service).await.expect("connected");
    context.recreate_all(&MIGRATIONS).await.expect("recreated");
    let reader = SessionContext::connect(&service.read_only()).await.expect("connected");
    let session = reader.session().await.expect("a session");
    let companies = CompanyStore::new(&session);
    assert_eq!(companies.count().await.expect("a count"), 0);
    let error = companies.create(named("Acme")).await.expect_err("read-only");
    assert_eq!(error.sqlstate(), Some("25006"));
}

#[tokio::test]
async fn recreating_all_is_for_tests_only() {
    // Connected to a database that is called like production, with a company in it.
    let context = database().await;
    let session = context.session().await.expect("a session");
    CompanyStore::new(&session).create(named("Acme")).await.expect("created");
    let (database, user): (String, String) = session.fetch_one(&WHERE, &[]).await.expect("names");
    let server = microcosm_postgres::testing::Server::shared().await.expect("a server");
    if !server.is_launched() {
        return; // that server's password is not for this test to know
    }
    let service = Service::new("example").with_config(microcosm_postgres::Config {
        host: Some(server.host().to_owned()),
        port: Some(server.port()),
        database: Some(database),
        user: Some(user),
        ..microcosm_postgres::Config::default()
    });
    let production = SessionContext::connect(&service).await.expect("connected");
    let error = production.recreate_all(&MIGRATIONS).await.expect_err("refused");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert!(error.to_string().contains("refused outside of testing"), "{error}");
    assert!(error.to_string().contains("Service::new(\"example\").testing()"), "{error}");
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 1);
}

#[tokio::test]
async fn recreating_all_drops_first_and_empties_later() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    CompanyStore::new(&session).create(named("Acme")).await.expect("created");
    session
        .batch(
            "CREATE SCHEMA other; CREATE TABLE other.thing (id serial PRIMARY KEY);
             CREATE TABLE stray (id int); CREATE VIEW strays AS SELECT * FROM stray;
             CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE SEQUENCE numbers;
             CREATE TYPE pair AS (a int, b positive);
             CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
             CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
             CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
             CREATE OPERATOR @@@ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
             CREATE COLLATION mine FROM \"C\"",
        )
        .await
        .expect("created");
    drop(session);
    context.recreate_all(&MIGRATIONS).await.expect("recreated");
    static LEFT: Statement = Statement::new(
        Action { store: "Test", name: "left", model: "pg_depend" },
        "SELECT string_agg(o.type || ' ' || o.identity, ', ' ORDER BY 1)
           FROM pg_depend d, pg_identify_object(d.classid, d.objid, d.objsubid) AS o
          WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
            AND d.refobjid IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'other'))
            AND o.identity !~ 'company|employee|refinery'",
        &[],
    );
    let session = context.session().await.expect("a session");
    let (left,): (Option<String>,) = session.fetch_one(&LEFT, &[]).await.expect("what is left");
    assert_eq!(left, None);
    let companies = CompanyStore::new(&session);
    assert_eq!(companies.count().await.expect("a count"), 0);

    // From now on tables are emptied, and what is beside them stays.
    companies.create(named("Acme")).await.expect("created");
    session
        .batch("CREATE TABLE stray (id int); INSERT INTO stray VALUES (1)")
        .await
        .expect("created");
    context.recreate_all(&MIGRATIONS).await.expect("emptied");
    assert_eq!(companies.count().await.expect("a count"), 0);
    static STRAYS: Statement = Statement::new(
        Action { store: "Test", name: "strays", model: "stray" },
        "SELECT count(*) FROM stray",
        &[],
    );
    assert_eq!(session.fetch_one::<(i64,)>(&STRAYS, &[]).await.expect("a count"), (0,));
    assert_eq!(context.migrate(&MIGRATIONS).await.expect("up to date"), 0);
}

#[tokio::test]
async fn migrations_are_applied_once_by_whoever_comes_first() {
    static NONE: Migrations = Migrations::embedded(&[]);
    let context =
        microcosm_postgres::testing::TestDatabase::create(&Service::new("example"), &NONE)
            .await
            .expect("an empty database");
    let instances = (0..10).map(|_| context.migrate(&MIGRATIONS));
    let applied = futures_util::future::join_all(instances).await;
    let applied: Vec<usize> = applied.into_iter().map(|n| n.expect("migrated")).collect();
    // One does it all, and the others find it done.
    assert_eq!(applied.iter().filter(|number| **number == 2).count(), 1, "{applied:?}");
    assert_eq!(applied.iter().sum::<usize>(), 2, "{applied:?}");
    let session = context.session().await.expect("a session");
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 0);
}

#[tokio::test]
async fn a_migration_that_fails_is_named() {
    static BROKEN: Migrations =
        Migrations::embedded(&[("V1__broken.sql", "CREATE TABLE a (b nosuchtype)")]);
    let context = database().await;
    let error = context.migrate(&BROKEN).await.expect_err("broken");
    assert!(matches!(error, Error::Migration(_)), "{error:?}");
    // This database has other migrations applied already: that is said first.
    assert!(error.to_string().contains("V1__"), "{error}");

    let error =
        microcosm_postgres::testing::TestDatabase::create(&Service::new("example"), &BROKEN)
            .await
            .expect_err("broken");
    let text = error.to_string();
    assert!(text.contains("V1__broken"), "{text}");
    assert!(text.contains("type \"nosuchtype\" does not exist (SQLSTATE 42704)"), "{text}");
}
