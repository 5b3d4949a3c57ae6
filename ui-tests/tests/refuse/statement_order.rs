use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    store Companies {
        fn delete(id: Uuid) cascades(badge, desk) {
            "DELETE FROM company WHERE id = :id";
            "DELETE FROM employee WHERE company_id = :id"
        }

        fn add(id: Uuid, account: &str, now: chrono::DateTime<chrono::Utc>) {
            "INSERT INTO membership (company_id, account, role) VALUES (:id, :account, 'owner')";
            "INSERT INTO company (id, name, created_at, updated_at) VALUES (:id, 'new', :now, :now)"
        }

        fn rows_too_early(name: &str) -> Vec<String> {
            "DELETE FROM tag WHERE name = :name RETURNING name";
            "SELECT name FROM tag"
        }
    }
}

fn main() {}
