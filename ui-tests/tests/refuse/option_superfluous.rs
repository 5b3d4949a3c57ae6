use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { name: Option<String> }

    store Reports {
        fn names() -> Vec<Option<String>> { "SELECT name FROM company" }

        fn rename(id: Uuid, name: Option<&str>) {
            "UPDATE company SET name = :name WHERE id = :id"
        }

        fn add(name: Option<&str>) { "INSERT INTO tag (name) VALUES (:name)" }

        fn by_name(name: Option<&str>) -> Option<Uuid> {
            "SELECT id FROM company WHERE name = :name"
        }
    }
}

fn main() {}
