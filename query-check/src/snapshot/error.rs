//! Why a snapshot cannot be used, and what to do about it.

use std::fmt;

use super::FORMAT;
use crate::catalog::SUPPORTED_MAJORS;

/// Why a snapshot cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// The text is not JSON, or a value is not what it should be.
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The text is JSON, but no snapshot.
    NoSnapshot,
    /// A newer version of the command wrote it.
    NewerFormat {
        /// The version of its format.
        format: u32,
    },
    /// There is no built-in data of that server.
    UnsupportedMajor {
        /// The server's major version.
        major: u32,
    },
    /// A name that the snapshot itself does not define.
    UnknownName {
        /// `type`, `relation`, `column`, …
        kind: &'static str,
        /// The name.
        name: String,
        /// What names it.
        used_by: String,
    },
}

const RETAKE: &str = "take it anew with `microcosm-postgres snapshot`";

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { line, column, reason } => write!(
                f,
                "the snapshot cannot be read: {reason} (line {line}, column {column}); \
                 repair a merge gone wrong there, or {RETAKE}"
            ),
            Self::NoSnapshot => write!(
                f,
                "this is no snapshot: it says neither \"format\" nor \"server\"; {RETAKE}"
            ),
            Self::NewerFormat { format } => write!(
                f,
                "the snapshot was written by a newer microcosm-postgres (its format is {format}, this \
                 version reads {FORMAT}); upgrade microcosm-postgres, or {RETAKE} of this version"
            ),
            Self::UnsupportedMajor { major } => write!(
                f,
                "the snapshot is of PostgreSQL {major}, and the supported majors are {} to {}; \
                 {RETAKE} from a server of one of these",
                SUPPORTED_MAJORS.start(),
                SUPPORTED_MAJORS.end()
            ),
            Self::UnknownName { kind, name, used_by } => write!(
                f,
                "the snapshot does not have the {kind} {name}, which {used_by} uses; {RETAKE}"
            ),
        }
    }
}

impl std::error::Error for SnapshotError {}
