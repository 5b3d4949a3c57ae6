//! diesel-async, whose connections keep their statements prepared.

use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use tokio::sync::Mutex;

use crate::peer::{MADE, NAME, NOTE, PRICE, Peer, Sum};

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

async fn insert(connection: &mut AsyncPgConnection, new: i64) {
    use self::entry::dsl::{created_at, id, kind, name, note, price};
    let values = (
        id.eq(new),
        name.eq(NAME),
        kind.eq(1),
        price.eq(PRICE),
        note.eq(NOTE),
        created_at.eq(MADE),
    );
    diesel::insert_into(self::entry::table)
        .values(values)
        .execute(connection)
        .await
        .expect("added");
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
}
