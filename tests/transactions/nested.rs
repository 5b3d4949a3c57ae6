//! Nested transactions, which are savepoints.

use super::*;

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
