//! What is measured, and how.

use std::time::Instant;

use chrono::{DateTime, Utc};

/// The sum of the ids that were read, so that nobody reads less than the others.
pub type Sum = i64;

pub const NAME: &str = "an entry of usual length";
pub const NOTE: &str = "with a note";
pub const PRICE: f64 = 9.75;
pub const MADE: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// The rows of a bulk insert.
pub const MANY: i64 = 10_000;

/// The workloads.
pub trait Peer {
    async fn pk(&self, id: i64) -> Sum;
    async fn rows(&self, count: i64) -> Sum;
    async fn stream(&self, count: i64) -> Sum;
    async fn insert(&self, id: i64);
    async fn tx1(&self, id: i64);
    async fn tx5(&self, id: i64);
    async fn pipe100(&self, ids: &[i64]) -> Sum;
    /// By default one after the other.
    async fn batch100(&self, ids: &[i64]) -> Sum;
    async fn pool64(&self, ids: &[i64]) -> Sum;
    /// Inserts [`MANY`] rows, the first of which has the id.
    async fn bulk(&self, from: i64);
    /// Inserts or updates [`MANY`] rows.
    async fn upsert(&self, from: i64);
    /// Those of one name; the other filters are not in play.
    async fn optional(&self, name: &str) -> Sum;
}

/// The median of ours over theirs, run in turns; each round lasts `repeat` calls.
pub async fn ratio(
    rounds: usize,
    repeat: usize,
    mut ours: impl AsyncFnMut(),
    mut theirs: impl AsyncFnMut(),
) -> f64 {
    ours().await;
    theirs().await;
    let mut ratios = Vec::new();
    for round in 0..rounds {
        let mut times = [0.0; 2];
        // Who goes first alternates.
        for turn in [round % 2, 1 - round % 2] {
            let start = Instant::now();
            for _ in 0..repeat {
                if turn == 0 { ours().await } else { theirs().await }
            }
            times[turn] = start.elapsed().as_secs_f64();
        }
        ratios.push(times[0] / times[1]);
    }
    ratios.sort_by(f64::total_cmp);
    ratios[rounds / 2]
}
