//! Databases on the server for tests: the service's own, and one for each test.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use tokio_postgres::Client;

use super::bouncer::Bouncer;
use super::{Server, failed, sweep};
use crate::config::Config;
use crate::context::SessionContext;
use crate::error::Error;
use crate::migrations::Migrations;
use crate::pool::connect;
use crate::service::Service;
use crate::settings::Settings;

/// Where `service`, under test and with no host configured, finds its database: made on the server for
/// tests if it is not there yet.
pub(crate) async fn prepare(service: &Service, settings: Settings) -> Result<Settings, Error> {
    let server = Server::shared().await?;
    let admin = connect(server.settings()).await?;
    let settings = on_server(server, settings);
    let owner = create_users(&admin, server, service, &settings).await?;
    // Others may be creating the same: then theirs will do.
    let create = format!("CREATE DATABASE {} OWNER {}", quoted(&settings.database), quoted(&owner));
    ignoring(&["42P04", "23505"], admin.batch_execute(&create).await)?;
    behind_bouncer(server, settings).await
}

/// A database of a test's own, dropped with it.
///
/// It dereferences to the [`SessionContext`] that is connected to it.
///
/// ```no_run
/// use microcosm_postgres::{Migrations, Service, testing::TestDatabase};
///
/// static MIGRATIONS: Migrations = Migrations::embedded(&[
///     ("V1__company.sql", "CREATE TABLE company (id uuid PRIMARY KEY)"),
/// ]);
///
/// # async fn test() -> Result<(), microcosm_postgres::Error> {
/// let database = TestDatabase::create(&Service::new("example"), &MIGRATIONS).await?;
/// let session = database.session().await?;
/// # let _ = session;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TestDatabase {
    context: SessionContext,
    name: String,
}

impl TestDatabase {
    /// A new database of `service` with `migrations` applied: a copy of one that was migrated once.
    ///
    /// # Errors
    /// [`Error::Testing`], [`Error::Migration`], or those of [`SessionContext::connect`].
    pub async fn create(service: &Service, migrations: &Migrations) -> Result<Self, Error> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let service = service.clone().testing();
        let server = Server::shared().await?;
        let admin = connect(server.settings()).await?;
        let settings = on_server(server, Settings::of(&service)?);
        let owner = create_users(&admin, server, &service, &settings).await?;
        let mark = sweep::mark(server, &admin).await?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{mark}_{number}", service.database());
        if server.is_launched() {
            let template = template(&admin, server, &service, &owner, migrations).await?;
            copy_database(&admin, &name, &template, &owner).await?;
        } else {
            // On a server that outlives us a template would stay behind.
            new_database(&admin, &name, &owner).await?;
        }
        let settings = Settings { database: name.clone(), ..settings };
        if !server.is_launched() {
            migrations.run(&settings).await?;
        }
        let settings = behind_bouncer(server, settings).await?;
        let config = Config { database: Some(name.clone()), ..service.config().clone() };
        let context = SessionContext::with_settings(service.with_config(config), settings)?;
        Ok(Self { context, name })
    }

    /// A connection string of the database, for `psql` and other tools. It holds no password.
    pub fn url(&self) -> String {
        self.context.settings().url()
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Deref for TestDatabase {
    type Target = SessionContext;

    fn deref(&self) -> &SessionContext {
        &self.context
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.context.shut();
        let name = std::mem::take(&mut self.name);
        // Dropping waits for the server, and the runtime at hand may be the one that is ending: a
        // thread with one of its own does it. It is waited for, so that a process that ends with its
        // last test leaves nothing on a server that goes on.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.is_ok_and(|runtime| runtime.block_on(drop_database(&name)).is_ok())
        });
        let _ = dropping.join();
    }
}

async fn drop_database(name: &str) -> Result<(), Error> {
    let admin = connect(Server::shared().await?.settings()).await?;
    // FORCE does this too, and then looks only every 100 ms whether the sessions are over.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    admin.execute(end, &[&name]).await.map_err(Error::of_batch)?;
    no_one_in(&admin, name).await?;
    let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name));
    admin.batch_execute(&sql).await.map_err(Error::of_batch)
}

/// The database of `service` that tests' databases are copies of, migrated once in this process.
async fn template(
    admin: &Client,
    server: &Server,
    service: &Service,
    owner: &str,
    migrations: &Migrations,
) -> Result<String, Error> {
    type Templates = Mutex<HashMap<String, Arc<OnceCell<()>>>>;
    static TEMPLATES: std::sync::LazyLock<Templates> = std::sync::LazyLock::new(Templates::default);

    let name = format!("{}_{:016x}", service.name(), migrations.fingerprint());
    let made = {
        let mut templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(templates.entry(name.clone()).or_default())
    };
    made.get_or_try_init(|| async {
        // What a migration that failed left behind the last time.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&name));
        admin.batch_execute(&drop).await.map_err(Error::of_batch)?;
        new_database(admin, &name, owner).await?;
        let user = owner.to_owned();
        let settings = Settings { database: name.clone(), user, ..server.settings().clone() };
        migrations.run(&settings).await?;
        no_one_in(admin, &name).await
    })
    .await?;
    Ok(name)
}

/// Waits until the last session in `database` is over; it cannot be copied or dropped before, and the
/// server itself looks only every 100 ms.
async fn no_one_in(admin: &Client, database: &str) -> Result<(), Error> {
    let sql = "SELECT FROM pg_stat_activity WHERE datname = $1";
    let someone = admin.prepare(sql).await.map_err(Error::of_batch)?;
    for _ in 0..2000 {
        if admin.query(&someone, &[&database]).await.map_err(Error::of_batch)?.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    Err(failed(format!("someone keeps a session open in `{database}`")))
}

async fn new_database(admin: &Client, name: &str, owner: &str) -> Result<(), Error> {
    let sql = format!("CREATE DATABASE {} OWNER {}", quoted(name), quoted(owner));
    admin.batch_execute(&sql).await.map_err(Error::of_batch)
}

async fn copy_database(
    admin: &Client,
    name: &str,
    template: &str,
    owner: &str,
) -> Result<(), Error> {
    // Copying files beats writing them through the WAL, which is the default since 15.
    let sql = format!(
        "CREATE DATABASE {} OWNER {} TEMPLATE {}",
        quoted(name),
        quoted(owner),
        quoted(template)
    );
    let strategy = " STRATEGY file_copy";
    match admin.batch_execute(&format!("{sql}{strategy}")).await {
        // 14 copies files and knows no other way, nor the option.
        Err(error) if error.code().is_some_and(|code| code.code() == "42601") => {
            admin.batch_execute(&sql).await.map_err(Error::of_batch)
        }
        outcome => outcome.map_err(Error::of_batch),
    }
}

/// Makes the service's users on a launched server; on another one, its own user does everything.
/// Returns who owns the service's databases.
async fn create_users(
    admin: &Client,
    server: &Server,
    service: &Service,
    settings: &Settings,
) -> Result<String, Error> {
    if !server.is_launched() {
        return Ok(server.settings().user.clone());
    }
    let owner =
        if service.is_read_only() { service.name().to_owned() } else { settings.user.clone() };
    let create = async |user: &str| {
        let sql = format!("CREATE ROLE {} LOGIN", quoted(user));
        ignoring(&["42710", "23505"], admin.batch_execute(&sql).await)
    };
    create(&owner).await?;
    if service.is_read_only() {
        create(&settings.user).await?;
        let sql = format!("GRANT pg_read_all_data TO {}", quoted(&settings.user));
        // Granted by someone else at the same moment.
        ignoring(&["XX000", "23505"], admin.batch_execute(&sql).await)?;
    }
    Ok(owner)
}

/// The settings with the place of `server`, and where it was named by a URL, the user of that.
fn on_server(server: &Server, settings: Settings) -> Settings {
    let place = server.settings();
    let mut settings = Settings {
        host: place.host.clone(),
        port: place.port,
        sslmode: place.sslmode,
        sslrootcert: place.sslrootcert.clone(),
        password: place.password.clone(),
        url_from: place.url_from,
        ..settings
    };
    if !server.is_launched() {
        settings.user.clone_from(&place.user);
    }
    settings
}

/// The settings with the place of the PgBouncer before `server`, where the service is behind one.
async fn behind_bouncer(server: &'static Server, settings: Settings) -> Result<Settings, Error> {
    if !settings.pgbouncer {
        return Ok(settings);
    }
    Ok(Bouncer::shared(server).await?.in_place(settings))
}

fn ignoring(codes: &[&str], outcome: Result<(), tokio_postgres::Error>) -> Result<(), Error> {
    match outcome {
        Err(error) if error.code().is_some_and(|code| codes.contains(&code.code())) => Ok(()),
        outcome => outcome.map_err(Error::of_batch),
    }
}

/// `name` as a quoted identifier.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
