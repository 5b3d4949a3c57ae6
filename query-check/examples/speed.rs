//! How long the checker takes: `speed [SNAPSHOT STATEMENTS]` loads a snapshot of a hundred tables, made here, and checks
//! the statements of a JSON-lines file (`{"sql": …}`) against the snapshot they are for; without arguments, statements
//! on the hundred tables. Run it in debug (what a macro feels like) and in release.
//!
//! A time is the shortest of several: what else the machine does is not the checker's.

#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;
use query_check::snapshot::Snapshot;

const TABLES: usize = 100;
const RUNS: usize = 7;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let hundred = hundred_tables();
    let load = shortest(|| Catalog::new(Snapshot::from_json(&hundred)?))?;
    println!("load: {load:?} for the built-ins and {TABLES} tables");

    let (snapshot, statements) = match arguments.as_slice() {
        [snapshot, statements] => {
            let mut sql = Vec::new();
            for line in std::fs::read_to_string(statements)?.lines() {
                let row: serde_json::Value = serde_json::from_str(line)?;
                sql.push(row["sql"].as_str().unwrap_or_default().to_owned());
            }
            (std::fs::read_to_string(snapshot)?, sql)
        }
        [] => (hundred, hundred_statements()),
        _ => return Err("usage: speed [SNAPSHOT STATEMENTS]".into()),
    };
    let catalog = Catalog::new(Snapshot::from_json(&snapshot)?)?;
    let options = CheckOptions::default();
    let start = Instant::now();
    std::hint::black_box(query_check::check(&catalog, &statements[0], &options));
    println!("first statement: {:?}, with what is built on first use", start.elapsed());

    let mut times = Vec::new();
    let mut accepted = 0;
    for sql in &statements {
        accepted += usize::from(query_check::check(&catalog, sql, &options).diagnostics.is_empty());
        times.push(shortest(|| Ok::<_, String>(query_check::check(&catalog, sql, &options)))?);
    }
    times.sort_unstable();
    let total: Duration = times.iter().sum();
    println!(
        "parse and check: median {:?}, slowest {:?}, {accepted}/{} accepted",
        times[times.len() / 2],
        times[times.len() - 1],
        times.len()
    );
    println!("{:.0} statements a second", times.len() as f64 / total.as_secs_f64());
    Ok(())
}

/// The shortest time of several runs.
fn shortest<T, E>(mut run: impl FnMut() -> Result<T, E>) -> Result<Duration, E> {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        let made = run()?;
        best = best.min(start.elapsed());
        drop(made);
    }
    Ok(best)
}

/// A hundred tables of a dozen columns, each with keys, a check, an index and a reference to the one before.
fn hundred_tables() -> String {
    let mut relations = String::new();
    for n in 0..TABLES {
        let before = n.saturating_sub(1);
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(
            relations,
            r#"{comma}{{"name": "public.t{n:03}", "kind": "table", "columns": [
 {{"name": "id", "type": "uuid", "not_null": true, "default": "gen_random_uuid()"}},
 {{"name": "parent_id", "type": "uuid", "not_null": true}},
 {{"name": "name", "type": "text", "not_null": true}},
 {{"name": "code", "type": "varchar", "not_null": true}},
 {{"name": "kind", "type": "public.kind"}},
 {{"name": "amount", "type": "numeric"}},
 {{"name": "number", "type": "int4", "not_null": true}},
 {{"name": "active", "type": "bool", "not_null": true}},
 {{"name": "data", "type": "jsonb"}},
 {{"name": "tags", "type": "_text"}},
 {{"name": "created_at", "type": "timestamptz", "not_null": true, "default": "now()"}},
 {{"name": "updated_at", "type": "timestamptz"}}
], "unique_keys": [{{"name": "t{n:03}_pkey", "constraint": "primary key", "columns": ["id"]}},
 {{"name": "t{n:03}_code_key", "constraint": "unique", "columns": ["parent_id", "code"]}}],
"foreign_keys": [{{"name": "t{n:03}_parent_id_fkey", "columns": ["parent_id"], "references": "public.t{before:03}",
 "referenced_columns": ["id"], "on_delete": "cascade"}}],
"indexes": ["t{n:03}_name_idx"]}}"#
        );
    }
    format!(
        r#"{{"format": 1, "server": 18, "search_path": ["public"], "schemas": ["public"],
"enums": [{{"name": "public.kind", "labels": ["small", "large"]}}],
"relations": [{relations}]}}"#
    )
}

/// The statements of a plain service over the tables of [`hundred_tables`].
fn hundred_statements() -> Vec<String> {
    let mut statements = Vec::new();
    for n in 1..TABLES {
        let (t, before) = (format!("t{n:03}"), format!("t{:03}", n - 1));
        statements.extend([
            format!("SELECT * FROM {t} WHERE id = $1"),
            format!("SELECT a.id, a.name, b.name AS parent FROM {t} a JOIN {before} b ON b.id = a.parent_id WHERE a.kind = 'small' AND a.created_at > now() - interval '1 day' ORDER BY a.name LIMIT $1"),
            format!("INSERT INTO {t} (parent_id, name, code, number, active) VALUES ($1, $2, $3, $4, true) RETURNING *"),
            format!("UPDATE {t} SET name = $2, updated_at = now() WHERE id = $1 AND active"),
            format!("DELETE FROM {t} WHERE parent_id = ANY ($1)"),
            format!("SELECT parent_id, count(*) AS n, sum(amount) FILTER (WHERE active) AS total FROM {t} GROUP BY parent_id HAVING count(*) > $1"),
        ]);
    }
    statements
}
