//! Written by `UPDATE_EXPECT=1 cargo test -p microcosm-postgres-cli --test scaffold`: what `scaffold` prints for
//! each table of the schema, which must compile as it is.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use microcosm_postgres::store;
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

store! {
    schema "schema.json";

    /// A row of `badge`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Badge = "badge" {
        id: i64,
        employee_id: Uuid,
        label: String,
        printed: bool,
    }

    pub store BadgeStore for Badge {
        create, retrieve, update, update_with_diff, replace, delete, count, search(), search_first();
    }

    /// `company_type`.
    pub enum CompanyType = "company_type" {
        Private,
        Public,
        NonProfit,
    }

    /// A row of `company`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Company = "company" {
        id: Uuid,
        name: String,
        #[column = "type"]
        type_: Option<CompanyType>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    pub store CompanyStore for Company {
        create, retrieve, update, update_with_diff, replace, delete, count, search(), search_first();
    }

    /// A row of `desk`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Desk = "desk" {
        id: i32,
        employee_id: Option<Uuid>,
        floor: i16,
    }

    pub store DeskStore for Desk {
        create, retrieve, update, update_with_diff, replace, delete, count, search(), search_first();
    }

    /// A row of `employee`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Employee = "employee" {
        id: Uuid,
        company_id: Uuid,
        name: String,
        email: Option<String>,
        salary: Option<Decimal>,
        hired: NaiveDate,
        skills: Vec<String>,
        settings: Option<Value>,
        photo: Option<Vec<u8>>,
    }

    pub store EmployeeStore for Employee {
        create, retrieve, update, update_with_diff, replace, delete cascades(badge, desk), count, search(), search_first();
    }

    /// A row of `event`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Event = "event" {
        happened_at: NaiveDateTime,
        what: String,
    }

    pub store EventStore for Event {
        create, count, search(), search_first();
    }

    /// A row of the view `headcount`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Headcount = "headcount" {
        id: Uuid,
        name: String,
        employees: i64,
    }

    pub store HeadcountStore for Headcount {
        count, search(), search_first();
    }

    /// A row of `membership`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Membership = "membership" {
        company_id: Uuid,
        account: String,
        role: String,
    }

    pub store MembershipStore for Membership {
        create, retrieve, update, update_with_diff, replace, delete, count, search(), search_first();
    }

    /// A row of `tag`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Tag = "tag" {
        name: String,
    }

    pub store TagStore for Tag {
        create, retrieve, delete, count, search(), search_first();
    }

    /// A row of `hr.position`.
    #[derive(Debug, Clone, PartialEq)]
    pub model Position = "hr.position" {
        id: i32,
        title: String,
        grade: i32,
        order: Option<i32>,
        #[column = "Weird Name"]
        weird_name: Option<String>,
    }

    pub store PositionStore for Position {
        create, retrieve, update, update_with_diff, replace, delete, count, search(), search_first();
    }
}

fn main() {}
