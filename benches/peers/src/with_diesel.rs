//! diesel-async, whose connections keep their statements prepared.

use diesel::dsl::Eq;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use tokio::sync::Mutex;

use crate::peer::{MADE, MANY, NAME, NOTE, PRICE, Peer, Sum};

diesel::table! {
    item (id) {
        id -> BigInt, name -> Text, kind -> Integer, price -> Double, note -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    entry (id) {
        id -> BigInt, name -> Text, kind -> Integer, price -> Double, note -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

#[derive(Queryable)]
#[allow(dead_code)]
struct Item {
    id: i64,
    name: String,
    kind: i32,
    price: f64,
    note: Option<String>,
    created_at: chrono::DateTime<chrono::Utc>,
}

pub struct Diesel {
    one: Mutex<AsyncPgConnection>,
    pool: Pool<AsyncPgConnection>,
}

impl Diesel {
    pub async fn new(url: &str) -> Self {
        let one = Mutex::new(AsyncPgConnection::establish(url).await.expect("connected"));
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
        let pool = Pool::builder(manager).max_size(8).build().expect("a pool");
        Self { one, pool }
    }
}

/// The columns of a new entry.
type Values = (
    Eq<entry::id, i64>,
    Eq<entry::name, &'static str>,
    Eq<entry::kind, i32>,
    Eq<entry::price, f64>,
    Eq<entry::note, &'static str>,
    Eq<entry::created_at, chrono::DateTime<chrono::Utc>>,
);

fn values(id: i64) -> Values {
    (
        entry::id.eq(id),
        entry::name.eq(NAME),
        entry::kind.eq(1),
        entry::price.eq(PRICE),
        entry::note.eq(NOTE),
        entry::created_at.eq(MADE),
    )
}

async fn insert(connection: &mut AsyncPgConnection, new: i64) {
    let insert = diesel::insert_into(entry::table).values(values(new));
    insert.execute(connection).await.expect("added");
}

async fn read(connection: &mut AsyncPgConnection, id: i64) -> Sum {
    item::table.find(id).first::<Item>(connection).await.expect("an item").id
}

fn sum(items: &[Item]) -> Sum {
    std::hint::black_box(items).iter().map(|item| item.id).sum()
}

impl Peer for Diesel {
    async fn pk(&self, id: i64) -> Sum {
        read(&mut *self.one.lock().await, id).await
    }

    async fn rows(&self, count: i64) -> Sum {
        let mut one = self.one.lock().await;
        sum(&item::table.filter(item::id.le(count)).load(&mut *one).await.expect("items"))
    }

    async fn stream(&self, count: i64) -> Sum {
        let mut one = self.one.lock().await;
        let query = item::table.filter(item::id.le(count));
        let items = query.load_stream::<Item>(&mut *one).await.expect("items");
        items.try_fold(0, |sum, item| async move { Ok(sum + item.id) }).await.expect("items")
    }

    async fn insert(&self, id: i64) {
        insert(&mut *self.one.lock().await, id).await;
    }

    async fn tx1(&self, id: i64) {
        let mut one = self.one.lock().await;
        let done = one.transaction(async |tx| {
            insert(tx, id).await;
            Ok::<_, diesel::result::Error>(())
        });
        done.await.expect("committed");
    }

    async fn tx5(&self, id: i64) {
        let mut one = self.one.lock().await;
        let done = one.transaction(async |tx| {
            for id in id..id + 5 {
                insert(tx, id).await;
            }
            Ok::<_, diesel::result::Error>(())
        });
        done.await.expect("committed");
    }

    async fn pipe100(&self, ids: &[i64]) -> Sum {
        let one = self.one.lock().await;
        let read = async |id: &i64| {
            let mut one = &*one;
            item::table.find(*id).first::<Item>(&mut one).await.expect("an item").id
        };
        join_all(ids.iter().map(read)).await.into_iter().sum()
    }

    async fn batch100(&self, ids: &[i64]) -> Sum {
        let mut sum = 0;
        for id in ids {
            sum += self.pk(*id).await;
        }
        sum
    }

    async fn pool64(&self, ids: &[i64]) -> Sum {
        let one =
            async |id: &i64| read(&mut *self.pool.get().await.expect("a connection"), *id).await;
        join_all(ids.iter().map(one)).await.into_iter().sum()
    }

    async fn bulk(&self, from: i64) {
        let rows: Vec<_> = (from..from + MANY).map(values).collect();
        let mut one = self.one.lock().await;
        let insert = diesel::insert_into(entry::table).values(&rows);
        insert.execute(&mut *one).await.expect("added");
    }

    async fn upsert(&self, from: i64) {
        let rows: Vec<_> = (from..from + MANY).map(values).collect();
        let mut one = self.one.lock().await;
        let insert = diesel::insert_into(entry::table).values(&rows).on_conflict(entry::id);
        let update = insert.do_update().set((
            entry::name.eq(excluded(entry::name)),
            entry::kind.eq(excluded(entry::kind)),
            entry::price.eq(excluded(entry::price)),
            entry::note.eq(excluded(entry::note)),
            entry::created_at.eq(excluded(entry::created_at)),
        ));
        update.execute(&mut *one).await.expect("there");
    }

    // Built as it is asked for, as its documentation advises.
    async fn optional(&self, name: &str) -> Sum {
        let mut one = self.one.lock().await;
        let query = item::table.into_boxed().filter(item::name.eq(name)).limit(10);
        sum(&query.load(&mut *one).await.expect("items"))
    }
}
