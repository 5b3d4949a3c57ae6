//! Errors by domain, as the server causes them, and that none of them holds a value.

mod support;

use microcosm_postgres::types::Type;
use microcosm_postgres::{
    Action, BorrowRow, Column, Error, Expected, FromRow, Handle, Row, Session, Statement,
    check_columns, field,
};
use support::{CompanyStore, EmployeeStore, NewCompany, database, named};

const fn action(name: &'static str, model: &'static str) -> Action {
    Action { store: "Test", name, model }
}

/// The error of a statement that must fail.
async fn error_of(handle: &Handle, statement: &'static Statement) -> Error {
    handle.execute(statement, &[]).await.expect_err(statement.sql())
}

/// A database of the test's own and a session in it, both to be kept.
async fn session() -> (microcosm_postgres::testing::TestDatabase, Session) {
    let context = database().await;
    let session = context.session().await.expect("a session");
    (context, session)
}

#[tokio::test]
async fn not_found() {
    let (_context, session) = session().await;
    let companies = CompanyStore::new(&session);
    for error in [
        companies.retrieve(session.new_id()).await.expect_err("none is there"),
        companies.delete(session.new_id()).await.expect_err("none is there"),
    ] {
        assert!(matches!(error, Error::NotFound(_)), "{error:?}");
        assert_eq!((error.status(), error.sqlstate()), (404, None));
    }
    let error = companies.retrieve(session.new_id()).await.expect_err("none is there");
    assert_eq!(error.to_string(), "CompanyStore.retrieve: no such row in `company`");
    assert_eq!(companies.by_name("nobody").await.expect("an answer"), None);
}

#[tokio::test]
async fn duplicate() {
    let (_context, session) = session().await;
    let companies = CompanyStore::new(&session);
    companies.create(named("Secret Holdings")).await.expect("created");
    let error = companies.create(named("Secret Holdings")).await.expect_err("a duplicate");
    assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
    assert_eq!(error.constraint(), Some("company_name_key"));
    assert_eq!((error.status(), error.sqlstate()), (409, Some("23505")));
    assert_eq!((error.table(), error.is_retryable()), (Some("company"), false));
    assert_eq!(error.action().map(|action| action.to_string()), Some("CompanyStore.create".into()));
    assert_eq!(
        error.to_string(),
        "CompanyStore.create: a row with this key exists: `company_name_key` of table `company` \
         (SQLSTATE 23505)"
    );
    assert_eq!(format!("{error:?}"), format!("Duplicate({error})"));
    // NULLs are no duplicates.
    companies.create(NewCompany::default()).await.expect("created");
    companies.create(NewCompany::default()).await.expect("created");
}

#[tokio::test]
async fn both_sides_of_a_foreign_key() {
    let (_context, session) = session().await;
    let (companies, employees) = (CompanyStore::new(&session), EmployeeStore::new(&session));
    let error = employees.create(session.new_id(), "Jo", "Doe").await.expect_err("no company");
    assert!(matches!(error, Error::MissingDependency(_)), "{error:?}");
    assert_eq!((error.status(), error.table()), (404, Some("employee")));
    assert_eq!(error.constraint(), Some("employee_company_id_fkey"));

    let company = companies.create(named("Acme")).await.expect("created");
    employees.create(company.id, "Jo", "Doe").await.expect("created");
    let error = companies.delete(company.id).await.expect_err("an employee is left");
    assert!(matches!(error, Error::Referenced(_)), "{error:?}");
    assert_eq!((error.status(), error.table()), (403, Some("employee")));
    assert_eq!(error.constraint(), Some("employee_company_id_fkey"));

    static MOVE: Statement =
        Statement::new(action("move", "company"), "UPDATE company SET id = gen_random_uuid()", &[]);
    assert!(matches!(error_of(&session, &MOVE).await, Error::Referenced(_)));
    static STRAY: Statement = Statement::new(
        action("stray", "employee"),
        "UPDATE employee SET company_id = gen_random_uuid()",
        &[],
    );
    assert!(matches!(error_of(&session, &STRAY).await, Error::MissingDependency(_)));
}

#[tokio::test]
async fn a_foreign_key_of_a_table_to_itself() {
    let (_context, session) = session().await;
    session
        .batch(
            "CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node (id));
             INSERT INTO node VALUES (1, NULL), (2, 1)",
        )
        .await
        .expect("created");
    static INSERT: Statement =
        Statement::new(action("insert", "node"), "INSERT INTO node VALUES (3, 9)", &[]);
    static UPDATE: Statement =
        Statement::new(action("update", "node"), "UPDATE node SET parent = 9 WHERE id = 2", &[]);
    static DELETE: Statement =
        Statement::new(action("delete", "node"), "DELETE FROM node WHERE id = 1", &[]);
    assert!(matches!(error_of(&session, &INSERT).await, Error::MissingDependency(_)));
    assert!(matches!(error_of(&session, &UPDATE).await, Error::MissingDependency(_)));
    assert!(matches!(error_of(&session, &DELETE).await, Error::Referenced(_)));
}

#[tokio::test]
async fn restrict_is_referenced() {
    let (_context, session) = session().await;
    session
        .batch(
            "CREATE TABLE parent (id int PRIMARY KEY);
             CREATE TABLE child (parent int REFERENCES parent ON DELETE RESTRICT);
             INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1)",
        )
        .await
        .expect("created");
    static DELETE: Statement =
        Statement::new(action("delete", "parent"), "DELETE FROM parent", &[]);
    // 23503 up to PostgreSQL 17, 23001 since.
    assert!(matches!(error_of(&session, &DELETE).await, Error::Referenced(_)));
}

#[tokio::test]
async fn integrity() {
    let (_context, session) = session().await;
    session
        .batch("CREATE TABLE item (name text NOT NULL, price int CHECK (price > 0), EXCLUDE (name WITH =))")
        .await
        .expect("created");
    static NULL: Statement =
        Statement::new(action("null", "item"), "INSERT INTO item VALUES (NULL, 1)", &[]);
    let error = error_of(&session, &NULL).await;
    assert!(matches!(error, Error::Integrity(_)), "{error:?}");
    assert_eq!((error.status(), error.failure().column()), (500, Some("name")));
    static CHECK: Statement =
        Statement::new(action("check", "item"), "INSERT INTO item VALUES ('a', -1)", &[]);
    let error = error_of(&session, &CHECK).await;
    assert!(matches!(error, Error::Integrity(_)), "{error:?}");
    assert_eq!(error.constraint(), Some("item_price_check"));
    static EXCLUDED: Statement = Statement::new(
        action("excluded", "item"),
        "INSERT INTO item VALUES ('a', 1), ('a', 2)",
        &[],
    );
    let error = error_of(&session, &EXCLUDED).await;
    assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
    assert_eq!(error.sqlstate(), Some("23P01"));
}

/// The server's messages quote values: ours do not, nor do the texts that can be had from ours.
#[tokio::test]
async fn no_value_is_told() {
    let (_context, session) = session().await;
    session
        .batch(
            "CREATE TABLE person (name varchar(3) CHECK (name <> 'shh'), n int UNIQUE);
             CREATE FUNCTION tell(text) RETURNS text LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'told: %', $1 USING ERRCODE = '23505'; END $$",
        )
        .await
        .expect("created");
    static TEXT: &[Type] = &[Type::TEXT];
    static TOO_LONG: Statement =
        Statement::new(action("long", "person"), "INSERT INTO person VALUES ($1)", TEXT);
    static CHECKED: Statement =
        Statement::new(action("check", "person"), "INSERT INTO person VALUES (left($1, 3))", TEXT);
    static NO_NUMBER: Statement =
        Statement::new(action("number", "person"), "SELECT $1::int", TEXT);
    static NO_TABLE: Statement =
        Statement::new(action("table", "person"), "SELECT $1::regclass", TEXT);
    static RAISED: Statement = Statement::new(action("raise", "person"), "SELECT tell($1)", TEXT);
    for statement in [&TOO_LONG, &CHECKED, &NO_NUMBER, &NO_TABLE, &RAISED] {
        let error = session.execute(statement, &[&"shhhhh"]).await.expect_err(statement.sql());
        let mut told = format!("{error} {error:?} {:?}", error.failure());
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            told = format!("{told} {error} {error:?}");
            cause = error.source();
        }
        assert!(!told.contains("shh"), "{told}");
    }
    let error = session.execute(&TOO_LONG, &[&"shhhhh"]).await.expect_err("too long");
    assert!(matches!(error, Error::InvalidValue(_)), "{error:?}");
    assert_eq!(error.status(), 422);
}

/// What is wrong with the statement itself is told in the server's words: it has seen no value yet.
#[tokio::test]
async fn a_statement_that_cannot_be_prepared_says_why() {
    let (_context, session) = session().await;
    static MISSPELT: Statement =
        Statement::new(action("misspelt", "company"), "SELECT nmae FROM company", &[]);
    let error = error_of(&session, &MISSPELT).await;
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    assert_eq!(error.to_string(), "Test.misspelt: column \"nmae\" does not exist (SQLSTATE 42703)");
}

#[tokio::test]
async fn rows_that_cannot_be_decoded_name_the_column() {
    let (_context, session) = session().await;
    let decode = async |statement| session.fetch_one::<(i32,)>(statement, &[]).await;
    static TEXT: Statement = Statement::new(action("text", "company"), "SELECT 'x' AS word", &[]);
    let error = decode(&TEXT).await.expect_err("no integer");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "Test.text: column `word` (number 1) of type text cannot be read as i32"
    );
    static NULL: Statement =
        Statement::new(action("null", "company"), "SELECT NULL::int AS nothing", &[]);
    let error = decode(&NULL).await.expect_err("NULL");
    assert_eq!(error.failure().column(), Some("nothing"));
    static NONE: Statement = Statement::new(action("none", "company"), "SELECT", &[]);
    let error = decode(&NONE).await.expect_err("no column");
    assert!(error.to_string().contains("the row has 0 columns"), "{error}");
}

#[tokio::test]
async fn a_second_row_is_an_error() {
    let (_context, session) = session().await;
    static TWO: Statement =
        Statement::new(action("two", "company"), "SELECT 1 UNION ALL SELECT 2", &[]);
    let error = session.fetch_optional::<(i32,)>(&TWO, &[]).await.expect_err("two rows");
    assert!(matches!(error, Error::TooManyRows(_)), "{error:?}");
    assert_eq!(session.fetch_all::<(i32,)>(&TWO, &[]).await.expect("rows"), [(1,), (2,)]);
}

#[tokio::test]
async fn wrong_parameters_are_errors() {
    let (_context, session) = session().await;
    static ONE: Statement =
        Statement::new(action("one", "company"), "SELECT $1", const { &[Type::INT4] });
    let error = session.execute(&ONE, &[]).await.expect_err("too few");
    assert!(matches!(error, Error::Encode(_)), "{error:?}");
    assert_eq!(error.to_string(), "Test.one: the statement takes 1 parameters, 0 were given");
    let error = session.execute(&ONE, &[&"no number"]).await.expect_err("another type");
    assert!(matches!(error, Error::Encode(_)), "{error:?}");
    assert_eq!(session.execute(&ONE, &[&1_i32]).await.expect("usable"), 1);
}

#[tokio::test]
async fn a_lock_not_granted_is_a_timeout() {
    let (context, session) = session().await;
    let company = CompanyStore::new(&session).create(named("Acme")).await.expect("created");
    static LOCK: Statement =
        Statement::new(action("lock", "company"), "SELECT id FROM company FOR UPDATE NOWAIT", &[]);
    let _ = company;
    session
        .transaction(async |tx| {
            tx.execute(&LOCK, &[]).await?;
            let other = context.session().await?;
            let error = other.execute(&LOCK, &[]).await.expect_err("locked");
            assert!(matches!(error, Error::Timeout(_)), "{error:?}");
            assert_eq!((error.status(), error.sqlstate()), (504, Some("55P03")));
            Ok(())
        })
        .await
        .expect("committed");
}

#[tokio::test]
async fn a_lost_race_is_retryable() {
    let (context, session) = session().await;
    CompanyStore::new(&session).create(named("Acme")).await.expect("created");
    static REPEATABLE: Statement = Statement::new(
        action("isolation", "company"),
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        &[],
    );
    static TOUCH: Statement =
        Statement::new(action("touch", "company"), "UPDATE company SET updated_at = now()", &[]);
    let outcome = session
        .transaction(async |tx| {
            tx.execute(&REPEATABLE, &[]).await?;
            CompanyStore::new(tx).count().await?;
            context.session().await?.execute(&TOUCH, &[]).await?;
            tx.execute(&TOUCH, &[]).await
        })
        .await;
    let error = outcome.expect_err("the row has changed");
    assert!(matches!(error, Error::Serialization(_)), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!((error.status(), error.sqlstate()), (503, Some("40001")));
}

#[tokio::test]
async fn a_cancelled_statement_says_so() {
    let (_context, session) = session().await;
    static LIMIT: Statement =
        Statement::new(action("limit", "company"), "SET statement_timeout = 1", &[]);
    static WAIT: Statement = Statement::new(action("wait", "company"), "SELECT pg_sleep(60)", &[]);
    session.execute(&LIMIT, &[]).await.expect("set");
    let error = error_of(&session, &WAIT).await;
    assert!(matches!(error, Error::Cancelled(_)), "{error:?}");
}

/// A row type written by hand, as a generated one decodes itself.
#[tokio::test]
async fn from_row_is_by_position() {
    struct Pair(i64, Option<String>);
    impl FromRow for Pair {
        fn from_row(row: &microcosm_postgres::__private::Row) -> Result<Self, Error> {
            Ok(Self(microcosm_postgres::column(row, 0)?, microcosm_postgres::column(row, 1)?))
        }
    }
    let (_context, session) = session().await;
    static PAIR: Statement =
        Statement::new(action("pair", "company"), "SELECT 7::bigint, NULL::text", &[]);
    let Pair(number, text) = session.fetch_one(&PAIR, &[]).await.expect("a pair");
    assert_eq!((number, text), (7, None));
}

/// Types are compared when a statement is prepared: one whose rows could not be read is not run.
#[tokio::test]
async fn a_statement_whose_rows_do_not_fit_is_not_run() {
    let (_context, session) = session().await;
    static RENAME: Statement = Statement::new(
        action("rename", "company"),
        "INSERT INTO company (id, name, created_at, updated_at) \
         VALUES (gen_random_uuid(), 'Acme', now(), now()) RETURNING name, id",
        &[],
    );
    let error = session.fetch_one::<(String, i64)>(&RENAME, &[]).await.expect_err("no integer");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "Test.rename: column `id` (number 2) of type uuid cannot be read as i64"
    );
    assert_eq!(error.failure().column(), Some("id"));
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 0);
}

/// What one row type has passed says nothing of another one.
#[tokio::test]
async fn every_row_type_of_a_statement_is_checked() {
    let (_context, session) = session().await;
    static NUMBER: Statement = Statement::new(action("number", "company"), "SELECT 7::int4", &[]);
    for _ in 0..2 {
        assert_eq!(session.fetch_one::<(i32,)>(&NUMBER, &[]).await.expect("a number"), (7,));
        let error = session.fetch_one::<(i64,)>(&NUMBER, &[]).await.expect_err("an int4");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn rows_lend_what_they_hold() {
    struct Line<'r> {
        text: &'r str,
        bytes: Option<&'r [u8]>,
    }
    impl BorrowRow for Line<'_> {
        type Borrowed<'r> = Line<'r>;
        fn check(columns: &[Column]) -> Result<(), Error> {
            check_columns(
                columns,
                const { &[Expected::at::<&str>(0), Expected::at::<Option<&[u8]>>(1)] },
            )
        }
        fn borrow(row: &Row) -> Result<Line<'_>, Error> {
            Ok(Line { text: field(row, 0)?, bytes: field(row, 1)? })
        }
    }
    static LINES: Statement = Statement::new(
        action("lines", "company"),
        "SELECT n::text, CASE WHEN n > 1 THEN '\\x01ff'::bytea END FROM generate_series(1, 3) AS n",
        &[],
    );
    let (_context, session) = session().await;
    let mut seen = Vec::new();
    let count = session
        .for_each::<Line<'_>, Error>(&LINES, &[], |line| {
            seen.push((line.text.to_owned(), line.bytes.map(<[u8]>::to_vec)));
            Ok(())
        })
        .await;
    assert_eq!(count.expect("rows"), 3);
    let bytes = Some(vec![1, 255]);
    let expected = [("1", None), ("2", bytes.clone()), ("3", bytes)];
    assert_eq!(seen, expected.map(|(text, bytes)| (text.to_owned(), bytes)));

    // An error ends it, and the session goes on.
    let mut count = 0;
    let stopped = session.for_each::<Line<'_>, Error>(&LINES, &[], |_| {
        count += 1;
        Err(Error::NotFound(Box::default()))
    });
    assert!(matches!(stopped.await, Err(Error::NotFound(_))));
    assert_eq!(count, 1);
    assert_eq!(CompanyStore::new(&session).count().await.expect("a count"), 0);

    // What does not fit is not run.
    static NUMBERS: Statement = Statement::new(action("numbers", "company"), "SELECT 1, 2", &[]);
    let error = session.for_each::<Line<'_>, Error>(&NUMBERS, &[], |_| Ok(())).await;
    assert!(matches!(error, Err(Error::Decode(_))), "{error:?}");
}
