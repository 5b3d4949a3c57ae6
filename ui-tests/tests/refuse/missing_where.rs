use microcosm_postgres::store;

store! {
    schema "schema.json";

    store Companies {
        fn clear() { "DELETE FROM tag" }

        fn rename(name: &str) -> u64 { "UPDATE company SET name = :name" }

        fn nested() -> Vec<String> {
            "WITH gone AS (DELETE FROM tag RETURNING name) SELECT name FROM gone"
        }
    }
}

fn main() {}
