//! The schema snapshot: what a database holds, as a file that is checked in beside the code.
//!
//! The file is JSON, sorted, one fact a line, without OIDs. Names are qualified (`public.company`), but
//! for those of `pg_catalog` (`int4`); parts that are no plain lower-case identifiers are double-quoted.
//! Types are named by `typname` with modifiers as SQL writes them (`varchar(30)`, `numeric(10,2)[]`).
//! What has its usual value is left out: a column that may be NULL has no `not_null`.

mod error;
mod modifier;
mod name;
mod object;
mod relation;
mod types;
mod write;

pub use error::SnapshotError;
pub use modifier::{parse_type, print_type};
pub use name::{QualifiedName, quote};
pub use object::{
    Aggregate, Cast, Collation, Extension, FamilyOperator, Function, InRange, Operator,
    OperatorClass,
};
pub use relation::{
    Check, Column, Exclusion, ForeignKey, Relation, RelationKind, Rule, Trigger, UniqueKey,
};
pub use types::{BaseType, Composite, Domain, Enum, Range};

use serde::{Deserialize, Serialize};

/// The version of the file format this crate writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// Everything a snapshot records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// The version of the file format.
    pub format: u32,
    /// The server's major version.
    pub server: u32,
    /// The schemas unqualified names are looked up in, without the implicit `pg_catalog`.
    pub search_path: Vec<String>,
    /// The schemas of the database, but for PostgreSQL's own.
    pub schemas: Vec<String>,
    /// The extensions that are installed.
    pub extensions: Vec<Extension>,
    /// Collations.
    pub collations: Vec<Collation>,
    /// Enums.
    pub enums: Vec<Enum>,
    /// Domains.
    pub domains: Vec<Domain>,
    /// Composite types other than the rows of relations.
    pub composites: Vec<Composite>,
    /// Ranges, each with its multirange.
    pub ranges: Vec<Range>,
    /// Base types, which extensions define; shell types are those that are not `defined`.
    pub base_types: Vec<BaseType>,
    /// Tables, views, sequences and other relations that can stand in FROM.
    pub relations: Vec<Relation>,
    /// Functions, procedures, window functions and aggregates.
    pub functions: Vec<Function>,
    /// Operators.
    pub operators: Vec<Operator>,
    /// Casts.
    pub casts: Vec<Cast>,
    /// Operator classes.
    pub operator_classes: Vec<OperatorClass>,
    /// Operators of btree and hash operator families.
    pub family_operators: Vec<FamilyOperator>,
    /// `in_range` support functions of btree operator families.
    pub in_ranges: Vec<InRange>,
}

/// The part of the file that says whether the rest can be read.
#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    format: Option<u32>,
    #[serde(default)]
    server: Option<u32>,
}

impl Snapshot {
    /// Reads a snapshot's text.
    ///
    /// # Errors
    /// When the text is not JSON, is no snapshot, is of a newer format than [`FORMAT`], or is of a server
    /// whose major is not supported.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        match serde_json::from_str::<Self>(text) {
            Ok(snapshot) if snapshot.format == FORMAT && snapshot.server != 0 => {
                if crate::catalog::SUPPORTED_MAJORS.contains(&snapshot.server) {
                    Ok(snapshot)
                } else {
                    Err(SnapshotError::UnsupportedMajor { major: snapshot.server })
                }
            }
            Ok(_) => Err(Self::refuse(text, None)),
            Err(error) => Err(Self::refuse(text, Some(&error))),
        }
    }

    /// Says why `text` cannot be used: what a newer format changed can be anything, so its number is
    /// looked at before any other complaint is made.
    fn refuse(text: &str, error: Option<&serde_json::Error>) -> SnapshotError {
        match serde_json::from_str::<Header>(text) {
            Ok(Header { format: Some(format), .. }) if format > FORMAT => {
                SnapshotError::NewerFormat { format }
            }
            Ok(Header { format: None | Some(0), .. }) => SnapshotError::NoSnapshot,
            Ok(Header { server: None, .. }) => SnapshotError::NoSnapshot,
            Ok(_) | Err(_) => match error {
                Some(error) => SnapshotError::Malformed {
                    line: error.line(),
                    column: error.column(),
                    reason: reason(error),
                },
                None => SnapshotError::NoSnapshot,
            },
        }
    }
}

/// The reader's complaint without the position it ends with.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests;
