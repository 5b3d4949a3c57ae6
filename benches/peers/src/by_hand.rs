//! `tokio-postgres` as someone would write it by hand, prepared once.

use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Statement};

use crate::peer::{MADE, NAME, NOTE, PRICE, Peer, Sum};
use crate::store::Item;

pub struct ByHand {
    client: Client,
    pk: Statement,
    rows: Statement,
    insert: Statement,
    pool: deadpool_postgres::Pool,
}

pub const PK: &str = "SELECT id, name, kind, price, note, created_at FROM item WHERE id = $1";
pub const ROWS: &str = "SELECT id, name, kind, price, note, created_at FROM item WHERE id <= $1";
pub const INSERT: &str = "INSERT INTO entry (id, name, kind, price, note, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";

fn item(row: &Row) -> Item {
    Item {
        id: row.get(0),
        name: row.get(1),
        kind: row.get(2),
        price: row.get(3),
        note: row.get(4),
        made: row.get(5),
    }
}

fn sum(rows: &[Row]) -> Sum {
    let items: Vec<Item> = rows.iter().map(item).collect();
    std::hint::black_box(&items).iter().map(|item| item.id).sum()
}

impl ByHand {
    pub async fn new(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
        tokio::spawn(connection);
        let manager = deadpool_postgres::Manager::new(url.parse().expect("a url"), NoTls);
        let pool = deadpool_postgres::Pool::builder(manager).max_size(8).build().expect("a pool");
        let prepare = async |sql| client.prepare(sql).await.expect(sql);
        let (pk, rows, insert) = (prepare(PK).await, prepare(ROWS).await, prepare(INSERT).await);
        Self { client, pk, rows, insert, pool }
    }
}

impl Peer for ByHand {
    async fn pk(&self, id: i64) -> Sum {
        item(&self.client.query_one(&self.pk, &[&id]).await.expect("an item")).id
    }

    async fn rows(&self, count: i64) -> Sum {
        sum(&self.client.query(&self.rows, &[&count]).await.expect("items"))
    }

    async fn stream(&self, count: i64) -> Sum {
        let rows = self.client.query_raw(&self.rows, [count]).await.expect("items");
        rows.try_fold(0, |sum, row| async move { Ok(sum + item(&row).id) }).await.expect("items")
    }

    async fn insert(&self, id: i64) {
        let params: [&(dyn ToSql + Sync); 6] = [&id, &NAME, &1_i32, &PRICE, &Some(NOTE), &MADE];
        self.client.execute(&self.insert, &params).await.expect("added");
    }

    async fn tx1(&self, id: i64) {
        self.client.batch_execute("BEGIN").await.expect("begun");
        self.insert(id).await;
        self.client.batch_execute("COMMIT").await.expect("committed");
    }

    async fn tx5(&self, id: i64) {
        self.client.batch_execute("BEGIN").await.expect("begun");
        for id in id..id + 5 {
            self.insert(id).await;
        }
        self.client.batch_execute("COMMIT").await.expect("committed");
    }

    async fn pipe100(&self, ids: &[i64]) -> Sum {
        join_all(ids.iter().map(|id| self.pk(*id))).await.into_iter().sum()
    }

    async fn batch100(&self, ids: &[i64]) -> Sum {
        let mut sum = 0;
        for id in ids {
            sum += self.pk(*id).await;
        }
        sum
    }

    async fn pool64(&self, ids: &[i64]) -> Sum {
        let read = async |id: &i64| {
            let client = self.pool.get().await.expect("a client");
            let pk = client.prepare_cached(PK).await.expect("prepared");
            item(&client.query_one(&pk, &[id]).await.expect("an item")).id
        };
        join_all(ids.iter().map(read)).await.into_iter().sum()
    }
}
