//! What the tests against a server share: a database from a schema, its catalog by way of the command's own
//! snapshot, and statement files.

// Each test target uses its part.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::Command;

use microcosm_postgres::testing::Server;
use query_check::catalog::Catalog;
use query_check::snapshot::Snapshot;
use tokio_postgres::{Client, NoTls};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// A number from the environment.
pub(crate) fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A database of its own, dropped by [`Database::close`].
pub(crate) struct Database {
    pub(crate) client: Client,
    server: String,
    url: String,
    name: String,
}

impl Database {
    /// A new database that holds `schema`.
    pub(crate) async fn create(label: &str, schema: &str) -> Self {
        let server = Server::shared().await.expect("a server for tests");
        Self::create_on(server.url(), label, schema).await
    }

    /// A new database on the server at `server` that holds `schema`.
    pub(crate) async fn create_on(server: String, label: &str, schema: &str) -> Self {
        let name = format!("{label}_{}", std::process::id());
        let admin = connect(&server).await;
        let create = format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        );
        admin.batch_execute(&create).await.unwrap();
        let url = with_database(&server, &name);
        let loader = connect(&url).await;
        loader.batch_execute(schema).await.expect("the schema loads");
        // A dump leaves settings behind; the statements run under the defaults.
        let client = connect(&url).await;
        Self { client, server, url, name }
    }

    /// The first extension that `schema` creates and the server does not have: some systems package them apart.
    pub(crate) async fn lacking(schema: &str) -> Option<String> {
        let server = Server::shared().await.expect("a server for tests");
        let client = connect(&server.url()).await;
        let rows = client.query("SELECT name FROM pg_available_extensions", &[]).await.unwrap();
        let there: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let created = schema.lines().filter_map(|line| line.strip_prefix("CREATE EXTENSION "));
        let name = |rest: &str| {
            let word = rest.split([' ', ';']).next().unwrap_or_default();
            word.trim_matches('"').to_owned()
        };
        created.map(name).find(|name| !there.contains(name))
    }

    /// The catalog, by way of the command's own snapshot.
    pub(crate) fn catalog(&self) -> Catalog {
        Catalog::new(Snapshot::from_json(&self.snapshot()).unwrap()).unwrap()
    }

    /// The command's own snapshot.
    pub(crate) fn snapshot(&self) -> String {
        let file = std::env::temp_dir().join(format!("{}.json", self.name));
        let output = Command::new(env!("CARGO_BIN_EXE_microcosm-postgres"))
            .args(["snapshot", "--database-url", &self.url, "--output"])
            .arg(&file)
            .output()
            .expect("the command runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(file).unwrap();
        text
    }

    /// A new session, after the old one has ended.
    pub(crate) async fn reconnect(&mut self) {
        self.client = connect(&self.url).await;
    }

    /// Drops the database.
    pub(crate) async fn close(self) {
        drop(self.client);
        let admin = connect(&self.server).await;
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        admin.batch_execute(&sql).await.unwrap();
    }
}

/// The same server's URL with another database.
fn with_database(url: &str, database: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    if options.is_empty() {
        format!("{base}/{database}")
    } else {
        format!("{base}/{database}?{options}")
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// The schema of our statement files.
pub(crate) fn own_schema() -> String {
    std::fs::read_to_string(Path::new(HERE).join("tests/statements/schema.sql")).unwrap()
}

/// Our statements with where each stands, in the order of the files.
pub(crate) fn own_statements() -> Vec<(String, String)> {
    statements_in("tests/statements")
}

/// The statements of a folder's files but its schemas.
pub(crate) fn statements_in(folder: &str) -> Vec<(String, String)> {
    statements_of(&Path::new(HERE).join(folder))
}

/// A folder of statement files whose schema adds to that of [`own_schema`].
pub(crate) struct Family {
    /// The folder's name.
    pub(crate) name: String,
    /// The whole schema.
    pub(crate) schema: String,
    /// The statements with where each stands.
    pub(crate) statements: Vec<(String, String)>,
}

/// The folders below `tests/statements`, in order.
pub(crate) fn families() -> Vec<Family> {
    let folder = Path::new(HERE).join("tests/statements");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let family = |path: PathBuf| Family {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        schema: own_schema() + &std::fs::read_to_string(path.join("schema.sql")).unwrap(),
        statements: statements_of(&path),
    };
    folders.into_iter().map(family).collect()
}

/// The statements of a folder's own files.
fn statements_of(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        let schema = path.file_stem().is_some_and(|s| s.to_string_lossy().starts_with("schema"));
        path.extension().is_some_and(|e| e == "sql") && !schema
    });
    files.sort();
    files.iter().flat_map(|file| statements(file)).collect()
}

/// The statements of a file: each ends with a semicolon at the end of a line; `--` lines are comments.
fn statements(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let kept = text.lines().filter(|line| !line.trim_start().starts_with("--"));
    let text: String = kept.map(|line| format!("{line}\n")).collect();
    let label = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    text.split(";\n")
        .map(str::trim)
        .filter(|sql| !sql.is_empty())
        .enumerate()
        .map(|(number, sql)| (format!("{label}:{}", number + 1), sql.to_owned()))
        .collect()
}

/// A file of the corpora beside the project, if they are there.
pub(crate) fn corpus(path: &str) -> Option<String> {
    let text = std::fs::read_to_string(Path::new(HERE).join("../../shared/corpus").join(path)).ok();
    if text.is_none() {
        println!("skipped: ../shared/corpus/{path} is not beside the project");
    }
    text
}

/// A dump without the commands that only psql knows.
pub(crate) fn without_psql_commands(dump: &str) -> String {
    dump.lines().filter(|line| !line.starts_with('\\')).map(|line| format!("{line}\n")).collect()
}
