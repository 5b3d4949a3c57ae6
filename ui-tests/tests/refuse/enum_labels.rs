use microcosm_postgres::store;

store! {
    schema "schema.json";

    enum Unknown = "company_type" { Private, Public, NonProfit, Cooperative }

    enum Missing = "company_type" { Private, Public }

    enum Misspelt = "company_type" { Private, Publik, NonProfit }

    enum Written = "company_type" {
        Private,
        Public,
        #[label = "non_profit"]
        Charity,
    }

    enum NoType = "company_typ" { Private }

    enum NoEnum = "hr.grade" { One }
}

fn main() {}
