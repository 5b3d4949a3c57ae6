use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Desk = "desk" {
        id: i64,
        employee_id: Option<String>,
        floor: i16,
    }

    model Company = "company" {
        id: Uuid,
        name: String,
        #[column = "type"]
        kind: Option<String>,
        created_at: chrono::NaiveDateTime,
        updated_at: chrono::DateTime<chrono::Utc>,
    }

    store Reports {
        fn total() -> i32 { "SELECT count(*) FROM company" }

        fn salaries() -> Vec<Option<f64>> { "SELECT salary FROM employee" }

        fn pairs() -> Vec<(Uuid, i64)> { "SELECT id, name FROM company" }

        fn ages() -> Vec<String> { "SELECT now() - hired FROM employee" }
    }
}

fn main() {}
