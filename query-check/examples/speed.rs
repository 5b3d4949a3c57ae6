//! How long the checker takes: `speed SNAPSHOT STATEMENTS` loads a snapshot and checks the statements of a
//! JSON-lines file (`{"sql": …}`), and prints medians. Run it in debug (what a macro feels like) and in release.

#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;
use query_check::snapshot::Snapshot;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(snapshot), Some(statements)) = (arguments.next(), arguments.next()) else {
        return Err("usage: speed SNAPSHOT STATEMENTS".into());
    };
    let text = std::fs::read_to_string(snapshot)?;
    let mut loads = Vec::new();
    let mut catalog = None;
    for _ in 0..9 {
        let start = Instant::now();
        catalog = Some(Catalog::new(Snapshot::from_json(&text)?)?);
        loads.push(start.elapsed());
    }
    let catalog = catalog.ok_or("nothing was loaded")?;
    println!("load: median {:?}", median(&mut loads));

    let mut sql = Vec::new();
    for line in std::fs::read_to_string(statements)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        sql.push(row["sql"].as_str().unwrap_or_default().to_owned());
    }
    let options = CheckOptions::default();
    let mut times: Vec<Duration> = Vec::new();
    let start = Instant::now();
    for statement in &sql {
        let start = Instant::now();
        let checked = query_check::check(&catalog, statement, &options);
        times.push(start.elapsed());
        std::hint::black_box(checked);
    }
    let total = start.elapsed();
    println!("parse and check: median {:?}, slowest {:?}", median(&mut times), times.last());
    println!("{:.0} statements a second", sql.len() as f64 / total.as_secs_f64());
    Ok(())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
