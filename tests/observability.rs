//! What an action tells: a span and a histogram, with names and no values.

mod support;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future;

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use microcosm_postgres::{ACTION_SECONDS, Config, Service, SessionContext};
use support::proxy::through_proxy;
use support::{CompanyStore, database, named};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};

/// What was told, a line each.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn add(&self, line: String) {
        self.0.lock().expect("whole").push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("whole").clone()
    }
}

/// Records each histogram's key when a value comes.
struct Keys(Told);

struct OneKey(Told, String);

impl HistogramFn for OneKey {
    fn record(&self, seconds: f64) {
        assert!(seconds > 0.0 && seconds < 60.0, "{seconds}");
        self.0.add(self.1.clone());
    }
}

impl Recorder for Keys {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let mut line = key.name().to_owned();
        for label in key.labels() {
            write!(line, " {}={}", label.key(), label.value()).expect("text");
        }
        Histogram::from_arc(Arc::new(OneKey(self.0.clone(), line)))
    }
}

/// Records the fields of each span of this crate.
struct Spans(Told);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("text");
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("microcosm_postgres")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        self.0.add(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("recorded".to_owned());
        values.record(&mut line);
        self.0.add(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.add(line.0);
    }

    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

// One thread, so that what is installed for the thread sees everything.
#[tokio::test(flavor = "current_thread")]
async fn actions_tell_their_names_and_results_and_no_values() {
    let context = database().await;
    let session = context.session().await.expect("a session");
    let companies = CompanyStore::new(&session);

    let (metrics, spans) = (Told::default(), Told::default());
    let recorder = Keys(metrics.clone());
    let _recorder = metrics::set_default_local_recorder(&recorder);
    let _subscriber = tracing::subscriber::set_default(Spans(spans.clone()));
    companies.create(named("Secret Holdings")).await.expect("created");
    companies.create(named("Secret Holdings")).await.expect_err("a duplicate");
    companies.retrieve(session.new_id()).await.expect_err("none is there");

    let histogram = |action: &str, result: &str| {
        format!("{ACTION_SECONDS} store=CompanyStore model=company action={action} result={result}")
    };
    assert_eq!(
        metrics.lines(),
        [
            histogram("create", "ok"),
            histogram("create", "duplicate"),
            histogram("retrieve", "not_found")
        ]
    );
    let span = |action: &str| {
        format!("action store=\"CompanyStore\" model=\"company\" action=\"{action}\"")
    };
    assert_eq!(
        spans.lines(),
        [
            span("create"),
            "recorded result=\"ok\"".to_owned(),
            span("create"),
            "recorded result=\"duplicate\"".to_owned(),
            span("retrieve"),
            "recorded result=\"not_found\"".to_owned(),
        ]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn slow_actions_are_told() {
    let database = database().await;
    let config = Config {
        database: Some(database.name().to_owned()),
        // Shorter than any action takes.
        slow_action: Some(Duration::from_nanos(1)),
        ..Config::default()
    };
    let service = Service::new("example").testing().with_config(config);
    let context = SessionContext::connect(&service).await.expect("connected");
    let session = context.session().await.expect("a session");

    let told = Told::default();
    let _subscriber = tracing::subscriber::set_default(Spans(told.clone()));
    CompanyStore::new(&session).create(named("Secret Holdings")).await.expect("created");
    let lines = told.lines();
    let slow: Vec<_> = lines.iter().filter(|line| line.starts_with("WARN")).collect();
    assert_eq!(slow.len(), 1, "{lines:?}");
    let start = "WARN message=slow action store=\"CompanyStore\" model=\"company\" action=\"create\" result=\"ok\" time=";
    assert!(slow[0].starts_with(start), "{slow:?}");
    assert!(!lines.concat().contains("Holdings"), "{lines:?}");
}

/// What a test can count: the actions, and how often one waited for the server.
#[tokio::test]
async fn a_query_log_tells_actions_and_round_trips() {
    let database = database().await;
    let (context, turns) = through_proxy(&database).await;
    let session = context.session().await.expect("a session");
    let companies = CompanyStore::new(&session);
    // Prepared first: learning the types of a statement may take several round trips.
    let acme = companies.create(named("Acme")).await.expect("created");
    companies.retrieve(acme.id).await.expect("found");

    let mut before = 0;
    let log = session.query_log();
    // What the proxy counts between client and server, and the log without one.
    let mut same = |expected: usize, counted: usize| {
        let found = usize::try_from(log.round_trips()).expect("few") - before;
        before += found;
        assert_eq!((found, counted), (expected, expected));
    };
    let (count, created) = turns.of(companies.create(named("Bolt"))).await;
    created.expect("created");
    same(1, count);
    let (count, failed) = turns.of(companies.create(named("Bolt"))).await;
    failed.expect_err("a duplicate");
    same(1, count);
    let both = future::join(companies.retrieve(acme.id), companies.retrieve(acme.id));
    let (count, _) = turns.of(both).await;
    same(1, count);
    let in_transaction = session.transaction(async |tx| {
        let companies = CompanyStore::new(tx);
        companies.retrieve(acme.id).await?;
        companies.create(named("Coil")).await
    });
    let (count, created) = turns.of(in_transaction).await;
    created.expect("created");
    same(3, count); // BEGIN goes with the first, and COMMIT by itself.
    let actions = log.actions();
    let (create, retrieve) = ("CompanyStore::create", "CompanyStore::retrieve");
    assert_eq!(actions, [create, create, retrieve, retrieve, retrieve, create]);
    drop(log);
    companies.retrieve(acme.id).await.expect("found");
    assert!(session.query_log().actions().is_empty());
}
