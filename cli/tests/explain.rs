//! The pages of `explain`: their SQL is run through the checker and past a real server; what is Rust in them
//! stands word for word in the cases of `ui-tests`, which rustc compiles.

mod support;

use std::path::Path;

use expect_test::expect;
use microcosm_postgres_cli::explain::Page;
use query_check::checked::{CheckOptions, Checked};
use query_check::diagnostic::Code;
use query_check::render::{RenderOptions, render};
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
