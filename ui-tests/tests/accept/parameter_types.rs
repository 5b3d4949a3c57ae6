//! Beside `parameter_type`: the Rust types that fit.
use chrono::{DateTime, NaiveDate, Utc};
use microcosm_postgres::store;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A type of one's own that stands for one of PostgreSQL's.
#[derive(Debug, Clone, PartialEq)]
pub struct Grade(i32);

impl<'a> microcosm_postgres::types::FromSql<'a> for Grade {
    fn from_sql(
        ty: &microcosm_postgres::types::Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        i32::from_sql(ty, raw).map(Grade)
    }

    fn accepts(ty: &microcosm_postgres::types::Type) -> bool {
        <i32 as microcosm_postgres::types::FromSql>::accepts(ty)
    }
}

#[derive(Debug)]
pub struct Handed;

impl microcosm_postgres::types::ToSql for Grade {
    fn to_sql(
        &self,
        ty: &microcosm_postgres::types::Type,
        out: &mut microcosm_postgres::__private::BytesMut,
    ) -> Result<microcosm_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.0.to_sql(ty, out)
    }

    fn accepts(ty: &microcosm_postgres::types::Type) -> bool {
        <i32 as microcosm_postgres::types::ToSql>::accepts(ty)
    }

    microcosm_postgres::types::to_sql_checked!();
}

store! {
    schema "schema.json";

    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    type Grade = "hr.grade";

    pub store Reports {
        fn by_id(id: Uuid) -> Option<String> { "SELECT name FROM company WHERE id = :id" }

        fn by_reference(id: &Uuid) -> Option<String> { "SELECT name FROM company WHERE id = :id" }

        fn by_path(id: uuid::Uuid) -> Option<String> { "SELECT name FROM company WHERE id = :id" }

        fn of_kind(kind: CompanyType) -> Vec<Uuid> { "SELECT id FROM company WHERE type = :kind" }

        fn of_kinds(kinds: Vec<CompanyType>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE type = ANY(:kinds)"
        }

        fn paid_more(salary: Decimal) -> Vec<Uuid> { "SELECT id FROM employee WHERE salary > :salary" }

        fn named(names: &[String]) -> Vec<Uuid> { "SELECT id FROM company WHERE name = ANY(:names)" }

        fn first(count: i64) -> Vec<Uuid> { "SELECT id FROM company ORDER BY id LIMIT :count" }

        fn since(day: NaiveDate, at: DateTime<Utc>) -> Vec<Uuid> {
            "SELECT e.id FROM employee e JOIN company c ON c.id = e.company_id
              WHERE e.hired >= :day AND c.created_at >= :at"
        }

        fn with_setting(settings: &serde_json::Value) -> Vec<Uuid> {
            "SELECT id FROM employee WHERE settings @> :settings"
        }

        fn with_photo(photo: &[u8]) -> Vec<Uuid> { "SELECT id FROM employee WHERE photo = :photo" }

        fn of_grade(grade: Grade) -> Vec<i32> { "SELECT id FROM hr.position WHERE grade = :grade" }

        fn grades() -> Vec<Grade> { "SELECT grade FROM hr.position" }

        fn r#raw(r#type: CompanyType) -> Vec<Uuid> { "SELECT id FROM company WHERE type = :type" }

        fn twice(name: &str) -> Vec<Uuid> {
            "SELECT id FROM company WHERE name = :name OR name = upper(:name)"
        }
    }
}

fn main() {}
