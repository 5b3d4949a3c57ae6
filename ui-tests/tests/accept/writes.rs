//! Beside `implicit_cascade`, `missing_where`, `insert_omits_column` and `statement_order`: writes that say
//! what they do.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    pub model Employee = "employee" {
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

    pub store EmployeeStore for Employee {
        create, update, replace, delete cascades(badge, desk);

        fn delete_of(company: Uuid) -> u64 cascades(public.badge, desk) {
            "DELETE FROM employee WHERE company_id = :company"
        }

        fn rename(id: Uuid, name: &str) { "UPDATE employee SET name = :name WHERE id = :id" }

        fn clear_badges() { "DELETE FROM badge WHERE true" }

        fn retire_company(id: Uuid) {
            "DELETE FROM badge WHERE employee_id IN (SELECT id FROM employee WHERE company_id = :id)";
            "UPDATE employee SET email = NULL WHERE company_id = :id";
            "UPDATE company SET type = NULL WHERE id = :id";
        }

        fn delete_members_and_company(id: Uuid) {
            "DELETE FROM membership WHERE company_id = :id";
            "DELETE FROM company WHERE id = :id"
        }

        fn found(id: Uuid, name: &str, account: &str, now: chrono::DateTime<chrono::Utc>) {
            "INSERT INTO company (id, name, created_at, updated_at) VALUES (:id, :name, :now, :now)";
            "INSERT INTO membership (company_id, account, role) VALUES (:id, :account, 'owner')"
        }

        fn badge(employee: Uuid) -> i64 {
            "INSERT INTO badge (employee_id) VALUES (:employee) RETURNING id"
        }
    }
}

fn main() {}
