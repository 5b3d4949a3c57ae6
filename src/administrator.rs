//! What an administrator does for a service: its users and its database, by convention.

use tokio_postgres::Client;

use crate::error::Error;
use crate::pool::connect;
use crate::secret::Secret;
use crate::service::Service;
use crate::settings::Settings;

/// Someone who may create roles and databases on a server.
///
/// A service itself may not: its user owns its database and nothing else. What is there already is left as
/// it is, so that each of these can be run again.
///
/// ```no_run
/// use microcosm_postgres::{Administrator, Error, Secret, Service};
///
/// # async fn run() -> Result<(), Error> {
/// let service = Service::new("example");
/// let administrator = Administrator::connect("postgresql://postgres@localhost").await?;
/// // `example`, and `example_ro`, every transaction of which is read-only.
/// let (password, of_reader) = (Secret::from("…"), Secret::from("…"));
/// administrator.create_users(&service, Some(&password), Some(&of_reader)).await?;
/// // `example_db`, owned by `example`, with `example_ro` reading all that is ever in it.
/// administrator.create_database(&service).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Administrator {
    settings: Settings,
}

impl Administrator {
    /// The one whom a connection string names.
    ///
    /// # Errors
    /// [`Error::Configuration`], [`Error::Unavailable`] or [`Error::Timeout`], as of
    /// [`SessionContext::connect`](crate::SessionContext::connect).
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let administrator = Self { settings: Settings::of_url(url, "the connection string")? };
        administrator.client(None).await?;
        Ok(administrator)
    }

    /// Creates the service's user and its reader, `{service}` and `{service}_ro`, who may connect and no
    /// more. A password that is given is set even where the user is there already; it does not leave this
    /// process, only what it can be verified by (SCRAM) does.
    ///
    /// # Errors
    /// [`Error::Configuration`] for a name that cannot be; what the server reports.
    pub async fn create_users(
        &self,
        service: &Service,
        password: Option<&Secret>,
        of_reader: Option<&Secret>,
    ) -> Result<(), Error> {
        service.check_name()?;
        let client = self.client(None).await?;
        let (owner, reader) = users(service);
        for (user, password) in [(&owner, password), (&reader, of_reader)] {
            create(&client, "42710", &format!("CREATE ROLE {user} LOGIN")).await?;
            if let Some(password) = password {
                let verifier =
                    postgres_protocol::password::scram_sha_256(password.expose().as_bytes());
                run(&client, &format!("ALTER ROLE {user} PASSWORD '{verifier}'")).await?;
            }
        }
        run(&client, &format!("ALTER ROLE {reader} SET default_transaction_read_only = on")).await
    }

    /// Creates the service's database, `{service}_db` or under test `{service}_test_db`. It belongs to the
    /// service's user; its reader may read every table that this user ever creates; nobody else may connect.
    /// The users must be there.
    ///
    /// # Errors
    /// As [`create_users`](Self::create_users).
    pub async fn create_database(&self, service: &Service) -> Result<(), Error> {
        service.check_name()?;
        let client = self.client(None).await?;
        let (owner, reader) = users(service);
        let name = service.database();
        create(&client, "42P04", &format!("CREATE DATABASE \"{name}\"")).await?;
        let inside = self.client(Some(&name)).await?;
        for sql in [
            format!("REVOKE ALL ON DATABASE \"{name}\" FROM PUBLIC"),
            format!("GRANT CONNECT ON DATABASE \"{name}\" TO {owner}, {reader}"),
            // Who gives something away must be a member of who gets it, unless a superuser.
            format!("GRANT {owner} TO CURRENT_USER"),
            format!("ALTER DATABASE \"{name}\" OWNER TO {owner}"),
            format!("ALTER SCHEMA public OWNER TO {owner}"),
            "REVOKE ALL ON SCHEMA public FROM PUBLIC".to_owned(),
            format!("GRANT USAGE ON SCHEMA public TO {reader}"),
            format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"),
            format!("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT ON TABLES TO {reader}"),
            format!("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE ON SCHEMAS TO {reader}"),
        ] {
            run(&inside, &sql).await?;
        }
        Ok(())
    }

    /// A connection, to a database or to the administrator's own.
    async fn client(&self, database: Option<&str>) -> Result<Client, Error> {
        let mut settings = self.settings.clone();
        if let Some(database) = database {
            database.clone_into(&mut settings.database);
        }
        connect(&settings).await
    }
}

/// The service's user and its reader, quoted.
fn users(service: &Service) -> (String, String) {
    let name = service.name();
    (format!("\"{name}\""), format!("\"{name}_ro\""))
}

/// Creates what may be there already, by which the server says `code`; or be created by someone else now.
async fn create(client: &Client, code: &str, sql: &str) -> Result<(), Error> {
    match client.batch_execute(sql).await {
        Err(error) if error.code().is_some_and(|found| [code, "23505"].contains(&found.code())) => {
            Ok(())
        }
        outcome => outcome.map_err(Error::of_batch),
    }
}

async fn run(client: &Client, sql: &str) -> Result<(), Error> {
    client.batch_execute(sql).await.map_err(Error::of_batch)
}
