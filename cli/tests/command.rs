//! The command from outside: what it writes, what it says when something is wrong, and its exit codes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use microcosm_postgres::testing::Server;

/// A folder of the test's own, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("command_{name}_{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_microcosm-postgres"))
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // The command may end without having read it.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().expect("the command ends")
}

/// The one message of a command that fails.
fn error(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments, b"");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    assert!(text.starts_with("error: ") && !text.contains("panicked"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn a_snapshot_that_cannot_be_used_is_told_in_one_message() {
    let folder = Folder::new("unusable");
    folder.write("malformed.json", "{\n  \"format\": 1,\n<<<<<<< ours\n}");
    folder.write("newer.json", "{\"format\": 99, \"server\": 18, \"tables\": 1}");
    folder.write("major.json", "{\"format\": 1, \"server\": 13}");
    folder.write("other.json", "{\"name\": \"something\"}");
    folder.write("binary.json", "\u{0}\u{1}");
    let describe = |file: &str| error(&folder.0, &["describe", "--snapshot", file]);
    for (file, parts) in [
        ("missing.json", ["no snapshot at missing.json", "microcosm-postgres snapshot"]),
        ("malformed.json", ["line 3, column 1", "repair a merge gone wrong"]),
        ("newer.json", ["written by a newer microcosm-postgres", "upgrade"]),
        ("major.json", ["PostgreSQL 13", "14 to 18"]),
        ("other.json", ["no snapshot", "take it anew"]),
        ("binary.json", ["cannot be read", "take it anew"]),
    ] {
        let message = describe(file);
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
    let message = error(&folder.0, &["describe", "--major", "13"]);
    assert!(message.contains("13") && message.contains("14 to 18"), "{message}");
}

#[test]
fn a_server_that_cannot_be_reached_is_told_in_one_message() {
    let folder = Folder::new("unreachable");
    let message = error(&folder.0, &["snapshot"]);
    assert!(message.contains("--database-url") && message.contains("--migrations"), "{message}");
    // Port 1 is reserved, and no one listens there.
    let url = "postgres://nobody@127.0.0.1:1/nothing";
    let message = error(&folder.0, &["snapshot", "--database-url", url]);
    assert!(message.contains("127.0.0.1"), "{message}");
    let message = error(&folder.0, &["snapshot", "--database-url", "not a url"]);
    assert!(message.contains("--database-url"), "{message}");
    let message = error(&folder.0, &["snapshot", "--migrations", "nowhere"]);
    assert!(message.contains("nowhere"), "{message}");
    assert!(!folder.0.join("schema.json").exists());
}

#[test]
fn migrations_become_a_snapshot_that_is_checked() {
    let folder = Folder::new("migrations");
    folder.write(
        "migrations/V1__company.sql",
        // As a dump does it: the setting stays with its session.
        "SELECT pg_catalog.set_config('search_path', '', false);
         CREATE TYPE public.kind AS ENUM ('private', 'public');
         CREATE TABLE public.company (id uuid PRIMARY KEY, name varchar(30) UNIQUE, kind public.kind NOT NULL);
         SELECT pg_catalog.set_config('search_path', 'public', false)",
    );
    let second = folder.write(
        "migrations/V2__employee.sql",
        "CREATE TABLE employee (id int, company_id uuid REFERENCES company ON DELETE CASCADE)",
    );
    let take = ["snapshot", "--migrations", "migrations"];
    let check = ["snapshot", "--migrations", "migrations", "--check"];

    let message = error(&folder.0, &check);
    assert!(message.contains("no snapshot at schema.json"), "{message}");
    assert_eq!(run(&folder.0, &take, b"").status.code(), Some(0));
    let text = std::fs::read_to_string(folder.0.join("schema.json")).unwrap();
    assert!(text.contains("\n    {\"name\": \"name\", \"type\": \"varchar(30)\"}"), "{text}");
    assert!(text.contains("\"on_delete\": \"cascade\""), "{text}");
    assert!(text.contains("\"search_path\": [\"public\"]"), "{text}");
    assert_eq!(run(&folder.0, &check, b"").status.code(), Some(0));

    let changed = std::fs::read_to_string(&second).unwrap().replace("id int,", "id bigint,");
    std::fs::write(&second, changed).unwrap();
    let output = run(&folder.0, &check, b"");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("~ relations public.employee columns id"), "{message}");

    std::fs::write(&second, "CREATE TABLE x (\n  id int,\n  id int\n)").unwrap();
    let message = error(&folder.0, &take);
    assert!(message.contains("V2__employee.sql") && message.contains("42701"), "{message}");

    let request = br#"{"id": 7, "sql": "SELECT name FROM company WHERE id = :id"}"#;
    let answer = run(&folder.0, &["describe", "--snapshot", "schema.json"], request);
    let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!(answer["id"], 7);
    assert_eq!(answer["ok"], true);
    assert_eq!(answer["rows"], "at_most_one");
    assert_eq!(answer["params"][0]["type"], "uuid");
    assert_eq!(answer["columns"][0]["type"], "character varying");
}

#[test]
fn a_database_is_read_whatever_its_search_path() {
    let folder = Folder::new("database");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(async {
        let server = Server::shared().await.expect("a server for tests");
        server.url()
    });
    let output =
        run(&folder.0, &["snapshot", "--database-url", &database, "--output", "a.json"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(folder.0.join("a.json")).unwrap();
    assert!(text.starts_with("{\n \"format\": 1,\n \"server\": "), "{text}");
    let output = run(
        &folder.0,
        &["snapshot", "--database-url", &database, "--output", "missing/a.json"],
        b"",
    );
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("--output"), "{message}");
}

#[test]
fn every_line_has_an_answer() {
    let folder = Folder::new("lines");
    let deep = format!("{{\"id\": 3, \"sql\": \"SELECT {}1\"}}\n", "(".repeat(200_000));
    let mut input = Vec::new();
    input.extend(b"no json\n\xff\xfe\n{\"id\": 1}\n[]\n{\"id\": 2, \"sql\": 5}\n");
    input.extend(deep.as_bytes());
    input.extend(b"\n{\"id\": \"last\", \"sql\": \"SELECT 1 AS one\"}");
    let output = run(&folder.0, &["describe"], &input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 7, "{text}");
    assert!(answers[..6].iter().all(|answer| answer["ok"] == false), "{text}");
    assert!(answers[0]["id"].is_null() && answers[2]["id"] == 1);
    assert_eq!(answers[6]["id"], "last");
    assert_eq!(answers[6]["columns"][0]["name"], "one");
}

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/stores/schema.json");

/// Standard output of a command and its exit code.
fn told(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = run(folder, arguments, b"");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.is_empty(), "{arguments:?}: {errors}");
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn a_statement_is_described_for_people() {
    let folder = Folder::new("describe");
    let describe = ["describe", "--snapshot", SNAPSHOT];
    let sql = "SELECT id, email FROM employee WHERE email = :email";
    let (text, code) = told(&folder.0, &[&describe[..], &[sql]].concat());
    assert_eq!(code, Some(0), "{text}");
    for line in [
        "  :email  text  with NULL it finds nothing",
        "  id     uuid  never NULL",
        "  at most one row come back",
        "  public.employee",
    ] {
        assert!(text.lines().any(|l| l.starts_with(line)), "{line}\n{text}");
    }
    // No terminal, no colours.
    assert!(!text.contains('\u{1b}'), "{text:?}");
    let (text, code) = told(&folder.0, &[&describe[..], &["SELECT nme FROM company"]].concat());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("1 | SELECT nme FROM company\n  |        ^^^"), "{text}");
    let (text, _) = told(&folder.0, &[&describe[..], &["--json", "SELECT 1 AS one"]].concat());
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["columns"][0]["name"], "one");
}

#[test]
fn files_are_checked_and_mistakes_have_their_place() {
    let folder = Folder::new("check");
    let sql = "SELECT ';' AS a;\n-- a comment;\n  SELECT nme\n    FROM company;\nDELETE FROM tag";
    folder.write("queries/a.sql", sql);
    folder.write("queries/deep/b.sql", "SELECT 1 AS one;");
    folder.write("queries/notes.txt", "no SQL");
    let check = ["check", "--snapshot", SNAPSHOT, "queries"];
    let (text, code) = told(&folder.0, &check);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("--> queries/a.sql:3:10\n"), "{text}");
    assert!(text.contains("(missing_where)"), "{text}");
    assert!(text.ends_with("4 statements, 2 refused\n"), "{text}");
    let (text, _) = told(&folder.0, &[&check[..], &["--json"]].concat());
    let ok: Vec<bool> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["ok"] == true)
        .collect();
    assert_eq!(ok, [true, false, true, true], "{text}");
    let message = error(&folder.0, &["check", "nowhere"]);
    assert!(message.contains("nowhere"), "{message}");
    folder.write("lib.rs", "");
    let message = error(&folder.0, &["check", "lib.rs"]);
    assert!(message.contains("cargo check"), "{message}");
}

#[test]
fn a_database_that_differs_is_told() {
    let folder = Folder::new("differs");
    folder.write("a.sql", "SELECT name FROM company; SELECT 1 AS one");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = runtime.block_on(async { Server::shared().await.expect("a server").url() });
    let arguments = ["check", "--snapshot", SNAPSHOT, "a.sql", "--database-url", &url];
    // The server's own database has no such table.
    let (text, code) = told(&folder.0, &arguments);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("a.sql:1: the database differs: it rejects the statement with 42P01"),
        "{text}"
    );
    assert!(
        text.ends_with("2 statements, 0 refused, 1 judged otherwise by the database\n"),
        "{text}"
    );
}

#[test]
fn codes_are_explained() {
    let folder = Folder::new("codes");
    let (text, code) = told(&folder.0, &["explain", "undefined_column"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("undefined_column (SQLSTATE 42703)\n"), "{text}");
    assert!(text.contains("\n    SELECT name FROM company\n"), "{text}");
    assert_eq!(told(&folder.0, &["explain", "42703"]).0, text);
    let (list, _) = told(&folder.0, &["explain"]);
    assert_eq!(list.lines().count(), query_check::diagnostic::Code::ALL.len());
    let message = error(&folder.0, &["explain", "undefined_colum"]);
    assert!(message.contains("did you mean `undefined_column`?"), "{message}");
    let (text, _) = told(&folder.0, &["scaffold", "tag", "--snapshot", SNAPSHOT]);
    assert!(text.contains("pub model Tag = \"tag\" {\n    name: String,\n}"), "{text}");
}

#[test]
fn a_snapshot_cut_off_or_garbled_never_panics() {
    let whole = std::fs::read_to_string(SNAPSHOT).unwrap();
    let load = |text: &str| {
        let snapshot = query_check::snapshot::Snapshot::from_json(text);
        snapshot.and_then(query_check::catalog::Catalog::new).is_ok()
    };
    assert!(load(&whole));
    for end in (0..whole.trim_end().len()).step_by(7) {
        assert!(!load(&whole[..end]), "cut at {end}");
    }
    // Bytes replaced, lines left out and doubled: refused or not, it must come back.
    let mut random = fastrand::Rng::with_seed(5);
    let lines: Vec<&str> = whole.lines().collect();
    for _ in 0..1500 {
        let mut bytes = whole.clone().into_bytes();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            bytes[at] = *random.choice(b"0123456789{}[]\",:-enaz ").unwrap();
        }
        load(&String::from_utf8_lossy(&bytes));
        let mut lines = lines.clone();
        let (from, to) = (random.usize(..lines.len()), random.usize(..lines.len()));
        match random.bool() {
            true => drop(lines.remove(from)),
            false => lines.insert(to, lines[from]),
        }
        load(&lines.join("\n"));
    }
}
