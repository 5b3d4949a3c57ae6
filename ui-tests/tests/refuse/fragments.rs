//! Fragments that cannot be put in, and mistakes in them, which are said once.

use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    store Companies {
        part public = "type = 'public'";
        /// A mistake in a fragment is one, however many queries use it.
        part recent = "created_at > :since
                       AND nam <> ''";
        part as_tokens = { nam IS NULL };
        part breaks_out = "name = 'a') OR (true";
        part open = "(name = 'a'";
        part round = "{ part about }";
        part about = "true AND { part round }";
        part unused = "name <> ''";
        part public = "true";
        #[inline]
        part attributed = "true";
        part number = 7;

        fn recent(since: chrono::DateTime<chrono::Utc>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE { part recent }"
        }

        fn number_of_recent(since: chrono::DateTime<chrono::Utc>) -> i64 {
            SELECT count(*) FROM company WHERE { part recent }
        }

        fn unnamed() -> Vec<Uuid> {
            SELECT id FROM company WHERE { part as_tokens } AND { part attributed }
        }

        fn misspelt() -> Vec<Uuid> {
            "SELECT id FROM company
              WHERE { part publc }"
        }

        fn unknown() -> Vec<Uuid> {
            SELECT id FROM company WHERE { part mine }
        }

        fn out() -> Vec<Uuid> {
            "SELECT id FROM company WHERE { part breaks_out } AND { part open }"
        }

        fn around() -> Vec<Uuid> {
            "SELECT id FROM company WHERE { part round }"
        }

        // Parameters of a fragment are those of the query.
        fn without_since() -> Vec<Uuid> {
            "SELECT id FROM employee WHERE { part hired }"
        }

        part hired = "hired > :since";
    }
}

fn main() {}
