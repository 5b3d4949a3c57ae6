//! The `microcosm-postgres` command.

use std::process::ExitCode;

use clap::Parser;
use microcosm_postgres_cli::command::Command;

fn main() -> ExitCode {
    Command::parse().run()
}
