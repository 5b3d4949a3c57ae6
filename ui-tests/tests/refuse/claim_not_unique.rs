use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { name: String }

    store Reports {
        fn company_of(name: &str) -> Option<Uuid> {
            "SELECT company_id FROM employee WHERE name = :name"
        }

        fn tag() -> Tag { "SELECT * FROM tag" }

        fn role(account: &str) -> Option<String> {
            "SELECT role FROM membership WHERE account = :account"
        }

        fn event(what: &str) -> Option<chrono::NaiveDateTime> {
            "SELECT happened_at FROM event WHERE what = :what"
        }

        fn promote(role: &str) -> Option<String> {
            "UPDATE membership SET role = 'owner' WHERE role = :role RETURNING account"
        }
    }
}

fn main() {}
