//! sqlx, whose statements its connections keep prepared.

use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection as _, FromRow};
use tokio::sync::Mutex;

use crate::by_hand::{INSERT, OPTIONAL, PK, ROWS, UPSERT};
use crate::peer::{MADE, MANY, NAME, NOTE, PRICE, Peer, Sum};

#[derive(FromRow)]
#[allow(dead_code)]
struct Item {
    id: i64,
    name: String,
    kind: i32,
    price: f64,
    note: Option<String>,
    created_at: chrono::DateTime<chrono::Utc>,
}

pub struct Sqlx {
    one: Mutex<PgConnection>,
    pool: PgPool,
}

impl Sqlx {
    pub async fn new(url: &str) -> Self {
        let one = Mutex::new(PgConnection::connect(url).await.expect("connected"));
        let pool = PgPoolOptions::new().max_connections(8).connect(url).await.expect("a pool");
        Self { one, pool }
    }
}

async fn insert(connection: &mut PgConnection, id: i64) {
    let query = sqlx::query(INSERT).bind(id).bind(NAME).bind(1_i32).bind(PRICE);
    query.bind(Some(NOTE)).bind(MADE).execute(connection).await.expect("added");
}

fn sum(items: &[Item]) -> Sum {
    std::hint::black_box(items).iter().map(|item| item.id).sum()
}

impl Peer for Sqlx {
    async fn pk(&self, id: i64) -> Sum {
        let mut one = self.one.lock().await;
        sqlx::query_as::<_, Item>(PK).bind(id).fetch_one(&mut *one).await.expect("an item").id
    }

    async fn rows(&self, count: i64) -> Sum {
        let mut one = self.one.lock().await;
        sum(&sqlx::query_as(ROWS).bind(count).fetch_all(&mut *one).await.expect("items"))
    }

    async fn stream(&self, count: i64) -> Sum {
        let mut one = self.one.lock().await;
        let items = sqlx::query_as::<_, Item>(ROWS).bind(count).fetch(&mut *one);
        items.try_fold(0, |sum, item| async move { Ok(sum + item.id) }).await.expect("items")
    }

    async fn insert(&self, id: i64) {
        insert(&mut *self.one.lock().await, id).await;
    }

    async fn tx1(&self, id: i64) {
        let mut one = self.one.lock().await;
        let mut tx = one.begin().await.expect("begun");
        insert(&mut tx, id).await;
        tx.commit().await.expect("committed");
    }

    async fn tx5(&self, id: i64) {
        let mut one = self.one.lock().await;
        let mut tx = one.begin().await.expect("begun");
        for id in id..id + 5 {
            insert(&mut tx, id).await;
        }
        tx.commit().await.expect("committed");
    }

    // It has no pipelining: one after the other.
    async fn pipe100(&self, ids: &[i64]) -> Sum {
        let mut sum = 0;
        for id in ids {
            sum += self.pk(*id).await;
        }
        sum
    }

    async fn batch100(&self, ids: &[i64]) -> Sum {
        self.pipe100(ids).await
    }

    async fn pool64(&self, ids: &[i64]) -> Sum {
        let read = async |id: &i64| {
            let query = sqlx::query_as::<_, Item>(PK).bind(id);
            query.fetch_one(&self.pool).await.expect("an item").id
        };
        join_all(ids.iter().map(read)).await.into_iter().sum()
    }

    async fn bulk(&self, from: i64) {
        self.upsert(from).await;
    }

    // By arrays, as its documentation advises.
    async fn upsert(&self, from: i64) {
        let many = MANY as usize;
        let ids: Vec<i64> = (from..from + MANY).collect();
        let query = sqlx::query(UPSERT).bind(ids).bind(vec![NAME; many]).bind(vec![1_i32; many]);
        let query =
            query.bind(vec![PRICE; many]).bind(vec![Some(NOTE); many]).bind(vec![MADE; many]);
        query.execute(&mut *self.one.lock().await).await.expect("there");
    }

    async fn optional(&self, name: &str) -> Sum {
        let query = sqlx::query_as(OPTIONAL).bind(name).bind(None::<i64>).bind(None::<i32>);
        sum(&query.fetch_all(&mut *self.one.lock().await).await.expect("items"))
    }
}
