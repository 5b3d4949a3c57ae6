use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Employee = "employee" {
        id: Uuid,
        company_id: Uuid,
        name: String,
        email: Option<String>,
        salary: Option<rust_decimal::Decimal>,
        hired: chrono::NaiveDate,
        skills: Vec<String>,
        settings: Option<serde_json::Value>,
        photo: Option<Vec<u8>>,
    }

    store EmployeeStore for Employee {
        delete, count cascades(badge);

        fn delete_of(company: Uuid) -> u64 {
            "DELETE FROM employee
              WHERE company_id = :company"
        }

        fn half_declared(id: Uuid) cascades(badge) {
            "DELETE FROM employee WHERE id = :id"
        }

        fn too_much(id: Uuid) cascades(badge, desk, company) {
            "DELETE FROM employee WHERE id = :id"
        }

        fn misspelt(id: Uuid) cascades(badges, desk) {
            "DELETE FROM employee WHERE id = :id"
        }
    }
}

fn main() {}
