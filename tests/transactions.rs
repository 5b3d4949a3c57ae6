//! Transactions: what commits, what does not, and what state a connection goes back in.

mod support;

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _};
use microcosm_postgres::types::Type;
use microcosm_postgres::{
    Action, Error, Handle, Isolation, Retry, SessionContext, Statement, Transaction,
    TransactionOptions,
};
use support::{CompanyStore, EmployeeStore, NewCompany, database, named};

/// How many companies a new session sees.
async fn count(context: &SessionContext) -> i64 {
    let session = context.session().await.expect("a session");
    CompanyStore::new(&session).count().await.expect("a count")
}

/// How many sessions of this database have a transaction open.
async fn open_transactions(context: &SessionContext) -> i64 {
    static OPEN: Statement = Statement::new(
        Action { store: "Test", name: "open", model: "pg_stat_activity" },
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
        &[],
    );
    let session = context.session().await.expect("a session");
    session.fetch_one::<(i64,)>(&OPEN, &[]).await.expect("a count").0
}

#[tokio::test]
async fn ok_commits() {
    let context = database().await;
    let created = context
        .transaction(async |tx| CompanyStore::new(tx).create(named("Acme")).await)
        .await
        .expect("committed");
    let session = context.session().await.expect("a session");
    let found = CompanyStore::new(&session).retrieve(created.id).await.expect("a company");
    assert_eq!(found, created);
}

#[tokio::test]
async fn an_error_rolls_back() {
    let context = database().await;
    let outcome: Result<(), Error> = context
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("Acme")).await?;
            companies.retrieve(tx.new_id()).await?;
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(_))), "{outcome:?}");
    assert_eq!(count(&context).await, 0);
}

#[tokio::test]
async fn a_panic_rolls_back() {
    let context = Arc::new(database().await);
    let within = Arc::clone(&context);
    let task = tokio::spawn(async move {
        within
            .transaction(async |tx| {
                CompanyStore::new(tx).create(named("Acme")).await?;
                if count(&within).await == 0 {
                    panic!("on purpose");
                }
                Ok(())
            })
            .await
    });
    assert!(task.await.expect_err("the task panicked").is_panic());
    assert_eq!(count(&context).await, 0);
    assert_eq!(open_transactions(&context).await, 0);
}

#[tokio::test]
async fn a_dropped_future_rolls_back() {
    let context = database().await;
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let work = context.transaction(async |tx| {
        CompanyStore::new(tx).create(named("Acme")).await?;
        begun.send(()).expect("someone waits");
        pending::<Result<(), Error>>().await
    });
    tokio::select! {
        _ = work => unreachable!("it waits for ever"),
        done = has_begun => done.expect("begun"),
    }
    assert_eq!(count(&context).await, 0);
    assert_eq!(open_transactions(&context).await, 0);
}

/// Polls `future` at most `polls` times, as it is woken, and then drops it. Whether it came to its end.
async fn dropped_after<F: Future>(future: F, polls: usize) -> bool {
    let mut future = Box::pin(future);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            // The last poll is made, and the answer not waited for.
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Wherever it is dropped, the session's next statement runs outside of the transaction.
#[tokio::test]
async fn a_session_goes_on_after_a_dropped_transaction() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let companies = CompanyStore::new(&session);
    let mut polls = 0;
    loop {
        let work = session.transaction(async |tx| {
            CompanyStore::new(tx).create(named("Acme")).await?;
            tx.transaction(async |tx| CompanyStore::new(tx).create(named("Bcme")).await).await?;
            CompanyStore::new(tx).create(named("Acme")).await
        });
        let ended = dropped_after(work, polls).await;
        assert_eq!(companies.count().await.expect("usable"), 0, "dropped after {polls} polls");
        assert_eq!(open_transactions(&context).await, 0, "dropped after {polls} polls");
        if ended {
            break;
        }
        polls += 1;
    }
    assert!(polls > 3, "it was dropped at {polls} places only");
    companies.create(named("Acme")).await.expect("created");
    assert_eq!(count(&context).await, 1);
}

#[tokio::test]
async fn nested_transactions_are_savepoints() {
    let context = database().await;
    context
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("kept")).await?;
            let inner: Result<(), Error> = tx
                .transaction(async |tx| {
                    let companies = CompanyStore::new(tx);
                    companies.create(named("not kept")).await?;
                    companies.create(named("kept")).await?;
                    Ok(())
                })
                .await;
            assert!(matches!(inner, Err(Error::Duplicate(_))), "{inner:?}");
            tx.transaction(async |tx| {
                tx.transaction(async |tx| CompanyStore::new(tx).create(named("kept too")).await)
                    .await
            })
            .await?;
            assert_eq!(companies.count().await?, 2);
            Ok(())
        })
        .await
        .expect("committed");
    assert_eq!(count(&context).await, 2);
}

#[tokio::test]
async fn a_nested_transaction_never_commits_early() {
    let context = database().await;
    let outcome: Result<(), Error> = context
        .transaction(async |tx| {
            tx.transaction(async |tx| CompanyStore::new(tx).create(named("Acme")).await).await?;
            CompanyStore::new(tx).delete(tx.new_id()).await
        })
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(_))), "{outcome:?}");
    assert_eq!(count(&context).await, 0);
}

#[tokio::test]
async fn a_dropped_nested_transaction_leaves_the_outer_one_whole() {
    let context = database().await;
    context
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("kept")).await?;
            let (begun, has_begun) = tokio::sync::oneshot::channel();
            let inner = tx.transaction(async |tx| {
                CompanyStore::new(tx).create(named("dropped")).await?;
                begun.send(()).expect("someone waits");
                pending::<Result<(), Error>>().await
            });
            tokio::select! {
                _ = inner => unreachable!("it waits for ever"),
                done = has_begun => done.expect("begun"),
            }
            assert_eq!(companies.count().await?, 1);
            Ok(())
        })
        .await
        .expect("committed");
    assert_eq!(count(&context).await, 1);
}

/// COMMIT of a failed transaction rolls back and reports success: that must not pass for a commit.
#[tokio::test]
async fn a_swallowed_error_is_no_commit() {
    let context = database().await;
    let outcome = context
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("Acme")).await?;
            let _ = companies.create(named("Acme")).await;
            Ok(())
        })
        .await;
    let error = outcome.expect_err("nothing was committed");
    assert!(matches!(error, Error::Aborted(_)), "{error:?}");
    assert_eq!(error.sqlstate(), Some("25P02"));
    assert_eq!(count(&context).await, 0);
    assert_eq!(open_transactions(&context).await, 0);
}

/// A failure that nobody waited for is one, too: neither a dropped future nor rows that were not read to
/// their end may pass for a commit.
#[tokio::test]
async fn a_failure_that_nobody_saw_is_no_commit() {
    let context = database().await;
    let outcome = context
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("Acme")).await?;
            let mut duplicate = std::pin::pin!(companies.create(named("Acme")));
            // Sent, and dropped before its answer has come.
            assert!(duplicate.as_mut().now_or_never().is_none());
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::Aborted(_))), "{outcome:?}");

    static FAILS_LATE: Statement = Statement::new(
        Action { store: "Test", name: "fails_late", model: "company" },
        "SELECT 1 / (100000 - n) FROM generate_series(1, 100000) AS n",
        &[],
    );
    let outcome = context
        .transaction(async |tx| {
            CompanyStore::new(tx).create(named("Acme")).await?;
            let rows = tx.fetch_stream::<(i32,)>(&FAILS_LATE, &[]).await?;
            std::pin::pin!(rows).next().await.expect("a row")?;
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::Aborted(_))), "{outcome:?}");
    assert_eq!(count(&context).await, 0);
}

#[tokio::test]
async fn the_outer_handle_is_not_for_use_within() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let outcome: Result<i64, Error> =
        session.transaction(async |_| CompanyStore::new(&session).count().await).await;
    assert!(matches!(outcome, Err(Error::Misuse(_))), "{outcome:?}");
    assert_eq!(CompanyStore::new(&session).count().await.expect("usable again"), 0);
}

#[tokio::test]
async fn two_transactions_at_once_on_one_session_do_not_mix() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let create = async |name: &str| {
        session.transaction(async |tx| CompanyStore::new(tx).create(named(name)).await).await
    };
    let (first, second) = tokio::join!(create("one"), create("two"));
    first.expect("the first is whole");
    assert!(matches!(second, Err(Error::Misuse(_))), "{second:?}");
    assert_eq!(count(&context).await, 1);
}

#[tokio::test]
async fn errors_of_ones_own_pass_through() {
    #[derive(Debug)]
    enum Mine {
        TooMany,
        Database(Error),
    }
    impl From<Error> for Mine {
        fn from(error: Error) -> Self {
            Self::Database(error)
        }
    }
    let context = database().await;
    let refuse = async |limit: i64| {
        context
            .try_transaction(async |tx| {
                let companies = CompanyStore::new(tx);
                companies.create(NewCompany::default()).await?;
                if companies.count().await? > limit { Err(Mine::TooMany) } else { Ok(()) }
            })
            .await
    };
    assert!(matches!(refuse(0).await, Err(Mine::TooMany)));
    assert_eq!(count(&context).await, 0);
    refuse(1).await.expect("committed");
    context
        .session()
        .await
        .expect("a session")
        .batch("DROP TABLE employee")
        .await
        .expect("dropped");
    context.session().await.expect("a session").batch("DROP TABLE company").await.expect("dropped");
    assert!(matches!(refuse(1).await, Err(Mine::Database(Error::Rejected(_)))));
}

#[tokio::test]
async fn a_deferred_constraint_fails_the_commit() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    session
        .batch(
            "ALTER TABLE employee ALTER CONSTRAINT employee_company_id_fkey \
             DEFERRABLE INITIALLY DEFERRED",
        )
        .await
        .expect("altered");
    let outcome = session
        .transaction(async |tx| EmployeeStore::new(tx).create(tx.new_id(), "Jo", "Doe").await)
        .await;
    let error = outcome.expect_err("the company is missing");
    assert!(matches!(error, Error::MissingDependency(_)), "{error:?}");
    assert_eq!(error.constraint(), Some("employee_company_id_fkey"));
    // The ROLLBACK that followed is over when this is answered; until then it may be seen as a transaction.
    session.batch("").await.expect("an answer");
    assert_eq!(open_transactions(&context).await, 0);
}

/// A transaction moves between threads, with borrows of its surroundings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_run_in_spawned_tasks() {
    let context = database().await;
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let context = (*context).clone();
            tokio::spawn(async move {
                let names: Vec<_> = (0..4).map(|n| format!("company {task} {n}")).collect();
                context
                    .transaction(async |tx| {
                        let companies = CompanyStore::new(tx);
                        for name in &names {
                            companies.create(named(name)).await?;
                        }
                        Ok(names.len())
                    })
                    .await
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("no panic").expect("committed"), 4);
    }
    assert_eq!(count(&context).await, 32);
}

#[tokio::test]
async fn a_body_of_several_statements_is_one_transaction() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let (companies, employees) = (CompanyStore::new(&session), EmployeeStore::new(&session));
    let company = companies.create(named("Acme")).await.expect("created");
    employees.create(company.id, "Jo", "Doe").await.expect("created");
    companies.delete_with_employees(company.id).await.expect("deleted");
    assert_eq!(companies.count().await.expect("a count"), 0);
    // Within a transaction it is a savepoint, and its failure leaves what was before.
    session
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("Acme")).await?;
            let missing = companies.delete_with_employees(tx.new_id()).await;
            assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
            Ok(())
        })
        .await
        .expect("committed");
    assert_eq!(companies.count().await.expect("a count"), 1);
}

/// What the server says of the transaction it is asked in.
async fn settings(handle: &Handle) -> Result<(String, String, String, String, String), Error> {
    static SETTINGS: Statement = Statement::new(
        Action { store: "Test", name: "settings", model: "none" },
        "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only'), \
         current_setting('transaction_deferrable'), current_setting('statement_timeout'), \
         current_setting('lock_timeout')",
        &[],
    );
    handle.fetch_one(&SETTINGS, &[]).await
}

#[tokio::test]
async fn options_hold_for_one_transaction() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let before = settings(&session).await.expect("settings");
    let options = TransactionOptions::new()
        .serializable()
        .read_only()
        .deferrable()
        .statement_timeout(Duration::from_secs(7))
        .lock_timeout(Duration::from_millis(1500));
    let within = session.transaction_with(options, async |tx| settings(tx).await).await;
    let (isolation, read_only, deferrable, statement, lock) = within.expect("settings");
    assert_eq!((&*isolation, &*read_only, &*deferrable), ("serializable", "on", "on"));
    assert_eq!((&*statement, &*lock), ("7s", "1500ms"));
    assert_eq!(settings(&session).await.expect("settings"), before);

    let write = async |tx: &Transaction| CompanyStore::new(tx).create(named("Acme")).await;
    let error = context.transaction_with(options, write).await.expect_err("read-only");
    assert_eq!(error.sqlstate(), Some("25006"));

    for isolation in [Isolation::ReadCommitted, Isolation::RepeatableRead] {
        let options = TransactionOptions::new().isolation(isolation).read_write();
        let within = context.transaction_with(options, async |tx| settings(tx).await).await;
        let expected = match isolation {
            Isolation::RepeatableRead => "repeatable read",
            _ => "read committed",
        };
        assert_eq!(within.expect("settings").0, expected);
    }
}

#[tokio::test]
async fn options_of_a_whole_transaction_are_not_for_a_nested_one() {
    let context = database().await;
    let serializable = TransactionOptions::new().serializable();
    context
        .transaction(async |tx| {
            let nested = tx.transaction_with(serializable, async |_| Ok(())).await;
            assert!(matches!(nested, Err(Error::Misuse(_))), "{nested:?}");
            CompanyStore::new(tx).create(named("Acme")).await
        })
        .await
        .expect("it goes on");
    assert_eq!(count(&context).await, 1);
}

#[tokio::test]
async fn timeouts_are_the_servers() {
    static SLEEP: Statement = Statement::new(
        Action { store: "Test", name: "sleep", model: "none" },
        "SELECT pg_sleep(600)",
        &[],
    );
    static LOCK: Statement = Statement::new(
        Action { store: "Test", name: "lock", model: "company" },
        "LOCK TABLE company",
        &[],
    );
    let context = database().await;
    let short = Duration::from_millis(1);
    let options = TransactionOptions::new().statement_timeout(short);
    let outcome = context.transaction_with(options, async |tx| tx.execute(&SLEEP, &[]).await).await;
    assert!(matches!(outcome, Err(Error::Cancelled(_))), "{outcome:?}");
    context
        .transaction(async |tx| {
            tx.execute(&LOCK, &[]).await?;
            let options = TransactionOptions::new().lock_timeout(short);
            let other = context.transaction_with(options, async |tx| tx.execute(&LOCK, &[]).await);
            let outcome = other.await;
            assert!(matches!(outcome, Err(Error::Timeout(_))), "{outcome:?}");
            Ok(())
        })
        .await
        .expect("committed");
    assert_eq!(open_transactions(&context).await, 0);
}

#[tokio::test]
async fn a_dry_run_keeps_nothing_and_gives_its_value() {
    let context = database().await;
    let dry = TransactionOptions::new().dry_run();
    let seen = context
        .transaction_with(dry, async |tx| {
            CompanyStore::new(tx).create(named("Acme")).await?;
            CompanyStore::new(tx).count().await
        })
        .await;
    assert_eq!(seen.expect("a value"), 1);
    assert_eq!(count(&context).await, 0);
    // Nested, it leaves the outer transaction as it was.
    context
        .transaction(async |tx| {
            CompanyStore::new(tx).create(named("kept")).await?;
            tx.transaction_with(dry, async |tx| CompanyStore::new(tx).create(named("Acme")).await)
                .await?;
            assert_eq!(CompanyStore::new(tx).count().await?, 1);
            Ok(())
        })
        .await
        .expect("committed");
    assert_eq!(count(&context).await, 1);
}

#[tokio::test]
async fn a_dry_run_finds_what_a_commit_would_find() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    session
        .batch(
            "CREATE TABLE late (id int PRIMARY KEY, of int REFERENCES late INITIALLY DEFERRED);
             INSERT INTO late VALUES (1)",
        )
        .await
        .expect("created");
    static STRAY: Statement = Statement::new(
        Action { store: "Test", name: "stray", model: "late" },
        "INSERT INTO late VALUES (2, 3)",
        &[],
    );
    let dry = TransactionOptions::new().dry_run();
    let outcome = session.transaction_with(dry, async |tx| tx.execute(&STRAY, &[]).await).await;
    let error = outcome.expect_err("the constraint is checked");
    assert!(error.constraint() == Some("late_of_fkey"), "{error:?}");
    let outcome = session
        .transaction_with(dry, async |tx| {
            let companies = CompanyStore::new(tx);
            companies.create(named("Acme")).await?;
            let _ = companies.create(named("Acme")).await;
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::Aborted(_))), "{outcome:?}");
    assert_eq!(open_transactions(&context).await, 0);
}

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
