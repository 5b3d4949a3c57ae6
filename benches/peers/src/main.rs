//! The runtime against its peers, in pairs and in one run. The lines `ratio WORKLOAD PEER VALUE` at the end
//! are ours over theirs: below 1 is faster.

#![allow(async_fn_in_trait)]

mod by_hand;
mod floor;
mod only;
mod peer;
mod proxy;
mod store;
mod with_diesel;
mod with_sqlx;

use std::cell::Cell;

use by_hand::ByHand;
use floor::Floor;
use microcosm_postgres::testing::{Server, TestDatabase};
use microcosm_postgres::{Config, Migrations, Service, SessionContext};
use only::Only;
use peer::{MANY, Peer, ratio};
use store::Store;
use with_diesel::Diesel;
use with_sqlx::Sqlx;

static MIGRATIONS: Migrations = microcosm_postgres::migrations!("migrations");

/// Rows of `item`.
const ITEMS: i64 = 1_000_000;

const FILL: &str = "INSERT INTO item
    SELECT n, 'item number ' || n, n % 7, n / 4.0, CASE WHEN n % 3 > 0 THEN 'note of ' || n END, now()
      FROM generate_series(1, 1000000) AS n;
    ANALYZE item";

thread_local! {
    /// Ids that nobody has used.
    static NEXT: Cell<i64> = const { Cell::new(0) };
}

fn next() -> i64 {
    NEXT.replace(NEXT.get() + 5)
}

/// Ids for [`MANY`] entries.
fn many() -> i64 {
    NEXT.replace(NEXT.get() + MANY)
}

/// Any id, the same for both sides of a round as far as it matters.
fn any() -> i64 {
    next().wrapping_mul(7_919) % ITEMS + 1
}

fn print(workload: &str, peer: &str, value: f64) {
    println!("ratio {workload} {peer} {value:.3}");
}

async fn contest(ours: &Store, name: &str, theirs: &impl Peer) {
    let ids: Vec<i64> = (1..=100).map(|n| n * 9_973 % ITEMS + 1).collect();
    let few = &ids[..64];
    assert_eq!(ours.rows(1000).await, theirs.rows(1000).await);
    assert_eq!(ours.batch100(&ids).await, theirs.batch100(&ids).await);
    assert_eq!(ours.pipe100(&ids).await, theirs.pipe100(&ids).await);
    assert_eq!(ours.pool64(few).await, theirs.pool64(few).await);
    macro_rules! pair {
        ($workload:literal, $rounds:literal, $repeat:literal, $method:ident($argument:expr)) => {{
            let value = ratio(
                $rounds,
                $repeat,
                async || {
                    std::hint::black_box(ours.$method($argument).await);
                },
                async || {
                    std::hint::black_box(theirs.$method($argument).await);
                },
            );
            print($workload, name, value.await);
        }};
    }
    pair!("pk", 201, 40, pk(any()));
    pair!("rows10", 201, 40, rows(10));
    pair!("rows1000", 201, 2, rows(1000));
    pair!("rows10000", 61, 1, rows(10_000));
    pair!("insert", 201, 40, insert(next()));
    pair!("tx1", 201, 20, tx1(next()));
    pair!("tx5", 201, 10, tx5(next()));
    pair!("pipe100", 151, 2, pipe100(&ids));
    pair!("batch100", 101, 2, batch100(&ids));
    pair!("pool64", 151, 2, pool64(few));
    pair!("stream", 3, 1, stream(ITEMS));
    pair!("bulk", 21, 1, bulk(many()));
    pair!("upsert", 11, 1, upsert(many()));
    pair!("optional", 101, 10, optional("item number 500000"));
    let value = ratio(
        61,
        1,
        async || {
            std::hint::black_box(ours.lent(10_000).await);
        },
        async || {
            std::hint::black_box(theirs.rows(10_000).await);
        },
    );
    print("rows10000-borrowed", name, value.await);
}

/// Where the wire is what takes the time.
async fn far(ours: &Store, name: &str, theirs: &impl Peer) {
    let ids: Vec<i64> = (1..=100).map(|n| n * 9_973 % ITEMS + 1).collect();
    macro_rules! pair {
        ($workload:literal, $rounds:literal, $method:ident($argument:expr)) => {{
            let value = ratio(
                $rounds,
                1,
                async || {
                    std::hint::black_box(ours.$method($argument).await);
                },
                async || {
                    std::hint::black_box(theirs.$method($argument).await);
                },
            );
            print($workload, name, value.await);
        }};
    }
    pair!("pk-rtt", 101, pk(any()));
    pair!("rows1000-rtt", 61, rows(1000));
    pair!("insert-rtt", 101, insert(next()));
    pair!("tx1-rtt", 101, tx1(next()));
    pair!("tx5-rtt", 61, tx5(next()));
    pair!("pipe100-rtt", 31, pipe100(&ids));
    pair!("batch100-rtt", 11, batch100(&ids));
    pair!("rows10-rtt", 101, rows(10));
    pair!("rows10000-rtt", 21, rows(10_000));
    pair!("pool64-rtt", 21, pool64(&ids[..64]));
    pair!("bulk-rtt", 11, bulk(many()));
    pair!("optional-rtt", 31, optional("item number 500000"));
}

#[allow(clippy::large_futures)]
async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let database = TestDatabase::create(&Service::new("peers"), &MIGRATIONS).await?;
    let server = Server::shared().await?;
    let (host, name) = (server.host(), database.name());
    let socket = format!("{host}/.s.PGSQL.{}", server.port());
    let context = |host: &str, port| {
        let config = Config {
            host: Some(host.to_owned()),
            port: Some(port),
            database: Some(name.to_owned()),
            pool_size: Some(8),
            ..Config::default()
        };
        SessionContext::connect(Box::leak(Box::new(Service::new("peers").with_config(config))))
    };
    let url = |host: &str, port| format!("postgresql:///{name}?host={host}&port={port}&user=peers");
    let near = url(host, server.port());
    context(host, server.port()).await?.session().await?.batch(FILL).await?;

    if let Some(only) = Only::from_arguments() {
        match only.client.as_str() {
            "microcosm-postgres" => {
                only.run(&Store::new(context(host, server.port()).await?).await).await;
            }
            "tokio-postgres" => only.run(&ByHand::new(&near).await).await,
            "sqlx" => only.run(&Sqlx::new(&near).await).await,
            "diesel-async" => only.run(&Diesel::new(&near).await).await,
            other => panic!("no client is called {other}"),
        }
        return Ok(());
    }
    let ours = Store::new(context(host, server.port()).await?).await;
    // The prepared-once statements of the raw socket.
    let mut floor =
        Floor::new(&socket, "peers", name, &[("pk", by_hand::PK), ("rows", by_hand::ROWS)]);
    let pk = Floor::run("pk", 500_000);
    let value = ratio(
        201,
        40,
        async || {
            std::hint::black_box(ours.pk(500_000).await);
        },
        async || floor.call(&pk),
    );
    print("pk", "floor", value.await);
    for (workload, count) in [("rows10", 10), ("rows1000", 1000), ("rows10000", 10_000)] {
        let rows = Floor::run("rows", count);
        let value = ratio(
            101,
            1,
            async || {
                std::hint::black_box(ours.rows(count).await);
            },
            async || floor.call(&rows),
        );
        print(workload, "floor", value.await);
    }
    let by_hand = ByHand::new(&near).await;
    contest(&ours, "tokio-postgres", &by_hand).await;
    let name = "item number 500000";
    let value = ratio(
        11,
        1,
        async || {
            std::hint::black_box(ours.optional(name).await);
        },
        async || {
            std::hint::black_box(by_hand.optional_generic(name).await);
        },
    );
    print("optional-generic", "tokio-postgres", value.await);
    contest(&ours, "sqlx", &Sqlx::new(&near).await).await;
    contest(&ours, "diesel-async", &Diesel::new(&near).await).await;

    let folder = std::env::temp_dir().join(format!("peers-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    proxy::start(&folder, socket);
    let host = folder.to_string_lossy().into_owned();
    let ours = Store::new(context(&host, 5432).await?).await;
    far(&ours, "tokio-postgres", &ByHand::new(&url(&host, 5432)).await).await;
    far(&ours, "sqlx", &Sqlx::new(&url(&host, 5432)).await).await;
    far(&ours, "diesel-async", &Diesel::new(&url(&host, 5432)).await).await;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One thread, as all the clients' own work is one after the other then; the server has its own.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run())
}
