//! Whether a service can do its work, for whoever asks over HTTP.

use std::time::{Duration, Instant};

use crate::context::SessionContext;
use crate::error::{Error, Failure};
use crate::migrations::Migrations;
use crate::pool::PoolStatus;
use crate::statement::{Action, Statement};

/// How a service stands with its database at one moment.
#[derive(Debug)]
#[non_exhaustive]
pub struct Health {
    /// How long the database took to answer, a free connection included; or why it did not.
    pub database: Result<Duration, Error>,
    /// The version of the last migration that was applied: of `V12__name.sql`, 12. `None` where there was
    /// none, or it could not be asked for.
    pub migrated: Option<i32>,
    /// The version of the last migration that the service knows.
    pub known: Option<i32>,
    /// The pool.
    pub pool: PoolStatus,
}

impl Health {
    /// Whether the database answers, and has all the migrations that the service knows. It may have later
    /// ones: that is how instances of a newer version start.
    pub fn is_healthy(&self) -> bool {
        self.database.is_ok() && self.migrated >= self.known && !self.pool.closed
    }

    /// The HTTP status of the answer: 200 or 503.
    pub fn status(&self) -> u16 {
        if self.is_healthy() { 200 } else { 503 }
    }

    /// The body of the answer.
    ///
    /// ```json
    /// { "healthy": true, "database": { "ok": true, "seconds": 0.0004 },
    ///   "migrations": { "applied": 12, "known": 12 },
    ///   "pool": { "size": 10, "open": 3, "in_use": 1, "waiting": 0, "closed": false } }
    /// ```
    #[cfg(feature = "serde_json")]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::json;
        let PoolStatus { size, open, in_use, waiting, closed } = self.pool;
        json!({
            "healthy": self.is_healthy(),
            "database": match &self.database {
                Ok(time) => json!({ "ok": true, "seconds": time.as_secs_f64() }),
                // What is wrong in detail is for logs: whoever may ask need not know hosts and users.
                Err(error) => json!({ "ok": false, "error": error.kind() }),
            },
            "migrations": { "applied": self.migrated, "known": self.known },
            "pool": {
                "size": size, "open": open, "in_use": in_use, "waiting": waiting, "closed": closed,
            },
        })
    }
}

static PING: Statement = Statement::new(action("ping"), "SELECT 1", &[]);

static MIGRATED: Statement = Statement::new(
    action("migrated"),
    "SELECT max(version)::int4 FROM refinery_schema_history",
    &[],
);

const fn action(name: &'static str) -> Action {
    Action { store: "Health", name, model: "database" }
}

impl SessionContext {
    /// Looks whether the database answers and which migrations it has, and at the pool. It does not fail, and
    /// takes no longer than the configuration's `pool_timeout` and `connect_timeout` together.
    ///
    /// ```no_run
    /// use microcosm_postgres::{Migrations, SessionContext};
    ///
    /// static MIGRATIONS: Migrations = microcosm_postgres::migrations!("examples/quickstart/migrations");
    ///
    /// /// `GET /api/health`: the status and the body.
    /// async fn health(context: &SessionContext) -> (u16, String) {
    ///     let health = context.health(&MIGRATIONS).await;
    ///     if let Err(error) = &health.database {
    ///         eprintln!("the database does not answer: {error}");
    ///     }
    ///     (health.status(), health.to_json().to_string())
    /// }
    /// # let _ = health;
    /// ```
    pub async fn health(&self, migrations: &Migrations) -> Health {
        let started = Instant::now();
        let limit = self.settings().pool_timeout + self.settings().connect_timeout;
        let mut migrated = None;
        let asked = async {
            let session = self.session().await?;
            session.execute(&PING, &[]).await?;
            let took = started.elapsed();
            // The table is not there before the first migration; a reader may not be allowed to see it.
            if let Ok((version,)) = session.fetch_one::<(Option<i32>,)>(&MIGRATED, &[]).await {
                migrated = version;
            }
            Ok(took)
        };
        let database = match tokio::time::timeout(limit, asked).await {
            Ok(outcome) => outcome,
            Err(_) => {
                Err(Error::Timeout(Box::new(Failure::new(format!("no answer within {limit:?}")))))
            }
        };
        Health { database, migrated, known: migrations.last_version(), pool: self.pool() }
    }
}
