//! Types of one's own that do not say what they stand for, or stand for another type.

use chrono::{DateTime, Utc};
use microcosm_postgres::{PgRange, PgType, store};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq)]
pub struct Name(String);

#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "uuid"]
pub struct CompanyId(Uuid);

store! {
    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    pub model Company = "company" {
        id: Uuid,
        name: Name,
        #[column = "type"]
        kind: Option<CompanyType>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    pub store CompanyStore for Company {
        fn by_name(name: &CompanyId) -> Option<Company> {
            "SELECT * FROM company WHERE name = :name"
        }

        fn hired(within: PgRange<i32>) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE hired <@ :within::daterange"
        }
    }
}

#[derive(PgType)]
pub struct Unnamed(String);

#[derive(PgType)]
#[pg("text")]
pub struct Called(String);

#[derive(PgType)]
#[pg = "pair"]
pub struct Pair(i32, i32);

#[derive(PgType)]
#[pg = "text"]
pub struct Generic<T>(T);

#[derive(PgType)]
#[pg = "company_type"]
pub enum Kind {
    Private,
}

fn main() {}
