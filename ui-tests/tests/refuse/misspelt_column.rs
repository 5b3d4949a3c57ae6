use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { nmae: String }

    model Event = "event" {
        #[column = "happened"]
        at: chrono::NaiveDateTime,
        what: String,
    }

    store Companies {
        fn id(name: &str) -> Option<Uuid> { "SELECT id FROM company WHERE nam = :name" }

        fn qualified(name: &str) -> Option<Uuid> {
            "SELECT c.idd
               FROM company c
               JOIN employee e ON e.company = c.id
              WHERE c.name = :name"
        }
    }
}

fn main() {}
