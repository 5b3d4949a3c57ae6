//! Optional parts, orders to pick from and patches that must compile.
#![deny(warnings)]

use microcosm_postgres::{Handle, Patch, store};
use uuid::Uuid;

store! {
    schema "schema.json";

    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    pub store Companies {
        /// The names are the signature's; the part makes them what they hold.
        pub fn find(name: Option<&str>, kind: Option<CompanyType>, order: CompanyOrder) -> Vec<Uuid> {
            "SELECT id FROM company WHERE true { AND name ILIKE :name } { AND type = :kind }
              ORDER BY { order: name | created_at DESC NULLS LAST | by_length = length(name) DESC, name }"
        }

        /// Two queries share the enum, when its variants agree.
        pub fn ids(order: CompanyOrder) -> Vec<Uuid> {
            "SELECT id FROM company c
              ORDER BY {order:c.name|c.created_at DESC NULLS LAST|by_length=length(c.name)}, id"
        }

        /// Unique without its part; NOT NULL without it.
        pub fn one(id: Uuid, name: Option<&str>) -> Option<String> {
            "SELECT name FROM company WHERE id = :id { AND name = :name }"
        }

        /// One part of two parameters, and one parameter of two parts.
        pub fn between(from: Option<&str>, to: Option<&str>, id: Option<Uuid>) -> Vec<Uuid> {
            "SELECT id FROM company WHERE true { AND name BETWEEN :from AND :to } { AND name > :from OR id = :id }"
        }

        /// In a subquery, below NOT, in a join's condition.
        pub fn deep(name: Option<&str>, floor: Option<i16>) -> Vec<(Uuid, Option<i32>)> {
            "SELECT e.id, d.id AS desk FROM employee e
               LEFT JOIN desk d ON d.employee_id = e.id { AND d.floor = :floor }
              WHERE NOT EXISTS (SELECT FROM company c WHERE c.id = e.company_id { AND c.name = :name })"
        }

        pub fn patch(id: Uuid, name: Option<&str>, kind: Patch<CompanyType>) {
            "UPDATE company SET { name = :name } { , type = :kind } WHERE id = :id"
        }

        /// Raw strings, and braces that are none.
        pub fn braces(name: Option<&str>) -> Vec<Vec<i32>> {
            r#"SELECT '{1,2}'::int[] AS "{a}" FROM company WHERE true { AND name = :name } -- }"#
        }
    }
}

async fn used(handle: &Handle) -> Result<(), microcosm_postgres::Error> {
    let store = Companies::new(handle);
    store.find(Some("Acme"), None, CompanyOrder::CreatedAtDescNullsLast).await?;
    store.find(None, Some(CompanyType::Public), CompanyOrder::ByLength).await?;
    store.ids(CompanyOrder::default()).await?;
    store.between(None, None, None).await?;
    store.patch(handle.new_id(), None, Patch::SetNull).await
}

fn main() {
    assert_eq!(CompanyOrder::default(), CompanyOrder::Name);
    let _ = used;
}
