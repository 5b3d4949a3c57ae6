//! What `store!` refuses, message by message, and what it must not refuse.
//!
//! `TRYBUILD=overwrite cargo test -p microcosm-postgres-ui-tests` writes the messages anew; read the
//! difference before it is committed.

use std::path::Path;

/// The schema of most cases: that of the tests against a real server.
const SCHEMA: &str = "../tests/stores/schema.json";

/// The schema of the cases with a scope.
const TENANTS: &str = "../tests/tenants/schema.json";

#[test]
fn compile() {
    provide_snapshots();
    let cases = trybuild::TestCases::new();
    cases.pass("tests/accept/*.rs");
    cases.compile_fail("tests/refuse/*.rs");
}

/// trybuild compiles the cases in a package of its own under the target folder; that is where they look for
/// their snapshots and queries.
fn provide_snapshots() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder");
    let package = target.join("tests").join("trybuild").join(env!("CARGO_PKG_NAME"));
    std::fs::create_dir_all(&package).expect("a folder");
    let copy = |from: &Path, to: &str| {
        std::fs::copy(from, package.join(to)).expect("a copy");
    };
    copy(Path::new(SCHEMA), "schema.json");
    copy(Path::new(TENANTS), "tenants.json");
    std::fs::create_dir_all(package.join("queries")).expect("a folder");
    for (folder, to) in [("tests/snapshots", ""), ("tests/queries", "queries/")] {
        for file in std::fs::read_dir(folder).expect("a folder") {
            let file = file.expect("a file");
            copy(&file.path(), &format!("{to}{}", file.file_name().to_string_lossy()));
        }
    }
}
