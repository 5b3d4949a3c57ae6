//! What an action tells: a span and a histogram, with names and no values.

mod support;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use microcosm_postgres::ACTION_SECONDS;
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
    fn event(&self, _: &Event<'_>) {}
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
