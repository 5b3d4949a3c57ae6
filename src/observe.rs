//! A `tracing` span and a `metrics` histogram around every action.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use metrics::{Key, Label, Level, Metadata};
use tracing::Instrument;

use crate::error::Error;
use crate::statement::{Action, Statement};

/// The histogram of the seconds that actions take, tagged with `store`, `model`, `action` and
/// `result`: `ok`, or the error's [`kind`](Error::kind).
pub const ACTION_SECONDS: &str = "microcosm_postgres_action_seconds";

static METADATA: Metadata<'static> =
    Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// Runs `work` as the action of `statement`; one that takes longer than `slow` is told. Neither the span nor the metric holds a parameter's value.
///
/// Where nobody listens, this costs two looks at the clock and no allocation.
pub(crate) async fn observe<T>(
    statement: &'static Statement,
    slow: Option<Duration>,
    work: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<T, Error> {
    let action = statement.action();
    let span = tracing::debug_span!(
        "action",
        store = action.store,
        model = action.model,
        action = action.name,
        result = tracing::field::Empty,
    );
    let start = Instant::now();
    let outcome = if span.is_disabled() {
        work.await
    } else {
        let outcome = work.instrument(span.clone()).await;
        span.record("result", outcome.as_ref().map_or_else(Error::kind, |_| OK));
        outcome
    };
    let time = start.elapsed();
    if slow.is_some_and(|slow| time > slow) {
        tell_slow(action, time, outcome.as_ref().map_or_else(Error::kind, |_| OK));
    }
    let seconds = time.as_secs_f64();
    match &outcome {
        // Made once and kept: most actions succeed.
        Ok(_) => record(statement.metric(|| key(action, OK)), seconds),
        Err(error) => record(&key(action, error.kind()), seconds),
    }
    outcome
}

const OK: &str = "ok";

#[cold]
fn tell_slow(action: Action, time: Duration, result: &'static str) {
    let Action { store, name, model } = action;
    tracing::warn!(store, model, action = name, result, ?time, "slow action");
}

/// The histogram's key for an action that came out as `result`.
fn key(action: Action, result: &'static str) -> Key {
    let labels = [
        ("store", action.store),
        ("model", action.model),
        ("action", action.name),
        ("result", result),
    ];
    let labels = labels.map(|(name, value)| Label::from_static_parts(name, value));
    Key::from_parts(ACTION_SECONDS, labels.to_vec())
}

fn record(key: &Key, seconds: f64) {
    metrics::with_recorder(|recorder| recorder.register_histogram(key, &METADATA).record(seconds));
}
