use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { name: String }

    store Reports {
        fn nothing() { "SELECT * FROM tag" }

        fn one(name: &str) { "SELECT length(name) FROM tag WHERE name = :name" }

        fn no_rows(id: Uuid) -> Option<Uuid> { "DELETE FROM company WHERE id = :id" }

        fn count() -> u64 { "SELECT count(*) FROM tag" }

        fn returning(name: &str) -> u64 { "DELETE FROM tag WHERE name = :name RETURNING name" }

        fn result() -> Result<Uuid, String> { "SELECT id FROM company" }

        fn iterator() -> impl Iterator<Item = Uuid> { "SELECT id FROM company" }

        fn lower() -> usize { "SELECT count(*) FROM tag" }
    }
}

fn main() {}
