use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    model Headcount = "headcount" { id: Uuid, name: String, employees: i64 }

    model Event = "event" { happened_at: chrono::NaiveDateTime, what: String }

    row Unused;

    row Desk;

    row Seat { desk: Option<Desk>, name: String }

    row Certain { desk: Desk, name: String }

    row Neighbours { one: Desk, other: Desk }

    row Odd { desks: Vec<Desk> }

    row Mixed { desk: Desk, name: String, events: Vec<Event> }

    row Counted { head: Headcount, desks: Vec<Desk> }

    row Floor { desk: Desk, others: Vec<Desk> }

    store Reports {
        fn always_there() -> Vec<Seat> {
            "SELECT d.*, e.name FROM employee e JOIN desk d ON d.employee_id = e.id"
        }

        fn perhaps_missing() -> Vec<Certain> {
            "SELECT d.*, e.name FROM employee e LEFT JOIN desk d ON d.employee_id = e.id"
        }

        fn null_inside() -> Vec<Seat> {
            "SELECT d.*, e.name FROM employee e LEFT JOIN
             (SELECT nullif(id, 0) AS id, employee_id, floor FROM desk UNION ALL SELECT NULL, NULL, NULL) d
             ON d.employee_id = e.id"
        }

        fn lacking() -> Vec<Certain> { "SELECT desk.id, 'x' AS name FROM desk" }

        fn no_entry() -> Vec<Certain> { "SELECT name FROM employee" }

        fn not_its_value() -> Vec<Certain> { "SELECT desk.*, email AS name FROM desk, employee" }

        fn no_value() -> Vec<Certain> { "SELECT * FROM desk" }

        fn besides() -> Vec<Certain> { "SELECT desk.*, 'x' AS name, 1 AS one FROM desk" }

        fn which() -> Vec<Neighbours> { "SELECT a.*, b.* FROM desk a, desk b" }

        fn many() -> Option<Floor> {
            "SELECT desk.*, others.* FROM desk JOIN desk others ON others.floor = desk.floor"
        }

        fn stream() -> impl Stream<Floor> {
            "SELECT desk.*, others.* FROM desk JOIN desk others ON others.floor = desk.floor"
        }

        fn through_a_subquery() -> Vec<Floor> {
            "SELECT desk.*, others.* FROM desk JOIN (SELECT * FROM desk) others ON others.floor = desk.floor"
        }
    }
}

fn main() {}
