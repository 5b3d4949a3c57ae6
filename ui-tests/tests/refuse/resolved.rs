//! The words of SQL as tokens are references: what rustc says of a field, a model or a parameter, it says there.

#![deny(deprecated)]

use microcosm_postgres::store;


store! {
    schema "schema.json";

    model Tag = "tag" {
        #[deprecated = "the field"]
        name: String,
    }

    store Tags {
        fn like(pattern: &str) -> Vec<String> {
            SELECT t.name
              FROM tag t
             WHERE t.name LIKE :pattern
        }

        fn add(name: &str) -> u64 {
            INSERT INTO tag (name) VALUES (:name)
        }

        fn as_text() -> Vec<String> {
            "SELECT name FROM tag"
        }
    }
}

fn main() {}
