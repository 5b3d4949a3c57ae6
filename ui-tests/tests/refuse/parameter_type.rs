use microcosm_postgres::store;
use uuid::Uuid;

pub struct Money(i64);

store! {
    schema "schema.json";

    enum CompanyType = "company_type" { Private, Public, NonProfit }

    store Companies {
        fn name(id: i64) -> Option<String> { "SELECT name FROM company WHERE id = :id" }

        fn of_kind(kind: &str) -> Vec<Uuid> { "SELECT id FROM company WHERE type = :kind" }

        fn paid_more(salary: Money) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE salary > :salary"
        }

        fn named(names: &str) -> Vec<Uuid> { "SELECT id FROM company WHERE name = ANY(:names)" }

        fn first(count: i32) -> Vec<Uuid> { "SELECT id FROM company ORDER BY id LIMIT :count" }
    }
}

fn main() {}
