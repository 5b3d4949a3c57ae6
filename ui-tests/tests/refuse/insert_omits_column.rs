use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    store Companies {
        fn add(id: Uuid, name: &str) { "INSERT INTO company (id, name) VALUES (:id, :name)" }

        fn null(id: Uuid) {
            "INSERT INTO company (id, name, created_at, updated_at) VALUES (:id, NULL, now(), now())"
        }
    }
}

fn main() {}
