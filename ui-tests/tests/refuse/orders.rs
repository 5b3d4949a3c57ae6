use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    store Companies {
        fn undeclared() -> Vec<Uuid> { "SELECT id FROM company ORDER BY { order: name | id }" }

        fn unnamed(order: Unnamed) -> Vec<Uuid> {
            "SELECT id FROM company ORDER BY { order: name | length(name) }"
        }

        fn twice(order: Twice) -> Vec<Uuid> {
            "SELECT id FROM company ORDER BY { order: name | company.name }"
        }

        fn no_name(order: &str) -> Vec<Uuid> {
            "SELECT id FROM company ORDER BY { order: name | id }"
        }

        fn no_column(order: NoColumn) -> Vec<Uuid> {
            "SELECT id FROM company ORDER BY { order: name | nme DESC }"
        }

        fn distinct(order: Distinct) -> Vec<String> {
            "SELECT DISTINCT name FROM company ORDER BY { order: name | created_at }"
        }

        fn first(order: Shared) -> Vec<Uuid> {
            "SELECT id FROM company ORDER BY { order: name | id }"
        }

        fn second(order: Shared) -> Vec<Uuid> {
            "SELECT id FROM company ORDER BY { order: name | created_at }"
        }

        fn elsewhere(order: Elsewhere) -> Vec<i64> {
            "SELECT count(*) FROM company GROUP BY { order: name | type }"
        }
    }
}

fn main() {
    // Its name is there although the query is wrong.
    let _: Option<Twice> = None;
}
