//! A snapshot made into a [`Catalog`]: names become identities.
//!
//! Everything is numbered first, in the order it will be added, so that what refers to each other (a
//! table's row type and the table, a foreign key and its target) can be built in one go.

mod names;
mod objects;
mod relations;
mod types;

use super::{Catalog, SchemaId};
use crate::snapshot::{Snapshot, SnapshotError};
use names::Names;

impl Catalog {
    /// The built-in objects of the snapshot's major, and the snapshot's own.
    ///
    /// # Errors
    /// When the snapshot's major is not supported, or it uses a name that it does not define.
    pub fn new(mut snapshot: Snapshot) -> Result<Self, SnapshotError> {
        let major = snapshot.server;
        let Some(mut names) = Names::new(&snapshot) else {
            return Err(SnapshotError::UnsupportedMajor { major });
        };
        types::add(&mut names, &mut snapshot)?;
        relations::add(&mut names, &mut snapshot)?;
        objects::add(&mut names, snapshot)?;
        let Names { user, search_path, .. } = names;
        let path: Vec<SchemaId> = search_path;
        Self::with_objects(major, user, &path).ok_or(SnapshotError::UnsupportedMajor { major })
    }
}

#[cfg(test)]
mod tests;
