//! Optional parts, orders to pick from and patches, on a real server.

#[path = "support/service.rs"]
mod service;

use chrono::{DateTime, NaiveDate, Utc};
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Action, Error, Migrations, Patch, Session, Statement, migrations, store};
use rust_decimal::Decimal;
use service::{is_behind_pgbouncer, service};
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

    #[derive(Debug, Clone, PartialEq)]
    pub model Employee = "employee" {
        id: Uuid,
        company_id: Uuid,
        name: String,
        email: Option<String>,
        salary: Option<Decimal>,
        hired: NaiveDate,
        #[default]
        skills: Vec<String>,
        settings: Option<serde_json::Value>,
        photo: Option<Vec<u8>>,
    }

    pub store Companies for Company {
        create, retrieve, search(name, kind), search_first(name, kind);

        /// Whatever is given is set.
        fn patch(id: Uuid, name: Option<&str>, kind: Patch<CompanyType>) -> Company {
            "UPDATE company SET { name = :name } { , type = :kind } WHERE id = :id RETURNING *"
        }

        /// The time is always set.
        fn touch(id: Uuid, now: DateTime<Utc>, name: Option<&str>) -> u64 {
            "UPDATE company SET updated_at = :now { , name = :name } WHERE id = :id"
        }

        fn put(id: Uuid, name: &str, now: DateTime<Utc>, kind: Patch<CompanyType>) -> Company {
            "INSERT INTO company (id, name, created_at, updated_at) VALUES (:id, :name, :now, :now)
             ON CONFLICT (name) DO UPDATE SET { type = :kind } RETURNING *"
        }

        fn rename_all(suffix: &str, kind: Option<CompanyType>, but: Option<&str>) -> u64 {
            "UPDATE company SET name = name || :suffix WHERE true { AND type = :kind } { AND name <> :but }"
        }

        /// Several statements, each with its own parts.
        fn dismiss(company: Uuid, before: Option<NaiveDate>, name: Option<&str>) -> u64 cascades(badge, desk) {
            "UPDATE employee SET salary = NULL WHERE company_id = :company { AND hired < :before }";
            "DELETE FROM employee WHERE company_id = :company { AND hired < :before } { AND name = :name }"
        }
    }

    pub store Employees for Employee {
        create;

        fn find(
            company: Option<Uuid>,
            name: Option<&str>,
            email: Option<&str>,
            hired_from: Option<NaiveDate>,
            salary: Option<Decimal>,
            skill: Option<&str>,
            order: EmployeeOrder,
        ) -> Vec<Employee> {
            "SELECT * FROM employee e
              WHERE true
                    { AND company_id = :company }
                    { AND name ILIKE :name }
                    { AND email = :email }
                    { AND hired >= :hired_from }
                    { AND salary >= :salary OR salary IS NULL AND :salary = 0 }
                    { AND :skill = ANY(skills) }
              ORDER BY { order: name | e.hired DESC, name | salary DESC NULLS LAST
                              | by_skills = cardinality(skills) DESC, name }, id"
        }

        fn page(limit: Option<i64>, offset: Option<i64>) -> Vec<String> {
            "SELECT name FROM employee ORDER BY name { LIMIT :limit } { OFFSET :offset }"
        }

        /// `OR`, a join's condition and a common table expression.
        fn mixed(company: Option<&str>, skill: Option<&str>, since: Option<NaiveDate>) -> Vec<(String, Option<String>)> {
            "WITH chosen AS (
                 SELECT * FROM employee WHERE (false { OR :skill = ANY(skills) } { OR hired >= :since })
             )
             SELECT e.name, c.name AS company
               FROM chosen e LEFT JOIN company c ON c.id = e.company_id { AND c.name = :company }
              ORDER BY e.name"
        }
    }
}

static MIGRATIONS: Migrations = migrations!("tests/stores/migrations");

async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&service("dynamic"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

async fn company(session: &Session, name: &str) -> Company {
    let new = NewCompany { name: name.to_owned(), kind: Some(CompanyType::Public) };
    Companies::new(session).create(&new).await.expect("a company")
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, day).expect("a day of May")
}

/// Nine employees of two companies, of every mixture of what is searched by.
async fn employees(session: &Session) -> Vec<Employee> {
    let companies = [company(session, "Acme").await, company(session, "Zenith").await];
    let mut all = Vec::new();
    for number in 0..9u32 {
        let new = NewEmployee {
            company_id: companies[number as usize % 2].id,
            name: format!("{}{number}", ["Ann", "Bob", "Cid"][number as usize % 3]),
            email: (number % 4 != 0).then(|| format!("e{number}@example.org")),
            salary: (number % 3 != 1).then(|| Decimal::from(number * 100)),
            hired: day(20 - number),
            settings: None,
            photo: None,
        };
        let mut employee = Employees::new(session).create(&new).await.expect("an employee");
        let skills: &[&str] = [&[][..], &["rust"], &["rust", "sql"], &["sql"]][number as usize % 4];
        let text = skills.iter().map(|skill| format!("'{skill}'")).collect::<Vec<_>>().join(",");
        let update = format!(
            "UPDATE employee SET skills = ARRAY[{text}]::text[] WHERE id = '{}'",
            employee.id
        );
        session.batch(&update).await.expect("skills");
        employee.skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
        all.push(employee);
    }
    all
}

/// How many statements of the session read `table`.
async fn prepared(session: &Session, like: &str) -> i64 {
    static PREPARED: Statement = Statement::new(
        Action { store: "Test", name: "prepared", model: "pg_prepared_statements" },
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE $1",
        &[],
    );
    let (count,): (i64,) = session.fetch_one(&PREPARED, &[&like]).await.expect("a number");
    count
}

/// How many of `used` statements are kept by a session: behind PgBouncer there must be none.
fn kept(used: i64) -> i64 {
    if is_behind_pgbouncer() { 0 } else { used }
}

#[tokio::test]
async fn all_256_variants_of_a_search_find_what_they_should() {
    let (_database, session) = session().await;
    let all = employees(&session).await;
    let store = Employees::new(&session);
    let acme = all[0].company_id;
    const SEARCH: &str = "SELECT * FROM employee e%";
    assert_eq!(prepared(&session, SEARCH).await, 0, "nothing is prepared before it is used");
    let orders = [
        EmployeeOrder::Name,
        EmployeeOrder::HiredDescName,
        EmployeeOrder::SalaryDescNullsLast,
        EmployeeOrder::BySkills,
    ];
    let mut used = 0;
    for number in 0..64u32 {
        let given = |bit: u32| number >> bit & 1 == 1;
        let salary = Decimal::from(300);
        for order in orders {
            let found = store
                .find(
                    given(0).then_some(acme),
                    given(1).then_some("%b%"),
                    given(2).then_some("e5@example.org"),
                    given(3).then_some(day(14)),
                    given(4).then_some(salary),
                    given(5).then_some("sql"),
                    order,
                )
                .await
                .expect("rows");
            let mut expected: Vec<&Employee> = all
                .iter()
                .filter(|e| !given(0) || e.company_id == acme)
                .filter(|e| !given(1) || e.name.to_lowercase().contains('b'))
                .filter(|e| !given(2) || e.email.as_deref() == Some("e5@example.org"))
                .filter(|e| !given(3) || e.hired >= day(14))
                .filter(|e| !given(4) || e.salary.is_some_and(|s| s >= salary))
                .filter(|e| !given(5) || e.skills.iter().any(|s| s == "sql"))
                .collect();
            expected.sort_by(|a, b| match order {
                EmployeeOrder::Name => a.name.cmp(&b.name),
                EmployeeOrder::HiredDescName => b.hired.cmp(&a.hired),
                EmployeeOrder::SalaryDescNullsLast => b.salary.cmp(&a.salary).then(a.id.cmp(&b.id)),
                EmployeeOrder::BySkills => {
                    b.skills.len().cmp(&a.skills.len()).then(a.name.cmp(&b.name))
                }
            });
            let names = |of: &[&Employee]| of.iter().map(|e| e.name.clone()).collect::<Vec<_>>();
            assert_eq!(
                names(&found.iter().collect::<Vec<_>>()),
                names(&expected),
                "{number} {order:?}"
            );
            used += 1;
            if used == 7 {
                assert_eq!(
                    prepared(&session, SEARCH).await,
                    kept(7),
                    "those that were used, and no other"
                );
            }
        }
    }
    assert_eq!((used, prepared(&session, SEARCH).await), (256, kept(256)));
    let again = store.find(None, None, None, None, None, None, EmployeeOrder::default()).await;
    assert_eq!(again.expect("rows").len(), 9);
    assert_eq!(prepared(&session, SEARCH).await, kept(256), "what is prepared is used again");
}

#[tokio::test]
async fn the_index_of_the_filter_in_play_is_used() {
    if is_behind_pgbouncer() {
        return; // No statement is kept whose plan could be asked for.
    }
    let (_database, session) = session().await;
    employees(&session).await;
    let store = Employees::new(&session);
    let found = store
        .find(None, None, Some("e5@example.org"), None, None, None, EmployeeOrder::Name)
        .await
        .expect("rows");
    assert_eq!(found.len(), 1);
    static TEXT: Statement = Statement::new(
        Action { store: "Test", name: "text", model: "pg_prepared_statements" },
        "SELECT name, statement, parameter_types::text FROM pg_prepared_statements
          WHERE statement LIKE 'SELECT * FROM employee e%'",
        &[],
    );
    let (name, text, types): (String, String, String) =
        session.fetch_one(&TEXT, &[]).await.expect("the one statement");
    assert!(text.contains("AND (email = $1)") && !text.contains("$2"), "{text}");
    assert!(!text.contains("hired >=") && !text.contains("ILIKE") && types == "{text}", "{text}");
    // Nine rows fit on a page: only without this does the planner look at indexes.
    session.batch("SET enable_seqscan = off").await.expect("a setting");
    let explain = format!("EXPLAIN EXECUTE {name} ('e5@example.org')");
    let explain: &'static Statement = Box::leak(Box::new(Statement::new(
        Action { store: "Test", name: "explain", model: "employee" },
        explain.leak(),
        &[],
    )));
    let plan: Vec<(String,)> = session.fetch_all(explain, &[]).await.expect("a plan");
    let plan = plan.into_iter().map(|(line,)| line).collect::<Vec<_>>().join("\n");
    assert!(plan.contains("employee_email_key"), "{plan}");
}

#[tokio::test]
async fn limit_and_offset_may_be_left_out() {
    let (_database, session) = session().await;
    let all = employees(&session).await;
    let store = Employees::new(&session);
    let mut names: Vec<String> = all.iter().map(|e| e.name.clone()).collect();
    names.sort();
    for (limit, offset, expected) in [
        (None, None, &names[..]),
        (Some(2), None, &names[..2]),
        (None, Some(4), &names[4..]),
        (Some(3), Some(4), &names[4..7]),
    ] {
        assert_eq!(store.page(limit, offset).await.expect("names"), expected);
    }
}

#[tokio::test]
async fn parts_stand_in_joins_and_subqueries() {
    let (_database, session) = session().await;
    employees(&session).await;
    let store = Employees::new(&session);
    assert_eq!(store.mixed(None, None, None).await.expect("rows"), []);
    let all = store.mixed(None, None, Some(day(1))).await.expect("rows");
    assert_eq!(all.len(), 9);
    assert!(all.iter().all(|(_, company)| company.is_some()));
    let some = store.mixed(Some("Acme"), Some("rust"), Some(day(20))).await.expect("rows");
    let expected =
        [("Ann0", true), ("Ann6", true), ("Bob1", false), ("Cid2", true), ("Cid5", false)];
    let some: Vec<_> = some.iter().map(|(name, c)| (name.as_str(), c.is_some())).collect();
    assert_eq!(some, expected);
}

#[tokio::test]
async fn a_patch_keeps_clears_and_sets() {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme").await;
    let store = Companies::new(&session);
    let kept =
        store.patch(acme.id, None, Patch::Keep).await.expect("the row, though nothing is set");
    assert_eq!(kept, acme);
    let cleared = store.patch(acme.id, None, Patch::SetNull).await.expect("it is there");
    assert_eq!(cleared, Company { kind: None, ..acme.clone() });
    let set = store.patch(acme.id, None, Patch::Set(CompanyType::NonProfit)).await.expect("a row");
    assert_eq!(set, Company { kind: Some(CompanyType::NonProfit), ..acme.clone() });
    let both = store.patch(acme.id, Some("Acme Inc"), Patch::Set(CompanyType::Private)).await;
    let both = both.expect("it is there");
    assert_eq!((both.name.as_str(), both.kind), ("Acme Inc", Some(CompanyType::Private)));
    let name = store.patch(acme.id, Some("Acme"), Patch::Keep).await.expect("it is there");
    assert_eq!((name.name.as_str(), name.kind), ("Acme", Some(CompanyType::Private)));
    let missing =
        store.patch(session.new_id(), None, Patch::Keep).await.expect_err("there is none");
    assert!(matches!(missing, Error::NotFound(_)), "{missing:?}");

    let later = acme.updated_at + chrono::Duration::days(1);
    assert_eq!(store.touch(acme.id, later, None).await.expect("a number"), 1);
    assert_eq!(store.touch(acme.id, later, Some("Acme & Co")).await.expect("a number"), 1);
    let touched = store.retrieve(acme.id).await.expect("it is there");
    assert_eq!((touched.name.as_str(), touched.updated_at), ("Acme & Co", later));
}

#[tokio::test]
async fn a_conflict_is_patched() {
    let (_database, session) = session().await;
    let store = Companies::new(&session);
    let (now, id) = (session.now(), session.new_id());
    let put = store.put(id, "Acme", now, Patch::SetNull).await.expect("a new row");
    assert_eq!((put.id, put.kind), (id, None));
    let set = Patch::Set(CompanyType::Public);
    let again = store.put(session.new_id(), "Acme", now, set).await.expect("the old row");
    assert_eq!((again.id, again.kind), (id, Some(CompanyType::Public)));
    let kept = store.put(session.new_id(), "Acme", now, Patch::Keep).await.expect("the old row");
    assert_eq!(kept, again);
}

#[tokio::test]
async fn writes_touch_what_the_parts_say() {
    let (_database, session) = session().await;
    let all = employees(&session).await;
    let store = Companies::new(&session);
    assert_eq!(store.rename_all("!", None, Some("Acme")).await.expect("a number"), 1);
    assert_eq!(store.rename_all("?", Some(CompanyType::Private), None).await.expect("a number"), 0);
    assert_eq!(store.rename_all("?", None, None).await.expect("a number"), 2);
    let acme = all[0].company_id;
    assert_eq!(store.dismiss(acme, Some(day(13)), None).await.expect("a number"), 1);
    assert_eq!(store.dismiss(acme, None, Some("Ann0")).await.expect("a number"), 1);
    assert_eq!(store.dismiss(acme, None, None).await.expect("a number"), 3);
}

#[tokio::test]
async fn a_declared_search_asks_for_what_is_given() {
    let (_database, session) = session().await;
    let acme = company(&session, "Acme").await;
    company(&session, "Zenith").await;
    let store = Companies::new(&session);
    let all = store.search(&CompanySearch::default()).await.expect("rows");
    assert_eq!(all.len(), 2);
    let search = CompanySearch { name: Some("Acme".to_owned()), ..CompanySearch::default() };
    assert_eq!(store.search(&search).await.expect("rows"), std::slice::from_ref(&acme));
    assert_eq!(store.search_first(&search).await.expect("a row"), Some(acme));
    let filtered = "%FROM company WHERE true%AND (name = $1)%ORDER BY id LIMIT%";
    assert_eq!(prepared(&session, filtered).await, kept(1), "the condition stands there by itself");
    let search = CompanySearch { limit: Some(0), ..CompanySearch::default() };
    assert_eq!(store.search_first(&search).await.expect("an answer"), None);
    let search = CompanySearch { offset: Some(1), limit: Some(5), ..CompanySearch::default() };
    assert_eq!(store.search(&search).await.expect("rows"), all[1..]);
}
