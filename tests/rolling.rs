//! A schema that changes under a service built against an earlier one: what is added breaks nothing, what
//! goes is named at boot.

use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Migrations, Service, Session, migrations, store};
use uuid::Uuid;

static MIGRATIONS: Migrations = migrations!("tests/stores/migrations");

store! {
    schema "tests/stores/schema.json";

    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    #[derive(Debug, Clone, PartialEq)]
    pub model Company = "company" {
        id: Uuid,
        name: String,
        #[column = "type"]
        kind: Option<CompanyType>,
        created_at: chrono::DateTime<chrono::Utc>,
        updated_at: chrono::DateTime<chrono::Utc>,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub row CompanyWithCount { company: Company, employees: i64 }

    pub store Companies for Company {
        create, search(name, kind), update_with_diff;

        fn with_counts() -> Vec<CompanyWithCount> {
            "SELECT company.*, count(e.id) AS employees FROM company LEFT JOIN employee e ON e.company_id = company.id
             GROUP BY company.id ORDER BY company.name -- by name"
        }

        fn by_name(name: &str) -> Option<Company> { "SELECT * FROM company WHERE name = :name" }

        fn rename(id: Uuid, name: &str) -> Company {
            "UPDATE company SET name = :name WHERE id = :id RETURNING *"
        }

        fn sorted(kind: Option<CompanyType>, order: Sorting) -> Vec<Company> {
            "SELECT * FROM company WHERE true { AND type = :kind } ORDER BY { order: name | created_at DESC }"
        }
    }

    pub store Desks {
        fn floors() -> Vec<i16> { "SELECT floor FROM desk" }
    }
}

async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&Service::new("rolling"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

/// All that the store does gives what it is compiled to give.
async fn all_is_well(session: &Session, name: &str) {
    let store = Companies::new(session);
    let counts = store.with_counts().await.expect("rows");
    let [CompanyWithCount { company, employees }] = &*counts else { panic!("{counts:?}") };
    assert_eq!((&*company.name, *employees), (name, 0));
    assert_eq!(store.by_name(name).await.expect("a row").as_ref(), Some(company));
    assert_eq!(store.search(&CompanySearch::default()).await.expect("rows"), counts_of(&counts));
    assert_eq!(store.sorted(None, Sorting::Name).await.expect("rows"), counts_of(&counts));
    assert_eq!(store.rename(company.id, name).await.expect("it is there").name, name);
}

fn counts_of(counts: &[CompanyWithCount]) -> Vec<Company> {
    counts.iter().map(|row| row.company.clone()).collect()
}

#[tokio::test]
async fn columns_that_are_added_break_nothing() {
    let (database, old) = session().await;
    Companies::new(&old)
        .create(&NewCompany { name: "Acme".into(), kind: None })
        .await
        .expect("one");
    all_is_well(&old, "Acme").await;
    // Of the type of the column that follows, which is where it would be read.
    for column in ["score", "other", "third"] {
        let add = format!("ALTER TABLE company ADD COLUMN {column} bigint NOT NULL DEFAULT 99");
        old.batch(&add).await.expect("added");
        all_is_well(&old, "Acme").await;
        let new = database.session().await.expect("a session");
        all_is_well(&new, "Acme").await;
        database.verify::<(Companies<'_>, Desks<'_>)>().await.expect("all is there");
    }
}

#[tokio::test]
async fn a_column_that_cannot_be_told_from_a_new_one_is_not_guessed() {
    let (database, session) = session().await;
    session
        .batch("ALTER TABLE company ADD COLUMN employees bigint DEFAULT 99")
        .await
        .expect("added");
    let error = Companies::new(&session).with_counts().await.expect_err("which one?");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("more than one of them can be meant"), "{error}");
    let error = database.verify::<Companies<'_>>().await.expect_err("the same at boot");
    assert!(error.to_string().contains("Companies.with_counts: "), "{error}");
}

#[tokio::test]
async fn what_went_is_named_at_boot() {
    let (database, session) = session().await;
    // No store uses these.
    session.batch("DROP TABLE event; ALTER TABLE employee DROP COLUMN photo").await.expect("gone");
    session.batch("ALTER TABLE employee ALTER COLUMN name TYPE varchar").await.expect("as good");
    database.verify::<(Companies<'_>, Desks<'_>)>().await.expect("nothing that is used");
    session
        .batch("ALTER TABLE company RENAME type TO kind; ALTER TABLE desk ALTER floor TYPE bigint")
        .await
        .expect("changed");
    let error = database.verify::<(Companies<'_>, Desks<'_>)>().await.expect_err("they are used");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    let text = error.to_string();
    for line in [
        "Companies.create: column \"type\" of relation \"company\" does not exist (SQLSTATE 42703)",
        "Companies.sorted: column \"type\" does not exist (SQLSTATE 42703)",
        "Desks.floors: column \"floor\" is of type int8, not int2",
    ] {
        assert!(text.contains(line), "`{line}` is missing:\n{text}");
    }
    session.batch("DROP TABLE desk").await.expect("gone");
    let error = database.verify::<Desks<'_>>().await.expect_err("it is used");
    assert!(
        error.to_string().contains("Desks.floors: relation \"desk\" does not exist"),
        "{error}"
    );
}
