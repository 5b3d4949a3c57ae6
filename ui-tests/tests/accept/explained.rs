//! The examples of the pages that `microcosm-postgres explain` shows.

use chrono::NaiveDate;
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { name: String }

    store Examples for Tag {
        fn remove(id: Uuid) cascades(badge, desk) {
            "DELETE FROM employee WHERE id = :id"
        }

        fn named(name: &str) -> Option<Uuid> {
            "SELECT id FROM company WHERE name = :name"
        }

        fn on_floor(floor: i16) -> Vec<i32> {
            "SELECT id FROM desk WHERE floor = :floor"
        }

        fn with_email(email: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE email IS NOT DISTINCT FROM :email"
        }

        fn emails() -> Vec<Option<String>> {
            "SELECT email FROM employee"
        }

        fn matching(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE true { AND name = :name }"
        }

        fn close(id: Uuid) {
            "DELETE FROM membership WHERE company_id = :id";
            "DELETE FROM company WHERE id = :id"
        }
    }

    store Shared {
        part hired = "hired IS NOT NULL";

        fn staff() -> Vec<String> {
            "SELECT name FROM employee WHERE { part hired }"
        }
    }

    store Staff {
        scope company_id: Uuid;

        fn hired_since(day: NaiveDate) -> Vec<String> {
            "SELECT name FROM employee WHERE hired >= :day AND company_id = :company_id"
        }
    }
}

fn main() {}
