//! The oracle: a real server's Parse and Describe against the checker, statement by statement.
//!
//! Over our own statement files and over random statements (`DIFFERENTIAL_SEED` repeats a run,
//! `DIFFERENTIAL_COUNT` says how many). What differs is printed, random statements shortened first.

// The figures are what the run is for.
#![allow(clippy::print_stdout)]

#[path = "../generate/mod.rs"]
mod generate;
mod limits;
mod literals;
mod mutate;
mod oracle;
mod shrink;
#[path = "../support/mod.rs"]
mod support;
mod words;

use std::collections::BTreeMap;

use generate::Generator;
use microcosm_postgres::testing::Server;
use mutate::Mutator;
use oracle::{Answer, Difference, Oracle, compare};
use query_check::catalog::Catalog;
use support::{
    Database, Family, corpus, families, own_schema, own_statements, setting, without_psql_commands,
};

/// Counts of agreement and the first examples of each difference.
#[derive(Default)]
struct Tally {
    total: u32,
    valid: u32,
    verdict: u32,
    types: u32,
    sqlstate: u32,
    position: u32,
    examples: BTreeMap<Difference, Vec<(String, String)>>,
}

impl Tally {
    fn count(&mut self, catalog: &Catalog, sql: &str, answer: &Answer) -> Option<Difference> {
        self.total += 1;
        let accepted = matches!(answer, Answer::Accepted { .. });
        self.valid += u32::from(accepted);
        let difference = compare(catalog, sql, answer);
        let kind = difference.as_ref().map(|(kind, _)| *kind);
        let verdict = kind.is_none_or(|kind| kind >= Difference::Types);
        self.verdict += u32::from(verdict);
        if accepted {
            self.types += u32::from(kind.is_none());
        } else {
            self.sqlstate += u32::from(kind.is_none_or(|kind| kind == Difference::Position));
            self.position += u32::from(kind.is_none());
        }
        if let Some((kind, text)) = difference {
            self.examples.entry(kind).or_default().push((sql.to_owned(), text));
        }
        kind
    }

    fn print(&self, label: &str, examples: usize) {
        let rejected = self.total - self.valid;
        println!("{label}: verdict {}/{}", self.verdict, self.total);
        println!("{label}: all types equal {}/{} accepted", self.types, self.valid);
        println!("{label}: sqlstate {}/{rejected} rejected", self.sqlstate);
        println!("{label}: position {}/{rejected}", self.position);
        for (kind, found) in &self.examples {
            println!("{label}: {kind:?} {}", found.len());
            for (sql, text) in found.iter().take(examples) {
                println!("    {sql}\n        {text}");
            }
        }
    }

    /// Nothing is accepted wrongly or with wrong types, nothing valid is refused but as `unsupported`.
    fn assert_sound(&self, seed: u64) {
        for kind in [Difference::FalseAccept, Difference::Types, Difference::FalseReject] {
            assert_eq!(self.of(kind), 0, "{kind:?}, seed {seed}");
        }
    }

    /// Every verdict and every accepted statement's types are the server's.
    fn assert_same(&self, label: &str) {
        assert_eq!(self.verdict, self.total, "{label}: a verdict differs from the server's");
        assert_eq!(self.types, self.valid, "{label}: types differ from the server's");
    }

    fn of(&self, kind: Difference) -> usize {
        self.examples.get(&kind).map_or(0, Vec::len)
    }
}

/// Judges the statements of files, all of which are to be judged as the server does. `DIFFERENTIAL_LIST` shows what
/// the server rejects, and why.
async fn judge_files(label: &str, database: Database, statements: Vec<(String, String)>) -> Tally {
    let catalog = database.catalog();
    let mut oracle = Oracle::new(&database.client);
    let mut tally = Tally::default();
    let list = std::env::var_os("DIFFERENTIAL_LIST").is_some();
    for (_, sql) in statements {
        let answer = oracle.ask(&sql).await;
        if list && let Answer::Rejected { sqlstate, message, .. } = &answer {
            println!("{label}: {sqlstate} {message}\n    {sql}");
        }
        tally.count(&catalog, &sql, &answer);
    }
    database.close().await;
    tally.print(label, 60);
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_statements_are_judged_as_the_server_judges_them() {
    let database = Database::create("differential_own", &own_schema()).await;
    let mut statements = own_statements();
    statements.extend(limits::statements().into_iter().map(|sql| ("limits".to_owned(), sql)));
    judge_files("own", database, statements).await.assert_same("own");
}

/// The families whose extensions the server has.
async fn loadable_families() -> Vec<Family> {
    let mut loadable = Vec::new();
    for family in families() {
        match Database::lacking(&family.schema).await {
            None => loadable.push(family),
            Some(extension) => println!("skipped: {}, no extension {extension}", family.name),
        }
    }
    loadable
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn families_are_judged_as_the_server_judges_them() {
    let mut tallies = Vec::new();
    for family in loadable_families().await {
        let label = format!("differential_{}", family.name);
        let database = Database::create(&label, &family.schema).await;
        let tally = judge_files(&family.name, database, family.statements).await;
        tallies.push((family.name, tally));
    }
    for (name, tally) in &tallies {
        tally.assert_same(name);
    }
}

/// Judges `count` statements that `next` makes, and shortens the first of those on which the answers differ.
async fn judge(
    label: &str,
    database: &Database,
    catalog: &Catalog,
    count: u64,
    mut next: impl FnMut() -> String,
) -> Tally {
    let mut oracle = Oracle::new(&database.client);
    let mut tally = Tally::default();
    let mut shortened: BTreeMap<Difference, Vec<String>> = BTreeMap::new();
    for _ in 0..count {
        let sql = next();
        let answer = oracle.ask(&sql).await;
        let Some(kind) = tally.count(catalog, &sql, &answer) else { continue };
        let list = shortened.entry(kind).or_default();
        if list.len() < setting("DIFFERENTIAL_SHRINK").unwrap_or(5) as usize {
            list.push(shrink::shrink(&mut oracle, catalog, &sql, kind).await);
        }
    }
    tally.print(label, 0);
    for (kind, list) in &shortened {
        for sql in list {
            let text = compare(catalog, sql, &oracle.ask(sql).await).map(|(_, text)| text);
            println!("{kind:?}: {sql}\n    {}", text.unwrap_or_default());
        }
    }
    tally
}

/// How many random statements, and their seed: the same short run each time unless more is asked for.
fn extent(label: &str) -> (u64, u64) {
    let asked = setting("DIFFERENTIAL_COUNT");
    let drawn = || if asked.is_some() { fastrand::u64(..) } else { 1 };
    let seed = setting("DIFFERENTIAL_SEED").unwrap_or_else(drawn);
    let count = asked.unwrap_or(1000);
    println!("{label}: seed {seed}, {count} statements");
    (count, seed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_statements_are_judged_as_the_server_judges_them() {
    let database = Database::create("differential_random", &own_schema()).await;
    let catalog = database.catalog();
    let (count, seed) = extent("random");
    let mut generator = Generator::new(&catalog, seed);
    let tally = judge("random", &database, &catalog, count, || generator.unrestrained()).await;
    // The same kind of statements, each changed in one place.
    let mut mutator = Mutator::new(&catalog, &own_statement_texts(), seed);
    let change = || mutator.changed(&generator.unrestrained());
    let changed = judge("random, changed", &database, &catalog, count / 2, change).await;
    let own = judge("own, changed", &database, &catalog, count, || mutator.statement()).await;
    database.close().await;
    assert!(tally.valid * 2 > tally.total, "less than half of the statements are valid");
    for tally in [tally, changed, own] {
        tally.assert_sound(seed);
    }
}

fn own_statement_texts() -> Vec<String> {
    own_statements().into_iter().map(|(_, sql)| sql).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_statements_of_families_are_judged_as_the_server_judges_them() {
    for family in loadable_families().await {
        let label = format!("differential_changed_{}", family.name);
        let database = Database::create(&label, &family.schema).await;
        let catalog = database.catalog();
        let (count, seed) = extent(&family.name);
        let texts: Vec<String> = family.statements.into_iter().map(|(_, sql)| sql).collect();
        let mut mutator = Mutator::new(&catalog, &texts, seed);
        let label = format!("{}, changed", family.name);
        let tally = judge(&label, &database, &catalog, count, || mutator.statement()).await;
        database.close().await;
        tally.assert_sound(seed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn literals_are_judged_as_the_server_judges_them() {
    let database = Database::create("differential_literals", &own_schema()).await;
    let catalog = database.catalog();
    let (count, seed) = extent("literals");
    let mut literals = literals::Literals::new(&catalog, seed);
    let tally = judge("literals", &database, &catalog, count * 2, || literals.statement()).await;
    database.close().await;
    tally.assert_sound(seed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_statements_of_the_corpus_are_judged_as_the_server_judges_them() {
    let (Some(schema), Some(lines)) =
        (corpus("regress/schema.sql"), corpus("regress/statements.jsonl"))
    else {
        return;
    };
    let statements: Vec<String> = lines
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            row["sql"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    // The schema is one of major 15.
    let server = tokio::task::spawn_blocking(|| Server::builder().major(15).launch());
    let server = server.await.unwrap().expect("a server of major 15");
    let schema = without_psql_commands(&schema);
    let database = Database::create_on(server.url(), "differential_changed", &schema).await;
    let catalog = database.catalog();
    let (count, seed) = extent("changed");
    let mut mutator = Mutator::new(&catalog, &statements, seed);
    let changed = judge("changed", &database, &catalog, count, || mutator.statement()).await;
    assert!(changed.valid * 20 > changed.total, "hardly any statement is valid");
    // Statements made for this schema, which has more of everything than ours.
    let mut generator = Generator::new(&catalog, seed);
    let made = || generator.unrestrained();
    let made = judge("made for the corpus", &database, &catalog, count / 2, made).await;
    database.close().await;
    // The families of query-check/GAPS.md show in long runs.
    let kinds = [Difference::FalseAccept, Difference::Types, Difference::FalseReject];
    for tally in [changed, made] {
        let wrong: usize = kinds.into_iter().map(|kind| tally.of(kind)).sum();
        assert!(wrong * 1000 <= tally.total as usize, "{wrong} answers differ, seed {seed}");
    }
}
