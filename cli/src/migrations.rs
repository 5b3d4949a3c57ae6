//! A folder of migrations, and a server to apply them to.

use std::path::Path;

use microcosm_postgres::testing::Server;
use tokio_postgres::Client;

use crate::failure::Failure;
use crate::introspect::message;

/// A migration: its file's name and its SQL.
#[derive(Debug)]
pub struct Migration {
    name: String,
    sql: String,
}

/// Reads a folder's `.sql` files in the order they are to be applied: `V1__a.sql`, `V2__b.sql`, …,
/// `V10__c.sql` by number, others by name.
///
/// # Errors
/// When the folder or a file cannot be read, or there is none.
pub fn files(folder: &Path) -> Result<Vec<Migration>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(
            format!("the migrations in {} cannot be read: {error}", folder.display()),
            "name a folder of .sql files with --migrations",
        )
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files
                .push(Migration { name, sql: std::fs::read_to_string(&path).map_err(unreadable)? });
        }
    }
    if files.is_empty() {
        return Err(Failure::new(
            format!("there are no migrations in {}", folder.display()),
            "name a folder of .sql files with --migrations",
        ));
    }
    files.sort_by(|a, b| order(&a.name).cmp(&order(&b.name)));
    Ok(files)
}

/// What migrations are ordered by: the version of `V12__name.sql`, then the name.
fn order(name: &str) -> (u64, &str) {
    let version = name.strip_prefix(['V', 'U']).and_then(|rest| rest.split_once("__"));
    let version = version.and_then(|(version, _)| version.parse().ok());
    (version.unwrap_or(u64::MAX), name)
}

/// A server of our own.
///
/// # Errors
/// When none can be started.
pub fn server(major: Option<u32>) -> Result<Server, Failure> {
    let mut builder = Server::builder();
    if let Some(major) = major {
        builder = builder.major(major);
    }
    builder.launch().map_err(|error| Failure::new(error.to_string(), ""))
}

/// Applies migrations, each in a transaction.
///
/// # Errors
/// When one fails: which, where in it and why.
pub async fn apply(client: &Client, files: &[Migration]) -> Result<(), Failure> {
    for file in files {
        // Several statements in one message are one transaction.
        if let Err(error) = client.batch_execute(&file.sql).await {
            let position = error.as_db_error().and_then(|error| error.position());
            let place = match position {
                Some(tokio_postgres::error::ErrorPosition::Original(position)) => {
                    let before = file.sql.chars().take(*position as usize).collect::<String>();
                    format!("{}:{}", file.name, before.lines().count().max(1))
                }
                _ => file.name.clone(),
            };
            return Err(Failure::new(
                format!("the migration {place} fails: {}", message(&error)),
                "repair it, and take the snapshot again",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn versions_count_before_names() {
        let mut names = ["V10__c.sql", "b.sql", "V2__b.sql", "a.sql", "V1__a.sql"];
        names.sort_by_key(|name| order(name));
        assert_eq!(names, ["V1__a.sql", "V2__b.sql", "V10__c.sql", "a.sql", "b.sql"]);
    }
}
