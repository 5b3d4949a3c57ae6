//! Why more than one row can come, and which keys would prevent it.

use super::cardinality::Counter;
use super::pins::Pins;
use crate::catalog::{KeyElement, Relation};
use crate::tree::{Query, RangeKind};

/// A sentence that names the relations nothing makes unique, with the keys that would.
pub(super) fn explain<'q>(counter: &mut Counter<'_, 'q>, query: &'q Query) -> Option<String> {
    let pins = Pins::of(counter, query, &[]);
    let mut sentences = Vec::new();
    for range in pins.loose() {
        let entry = query.range(range);
        let RangeKind::Relation { relation, .. } = &entry.kind else {
            sentences.push(format!("{} can give more than one row", entry.name));
            continue;
        };
        let Some(relation) = counter.catalog.relation(*relation) else { continue };
        let keys = keys(relation);
        sentences.push(if keys.is_empty() {
            format!("nothing makes {} unique here, and it has no unique key", entry.name)
        } else {
            format!(
                "nothing makes {} unique here; a condition on {} would",
                entry.name,
                keys.join(" or ")
            )
        });
    }
    (!sentences.is_empty()).then(|| sentences.join("; "))
}

fn keys(relation: &Relation) -> Vec<String> {
    let name = |element: &KeyElement| match element {
        KeyElement::Column(place) => relation
            .columns
            .get(usize::from(*place))
            .map_or_else(String::new, |c| c.name.to_string()),
        KeyElement::Expression(text) => text.clone(),
    };
    let details = relation.details.iter().flat_map(|details| &details.unique_keys);
    details
        .filter(|key| !key.deferrable)
        .map(|key| {
            let columns: Vec<String> = key.elements.iter().map(name).collect();
            match &key.predicate {
                Some(predicate) => format!("({}) where {predicate}", columns.join(", ")),
                None => format!("({})", columns.join(", ")),
            }
        })
        .collect()
}
