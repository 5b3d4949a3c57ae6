//! `tokio-postgres` as someone would write it by hand, prepared once.

use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Row, Statement};

use crate::peer::{MADE, MANY, NAME, NOTE, PRICE, Peer, Sum};
use crate::store::Item;

pub struct ByHand {
    client: Client,
    pk: Statement,
    rows: Statement,
    insert: Statement,
    copy: Statement,
    upsert: Statement,
    optional: Statement,
    generic: (Client, Statement),
    pool: deadpool_postgres::Pool,
}

pub const PK: &str = "SELECT id, name, kind, price, note, created_at FROM item WHERE id = $1";
pub const ROWS: &str = "SELECT id, name, kind, price, note, created_at FROM item WHERE id <= $1";
pub const INSERT: &str = "INSERT INTO entry (id, name, kind, price, note, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
pub const COPY: &str = "COPY entry FROM STDIN (FORMAT binary)";
pub const UPSERT: &str = "INSERT INTO entry SELECT * FROM unnest($1::int8[], $2::text[], $3::int4[], \
     $4::float8[], $5::text[], $6::timestamptz[]) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
     kind = excluded.kind, price = excluded.price, note = excluded.note, created_at = excluded.created_at";
/// How filters that may be absent are usually written in one statement.
pub const OPTIONAL: &str = "SELECT id, name, kind, price, note, created_at FROM item \
     WHERE ($1::text IS NULL OR name = $1) AND ($2::int8 IS NULL OR id = $2) \
       AND ($3::int4 IS NULL OR kind = $3) LIMIT 10";

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

/// A connection whose statements are planned once, without regard to their parameters.
async fn generic(url: &str) -> (Client, Statement) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
    tokio::spawn(connection);
    let set = client.batch_execute("SET plan_cache_mode = force_generic_plan");
    set.await.expect("set");
    let optional = client.prepare(OPTIONAL).await.expect("prepared");
    (client, optional)
}

impl ByHand {
    pub async fn new(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
        tokio::spawn(connection);
        let manager = deadpool_postgres::Manager::new(url.parse().expect("a url"), NoTls);
        let pool = deadpool_postgres::Pool::builder(manager).max_size(8).build().expect("a pool");
        let prepare = async |sql| client.prepare(sql).await.expect(sql);
        let (pk, rows, insert) = (prepare(PK).await, prepare(ROWS).await, prepare(INSERT).await);
        let (copy, upsert) = (prepare(COPY).await, prepare(UPSERT).await);
        let optional = prepare(OPTIONAL).await;
        let generic = generic(url).await;
        Self { client, pk, rows, insert, copy, upsert, optional, generic, pool }
    }

    /// As [`optional`](Peer::optional), by a plan that the server makes once and keeps.
    pub async fn optional_generic(&self, name: &str) -> Sum {
        let (client, optional) = &self.generic;
        let (id, kind) = (None::<i64>, None::<i32>);
        sum(&client.query(optional, &[&name, &id, &kind]).await.expect("items"))
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

    async fn bulk(&self, from: i64) {
        let sink = self.client.copy_in(&self.copy).await.expect("copying");
        let types =
            [Type::INT8, Type::TEXT, Type::INT4, Type::FLOAT8, Type::TEXT, Type::TIMESTAMPTZ];
        let writer = BinaryCopyInWriter::new(sink, &types);
        let mut writer = std::pin::pin!(writer);
        for id in from..from + MANY {
            let row: [&(dyn ToSql + Sync); 6] = [&id, &NAME, &1_i32, &PRICE, &Some(NOTE), &MADE];
            writer.as_mut().write(&row).await.expect("written");
        }
        writer.finish().await.expect("copied");
    }

    async fn upsert(&self, from: i64) {
        let many = MANY as usize;
        let ids: Vec<i64> = (from..from + MANY).collect();
        let (names, kinds) = (vec![NAME; many], vec![1_i32; many]);
        let (prices, notes, made) = (vec![PRICE; many], vec![Some(NOTE); many], vec![MADE; many]);
        let params: [&(dyn ToSql + Sync); 6] = [&ids, &names, &kinds, &prices, &notes, &made];
        self.client.execute(&self.upsert, &params).await.expect("there");
    }

    async fn optional(&self, name: &str) -> Sum {
        let (id, kind) = (None::<i64>, None::<i32>);
        let rows = self.client.query(&self.optional, &[&name, &id, &kind]).await;
        sum(&rows.expect("items"))
    }
}
