use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    store Reports {
        fn names() -> Vec<NameAndId> { "SELECT id, name FROM company" }

        fn other_names() -> Vec<NameAndId> { "SELECT id, email AS name, hired FROM employee" }

        fn unnamed() -> Vec<Unnamed> { "SELECT id, 1 + 1 FROM company" }

        fn twice() -> Vec<Twice> { "SELECT c.id, e.id FROM company c, employee e" }

        fn too_many() -> Vec<Uuid> { "SELECT id, name FROM company" }

        fn tuple() -> Vec<(Uuid, String)> { "SELECT id, name, type FROM company" }

        fn less() -> Vec<Desk> { "SELECT id, floor FROM desk" }

        fn more() -> Vec<Desk> { "SELECT *, 1 AS one FROM desk" }

        fn null() -> Vec<Desk> {
            "SELECT d.id, d.employee_id, d.floor FROM employee e LEFT JOIN desk d ON d.employee_id = e.id"
        }

        fn wrong() -> Vec<Desk> { "SELECT id, employee_id, floor::bigint FROM desk" }

        fn no_type() -> Vec<Asked> { "SELECT name, plainto_tsquery(name) AS asked FROM company" }
    }
}

fn main() {}
