//! Where the server's binaries are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::failed;
use super::provision;
use crate::error::Error;
use crate::pool::OLDEST_MAJOR;

/// Binaries of one PostgreSQL version.
#[derive(Clone, Debug)]
pub(super) struct Installation {
    /// The folder with `postgres` and `initdb`.
    pub(super) bin: PathBuf,
    /// `18.4`, as the server names its version.
    pub(super) version: String,
    /// 18
    pub(super) major: u32,
}

impl Installation {
    /// A command of the installation, ready for arguments.
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        if let Some((variable, value)) = self.library_path() {
            command.env(variable, value);
        }
        command
    }

    /// The environment variable by which the loader finds the installation's own libraries.
    pub(super) fn library_path(&self) -> Option<(&'static str, OsString)> {
        let lib = self.bin.parent()?.join("lib");
        let brings_libpq = std::fs::read_dir(&lib)
            .ok()?
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("libpq."));
        let variable =
            if cfg!(target_os = "macos") { "DYLD_LIBRARY_PATH" } else { "LD_LIBRARY_PATH" };
        brings_libpq.then(|| (variable, lib.into_os_string()))
    }

    /// The installation in `bin`, if there is one that runs.
    fn probe(bin: &Path) -> Result<Self, String> {
        // Where `postgres` is a link, its neighbours and its files are beside what it leads to.
        let postgres = bin.join("postgres");
        let postgres =
            postgres.canonicalize().map_err(|e| format!("{}: {e}", postgres.display()))?;
        let bin = postgres.parent().unwrap_or(bin).to_path_buf();
        if !bin.join("initdb").is_file() {
            return Err(format!("{} has no `initdb`", bin.display()));
        }
        let mut found = Self { bin, version: String::new(), major: 0 };
        let output = found
            .command("postgres")
            .arg("--version")
            .output()
            .map_err(|error| format!("{}: {error}", postgres.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some((version, major)) = version(&text) else {
            let why = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} does not tell its version: {why}", postgres.display()));
        };
        found.version = version.to_owned();
        found.major = major;
        Ok(found)
    }

    /// Whether it is of the major version asked for, or of a supported one if none was.
    fn suits(&self, major: Option<u32>) -> bool {
        major.map_or(self.major >= OLDEST_MAJOR, |major| self.major == major)
    }
}

/// The binaries to launch: named, found, or provisioned.
pub(super) fn find(major: Option<u32>) -> Result<Installation, Error> {
    if let Some(major) = major.filter(|major| *major < OLDEST_MAJOR) {
        let text = format!("PostgreSQL {major} is not supported: {OLDEST_MAJOR} is the oldest");
        return Err(failed(text));
    }
    if let Some(bin) = std::env::var_os("PG_BIN_DIR").filter(|path| !path.is_empty()) {
        return named(Path::new(&bin), major);
    }
    if let Some(found) = installed(major) {
        return Ok(found);
    }
    let bin = provision::binaries(major)?;
    Installation::probe(&bin).map_err(failed)
}

/// The installation that `PG_BIN_DIR` names: that one or none.
fn named(bin: &Path, major: Option<u32>) -> Result<Installation, Error> {
    let found = Installation::probe(bin).map_err(|why| {
        failed(format!("PG_BIN_DIR={}: {why}; name the folder of `postgres`", bin.display()))
    })?;
    if found.suits(major) {
        return Ok(found);
    }
    let wanted = major.map_or(format!("{OLDEST_MAJOR} or later"), |major| major.to_string());
    Err(failed(format!(
        "PG_BIN_DIR={} holds PostgreSQL {}; wanted is {wanted}",
        bin.display(),
        found.version
    )))
}

/// The first suitable installation on `PATH`; else the newest one in the usual places.
fn installed(major: Option<u32>) -> Option<Installation> {
    let suitable = |bin: PathBuf| {
        Installation::probe(&bin).ok().filter(|installation| installation.suits(major))
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .find_map(suitable)
        .or_else(|| usual_places().into_iter().filter_map(suitable).max_by_key(|it| it.major))
}

/// Where Debian, the PGDG packages, Homebrew and Postgres.app keep their binaries.
fn usual_places() -> Vec<PathBuf> {
    let versioned = [
        ("/usr/lib/postgresql", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ];
    let mut places = Vec::new();
    for (folder, bin) in versioned {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("postgresql") || name.starts_with(|c: char| c.is_ascii_digit()) {
                places.push(entry.path().join(bin));
            }
        }
    }
    // The PGDG packages for Red Hat: /usr/pgsql-16/bin.
    for entry in std::fs::read_dir("/usr").into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("pgsql-") {
            places.push(entry.path().join("bin"));
        }
    }
    places
}

/// `("15.13", 15)` of `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
fn version(text: &str) -> Option<(&str, u32)> {
    let (_, after) = text.split_once("(PostgreSQL)")?;
    let version = after.split_whitespace().next()?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((version, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        let debian = "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n";
        assert_eq!(version(debian), Some(("15.13", 15)));
        assert_eq!(version("postgres (PostgreSQL) 18beta1\n"), Some(("18beta1", 18)));
        assert_eq!(version("bash: postgres: not found"), None);
    }
}
