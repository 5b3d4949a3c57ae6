//! What `store!` generates, on a real server.

#[path = "support/service.rs"]
mod service;

#[path = "stores/declared.rs"]
mod declared;

use chrono::NaiveDate;
use declared::*;
use futures_util::TryStreamExt;
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Handle, Migrations, Session, migrations};
use service::service;

static MIGRATIONS: Migrations = migrations!("tests/stores/migrations");

/// A database of the test's own and a session in it, both to be kept.
async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&service("stores"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

fn new(name: &str, kind: Option<CompanyType>) -> NewCompany {
    NewCompany { name: name.to_owned(), kind }
}

async fn company(handle: &Handle, name: &str) -> Company {
    CompanyStore::new(handle).create(&new(name, None)).await.expect("a company")
}

async fn employee(handle: &Handle, of: &Company, name: &str) -> Employee {
    let new = NewEmployee {
        company_id: of.id,
        name: name.to_owned(),
        email: None,
        hired: NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap day"),
        salary: Some("1234.50".parse().expect("a number")),
        settings: Some(serde_json::json!({ "theme": "dark" })),
        photo: Some(vec![0, 255]),
    };
    EmployeeStore::new(handle).create(&new).await.expect("an employee")
}

#[tokio::test]
async fn create_and_retrieve() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let before = session.now();
    let acme = store.create(&new("Acme", Some(CompanyType::NonProfit))).await.expect("a company");
    assert_eq!((acme.name.as_str(), acme.kind), ("Acme", Some(CompanyType::NonProfit)));
    assert_eq!(acme.id.get_version_num(), 7);
    assert!(acme.created_at >= before && acme.created_at == acme.updated_at);
    assert_eq!(store.retrieve(acme.id).await.expect("it is there"), acme);
    assert_eq!(store.by_name("Acme").await.expect("an answer"), Some(acme.clone()));
    assert_eq!(store.by_name("Nobody").await.expect("an answer"), None);
    assert_eq!(store.reordered(acme.id).await.expect("it is there"), acme);
    assert_eq!(store.count().await.expect("a number"), 1);

    let duplicate = store.create(&new("Acme", None)).await.expect_err("the name is taken");
    assert!(matches!(duplicate, Error::Duplicate(_)), "{duplicate:?}");
    assert!(duplicate.violates(Company::NAME_KEY));
    let missing = store.retrieve(session.new_id()).await.expect_err("there is none");
    assert!(matches!(missing, Error::NotFound(_)), "{missing:?}");
    let missing = store.reordered(session.new_id()).await.expect_err("there is none");
    assert!(matches!(missing, Error::NotFound(_)), "{missing:?}");
}

#[tokio::test]
async fn every_type_comes_back_as_it_went() {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme").await;
    let created = employee(&session, &acme, "Wile").await;
    assert_eq!(created.skills, Vec::<String>::new(), "left to its default");
    let store = EmployeeStore::new(&session);
    let changed = Employee {
        email: Some("wile@example.org".to_owned()),
        salary: None,
        skills: vec!["rockets".to_owned(), "tunnels".to_owned()],
        settings: None,
        photo: None,
        ..created.clone()
    };
    assert_eq!(store.update(&changed).await.expect("it is there"), changed);
    assert_eq!(store.retrieve(created.id).await.expect("it is there"), changed);

    let orphan = NewEmployee {
        company_id: session.new_id(),
        name: "Nobody".to_owned(),
        email: None,
        hired: created.hired,
        salary: None,
        settings: None,
        photo: None,
    };
    let error = store.create(&orphan).await.expect_err("there is no such company");
    assert!(matches!(error, Error::MissingDependency(_)), "{error:?}");
}

#[tokio::test]
async fn update_and_what_it_changed() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let acme = company(&session, "Acme").await;
    let renamed = Company { name: "Acme Corp".to_owned(), ..acme.clone() };
    let (stored, diff) = store.update_with_diff(&renamed).await.expect("it is there");
    assert_eq!((stored.name.as_str(), stored.created_at), ("Acme Corp", acme.created_at));
    assert!(stored.updated_at > acme.updated_at);
    assert_eq!(diff.fields(), ["name"]);
    let change = diff.name.expect("it changed");
    assert_eq!((change.before.as_str(), change.after.as_str()), ("Acme", "Acme Corp"));
    assert_eq!(diff.kind, None);

    let (again, diff) = store.update_with_diff(&stored).await.expect("it is there");
    assert!(diff.is_empty() && again.updated_at >= stored.updated_at);
    let updated = store.update(&acme).await.expect("it is there");
    assert_eq!(updated.name, "Acme");

    let gone = Company { id: session.new_id(), ..acme };
    for error in [
        store.update(&gone).await.expect_err("there is none"),
        store.update_with_diff(&gone).await.expect_err("there is none"),
    ] {
        assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    }
}

#[tokio::test]
async fn replace_inserts_or_updates() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let acme = company(&session, "Acme").await;
    let renamed = Company { name: "Renamed".to_owned(), ..acme.clone() };
    let stored = store.replace(&renamed).await.expect("it is replaced");
    assert_eq!((stored.id, stored.name.as_str()), (acme.id, "Renamed"));
    assert_eq!(stored.created_at, acme.created_at, "it was created when it was");
    assert!(stored.updated_at > acme.updated_at);
    let other = Company { id: session.new_id(), name: "Other".to_owned(), ..acme.clone() };
    let stored = store.replace(&other).await.expect("it is inserted");
    assert_eq!(stored.id, other.id);
    assert_eq!(store.count().await.expect("a number"), 2);
    let taken = Company { name: "Renamed".to_owned(), ..other };
    let error = store.replace(&taken).await.expect_err("the name is taken");
    assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
}

#[tokio::test]
async fn delete_refuses_what_is_referenced() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let acme = company(&session, "Acme").await;
    let wile = employee(&session, &acme, "Wile").await;
    let badge = NewBadge { employee_id: wile.id, printed: true };
    let badge = BadgeStore::new(&session).create(&badge).await.expect("a badge");
    let error = store.delete(acme.id).await.expect_err("it has an employee");
    assert!(matches!(error, Error::Referenced(_)), "{error:?}");

    store.delete_with_employees(acme.id).await.expect("both are there");
    assert_eq!(store.count().await.expect("a number"), 0);
    let error = BadgeStore::new(&session).retrieve(badge.id).await.expect_err("it went with it");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    let error = store.delete(acme.id).await.expect_err("it is gone");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    let error = store.delete_with_employees(acme.id).await.expect_err("it is gone");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
}

#[tokio::test]
async fn declared_cascades_take_place() {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme").await;
    let wile = employee(&session, &acme, "Wile").await;
    let desks = DeskStore::new(&session);
    let desk = NewDesk { employee_id: Some(wile.id), floor: 3 };
    let desk = desks.create(&desk).await.expect("a desk");
    EmployeeStore::new(&session).delete(wile.id).await.expect("it is there");
    let found = desks.search(&DeskSearch::default()).await.expect("an answer");
    assert_eq!(found, [Desk { employee_id: None, ..desk }]);
}

#[tokio::test]
async fn searches() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let mut created = Vec::new();
    for (name, kind) in
        [("A", Some(CompanyType::Private)), ("B", Some(CompanyType::Public)), ("C", None)]
    {
        created.push(store.create(&new(name, kind)).await.expect("a company"));
    }
    let all = store.search(&CompanySearch::default()).await.expect("an answer");
    assert_eq!(all, created, "in the order of the key, which is that of creation");
    let search = CompanySearch { kind: Some(CompanyType::Public), ..CompanySearch::default() };
    assert_eq!(store.search(&search).await.expect("an answer"), created[1..2]);
    let search = CompanySearch { name: Some("A".into()), ..search };
    assert_eq!(store.search(&search).await.expect("an answer"), []);
    let page = CompanySearch { limit: Some(1), offset: Some(1), ..CompanySearch::default() };
    assert_eq!(store.search(&page).await.expect("an answer"), created[1..2]);
    assert_eq!(store.search_first(&page).await.expect("an answer"), Some(created[1].clone()));
    let first = store.search_first(&CompanySearch::default()).await.expect("an answer");
    assert_eq!(first, Some(created[0].clone()));
    let none = CompanySearch { limit: Some(0), ..CompanySearch::default() };
    assert_eq!(store.search_first(&none).await.expect("an answer"), None);
}

#[tokio::test]
async fn arrays_enums_and_scalars() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    assert_eq!(store.latest().await.expect("an answer"), None);
    let a = store.create(&new("A", Some(CompanyType::Private))).await.expect("a company");
    let b = store.create(&new("B", None)).await.expect("a company");
    let named = store.named(&["B", "X"]).await.expect("an answer");
    assert_eq!(named, std::slice::from_ref(&b));
    let kinds = [CompanyType::Private, CompanyType::Public];
    assert_eq!(store.of_kind(&kinds).await.expect("an answer"), [a]);
    assert_eq!(store.kinds().await.expect("an answer"), [Some(CompanyType::Private), None]);
    assert_eq!(store.latest().await.expect("an answer"), Some(b.created_at));
    assert!(store.exists("A").await.expect("an answer"));
    assert!(!store.exists("X").await.expect("an answer"));
    let pairs = store.pairs().await.expect("an answer");
    let expected = [("A".to_owned(), Some(CompanyType::Private)), ("B".to_owned(), None)];
    assert_eq!(pairs, expected);
    assert!(CompanyType::Private < CompanyType::NonProfit);
    assert_eq!(CompanyType::NonProfit.label(), "non-profit");
}

#[tokio::test]
async fn generated_rows_are_shared() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let acme = company(&session, "Acme").await;
    company(&session, "Empty").await;
    employee(&session, &acme, "Wile").await;
    let expected = CompanySize { id: acme.id, name: "Acme".into(), employees: 1 };
    let sizes = store.sizes(1).await.expect("an answer");
    assert_eq!(sizes, std::slice::from_ref(&expected));
    let size = store.size(acme.id).await.expect("it is there");
    assert_eq!(size.name, "Acme");
    assert_eq!(store.sizes(0).await.expect("an answer").len(), 2);
    let heads = HeadcountStore::new(&session);
    let search = HeadcountSearch { name: Some("Acme".into()), ..HeadcountSearch::default() };
    let found = heads.search(&search).await.expect("an answer");
    assert_eq!(found[0].employees, 1);
    assert_eq!(heads.count().await.expect("a number"), 2);
    assert_eq!(Reports::new(&session).total().await.expect("a number"), 1);
}

#[tokio::test]
async fn streams() {
    let (_database, session) = session().await;
    for name in ["A", "B", "C"] {
        company(&session, name).await;
    }
    let store = CompanyStore::new(&session);
    let stream = store.stream().await.expect("a stream");
    let companies: Vec<Company> = stream.try_collect().await.expect("rows");
    assert_eq!(companies.len(), 3);
    let names: Vec<String> =
        store.names().await.expect("a stream").try_collect().await.expect("rows");
    assert_eq!(names, ["A", "B", "C"]);
}

#[tokio::test]
async fn writes_of_ones_own() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let acme = company(&session, "Acme").await;
    store.rename(acme.id, "B").await.expect("it is there");
    let error = store.rename(session.new_id(), "C").await.expect_err("there is none");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert_eq!(store.rename_all("!").await.expect("a number"), 1);
    let stored = store.set_kind(acme.id, Some(CompanyType::Public)).await.expect("it is there");
    assert_eq!((stored.name.as_str(), stored.kind), ("B!", Some(CompanyType::Public)));
    assert_eq!(store.set_kind(acme.id, None).await.expect("it is there").kind, None);
    store.add(session.new_id(), "D", session.now()).await.expect("it is added");
    store.add(session.new_id(), "D", session.now()).await.expect("it is there, and that is fine");
    assert_eq!(store.count().await.expect("a number"), 2);
    Reports::new(&session).lock(7).await.expect("the lock");
}

#[tokio::test]
async fn several_statements_are_one_transaction() {
    let (_database, session) = session().await;
    let store = CompanyStore::new(&session);
    let a = company(&session, "A").await;
    let b = company(&session, "B").await;
    let error = store.swap_names(a.id, session.new_id(), "X", "Y").await.expect_err("no second");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert_eq!(store.retrieve(a.id).await.expect("it is there").name, "A", "undone");
    let error = store.swap_names(session.new_id(), b.id, "X", "Y").await.expect_err("no first");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert_eq!(store.retrieve(b.id).await.expect("it is there").name, "B", "undone");
    let swapped = store.swap_names(a.id, b.id, "X", "Y").await.expect("both are there");
    assert_eq!(swapped.name, "Y");
    // Within a transaction it is a savepoint.
    let outcome = session
        .transaction(async |tx| {
            let store = CompanyStore::new(tx);
            let error = store.swap_names(a.id, b.id, "Z", "Z").await.expect_err("both the same");
            assert!(matches!(error, Error::Duplicate(_)), "{error:?}");
            store.rename(b.id, "B").await
        })
        .await;
    outcome.expect("the transaction goes on");
    assert_eq!(store.retrieve(a.id).await.expect("it is there").name, "X");
    assert_eq!(store.retrieve(b.id).await.expect("it is there").name, "B");
}

#[tokio::test]
async fn keys_of_the_database_and_of_several_columns() {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme").await;
    let wile = employee(&session, &acme, "Wile").await;
    let badges = BadgeStore::new(&session);
    let badge =
        badges.create(&NewBadge { employee_id: wile.id, printed: false }).await.expect("a badge");
    assert_eq!((badge.id, badge.label.as_str()), (1, "visitor"));
    let changed = Badge { label: "staff".into(), ..badge };
    assert_eq!(badges.update(&changed).await.expect("it is there"), changed);
    let other = Badge { id: 77, ..changed };
    assert_eq!(badges.replace(&other).await.expect("it is inserted"), other);
    badges.delete(77).await.expect("it is there");
    assert_eq!(badges.count().await.expect("a number"), 1);

    let members = MembershipStore::new(&session);
    let new = NewMembership { company_id: acme.id, account: "wile".into(), role: "owner".into() };
    let member = members.create(&new).await.expect("a member");
    let key = member.key();
    assert_eq!(members.retrieve(&key).await.expect("it is there"), member);
    let changed = Membership { role: "guest".into(), ..member };
    assert_eq!(members.update(&changed).await.expect("it is there"), changed);
    assert_eq!(members.replace(&changed).await.expect("it is there"), changed);
    let all = members.search(&MembershipSearch::default()).await.expect("an answer");
    assert_eq!(all, [changed]);
    members.delete(&key).await.expect("it is there");

    let events = EventStore::new(&session);
    let happened_at = session.now().naive_utc();
    let new = NewEvent { happened_at, what: "rain".into() };
    events.create(&new).await.expect("an event");
    events.create(&new).await.expect("another one");
    assert_eq!(events.count().await.expect("a number"), 2);
}

#[tokio::test]
async fn other_schemas_domains_and_odd_names() {
    let (_database, session) = session().await;
    let store = PositionStore::new(&session);
    let new = NewPosition {
        id: 1,
        title: "Clerk".into(),
        grade: 3,
        order: Some(1),
        weird: Some("yes".into()),
    };
    let clerk = store.create(&new).await.expect("a position");
    let promoted = Position { grade: 4, ..clerk.clone() };
    let (stored, diff) = store.update_with_diff(&promoted).await.expect("it is there");
    assert_eq!((stored, diff.fields()), (promoted.clone(), vec!["grade"]));
    let search = PositionSearch { grade: Some(4), ..PositionSearch::default() };
    assert_eq!(store.search(&search).await.expect("an answer"), [promoted]);
    let error = store.update_with_diff(&Position { grade: 10, ..clerk }).await;
    assert!(matches!(error, Err(Error::Integrity(_))), "{error:?}");
}

/// Futures of stores run on any thread.
#[tokio::test]
async fn stores_work_in_spawned_tasks() {
    let (database, session) = session().await;
    let acme = company(&session, "Acme").await;
    let context: microcosm_postgres::SessionContext = (*database).clone();
    let task = tokio::spawn(async move {
        let session = context.session().await?;
        let store = CompanyStore::new(&session);
        store.delete_with_employees(acme.id).await?;
        store.create(&new("Next", None)).await?;
        store.count().await
    });
    assert_eq!(task.await.expect("it ends").expect("a number"), 1);
}
