//! The parser against what PostgreSQL 18's own grammar says of statements and expressions that nobody here wrote.
//!
//! Reads `../shared/corpus/syntax` beside the project; says so and passes where it is not present.

mod grouping;

use std::path::PathBuf;

use query_check::diagnostic::Code;
use query_check::syntax::{ParameterStyle, ParseOptions, Parsed, parse};
use serde_json::Value;

const OPTIONS: ParseOptions = ParseOptions { parameters: ParameterStyle::Numbered, major: 18 };

/// The rows of one corpus file; `None`, with a word about it, where there is none.
#[allow(clippy::print_stdout)]
fn corpus(name: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect())
}

/// The 1-based character position of a byte offset.
fn characters(sql: &str, offset: u32) -> u64 {
    sql[..offset as usize].chars().count() as u64 + 1
}

/// What PostgreSQL's grammar says of the statement, as far as `parsed` tells: a position if it refuses it.
fn verdict(sql: &str, parsed: &Parsed) -> Option<u64> {
    parsed.diagnostics.first().map(|diagnostic| characters(sql, diagnostic.span.start))
}

/// Compares verdicts over one file; prints the figures and up to `SHOW` disagreements.
#[allow(clippy::print_stdout)]
fn compare(name: &str, required: f64) {
    let Some(rows) = corpus(&format!("syntax/{name}.jsonl")) else { return };
    let show: usize = std::env::var("SHOW").ok().and_then(|count| count.parse().ok()).unwrap_or(20);
    let (mut agreed, mut refused, mut placed, mut shown) = (0, 0, 0, 0);
    for row in &rows {
        let sql = row["sql"].as_str().expect("sql");
        let parsed = parse(sql, &OPTIONS);
        let ours = verdict(sql, &parsed);
        let ok = row["ok"].as_bool().expect("ok");
        let mut right = ok == ours.is_none();
        if right {
            agreed += 1;
        }
        if let (false, Some(position)) = (ok, row["position"].as_u64()) {
            refused += 1;
            if ours == Some(position) {
                placed += 1;
            } else {
                right = false;
            }
        }
        if !right && shown < show {
            shown += 1;
            println!("server {ok} {}, ours {ours:?}: {sql}", row["position"]);
            if let Some(diagnostic) = parsed.diagnostics.first() {
                println!("    {}", diagnostic.message);
            }
        }
    }
    println!("{name} agreed {agreed}/{}", rows.len());
    println!("{name} positions agreed {placed}/{refused}");
    assert!(agreed as f64 >= required * rows.len() as f64);
}

#[test]
fn statements() {
    compare("statements", 0.999);
}

#[test]
fn mutants() {
    compare("mutants", 0.999);
}

#[test]
#[allow(clippy::print_stdout)]
fn groupings() {
    let Some(rows) = corpus("syntax/grouping.jsonl") else { return };
    let (mut agreed, mut valid, mut refused, mut invalid) = (0, 0, 0, 0);
    for row in &rows {
        let sql = row["sql"].as_str().expect("sql");
        let parsed = parse(sql, &OPTIONS);
        let Some(expected) = row["grouped"].as_str() else {
            invalid += 1;
            refused += usize::from(parsed.statement.is_none());
            continue;
        };
        valid += 1;
        let expected = parse(expected, &OPTIONS).statement.expect("parentheses everywhere");
        let ours = parsed.statement.as_ref().map(grouping::grouped);
        if ours == Some(grouping::grouped(&expected)) {
            agreed += 1;
        } else {
            println!("{sql}\n    server {}\n    ours   {ours:?}", row["grouped"]);
        }
    }
    println!("grouping agreed {agreed}/{valid}, ungrammatical refused {refused}/{invalid}");
    assert_eq!((agreed, refused), (valid, invalid));
}

/// Prints how long a statement takes; nothing depends on it.
#[test]
#[allow(clippy::print_stdout)]
fn speed() {
    let Some(rows) = corpus("docsrs/statements.jsonl") else { return };
    let mut micros = Vec::new();
    for row in &rows {
        let sql = row["sql"].as_str().expect("sql");
        let parsed = parse(sql, &OPTIONS);
        if parsed.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::NotDml) {
            continue;
        }
        assert_eq!(verdict(sql, &parsed), None, "{sql}");
        const TIMES: u32 = 20;
        let begin = std::time::Instant::now();
        for _ in 0..TIMES {
            std::hint::black_box(parse(std::hint::black_box(sql), &OPTIONS));
        }
        micros.push((begin.elapsed() / TIMES).as_secs_f64() * 1e6);
    }
    micros.sort_by(f64::total_cmp);
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (median, longest) = (micros[micros.len() / 2], micros[micros.len() - 1]);
    println!("parse, {build} build: median {median:.1} µs, longest {longest:.1} µs a statement");
}
