//! The forms a query can be written in, on a real server: tokens, files and fragments.

#[path = "support/service.rs"]
mod service;

use chrono::{DateTime, NaiveDate, Utc};
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Migrations, Session, migrations, store};
use service::service;
use uuid::Uuid;

store! {
    schema "tests/stores/schema.json";

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

    pub store Companies for Company {
        create, count;

        /// Those that are somebody's.
        part owned = "type IS NOT NULL AND type <> 'non-profit'";
        /// A fragment of fragments, with a part that is optional.
        part found = "{ part owned } { AND name ILIKE :name }";

        fn by_name(name: &str) -> Option<Company> {
            SELECT * FROM company WHERE name = :name
        }

        // Strings are Rust's, comments too; what SQL quotes is `r#name`.
        fn described(kind: Option<CompanyType>, order: CompanyOrder, limit: Option<i64>) -> Vec<Described> {
            SELECT name || " (it's " || coalesce(r#type::text, "none") || ')' AS text, // both quotes
                   name ~ r"^\w+$" AS plain,
                   -length(name) + 1e0::float8 AS size
              FROM company
             WHERE true { AND r#type = :kind }
             ORDER BY { order: name | by_length = length(name) DESC, id } { LIMIT :limit }
        }

        fn found(name: Option<&str>) -> Vec<String> {
            "SELECT name FROM company WHERE { part found } ORDER BY name"
        }

        fn others() -> Vec<String> {
            SELECT name FROM company WHERE NOT { part owned } OR type IS NULL ORDER BY name
        }

        fn owned(ids: &[Uuid]) -> i64 {
            "SELECT count(*) FROM company WHERE id = ANY (:ids) AND { part owned }"
        }

        /// Several statements as tokens.
        fn rename(id: Uuid, name: &str, now: DateTime<Utc>) -> Company {
            UPDATE company SET name = :name || "" WHERE id = :id;
            UPDATE company SET updated_at = :now WHERE id = :id RETURNING *
        }

        fn staff(company: Uuid, name: Option<&str>, order: StaffOrder) -> Vec<Staff> {
            include "tests/stores/queries/staff.sql"
        }

        /// A file of several statements, and without braces.
        fn close(company: Uuid) include "tests/stores/queries/close.sql";

        /// The forms may be mixed.
        fn hire(id: Uuid, company: Uuid, name: &str, hired: NaiveDate) -> u64 {
            INSERT INTO employee (id, company_id, name, hired) VALUES (:id, :company, :name, :hired);
            "INSERT INTO badge (employee_id) VALUES (:id)"
        }
    }
}

static MIGRATIONS: Migrations = migrations!("tests/stores/migrations");

async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&service("language"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

async fn company(session: &Session, name: &str, kind: Option<CompanyType>) -> Company {
    let new = NewCompany { name: name.to_owned(), kind };
    Companies::new(session).create(&new).await.expect("a company")
}

#[tokio::test]
async fn tokens_are_sql() -> Result<(), Error> {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme", Some(CompanyType::Public)).await;
    company(&session, "B & C", None).await;
    let store = Companies::new(&session);
    assert_eq!(store.by_name("Acme").await?.as_ref(), Some(&acme));
    let described = store.described(None, CompanyOrder::ByLength, None).await?;
    let texts: Vec<_> = described.iter().map(|row| (&*row.text, row.plain, row.size)).collect();
    assert_eq!(texts, [("B & C (it's none)", false, -4.0), ("Acme (it's public)", true, -3.0)]);
    let public = store.described(Some(CompanyType::Public), CompanyOrder::Name, Some(1)).await?;
    assert_eq!(public.len(), 1);
    let later = acme.updated_at + chrono::TimeDelta::days(1);
    let renamed = store.rename(acme.id, "Acme!", later).await?;
    assert_eq!((&*renamed.name, renamed.updated_at), ("Acme!", later));
    Ok(())
}

#[tokio::test]
async fn fragments_count_as_if_in_parentheses() -> Result<(), Error> {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme", Some(CompanyType::Public)).await;
    company(&session, "Aid", Some(CompanyType::NonProfit)).await;
    company(&session, "Ours", None).await;
    company(&session, "Zenith", Some(CompanyType::Private)).await;
    let store = Companies::new(&session);
    assert_eq!(store.found(None).await?, ["Acme", "Zenith"]);
    assert_eq!(store.found(Some("a%")).await?, ["Acme"]);
    assert_eq!(store.others().await?, ["Aid", "Ours"]);
    assert_eq!(store.owned(&[acme.id]).await?, 1);
    Ok(())
}

#[tokio::test]
async fn files_hold_statements() -> Result<(), Error> {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme", None).await;
    let store = Companies::new(&session);
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
    for (number, name) in (1..).zip(["Ann", "Bob"]) {
        assert_eq!(store.hire(Uuid::from_u128(number), acme.id, name, day).await?, 1);
    }
    let staff = store.staff(acme.id, None, StaffOrder::Name).await?;
    assert_eq!(staff[1], Staff { name: "Bob".to_owned(), badges: 1 });
    assert_eq!(store.staff(acme.id, Some("a%"), StaffOrder::BadgesDesc).await?.len(), 1);
    let other = company(&session, "Other", None).await;
    store.close(other.id).await?;
    assert_eq!(store.count().await?, 1);
    Ok(())
}
