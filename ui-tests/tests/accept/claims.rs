//! Beside `claim_not_unique` and `returns`: claims that are proven.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    #[derive(Debug, Clone, PartialEq)]
    pub model Tag = "tag" { name: String }

    pub store Reports {
        fn by_primary_key(name: &str) -> Option<Tag> { "SELECT * FROM tag WHERE name = :name" }

        fn or_not_found(name: &str) -> Tag { "SELECT * FROM tag WHERE name = :name" }

        fn by_unique_key(name: &str) -> Option<Uuid> { "SELECT id FROM company WHERE name = :name" }

        fn by_both_columns(company_id: Uuid, account: &str) -> Option<String> {
            "SELECT role FROM membership WHERE company_id = :company_id AND account = :account"
        }

        fn first() -> Option<Tag> { "SELECT * FROM tag ORDER BY name LIMIT 1" }

        fn total() -> i64 { "SELECT count(*) FROM event" }

        fn joined(id: Uuid) -> Option<String> {
            "SELECT c.name FROM employee e JOIN company c ON c.id = e.company_id WHERE e.id = :id"
        }

        fn added(name: &str) -> Tag { "INSERT INTO tag (name) VALUES (:name) RETURNING *" }

        fn added_if_new(name: &str) -> Option<Tag> {
            "INSERT INTO tag (name) VALUES (:name) ON CONFLICT DO NOTHING RETURNING *"
        }

        fn removed(name: &str) -> Option<Tag> { "DELETE FROM tag WHERE name = :name RETURNING *" }

        fn many() -> Vec<Tag> { "SELECT * FROM tag" }

        fn streamed() -> impl Stream<Tag> { "SELECT * FROM tag" }

        fn affected(prefix: &str) -> u64 { "DELETE FROM tag WHERE name LIKE :prefix || '%'" }

        fn nothing(name: &str) { "INSERT INTO tag (name) VALUES (:name)" }

        fn unit(name: &str) -> () { "INSERT INTO tag (name) VALUES (:name)" }

        fn void() { "SELECT pg_notify('tags', 'changed')" }
    }
}

fn main() {}
