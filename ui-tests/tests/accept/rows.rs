//! Beside `rows`: row types that are generated, shared, or known.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    enum CompanyType = "company_type" { Private, Public, NonProfit }

    model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    store Reports {
        fn names() -> Vec<NameAndId> { "SELECT id, name FROM company" }

        fn name_of(id: Uuid) -> Option<NameAndId> { "SELECT name, id FROM employee WHERE id = :id" }

        fn keyword() -> Vec<Kind> { "SELECT type, count(*) AS \"Total\" FROM company GROUP BY type" }

        fn desks() -> Vec<Desk> { "SELECT floor, id, employee_id FROM desk" }

        fn tuples() -> Vec<(Uuid, Option<String>, i64)> {
            "SELECT id, email, 1::bigint FROM employee"
        }

        fn wide() -> Vec<Wide> {
            "SELECT e.*, c.name AS company FROM employee e JOIN company c ON c.id = e.company_id"
        }
    }
}

fn main() {
    let row = NameAndId { id: Uuid::nil(), name: "Acme".into() };
    assert_eq!(row.clone(), row);
    let kind = Kind { r#type: Some(CompanyType::Public), Total: 1 };
    assert_eq!(format!("{kind:?}"), "Kind { type: Some(Public), Total: 1 }");
    let _: fn(Wide) -> Option<rust_decimal::Decimal> = |wide| wide.salary;
}
