use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    store Companies {
        fn misspelt(name: &str) -> Option<Uuid> { "SELECT id FROM company WHERE name = :nam" }

        fn undeclared() -> Option<Uuid> { "SELECT id FROM company WHERE name = :wanted" }

        fn unused(name: &str, kind: &str) -> Option<Uuid> {
            "SELECT id FROM company WHERE name = :name"
        }

        fn numbered(name: &str) -> Option<Uuid> { "SELECT id FROM company WHERE name = $1" }
    }
}

fn main() {}
