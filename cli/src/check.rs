//! `check`: every statement of SQL files, against the snapshot and, if asked, a live database.
//!
//! The SQL inside of `store!` blocks is checked by the compiler, `cargo check`: it alone knows the
//! declaration around it.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use query_check::catalog::Catalog;
use query_check::checked::Checked;
use query_check::syntax::split;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::describe;
use crate::failure::Failure;
use crate::human::{self, Place};

/// The outcome in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Statements looked at.
    pub statements: usize,
    /// Statements refused, by PostgreSQL's rules or the house's.
    pub refused: usize,
    /// Statements on which the live database says something else.
    pub different: usize,
}

/// Checks the files, and the `.sql` files below the folders, in `paths`.
///
/// # Errors
/// When a file cannot be read, the database cannot be reached, or the output cannot be written.
pub fn run(
    catalog: &Catalog,
    paths: &[PathBuf],
    database_url: Option<&str>,
    as_json: bool,
    output: &mut dyn Write,
) -> Result<Summary, Failure> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, true, &mut files)?;
    }
    if files.is_empty() {
        return Err(Failure::new(
            "there are no .sql files to check",
            "name files or folders; the SQL in `store!` blocks is checked by `cargo check`",
        ));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(format!("the system gives no event loop: {error}"), "close other programs")
    })?;
    runtime.block_on(async {
        let mut server = match database_url {
            Some(url) => Some(Server::connect(url).await?),
            None => None,
        };
        let mut summary = Summary::default();
        for file in files {
            let text = std::fs::read_to_string(&file).map_err(|error| unreadable(&file, &error))?;
            for span in split(&text) {
                let sql = span.text(&text);
                let before = &text[..span.start as usize];
                let place = Place {
                    file: file.display().to_string(),
                    line: before.matches('\n').count() + 1,
                    column: before.rsplit('\n').next().unwrap_or_default().chars().count(),
                };
                let checked = describe::check(catalog, sql);
                let differences = match &mut server {
                    Some(server) => server.differences(catalog, &checked).await?,
                    None => Vec::new(),
                };
                summary.statements += 1;
                let refused = !checked.diagnostics.is_empty() || !checked.house.is_empty();
                summary.refused += usize::from(refused);
                summary.different += usize::from(!differences.is_empty());
                let written = if as_json {
                    let id = json!(format!("{}:{}", place.file, place.line));
                    let mut answer = describe::rendered(catalog, id, &checked);
                    if server.is_some() {
                        answer["differences"] = Value::from(differences);
                    }
                    writeln!(output, "{answer}")
                } else {
                    tell(sql, &place, &checked, &differences, output)
                };
                written.map_err(|error| Failure::output(&error))?;
            }
        }
        Ok(summary)
    })
}

fn tell(
    sql: &str,
    place: &Place,
    checked: &Checked,
    differences: &[String],
    output: &mut dyn Write,
) -> std::io::Result<()> {
    for diagnostic in checked.diagnostics.iter().chain(&checked.house) {
        human::mistake(sql, Some(place), diagnostic, output)?;
        writeln!(output)?;
    }
    for difference in differences {
        writeln!(output, "{}:{}: the database differs: {difference}", place.file, place.line)?;
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let what = format!("{} cannot be read: {error}", path.display());
    Failure::new(what, "name SQL files in UTF-8, or folders of them")
}

/// The file itself, or the `.sql` files below the folder, sorted.
fn collect(path: &Path, named: bool, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        let entries = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut entries =
            entries.collect::<Result<Vec<_>, _>>().map_err(|error| unreadable(path, &error))?;
        entries.sort();
        return entries.iter().try_for_each(|entry| collect(entry, false, files));
    }
    let extension = path.extension().unwrap_or_default();
    if named && extension == "rs" {
        return Err(Failure::new(
            format!("{} is Rust", path.display()),
            "the SQL in `store!` blocks is checked by `cargo check`; name .sql files here",
        ));
    }
    if named || extension == "sql" {
        files.push(path.to_path_buf());
    }
    Ok(())
}

/// A live database that is asked the same.
struct Server {
    client: Client,
    /// Types' names by OID.
    names: HashMap<u32, String>,
}

impl Server {
    async fn connect(url: &str) -> Result<Self, Failure> {
        let connected = microcosm_postgres::testing::connect(url, "--database-url").await;
        let client = connected.map_err(|error| Failure::new(error.to_string(), ""))?;
        Ok(Self { client, names: HashMap::new() })
    }

    /// Where the database's Parse and Describe say something else than the checker.
    async fn differences(
        &mut self,
        catalog: &Catalog,
        checked: &Checked,
    ) -> Result<Vec<String>, Failure> {
        let statement = match self.client.prepare(&checked.sql).await {
            Ok(statement) => statement,
            Err(error) => {
                let Some(database) = error.as_db_error() else { return Err(lost(&error)) };
                let (state, message) = (database.code().code(), database.message());
                let difference = match checked.diagnostics.first() {
                    None => format!("it rejects the statement with {state}: {message}"),
                    Some(own) if own.sqlstate.is_some_and(|own| own.0 != state) => {
                        format!("it rejects the statement otherwise, with {state}: {message}")
                    }
                    Some(_) => return Ok(Vec::new()),
                };
                return Ok(vec![difference]);
            }
        };
        if !checked.diagnostics.is_empty() {
            return Ok(vec!["it accepts the statement".to_owned()]);
        }
        // What a store does not run is not analysed either.
        if checked.house.iter().any(|d| d.code == query_check::diagnostic::Code::NotDml) {
            return Ok(Vec::new());
        }
        let mut differences = Vec::new();
        let own = checked.parameters.iter().map(|parameter| catalog.format_type(parameter.ty));
        for (place, (own, ty)) in own.zip(statement.params()).enumerate() {
            let theirs = self.type_name(ty.oid()).await?;
            if own != theirs {
                differences.push(format!("parameter {} is {theirs}, not {own}", place + 1));
            }
        }
        let columns = statement.columns();
        if columns.len() != checked.columns.len() {
            let (own, theirs) = (checked.columns.len(), columns.len());
            differences.push(format!("it returns {theirs} columns, not {own}"));
        }
        for (own, column) in checked.columns.iter().zip(columns) {
            let ty = catalog.format_type(catalog.base_type(own.ty));
            let theirs = self.type_name(column.type_().oid()).await?;
            if own.name != column.name() {
                differences.push(format!("column `{}` is called `{}`", own.name, column.name()));
            } else if ty != theirs {
                differences.push(format!("column `{}` is {theirs}, not {ty}", own.name));
            }
        }
        Ok(differences)
    }

    async fn type_name(&mut self, oid: u32) -> Result<String, Failure> {
        if let Some(name) = self.names.get(&oid) {
            return Ok(name.clone());
        }
        let row = self.client.query_one("SELECT format_type($1, NULL)", &[&oid]).await;
        let name: String = row.map_err(|error| lost(&error))?.get(0);
        self.names.insert(oid, name.clone());
        Ok(name)
    }
}

fn lost(error: &tokio_postgres::Error) -> Failure {
    let what = format!("the database broke off: {}", crate::introspect::message(error));
    Failure::new(what, "run the command again")
}
