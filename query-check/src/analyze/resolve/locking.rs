//! FOR UPDATE and its kin (`transformLockingClause`, `CheckSelectLocking`).

use crate::analyze::Analyzer;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{LockStrength, Locking};
use crate::tree::{Query, RangeEntry, RangeId, RangeKind, RowLock};

/// The clause as PostgreSQL names it.
pub(super) fn name(lock: &Locking) -> &'static str {
    match lock.strength {
        LockStrength::Update => "FOR UPDATE",
        LockStrength::NoKeyUpdate => "FOR NO KEY UPDATE",
        LockStrength::Share => "FOR SHARE",
        LockStrength::KeyShare => "FOR KEY SHARE",
    }
}

impl Analyzer<'_> {
    /// Analyses the locking clauses of the current level.
    pub(super) fn locking(&mut self, clauses: &[Locking], query: &mut Query) {
        for lock in clauses {
            let scope = self.scope();
            let grouped =
                query.grouped && (!query.group_by.is_empty() || !query.grouping_sets.is_empty());
            let forbidden = [
                (!query.distinct.is_empty(), "DISTINCT clause"),
                (grouped, "GROUP BY clause"),
                (query.having.is_some(), "HAVING clause"),
                (scope.has_aggregates, "aggregate functions"),
                (scope.has_windows, "window functions"),
                (scope.has_target_srfs, "set-returning functions in the target list"),
            ];
            if let Some((_, what)) = forbidden.into_iter().find(|(found, _)| *found) {
                self.not_allowed_with(lock, what);
                continue;
            }
            if lock.tables.is_empty() {
                for place in 0..self.scope().ranges.len() {
                    self.lock_entry(lock, RangeId(place), query);
                }
            } else {
                self.lock_named(lock, query);
            }
        }
    }

    fn not_allowed_with(&mut self, lock: &Locking, what: &str) {
        let message = format!("{} is not allowed with {what}", name(lock));
        let diagnostic = Diagnostic::new(Code::FeatureNotSupported, lock.span, message);
        self.report(diagnostic.without_position());
    }

    /// Locks a table, or everything in a subquery.
    fn lock_entry(&mut self, lock: &Locking, range: RangeId, query: &mut Query) {
        let catalog = self.catalog;
        let what = match &self.scope().ranges[range.0].kind {
            RangeKind::Relation { relation, .. } => {
                if let Some(relation) = catalog.relation(*relation) {
                    self.check_locked_kind(relation, lock.span);
                }
                None
            }
            RangeKind::Subquery(inner) => not_lockable(inner),
            _ => return,
        };
        if let Some(what) = what {
            self.not_allowed_with(lock, what);
            return;
        }
        query.locks.push(RowLock { range, strength: lock.strength, wait: lock.wait });
    }

    fn lock_named(&mut self, lock: &Locking, query: &mut Query) {
        for table in &lock.tables {
            let [wanted] = table.parts.as_slice() else {
                let message = format!("{} must specify unqualified relation names", name(lock));
                self.error(Code::SyntaxError, table.span, message);
                continue;
            };
            let scope = self.scope();
            let named = |(place, entry): (usize, &RangeEntry)| {
                let visible = match entry.kind {
                    // Without an alias these have no name, but USING's alias is one.
                    RangeKind::Join { .. } => entry.aliased && entry.name == wanted.value,
                    RangeKind::Subquery(_) | RangeKind::Values(_) => {
                        entry.aliased && entry.name == wanted.value
                    }
                    _ => entry.name == wanted.value,
                };
                visible.then_some(place)
            };
            let using_alias =
                scope.namespace.iter().find(|i| i.name.as_ref() == Some(&wanted.value));
            let using_alias = using_alias.map(|i| i.range.0);
            let found = scope.ranges.iter().enumerate().find_map(named).or(using_alias);
            let Some(place) = found else {
                let message = format!(
                    "relation \"{}\" in {} clause not found in FROM clause",
                    wanted.value,
                    name(lock)
                );
                self.error(Code::UndefinedTable, table.span, message);
                continue;
            };
            let what = match scope.ranges[place].kind {
                RangeKind::Relation { .. } | RangeKind::Subquery(_) | RangeKind::Error => None,
                RangeKind::Join { .. } => Some("a join"),
                RangeKind::Function { .. } => Some("a function"),
                RangeKind::TableFunction { .. } => Some("a table function"),
                RangeKind::Values(_) => Some("VALUES"),
                RangeKind::CommonTable { .. } => Some("a WITH query"),
                RangeKind::Excluded(_) => Some("a relation"),
            };
            match what {
                None => self.lock_entry(lock, RangeId(place), query),
                Some(what) => self.cannot_lock(lock, what, table.span),
            }
        }
    }

    fn cannot_lock(&mut self, lock: &Locking, what: &str, span: Span) {
        let message = format!("{} cannot be applied to {what}", name(lock));
        self.error(Code::FeatureNotSupported, span, message);
    }
}

/// What in a finished query forbids to lock its rows, that of its subqueries included.
fn not_lockable(query: &Query) -> Option<&'static str> {
    let forbidden = [
        (query.set_operation.is_some(), "UNION/INTERSECT/EXCEPT"),
        (!query.distinct.is_empty(), "DISTINCT clause"),
        (!query.group_by.is_empty() || !query.grouping_sets.is_empty(), "GROUP BY clause"),
        (query.having.is_some(), "HAVING clause"),
        (query.has_aggregates, "aggregate functions"),
        (query.has_windows, "window functions"),
        (query.has_target_srfs, "set-returning functions in the target list"),
    ];
    if let Some((_, what)) = forbidden.into_iter().find(|(found, _)| *found) {
        return Some(what);
    }
    query.ranges.iter().find_map(|entry| match &entry.kind {
        RangeKind::Subquery(inner) => not_lockable(inner),
        _ => None,
    })
}
