//! Ours: what a service would declare.

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use futures_util::future::{join_all, try_join_all};
use microcosm_postgres::{
    BorrowRow, Column, Error, Expected, Row, Session, SessionContext, check_columns, field, store,
};

use crate::peer::{MADE, MANY, NAME, NOTE, PRICE, Peer, Sum};

store! {
    schema "schema.json";

    /// What is read.
    #[derive(Debug, Clone, PartialEq)]
    pub model Item = "item" {
        id: i64,
        name: String,
        kind: i32,
        price: f64,
        note: Option<String>,
        #[column = "created_at"]
        made: DateTime<Utc>,
    }

    /// What is written.
    #[derive(Debug, Clone, PartialEq)]
    pub model Entry = "entry" {
        id: i64,
        name: String,
        kind: i32,
        price: f64,
        note: Option<String>,
        #[column = "created_at"]
        made: DateTime<Utc>,
    }

    pub store EntryStore for Entry {
        create_all -> u64, upsert_all -> u64
    }

    pub store ItemStore for Item {
        retrieve;

        fn find(name: Option<&str>, id: Option<i64>, kind: Option<i32>) -> Vec<Item> {
            "SELECT * FROM item
              WHERE true { AND name = :name } { AND id = :id } { AND kind = :kind } LIMIT 10"
        }

        fn up_to(id: i64) -> Vec<Item> {
            "SELECT * FROM item WHERE id <= :id"
        }

        fn stream(id: i64) -> impl Stream<Item> {
            "SELECT * FROM item WHERE id <= :id"
        }

        fn by_ids(ids: &[i64]) -> Vec<Item> {
            "SELECT * FROM item WHERE id = ANY(:ids)"
        }

        fn add(id: i64, name: &str, kind: i32, price: f64, note: Option<&str>, made: DateTime<Utc>) {
            "INSERT INTO entry (id, name, kind, price, note, created_at)
             VALUES (:id, :name, :kind, :price, :note, :made)"
        }

        fn add_five(
            a: i64, b: i64, c: i64, d: i64, e: i64,
            name: &str, kind: i32, price: f64, note: Option<&str>, made: DateTime<Utc>
        ) {
            "INSERT INTO entry VALUES (:a, :name, :kind, :price, :note, :made)";
            "INSERT INTO entry VALUES (:b, :name, :kind, :price, :note, :made)";
            "INSERT INTO entry VALUES (:c, :name, :kind, :price, :note, :made)";
            "INSERT INTO entry VALUES (:d, :name, :kind, :price, :note, :made)";
            "INSERT INTO entry VALUES (:e, :name, :kind, :price, :note, :made)"
        }
    }
}

/// An item whose texts stay in the message.
struct Lent<'r> {
    id: i64,
    name: &'r str,
    kind: i32,
    price: f64,
    note: Option<&'r str>,
    made: chrono::DateTime<chrono::Utc>,
}

impl BorrowRow for Lent<'_> {
    type Borrowed<'r> = Lent<'r>;

    fn check(columns: &[Column]) -> Result<(), Error> {
        check_columns(
            columns,
            const {
                &[
                    Expected::at::<i64>(0),
                    Expected::at::<&str>(1),
                    Expected::at::<i32>(2),
                    Expected::at::<f64>(3),
                    Expected::at::<Option<&str>>(4),
                    Expected::at::<chrono::DateTime<chrono::Utc>>(5),
                ]
            },
        )
    }

    fn borrow(row: &Row) -> Result<Lent<'_>, Error> {
        Ok(Lent {
            id: field(row, 0)?,
            name: field(row, 1)?,
            kind: field(row, 2)?,
            price: field(row, 3)?,
            note: field(row, 4)?,
            made: field(row, 5)?,
        })
    }
}

static LENT: microcosm_postgres::Statement = microcosm_postgres::Statement::new(
    microcosm_postgres::Action { store: "ItemStore", name: "lent", model: "item" },
    "SELECT id, name, kind, price, note, created_at FROM item WHERE id <= $1",
    const { &[microcosm_postgres::types::Type::INT8] },
);

pub struct Store {
    context: SessionContext,
    session: Session,
}

impl Store {
    pub async fn new(context: SessionContext) -> Self {
        let session = context.session().await.expect("a session");
        Self { context, session }
    }

    /// Rows that borrow.
    pub async fn lent(&self, count: i64) -> Sum {
        let mut sum = 0;
        self.session
            .for_each::<Lent<'_>, Error>(&LENT, &[&count], |lent| {
                std::hint::black_box((lent.name, lent.kind, lent.price, lent.note, lent.made));
                sum += lent.id;
                Ok(())
            })
            .await
            .expect("rows");
        sum
    }
}

fn sum(items: &[Item]) -> Sum {
    std::hint::black_box(items).iter().map(|item| item.id).sum()
}

impl Peer for Store {
    async fn pk(&self, id: i64) -> Sum {
        ItemStore::new(&self.session).retrieve(id).await.expect("an item").id
    }

    async fn rows(&self, count: i64) -> Sum {
        sum(&ItemStore::new(&self.session).up_to(count).await.expect("items"))
    }

    async fn stream(&self, count: i64) -> Sum {
        let store = ItemStore::new(&self.session);
        let items = store.stream(count).await.expect("items");
        items.try_fold(0, |sum, item| async move { Ok(sum + item.id) }).await.expect("items")
    }

    async fn insert(&self, id: i64) {
        let store = ItemStore::new(&self.session);
        store.add(id, NAME, 1, PRICE, Some(NOTE), MADE).await.expect("added");
    }

    async fn tx1(&self, id: i64) {
        let added = self.session.transaction(async |tx| {
            ItemStore::new(tx).add(id, NAME, 1, PRICE, Some(NOTE), MADE).await
        });
        added.await.expect("committed");
    }

    async fn tx5(&self, id: i64) {
        let store = ItemStore::new(&self.session);
        let added =
            store.add_five(id, id + 1, id + 2, id + 3, id + 4, NAME, 1, PRICE, Some(NOTE), MADE);
        added.await.expect("committed");
    }

    async fn pipe100(&self, ids: &[i64]) -> Sum {
        let store = ItemStore::new(&self.session);
        let items = try_join_all(ids.iter().map(|id| store.retrieve(*id))).await.expect("items");
        sum(&items)
    }

    async fn batch100(&self, ids: &[i64]) -> Sum {
        sum(&ItemStore::new(&self.session).by_ids(ids).await.expect("items"))
    }

    async fn pool64(&self, ids: &[i64]) -> Sum {
        let read = async |id: &i64| {
            let session = self.context.session().await.expect("a session");
            ItemStore::new(&session).retrieve(*id).await.expect("an item").id
        };
        join_all(ids.iter().map(read)).await.into_iter().sum()
    }

    async fn bulk(&self, from: i64) {
        let new = |id| NewEntry {
            id,
            name: NAME.to_owned(),
            kind: 1,
            price: PRICE,
            note: Some(NOTE.to_owned()),
        };
        let new: Vec<NewEntry> = (from..from + MANY).map(new).collect();
        EntryStore::new(&self.session).create_all(&new).await.expect("added");
    }

    async fn upsert(&self, from: i64) {
        let entry = |id| Entry {
            id,
            name: NAME.to_owned(),
            kind: 1,
            price: PRICE,
            note: Some(NOTE.to_owned()),
            made: MADE,
        };
        let entries: Vec<Entry> = (from..from + MANY).map(entry).collect();
        EntryStore::new(&self.session).upsert_all(&entries).await.expect("there");
    }

    async fn optional(&self, name: &str) -> Sum {
        let store = ItemStore::new(&self.session);
        sum(&store.find(Some(name), None, None).await.expect("items"))
    }
}
