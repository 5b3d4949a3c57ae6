use microcosm_postgres::store;

store! {
    schema "schema.json";

    store Reports {
        fn lines() -> Vec<String> {
            "SELECT name,
                    'é', nam
               FROM company"
        }

        fn raw() -> Vec<String> {
            r#"SELECT "name"
               FROM "compny""#
        }

        fn escaped() -> Vec<String> {
            "SELECT \"name\" \
               FROM company\n WHERE \u{6e}am = ''"
        }

        fn two_mistakes() -> Vec<String> { "SELECT nam, idd FROM company" }
    }
}

fn main() {}
