//! What a service lives through: crashes, dropped futures, dead networks, a schema that changes.
//!
//! `FAULTS=full` runs the larger counts, which take minutes in a debug build.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use microcosm_postgres::testing::{Server, TestDatabase};
use microcosm_postgres::types::Type;
use microcosm_postgres::{
    Action, Config, Error, Retry, Service, SessionContext, Statement, TransactionOptions,
};
use support::{CompanyStore, MIGRATIONS, database, named};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// `small` by default, `full` with `FAULTS=full`.
fn count(small: usize, full: usize) -> usize {
    match std::env::var("FAULTS").as_deref() {
        Ok("full") => full,
        _ => small,
    }
}

const fn action(name: &'static str) -> Action {
    Action { store: "Test", name, model: "fault" }
}

/// A context on `server`, as its superuser.
async fn context_on(server: &Server, change: impl FnOnce(&mut Config)) -> SessionContext {
    let mut config = Config {
        host: Some(server.host().to_owned()),
        port: Some(server.port()),
        user: Some("postgres".into()),
        database: Some("postgres".into()),
        ..Config::default()
    };
    change(&mut config);
    let service = Service::new("example").with_config(config);
    SessionContext::connect(&service).await.expect("connected")
}

/// That every connection of the pool can be lent, no session has a transaction open on the server, and
/// there are no more of them than the pool has.
async fn assert_whole(context: &SessionContext) {
    static SESSIONS: Statement = Statement::new(
        action("sessions"),
        "SELECT count(*), count(*) FILTER (WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()) \
           FROM pg_stat_activity \
          WHERE datname = current_database() AND application_name = 'example'",
        &[],
    );
    assert_eq!(context.pool().in_use, 0);
    let size = context.pool().size;
    let mut sessions = Vec::new();
    for _ in 0..size {
        sessions.push(context.session().await.expect("a permit for each connection"));
    }
    // One that was given up says goodbye to the server a little later.
    loop {
        let (all, open): (i64, i64) = sessions[0].fetch_one(&SESSIONS, &[]).await.expect("a count");
        if usize::try_from(all).expect("few") <= size && open == 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
}

/// What is known of a transaction that was tried.
#[derive(Debug, PartialEq)]
enum Fate {
    Committed,
    /// Its COMMIT may have arrived.
    Unknown,
    /// It failed before its COMMIT was sent.
    Failed,
}

/// The server is killed at random points; what was acknowledged is there, what was not is all there or
/// not at all, and what failed before its commit is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_commit_is_lost_in_a_crash() {
    static INSERT: Statement = Statement::new(
        action("insert"),
        "INSERT INTO kept (id, half) VALUES ($1, $2)",
        const { &[Type::INT8, Type::INT4] },
    );
    static KEPT: Statement =
        Statement::new(action("kept"), "SELECT id, count(*) FROM kept GROUP BY id", &[]);
    const CLIENTS: usize = 16;
    const TRANSACTIONS: usize = 1000;
    const CRASHES: usize = 8;
    let launch = || Server::builder().durable().launch();
    let server = tokio::task::spawn_blocking(launch).await.expect("no panic").expect("a server");
    let server = Arc::new(server);
    let context = context_on(&server, |config| config.pool_size = Some(CLIENTS)).await;
    let session = context.session().await.expect("a session");
    session
        .batch("CREATE TABLE kept (id bigint, half int, PRIMARY KEY (id, half))")
        .await
        .expect("made");
    drop(session);

    let committed = Arc::new(AtomicUsize::new(0));
    let progress = Arc::new(Notify::new());
    // How many times the server has come up.
    let (up, ups) = watch::channel(0_usize);
    let next = Arc::new(AtomicI64::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let context = context.clone();
            let (committed, progress) = (Arc::clone(&committed), Arc::clone(&progress));
            let (mut ups, next) = (ups.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                let mut fates = Vec::new();
                while committed.load(Ordering::Acquire) < TRANSACTIONS {
                    let id = next.fetch_add(1, Ordering::Relaxed);
                    ups.borrow_and_update();
                    let within = std::sync::atomic::AtomicBool::new(false);
                    let outcome = context
                        .transaction(async |tx| {
                            tx.execute_one(&INSERT, &[&id, &1]).await?;
                            tx.execute_one(&INSERT, &[&id, &2]).await?;
                            within.store(true, Ordering::Relaxed);
                            Ok(())
                        })
                        .await;
                    let fate = match &outcome {
                        Ok(()) => Fate::Committed,
                        Err(error) => {
                            assert!(
                                matches!(error, Error::Unavailable(_) | Error::Timeout(_)),
                                "{error:?}"
                            );
                            let sent = within.into_inner() && !error.is_retryable();
                            if sent { Fate::Unknown } else { Fate::Failed }
                        }
                    };
                    let failed = fate != Fate::Committed;
                    if !failed {
                        committed.fetch_add(1, Ordering::AcqRel);
                        progress.notify_one();
                    }
                    fates.push((id, fate));
                    if failed && committed.load(Ordering::Acquire) < TRANSACTIONS {
                        // The pool recovers by itself; this only keeps the numbers small.
                        tokio::select! {
                            _ = ups.changed() => {}
                            () = tokio::time::sleep(Duration::from_millis(50)) => {}
                        }
                    }
                }
                progress.notify_one();
                fates
            })
        })
        .collect();
    for crash in 0..CRASHES {
        let share = TRANSACTIONS / CRASHES;
        let point = crash * share + fastrand::usize(0..share);
        while committed.load(Ordering::Acquire) < point {
            progress.notified().await;
        }
        let server = Arc::clone(&server);
        let crash_and_restart = move || {
            server.crash()?;
            server.restart()
        };
        let done = tokio::task::spawn_blocking(crash_and_restart).await.expect("no panic");
        done.expect("crashed and restarted");
        up.send_modify(|ups| *ups += 1);
    }
    let mut fates = BTreeMap::new();
    for client in clients {
        fates.extend(client.await.expect("no panic"));
    }
    let of = |fate: Fate| fates.iter().filter(|(_, of)| **of == fate).count();
    eprintln!(
        "{} committed, {} unknown, {} failed, {CRASHES} crashes",
        of(Fate::Committed),
        of(Fate::Unknown),
        of(Fate::Failed)
    );

    let session = context.session().await.expect("a session");
    let kept: Vec<(i64, i64)> = session.fetch_all(&KEPT, &[]).await.expect("rows");
    assert!(kept.iter().all(|(_, halves)| *halves == 2), "a transaction is kept in half");
    let kept: BTreeSet<i64> = kept.into_iter().map(|(id, _)| id).collect();
    for (id, fate) in &fates {
        match fate {
            Fate::Committed => assert!(kept.contains(id), "{id} was acknowledged and is lost"),
            Fate::Failed => assert!(!kept.contains(id), "{id} is kept and was said to have failed"),
            Fate::Unknown => {}
        }
    }
    assert!(kept.iter().all(|id| fates.contains_key(id)));
    drop(session);
    assert_whole(&context).await;
}

/// Polls `future` at most `polls` times, as it is woken, and then drops it: its value, if it came.
async fn dropped_after<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Futures are dropped at random await points: nothing leaks, and no answer reaches another question.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropped_futures_leave_nothing_behind() {
    static ECHO: Statement =
        Statement::new(action("echo"), "SELECT $1 + 1", const { &[Type::INT8] });
    static PAIR: Statement =
        Statement::new(action("pair"), "SELECT $1, $1::text", const { &[Type::INT8] });
    const TASKS: usize = 8;
    let futures = count(10_000, 10_000);
    let service = Service::new("example").with_config(Config {
        pool_size: Some(TASKS / 2),
        pool_timeout: Some(Duration::from_secs(60)),
        ..Config::default()
    });
    let context = TestDatabase::create(&service, &MIGRATIONS).await.expect("a test database");
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let context = (*context).clone();
            tokio::spawn(async move {
                let mut finished = 0;
                for round in 0..futures / TASKS {
                    let number = i64::try_from(round * TASKS + task).expect("few");
                    let work = context.transaction(async |tx| {
                        let (echo,) = tx.fetch_one::<(i64,)>(&ECHO, &[&number]).await?;
                        CompanyStore::new(tx).create(named(&format!("{number}"))).await?;
                        let nested = tx.transaction(async |tx| {
                            tx.fetch_all::<(i64, String)>(&PAIR, &[&number]).await
                        });
                        Ok((echo, nested.await?))
                    });
                    if let Some(outcome) = dropped_after(work, fastrand::usize(0..20)).await {
                        let expected = (number + 1, vec![(number, number.to_string())]);
                        assert_eq!(outcome.expect("committed"), expected);
                        finished += 1;
                    }
                }
                finished
            })
        })
        .collect();
    let mut finished = 0;
    for task in tasks {
        finished += task.await.expect("no panic and no cross-talk");
    }
    eprintln!("{finished} of {futures} futures came to their end");
    assert_whole(&context).await;
    let session = context.session().await.expect("a session");
    let kept = CompanyStore::new(&session).count().await.expect("a count");
    // Dropped while its COMMIT was on the way, it may have been kept; otherwise it was not.
    assert!(usize::try_from(kept).expect("few") >= finished);
}

/// A proxy that can stop forwarding, as a network that swallows packets does: connections stay open.
struct Proxy {
    port: u16,
    /// Connections older than this number are dead.
    dead_below: watch::Sender<usize>,
    made: Arc<AtomicUsize>,
}

impl Proxy {
    async fn to(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let target = server.port();
        let (dead_below, dead) = watch::channel(0);
        let made = Arc::new(AtomicUsize::new(0));
        let number = Arc::clone(&made);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = number.fetch_add(1, Ordering::AcqRel);
                let server = TcpStream::connect(("127.0.0.1", target)).await.expect("a server");
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(forward(from_client, to_server, dead.clone(), number));
                tokio::spawn(forward(from_server, to_client, dead.clone(), number));
            }
        });
        Self { port, dead_below, made }
    }

    /// All connections made so far go silent.
    fn stall(&self) {
        self.dead_below.send_replace(self.made.load(Ordering::Acquire));
    }
}

async fn forward(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    dead: watch::Receiver<usize>,
    number: usize,
) {
    let mut buffer = [0; 4096];
    loop {
        match from.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            // What arrives is taken, and goes nowhere.
            Ok(_) if number < *dead.borrow() => {}
            Ok(length) => {
                if to.write_all(&buffer[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_half_open_connection_runs_into_its_timeout() {
    static NUMBERS: Statement =
        Statement::new(action("numbers"), "SELECT generate_series(1, 3)", &[]);
    let launch = || Server::builder().tcp().launch();
    let server = tokio::task::spawn_blocking(launch).await.expect("no panic").expect("a server");
    let proxy = Proxy::to(&server).await;
    let context = context_on(&server, |config| {
        config.host = Some("127.0.0.1".into());
        config.port = Some(proxy.port);
        config.pool_size = Some(2);
        config.answer_timeout = Some(Duration::from_millis(200));
        config.idle_check = Some(Duration::ZERO);
    })
    .await;
    // In the middle of a transaction, and in that of a statement.
    let session = context.session().await.expect("a session");
    let outcome = context
        .transaction(async |tx| {
            tx.fetch_all::<(i32,)>(&NUMBERS, &[]).await?;
            proxy.stall();
            tx.fetch_all::<(i32,)>(&NUMBERS, &[]).await
        })
        .await;
    let error = outcome.expect_err("nothing comes back");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.to_string().contains("did not answer within 200ms"), "{error}");
    assert!(!error.is_retryable());
    let error = session.fetch_all::<(i32,)>(&NUMBERS, &[]).await.expect_err("silence");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let error = session.fetch_all::<(i32,)>(&NUMBERS, &[]).await.expect_err("given up");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    drop(session);
    // The dead ones are not lent again, not even those that were idle when the network died.
    for _ in 0..2 {
        let session = context.session().await.expect("a session");
        assert_eq!(session.fetch_all::<(i32,)>(&NUMBERS, &[]).await.expect("rows").len(), 3);
        drop(session);
        proxy.stall();
    }
    assert_whole(&context).await;
}

/// A column's type changes, and an enum is made anew, under a running service.
#[tokio::test]
async fn a_schema_that_changes_is_noticed() {
    let context = database().await;
    let (session, other) = (context.session().await, context.session().await);
    let (session, other) = (session.expect("a session"), other.expect("a session"));
    let companies = CompanyStore::new(&session);
    let acme = companies.create(named("Acme")).await.expect("created");
    assert!(companies.by_name("Acme").await.expect("an answer").is_some());
    other.batch("ALTER TABLE company ALTER name TYPE varchar(100)").await.expect("altered");
    // Outside of a transaction the next use prepares anew; inside, it fails and the next one succeeds.
    assert_eq!(companies.by_name("Acme").await.expect("prepared anew"), Some(acme.clone()));
    other.batch("ALTER TABLE company ALTER name TYPE text").await.expect("altered");
    let by_name =
        async || session.transaction(async |tx| CompanyStore::new(tx).by_name("Acme").await).await;
    let error = by_name().await.expect_err("aborted");
    assert_eq!(error.sqlstate(), Some("0A000"));
    assert_eq!(by_name().await.expect("prepared anew"), Some(acme));
    // Another enum of the same name.
    other
        .batch(
            "ALTER TABLE company ALTER type TYPE text; DROP TYPE company_type;
             CREATE TYPE company_type AS ENUM ('private', 'public');
             ALTER TABLE company ALTER type TYPE company_type USING type::company_type",
        )
        .await
        .expect("altered");
    companies.create(named("Bcme")).await.expect("prepared anew");
    // A type that the field cannot be read from is an error, never a wrong value.
    other
        .batch("ALTER TABLE company ALTER name TYPE bytea USING name::bytea")
        .await
        .expect("altered");
    let error = companies.by_name("Acme").await.expect_err("no text");
    assert!(matches!(error, Error::Decode(_) | Error::Rejected(_)), "{error:?}");
    other.batch("ALTER TABLE company DROP name").await.expect("dropped");
    let error = companies.by_name("Acme").await.expect_err("no column");
    assert_eq!(error.sqlstate(), Some("42703"));
    assert_eq!(companies.count().await.expect("the rest works"), 2);
}

/// Serializable transfers between few accounts, each of which loses now and then: no money is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serializable_transfers_conserve_the_sum() {
    static BALANCE: Statement = Statement::new(
        action("balance"),
        "SELECT balance FROM account WHERE id = $1",
        const { &[Type::INT4] },
    );
    static SET: Statement = Statement::new(
        action("set"),
        "UPDATE account SET balance = $2, transfers = transfers + 1 WHERE id = $1",
        const { &[Type::INT4, Type::INT8] },
    );
    static SUMS: Statement = Statement::new(
        action("sums"),
        "SELECT sum(balance)::bigint, sum(transfers)::bigint FROM account",
        &[],
    );
    const TASKS: usize = 64;
    const ACCOUNTS: i32 = 100;
    let transfers = count(25, 1000);
    let service = Service::new("example")
        .with_config(Config { pool_timeout: Some(Duration::from_secs(600)), ..Config::default() });
    let context = TestDatabase::create(&service, &MIGRATIONS).await.expect("a test database");
    let session = context.session().await.expect("a session");
    session
        .batch(&format!(
            "CREATE TABLE account (id int PRIMARY KEY, balance bigint, transfers bigint DEFAULT 0);
             INSERT INTO account SELECT n, 1000 FROM generate_series(1, {ACCOUNTS}) n"
        ))
        .await
        .expect("created");
    drop(session);
    let attempts = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (context, attempts) = ((*context).clone(), Arc::clone(&attempts));
            tokio::spawn(async move {
                let policy = Retry::new(TransactionOptions::new().serializable())
                    .attempts(1000)
                    .pauses(Duration::from_millis(1), Duration::from_millis(50));
                for _ in 0..transfers {
                    let from = fastrand::i32(1..=ACCOUNTS);
                    let to = (from + fastrand::i32(1..ACCOUNTS) - 1) % ACCOUNTS + 1;
                    let amount = fastrand::i64(1..10);
                    context
                        .retry(policy, async |tx| {
                            attempts.fetch_add(1, Ordering::Relaxed);
                            let (a,) = tx.fetch_one::<(i64,)>(&BALANCE, &[&from]).await?;
                            let (b,) = tx.fetch_one::<(i64,)>(&BALANCE, &[&to]).await?;
                            tx.execute_one(&SET, &[&from, &(a - amount)]).await?;
                            tx.execute_one(&SET, &[&to, &(b + amount)]).await
                        })
                        .await
                        .expect("it wins in the end");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let session = context.session().await.expect("a session");
    let sums: (i64, i64) = session.fetch_one(&SUMS, &[]).await.expect("sums");
    let all = TASKS * transfers;
    eprintln!("{all} transfers in {} attempts", attempts.load(Ordering::Relaxed));
    assert_eq!(sums, (i64::from(ACCOUNTS) * 1000, i64::try_from(2 * all).expect("few")));
    drop(session);
    assert_whole(&context).await;
}
