//! The private temporary folder of a launched server.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{FlockOperation, flock, statvfs};

use super::account::Account;
use super::{failed, io_failed};
use crate::error::Error;

const PREFIX: &str = "microcosm-postgres-";

/// What a server with a few databases takes in memory, with much to spare.
const ROOM: u64 = 1 << 30;

/// A socket's path has at most 107 bytes on Linux and 103 on macOS (`sockaddr_un`); this leaves
/// room for the folder's and the socket's own names.
const LONGEST_BASE: usize = 50;

/// A folder that is locked for as long as its process or its watchdog lives.
///
/// It is not removed here but by the watchdog, when the server that uses it is down.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    lock: File,
}

impl Folder {
    /// A new folder of `account`: in memory where there is room, else where temporary files go.
    ///
    /// What earlier processes left behind, if they and their watchdog were killed, is removed.
    pub(super) fn create(account: Account) -> Result<Self, Error> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let base = base()?;
        sweep(&base);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("{PREFIX}{}-{number}", std::process::id()));
        // A process id comes back; its folder may be one that `sweep` was not allowed to remove.
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|error| io_failed("cannot make the folder", &path, error))?;
        let lock = path.join("lock");
        File::create(&lock)
            .and_then(|file| Ok(flock(&file, FlockOperation::LockExclusive).map(|()| file)?))
            .and_then(|file| account.own(&path).map(|()| file))
            .map(|file| Self { path: path.clone(), lock: file })
            .map_err(|error| io_failed("cannot lock", &lock, error))
    }

    /// The lock, to be held by a child too: a lock of `flock` belongs to the open file, which the
    /// duplicate shares.
    pub(super) fn lock(&self) -> Result<File, Error> {
        self.lock
            .try_clone()
            .map_err(|error| io_failed("cannot share the lock of", &self.path, error))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Where the folder goes.
fn base() -> Result<PathBuf, Error> {
    let memory = Path::new("/dev/shm");
    if statvfs(memory).is_ok_and(|it| it.f_bavail.saturating_mul(it.f_frsize) >= ROOM) {
        return Ok(memory.to_path_buf());
    }
    [std::env::temp_dir(), PathBuf::from("/tmp")]
        .into_iter()
        .find(|base| base.is_dir() && base.as_os_str().len() <= LONGEST_BASE)
        .ok_or_else(|| {
            failed(
                "no folder for temporary files with a path short enough for a socket: set TMPDIR",
            )
        })
}

/// Removes folders whose processes are gone: nobody holds their locks.
fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(lock) = File::open(entry.path().join("lock")) else { continue };
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
