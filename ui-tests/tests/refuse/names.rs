use microcosm_postgres::store;

store! {
    schema "schema.json";

    enum CompanyType = "company_type" { Private, Public, NonProfit }

    type CompanyType = "text";

    type Id = "uid";

    model Tag = "tag" {
        name: String,
        #[column = "name"]
        again: String,
    }

    store TagStore for Tag {
        count, count;

        fn new() -> i64 { "SELECT 1::bigint" }
    }
}

fn main() {}
