//! A fresh data folder: made once per version by `initdb`, kept in the cache, and copied.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Stdio;

use super::account::Account;
use super::cache::Cache;
use super::find::Installation;
use super::{failed, io_failed};
use crate::error::Error;

/// The superuser of launched servers.
pub(super) const SUPERUSER: &str = "postgres";

/// What `initdb` is told. A change makes another entry in the cache.
///
/// Small WAL segments make a small folder; trust is safe behind a socket that no one else reaches.
const OPTIONS: &[&str] =
    &["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--wal-segsize=1"];

/// Locales to try: the first orders by code point and knows all letters, but not every platform has it.
const LOCALES: &[&str] = &["--locale=C.UTF-8", "--locale=C"];

/// Makes a data folder at `data`, which is not there yet, belonging to `account`.
pub(super) fn create(
    installation: &Installation,
    account: Account,
    data: &Path,
) -> Result<(), Error> {
    let mut hasher = DefaultHasher::new();
    (&installation.bin, OPTIONS, LOCALES).hash(&mut hasher);
    let name = format!("data-{}-{:016x}", installation.version, hasher.finish());
    let cached = Cache::of_user().entry(&name, |draft| {
        account.own(draft).map_err(|error| io_failed("cannot hand over", draft, error))?;
        initdb(installation, account, &draft.join("data"))
    });
    let original = match cached {
        Ok(folder) => folder.join("data"),
        // A cache that cannot be written costs time, nothing more.
        Err(_) => return initdb(installation, account, data),
    };
    copy(&original, data, account)
        .map_err(|error| io_failed("cannot copy the data folder to", data, error))
}

fn initdb(installation: &Installation, account: Account, data: &Path) -> Result<(), Error> {
    let mut said = String::new();
    for locale in LOCALES {
        let mut command = installation.command("initdb");
        account.apply(&mut command);
        let output = command
            .current_dir("/")
            .args(OPTIONS)
            .arg(locale)
            .arg("--pgdata")
            .arg(data)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| {
                let initdb = installation.bin.join("initdb");
                let advice = "the account that the server runs as must be able to run it";
                failed(format!("`{}` cannot be run: {error}; {advice}", initdb.display()))
            })?;
        if output.status.success() {
            return Ok(());
        }
        said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let _ = fs::remove_dir_all(data);
    }
    Err(failed(format!("initdb of PostgreSQL {} failed: {said}", installation.version)))
}

/// Copies a folder and gives the copy to `account`.
fn copy(from: &Path, to: &Path, account: Account) -> std::io::Result<()> {
    fs::create_dir(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target, account)?;
        } else {
            fs::copy(entry.path(), &target)?;
            account.own(&target)?;
        }
    }
    account.own(to)
}
