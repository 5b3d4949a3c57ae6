//! The launcher of servers: versions, settings, and that nothing is left behind.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use microcosm_postgres::testing::Server;
use microcosm_postgres::{Action, Config, Error, Service, SessionContext, Statement};

/// A server of the test's own.
async fn launched() -> Server {
    tokio::task::spawn_blocking(|| Server::builder().setting("work_mem", "5MB").launch())
        .await
        .expect("no panic")
        .expect("a server")
}

/// Waits until a path is gone; the test's own time limit is what ends it otherwise.
fn wait_until_gone(path: &Path) {
    while path.exists() {
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn a_launched_server_is_gone_when_dropped() {
    let server = launched().await;
    let folder = PathBuf::from(server.host());
    assert!(server.is_launched());
    assert!(!server.version().is_empty());
    assert!(server.url().contains(server.host()));
    let service = Service::new("example").with_config(Config {
        host: Some(server.host().to_owned()),
        user: Some("postgres".into()),
        database: Some("postgres".into()),
        ..Config::default()
    });
    let context = SessionContext::connect(&service).await.expect("connected");
    static SETTINGS: Statement = Statement::new(
        Action { store: "Test", name: "settings", model: "pg_settings" },
        "SELECT current_setting('work_mem'), current_setting('listen_addresses'), current_setting('fsync')",
        &[],
    );
    let settings: (String, String, String) = context
        .session()
        .await
        .expect("a session")
        .fetch_one(&SETTINGS, &[])
        .await
        .expect("values");
    assert_eq!(settings, ("5MB".into(), String::new(), "off".into()));
    drop(server);
    // Dropping waited for it.
    assert!(!folder.exists());
    let error = context.session().await.expect("not known yet").batch("SELECT").await;
    assert!(matches!(error, Err(Error::Unavailable(_))), "{error:?}");
}

#[tokio::test]
async fn there_is_one_server_for_a_process() {
    let (one, other) = tokio::join!(Server::shared(), Server::shared());
    assert!(std::ptr::eq(one.expect("a server"), other.expect("a server")));
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let launch = || Server::builder().setting("no_such_setting", "1").launch();
    let error = tokio::task::spawn_blocking(launch).await.expect("no panic").expect_err("refused");
    assert!(matches!(error, Error::Testing(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("the server ended at once"), "{text}");
    assert!(text.contains("no_such_setting"), "{text}");
}

/// This test's name, by which it is run again as a process to be killed.
const KILLED: &str = "a_server_dies_with_its_process_even_by_sigkill";
const IS_CHILD: &str = "MICROCOSM_POSTGRES_TEST_CHILD";

#[test]
fn a_server_dies_with_its_process_even_by_sigkill() {
    if std::env::var_os(IS_CHILD).is_some() {
        let server = Server::builder().launch().expect("a server");
        let mut output = std::io::stdout();
        writeln!(output, "\nfolder={}", server.host()).expect("told");
        output.flush().expect("told");
        loop {
            std::thread::park();
        }
    }
    let mut child = child();
    let folder = told_folder(&mut child);
    // A session that ends when the server does. Its startup message: version 3.0, the user.
    let mut connection = UnixStream::connect(folder.join(".s.PGSQL.5432")).expect("it listens");
    connection.write_all(b"\0\0\0\x17\0\x03\0\0user\0postgres\0\0").expect("sent");
    connection.read_exact(&mut [0]).expect("answered");
    child.kill().expect("killed");
    child.wait().expect("it is dead");
    let _ = connection.read_to_end(&mut Vec::new());
    wait_until_gone(&folder);
}

/// This very test in a process of its own.
fn child() -> Child {
    Command::new(std::env::current_exe().expect("a path"))
        .args(["--exact", KILLED, "--nocapture"])
        .env(IS_CHILD, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// The folder that the child tells once its server runs.
fn told_folder(child: &mut Child) -> PathBuf {
    let output = BufReader::new(child.stdout.take().expect("piped"));
    output
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("folder=").map(PathBuf::from))
        .expect("the child tells the folder")
}
