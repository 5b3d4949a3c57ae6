//! A service's users and database as an administrator makes them, on a server with passwords.

mod support;

use microcosm_postgres::testing::Server;
use microcosm_postgres::{Administrator, Config, Error, Secret, Service, SessionContext};
use support::{CompanyStore, MIGRATIONS, named};

fn at(server: &Server, password: &str) -> Config {
    Config {
        host: Some(server.host().to_owned()),
        port: Some(server.port()),
        password: Some(Secret::from(password)),
        ..Config::default()
    }
}

#[tokio::test]
async fn services_have_users_and_databases_of_their_own() {
    let server = tokio::task::spawn_blocking(|| Server::builder().launch());
    let server = server.await.expect("no panic").expect("a server");
    let administrator = Administrator::connect(&server.url()).await.expect("connected");
    let (password, of_reader) = (Secret::from("hunter2"), Secret::from("hunter3"));
    for name in ["orders", "stock"] {
        let service = Service::new(name);
        for _ in 0..2 {
            let (owner, reader) = (Some(&password), Some(&of_reader));
            administrator.create_users(&service, owner, reader).await.expect("users");
            administrator.create_database(&service).await.expect("a database");
        }
    }

    let orders = Service::new("orders").with_config(at(&server, "hunter2"));
    let owner = SessionContext::connect(&orders).await.expect("connected");
    owner.migrate(&MIGRATIONS).await.expect("it may create tables");
    let session = owner.session().await.expect("a session");
    CompanyStore::new(&session).create(named("Acme")).await.expect("it may write");

    let reader = orders.clone().read_only().with_config(at(&server, "hunter3"));
    let reader = SessionContext::connect(&reader).await.expect("connected");
    let reading = reader.session().await.expect("a session");
    let store = CompanyStore::new(&reading);
    assert_eq!(store.count().await.expect("a number"), 1, "a table made after the reader was");
    let error = store.create(named("Other")).await.expect_err("it only reads");
    assert_eq!(error.sqlstate(), Some("25006"), "{error}");
    // Nor when it says that it would write.
    reading.batch("SET default_transaction_read_only = off").await.expect("a setting");
    let error = store.create(named("Other")).await.expect_err("it has no right to");
    assert_eq!(error.sqlstate(), Some("42501"), "{error}");

    // Another service's database is closed to it.
    let config = Config { database: Some("stock_db".to_owned()), ..at(&server, "hunter2") };
    let stranger = Service::new("orders").with_config(config);
    let error = SessionContext::connect(&stranger).await.expect_err("not its own");
    assert!(error.to_string().contains("permission denied for database"), "{error}");

    // What was sent of the password is what it is verified by.
    let admin = Config {
        user: Some("postgres".into()),
        database: Some("postgres".into()),
        ..at(&server, "")
    };
    let admin =
        SessionContext::connect(&Service::new("admin").with_config(admin)).await.expect("one");
    let session = admin.session().await.expect("a session");
    session
        .batch(
            "DO $$ BEGIN ASSERT (SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$4096:%') FROM pg_authid
                                  WHERE rolname IN ('orders', 'orders_ro', 'stock', 'stock_ro'));
             END $$",
        )
        .await
        .expect("verifiers");

    let error = administrator.create_database(&Service::new("a\"b")).await.expect_err("no name");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
}
