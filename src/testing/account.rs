//! The unprivileged account that the server runs as when the tests are run by root.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::failed;
use crate::error::Error;

/// Whom to run as: ourselves, or someone less privileged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    Own,
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// PostgreSQL refuses to run as root; anyone else runs it as themselves.
    pub(super) fn for_server() -> Result<Self, Error> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Own);
        }
        let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"].into_iter().find_map(|name| entry(&accounts, name)).ok_or_else(|| {
            failed(
                "PostgreSQL does not run as root, and /etc/passwd has neither `postgres` nor `nobody`: \
                 add one of them (`useradd --system postgres`), or run the tests as an ordinary user",
            )
        })
    }

    /// Makes `command` run as the account.
    pub(super) fn apply(self, command: &mut Command) {
        if let Self::Other { uid, gid } = self {
            // Supplementary groups are dropped by the standard library when the user changes.
            command.uid(uid).gid(gid);
        }
    }

    /// Gives `path` to the account.
    pub(super) fn own(self, path: &Path) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid } => std::os::unix::fs::lchown(path, Some(uid), Some(gid)),
        }
    }
}

/// The user and group of `name` in the text of `/etc/passwd`.
fn entry(accounts: &str, name: &str) -> Option<Account> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let mut numbers = fields.skip(1).map(|field| field.parse().ok());
        match (numbers.next()??, numbers.next()??) {
            (0, _) => None,
            (uid, gid) => Some(Account::Other { uid, gid }),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_from_passwd() {
        let text = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533::/:/usr/sbin/nologin\n";
        assert_eq!(entry(text, "nobody"), Some(Account::Other { uid: 65534, gid: 65533 }));
        assert_eq!(entry(text, "root"), None);
        assert_eq!(entry(text, "postgres"), None);
        assert_eq!(entry("postgres:x", "postgres"), None);
    }
}
