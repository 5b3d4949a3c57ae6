//! The runtime against the same thing written by hand on `tokio-postgres`, in one run: a row by its key,
//! and 1,000 rows. The last lines print the ratios.
//!
//! `cargo bench --bench runtime`

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use microcosm_postgres::__private::Uuid;
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Handle, Statement};
use support::{Company, CompanyStore, CompanyType, NewCompany};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

const BY_KEY: &str = "SELECT id, name, type, created_at, updated_at FROM company WHERE id = $1";
const ALL: &str = "SELECT id, name, type, created_at, updated_at FROM company";
const ROWS: usize = 1000;

static EVERY: Statement = Statement::new(
    microcosm_postgres::Action { store: "CompanyStore", name: "every", model: "company" },
    ALL,
    &[],
);

/// The same table, by the store and by hand.
struct Contest {
    runtime: Runtime,
    database: TestDatabase,
    client: Client,
    key: Uuid,
    by_key: tokio_postgres::Statement,
    all: tokio_postgres::Statement,
}

impl Contest {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let (database, client, key) = runtime.block_on(async {
            let database = support::database().await;
            let key = fill(&database).await.expect("filled");
            let by_hand = tokio_postgres::connect(&database.url(), NoTls).await;
            let (client, connection) = by_hand.expect("connected");
            tokio::spawn(connection);
            (database, client, key)
        });
        let by_key = runtime.block_on(client.prepare(BY_KEY)).expect("prepared");
        let all = runtime.block_on(client.prepare(ALL)).expect("prepared");
        Self { runtime, database, client, key, by_key, all }
    }

    fn store_by_key(&self, handle: &Handle) -> Company {
        let store = CompanyStore::new(handle);
        self.runtime.block_on(store.retrieve(self.key)).expect("a company")
    }

    fn hand_by_key(&self) -> Company {
        let row = self.runtime.block_on(self.client.query_one(&self.by_key, &[&self.key]));
        by_hand(&row.expect("a company"))
    }

    fn store_all(&self, handle: &Handle) -> Vec<Company> {
        self.runtime.block_on(handle.fetch_all(&EVERY, &[])).expect("companies")
    }

    fn hand_all(&self) -> Vec<Company> {
        let rows = self.runtime.block_on(self.client.query(&self.all, &[])).expect("companies");
        rows.iter().map(by_hand).collect()
    }
}

/// What someone would write.
fn by_hand(row: &tokio_postgres::Row) -> Company {
    Company {
        id: row.get(0),
        name: row.get(1),
        kind: row.get(2),
        created_at: row.get(3),
        updated_at: row.get(4),
    }
}

async fn fill(database: &TestDatabase) -> Result<Uuid, Error> {
    database
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            let mut key = tx.new_id();
            for number in 0..ROWS {
                let name = Some(format!("company number {number}"));
                let kind = Some(CompanyType::Private);
                key = companies.create(NewCompany { name, kind }).await?.id;
            }
            Ok(key)
        })
        .await
}

/// The median of what `ours` takes over that of `theirs`, called in turns.
fn ratio(rounds: usize, mut ours: impl FnMut(), mut theirs: impl FnMut()) -> f64 {
    let mut times = (Vec::new(), Vec::new());
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    for _ in 0..rounds {
        times.0.push(time(&mut ours));
        times.1.push(time(&mut theirs));
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    };
    median(times.0) / median(times.1)
}

fn main() {
    let contest = Contest::new();
    let session = contest.runtime.block_on(contest.database.session()).expect("a session");
    assert_eq!(contest.store_by_key(&session), contest.hand_by_key());
    assert_eq!(contest.store_all(&session), contest.hand_all());

    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("retrieve by key: store", |b| {
        b.iter(|| black_box(contest.store_by_key(&session)));
    });
    criterion.bench_function("retrieve by key: by hand", |b| {
        b.iter(|| black_box(contest.hand_by_key()));
    });
    criterion.bench_function("1,000 rows: store", |b| {
        b.iter(|| black_box(contest.store_all(&session)));
    });
    criterion.bench_function("1,000 rows: by hand", |b| b.iter(|| black_box(contest.hand_all())));
    criterion.final_summary();

    let by_key = ratio(
        5000,
        || drop(black_box(contest.store_by_key(&session))),
        || drop(black_box(contest.hand_by_key())),
    );
    let rows = ratio(
        1000,
        || drop(black_box(contest.store_all(&session))),
        || drop(black_box(contest.hand_all())),
    );
    eprintln!("ratio to hand-written tokio-postgres, median of alternating calls:");
    eprintln!("  retrieve by key  {by_key:.3}");
    eprintln!("  1,000 rows       {rows:.3}");
}
