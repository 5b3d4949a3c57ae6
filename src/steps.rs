//! A body of several statements, sent in one flush.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{self, MaybeDone};

use crate::error::Error;
use crate::handle::{Handle, Param};
use crate::statement::Statement;
use crate::transaction::{self, Open, Transaction, TransactionOptions};

/// A statement with its parameters, to be run with others by [`Handle::run`].
#[derive(Debug)]
pub struct Step<'a> {
    statement: &'static Statement,
    params: &'a [Param<'a>],
    required: bool,
}

impl<'a> Step<'a> {
    /// A statement that may affect no row.
    pub fn new(statement: &'static Statement, params: &'a [Param<'a>]) -> Self {
        Self { statement, params, required: false }
    }

    /// A statement that must affect a row, or the whole is [`Error::NotFound`].
    ///
    /// That can only be seen from its answer, so that `COMMIT` has to wait for it.
    pub fn required(statement: &'static Statement, params: &'a [Param<'a>]) -> Self {
        Self { statement, params, required: true }
    }

    async fn run(&self, handle: &Handle) -> Result<u64, Error> {
        match self.required {
            true => handle.execute_one(self.statement, self.params).await.map(|()| 0),
            false => handle.execute(self.statement, self.params).await,
        }
    }
}

/// Runs `steps` in a transaction, with its begin and, where no step is required, its end in the same
/// flush; the number of rows that the last one affected.
pub(crate) async fn run(outer: &Handle, steps: &[Step<'_>]) -> Result<u64, Error> {
    let statements = || steps.iter().map(|step| step.statement);
    outer.ready().await?;
    outer.prepare_all(statements()).await?;
    // Boxed: it is large, and in a debug build each caller's future would hold it several times.
    match Box::pin(once(outer, steps)).await {
        Err(_) if is_stale(outer, statements()) => Box::pin(once(outer, steps)).await,
        outcome => outcome,
    }
}

/// Runs `steps` in a transaction, together with what `last` sends when it is first polled; `statement` is
/// that of `last`.
pub(crate) async fn run_then<T>(
    outer: &Handle,
    steps: &[Step<'_>],
    statement: &'static Statement,
    last: impl AsyncFn(&Transaction) -> Result<T, Error>,
) -> Result<T, Error> {
    let statements = || steps.iter().map(|step| step.statement).chain([statement]);
    let body = async |transaction: &Transaction| {
        let steps = InOrder::new(steps.iter().map(|step| step.run(transaction))).outcome();
        let (steps, found) = future::join(steps, last(transaction)).await;
        steps.and(found)
    };
    outer.ready().await?;
    outer.prepare_all(statements()).await?;
    let options = TransactionOptions::new();
    let run = || Box::pin(transaction::run(outer, &options, &body));
    match run().await {
        Err(_) if is_stale(outer, statements()) => run().await,
        outcome => outcome,
    }
}

/// Whether the server refused a statement because the schema changed under it, in a transaction that was
/// ours alone: nothing of it was kept, and it can be run again.
fn is_stale(outer: &Handle, mut statements: impl Iterator<Item = &'static Statement>) -> bool {
    outer.level() == 0 && statements.any(|statement| !outer.connection().is_prepared(statement))
}

async fn once(outer: &Handle, steps: &[Step<'_>]) -> Result<u64, Error> {
    let transaction = outer.nested();
    let open = Open::begin(&transaction, &TransactionOptions::new())?;
    let mut running = InOrder::new(steps.iter().map(|step| step.run(&transaction)));
    running.send().await;
    // What has failed already was never sent (its parameters do not fit), and must not be left out of
    // what is committed.
    if running.has_failed() || steps.iter().any(|step| step.required) {
        let counts = match running.outcome().await {
            Ok(counts) => counts,
            Err(error) => {
                let _ = open.rollback().await;
                return Err(error);
            }
        };
        open.commit().await?;
        return Ok(last(&counts));
    }
    let (outcome, ended) = future::join(running.outcome(), open.send_commit()).await;
    match (outcome, ended) {
        (Ok(counts), Ok(())) => open.close().map(|()| last(&counts)),
        (Ok(_), Err(error)) => Err(error),
        // The server has rolled back where it was asked to commit.
        (Err(error), Ok(())) => open.close().and(Err(error)),
        (Err(error), Err(_)) => {
            let _ = open.rollback().await;
            Err(error)
        }
    }
}

fn last(counts: &[u64]) -> u64 {
    counts.last().copied().unwrap_or(0)
}

/// Futures that run at the same time and are first polled in their order, which is that of what they send.
struct InOrder<F: Future>(Vec<Pin<Box<MaybeDone<F>>>>);

impl<T, F: Future<Output = Result<T, Error>>> InOrder<F> {
    fn new(futures: impl Iterator<Item = F>) -> Self {
        Self(futures.map(|future| Box::pin(future::maybe_done(future))).collect())
    }

    /// Sends what they send, without waiting for an answer.
    async fn send(&mut self) {
        std::future::poll_fn(|context| {
            let _ = self.poll(context);
            Poll::Ready(())
        })
        .await;
    }

    fn has_failed(&mut self) -> bool {
        self.0.iter_mut().any(|future| matches!(future.as_mut().output_mut(), Some(Err(_))))
    }

    /// All that they give, or the first error: those after it follow from it.
    async fn outcome(mut self) -> Result<Vec<T>, Error> {
        std::future::poll_fn(|context| self.poll(context)).await;
        let outcomes = self.0.iter_mut().filter_map(|future| future.as_mut().take_output());
        outcomes.collect()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut all = Poll::Ready(());
        for future in &mut self.0 {
            if future.as_mut().poll(context).is_pending() {
                all = Poll::Pending;
            }
        }
        all
    }
}
