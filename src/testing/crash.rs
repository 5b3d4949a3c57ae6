//! Crashing a launched server and starting it again, as if the power had failed.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::launch::wait_until_ready;
use super::server::Server;
use super::{failed, io_failed};
use crate::error::Error;

/// How long killed processes may take to be gone.
const END_TIMEOUT: Duration = Duration::from_secs(60);

impl Server {
    /// Kills all processes of a launched server at once (SIGKILL), and waits until they are gone. Its
    /// files stay as they are. This blocks, as [`restart`](Self::restart) does.
    ///
    /// What was committed survives only on a [`durable`](super::ServerBuilder::durable) server.
    ///
    /// # Errors
    /// [`Error::Testing`] when it was not launched here, or is not running.
    pub fn crash(&self) -> Result<(), Error> {
        let folder = self.folder()?;
        let file = folder.join("data/postmaster.pid");
        let text = fs::read_to_string(&file).map_err(|e| io_failed("cannot read", &file, e))?;
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        let Some(postmaster) = first.and_then(Pid::from_raw) else {
            return Err(failed("the server's postmaster.pid names no process"));
        };
        let mark = folder.join("crashed");
        fs::write(&mark, "").map_err(|e| io_failed("cannot write", &mark, e))?;
        // First the one that would notice the others' end; then those it had.
        let backends = children(postmaster);
        let processes: Vec<_> = std::iter::once(postmaster).chain(backends).collect();
        for process in &processes {
            match kill_process(*process, Signal::KILL) {
                Ok(()) | Err(Errno::SRCH) => {}
                Err(error) => return Err(failed(format!("the server cannot be killed: {error}"))),
            }
        }
        let started = Instant::now();
        while processes.iter().any(|process| is_running(*process)) {
            if started.elapsed() > END_TIMEOUT {
                return Err(failed("the server's processes do not end"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Starts a server that was [crashed](Self::crash) again, in the same place, and waits until it has
    /// recovered.
    ///
    /// # Errors
    /// [`Error::Testing`] when it was not launched here, or does not come up.
    pub fn restart(&self) -> Result<(), Error> {
        let folder = self.folder()?;
        let data = folder.join("data");
        // What the dead server said of itself, which the next one would have to disprove.
        let stale = data.join("postmaster.pid");
        fs::remove_file(&stale).map_err(|e| io_failed("cannot remove", &stale, e))?;
        let mark = folder.join("again");
        fs::write(&mark, "").map_err(|e| io_failed("cannot write", &mark, e))?;
        wait_until_ready(folder, &data)
    }

    fn folder(&self) -> Result<&Path, Error> {
        match &self.launched {
            Some(launched) => Ok(launched.folder.path()),
            None => Err(failed("only a server that was launched here can be crashed")),
        }
    }
}

/// The children of a process, where the system has `/proc`. Elsewhere they end by themselves, a little
/// later.
fn children(parent: Pid) -> Vec<Pid> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    numbers
        .filter(|number| stat(*number).is_some_and(|(_, of)| of == parent.as_raw_nonzero().get()))
        .filter_map(Pid::from_raw)
        .collect()
}

/// Whether a process is there and not merely waiting for someone to ask how it ended.
fn is_running(process: Pid) -> bool {
    match stat(process.as_raw_nonzero().get()) {
        Some((state, _)) => state != 'Z',
        None => test_kill_process(process).is_ok(),
    }
}

/// State and parent of a process (proc(5)): what follows its name, which stands in parentheses.
fn stat(process: i32) -> Option<(char, i32)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}
