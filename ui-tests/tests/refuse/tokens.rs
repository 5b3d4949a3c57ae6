//! SQL as tokens: the same messages as for strings, under the very words.

use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    store Reports {
        fn misspelt(name: &str) -> Vec<Uuid> {
            SELECT id FROM company WHERE nme = :name
        }

        fn as_text(name: &str) -> Vec<Uuid> {
            "SELECT id FROM company WHERE nme = :name"
        }

        fn lines() -> Vec<String> {
            SELECT name, "é",
                   c.nam // not there
              FROM company c
        }

        fn types(name: &str) -> Vec<Uuid> {
            SELECT id FROM company WHERE name + 1 = :name
        }

        fn two_mistakes() -> Vec<String> { SELECT nam, idd FROM company }

        fn unfinished(name: &str) -> Vec<Uuid> {
            SELECT id FROM company WHERE name =
        }

        fn in_a_part(name: Option<&str>) -> Vec<Uuid> {
            SELECT id FROM company WHERE true { AND nam = :name }
        }

        fn second(id: Uuid) {
            DELETE FROM membership WHERE company_id = :id;
            DELETE FROM company WHERE i = :id
        }

        fn nobody(id: Uuid) -> Option<String> {
            SELECT name FROM company WHERE id = :ids
        }

        fn comment() -> Vec<Uuid> {
            SELECT id FROM company -- all of them
        }

        fn suffix() -> Vec<Uuid> {
            SELECT id FROM company LIMIT 5u8
        }

        fn bytes() -> Vec<Uuid> {
            SELECT id FROM employee WHERE photo = b"x"
        }

        fn number() -> i64 { 7 }
    }
}

fn main() {}
