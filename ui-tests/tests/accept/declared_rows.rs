//! Beside `declared_rows`: rows whose fields hold models.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    // Without derives of its own: the rows that hold it have those that it allows.
    model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    #[derive(Debug, Clone)]
    model Badge = "badge" { id: i64, employee_id: Uuid, label: String, printed: bool }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    row Place;

    row Seat { desk: Option<Desk>, name: String }

    /// An entry goes by the field's name where a table stands twice.
    row Neighbours { one: Desk, other: Desk }

    row Labelled {
        badge: Badge,
        #[column = "employee"]
        name: String,
    }

    row Equipment { badge: Badge, desks: Vec<Desk>, others: Vec<Badge> }

    row Tags { id: Uuid, skills: Vec<String> }

    store Reports {
        fn places() -> Vec<Place> { "SELECT id, floor FROM desk" }

        fn place(id: i32) -> Option<Place> { "SELECT floor, id FROM desk WHERE id = :id" }

        fn seats() -> Vec<Seat> {
            "SELECT d.*, e.name FROM employee e LEFT JOIN desk d ON d.employee_id = e.id"
        }

        // Whatever a subquery calls the columns: they are the entry's.
        fn seats_of_floor(floor: i16) -> Vec<Seat> {
            "SELECT e.name, d.* FROM employee e
             LEFT JOIN (SELECT * FROM desk WHERE floor = :floor) d ON d.employee_id = e.id"
        }

        fn neighbours() -> Vec<Neighbours> {
            "SELECT other.*, one.* FROM desk one JOIN desk other ON other.floor = one.floor"
        }

        fn labelled() -> Vec<Labelled> {
            "SELECT b.*, e.name AS employee FROM badge b JOIN employee e ON e.id = b.employee_id"
        }

        fn print(id: i64) -> Option<Labelled> {
            "UPDATE badge SET printed = true FROM employee e WHERE badge.id = :id AND e.id = badge.employee_id
             RETURNING badge.*, e.name AS employee"
        }

        // An inner join nests as well: what has nothing nested is not there.
        fn equipment(floor: i16) -> Vec<Equipment> {
            "SELECT badge.*, d.*, others.* FROM badge JOIN desk d ON d.employee_id = badge.employee_id
             LEFT JOIN badge others ON others.employee_id = d.employee_id WHERE d.floor = :floor"
        }

        fn tags() -> Vec<Tags> { "SELECT id, skills FROM employee" }
    }
}

fn main() {
    let place = Place { id: 1, floor: 2 };
    assert_eq!(place, place);
    let _: fn(&Seat) -> Option<&Desk> = |seat| seat.desk.as_ref();
    let _: fn(&Labelled) -> String = |row| format!("{:?}", row.clone());
    let _: fn(&Equipment) -> usize = |row| row.desks.len() + row.others.len();
}
