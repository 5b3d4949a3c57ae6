//! Every type with a Rust counterpart, in every position, there and back on a real server.

#[path = "types/declared.rs"]
mod declared;
#[path = "types/extensions/mod.rs"]
mod extensions;

use declared::*;
use extensions::{DocumentCopies, DocumentStore, Embedding, NewDocument, Title};
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Action, Migrations, Service, Session, Statement, migrations};

static MIGRATIONS: Migrations = migrations!("tests/types/migrations");

async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&Service::new("types"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

#[tokio::test]
async fn as_parameters() {
    let (_database, session) = session().await;
    echo(&session).await;
}

#[tokio::test]
async fn as_columns() {
    let (_database, session) = session().await;
    let one = OneStore::new(&session).create(&one()).await.expect("a row");
    assert_eq!(OneStore::new(&session).retrieve(one.id).await.expect("it is there"), one);
    let store = MaybeStore::new(&session);
    for there in [true, false] {
        let maybe = store.create(&maybe(there)).await.expect("a row");
        assert_eq!(store.retrieve(maybe.id).await.expect("it is there"), maybe);
        assert_eq!(maybe.int4, there.then_some(i32::MIN));
    }
}

#[tokio::test]
async fn as_arrays() {
    let (_database, session) = session().await;
    let store = ListsStore::new(&session);
    let created = store.create(&lists()).await.expect("a row");
    assert_eq!(store.retrieve(created.id).await.expect("it is there"), created);
    assert_eq!(created.domain, [Some(7), None, Some(7)]);
    ListsCopies::new(&session).create_all(&[lists()]).await.expect("a copy");
    let all = ListsCopies::new(&session).search(&ListsSearch::default()).await.expect("rows");
    let [first, second] = &all[..] else { panic!("{} rows", all.len()) };
    assert_eq!(Lists { id: first.id, ..second.clone() }, *first);
}

#[tokio::test]
async fn in_bulk() {
    let (_database, session) = session().await;
    let store = OneStore::new(&session);
    let created = store.create_all(&[one(), one()]).await.expect("rows");
    for row in &created {
        assert_eq!(store.retrieve(row.id).await.expect("it is there"), *row);
    }
    let updated = store.update_all(&created).await.expect("they are there");
    assert_eq!(updated, created);
    assert_eq!(OneCopies::new(&session).create_all(&[one()]).await.expect("a copy"), 1);
    let store = MaybeStore::new(&session);
    let created = store.create_all(&[maybe(true), maybe(false)]).await.expect("rows");
    assert_eq!((created[0].int4, created[1].int4), (Some(i32::MIN), None));
    for row in &created {
        assert_eq!(store.retrieve(row.id).await.expect("it is there"), *row);
    }
    let copied = MaybeCopies::new(&session).create_all(&[maybe(true), maybe(false)]).await;
    assert_eq!(copied.expect("a copy"), 2);
}

#[tokio::test]
async fn composites() {
    let (_database, session) = session().await;
    let store = PlaceStore::new(&session);
    let new = NewPlace {
        located: address(),
        formerly: None,
        branches: vec![Some(Address { zip: Some(12345), tags: None, ..address() }), None],
    };
    let created = store.create(&new).await.expect("a row");
    assert_eq!(store.retrieve(created.id).await.expect("it is there"), created);
    assert_eq!((&created.located, &created.branches), (&new.located, &new.branches));
    assert_eq!(store.located(&address()).await.expect("rows"), [(created.id, address())]);
    let elsewhere = Address { street: None, ..address() };
    let moved = store.moved(created.id, Some(elsewhere.clone())).await.expect("it is there");
    assert_eq!((moved.located, moved.formerly), (elsewhere, Some(address())));
    let copies = PlaceCopies::new(&session);
    assert_eq!(copies.create_all(&[new.clone(), new.clone()]).await.expect("a copy"), 2);
    let all = copies.search(&PlaceSearch::default()).await.expect("rows");
    assert_eq!((all.len(), &all[2].branches), (3, &new.branches));
}

#[tokio::test]
async fn of_extensions() {
    static MIGRATIONS: Migrations = migrations!("tests/types/extensions/migrations");
    let (_plain, session) = session().await;
    static KNOWN: Statement = Statement::new(
        Action { store: "Test", name: "known", model: "pg_available_extensions" },
        "SELECT count(*) FROM pg_available_extensions WHERE name IN ('citext', 'cube')",
        &[],
    );
    if session.fetch_one::<(i64,)>(&KNOWN, &[]).await.expect("a number") != (2,) {
        // A server that came without contrib has nothing to test against.
        return;
    }
    let database = TestDatabase::create(&Service::new("documents"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    let store = DocumentStore::new(&session);
    let new = NewDocument {
        title: Title("Paths".to_owned()),
        embedding: Some(Embedding(vec![1.0, 2.0, 2.0])),
        others: vec![Embedding(vec![0.5]), Embedding(Vec::new())],
    };
    let created = store.create(&new).await.expect("a row");
    assert_eq!(store.retrieve(created.id).await.expect("it is there"), created);
    assert_eq!((&created.embedding, &created.others), (&new.embedding, &new.others));
    let shouted = Title("PATHS".to_owned());
    assert_eq!(store.by_title(&shouted).await.expect("an answer"), Some(created));
    assert_eq!(store.titles("paths").await.expect("rows"), ["Paths"]);
    let near = store.near(Embedding(vec![0.0, 0.0, 0.0])).await.expect("rows");
    assert_eq!(near, [(Title("Paths".to_owned()), Some(3.0))]);
    let other = NewDocument { title: Title("Others".to_owned()), embedding: None, ..new };
    assert_eq!(DocumentCopies::new(&session).create_all(&[other]).await.expect("a copy"), 1);
}
