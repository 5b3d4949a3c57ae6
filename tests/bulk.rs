//! Many rows at once: what is stored, what comes back, and that it is all or nothing.

mod operations;

use microcosm_postgres::Error;
use operations::*;

/// Rows with and without values where both may be.
fn items(count: usize) -> Vec<NewItem> {
    let one = |number: usize| NewItem {
        name: format!("item {number}"),
        code: number.is_multiple_of(3).then(|| format!("code {number}")),
        quantity: i32::try_from(number).expect("a small number") + 1,
        price: number.is_multiple_of(2).then(|| rust_decimal::Decimal::new(number as i64, 2)),
        grade: [None, Some(Grade::Low), Some(Grade::High)][number % 3],
    };
    (0..count).map(one).collect()
}

#[tokio::test]
async fn rows_come_back_in_the_order_given() {
    let (_database, session) = session().await;
    let store = ItemStore::new(&session);
    let mut new = items(500);
    new.reverse();
    let created = store.create_all(&new).await.expect("all are new");
    assert_eq!(created.len(), 500);
    for (new, item) in new.iter().zip(&created) {
        let NewItem { name, code, quantity, price, grade } = new.clone();
        let expected = Item { name, code, quantity, price, grade, ..item.clone() };
        assert_eq!(*item, expected);
    }
    assert_eq!(store.retrieve(created[7].id).await.expect("it is there"), created[7]);
    assert_eq!(store.count().await.expect("a number"), 500);
    assert!(created.windows(2).all(|pair| pair[0].id < pair[1].id), "ids in the order given");
}

#[tokio::test]
async fn a_copy_stores_the_same() {
    let (_database, session) = session().await;
    let new = items(500);
    let number = ItemCounts::new(&session).create_all(&new).await.expect("all are new");
    assert_eq!(number, 500);
    let stored = ItemStore::new(&session).search(&ItemSearch::default()).await.expect("rows");
    for (new, item) in new.iter().zip(&stored) {
        let NewItem { name, code, quantity, price, grade } = new.clone();
        let expected = Item { name, code, quantity, price, grade, ..item.clone() };
        assert_eq!(*item, expected);
        assert_eq!(item.created_at, stored[0].created_at);
    }
}

#[tokio::test]
async fn nothing_is_stored_when_one_cannot_be() {
    let (_database, session) = session().await;
    let store = ItemStore::new(&session);
    let mut new = items(50);
    new[49].code = new[0].code.clone();
    for outcome in [
        store.create_all(&new).await.map(drop),
        ItemCounts::new(&session).create_all(&new).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(Error::Duplicate(_))), "{outcome:?}");
    }
    new[49] = NewItem { quantity: 0, ..item("none") };
    for outcome in [
        store.create_all(&new).await.map(drop),
        ItemCounts::new(&session).create_all(&new).await.map(drop),
    ] {
        let error = outcome.expect_err("the domain forbids it");
        assert!(matches!(error, Error::Integrity(_)), "{error:?}");
        assert_eq!(error.action().map(|action| action.name), Some("create_all"));
    }
    // The session goes on.
    assert_eq!(store.count().await.expect("a number"), 0);
}

#[tokio::test]
async fn upserting_inserts_and_updates() {
    let (_database, session) = session().await;
    let store = ItemStore::new(&session);
    let created = store.create_all(&items(10)).await.expect("all are new");
    let mut changed: Vec<Item> = created[5..].to_vec();
    changed.reverse();
    for item in &mut changed {
        item.name += "!";
        item.grade = None;
    }
    changed.insert(2, Item { id: session.new_id(), code: None, ..created[0].clone() });
    let stored = store.upsert_all(&changed).await.expect("no conflict");
    assert_eq!(stored.len(), 6);
    for (given, stored) in changed.iter().zip(&stored) {
        assert_eq!((given.id, &given.name, given.grade), (stored.id, &stored.name, stored.grade));
        assert!(stored.updated_at > given.updated_at);
    }
    assert_eq!(stored[0].created_at, created[9].created_at, "it was created when it was");
    assert_eq!(store.count().await.expect("a number"), 11);
    let number = ItemCounts::new(&session).upsert_all(&created).await.expect("no conflict");
    assert_eq!(number, 10);
    let twice = [created[0].clone(), created[0].clone()];
    let error = store.upsert_all(&twice).await.expect_err("one key is given twice");
    assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
    assert!(error.to_string().contains("two of the rows given have the same key"), "{error}");
}

#[tokio::test]
async fn updating_is_all_or_nothing() {
    let (_database, session) = session().await;
    let store = ItemStore::new(&session);
    let created = store.create_all(&items(5)).await.expect("all are new");
    let rename = |item: &Item| Item { name: format!("{} again", item.name), ..item.clone() };
    let mut changed: Vec<Item> = created.iter().rev().map(rename).collect();
    let stored = store.update_all(&changed).await.expect("all are there");
    let names = |items: &[Item]| items.iter().map(|item| item.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&stored), names(&changed));
    assert!(stored.iter().all(|item| item.updated_at > created[0].updated_at));

    let gone = Item { id: session.new_id(), code: None, ..rename(&created[0]) };
    let missing = [rename(&changed[0]), gone];
    let twice = [rename(&changed[0]), rename(&changed[0])];
    for given in [&missing, &twice] {
        let error = store.update_all(given).await.expect_err("not all are there");
        assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    }
    let kept = store.retrieve(changed[0].id).await.expect("it is there");
    assert_eq!(kept.name, changed[0].name, "nothing was changed");

    changed.truncate(1);
    changed.extend(missing.into_iter().skip(1));
    let number = ItemCounts::new(&session).update_all(&changed).await.expect("a number");
    assert_eq!(number, 1, "one of the two was there");
}

#[tokio::test]
async fn deleting_is_all_or_nothing() {
    let (_database, session) = session().await;
    let store = ItemStore::new(&session);
    let created = store.create_all(&items(5)).await.expect("all are new");
    let mut ids: Vec<_> = created.iter().map(|item| item.id).collect();
    ids[4] = session.new_id();
    let error = store.delete_all(&ids).await.expect_err("the last one is not there");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert_eq!(store.count().await.expect("a number"), 5);
    store.delete_all(&ids[..3]).await.expect("they are there");
    assert_eq!(store.count().await.expect("a number"), 2);
    let number = ItemCounts::new(&session).delete_all(&ids).await.expect("a number");
    assert_eq!((number, store.count().await.expect("a number")), (1, 1));
}

#[tokio::test]
async fn nothing_given_asks_nothing() {
    let (database, session) = session().await;
    // Nothing is lent from its first poll on; what is held here is not waited for.
    let _ = futures_util::FutureExt::now_or_never(database.close());
    drop(session.batch("SELECT pg_terminate_backend(pg_backend_pid())").await);
    let store = ItemStore::new(&session);
    assert_eq!(store.create_all(&[]).await.expect("no rows"), []);
    assert_eq!(store.update_all(&[]).await.expect("no rows"), []);
    store.delete_all(&[]).await.expect("no rows");
    assert_eq!(ItemCounts::new(&session).create_all(&[]).await.expect("no rows"), 0);
}

#[tokio::test]
async fn keys_of_two_columns() {
    let (_database, session) = session().await;
    let store = LabelStore::new(&session);
    let new = |name: &str, weight| NewLabel { owner: "me".into(), name: name.into(), weight };
    let created = store.create_all(&[new("b", Some(2)), new("a", None)]).await.expect("new ones");
    assert_eq!(created.iter().map(|l| l.weight).collect::<Vec<_>>(), [Some(2), None]);
    let heavier: Vec<_> =
        created.iter().map(|label| Label { weight: Some(9), ..label.clone() }).collect();
    assert_eq!(store.update_all(&heavier).await.expect("both are there"), heavier);
    assert_eq!(store.upsert_all(&created).await.expect("both are there"), created);
    let keys: Vec<_> = created.iter().map(Label::key).collect();
    store.delete_all(&keys).await.expect("both are there");
    assert_eq!(store.search(&LabelSearch::default()).await.expect("rows"), []);
}

#[tokio::test]
async fn arrays_and_defaults_are_copied() {
    let (_database, session) = session().await;
    let store = NoteStore::new(&session);
    let new = |words: &[&str], marks: Option<&[i32]>| NewNote {
        body: "text".into(),
        words: words.iter().copied().map(str::to_owned).collect(),
        marks: marks.map(<[i32]>::to_vec),
    };
    let given = [new(&[], None), new(&["a", "b"], Some(&[1])), new(&["c"], Some(&[]))];
    assert_eq!(store.create_all(&given).await.expect("new ones"), 3);
    let stored = store.search(&NoteSearch::default()).await.expect("rows");
    for (given, stored) in given.iter().zip(&stored) {
        assert_eq!((&given.words, &given.marks), (&stored.words, &stored.marks));
        assert_eq!(stored.state, "draft");
    }
    assert_eq!(stored.iter().map(|note| note.id).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn row_security_is_no_obstacle() {
    let (_database, session) = session().await;
    let store = SecretStore::new(&session);
    let new: Vec<_> = (0..3).map(|id| NewSecret { id, text: "?".into() }).collect();
    assert_eq!(store.create_all(&new).await.expect("new ones"), 3);
    assert_eq!(store.count().await.expect("a number"), 3);
}

#[tokio::test]
async fn in_a_transaction_they_are_part_of_it() {
    let (_database, session) = session().await;
    let undone = session
        .transaction(async |tx| {
            ItemCounts::new(tx).create_all(&items(3)).await?;
            ItemStore::new(tx).create_all(&items(9)[6..]).await?;
            assert_eq!(ItemStore::new(tx).count().await?, 6);
            let again =
                tx.transaction(async |tx| ItemCounts::new(tx).create_all(&items(1)).await).await;
            assert!(matches!(again, Err(Error::Duplicate(_))), "{again:?}");
            ItemCounts::new(tx).create_all(&[item("last")]).await?;
            assert_eq!(ItemStore::new(tx).count().await?, 7);
            Err::<(), _>(ItemStore::new(tx).retrieve(tx.new_id()).await.expect_err("none"))
        })
        .await;
    assert!(matches!(undone, Err(Error::NotFound(_))), "{undone:?}");
    assert_eq!(ItemStore::new(&session).count().await.expect("a number"), 0);
}

/// Futures of bulk operations run on any thread; one dropped half way leaves the session usable.
#[tokio::test]
async fn a_copy_that_is_dropped_is_undone() {
    use futures_util::FutureExt as _;
    let (database, session) = session().await;
    let new = items(20_000);
    let copy = tokio::spawn({
        let (context, new) = ((*database).clone(), new.clone());
        async move {
            let session = context.session().await?;
            ItemCounts::new(&session).create_all(&new).await
        }
    });
    assert_eq!(copy.await.expect("it ends").expect("a number"), 20_000);
    session.batch("TRUNCATE item CASCADE").await.expect("it is empty");
    let store = ItemCounts::new(&session);
    // The statements are prepared, so that the first poll begins to copy.
    store.create_all(&new[..1]).await.expect("one");
    assert!(store.create_all(&new[1..]).now_or_never().is_none(), "it was not over at once");
    assert_eq!(ItemStore::new(&session).count().await.expect("a number"), 1);
}
