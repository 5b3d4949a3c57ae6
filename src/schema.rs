//! The schema as a whole: migrated, and in tests made anew.

use std::collections::HashSet;
use std::sync::{LazyLock, PoisonError};

use crate::context::SessionContext;
use crate::error::{Error, Failure};
use crate::migrations::{HISTORY, Migrations};
use crate::pool::connect;
use crate::settings::Settings;

/// What is refused where there are no sessions.
const MIGRATING: &str = "migrating, which holds a lock while it goes on";

/// The databases that this process has recreated, and by which migrations.
static RECREATED: LazyLock<std::sync::Mutex<HashSet<String>>> = LazyLock::new(Default::default);

impl SessionContext {
    /// Applies the migrations that have not been applied yet. Returns how many that were.
    ///
    /// Instances of a service that start together take turns, by an advisory lock.
    ///
    /// # Errors
    /// [`Error::Migration`], naming the file and what the server says of it; [`Error::Configuration`]
    /// behind PgBouncer in transaction mode.
    pub async fn migrate(&self, migrations: &Migrations) -> Result<usize, Error> {
        self.check_sessions(MIGRATING)?;
        migrations.run(self.settings()).await
    }

    /// Brings the test database to what the migrations make of an empty one.
    ///
    /// The first call in a process drops everything that is in it and migrates; later calls only empty
    /// the tables, which is faster. No other session should be at work meanwhile: their locks are
    /// waited for.
    ///
    /// # Errors
    /// [`Error::Configuration`] outside of testing, before anything is touched; [`Error::Migration`].
    pub async fn recreate_all(&self, migrations: &Migrations) -> Result<(), Error> {
        let service = self.service();
        if !service.is_testing() {
            return Err(Error::Configuration(Box::new(Failure::new(format!(
                "recreate_all destroys all data of `{}` and is refused outside of testing: use \
                 Service::new(\"{}\").testing(), or `migrate` to bring the schema up to date",
                self.settings().database,
                service.name()
            )))));
        }
        let Settings { host, port, database, .. } = self.settings();
        let key = format!("{host} {port} {database} {:x}", migrations.fingerprint());
        if recreated(|known| known.contains(&key)) {
            return self.empty_tables().await;
        }
        self.check_sessions(MIGRATING)?;
        // Sessions that stand by in the pool have statements prepared for tables that now go.
        self.forget_idle();
        let client = connect(self.settings()).await?;
        client.batch_execute(include_str!("schema/clear.sql")).await.map_err(Error::of_batch)?;
        drop(client);
        self.migrate(migrations).await?;
        recreated(|known| known.insert(key));
        Ok(())
    }

    /// Empties every table but that of the migrations, and restarts sequences.
    async fn empty_tables(&self) -> Result<(), Error> {
        let tables = format!(
            "DO $$ DECLARE tables text; BEGIN
               SELECT string_agg(c.oid::regclass::text, ', ') INTO tables
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relname <> '{HISTORY}'
                  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                                     AND d.objid = c.oid AND d.deptype = 'e');
               IF tables IS NOT NULL THEN
                 EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY';
               END IF;
             END $$"
        );
        self.session().await?.batch(&tables).await
    }
}

fn recreated<T>(look: impl FnOnce(&mut HashSet<String>) -> T) -> T {
    look(&mut RECREATED.lock().unwrap_or_else(PoisonError::into_inner))
}
