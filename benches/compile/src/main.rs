//! Writes crates whose stores have 0, 10, 100 and 500 queries on a snapshot of 100 tables, and prints how long a
//! debug `cargo check` of each takes: after a `cargo clean` of the crate alone, and after a change to one query.
//!
//! `cargo run -- [FOLDER] [REPEATS]` from this folder; crates and their target stand in FOLDER, by default
//! `target/generated`. What counts of a store is the difference to the crate without queries (`queries 0`).

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const TABLES: usize = 100;
const SIZES: [usize; 4] = [0, 10, 100, 500];

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = arguments.next().map_or_else(|| here.join("target/generated"), PathBuf::from);
    let repeats = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(7);
    let library = here.join("../..").canonicalize()?;
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("schema.json"), schema())?;
    let members: Vec<String> = SIZES.iter().map(|size| format!("\"{}\"", name(*size))).collect();
    let members = members.join(", ");
    std::fs::write(
        folder.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
    )?;
    // The versions that the library is tested with.
    std::fs::copy(library.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    for size in SIZES {
        let package = folder.join(name(size));
        std::fs::create_dir_all(package.join("src"))?;
        std::fs::write(package.join("Cargo.toml"), manifest(size, &library))?;
        std::fs::write(package.join("src/lib.rs"), source(size, 0))?;
    }
    check(&folder, SIZES[0])?; // the dependencies
    let mut empty = None;
    for size in SIZES {
        let mut clean = Vec::new();
        for _ in 0..repeats.min(3) {
            cargo(&folder, &["clean", "-q", "-p", &name(size)])?;
            clean.push(check(&folder, size)?);
        }
        let mut touched = Vec::new();
        for change in 1..=repeats {
            std::fs::write(folder.join(name(size)).join("src/lib.rs"), source(size, change))?;
            touched.push(check(&folder, size)?);
        }
        let (clean, touched) = (median(clean), median(touched));
        let base = *empty.get_or_insert(touched);
        println!(
            "queries {size}: clean {:.2} s, after a change {:.2} s, of which the store {:.2} s",
            clean.as_secs_f64(),
            touched.as_secs_f64(),
            touched.saturating_sub(base).as_secs_f64(),
        );
    }
    Ok(())
}

fn name(size: usize) -> String {
    format!("queries-{size}")
}

fn check(folder: &Path, size: usize) -> io::Result<Duration> {
    let start = Instant::now();
    cargo(folder, &["check", "-q", "--offline", "-p", &name(size)])?;
    Ok(start.elapsed())
}

fn cargo(folder: &Path, arguments: &[&str]) -> io::Result<()> {
    let target = folder.join("target");
    let output = Command::new("cargo")
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr)))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Tables of eight columns, each but the first with a foreign key to the one before it.
fn schema() -> String {
    let columns = r#"    {"name": "id", "type": "uuid", "not_null": true},
    {"name": "parent_id", "type": "uuid"},
    {"name": "name", "type": "text", "not_null": true},
    {"name": "amount", "type": "int8", "not_null": true},
    {"name": "flag", "type": "bool", "not_null": true, "default": "false"},
    {"name": "note", "type": "text"},
    {"name": "kind", "type": "int4"},
    {"name": "created_at", "type": "timestamptz", "not_null": true}"#;
    let mut relations = Vec::new();
    for table in 0..TABLES {
        let mut text = format!(
            "  {{\n   \"name\": \"public.{}\",\n   \"kind\": \"table\",\n   \"columns\": [\n{columns}\n   ],\n   \
             \"unique_keys\": [\n    {{\"name\": \"{0}_name_key\", \"constraint\": \"unique\", \"columns\": [\"name\"]}},\n    \
             {{\"name\": \"{0}_pkey\", \"constraint\": \"primary key\", \"columns\": [\"id\"]}}\n   ]",
            table_name(table)
        );
        if table > 0 {
            let _ = write!(
                text,
                ",\n   \"foreign_keys\": [\n    {{\"name\": \"{}_parent_id_fkey\", \"columns\": [\"parent_id\"], \
                 \"references\": \"public.{}\", \"referenced_columns\": [\"id\"]}}\n   ]",
                table_name(table),
                table_name(table - 1)
            );
        }
        relations.push(text + "\n  }");
    }
    format!(
        "{{\n \"format\": 1,\n \"server\": 15,\n \"search_path\": [\"public\"],\n \"schemas\": [\n  \"public\"\n ],\n \
         \"relations\": [\n{}\n ]\n}}\n",
        relations.join(",\n")
    )
}

fn table_name(table: usize) -> String {
    format!("t{table:03}")
}

fn manifest(size: usize, library: &Path) -> String {
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         microcosm-postgres = {{ path = {:?}, default-features = false, features = [\"chrono\"] }}\n\
         chrono = {{ version = \"0.4\", default-features = false }}\nuuid = \"1\"\n",
        name(size),
        library
    )
}

/// The crate; `change` differs in one query, or in the only function where there is none.
fn source(size: usize, change: usize) -> String {
    let mut text = String::from(
        "#![allow(unused_imports)]\n\nuse chrono::{DateTime, Utc};\nuse microcosm_postgres::store;\nuse uuid::Uuid;\n\n",
    );
    let _ = writeln!(text, "pub fn changed() -> usize {{ {change} }}\n");
    text += "store! {\n    schema \"schema.json\";\n\n    pub store Queries {\n";
    for query in 0..size {
        let floor = if query == size / 2 { change } else { 0 };
        text += &function(query, floor);
    }
    text + "    }\n}\n"
}

fn function(query: usize, floor: usize) -> String {
    let table = table_name(query % TABLES);
    let parent = table_name((query % TABLES).saturating_sub(1));
    match query % 5 {
        0 => format!(
            "        fn by_id_{query}(id: Uuid) -> Option<Row{query}> {{\n            \"SELECT id, name, note, created_at \
             FROM {table} WHERE id = :id AND amount >= {floor}\"\n        }}\n"
        ),
        1 => format!(
            "        fn list_{query}(minimum: i64, limit: i64) -> Vec<Row{query}> {{\n            \"SELECT id, name, amount, \
             kind FROM {table} WHERE amount - {floor} >= :minimum AND flag ORDER BY created_at DESC LIMIT :limit\"\n        \
             }}\n"
        ),
        2 => format!(
            "        fn sizes_{query}(minimum: i64) -> Vec<Row{query}> {{\n            \"SELECT p.id, p.name, count(c.id) AS \
             children, max(c.created_at) AS latest FROM {parent} p LEFT JOIN {table} c ON c.parent_id = p.id GROUP BY p.id \
             HAVING count(c.id) - {floor} >= :minimum ORDER BY children DESC\"\n        }}\n"
        ),
        3 => format!(
            "        fn add_{query}(id: Uuid, name: &str, at: DateTime<Utc>) {{\n            \"INSERT INTO {table} (id, name, \
             amount, created_at) VALUES (:id, :name, {floor}, :at)\"\n        }}\n"
        ),
        _ => format!(
            "        fn note_{query}(id: Uuid, note: Option<&str>) {{\n            \"UPDATE {table} SET note = :note, kind = \
             {floor} WHERE id = :id\"\n        }}\n"
        ),
    }
}
