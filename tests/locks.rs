//! Advisory locks: who holds one, and that none is left behind.

mod operations;

use futures_util::FutureExt as _;
use microcosm_postgres::Error;
use operations::session;

#[tokio::test]
async fn a_transaction_holds_its_locks_to_its_end() {
    let (database, session) = session().await;
    session
        .transaction(async |tx| {
            tx.lock(7).await?;
            tx.lock("seven").await?;
            // One's own lock is no obstacle.
            assert!(tx.try_lock(7).await?);
            database
                .transaction(async |other| {
                    assert!(!other.try_lock(7).await?);
                    assert!(!other.try_lock("seven").await?);
                    assert!(other.try_lock(8).await?);
                    assert!(other.try_lock("eight").await?);
                    Ok(())
                })
                .await
        })
        .await
        .expect("both end");
    let free = database.transaction(async |tx| tx.try_lock(7).await).await;
    assert!(free.expect("an answer"), "given back with the transaction");
}

#[tokio::test]
async fn a_lock_of_a_nested_transaction_that_is_rolled_back_is_given_back() {
    let (database, session) = session().await;
    session
        .transaction(async |tx| {
            let undone = tx
                .transaction(async |tx| {
                    tx.lock("inner").await?;
                    Err::<(), _>(tx.batch("SELECT 1 / 0").await.expect_err("a division by zero"))
                })
                .await;
            undone.expect_err("it was rolled back");
            assert!(database.transaction(async |tx| tx.try_lock("inner").await).await?);
            Ok(())
        })
        .await
        .expect("it ends");
}

#[tokio::test]
async fn a_session_holds_its_lock_until_released() {
    let (database, _session) = session().await;
    let lock = database.lock("report").await.expect("it is free");
    assert!(database.try_lock("report").await.expect("an answer").is_none());
    assert!(database.try_lock(1).await.expect("an answer").is_some());
    // It is a handle, and its transactions take nothing from it.
    lock.transaction(async |tx| tx.batch("SELECT").await).await.expect("it runs");
    assert!(database.try_lock("report").await.expect("an answer").is_none());
    lock.release().await.expect("it was ours");
    let again = database.try_lock("report").await.expect("an answer");
    assert!(again.is_some(), "it was given back");
}

#[tokio::test]
async fn what_is_dropped_is_given_back() {
    let (database, _session) = session().await;
    drop(database.lock(1).await.expect("it is free"));
    // The next one waits for it: nobody else would ever give it back.
    let lock = database.lock(1).await.expect("it is given back");
    // Someone gives up waiting for it.
    assert!(database.lock(1).now_or_never().is_none(), "it is ours");
    lock.release().await.expect("it was ours");
    database.lock(1).await.expect("nobody holds it").release().await.expect("it was ours");
    // Panics drop as well.
    let context = (*database).clone();
    let failed = tokio::spawn(async move {
        let _lock = context.lock(2).await.expect("it is free");
        panic!("with the lock in hand");
    });
    failed.await.expect_err("it panicked");
    database.lock(2).await.expect("it is given back");
}

#[tokio::test]
async fn a_handle_with_an_open_transaction_cannot_release() {
    let (database, _session) = session().await;
    let lock = database.lock(3).await.expect("it is free");
    let outcome = lock
        .transaction(async |_| {
            let error = lock.batch("SELECT").await.expect_err("the transaction is to be used");
            assert!(matches!(error, Error::Misuse(_)), "{error:?}");
            Ok(())
        })
        .await;
    outcome.expect("it ends");
    lock.release().await.expect("it was ours");
}
