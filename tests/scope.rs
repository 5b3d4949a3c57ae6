//! Stores with a scope on a real server: whatever one tenant does, the other's rows are not seen and not touched.

#[path = "support/service.rs"]
mod service;

use std::slice;

use chrono::{DateTime, Utc};
use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Error, Migrations, Session, migrations, store};
use rust_decimal::Decimal;
use service::service;
use uuid::Uuid;

store! {
    schema "tests/tenants/schema.json";

    #[derive(Debug, Clone, PartialEq)]
    pub model Account = "account" {
        id: Uuid,
        tenant_id: Uuid,
        email: String,
        name: Option<String>,
        country: Option<String>,
        deleted_at: Option<DateTime<Utc>>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Invoice = "invoice" {
        tenant_id: Uuid,
        number: i32,
        account_id: Uuid,
        total: Decimal,
    }

    #[derive(Debug, Clone, PartialEq)]
    pub model Template = "template" {
        name: String,
        tenant_id: Option<Uuid>,
        text: String,
    }

    pub store Accounts for Account {
        scope tenant_id: Uuid;

        create, retrieve, update, update_with_diff, replace, count, search(name), search_first(name);
        create_all, update_all, upsert_all -> u64;

        /// The account of that address, if any: it is unique in its tenant.
        fn by_email(email: &str) -> Option<Account> {
            "SELECT * FROM account WHERE tenant_id = :tenant_id AND email = :email"
        }

        /// What accounts owe, those that owe nothing too.
        fn totals(name: Option<&str>) -> Vec<Total> {
            "SELECT a.email, sum(i.total) AS total
               FROM account a LEFT JOIN invoice i ON i.tenant_id = a.tenant_id AND i.account_id = a.id
              WHERE a.tenant_id = :tenant_id { AND a.name = :name }
              GROUP BY a.id ORDER BY a.email"
        }

        /// Statements of one transaction each have the scope.
        fn forget(email: &str) {
            "DELETE FROM invoice WHERE tenant_id = :tenant_id AND account_id IN (
                 SELECT id FROM account WHERE tenant_id = :tenant_id AND email = :email)";
            "UPDATE account SET name = NULL WHERE tenant_id = :tenant_id AND email = :email"
        }
    }

    pub store Invoices for Invoice {
        scope tenant_id: Uuid;

        create, create_all -> u64, retrieve, delete, delete_all, upsert_all, count;
    }

    pub store Templates for Template {
        scope tenant_id: Uuid;

        replace, retrieve;
    }
}

static MIGRATIONS: Migrations = migrations!("tests/tenants/migrations");

async fn session() -> (TestDatabase, Session) {
    let database = TestDatabase::create(&service("tenants"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    (database, session)
}

fn new(email: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        name: Some("a".to_owned()),
        country: None,
        deleted_at: None,
    }
}

#[tokio::test]
async fn each_operation_stays_in_its_scope() -> Result<(), Error> {
    let (_database, session) = session().await;
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let mine = Accounts::new(&session, one);
    let theirs = Accounts::new(&session, two);

    // The same address may be in both: the scope is what `create` writes.
    let account = mine.create(&new("a@b")).await?;
    let other = theirs.create(&new("a@b")).await?;
    assert_eq!((account.tenant_id, other.tenant_id), (one, two));
    assert_eq!((mine.count().await?, theirs.count().await?), (1, 1));

    assert_eq!(mine.retrieve(account.id).await?, account);
    assert!(matches!(mine.retrieve(other.id).await, Err(Error::NotFound(_))));
    assert_eq!(mine.search(&AccountSearch::default()).await?, slice::from_ref(&account));
    let named = AccountSearch { name: Some("a".to_owned()), ..AccountSearch::default() };
    assert_eq!(theirs.search_first(&named).await?, Some(other.clone()));

    // Another tenant's row is not found, whatever its own field says.
    let stolen = Account { tenant_id: one, name: None, ..other.clone() };
    assert!(matches!(mine.update(&stolen).await, Err(Error::NotFound(_))));
    assert!(matches!(mine.update_with_diff(&stolen).await, Err(Error::NotFound(_))));
    assert!(matches!(mine.replace(&stolen).await, Err(Error::NotFound(_))));
    assert!(matches!(mine.update_all(slice::from_ref(&stolen)).await, Err(Error::NotFound(_))));
    assert_eq!(mine.upsert_all(&[stolen]).await?, 0);
    assert_eq!(theirs.retrieve(other.id).await?, other);

    // One's own is; and no write moves it to another tenant.
    let moved = Account { tenant_id: two, name: None, ..account.clone() };
    assert_eq!(mine.update(&moved).await?.tenant_id, one);
    let (now, diff) =
        mine.update_with_diff(&Account { name: Some("b".to_owned()), ..moved.clone() }).await?;
    assert_eq!((now.tenant_id, diff.fields()), (one, vec!["name"]));
    assert_eq!(mine.replace(&moved).await?.tenant_id, one);
    assert_eq!(mine.upsert_all(slice::from_ref(&moved)).await?, 1);
    assert_eq!(mine.update_all(slice::from_ref(&moved)).await?[0].tenant_id, one);
    assert_eq!(mine.create_all(&[new("c@d"), new("e@f")]).await?.len(), 2);
    assert_eq!((mine.count().await?, theirs.count().await?), (3, 1));
    Ok(())
}

#[tokio::test]
async fn queries_of_ones_own_have_the_value_of_the_scope() -> Result<(), Error> {
    let (_database, session) = session().await;
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for (tenant, total) in [(one, 5), (two, 70)] {
        let account = Accounts::new(&session, tenant).create(&new("a@b")).await?;
        let invoices = Invoices::new(&session, tenant);
        let invoice = |number| NewInvoice { number, account_id: account.id, total: total.into() };
        invoices.create(&invoice(1)).await?;
        // By COPY as well.
        assert_eq!(invoices.create_all(&[invoice(2), invoice(3)]).await?, 2);
        assert_eq!(invoices.count().await?, 3);
        let key = InvoiceKey { tenant_id: tenant, number: 2 };
        assert_eq!(invoices.retrieve(&key).await?.total, total.into());
    }
    let (mine, theirs) = (Accounts::new(&session, one), Accounts::new(&session, two));
    assert_eq!(mine.by_email("a@b").await?.map(|account| account.tenant_id), Some(one));
    let totals = mine.totals(None).await?;
    assert_eq!(totals, [Total { email: "a@b".to_owned(), total: Some(15.into()) }]);
    assert_eq!(mine.totals(Some("nobody")).await?, []);

    // A key that names another tenant finds nothing.
    let invoices = Invoices::new(&session, one);
    let foreign = InvoiceKey { tenant_id: two, number: 1 };
    assert!(matches!(invoices.retrieve(&foreign).await, Err(Error::NotFound(_))));
    assert!(matches!(invoices.delete(&foreign).await, Err(Error::NotFound(_))));
    let own = InvoiceKey { tenant_id: one, number: 3 };
    assert!(matches!(invoices.delete_all(&[own, foreign]).await, Err(Error::NotFound(_))));
    assert_eq!(invoices.count().await?, 3, "all or none");
    let own = InvoiceKey { tenant_id: one, number: 3 };
    invoices.delete_all(&[own]).await?;

    mine.forget("a@b").await?;
    assert_eq!(mine.totals(None).await?[0].total, None);
    assert_eq!(theirs.totals(Some("a")).await?[0].total, Some(210.into()));
    Ok(())
}

#[tokio::test]
async fn a_key_that_others_hold_is_not_written_to() -> Result<(), Error> {
    let (_database, session) = session().await;
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let template = |text: &str| Template {
        name: "welcome".to_owned(),
        // What the field says is not what is written.
        tenant_id: None,
        text: text.to_owned(),
    };
    let first = Templates::new(&session, one).replace(&template("one")).await?;
    assert_eq!(first.tenant_id, Some(one));
    let theirs = Templates::new(&session, two);
    assert!(matches!(theirs.replace(&template("two")).await, Err(Error::NotFound(_))));
    assert_eq!(Templates::new(&session, one).retrieve("welcome").await?.text, "one");
    Ok(())
}
