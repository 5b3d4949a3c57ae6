//! Running a whole transaction again when it lost against another one.

use std::time::Duration;

use crate::context::SessionContext;
use crate::error::Error;
use crate::transaction::{self, Transaction, TransactionOptions};

/// How often a transaction is run again, and how long is waited before.
///
/// Any [`TransactionOptions`] make one, with the default of 10 attempts and pauses that double from
/// 5 ms up to 1 s. Each pause is drawn at random from half of that to all of it, so that those who
/// met do not meet again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    options: TransactionOptions,
    attempts: u32,
    first: Duration,
    longest: Duration,
}

impl Retry {
    /// The default policy, for transactions with `options`.
    pub const fn new(options: TransactionOptions) -> Self {
        Self {
            options,
            attempts: 10,
            first: Duration::from_millis(5),
            longest: Duration::from_secs(1),
        }
    }

    /// At most so many attempts in all; 0 is taken for 1.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// With pauses that double from `first` up to `longest`.
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// The pause after `attempt`, counted from 1; `share`, from 0 to 1, says where between half of it
    /// and all.
    pub(crate) fn pause(&self, attempt: u32, share: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt - 1);
        let whole = self.first.saturating_mul(doubled).min(self.longest);
        whole.mul_f64(0.5 + share / 2.0)
    }
}

impl From<TransactionOptions> for Retry {
    fn from(options: TransactionOptions) -> Self {
        Self::new(options)
    }
}

/// Runs `body` in transactions of `context` until one commits, fails for a reason of its own, or the
/// attempts are used up. No connection is held while it waits.
pub(crate) async fn run<T, E, F>(context: &SessionContext, retry: Retry, body: F) -> Result<T, E>
where
    F: AsyncFnOnce(&Transaction) -> Result<T, E> + Clone,
    E: From<Error>,
{
    // A clone for each attempt, not `AsyncFn`: what that borrows from the closure while it runs cannot be
    // proved `Send` for `tokio::spawn`. A closure that captures by reference is cloned for nothing.
    let mut attempt = 1;
    loop {
        let error = {
            let session = context.session().await?;
            match transaction::run(&session, &retry.options, body.clone()).await {
                Ok(value) => return Ok(value),
                // What the closure made of the server's error may not show that it was one.
                Err(error) if attempt < retry.attempts && session.connection().is_lost() => error,
                Err(error) => return Err(error),
            }
        };
        drop(error);
        let pause = retry.pause(attempt, fastrand::f64());
        tracing::debug!(attempt, ?pause, "the transaction lost against another one: again");
        tokio::time::sleep(pause).await;
        attempt += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retry = Retry::new(TransactionOptions::new())
            .pauses(Duration::from_millis(10), Duration::from_millis(100));
        let whole: Vec<_> = (1..=6).map(|attempt| retry.pause(attempt, 1.0).as_millis()).collect();
        assert_eq!(whole, [10, 20, 40, 80, 100, 100]);
        assert_eq!(retry.pause(1, 0.0), Duration::from_millis(5));
        assert_eq!(retry.pause(u32::MAX, 0.0), Duration::from_millis(50));
    }
}
