//! How large the futures of a store are: each is moved when it is made, joined and spawned.

mod support;

use support::{CompanyStore, database, named};

/// What an operation's future may measure, in bytes: little more than what `tokio-postgres` needs itself.
const SMALL: usize = 2560;

#[tokio::test]
async fn the_futures_of_operations_are_small() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let store = CompanyStore::new(&session);
    // They are measured, and not run.
    let sizes = [
        ("retrieve", size_of_val(&store.retrieve(session.new_id()))),
        ("create", size_of_val(&store.create(named("Acme")))),
        ("count", size_of_val(&store.count())),
        ("delete", size_of_val(&store.delete(session.new_id()))),
    ];
    let large: Vec<_> = sizes.iter().filter(|(_, size)| *size > SMALL).collect();
    assert!(large.is_empty(), "{sizes:?}");
}

#[tokio::test]
async fn the_futures_of_transactions_are_small() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let nothing = session.transaction(async |_| Ok(()));
    let size = size_of_val(&nothing);
    assert!(size <= SMALL, "{size}");
}
