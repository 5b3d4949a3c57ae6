//! Statements with parts and orders in braces: no panic, and places that lie in the text.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use query_check::catalog::Catalog;
use query_check::parts::{PartOptions, check};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin(18).expect("a catalog"));

fuzz_target!(|data: &[u8]| {
    let sql = String::from_utf8_lossy(data);
    let optional = ["a", "b", "kind", "name"].map(str::to_owned).to_vec();
    let found = check(&CATALOG, &sql, &PartOptions { optional, ..PartOptions::default() });
    for diagnostic in found.refused.iter().chain(&found.checked.diagnostics) {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        assert!(sql.get(start..end).is_some(), "{diagnostic:?} in {sql:?}");
    }
});
