//! What `scaffold` prints: recorded as a case of the ui-tests, where rustc compiles it.

use std::path::Path;

use microcosm_postgres_cli::scaffold::scaffold;
use query_check::catalog::Catalog;
use query_check::snapshot::Snapshot;

const TABLES: [&str; 9] = [
    "badge",
    "company",
    "desk",
    "employee",
    "event",
    "headcount",
    "membership",
    "tag",
    "hr.position",
];

fn catalog() -> Catalog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/stores/schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    Catalog::new(Snapshot::from_json(&text).unwrap()).unwrap()
}

#[test]
fn every_table_of_the_schema_is_laid_out_to_compile() {
    let catalog = catalog();
    let mut text = "\
//! Written by `UPDATE_EXPECT=1 cargo test -p microcosm-postgres-cli --test scaffold`: what `scaffold` prints for
//! each table of the schema, which must compile as it is.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use microcosm_postgres::store;
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

store! {
    schema \"schema.json\";
"
    .to_owned();
    for table in TABLES {
        text += "\n";
        for line in scaffold(&catalog, table).unwrap().lines() {
            text += format!("    {line}").trim_end();
            text += "\n";
        }
    }
    text += "}\n\nfn main() {}\n";
    expect_test::expect_file!["../../ui-tests/tests/accept/scaffolded.rs"].assert_eq(&text);
}

#[test]
fn a_table_that_is_not_there_is_told_with_what_was_meant() {
    let catalog = catalog();
    let refused = |table| scaffold(&catalog, table).unwrap_err().to_string();
    assert_eq!(refused("compnay"), "the snapshot has no table `compnay`; did you mean `company`?");
    assert!(refused("company_pkey").contains("its tables are"), "{}", refused("nothing"));
    assert!(refused("nowhere.company").contains("no table"), "{}", refused("nowhere.company"));
    // A sequence holds no rows of ours.
    assert!(refused("desk_id_seq").contains("no table"));
}
