//! The facts hold: statements run over random rows never show what the checker excluded.
//!
//! Every statement of `tests/statements` (and of the corpus beside the project, where it is there) is run many
//! times on a real server over tables filled at random: empty, thin and full, NULL wherever a column allows it.
//! `SOUNDNESS_SEED` repeats a run, `SOUNDNESS_ROUNDS` makes it longer.

// The figures are what the run is for.
#![allow(clippy::print_stdout)]

mod fill;
mod run;
#[path = "../support/mod.rs"]
mod support;
mod values;

use fastrand::Rng;
use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;
use run::{Case, Seen};
use support::{Database, corpus, own_schema, own_statements, setting, without_psql_commands};

/// The accepted ones of some statements, with the checker's claims.
fn cases(catalog: &Catalog, statements: Vec<(String, String)>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, sql) in statements {
        let checked = query_check::check(catalog, &sql, &CheckOptions::default());
        if checked.diagnostics.is_empty() {
            cases.push(Case { id, sql, checked, seen: Seen::default() });
        }
    }
    cases
}

async fn prove(database: &Database, catalog: &Catalog, cases: &mut [Case], rounds: u64, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    for round in 0..rounds {
        let rows = [0, 1, 2, 4, 8, 16][(round % 6) as usize];
        fill::fill(&database.client, catalog, &mut rng, rows).await;
        for case in cases.iter_mut() {
            // A statement that always fails (a lock, a missing setting) shows nothing: leave it.
            if case.seen.executed > 0 || case.seen.failed < 8 {
                run::run(&database.client, catalog, &mut rng, case).await;
            }
        }
    }
}

/// Prints the figures and fails on the first violation.
fn report(label: &str, cases: &[Case], seed: u64) {
    let executed: u64 = cases.iter().map(|case| case.seen.executed).sum();
    let failed: u64 = cases.iter().map(|case| case.seen.failed).sum();
    let never = cases.iter().filter(|case| case.seen.executed == 0).count();
    let (mut nullable, mut seen_null) = (0, 0);
    let (mut many, mut seen_many) = (0, 0);
    let mut unseen = Vec::new();
    for case in cases.iter().filter(|case| case.seen.executed > 0) {
        for (column, null) in case.checked.columns.iter().zip(&case.seen.null) {
            if column.nullable {
                nullable += 1;
                seen_null += u32::from(*null);
                if !null {
                    unseen.push(format!("{}: column {} never NULL", case.id, column.name));
                }
            }
        }
        if case.checked.rows == query_check::checked::Rows::Many {
            many += 1;
            seen_many += u32::from(case.seen.many);
            if !case.seen.many {
                unseen.push(format!("{}: never a second row", case.id));
            }
        }
    }
    println!(
        "soundness {label}: seed {seed}, {} statements, {executed} executed, {failed} failed at run time, {never} never ran",
        cases.len()
    );
    println!(
        "soundness {label}: nullable columns seen NULL {seen_null}/{nullable}, many seen many {seen_many}/{many}"
    );
    if std::env::var_os("SOUNDNESS_LIST").is_some() {
        for line in &unseen {
            println!("  {line}");
        }
    }
    let violations: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            case.seen.violations.iter().map(move |v| format!("{}: {v}\n  {}", case.id, case.sql))
        })
        .collect();
    assert!(
        violations.is_empty(),
        "{} violations, seed {seed}:\n{}",
        violations.len(),
        violations.join("\n")
    );
    assert!(executed > 0, "nothing was executed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_our_statements() {
    let database = Database::create("soundness_own", &own_schema()).await;
    check("own", database, own_statements()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_docsrs() {
    let (Some(schema), Some(lines)) =
        (corpus("docsrs/schema.sql"), corpus("docsrs/statements.jsonl"))
    else {
        return;
    };
    let statements = lines
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (text("id"), text("sql"))
        })
        .collect();
    let database = Database::create("soundness_docsrs", &without_psql_commands(&schema)).await;
    check("docsrs", database, statements).await;
}

async fn check(label: &str, database: Database, statements: Vec<(String, String)>) {
    let catalog = database.catalog();
    let mut cases = cases(&catalog, statements);
    let seed = setting("SOUNDNESS_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("soundness {label}: seed {seed}");
    prove(&database, &catalog, &mut cases, setting("SOUNDNESS_ROUNDS").unwrap_or(12), seed).await;
    database.close().await;
    report(label, &cases, seed);
}
