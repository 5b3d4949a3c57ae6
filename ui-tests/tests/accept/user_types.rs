//! Types of one's own: what they stand for is said by a derive, by an enum of another block, or in the block.

use chrono::{DateTime, NaiveDate, Utc};
use microcosm_postgres::types::Timestamp;
use microcosm_postgres::{Interval, PgMultirange, PgRange, PgType, store};
use uuid::Uuid;

mod shared {
    microcosm_postgres::store! {
        pub enum CompanyType = "company_type" { Private, Public, NonProfit }
    }
}

#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "text"]
pub struct Name(String);

/// A domain: by its name, or by that of what it is over.
#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "hr.grade"]
pub struct Grade(i32);

#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "int4"]
pub struct Floor(i32);

#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "pair"]
pub struct Pair {
    pub r#type: Option<i32>,
    #[pg = "the other"]
    pub other: Option<String>,
}

use shared::CompanyType;

store! {
    type CompanyType = "company_type";

    pub model Company = "company" {
        id: Uuid,
        name: Name,
        #[column = "type"]
        kind: Option<CompanyType>,
        created_at: DateTime<Utc>,
        updated_at: Timestamp<DateTime<Utc>>,
    }

    pub model Position = "hr.position" {
        id: i32,
        title: crate::Name,
        grade: Grade,
        order: Option<Floor>,
        #[column = "Weird Name"]
        weird: Option<String>,
    }

    pub store CompanyStore for Company {
        create, retrieve, create_all, search(name, kind);

        fn named(names: &[Name]) -> Vec<Company> {
            "SELECT * FROM company WHERE name = ANY(:names)"
        }

        fn pairs() -> Vec<(Name, Option<CompanyType>)> {
            "SELECT name, type FROM company"
        }
    }

    pub store Ranges {
        fn hired(within: PgRange<NaiveDate>) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE hired <@ :within::daterange"
        }

        fn busy() -> Vec<Busy> {
            "SELECT int4range(1, 2) AS numbers, '{[1,2)}'::int4multirange AS several, interval '1 day' AS long"
        }

        fn free(taken: &PgMultirange<i32>, wait: Interval) -> Option<bool> {
            "SELECT NOT (:taken::int4multirange @> 3) AND now() + :wait > now()"
        }
    }
}

fn fields(busy: Busy) -> (PgRange<i32>, PgMultirange<i32>, Interval) {
    (busy.numbers, busy.several, busy.long)
}

fn main() {
    let _ = fields;
}
