//! The examples of the pages that `microcosm-postgres explain` shows.

use chrono::NaiveDate;
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { name: String }

    store Examples for Tag {
        fn remove(id: Uuid) {
            "DELETE FROM employee WHERE id = :id"
        }

        fn named(name: &str) -> Option<Uuid> {
            "SELECT id FROM company WHERE name = :nam"
        }

        fn on_floor(floor: i32) -> Vec<i32> {
            "SELECT id FROM desk WHERE floor = :floor"
        }

        fn with_email(email: Option<&str>) -> Option<Uuid> {
            "SELECT id FROM employee WHERE email = :email"
        }

        fn emails() -> Vec<String> {
            "SELECT email FROM employee"
        }

        fn matching(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM company { WHERE name = :name }"
        }

        fn close(id: Uuid) {
            "DELETE FROM company WHERE id = :id";
            "DELETE FROM membership WHERE company_id = :id"
        }
    }

    store Shared {
        part hired = "hired IS NOT NULL";

        fn staff() -> Vec<String> {
            "SELECT name FROM employee WHERE { part hird }"
        }
    }

    store Staff {
        scope company_id: Uuid;

        fn hired_since(day: NaiveDate) -> Vec<String> {
            "SELECT name FROM employee WHERE hired >= :day"
        }
    }
}

fn main() {}
