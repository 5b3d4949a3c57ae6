//! What volume costs: 100,000 rows created one by one and at once, and 1,000,000 rows streamed.
//!
//! `cargo run --release --example volume` prints seconds, ratios and, on Linux, the memory in use.

#[path = "../tests/operations/mod.rs"]
mod operations;

use std::pin::pin;
use std::time::Instant;

use futures_util::TryStreamExt;
use microcosm_postgres::Error;
use operations::*;

const ROWS: usize = 100_000;
const STREAMED: usize = 1_000_000;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let (_database, session) = session().await;

    session
        .batch(&format!(
            "INSERT INTO item SELECT gen_random_uuid(), 'item ' || n, 'code ' || n, n, n / 100.0, 'low', now(), \
             now() FROM generate_series(1, {STREAMED}) AS n; ANALYZE item"
        ))
        .await?;
    let start = Instant::now();
    let store = ItemStore::new(&session);
    let mut stream = pin!(store.stream().await?);
    let (mut count, mut most) = (0_usize, 0);
    while let Some(item) = stream.try_next().await? {
        count += usize::from(item.quantity > 0);
        if count.is_multiple_of(10_000) {
            most = most.max(resident());
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("streamed {count} rows in {seconds:.2} s, at most {most} MB resident");
    session.batch("TRUNCATE item CASCADE").await?;

    let new: Vec<NewItem> = (1..)
        .take(ROWS)
        .map(|number| NewItem {
            code: Some(format!("code {number}")),
            quantity: number,
            grade: Some(Grade::High),
            ..item("an item like any other")
        })
        .collect();
    let before = resident();
    let start = Instant::now();
    session
        .transaction(async |tx| {
            let store = ItemStore::new(tx);
            for new in &new {
                store.create(new).await?;
            }
            Ok(())
        })
        .await?;
    let single = start.elapsed().as_secs_f64();
    println!("{ROWS} rows created one by one in a transaction: {single:.2} s");

    session.batch("TRUNCATE item CASCADE").await?;
    let start = Instant::now();
    ItemCounts::new(&session).create_all(&new).await?;
    told("create_all -> u64 (COPY)", single, start, before);

    session.batch("TRUNCATE item CASCADE").await?;
    let start = Instant::now();
    let created = ItemStore::new(&session).create_all(&new).await?;
    told("create_all, rows back (arrays)", single, start, before);
    assert_eq!(created.len(), ROWS);
    Ok(())
}

fn told(what: &str, single: f64, start: Instant, before: usize) {
    let seconds = start.elapsed().as_secs_f64();
    let more = resident().saturating_sub(before);
    println!("{what}: {seconds:.2} s, {:.1} times as fast, {more} MB more", single / seconds);
}

/// Megabytes of this process in memory, where the system tells.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    kilobytes.and_then(|number| number.parse::<usize>().ok()).unwrap_or(0) / 1024
}
