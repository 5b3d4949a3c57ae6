//! Beside `constraint_unknown`: what a table's constraints are called.
use microcosm_postgres::{Constraint, Error, store};
use uuid::Uuid;

store! {
    schema "schema.json";

    pub model Tag = "tag" { name: String }

    pub model Badge = "badge" {
        id: i64,
        employee_id: Uuid,
        label: String,
        printed: bool,
    }

    // It has none.
    model Event = "event" { happened_at: chrono::NaiveDateTime, what: String }
}

const ALL: [Constraint; 3] = [Tag::PKEY, Badge::PKEY, Badge::EMPLOYEE_ID_FKEY];

fn explain(error: &Error) -> bool {
    ALL.iter().any(|constraint| error.violates(*constraint))
}

fn main() {
    let _ = explain;
    assert_eq!(Badge::EMPLOYEE_ID_FKEY.name(), "badge_employee_id_fkey");
}
