//! Transactions that lose against others and are run again.

use super::*;

/// A statement that loses against what the test does in between.
static TOUCH: Statement = Statement::new(
    Action { store: "Test", name: "touch", model: "company" },
    "UPDATE company SET updated_at = now()",
    &[],
);

/// Loses `losses` times and then wins; what it lost by is turned into another error.
async fn lose(context: &SessionContext, policy: Retry, losses: usize) -> (usize, Result<u64, Own>) {
    let attempts = AtomicUsize::new(0);
    let outcome = context
        .try_retry(policy, async |tx| {
            let attempt = attempts.fetch_add(1, Ordering::Relaxed);
            CompanyStore::new(tx).count().await?;
            if attempt < losses {
                context.session().await?.execute(&TOUCH, &[]).await?;
            }
            tx.execute(&TOUCH, &[]).await.map_err(|_| Own::Hidden)
        })
        .await;
    (attempts.into_inner(), outcome)
}

#[derive(Debug)]
enum Own {
    Hidden,
    Plain(#[allow(dead_code)] Error),
}

impl From<Error> for Own {
    fn from(error: Error) -> Self {
        Self::Plain(error)
    }
}

#[tokio::test]
async fn what_lost_is_run_again() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    CompanyStore::new(&session).create(named("Acme")).await.expect("created");
    let quick = Retry::new(TransactionOptions::new().repeatable_read())
        .pauses(Duration::ZERO, Duration::ZERO);
    let (attempts, outcome) = lose(&context, quick, 3).await;
    assert_eq!((attempts, outcome.expect("committed")), (4, 1));
    // Bounded.
    let (attempts, outcome) = lose(&context, quick.attempts(2), usize::MAX).await;
    assert!(matches!(outcome, Err(Own::Hidden)), "{outcome:?}");
    assert_eq!(attempts, 2);
    // What failed for a reason of its own is not run again, nor is what may have been kept.
    let attempts = AtomicUsize::new(0);
    let outcome = context
        .retry(quick, async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            CompanyStore::new(tx).create(named("Acme")).await
        })
        .await;
    assert!(matches!(outcome, Err(Error::Duplicate(_))), "{outcome:?}");
    assert_eq!(attempts.into_inner(), 1);
}

/// The loser of a deadlock runs again, and both are done in the end.
#[tokio::test]
async fn deadlocks_are_run_again() {
    static LOCK: Statement = Statement::new(
        Action { store: "Test", name: "lock", model: "none" },
        "SELECT pg_advisory_xact_lock($1)",
        const { &[Type::INT8] },
    );
    let context = database().await;
    let both = tokio::sync::Barrier::new(2);
    let runs = AtomicUsize::new(0);
    let one = async |first: i64, second: i64| {
        let met = AtomicBool::new(false);
        context
            .retry(TransactionOptions::new(), async |tx| {
                runs.fetch_add(1, Ordering::Relaxed);
                tx.execute(&LOCK, &[&first]).await?;
                if !met.swap(true, Ordering::Relaxed) {
                    both.wait().await;
                }
                tx.execute(&LOCK, &[&second]).await
            })
            .await
    };
    let (a, b) = tokio::join!(one(1, 2), one(2, 1));
    a.expect("done");
    b.expect("done");
    assert_eq!(runs.into_inner(), 3);
}

/// Everything that takes a closure does so in a spawned task, with borrows of its surroundings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_it_runs_in_spawned_tasks() {
    let context = database().await;
    let tasks: Vec<_> = (0..4)
        .map(|task| {
            let context = (*context).clone();
            tokio::spawn(async move {
                let names: Vec<_> = (0..3).map(|n| format!("company {task} {n}")).collect();
                let serializable = TransactionOptions::new().serializable();
                let dry = context
                    .transaction_with(serializable.dry_run(), async |tx| {
                        CompanyStore::new(tx).create(named(&names[0])).await
                    })
                    .await?;
                let found = context
                    .retry(Retry::new(serializable).attempts(100), async |tx| {
                        let companies = CompanyStore::new(tx);
                        for name in &names {
                            companies.create(named(name)).await?;
                        }
                        tx.transaction(async |tx| CompanyStore::new(tx).by_name(&names[0]).await)
                            .await
                    })
                    .await?;
                Ok::<_, Error>((dry.name, found.and_then(|company| company.name)))
            })
        })
        .collect();
    for (task, handle) in tasks.into_iter().enumerate() {
        let (dry, found) = handle.await.expect("no panic").expect("committed");
        let name = Some(format!("company {task} 0"));
        assert_eq!((dry, found), (name.clone(), name));
    }
    assert_eq!(count(&context).await, 12);
}
