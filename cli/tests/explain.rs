//! The pages of `explain`: their SQL is run through the checker and past a real server; what is Rust in them
//! stands word for word in the cases of `ui-tests`, which rustc compiles.

mod support;

use std::path::Path;

use expect_test::expect;
use microcosm_postgres_cli::explain::Page;
use query_check::catalog::Catalog;
use query_check::checked::{CheckOptions, Checked};
use query_check::diagnostic::Code;
use query_check::render::{RenderOptions, render};
use query_check::snapshot::Snapshot;
use query_check::syntax::ast::Param;
use support::Database;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// `⟨text×N⟩` written out.
fn written_out(example: &str) -> String {
    let mut text = String::new();
    let mut rest = example;
    while let Some((before, after)) = rest.split_once('⟨') {
        let (repeated, behind) = after.split_once('⟩').expect("a closing ⟩");
        let (part, times) = repeated.rsplit_once('×').expect("×N");
        text += before;
        text += &part.repeat(times.parse().expect("a number"));
        rest = behind;
    }
    text + rest
}

fn schema() -> String {
    let read = |path: &str| std::fs::read_to_string(Path::new(HERE).join(path)).expect(path);
    read("../tests/stores/migrations/V1__schema.sql") + &read("explain/schema.sql")
}

/// What stops the statement: PostgreSQL's rules or, where they do not, the house's.
fn refusals(checked: &Checked) -> Vec<Code> {
    let all = checked.diagnostics.iter().chain(&checked.house);
    all.map(|diagnostic| diagnostic.code).collect()
}

#[tokio::test]
async fn each_example_gives_its_code_and_is_repaired_as_shown() {
    let database = Database::create("explain", &schema()).await;
    let catalog = database.catalog();
    let mut wrong = Vec::new();
    let mut of_sql = 0;
    for page in Page::all() {
        let name = page.code.name();
        let (language, refused) = page.example("Refused").expect(name);
        let (_, repaired) = page.example("Repaired").expect(name);
        assert!(page.text.contains("\n## The rule\n\n") && !page.summary().is_empty(), "{name}");
        if language != "sql" {
            continue;
        }
        of_sql += 1;
        let options = CheckOptions { named_parameters: true, ..CheckOptions::default() };
        let check = |sql: &str| query_check::check(&catalog, &written_out(sql), &options);
        let checked = check(refused);
        if refusals(&checked) != [page.code] {
            wrong.push(format!("{name}: refused as {:?}", checked.diagnostics));
        }
        // The server is of the same mind, and has the page's SQLSTATE for it.
        let state = checked.diagnostics.first().and_then(|diagnostic| diagnostic.sqlstate);
        let answer = database.client.prepare(&checked.sql).await;
        match (&answer, state) {
            (Ok(_), None) | (Err(_), None) if page.code == Code::Unsupported => {}
            (Ok(_), None) => {}
            (Err(error), Some(state)) => {
                let theirs = error.code().map(|code| code.code().to_owned());
                if theirs.as_deref() != Some(state.0) {
                    wrong.push(format!("{name}: the server says {theirs:?}"));
                }
            }
            (answer, state) => wrong.push(format!("{name}: {state:?}, server {answer:?}")),
        }
        let checked = check(repaired);
        let left = refusals(&checked);
        let answer = database.client.prepare(&checked.sql).await;
        if !left.is_empty() || answer.is_err() {
            wrong.push(format!("{name}: repaired, but {:?} {answer:?}", checked.diagnostics));
        }
    }
    database.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(of_sql > 40, "{of_sql}");
}

/// A page's Rust is compiled by trybuild: the refused text stands in a case of `ui-tests/tests/refuse`,
/// whose expected messages name the code, and the repaired one in a case of `accept`.
#[test]
fn each_rust_example_is_compiled_by_the_ui_tests() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let read = |folder: &str, file: &str| {
        std::fs::read_to_string(Path::new(HERE).join("../ui-tests/tests").join(folder).join(file))
            .expect(file)
    };
    let refuse = words(&read("refuse", "explained.rs"));
    let messages = read("refuse", "explained.stderr");
    let accept = words(&read("accept", "explained.rs"));
    let mut of_rust = 0;
    for page in Page::all() {
        let name = page.code.name();
        let (language, refused) = page.example("Refused").expect(name);
        let (_, repaired) = page.example("Repaired").expect(name);
        if language == "rust" {
            of_rust += 1;
            assert!(refuse.contains(&words(refused)), "{name}: {refused}");
            assert!(accept.contains(&words(repaired)), "{name}: {repaired}");
            assert!(messages.contains(&format!("({name})")), "{name} in explained.stderr");
        }
    }
    assert!(of_rust > 4, "{of_rust}");
}

/// The SQL examples as one refused store, with a snapshot of their schema: `UPDATE_EXPECT=1` writes both anew.
#[tokio::test]
async fn each_sql_example_is_a_case_of_the_ui_tests() {
    let database = Database::create("examples", &schema()).await;
    let snapshot = database.snapshot();
    database.close().await;
    let catalog = Catalog::new(Snapshot::from_json(&snapshot).expect("a snapshot")).expect("one");
    let options = CheckOptions { named_parameters: true, ..CheckOptions::default() };
    let mut text = "\
//! Written by `UPDATE_EXPECT=1 cargo test -p microcosm-postgres-cli --test explain`: the examples of the pages
//! that `microcosm-postgres explain` shows, ten and more mistakes with a message each.

use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema \"explain.json\";

    store Examples {
"
    .to_owned();
    for page in Page::all() {
        let (language, refused) = page.example("Refused").expect("an example");
        if language != "sql" || refused.contains('⟨') {
            continue;
        }
        let checked = query_check::check(&catalog, refused, &options);
        // What PostgreSQL rejects has no parameters that could be declared.
        let declared = checked.diagnostics.is_empty().then_some(&checked.parameters);
        let declared = declared.into_iter().flatten().map(|parameter| {
            let Param::Name(name) = &parameter.name else { panic!("{refused}") };
            let ty = match catalog.format_type(parameter.ty).as_str() {
                "uuid" => "Uuid",
                "text" => "&str",
                other => panic!("no Rust type for {other} here yet: {refused}"),
            };
            format!("{name}: {ty}")
        });
        let declared = declared.collect::<Vec<_>>().join(", ");
        let name = page.code.name();
        text += &format!(
            "        fn {name}({declared}) {{\n            r#\"{refused}\"#\n        }}\n\n"
        );
    }
    let text = text.trim_end().to_owned() + "\n    }\n}\n\nfn main() {}\n";
    expect_test::expect_file!["../../ui-tests/tests/refuse/codes.rs"].assert_eq(&text);
    let server = snapshot.lines().find(|line| line.starts_with(" \"server\"")).expect("its major");
    let snapshot = snapshot.replace(server, " \"server\": 15,");
    expect_test::expect_file!["../../ui-tests/tests/snapshots/explain.json"].assert_eq(&snapshot);
}

/// No code without a case of trybuild, whose expected messages name it.
#[test]
fn each_code_is_refused_in_the_ui_tests() {
    let folder = Path::new(HERE).join("../ui-tests/tests/refuse");
    let mut messages = String::new();
    for file in std::fs::read_dir(folder).expect("the cases") {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "stderr") {
            messages += &std::fs::read_to_string(path).expect("messages");
        }
    }
    let without = Page::all().filter(|page| {
        // An example of thousands of words, which a test of the checker writes out, would bury the others.
        let is_long = page.example("Refused").expect("an example").1.contains('⟨');
        !is_long && !messages.contains(&format!("({})", page.code.name()))
    });
    let without: Vec<_> = without.map(|page| page.code.name()).collect();
    assert!(without.is_empty(), "no message in ui-tests/tests/refuse names {without:?}");
}

/// Every code's rendering, in `explain/renderings.txt`: `UPDATE_EXPECT=1` writes it anew.
#[tokio::test]
async fn each_code_is_rendered_as_recorded() {
    let database = Database::create("renderings", &schema()).await;
    let catalog = database.catalog();
    database.close().await;
    let mut text = String::new();
    for page in Page::all() {
        let (language, refused) = page.example("Refused").expect("an example");
        if language != "sql" || refused.contains('⟨') {
            continue;
        }
        let options = CheckOptions { named_parameters: true, ..CheckOptions::default() };
        let checked = query_check::check(&catalog, refused, &options);
        for diagnostic in checked.diagnostics.iter().chain(&checked.house) {
            text += &render(refused, diagnostic, &RenderOptions::default());
            text += "\n\n";
        }
    }
    expect_test::expect_file!["../explain/renderings.txt"].assert_eq(&text);
}

#[test]
fn repetition_is_written_out() {
    expect!["SELECT 1, 1, 1"].assert_eq(&written_out("SELECT 1⟨, 1×2⟩"));
}
