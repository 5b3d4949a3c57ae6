//! Companies and their employees: `cargo run --example quickstart`.
//!
//! It needs no database: one is launched for it, under a temporary folder, and goes with it.

use chrono::{DateTime, Utc};
use microcosm_postgres::{Error, Migrations, Service, SessionContext, migrations, store};
use uuid::Uuid;

store! {
    schema "examples/quickstart/schema.json";

    /// How a company is owned.
    pub enum CompanyType = "company_type" { Private, Public }

    /// A company has a unique name.
    #[derive(Debug, Clone, PartialEq)]
    pub model Company = "company" {
        id: Uuid,
        name: Option<String>,
        #[column = "type"]
        kind: Option<CompanyType>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    /// An employee works for one company.
    #[derive(Debug, Clone, PartialEq)]
    pub model Employee = "employee" {
        id: Uuid,
        company_id: Uuid,
        first_name: String,
        last_name: String,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    pub store CompanyStore for Company {
        create, retrieve, update, update_with_diff, replace, delete, count;
        search(name, kind), search_first(name, kind);

        /// The company of that name, if any.
        fn by_name(name: &str) -> Option<Company> {
            "SELECT * FROM company WHERE name = :name"
        }

        /// Companies with at least `minimum` employees, largest first.
        fn larger_than(minimum: i64) -> Vec<CompanySize> {
            "SELECT c.id, c.name, count(*) AS employees
               FROM company c JOIN employee e ON e.company_id = c.id
              GROUP BY c.id HAVING count(*) >= :minimum
              ORDER BY employees DESC"
        }

        /// Employees first, then the company: the order is checked against the foreign keys.
        fn delete_with_employees(id: Uuid) {
            "DELETE FROM employee WHERE company_id = :id";
            "DELETE FROM company WHERE id = :id"
        }
    }

    pub store EmployeeStore for Employee {
        create, retrieve, count;
    }
}

static MIGRATIONS: Migrations = migrations!("examples/quickstart/migrations");

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Under test the database is `example_test_db`, which may be recreated; else it would be `example_db`.
    let context = SessionContext::connect(&Service::new("example").testing()).await?;
    context.recreate_all(&MIGRATIONS).await?;

    let acme = context
        .transaction(async |tx| {
            let companies = CompanyStore::new(tx);
            let acme = companies
                .create(&NewCompany { name: Some("Acme".into()), kind: Some(CompanyType::Private) })
                .await?;
            EmployeeStore::new(tx)
                .create(&NewEmployee {
                    company_id: acme.id,
                    first_name: "Wile".into(),
                    last_name: "Coyote".into(),
                })
                .await?;
            Ok(acme)
        })
        .await?;

    let session = context.session().await?;
    let company_store = CompanyStore::new(&session);
    println!("companies: {}", company_store.count().await?);

    // The name is unique, and an error says so in terms of the domain.
    let again = NewCompany { name: Some("Acme".into()), kind: None };
    match company_store.create(&again).await {
        Err(error @ Error::Duplicate(_)) => println!("{} {error}", error.status()),
        other => panic!("expected a duplicate, got {other:?}"),
    }

    // An employee refers to the company, and nothing is deleted that was not asked for.
    match company_store.delete(acme.id).await {
        Err(error @ Error::Referenced(_)) => println!("{} {error}", error.status()),
        other => panic!("expected the company to be referenced, got {other:?}"),
    }

    // What belongs together is declared together, and runs in one transaction.
    company_store.delete_with_employees(acme.id).await?;
    println!("companies: {}", company_store.count().await?);
    Ok(())
}
