//! What bulk operations cannot do: arrays of arrays, keys that are not there, other claims.

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

    pub model Event = "event" { happened_at: chrono::NaiveDateTime, what: String }

    pub model Tag = "tag" { name: String }


    pub store EmployeeStore for Employee {
        create_all;
        upsert_all;
        delete_all;
    }

    pub store EventStore for Event { create -> u64, update_all, create_all -> Vec<Event> }

    pub store TagStore for Tag { create_all, update_all, create_al }
}

fn main() {}
