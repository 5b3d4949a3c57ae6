//! Everything that a store can declare, over a schema with something of everything.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use microcosm_postgres::store;
use serde_json::Value;
use uuid::Uuid;

store! {
    schema "tests/stores/schema.json";

    #[derive(PartialOrd, Ord)]
    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    #[derive(Debug, Clone, PartialEq)]
    pub model Company = "company" {
        id: Uuid,
        name: String,
        #[column = "type"]
        kind: Option<CompanyType>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Employee = "employee" {
        // Not in the order of the table.
        name: String,
        email: Option<String>,
        id: Uuid,
        company_id: Uuid,
        hired: NaiveDate,
        salary: Option<rust_decimal::Decimal>,
        #[default]
        skills: Vec<String>,
        settings: Option<Value>,
        photo: Option<Vec<u8>>,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Badge = "badge" {
        id: i64,
        employee_id: Uuid,
        #[default]
        label: String,
        printed: bool,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    #[derive(Debug, Clone, PartialEq)]
    pub model Membership = "membership" { company_id: Uuid, account: String, role: String }

    #[derive(Debug, Clone, PartialEq)]
    pub model Event = "event" { happened_at: NaiveDateTime, what: String }

    #[derive(Debug, Clone, PartialEq)]
    pub model Headcount = "headcount" { id: Uuid, name: String, employees: i64 }

    #[derive(Debug, Clone, PartialEq)]
    pub model Position = "hr.position" {
        id: i32,
        title: String,
        grade: i32,
        order: Option<i32>,
        #[column = "Weird Name"]
        weird: Option<String>,
    }

    pub store CompanyStore for Company {
        create, retrieve, update, update_with_diff, replace, delete, count;
        search(name, kind), search_first(name, kind);

        fn by_name(name: &str) -> Option<Company> {
            "SELECT * FROM company WHERE name = :name"
        }

        /// The columns in another order than the table's.
        fn reordered(id: Uuid) -> Company {
            "SELECT updated_at, created_at, name, type, id FROM company WHERE id = :id"
        }

        fn named(names: &[&str]) -> Vec<Company> {
            "SELECT * FROM company WHERE name = ANY(:names) ORDER BY name"
        }

        fn of_kind(kinds: &[CompanyType]) -> Vec<Company> {
            "SELECT * FROM company WHERE type = ANY(:kinds) ORDER BY name"
        }

        fn kinds() -> Vec<Option<CompanyType>> {
            "SELECT DISTINCT type FROM company ORDER BY type"
        }

        fn stream() -> impl Stream<Company> {
            "SELECT * FROM company ORDER BY name"
        }

        fn names() -> impl Stream<String> {
            "SELECT name FROM company ORDER BY name"
        }

        fn sizes(minimum: i64) -> Vec<CompanySize> {
            "SELECT c.id, c.name, count(e.id) AS employees
               FROM company c LEFT JOIN employee e ON e.company_id = c.id
              GROUP BY c.id HAVING count(e.id) >= :minimum
              ORDER BY employees DESC, c.name"
        }

        /// The same row type, its columns in another order.
        fn size(id: Uuid) -> CompanySize {
            "SELECT (SELECT count(*) FROM employee e WHERE e.company_id = c.id) AS employees, c.name, c.id
               FROM company c WHERE c.id = :id"
        }

        fn latest() -> Option<DateTime<Utc>> {
            "SELECT max(created_at) FROM company"
        }

        fn exists(name: &str) -> bool {
            "SELECT EXISTS (SELECT FROM company WHERE name = :name)"
        }

        fn pairs() -> Vec<(String, Option<CompanyType>)> {
            "SELECT name, type FROM company ORDER BY name"
        }

        fn rename(id: Uuid, name: &str) {
            "UPDATE company SET name = :name WHERE id = :id"
        }

        fn rename_all(suffix: &str) -> u64 {
            "UPDATE company SET name = name || :suffix WHERE true"
        }

        fn set_kind(id: Uuid, kind: Option<CompanyType>) -> Company {
            "UPDATE company SET type = :kind WHERE id = :id RETURNING *"
        }

        fn add(id: Uuid, name: &str, now: DateTime<Utc>) {
            "INSERT INTO company (id, name, created_at, updated_at) VALUES (:id, :name, :now, :now)
             ON CONFLICT (name) DO NOTHING"
        }

        /// Employees first, then the company.
        fn delete_with_employees(id: Uuid) cascades(badge, desk) {
            "DELETE FROM employee WHERE company_id = :id";
            "DELETE FROM company WHERE id = :id"
        }

        /// The second statement fails where the name is taken, and the first one is undone.
        fn swap_names(first: Uuid, second: Uuid, a: &str, b: &str) -> Company {
            "UPDATE company SET name = :a WHERE id = :first";
            "UPDATE company SET name = :b WHERE id = :second RETURNING *"
        }
    }

    pub store EmployeeStore for Employee {
        create, retrieve, update, replace, delete cascades(badge, desk), count;
        search(company_id, email, hired);
    }

    pub store BadgeStore for Badge { create, retrieve, update, replace, delete, count }

    pub store DeskStore for Desk { create, update, delete, search(employee_id) }

    pub store MembershipStore for Membership { create, retrieve, update, replace, delete, search() }

    pub store EventStore for Event { create, count, search(what) }

    pub store HeadcountStore for Headcount { count, search(name) }

    pub store PositionStore for Position { create, retrieve, update_with_diff, search(grade) }

    /// Of no model.
    pub store Reports {
        fn total() -> i64 { "SELECT count(*) FROM employee" }

        fn lock(key: i64) { "SELECT pg_advisory_lock(:key)" }
    }
}
