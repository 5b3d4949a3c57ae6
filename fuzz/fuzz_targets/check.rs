//! The whole checker on statements separated by `;` at the end of a line, against a snapshot with tables, views,
//! functions and types.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;
use query_check::render::{RenderOptions, render};
use query_check::snapshot::Snapshot;

static CATALOGS: LazyLock<Vec<Catalog>> = LazyLock::new(|| {
    let text = include_str!("../../query-check/tests/verdict/schema.json");
    let load = |major| {
        let mut snapshot = Snapshot::from_json(text).expect("a snapshot");
        snapshot.server = major;
        Catalog::new(snapshot).expect("a catalog")
    };
    (14..=18).map(load).collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let options = CheckOptions { named_parameters: first & 1 == 0, ..CheckOptions::default() };
    let catalog = &CATALOGS[usize::from(first >> 1) % CATALOGS.len()];
    for sql in text.split(";\n") {
        let checked = query_check::check(catalog, sql, &options);
        for diagnostic in checked.diagnostics.iter().chain(&checked.house) {
            let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
            assert!(sql.get(start..end).is_some(), "{diagnostic:?} in {sql:?}");
        }
        for diagnostic in &checked.diagnostics {
            assert!(!render(sql, diagnostic, &RenderOptions::default()).is_empty());
        }
    }
});
