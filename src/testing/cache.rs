//! The per-user cache of server binaries and of fresh data folders.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::io_failed;
use crate::error::Error;

/// The cache's folder. Several processes may use it at once.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// `$MICROCOSM_POSTGRES_CACHE`, or the platform's folder for caches.
    ///
    /// Root's is the machine's, since the account that the server runs as cannot look into root's home.
    pub(super) fn of_user() -> Self {
        let named = |variable: &str| std::env::var_os(variable).filter(|path| !path.is_empty());
        let home = || named("HOME").map_or_else(std::env::temp_dir, PathBuf::from);
        let root = if let Some(path) = named("MICROCOSM_POSTGRES_CACHE") {
            PathBuf::from(path)
        } else {
            let caches = match (rustix::process::geteuid().is_root(), cfg!(target_os = "macos")) {
                (true, true) => PathBuf::from("/Library/Caches"),
                (true, false) => PathBuf::from("/var/cache"),
                (false, true) => home().join("Library/Caches"),
                (false, false) => match named("XDG_CACHE_HOME").map(PathBuf::from) {
                    Some(path) if path.is_absolute() => path,
                    _ => home().join(".cache"),
                },
            };
            caches.join("microcosm-postgres")
        };
        Self { root }
    }

    /// The entry of that name, made by `fill` if it is not there yet.
    ///
    /// `fill` is given an empty folder, which takes its place in the cache only once filled, and is
    /// called by one process at a time.
    pub(super) fn entry(
        &self,
        name: &str,
        fill: impl FnOnce(&Path) -> Result<(), Error>,
    ) -> Result<PathBuf, Error> {
        let entry = self.root.join(name);
        if entry.is_dir() {
            return Ok(entry);
        }
        make_folder(&self.root).map_err(|e| io_failed("cannot make the cache", &self.root, e))?;
        let lock = self.root.join("lock");
        let held = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .and_then(|file| Ok(flock(&file, FlockOperation::LockExclusive).map(|()| file)?))
            .map_err(|error| io_failed("cannot lock the cache", &lock, error))?;
        if entry.is_dir() {
            return Ok(entry); // filled by someone else meanwhile
        }
        let draft = self.root.join(format!("{name}.draft"));
        let _ = fs::remove_dir_all(&draft); // of a process that was killed
        make_folder(&draft).map_err(|e| io_failed("cannot make the folder", &draft, e))?;
        let filled = fill(&draft).and_then(|()| {
            fs::rename(&draft, &entry).map_err(|e| io_failed("cannot keep the folder", &entry, e))
        });
        if filled.is_err() {
            let _ = fs::remove_dir_all(&draft);
        }
        drop(held);
        filled.map(|()| entry)
    }
}

/// A folder that everyone may look into, whatever the umask.
fn make_folder(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}
