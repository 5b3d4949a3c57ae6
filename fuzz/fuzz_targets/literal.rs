//! The input functions on any text: the first byte chooses the type.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use query_check::catalog::{Catalog, TypeKind};
use query_check::checked::CheckOptions;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin(18).expect("a catalog"));
static TYPES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let types = CATALOG.types().filter(|ty| !matches!(ty.kind, TypeKind::Pseudo));
    let types = types.filter(|ty| !matches!(ty.kind, TypeKind::Composite(_)));
    types.map(|ty| CATALOG.format_type(ty.id)).collect()
});

fuzz_target!(|data: &[u8]| {
    let [first, second, rest @ ..] = data else { return };
    let place = usize::from(u16::from_le_bytes([*first, *second])) % TYPES.len();
    let text = String::from_utf8_lossy(rest).replace('\0', "").replace('\'', "''");
    let sql = format!("SELECT '{text}'::{}", TYPES[place]);
    query_check::check(&CATALOG, &sql, &CheckOptions::default());
});
