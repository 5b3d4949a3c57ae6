//! Beside `column_type`, `stale_model` and `operations_unsupported`: models that mirror their tables.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    /// Documented.
    #[derive(Debug, Clone, PartialEq)]
    pub model Company = "company" {
        /// The fields stand in an order of their own.
        updated_at: chrono::DateTime<chrono::Utc>,
        pub(crate) created_at: chrono::DateTime<chrono::Utc>,
        #[column = "type"]
        kind: Option<CompanyType>,
        name: String,
        id: Uuid,
    }

    #[derive(Clone)]
    pub model Badge = "badge" {
        id: i64,
        employee_id: Uuid,
        #[default]
        label: String,
        printed: bool,
    }

    pub model Membership = "membership" { company_id: Uuid, account: String, role: String }

    pub model Event = "event" { happened_at: chrono::NaiveDateTime, what: String }

    pub model Headcount = "headcount" { id: Uuid, name: String, employees: i64 }

    pub model Tag = "tag" { name: String }

    pub store CompanyStore for Company {
        create, retrieve, update, update_with_diff, replace, delete, count, search(name, kind), search_first(name, kind);
    }

    /// A second store of the same model may do less.
    pub store CompanyReader for Company { retrieve, count, search(name, kind) }

    pub store BadgeStore for Badge {
        /// Printed later.
        create,
        delete,
    }

    pub store MembershipStore for Membership { create, retrieve, update, delete }

    pub store EventStore for Event { create, count, search(what) }

    pub store HeadcountStore for Headcount { count, search(), search_first() }

    pub store TagStore for Tag { create, retrieve, delete }
}

fn main() {
    let _ = NewCompany { name: "Acme".into(), kind: None };
    let _ = NewBadge { employee_id: Uuid::nil(), printed: false };
    let _ = NewMembership { company_id: Uuid::nil(), account: "a".into(), role: "b".into() };
    let _ = NewTag { name: "old".into() };
    let search = CompanySearch { kind: Some(CompanyType::Public), ..Default::default() };
    assert_eq!((search.name, search.limit), (None, None));
}
