use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tags" { name: String }

    store TagStore for Tag { create, retrieve, count }

    store Companies {
        fn names() -> Vec<String> { "SELECT name FROM compny" }

        fn id(name: &str) -> Option<Uuid> {
            "SELECT id
               FROM companies
              WHERE name = :name"
        }
    }
}

fn main() {}
