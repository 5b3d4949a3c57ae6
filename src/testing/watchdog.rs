//! The process that ends a server when its launcher ends, even by SIGKILL.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::account::Account;
use super::folder::Folder;
use super::io_failed;
use crate::error::Error;

/// A shell that runs the server, and shuts it down when the pipe from this process closes.
///
/// The kernel closes the pipe whatever happens to this process: no handler, no `unsafe`.
#[derive(Debug)]
pub(super) struct Watchdog {
    child: Child,
    pipe: Option<ChildStdin>,
}

impl Watchdog {
    /// Runs `command` as `account`; when it has ended, and this process too, `folder` is removed.
    /// The folder's lock is the watchdog's as well: no one else may remove it meanwhile.
    pub(super) fn start<'a>(
        folder: &Folder,
        account: Account,
        library_path: Option<(&'static str, std::ffi::OsString)>,
        command: impl IntoIterator<Item = &'a OsStr>,
    ) -> Result<Self, Error> {
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", include_str!("watchdog.sh"), "microcosm-postgres-watchdog"])
            .arg(folder.path())
            .args(command)
            .current_dir("/")
            .envs(library_path)
            .stdin(Stdio::piped())
            // Nothing is written there: the open file is what counts.
            .stdout(folder.lock()?)
            // Whoever reads this process' output must not wait for the watchdog's end.
            .stderr(Stdio::null())
            // Ctrl-C is for this process; the watchdog learns of its end.
            .process_group(0);
        account.apply(&mut shell);
        let mut child =
            shell.spawn().map_err(|e| io_failed("cannot run", Path::new("/bin/sh"), e))?;
        let pipe = child.stdin.take();
        Ok(Self { child, pipe })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.child.wait();
    }
}
