//! Mistakes in included files point into the file; files that are not there are told.

use microcosm_postgres::store;

store! {
    schema "schema.json";

    store Reports {
        fn report(label: &str) -> Vec<(String, String)> {
            include "queries/report.sql"
        }

        fn missing() -> Vec<String> include "queries/reprot.sql";

        fn empty() -> Vec<String> {
            include "queries/empty.sql"
        }

        fn undeclared() -> Option<String> {
            include "queries/sound.sql"
        }

        fn macro_like() -> Vec<String> {
            include!("queries/sound.sql")
        }
    }
}

fn main() {}
