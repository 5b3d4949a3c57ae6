//! The expansion gives no warning, whatever is asked of the crate it stands in.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]

/// A module with nothing in scope but what is declared.
mod stores {
    use microcosm_postgres::store;

    // Names that the expansion must not stumble over.
    #[allow(dead_code, non_camel_case_types)]
    mod shadows {
        pub(super) struct Option;
        pub(super) struct Result;
        pub(super) struct Vec;
        pub(super) struct String;
    }
    #[allow(unused_imports)]
    use shadows::Result;

    store! {
        schema "schema.json";

        pub(super) enum CompanyType = "company_type" { Private, Public, NonProfit }

        #[derive(Debug, Clone, PartialEq)]
        pub(super) model Company = "company" {
            id: uuid::Uuid,
            name: String,
            #[column = "type"]
            kind: Option<CompanyType>,
            created_at: chrono::DateTime<chrono::Utc>,
            updated_at: chrono::DateTime<chrono::Utc>,
        }

        pub(super) store CompanyStore for Company {
            create, retrieve, update, update_with_diff, replace, delete, count, search(name, kind);

            fn names() -> Vec<Name> { "SELECT id, name FROM company" }

            fn stream() -> impl Stream<Name> { "SELECT name, id FROM company" }

            fn both(id: uuid::Uuid) {
                "DELETE FROM membership WHERE company_id = :id";
                "DELETE FROM company WHERE id = :id"
            }
        }
    }
}

fn main() {
    let _ = stores::NewCompany { name: "Acme".into(), kind: Some(stores::CompanyType::Private) };
}
