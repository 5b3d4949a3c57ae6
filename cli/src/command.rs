//! The command line: what can be asked, and the exit code of the answer.

use std::io::{BufReader, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use query_check::catalog::{Catalog, SUPPORTED_MAJORS};

use crate::failure::Failure;
use crate::snapshot::{Outcome, Source};
use crate::{check, describe, explain, file, human, scaffold, snapshot};

/// Schema snapshots and offline checks for services that talk to PostgreSQL.
#[derive(Debug, Parser)]
#[command(name = "microcosm-postgres", version, about)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take the snapshot of a schema that queries are checked against.
    Snapshot(SnapshotArguments),
    /// Say what is known of a statement; without one, answer each line {"id":…,"sql":…} of standard input.
    Describe(DescribeArguments),
    /// Check every statement of SQL files (what stands in `store!` is checked by `cargo check`).
    Check(CheckArguments),
    /// Print a table's model, enums and store, to paste into `store!`.
    Scaffold(ScaffoldArguments),
    /// Explain a diagnostic's code, or list all codes.
    Explain(ExplainArguments),
}

#[derive(Debug, Args)]
struct SnapshotArguments {
    /// The database to read, as postgres://user:password@host:port/database.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// A folder of migrations (V1__name.sql, …): a server is started for them, and stopped again.
    #[arg(long, value_name = "DIR")]
    migrations: Option<PathBuf>,
    /// The major version of the server that is started for --migrations.
    #[arg(long, requires = "migrations")]
    major: Option<u32>,
    /// The file to write.
    #[arg(long, default_value = "schema.json")]
    output: PathBuf,
    /// Write nothing; exit with 1 when the file is stale, and print what changed.
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Args)]
struct DescribeArguments {
    /// The statement, with parameters as `$1` or `:name`.
    sql: Option<String>,
    /// Answer with the line of JSON that statements on standard input get.
    #[arg(long, requires = "sql")]
    json: bool,
    #[command(flatten)]
    against: Against,
}

#[derive(Debug, Args)]
struct CheckArguments {
    /// Files, and folders with .sql files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// A database that is asked as well: where it says something else, that is told.
    #[arg(long)]
    database_url: Option<String>,
    /// One line of JSON for each statement.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    against: Against,
}

#[derive(Debug, Args)]
struct ScaffoldArguments {
    /// The table, perhaps with its schema.
    table: String,
    /// The snapshot that has it.
    #[arg(long, default_value = "schema.json")]
    snapshot: PathBuf,
}

#[derive(Debug, Args)]
struct ExplainArguments {
    /// The code, `undefined_column`, or a SQLSTATE, `42703`.
    code: Option<String>,
    /// One line of JSON for each page.
    #[arg(long)]
    json: bool,
}

/// What statements are checked against.
#[derive(Debug, Args)]
struct Against {
    /// The snapshot to check against; without it, a database that is empty.
    #[arg(long)]
    snapshot: Option<PathBuf>,
    /// The major version of the empty database.
    #[arg(long, default_value_t = *SUPPORTED_MAJORS.end(), conflicts_with = "snapshot")]
    major: u32,
}

impl Command {
    /// Does what is asked; errors go to standard error, each with what to do about it.
    ///
    /// The exit code is 0 when all went well, 1 when `--check` found the file stale or a
    /// statement is refused, 2 for an error.
    pub fn run(self) -> ExitCode {
        let outcome = match self.what {
            What::Snapshot(arguments) => run_snapshot(arguments),
            What::Describe(arguments) => run_describe(&arguments),
            What::Check(arguments) => run_check(&arguments),
            What::Scaffold(arguments) => run_scaffold(&arguments),
            What::Explain(arguments) => run_explain(&arguments),
        };
        outcome.unwrap_or_else(|failure| {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        })
    }
}

fn run_snapshot(arguments: SnapshotArguments) -> Result<ExitCode, Failure> {
    // An explicit folder wins over DATABASE_URL of the environment.
    let source = match (arguments.migrations, arguments.database_url) {
        (Some(folder), _) => Source::Migrations { folder, major: arguments.major },
        (None, Some(url)) => Source::Database { url },
        (None, None) => {
            return Err(Failure::new(
                "nothing to take a snapshot of",
                "give --database-url postgres://… or --migrations DIR",
            ));
        }
    };
    Ok(match snapshot::run(source, &arguments.output, arguments.check)? {
        Outcome::Written | Outcome::Current => ExitCode::SUCCESS,
        Outcome::Stale(changes) => {
            eprintln!("{} is stale:", arguments.output.display());
            for change in changes {
                eprintln!("  {change}");
            }
            eprintln!("take it anew: the same command without --check");
            ExitCode::FAILURE
        }
    })
}

impl Against {
    fn catalog(&self) -> Result<Catalog, Failure> {
        match &self.snapshot {
            Some(path) => file::catalog(path),
            None => Catalog::builtin(self.major).ok_or_else(|| {
                let (first, last) = (SUPPORTED_MAJORS.start(), SUPPORTED_MAJORS.end());
                Failure::new(
                    format!("PostgreSQL {} is not supported", self.major),
                    format!("give a --major from {first} to {last}"),
                )
            }),
        }
    }
}

fn run_describe(arguments: &DescribeArguments) -> Result<ExitCode, Failure> {
    let catalog = arguments.against.catalog()?;
    let Some(sql) = &arguments.sql else {
        let input = BufReader::new(std::io::stdin().lock());
        let output = BufWriter::new(std::io::stdout().lock());
        return match describe::describe(&catalog, input, output) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            // Who reads our answers has had enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            Err(error) => Err(Failure::output(&error)),
        };
    };
    let checked = describe::check(&catalog, sql);
    let refused = !checked.diagnostics.is_empty() || !checked.house.is_empty();
    let mut output = anstream::stdout().lock();
    let written = if arguments.json {
        writeln!(output, "{}", describe::rendered(&catalog, serde_json::Value::Null, &checked))
    } else {
        let mut mistakes = checked.diagnostics.iter().chain(&checked.house);
        let told =
            mistakes.try_for_each(|diagnostic| human::mistake(sql, None, diagnostic, &mut output));
        match checked.diagnostics.is_empty() {
            true => told.and_then(|()| human::facts(&catalog, &checked, &mut output)),
            false => told,
        }
    };
    written.map_err(|error| Failure::output(&error))?;
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn run_check(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    let catalog = arguments.against.catalog()?;
    let mut output = anstream::stdout().lock();
    let (paths, url) = (&arguments.paths, arguments.database_url.as_deref());
    let summary = check::run(&catalog, paths, url, arguments.json, &mut output)?;
    if !arguments.json {
        let check::Summary { statements, refused, different } = summary;
        let asked = match url {
            Some(_) => format!(", {different} judged otherwise by the database"),
            None => String::new(),
        };
        writeln!(output, "{statements} statements, {refused} refused{asked}")
            .map_err(|error| Failure::output(&error))?;
    }
    let clean = summary.refused == 0 && summary.different == 0;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_scaffold(arguments: &ScaffoldArguments) -> Result<ExitCode, Failure> {
    let catalog = file::catalog(&arguments.snapshot)?;
    let text = scaffold::scaffold(&catalog, &arguments.table)?;
    write!(anstream::stdout().lock(), "{text}").map_err(|error| Failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn run_explain(arguments: &ExplainArguments) -> Result<ExitCode, Failure> {
    let mut output = anstream::stdout().lock();
    explain::explain(arguments.code.as_deref(), arguments.json, &mut output)?;
    Ok(ExitCode::SUCCESS)
}
