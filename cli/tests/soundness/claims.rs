//! Compares what a run gave with what was claimed.

use std::collections::{BTreeMap, BTreeSet};

use query_check::catalog::{Catalog, RelationId};
use query_check::checked::{Checked, ColumnSource, FiredKind, Rows};

use super::run::Outcome;

/// What the runs of one statement have shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Runs that the server carried out.
    pub(crate) executed: u64,
    /// Runs that failed at run time (a division by zero, a constraint).
    pub(crate) failed: u64,
    /// What the server said when one did.
    pub(crate) last_error: Option<String>,
    /// For each column, whether a NULL came.
    pub(crate) null: Vec<bool>,
    /// More than one row came, or more than one was affected.
    pub(crate) many: bool,
    /// Claims that did not hold.
    pub(crate) violations: BTreeSet<String>,
}

/// Compares rows and counts.
pub(crate) fn compare(
    checked: &Checked,
    seen: &mut Seen,
    outcome: &Outcome,
    given: bool,
    arguments: &str,
) {
    seen.executed += 1;
    seen.null.resize(checked.columns.len(), false);
    let with = if given { "given " } else { "" };
    for row in &outcome.rows {
        for (place, column) in checked.columns.iter().enumerate() {
            if row[place].is_none() {
                seen.null[place] = true;
                if !column.nullable {
                    seen.violations.insert(format!(
                        "NULL in column {} ({}), with {with}{arguments}",
                        place + 1,
                        column.name
                    ));
                }
            }
        }
    }
    let rows = outcome.rows.len() as u64;
    seen.many |= rows > 1 || outcome.affected > 1;
    let mut claim = |claimed: Rows, count: u64, what: &str| {
        let holds = match claimed {
            Rows::None => count == 0,
            Rows::One => count == 1,
            Rows::AtMostOne => count <= 1,
            Rows::Many => true,
        };
        if !holds {
            let text =
                format!("{count} {what} where {claimed:?} was claimed, with {with}{arguments}");
            seen.violations.insert(text);
        }
    };
    claim(checked.rows, rows, "rows");
    if let Some(claimed) = checked.affected {
        claim(claimed, outcome.affected, "affected rows");
    }
    compare_sources(checked, seen, outcome);
}

/// What is claimed of the entries that columns come from.
fn compare_sources(checked: &Checked, seen: &mut Seen, outcome: &Outcome) {
    let mut entries: BTreeMap<usize, Vec<(usize, &ColumnSource)>> = BTreeMap::new();
    for (place, column) in checked.columns.iter().enumerate() {
        if let Some(source) = &column.source {
            entries.entry(source.entry).or_default().push((place, source));
        }
    }
    for columns in entries.values() {
        for row in &outcome.rows {
            let null = |place: usize| row[place].is_none();
            // The entry's row is there when any of its columns is not NULL, or none can be missing.
            let there = columns.iter().any(|(place, s)| !null(*place) || !s.can_be_missing);
            for (place, source) in columns {
                if there && !source.nullable_when_there && null(*place) {
                    let name = &source.name;
                    seen.violations.insert(format!(
                        "column {} is NULL in a row that holds one of {name}",
                        place + 1
                    ));
                }
            }
        }
        let shown = |row: &Vec<Option<Vec<u8>>>| {
            columns.iter().map(|(place, _)| row[*place].clone()).collect::<Vec<_>>()
        };
        let one = columns.iter().all(|(_, source)| source.one_row);
        let differ = outcome.rows.windows(2).any(|pair| shown(&pair[0]) != shown(&pair[1]));
        if one && differ {
            let name = &columns[0].1.name;
            seen.violations.insert(format!("several rows of {name} where one was claimed"));
        }
    }
}

/// Whether the body of a trigger or of a volatile function runs: what it does is its own business, and only
/// that it runs is claimed.
fn runs_bodies(checked: &Checked) -> bool {
    checked.fires.iter().any(|fired| fired.kind == FiredKind::Trigger)
        || checked.volatile.iter().any(|function| !function.is_builtin())
}

/// Compares the tables a run changed with those that may be.
pub(crate) fn compare_writes(
    catalog: &Catalog,
    checked: &Checked,
    seen: &mut Seen,
    changed: &[String],
) {
    if runs_bodies(checked) {
        return;
    }
    let mut allowed: Vec<RelationId> = checked.writes.iter().map(|w| w.relation).collect();
    allowed.extend(checked.cascades.iter().map(|c| c.relation));
    // What is written to a parent lands in its partitions and children.
    let mut place = 0;
    while place < allowed.len() {
        let parent = allowed[place];
        for relation in catalog.user_relations() {
            let child = relation.details.as_ref().is_some_and(|d| d.parents.contains(&parent));
            if child && !allowed.contains(&relation.id) {
                allowed.push(relation.id);
            }
        }
        place += 1;
    }
    let permitted: Vec<String> = allowed
        .iter()
        .filter_map(|id| catalog.relation(*id))
        .map(|relation| format!("{}.{}", catalog.schema_name(relation.schema), relation.name))
        .collect();
    for table in changed.iter().filter(|table| !permitted.contains(table)) {
        seen.violations.insert(format!("{table} was changed"));
    }
}
