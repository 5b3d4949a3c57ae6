//! The command line: what can be asked, and the exit code of the answer.

use std::io::{BufReader, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use query_check::catalog::{Catalog, SUPPORTED_MAJORS};

use crate::failure::Failure;
use crate::snapshot::{Outcome, Source};
use crate::{describe, file, snapshot};

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
    /// Answer each line {"id":…,"sql":…} of standard input with what is known of the statement.
    Describe(DescribeArguments),
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
    /// The exit code is 0 when all went well, 1 when `--check` found the file stale, 2 for an error.
    pub fn run(self) -> ExitCode {
        let outcome = match self.what {
            What::Snapshot(arguments) => run_snapshot(arguments),
            What::Describe(arguments) => run_describe(&arguments),
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

fn run_describe(arguments: &DescribeArguments) -> Result<ExitCode, Failure> {
    let catalog = match &arguments.snapshot {
        Some(path) => file::catalog(path)?,
        None => Catalog::builtin(arguments.major).ok_or_else(|| {
            let (first, last) = (SUPPORTED_MAJORS.start(), SUPPORTED_MAJORS.end());
            Failure::new(
                format!("PostgreSQL {} is not supported", arguments.major),
                format!("give a --major from {first} to {last}"),
            )
        })?,
    };
    let input = BufReader::new(std::io::stdin().lock());
    let output = BufWriter::new(std::io::stdout().lock());
    match describe::describe(&catalog, input, output) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // Who reads our answers has had enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::new(
            format!("standard input or output broke off: {error}"),
            "run the command again",
        )),
    }
}
