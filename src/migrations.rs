//! Migrations of the schema: SQL files applied in order, once each, by refinery.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use refinery_core::{Migration, Runner};

use crate::error::{Error, Failure};
use crate::pool::connect;
use crate::settings::Settings;

/// Held while migrating, so that instances of a service that start together take turns.
///
/// The number is any, the same in every version of this crate.
const LOCK: i64 = 0x6d69_6372_6f63_6f73;

/// The table in which refinery keeps what has been applied.
pub(crate) const HISTORY: &str = "refinery_schema_history";

/// The files of a migrations folder, `V1__company.sql`, `V2__employee.sql`, …
///
/// ```
/// use microcosm_postgres::Migrations;
///
/// static MIGRATIONS: Migrations = microcosm_postgres::migrations!("examples/quickstart/migrations");
/// # let _ = &MIGRATIONS;
/// ```
#[derive(Clone, Debug)]
pub struct Migrations {
    files: Files,
}

/// Names and texts.
#[derive(Clone, Debug)]
enum Files {
    Embedded(&'static [(&'static str, &'static str)]),
    Read(Vec<(String, String)>),
}

impl Migrations {
    /// Files that are part of the program: their names and texts. [`migrations!`](crate::migrations)
    /// writes this for a folder.
    pub const fn embedded(files: &'static [(&'static str, &'static str)]) -> Self {
        Self { files: Files::Embedded(files) }
    }

    /// The `.sql` files of a folder, read now.
    ///
    /// # Errors
    /// [`Error::Migration`] when the folder or a file in it cannot be read, or holds no migration.
    pub fn folder(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let unreadable = |error: std::io::Error| {
            failed(format!("migrations `{}` cannot be read: {error}", path.display()))
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if file.extension().is_some_and(|extension| extension == "sql") {
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&file).map_err(unreadable)?));
            }
        }
        if files.is_empty() {
            let example = "V1__company.sql";
            let place = path.display();
            return Err(failed(format!("`{place}` holds no migration, such as `{example}`")));
        }
        files.sort();
        Ok(Self { files: Files::Read(files) })
    }

    /// A number that tells these migrations from others.
    #[cfg_attr(not(feature = "testing"), allow(dead_code))]
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.files().for_each(|file| file.hash(&mut hasher));
        hasher.finish()
    }

    /// The highest version among them.
    pub(crate) fn last_version(&self) -> Option<i32> {
        let version = |name: &str| name.strip_prefix('V')?.split_once("__")?.0.parse().ok();
        self.files().filter_map(|(name, _)| version(name)).max()
    }

    /// Applies what has not been applied yet, on a connection of its own. Returns how many that were.
    pub(crate) async fn run(&self, settings: &Settings) -> Result<usize, Error> {
        let runner = self.runner()?;
        let mut client = connect(settings).await?;
        let lock = format!("SELECT pg_advisory_lock({LOCK})");
        client.batch_execute(&lock).await.map_err(Error::of_batch)?;
        // The lock goes with the connection, however this ends.
        let report = runner.run_async(&mut client).await.map_err(|error| not_applied(&error))?;
        Ok(report.applied_migrations().len())
    }

    fn files(&self) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
        match &self.files {
            Files::Embedded(files) => Box::new(files.iter().copied()),
            Files::Read(files) => {
                Box::new(files.iter().map(|(name, sql)| (name.as_str(), sql.as_str())))
            }
        }
    }

    fn runner(&self) -> Result<Runner, Error> {
        let mut migrations = Vec::new();
        for (file, sql) in self.files() {
            let name = file.strip_suffix(".sql").unwrap_or(file);
            migrations.push(Migration::unapplied(name, sql).map_err(|_| {
                failed(format!(
                    "`{file}` is no name of a migration: call it `V<number>__<words>.sql`"
                ))
            })?);
        }
        Ok(Runner::new(&migrations))
    }
}

fn failed(message: String) -> Error {
    Error::Migration(Box::new(Failure::new(message)))
}

/// Why migrating stopped. Migrations have no parameters: the server's texts can be told in full.
fn not_applied(error: &refinery_core::Error) -> Error {
    let mut text = format!("migrating failed: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        match error.downcast_ref::<tokio_postgres::error::DbError>() {
            Some(db) => text = format!("{text}: {} (SQLSTATE {})", db.message(), db.code().code()),
            None => text = format!("{text}: {error}"),
        }
        cause = error.source();
    }
    failed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_names_and_folders_are_refused() {
        let error =
            Migrations::embedded(&[("company.sql", "")]).runner().err().expect("no version");
        assert!(error.to_string().contains("`V<number>__<words>.sql`"), "{error}");
        let error = Migrations::folder("no/such/folder").expect_err("no folder");
        assert!(matches!(error, Error::Migration(_)), "{error}");
        let error = Migrations::folder("src").expect_err("no migrations");
        assert!(error.to_string().contains("holds no migration"), "{error}");
    }

    #[test]
    fn fingerprints_differ_with_the_text() {
        let one = Migrations::embedded(&[("V1__a.sql", "SELECT 1")]);
        let other = Migrations::embedded(&[("V1__a.sql", "SELECT 2")]);
        assert_ne!(one.fingerprint(), other.fingerprint());
    }
}
