//! The facts hold: statements run over random rows never show what the checker excluded.
//!
//! Statements are run many times on a real server over tables filled at random: empty, thin and full, NULL
//! wherever a column allows it. They come from `tests/statements`, from `traps` (schemas and statements made to
//! catch a checker that promises too much), from the generator of random statements, and from the corpora
//! beside the project where those are there.
//! `SOUNDNESS_SEED` repeats a run, `SOUNDNESS_ROUNDS` and `SOUNDNESS_COUNT` (random statements) make it longer,
//! `SOUNDNESS_LIST=1` lists what was never seen.

// The figures are what the run is for.
#![allow(clippy::print_stdout)]

mod claims;
mod fill;
#[path = "../generate/mod.rs"]
mod generate;
mod report;
mod run;
#[path = "../support/mod.rs"]
mod support;
mod values;

use fastrand::Rng;
use generate::Generator;
use microcosm_postgres::testing::Server;
use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;
use query_check::diagnostic::Code;
use query_check::syntax::ast::Param;
use run::{Case, GIVE_UP};
use support::{
    Database, corpus, families, own_schema, own_statements, setting, statements_in,
    without_psql_commands,
};

/// The accepted ones of some statements, with the checker's claims.
fn cases(catalog: &Catalog, statements: Vec<(String, String)>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, sql) in statements {
        let checked = query_check::check(catalog, &sql, &CheckOptions::default());
        // What is no DML is refused by the house, and nothing is claimed of it.
        let refused = checked.house.iter().any(|d| d.code == Code::NotDml);
        if checked.diagnostics.is_empty() && !refused {
            let numbers = 1..=checked.parameters.len() as u32;
            let options = CheckOptions {
                not_null_parameters: numbers.map(Param::Number).collect(),
                ..CheckOptions::default()
            };
            let given = query_check::check(catalog, &sql, &options);
            cases.push(Case { id, sql, checked, given, seen: claims::Seen::default() });
        }
    }
    cases
}

/// Runs every case over tables that are filled anew in each round.
async fn prove(
    database: &mut Database,
    catalog: &Catalog,
    cases: &mut [Case],
    rounds: u64,
    seed: u64,
) {
    let mut rng = Rng::with_seed(seed);
    for round in 0..rounds {
        let rows = [4, 0, 8, 1, 16, 2][(round % 6) as usize];
        fill::fill(&database.client, catalog, &mut rng, rows).await;
        for case in cases.iter_mut() {
            // A statement that always fails (a lock, a missing setting) shows nothing: leave it.
            if case.seen.executed == 0 && case.seen.failed >= GIVE_UP {
                continue;
            }
            if run::run(&database.client, catalog, &mut rng, case).await.is_err() {
                // It ended its own session.
                case.seen.failed = GIVE_UP;
                database.reconnect().await;
            }
        }
    }
}

/// Fills, runs and reports; the number of rounds unless another is asked for.
async fn check(
    label: &str,
    mut database: Database,
    statements: impl FnOnce(&Catalog, u64) -> Vec<(String, String)>,
    rounds: u64,
) -> report::Report {
    let catalog = database.catalog();
    let seed = setting("SOUNDNESS_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("soundness {label}: seed {seed}");
    let mut cases = cases(&catalog, statements(&catalog, seed));
    let rounds = setting("SOUNDNESS_ROUNDS").unwrap_or(rounds);
    prove(&mut database, &catalog, &mut cases, rounds, seed).await;
    database.close().await;
    report::report(label, &cases, seed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_our_statements() {
    let database = Database::create("soundness_own", &own_schema()).await;
    check("own", database, |_, _| own_statements(), 12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_families_with_schemas_of_their_own() {
    for family in families() {
        if let Some(extension) = Database::lacking(&family.schema).await {
            println!("skipped: {}, no extension {extension}", family.name);
            continue;
        }
        let label = format!("soundness_{}", family.name);
        let database = Database::create(&label, &family.schema).await;
        check(&family.name, database, |_, _| family.statements, 12).await;
    }
}

/// The schema of the traps, as far as the server's major has what it is about.
async fn trap_database(label: &str) -> Database {
    let schema = include_str!("traps/schema.sql");
    let database = Database::create(label, schema).await;
    let rows = database.client.query_one("SHOW server_version_num", &[]).await.unwrap();
    let version: i32 = rows.get::<_, String>(0).parse().unwrap();
    let later =
        [(15, include_str!("traps/schema15.sql")), (18, include_str!("traps/schema18.sql"))];
    for (_, schema) in later.iter().filter(|(major, _)| version / 10_000 >= *major) {
        database.client.batch_execute(schema).await.expect("the schema loads");
    }
    database
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_traps() {
    let database = trap_database("soundness_traps").await;
    check("traps", database, |_, _| statements_in("tests/soundness/traps"), 12).await;
}

/// Statements of the generator over a schema.
fn random(catalog: &Catalog, seed: u64) -> Vec<(String, String)> {
    let mut generator = Generator::new(catalog, seed);
    let count = setting("SOUNDNESS_COUNT").unwrap_or(400);
    (0..count).map(|number| (format!("random:{number}"), generator.statement())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_random_statements() {
    let database = Database::create("soundness_random", &own_schema()).await;
    check("random", database, random, 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_random_statements_over_traps() {
    let database = trap_database("soundness_random_traps").await;
    check("random traps", database, random, 4).await;
}

/// The statements of a corpus.
fn corpus_statements(lines: &str) -> Vec<(String, String)> {
    lines
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (text("id"), text("sql"))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_docsrs() {
    let (Some(schema), Some(lines)) =
        (corpus("docsrs/schema.sql"), corpus("docsrs/statements.jsonl"))
    else {
        return;
    };
    let database = Database::create("soundness_docsrs", &without_psql_commands(&schema)).await;
    check("docsrs", database, |_, _| corpus_statements(&lines), 12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_hold_for_regress() {
    let (Some(schema), Some(lines)) =
        (corpus("regress/schema.sql"), corpus("regress/statements.jsonl"))
    else {
        return;
    };
    // The schema is one of major 15.
    let server = tokio::task::spawn_blocking(|| Server::builder().major(15).launch());
    let server = server.await.unwrap().expect("a server of major 15");
    let schema = without_psql_commands(&schema);
    let database = Database::create_on(server.url(), "soundness_regress", &schema).await;
    check("regress", database, |_, _| corpus_statements(&lines), 1).await;
}
