//! Finding and reading the snapshot, once per process for each state of the file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use proc_macro2::Span;
use query_check::catalog::Catalog;
use query_check::snapshot::Snapshot;

use crate::check::Message;
use crate::files;
use crate::report::Report;
use crate::syntax::Schema;

/// What a block is checked against when it does not say.
const DEFAULT: &str = "schema.json";

/// A snapshot that was read.
pub(crate) struct Loaded {
    pub(crate) path: PathBuf,
    pub(crate) catalog: Arc<Catalog>,
}

/// Reads the snapshot of a block, and reports why it cannot.
pub(crate) fn load(schema: Option<&Schema>, report: &mut Report) -> Option<Loaded> {
    let (name, span) = match schema {
        Some(schema) => (schema.path.value(), schema.path.span()),
        None => (DEFAULT.to_owned(), Span::call_site()),
    };
    let Some(path) = files::find(&name) else {
        report.error(span, missing(&name));
        return None;
    };
    match read(&path) {
        Ok(catalog) => Some(Loaded { path, catalog }),
        Err(message) => {
            report.error(span, message);
            None
        }
    }
}

fn missing(name: &str) -> Message {
    Message::new(format!("there is no schema snapshot `{name}`"))
        .note("it is looked for beside the Cargo.toml of this package, then of its workspace")
        .help(format!(
            "take one: `microcosm-postgres snapshot --database-url postgres://… --output {name}`,\n\
             or from migrations: `microcosm-postgres snapshot --migrations DIR --output {name}`"
        ))
}

/// A file's state: what it was read from is still what it holds.
type State = (Option<SystemTime>, u64);

/// The catalogs of this process, by file.
type Read = HashMap<PathBuf, (State, Arc<Catalog>)>;

static READ: Mutex<Option<Read>> = Mutex::new(None);

fn read(path: &Path) -> Result<Arc<Catalog>, Message> {
    let unreadable = |error: std::io::Error| {
        Message::new(format!("the schema snapshot cannot be read: {error}"))
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    let state = (metadata.modified().ok(), metadata.len());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let read = read.get_or_insert_default();
    if let Some((known, catalog)) = read.get(path)
        && *known == state
    {
        return Ok(Arc::clone(catalog));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let refused = |error: &dyn std::fmt::Display| Message::new(error.to_string());
    let snapshot = Snapshot::from_json(&text).map_err(|error| refused(&error))?;
    let catalog = Catalog::new(snapshot).map_err(|error| refused(&error))?;
    let catalog = Arc::new(catalog);
    read.insert(path.to_path_buf(), (state, Arc::clone(&catalog)));
    Ok(catalog)
}
