use microcosm_postgres::store;

store! {
    schema "schema.json";
    schema "other.json";

    table Company = "company" {}

    pub enum = "company_type" { Private }

    model Tag = "tag" { name String }

    #[derive(Debug)]
    model Other = tag { name: String }

    store TagStore for Tag {
        create, retreive, count;

        fn with_self(&self, name: &str) -> u64 { "DELETE FROM tag WHERE name = :name" }

        fn no_sql() {}

        async fn eager() -> i64 { "SELECT count(*) FROM tag" }

        fn number() -> i64 { 7 }

        fn generic<T>() -> i64 { "SELECT 1" }

        fn count() -> i64 { "SELECT count(*) FROM tag" }
    }

    store Unknown for Tga { count }
}

fn main() {}
