use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Desk = "desk" { id: i32, employee_id: Uuid, floor: i16 }

    store Reports {
        fn latest() -> chrono::DateTime<chrono::Utc> { "SELECT max(created_at) FROM company" }

        fn emails() -> Vec<String> { "SELECT email FROM employee" }

        fn floors() -> Vec<i16> {
            "SELECT d.floor FROM employee e LEFT JOIN desk d ON d.employee_id = e.id"
        }
    }
}

fn main() {}
