//! SQL as tokens: what Rust writes otherwise than SQL, and what both write alike.

use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Tag = "tag" { name: String }

    store Tags for Tag {
        fn all() -> Vec<Tag> { SELECT * FROM tag }

        fn constants() -> (String, String, i32, bool) {
            SELECT "it's", 'c' || "\"quoted\"", -1 - -1, "a" ~ r"^\w" /* a comment */
        }

        // One that is quoted because it is a word of SQL.
        fn order(id: i32) -> Option<Option<i32>> {
            SELECT p.r#order FROM hr.position p WHERE p.id=:id
        }

        fn operators(skills: &[String], key: &str) -> Vec<(Uuid, Option<String>)> {
            SELECT id, settings->>:key FROM employee WHERE skills @> :skills AND salary <> 1.5e3
        }

        fn signs(settings: &serde_json::Value, skills: &[String]) -> Vec<(Option<String>, bool)> {
            SELECT settings #>> "{a,b}", (settings -> "a") @> :settings AND settings ?| :skills AND settings ? "a"
              FROM employee
             WHERE skills && :skills AND skills <@ (skills || "x"::text) AND name !~~* "a%" AND email ^@ "b"
               AND -1 <= - 1 AND |/ 4 <> 2.0 ^ 2 AND 5 % 3 > .5 AND (~1 # 2) < 5 AND make_interval(hours => 1) > "0"
               AND (settings->"a"->>"b")::int=-1
        }

        fn arrays(skills: &[String]) -> Option<String> { SELECT (:skills::text[])[1] }

        fn parts(name: Option<&str>, order: TagOrder, limit: Option<i64>) -> Vec<Tag> {
            SELECT * FROM tag WHERE true { AND name LIKE :name } ORDER BY { order: name | name DESC } { LIMIT :limit }
        }

        fn several(name: &str) -> u64 {
            INSERT INTO tag (name) VALUES (:name) ON CONFLICT DO NOTHING;
            "DELETE FROM tag WHERE name <> :name";
            DELETE FROM tag WHERE name = :name
        }
    }
}

macro_rules! tags {
    ($store:ident, $($sql:tt)*) => {
        mod inner {
            microcosm_postgres::store! {
                schema "schema.json";

                pub store $store {
                    fn named(name: &str) -> Option<String> { $($sql)* }
                }
            }
        }
    };
}

tags!(Named, SELECT name FROM tag WHERE name = :name);

fn main() {
    let _ = inner::Named::new;
}
