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

        part in_raw = r#"
            "nam" IS NULL"#;
        part escaped = "id\u{20}IS NOT NULL \
                        AND \u{69}dd = 'é'";
        part around = "type IS NULL
               AND { part escaped }";

        fn of_fragments() -> Vec<String> {
            r"SELECT name FROM company
               WHERE { part in_raw } OR { part around } OR
                     naem IS NULL"
        }

        fn two_mistakes() -> Vec<String> { "SELECT nam, idd FROM company" }
    }
}

fn main() {}
