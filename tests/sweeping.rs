//! On a server that outlives them, what crashed processes left is dropped, and what others use is not.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use microcosm_postgres::testing::{Server, TestDatabase};
use microcosm_postgres::{
    Action, Config, Migrations, Service, SessionContext, Statement, migrations,
};

static MIGRATIONS: Migrations = migrations!("examples/quickstart/migrations");

/// The test that is run again as a process of its own, and the variable that says so.
const TEST: &str = "what_crashed_processes_left_is_dropped";
const IS_CHILD: &str = "MICROCOSM_POSTGRES_TEST_CHILD";

/// A process with a test database of its own; it ends when its input does.
struct Tester {
    child: Child,
    /// Kept open: the child has more to say.
    output: BufReader<ChildStdout>,
    database: String,
}

impl Tester {
    fn start(server: &Server) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("a path"))
            .args(["--exact", TEST, "--nocapture"])
            .env(IS_CHILD, "1")
            .env("DATABASE_URL", server.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let name = output
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("database=").map(str::to_owned));
        Self { child, output, database: name.expect("the child tells its database") }
    }

    fn kill(mut self) -> String {
        self.child.kill().expect("killed");
        self.child.wait().expect("it is dead");
        self.database
    }

    fn end(mut self) -> String {
        drop(self.child.stdin.take());
        std::io::read_to_string(&mut self.output).expect("the rest");
        assert!(self.child.wait().expect("it ends").success());
        self.database
    }
}

/// What a child does: a test with a database, for as long as its input lasts.
fn be_a_tester() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let database = TestDatabase::create(&Service::new("swept"), &MIGRATIONS).await;
        let database = database.expect("a test database");
        let mut output = std::io::stdout();
        writeln!(output, "\ndatabase={}", database.name()).expect("told");
        output.flush().expect("told");
        std::io::read_to_string(std::io::stdin()).expect("the end of the input");
    });
}

static DATABASES: Statement = Statement::new(
    Action { store: "Test", name: "databases", model: "pg_database" },
    "SELECT datname::text FROM pg_database WHERE datname LIKE 'swept%' ORDER BY datname",
    &[],
);

static TESTERS: Statement = Statement::new(
    Action { store: "Test", name: "testers", model: "pg_stat_activity" },
    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'microcosm-postgres test %'",
    &[],
);

#[test]
fn what_crashed_processes_left_is_dropped() {
    if std::env::var_os(IS_CHILD).is_some() {
        return be_a_tester();
    }
    let server = Server::builder().launch().expect("a server");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let service = Service::new("swept").with_config(Config {
            host: Some(server.host().to_owned()),
            user: Some("postgres".into()),
            database: Some("postgres".into()),
            ..Config::default()
        });
        let context = SessionContext::connect(&service).await.expect("connected");
        let session = context.session().await.expect("a session");
        let databases = async || {
            let found: Vec<(String,)> = session.fetch_all(&DATABASES, &[]).await.expect("names");
            found.into_iter().map(|(name,)| name).collect::<Vec<_>>()
        };

        let alive = Tester::start(&server);
        let crashed = Tester::start(&server).kill();
        // Until the server has noticed.
        while session.fetch_one::<(i64,)>(&TESTERS, &[]).await.expect("a number").0 > 1 {}
        assert!(databases().await.contains(&crashed), "nobody drops it yet");

        let next = Tester::start(&server);
        let mut expected = [alive.database.clone(), next.database.clone()];
        expected.sort();
        assert_eq!(databases().await, expected);
        let _ = (alive.end(), next.end());
        assert_eq!(databases().await, [""; 0]);
    });
}
