//! Rows that hold other rows, on a real server: embedded, perhaps missing, nested.

#[path = "support/service.rs"]
mod service;

use std::collections::HashSet;

use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Handle, Migrations, Session, migrations, store};
use service::service;
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
    pub model Desk = "desk" { id: i32, employee_id: Option<Uuid>, floor: i16 }

    #[derive(Debug, Clone, PartialEq)]
    pub model Badge = "badge" {
        id: i64,
        employee_id: Uuid,
        #[default]
        label: String,
        printed: bool,
    }

    /// The fields are those of the queries; what is derived is said here.
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub row Staff;

    /// A company with how many it employs.
    pub row CompanyWithCount { company: Company, employees: i64 }

    /// An outer join can leave the desk out.
    pub row Seat { name: String, desk: Option<Desk> }

    pub row CompanyWithBadges { company: Company, badges: Vec<Badge>, desks: Vec<Desk> }

    pub row Neighbours { one: Desk, other: Desk }

    pub store Companies for Company {
        create, count;

        fn with_counts() -> Vec<CompanyWithCount> {
            "SELECT company.*, count(e.id) AS employees FROM company LEFT JOIN employee e ON e.company_id = company.id
             GROUP BY company.id ORDER BY company.name"
        }

        fn with_count(name: &str) -> CompanyWithCount {
            "SELECT (SELECT count(*) FROM employee WHERE company_id = c.id) AS employees, c.*
             FROM company c WHERE name = :name"
        }

        fn hire(id: Uuid, company_id: Uuid, name: &str) {
            "INSERT INTO employee (id, company_id, name, hired) VALUES (:id, :company_id, :name, '2024-02-29')"
        }

        fn seat(employee_id: Uuid, floor: i16) {
            "INSERT INTO desk (employee_id, floor) VALUES (:employee_id, :floor)"
        }

        fn print(employee_id: Uuid, label: &str) {
            "INSERT INTO badge (employee_id, label, printed) VALUES (:employee_id, :label, true)"
        }

        fn seats() -> Vec<Seat> {
            "SELECT e.name, d.* FROM employee e LEFT JOIN desk d ON d.employee_id = e.id ORDER BY e.name"
        }

        fn seats_of(name: &str) -> impl Stream<Seat> {
            "SELECT d.id, d.floor, d.employee_id, e.name FROM desk d RIGHT JOIN employee e
             ON d.employee_id = e.id WHERE e.name = :name"
        }

        fn with_badges() -> Vec<CompanyWithBadges> {
            "SELECT c.*, b.*, d.* FROM company c LEFT JOIN employee e ON e.company_id = c.id
             LEFT JOIN badge b ON b.employee_id = e.id LEFT JOIN desk d ON d.employee_id = e.id
             ORDER BY b.label, d.floor, c.name"
        }

        fn with_badges_of(name: &str) -> Option<CompanyWithBadges> {
            "SELECT c.*, b.*, d.* FROM company c LEFT JOIN employee e ON e.company_id = c.id
             LEFT JOIN badge b ON b.employee_id = e.id LEFT JOIN desk d ON d.employee_id = e.id
             WHERE c.name = :name ORDER BY b.label, d.floor"
        }

        fn badges_of(id: Uuid) -> CompanyWithBadges {
            "SELECT c.*, b.*, d.* FROM company c LEFT JOIN employee e ON e.company_id = c.id
             LEFT JOIN badge b ON b.employee_id = e.id LEFT JOIN desk d ON d.employee_id = e.id
             WHERE c.id = :id"
        }

        fn neighbours() -> Vec<Neighbours> {
            "SELECT one.*, other.* FROM desk one JOIN desk other ON other.floor = one.floor AND one.id < other.id"
        }

        fn staff() -> Vec<Staff> { "SELECT id, name FROM employee ORDER BY name" }

        fn staff_of(id: Uuid) -> Staff { "SELECT name, id FROM employee WHERE id = :id" }
    }
}

async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&service("rows"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

/// Acme with Ada (two badges, a desk) and Bob (a desk), and Empty.
async fn acme_and_empty(handle: &Handle) -> (Company, Company, Uuid, Uuid) {
    let store = Companies::new(handle);
    let new = |name: &str| NewCompany { name: name.to_owned(), kind: None };
    let acme = store.create(&new("Acme")).await.expect("a company");
    let empty = store.create(&new("Empty")).await.expect("a company");
    let (ada, bob) = (handle.new_id(), handle.new_id());
    store.hire(ada, acme.id, "Ada").await.expect("it is there");
    store.hire(bob, acme.id, "Bob").await.expect("it is there");
    store.print(ada, "a").await.expect("it is there");
    store.print(ada, "z").await.expect("it is there");
    store.seat(ada, 3).await.expect("it is there");
    store.seat(bob, 3).await.expect("it is there");
    (acme, empty, ada, bob)
}

#[tokio::test]
async fn models_are_embedded() {
    let (_database, session) = session().await;
    let (acme, empty, ..) = acme_and_empty(&session).await;
    let store = Companies::new(&session);
    let acme = CompanyWithCount { company: acme, employees: 2 };
    let empty = CompanyWithCount { company: empty, employees: 0 };
    assert_eq!(store.with_count("Acme").await.expect("it is there"), acme);
    assert_eq!(store.with_counts().await.expect("rows"), [acme, empty]);
    let error = store.with_count("Nobody").await.expect_err("there is none");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    let pairs = store.neighbours().await.expect("rows");
    assert_eq!(pairs.len(), 1);
    assert!(pairs[0].one.id < pairs[0].other.id);
}

#[tokio::test]
async fn a_model_can_be_missing() {
    let (_database, session) = session().await;
    let (acme, _, ada, _) = acme_and_empty(&session).await;
    let store = Companies::new(&session);
    let carl = session.new_id();
    store.hire(carl, acme.id, "Carl").await.expect("it is there");
    let seats = store.seats().await.expect("rows");
    let names: Vec<_> = seats.iter().map(|seat| (&*seat.name, seat.desk.is_some())).collect();
    assert_eq!(names, [("Ada", true), ("Bob", true), ("Carl", false)]);
    let desk = seats[0].desk.as_ref().expect("Ada has one");
    assert_eq!((desk.employee_id, desk.floor), (Some(ada), 3));
    use futures_util::TryStreamExt;
    let of_carl: Vec<Seat> =
        store.seats_of("Carl").await.expect("a stream").try_collect().await.expect("rows");
    assert_eq!(of_carl, [Seat { name: "Carl".into(), desk: None }]);
}

#[tokio::test]
async fn rows_are_nested_whatever_their_order() {
    let (_database, session) = session().await;
    let (acme, empty, ..) = acme_and_empty(&session).await;
    let store = Companies::new(&session);
    let mut found = store.with_badges().await.expect("rows");
    found.sort_by(|one, other| one.company.name.cmp(&other.company.name));
    let of = |row: &CompanyWithBadges| (row.company.clone(), row.badges.len(), row.desks.len());
    let expected = [(acme.clone(), 2, 2), (empty.clone(), 0, 0)];
    assert_eq!(found.iter().map(of).collect::<Vec<_>>(), expected);
    let labels: Vec<_> = found[0].badges.iter().map(|badge| &*badge.label).collect();
    assert_eq!(labels, ["a", "z"], "in the order of the query");

    assert_eq!(store.with_badges_of("Acme").await.expect("rows"), Some(found[0].clone()));
    assert_eq!(store.with_badges_of("Nobody").await.expect("rows"), None);
    assert_eq!(store.badges_of(empty.id).await.expect("it is there"), found[1]);
    let error = store.badges_of(session.new_id()).await.expect_err("there is none");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
}

#[tokio::test]
async fn derives_are_declared() {
    let (_database, session) = session().await;
    let (_, _, ada, _) = acme_and_empty(&session).await;
    let store = Companies::new(&session);
    let staff: HashSet<Staff> = store.staff().await.expect("rows").into_iter().collect();
    assert!(staff.contains(&store.staff_of(ada).await.expect("it is there")));
    assert_eq!(staff.len(), 2);
}
