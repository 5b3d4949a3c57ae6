//! The corpora beside the project: PostgreSQL 15's recorded answers against the checker's.
//!
//! Needs `../shared/corpus`, and says so when it is not there. The schema is loaded into a server of major 15
//! for its snapshot; the answers themselves are in the corpus. `CORPUS_LIST=1` prints every difference.

// The figures are what the run is for.
#![allow(clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use microcosm_postgres::testing::Server;
use query_check::catalog::Catalog;
use query_check::checked::{CheckOptions, Checked};
use serde_json::Value;
use support::{Database, corpus, without_psql_commands};

/// What was counted.
#[derive(Debug, Default)]
struct Tally {
    total: u32,
    verdict: u32,
    accepted: u32,
    types: u32,
    rejected: u32,
    sqlstate: u32,
    positioned: u32,
    position: u32,
    false_accepts: u32,
    unsupported: u32,
    differences: BTreeMap<String, Vec<String>>,
}

impl Tally {
    fn differs(&mut self, kind: &str, id: &str) {
        self.differences.entry(kind.to_owned()).or_default().push(id.to_owned());
    }

    fn count(&mut self, catalog: &Catalog, row: &Value, checked: &Checked) {
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let (id, sql) = (text("id"), text("sql"));
        self.total += 1;
        let first = checked.diagnostics.first();
        if first.is_some_and(|d| d.code.name() == "unsupported") {
            self.unsupported += 1;
        }
        match (row["ok"].as_bool().unwrap_or_default(), first) {
            (true, None) => {
                self.verdict += 1;
                self.accepted += 1;
                if same_types(catalog, row, checked) {
                    self.types += 1;
                } else {
                    self.differs("types", id);
                }
            }
            (true, Some(ours)) => {
                self.differs(&format!("rejected: {}: {}", ours.code.name(), ours.message), id);
            }
            (false, None) => {
                self.false_accepts += 1;
                self.differs(&format!("accepted: {} {}", text("sqlstate"), text("message")), id);
            }
            (false, Some(ours)) => {
                self.verdict += 1;
                self.rejected += 1;
                if ours.sqlstate.map_or("", |state| state.0) == text("sqlstate") {
                    self.sqlstate += 1;
                } else {
                    self.differs(
                        &format!("sqlstate: {} {}", text("sqlstate"), text("message")),
                        id,
                    );
                }
                if let Some(position) = row["position"].as_u64() {
                    self.positioned += 1;
                    let before = sql.get(..ours.span.start as usize);
                    let place = before.map(|before| before.chars().count() as u64 + 1);
                    self.position += u32::from(place == Some(position));
                }
            }
        }
    }

    fn print(&self, label: &str) {
        let Self { total, verdict, accepted, types, rejected, sqlstate, .. } = self;
        println!("{label}: verdict {verdict}/{total}");
        println!("{label}: all types equal {types}/{accepted} accepted");
        println!("{label}: sqlstate {sqlstate}/{rejected} rejected");
        println!(
            "{label}: position {}/{} where the server gives one",
            self.position, self.positioned
        );
        println!("{label}: false accepts {}, unsupported {}", self.false_accepts, self.unsupported);
        if std::env::var_os("CORPUS_LIST").is_some() {
            let mut kinds: Vec<_> = self.differences.iter().collect();
            kinds.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
            for (kind, ids) in kinds {
                println!(
                    "  {} {kind} ({})",
                    ids.len(),
                    ids.iter().take(3).cloned().collect::<Vec<_>>().join(", ")
                );
            }
        }
    }
}

fn same_types(catalog: &Catalog, row: &Value, checked: &Checked) -> bool {
    let list = |key: &str| row[key].as_array().cloned().unwrap_or_default();
    let params = list("params");
    let columns = list("columns");
    params.len() == checked.parameters.len()
        && columns.len() == checked.columns.len()
        && params
            .iter()
            .zip(&checked.parameters)
            .all(|(theirs, ours)| theirs.as_str() == Some(&catalog.format_type(ours.ty)))
        && columns.iter().zip(&checked.columns).all(|(theirs, ours)| {
            // RowDescription tells a domain's base type.
            theirs["type"].as_str() == Some(&catalog.format_type(catalog.base_type(ours.ty)))
                && theirs["name"].as_str() == Some(&ours.name)
        })
}

/// Judges a corpus; `None` when it is not there.
async fn judge(name: &str) -> Option<Tally> {
    let schema = corpus(&format!("{name}/schema.sql"))?;
    let statements = corpus(&format!("{name}/statements.jsonl"))?;
    let server = tokio::task::spawn_blocking(|| Server::builder().major(15).launch());
    let server = server.await.unwrap().expect("a server of major 15");
    let label = format!("corpus_{name}");
    let database = Database::create_on(server.url(), &label, &without_psql_commands(&schema)).await;
    let catalog = database.catalog();
    database.close().await;
    let mut tally = Tally::default();
    for line in statements.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let sql = row["sql"].as_str().unwrap_or_default();
        let checked = query_check::check(&catalog, sql, &CheckOptions::default());
        tally.count(&catalog, &row, &checked);
    }
    tally.print(name);
    Some(tally)
}

/// Whether `part` is at least `percent` of `whole`.
fn at_least(part: u32, whole: u32, percent: f64) -> bool {
    f64::from(part) * 100.0 >= f64::from(whole) * percent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn docsrs() {
    let Some(tally) = judge("docsrs").await else { return };
    assert_eq!(tally.verdict, tally.total, "verdicts differ");
    assert_eq!(tally.types, tally.accepted, "types differ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn regress() {
    let Some(tally) = judge("regress").await else { return };
    assert!(at_least(tally.verdict, tally.total, 99.0), "verdicts differ");
    assert!(at_least(tally.types, tally.accepted, 98.0), "types differ");
    assert!(at_least(tally.sqlstate, tally.rejected, 95.0), "SQLSTATEs differ");
    assert!(at_least(tally.position, tally.positioned, 90.0), "positions differ");
    assert!(!at_least(tally.false_accepts, tally.total, 0.2), "accepted what the server rejects");
}

/// What the authors of docs.rs claimed with `"name!"` and `"name?"` and cannot be proven, with the reason.
const UNPROVEN: &[(&str, &str, &str)] = &[
    ("081663d386dd", "name!", "keywords.name has no NOT NULL"),
    (
        "1f073d9d6bd0",
        "target_name!",
        "releases.target_name has no NOT NULL; only the service ties it to rustdoc_status",
    ),
    ("45e4d71b1dd9", "source_size!", "releases.source_size has no NOT NULL"),
    ("5a927fd22f0a", "name!", "keywords.name has no NOT NULL"),
    (
        "985245a6f5c2",
        "target_name!",
        "releases.target_name has no NOT NULL; only the service ties it to rustdoc_status",
    ),
    (
        "985245a6f5c2",
        "last_build_time!",
        "release_build_status.last_build_time has no NOT NULL, and nothing here compares it",
    ),
];

/// The columns whose NULL-ness the authors forced, and plain NOT NULL columns under no outer join.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn docsrs_overrides_are_not_needed() {
    let (Some(schema), Some(lines)) =
        (corpus("docsrs/schema.sql"), corpus("docsrs/statements.jsonl"))
    else {
        return;
    };
    let database = Database::create("corpus_overrides", &without_psql_commands(&schema)).await;
    let catalog = database.catalog();
    database.close().await;
    let (mut forced, mut same, mut plain) = (0, 0, 0);
    let mut different = Vec::new();
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let (id, sql) = (text("id"), text("sql"));
        let checked = query_check::check(&catalog, sql, &CheckOptions::default());
        let upper = sql.to_uppercase();
        let outer = ["LEFT", "RIGHT", "FULL"].iter().any(|word| upper.contains(word));
        let described = row["columns"].as_array().cloned().unwrap_or_default();
        for (column, theirs) in checked.columns.iter().zip(described) {
            if theirs["not_null"].as_bool() == Some(true) && !outer {
                plain += 1;
                assert!(!column.nullable, "{id}: {} is a plain NOT NULL column", column.name);
            }
            // `name!`, `name?`, with a Rust type after a colon or not; `?column?` is PostgreSQL's own.
            let name = column.name.split(':').next().unwrap_or_default().trim_end();
            let claimed = match name.chars().last() {
                Some('!') => false,
                Some('?') if name != "?column?" => true,
                _ => continue,
            };
            forced += 1;
            if column.nullable == claimed {
                same += 1;
            } else {
                different.push((id.to_owned(), column.name.clone()));
            }
        }
    }
    println!(
        "docsrs: forced columns inferred the same {same}/{forced}, {plain} plain NOT NULL columns"
    );
    let listed: Vec<(String, String)> =
        UNPROVEN.iter().map(|(id, column, _)| ((*id).to_owned(), (*column).to_owned())).collect();
    assert_eq!(different, listed, "what is not inferred the same must be listed with its reason");
    assert!(forced > 0 && plain > 0);
}
