//! Which relations point to a relation: its inheritance children, and those with foreign keys to it. Found once, so
//! that no statement goes through all relations.

use std::collections::HashMap;

use super::{Objects, RelationId};

/// The relations that name another one, by the one they name, in the order of the snapshot.
#[derive(Debug, Default)]
pub(super) struct Links {
    children: HashMap<RelationId, Vec<RelationId>>,
    referencing: HashMap<RelationId, Vec<RelationId>>,
}

impl Links {
    pub(super) fn of(objects: &Objects) -> Self {
        let mut links = Self::default();
        for relation in objects.relations() {
            let Some(details) = &relation.details else { continue };
            for parent in &details.parents {
                note(&mut links.children, *parent, relation.id);
            }
            for key in &details.foreign_keys {
                note(&mut links.referencing, key.references, relation.id);
            }
        }
        links
    }

    pub(super) fn children(&self, parent: RelationId) -> &[RelationId] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    pub(super) fn referencing(&self, referenced: RelationId) -> &[RelationId] {
        self.referencing.get(&referenced).map_or(&[], Vec::as_slice)
    }
}

/// A relation that points twice is noted once.
fn note(links: &mut HashMap<RelationId, Vec<RelationId>>, to: RelationId, from: RelationId) {
    let list = links.entry(to).or_default();
    if list.last() != Some(&from) {
        list.push(from);
    }
}
