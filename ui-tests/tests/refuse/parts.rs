use microcosm_postgres::{Patch, store};
use uuid::Uuid;

store! {
    schema "schema.json";

    store Companies {
        fn nothing_decides(name: &str) -> Vec<Uuid> {
            "SELECT id FROM company WHERE true { AND name = :name }"
        }

        fn nothing_is_left(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE { AND name = :name }"
        }

        fn every_row(name: Option<&str>) -> u64 { "DELETE FROM tag WHERE { name = :name }" }

        fn no_column(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM company
              WHERE true { AND nam = :name }"
        }

        fn grouping(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE type IS NULL { OR name = :name } AND created_at < now()"
        }

        fn a_join(floor: Option<i16>) -> Vec<Uuid> {
            "SELECT c.id FROM company c { JOIN desk d ON d.floor = :floor }"
        }

        fn nested(name: Option<&str>, id: Option<Uuid>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE true { AND name = :name { AND id = :id } }"
        }

        fn not_unique(name: Option<&str>) -> Option<Uuid> {
            "SELECT id FROM company WHERE true { AND name = :name }"
        }

        fn may_be_null(email: Option<&str>) -> Vec<String> {
            "SELECT email FROM employee WHERE true { AND email = :email }"
        }

        fn wrong_type(name: Option<i64>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE true { AND name = :name }"
        }

        fn cannot_be_null(id: Uuid, name: Patch<&str>) {
            "UPDATE company SET { name = :name } WHERE id = :id"
        }

        fn patch_that_is_none(id: Uuid, email: Patch<&str>) {
            "UPDATE employee SET email = :email WHERE id = :id"
        }

        fn patch_of_a_filter(email: Patch<&str>) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE true { AND email = :email }"
        }

        fn cascading(name: Option<&str>) -> u64 {
            "DELETE FROM employee WHERE false { OR name = :name }"
        }

        fn too_many(
            a: Option<&str>, b: Option<&str>, c: Option<&str>, d: Option<&str>, e: Option<&str>,
            f: Option<&str>, g: Option<&str>, h: Option<&str>, i: Option<&str>, j: Option<&str>,
            k: Option<&str>, order: TooMany,
        ) -> Vec<String> {
            "SELECT name FROM tag WHERE true
                { AND name > :a } { AND name > :b } { AND name > :c } { AND name > :d } { AND name > :e }
                { AND name > :f } { AND name > :g } { AND name > :h } { AND name > :i } { AND name > :j }
                { AND name > :k } ORDER BY { order: name | name DESC | up = name || 'x' }"
        }
    }
}

fn main() {}
