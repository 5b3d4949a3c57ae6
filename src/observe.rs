//! A `tracing` span and a `metrics` histogram around every action.

use std::future::Future;
use std::time::Instant;

use tracing::Instrument;

use crate::error::Error;
use crate::statement::Action;

/// The histogram of the seconds that actions take, tagged with `store`, `model`, `action` and
/// `result`: `ok`, or the error's [`kind`](Error::kind).
pub const ACTION_SECONDS: &str = "microcosm_postgres_action_seconds";

/// Runs `work` as `action`. Neither the span nor the metric holds a parameter's value.
pub(crate) async fn observe<T>(
    action: Action,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let span = tracing::debug_span!(
        "action",
        store = action.store,
        model = action.model,
        action = action.name,
        result = tracing::field::Empty,
    );
    let start = Instant::now();
    let outcome = work.instrument(span.clone()).await;
    let result = match &outcome {
        Ok(_) => "ok",
        Err(error) => error.kind(),
    };
    span.record("result", result);
    metrics::histogram!(
        ACTION_SECONDS,
        "store" => action.store,
        "model" => action.model,
        "action" => action.name,
        "result" => result,
    )
    .record(start.elapsed());
    outcome
}
