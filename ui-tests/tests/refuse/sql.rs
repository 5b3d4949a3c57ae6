use microcosm_postgres::store;

store! {
    schema "schema.json";

    store Reports {
        fn syntax() -> Vec<String> { "SELECT name FORM company" }

        fn unfinished() -> Vec<String> { "SELECT name FROM company WHERE" }

        fn function() -> Vec<String> { "SELECT uper(name) FROM company" }

        fn operator() -> Vec<String> { "SELECT name FROM company WHERE created_at = 7" }

        fn group() -> Vec<Group> { "SELECT company_id, name, count(*) FROM employee GROUP BY company_id" }

        fn literal() -> Vec<String> { "SELECT name FROM company WHERE type = 'state'" }

        fn ddl() { "DROP TABLE company" }

        fn two() { "DELETE FROM tag WHERE true; DELETE FROM event WHERE true" }
    }
}

fn main() {}
