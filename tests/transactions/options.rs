//! Options of transactions: isolation, access, timeouts, dry runs.

use super::*;

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
