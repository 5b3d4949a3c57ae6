use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Event = "event" { happened_at: chrono::NaiveDateTime, what: String }

    model Headcount = "headcount" { id: Uuid, name: String, employees: i64 }

    model Tag = "tag" { name: String }

    store EventStore for Event { create, retrieve, update, search(wat) }

    store HeadcountStore for Headcount { count, retrieve, create }

    store TagStore for Tag { create, update, delete, search(name, name), search_first, remove }
}

fn main() {}
