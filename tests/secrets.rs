//! What goes wrong is told without the values it went wrong with: no parameter and no password is in any
//! error, span or event.

mod operations;

use std::error::Error as _;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use microcosm_postgres::__private::{BoxError, BytesMut, IsNull};
use microcosm_postgres::types::{ToSql, Type};
use microcosm_postgres::{
    Action, Config, Error, Handle, Retry, Service, SessionContext, Statement, Step,
    TransactionOptions,
};
use operations::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Every value that must not be seen holds this.
const SECRET: &str = "hunter2";

/// All that is told, to whoever listens to everything.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

impl Told {
    fn add(&self, text: impl AsRef<str>) {
        let mut told = self.0.lock().expect("whole");
        told.push_str(text.as_ref());
        told.push('\n');
    }

    /// An error with all that it can be asked for, and what it was caused by.
    fn error(&self, error: &Error) {
        self.add(format!("{error} {error:?} {error:#?}"));
        let failure = error.failure();
        for part in [failure.message(), failure.constraint().unwrap_or("")] {
            self.add(part);
        }
        let mut source = error.source();
        while let Some(cause) = source {
            self.add(format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("text");
    }
}

impl Subscriber for Told {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        self.add(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("recorded".to_owned());
        values.record(&mut line);
        self.add(line.0);
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        self.add(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// A value that cannot be sent, and whose type says in its error what it is.
#[derive(Debug, Clone, Copy)]
struct Talkative;

impl ToSql for Talkative {
    fn to_sql(&self, _: &Type, _: &mut BytesMut) -> Result<IsNull, BoxError> {
        Err(format!("`{SECRET}` cannot be sent").into())
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    microcosm_postgres::types::to_sql_checked!();
}

const fn of_text(sql: &'static str) -> Statement {
    let action = Action { store: "Test", name: "refused", model: "item" };
    Statement::new(action, sql, const { &[Type::TEXT] })
}

/// Statements whose errors the server words with their parameter.
static REFUSED: [Statement; 12] = [
    of_text("SELECT $1::int"),
    of_text("SELECT $1::date"),
    of_text("SELECT $1::uuid"),
    of_text("SELECT $1::jsonb"),
    of_text("SELECT $1::grade"),
    of_text("SELECT $1::regclass"),
    of_text("SELECT to_date($1, 'YYYY-MM-DD')"),
    of_text("SELECT set_config($1, 'x', true)"),
    of_text("SELECT pg_database_size($1::name)"),
    of_text("SELECT pg_read_file($1)"),
    of_text("SELECT fail($1)"),
    of_text("INSERT INTO note (body, words, state) VALUES ($1, NULL, $1)"),
];

/// What a service does, and gets wrong in as many ways as there are.
async fn go_wrong(handle: &Handle, told: &Told) {
    for statement in &REFUSED {
        let error = handle.execute(statement, &[&SECRET]).await.expect_err(statement.sql());
        told.error(&error);
        let steps: [Step<'_>; 1] = [Step::new(statement, &[&SECRET])];
        told.error(&handle.run(&steps).await.expect_err(statement.sql()));
    }
    for value in [&Talkative as &(dyn ToSql + Sync), &7_i64] {
        told.error(&handle.execute(&REFUSED[0], &[value]).await.expect_err("it does not fit"));
    }
    told.error(&handle.execute(&REFUSED[0], &[&SECRET, &SECRET]).await.expect_err("one too many"));
    let secret = || NewItem { code: Some(SECRET.to_owned()), ..item(SECRET) };
    let items = ItemStore::new(handle);
    let stored = items.create(&secret()).await.expect("an item");
    told.error(&items.create(&secret()).await.expect_err("a duplicate"));
    told.error(&items.create_all(&[secret(), secret()]).await.expect_err("a duplicate"));
    told.error(&ItemCounts::new(handle).create_all(&[secret()]).await.expect_err("a duplicate"));
    let none = NewItem { quantity: 0, ..item(SECRET) };
    told.error(&items.create(&none).await.expect_err("the domain refuses it"));
    told.error(&ItemCounts::new(handle).create_all(&[none]).await.expect_err("refused"));
    told.error(&items.upsert_all(&[stored.clone(), stored.clone()]).await.expect_err("twice"));
    told.error(&items.update_all(&[stored.clone(), stored]).await.expect_err("twice"));
    static COPY: Statement = of_copy("COPY note (body) FROM STDIN (FORMAT binary)");
    static COLUMNS: Statement = of_copy("SELECT body FROM note");
    let copied = handle.copy_all(&COPY, &COLUMNS, &[Talkative], |row, out| out.put(row)).await;
    told.error(&copied.expect_err("it cannot be sent"));
}

const fn of_copy(sql: &'static str) -> Statement {
    Statement::new(Action { store: "Test", name: "copy", model: "note" }, sql, &[])
}

// Everything is told to one who listens in the whole process: this is the one test of the file.
#[tokio::test]
async fn values_and_passwords_are_told_to_nobody() {
    let told = Told::default();
    tracing::subscriber::set_global_default(told.clone()).expect("the only one");
    let (database, session) = session().await;
    let raising = "CREATE FUNCTION fail(what text) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'about %', what USING DETAIL = what, HINT = what; END $$";
    session.batch(raising).await.expect("a function");
    go_wrong(&session, &told).await;

    // Passwords, of one who may not come in and of one who may.
    let password = format!("{SECRET}-password");
    let config = Config {
        host: Some(microcosm_postgres::testing::Server::shared().await.expect("one").host().into()),
        database: Some("nowhere".to_owned()),
        password: Some(password.as_str().into()),
        answer_timeout: Some(Duration::from_secs(60)),
        ..Config::default()
    };
    let service = Service::new("operations").with_config(config.clone());
    told.add(format!("{config:?} {service:?}"));
    told.error(&SessionContext::connect(&service).await.expect_err("no such database"));
    let config = Config { database: Some(database.name().to_owned()), ..config };
    let service = Service::new("operations").with_config(config);
    let context = SessionContext::connect(&service).await.expect("connected");
    let session = context.session().await.expect("a session");
    session.batch("TRUNCATE item CASCADE").await.expect("emptied");
    go_wrong(&session, &told).await;
    let policy = Retry::new(TransactionOptions::new().serializable()).attempts(2);
    static LOSE: Statement = of_text("SELECT lose($1)");
    let losing = "CREATE FUNCTION lose(what text) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN RAISE serialization_failure USING MESSAGE = what; END $$";
    session.batch(losing).await.expect("a function");
    let outcome = context.retry(policy, async |tx| tx.execute(&LOSE, &[&SECRET]).await).await;
    told.error(&outcome.expect_err("it lost twice"));
    told.add(format!("{context:?} {session:?} {:?}", &REFUSED[0]));

    let told = told.0.lock().expect("whole");
    for part in ["Test.refused", "result=\"duplicate\"", "again", "cannot connect"] {
        assert!(told.contains(part), "`{part}` was to be told:\n{told}");
    }
    for line in told.lines() {
        assert!(!line.contains(SECRET), "{line}");
    }
}
