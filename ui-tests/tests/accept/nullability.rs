//! Beside `option_missing` and `option_superfluous`: `Option` where NULL is possible, and nowhere else.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    pub model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    pub store Reports {
        fn latest() -> Option<chrono::DateTime<chrono::Utc>> { "SELECT max(created_at) FROM company" }

        fn emails() -> Vec<Option<String>> { "SELECT email FROM employee" }

        fn known_emails() -> Vec<String> { "SELECT email FROM employee WHERE email IS NOT NULL" }

        fn emails_or_names() -> Vec<String> { "SELECT coalesce(email, name) FROM employee" }

        fn floors() -> Vec<Option<i16>> {
            "SELECT d.floor FROM employee e LEFT JOIN desk d ON d.employee_id = e.id"
        }

        fn taken_floors() -> Vec<i16> {
            "SELECT d.floor FROM employee e JOIN desk d ON d.employee_id = e.id"
        }

        fn email_of(id: Uuid) -> Option<Option<String>> { "SELECT email FROM employee WHERE id = :id" }

        fn set_email(id: Uuid, email: Option<&str>) {
            "UPDATE employee SET email = :email WHERE id = :id"
        }

        fn with_email(email: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE email IS NOT DISTINCT FROM :email"
        }

        fn filtered(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE :name::text IS NULL OR name = :name"
        }

        fn less_than_it_could_say() -> Vec<Desk> { "SELECT * FROM desk WHERE employee_id IS NOT NULL" }
    }
}

fn main() {}
