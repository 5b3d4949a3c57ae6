//! Transactions: what commits, what does not, and what state a connection goes back in.

#[path = "transactions/nested.rs"]
mod nested;
#[path = "transactions/options.rs"]
mod options;
#[path = "transactions/retry.rs"]
mod retry;
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
