//! What a name in an expression sees: relations and columns of the namespaces, innermost level first.

use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{RelationId, RelationKind, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::{
    Expr, ExprKind, RangeColumn, RangeEntry, RangeId, RangeKind, ReturningRow, SystemColumn, Var,
    VarColumn,
};

/// The outcome of a lookup that may report on the way.
#[derive(Debug)]
pub(super) enum Lookup<T> {
    /// It is this.
    Found(T),
    /// Nothing has that name; nothing was reported.
    Missing,
    /// A diagnostic was reported (ambiguity, a forbidden lateral reference).
    Reported,
}

/// A namespace item: how many levels up, and its place in that level's namespace.
#[derive(Clone, Copy, Debug)]
pub(super) struct ItemPlace {
    pub levels_up: u32,
    pub index: usize,
}

impl Analyzer<'_> {
    pub(super) fn item(&self, place: ItemPlace) -> &NamespaceItem {
        &self.scope_up(place.levels_up).namespace[place.index]
    }

    pub(super) fn entry(&self, levels_up: u32, range: RangeId) -> &RangeEntry {
        &self.scope_up(levels_up).ranges[range.0]
    }

    /// The name an item goes by.
    pub(super) fn item_name(&self, levels_up: u32, item: &NamespaceItem) -> String {
        match &item.name {
            Some(name) => name.clone(),
            None => self.entry(levels_up, item.range).name.clone(),
        }
    }

    /// The relation `[schema.]name` among the visible items (PostgreSQL's `refnameNamespaceItem`).
    pub(super) fn find_relation_item(
        &mut self,
        schema: Option<&str>,
        name: &str,
        span: Span,
    ) -> Lookup<ItemPlace> {
        let relation = match schema {
            None => None,
            Some(schema) => {
                let found = self.catalog.schema(schema);
                match found.and_then(|s| self.catalog.relation_in(s, name)) {
                    Some(relation) => Some(relation.id),
                    None => return Lookup::Missing,
                }
            }
        };
        for levels_up in 0..self.scopes.len() as u32 {
            let scope = self.scope_up(levels_up);
            let mut found = None;
            for (index, item) in scope.namespace.iter().enumerate() {
                if !item.relation_visible || (item.lateral_only && !scope.lateral_active) {
                    continue;
                }
                let entry = &scope.ranges[item.range.0];
                let matches = match relation {
                    Some(id) => {
                        item.returning == ReturningRow::Default
                            && !entry.aliased
                            && relation_of(entry) == Some(id)
                    }
                    None => item.name.as_deref().unwrap_or(&entry.name) == name,
                };
                if !matches {
                    continue;
                }
                if found.is_some() {
                    let message = format!("table reference \"{name}\" is ambiguous");
                    self.error(Code::AmbiguousAlias, span, message);
                    return Lookup::Reported;
                }
                found = Some(ItemPlace { levels_up, index });
            }
            if let Some(place) = found {
                return match self.lateral_allowed(place, span) {
                    true => Lookup::Found(place),
                    false => Lookup::Reported,
                };
            }
        }
        Lookup::Missing
    }

    /// Reports a reference that LATERAL may not make (`check_lateral_ref_ok`).
    fn lateral_allowed(&mut self, place: ItemPlace, span: Span) -> bool {
        let item = self.item(place);
        if !item.lateral_only || item.lateral_ok {
            return true;
        }
        let (range, name) = (item.range, self.item_name(place.levels_up, item));
        let message = format!("invalid reference to FROM-clause entry for table \"{name}\"");
        let diagnostic = Diagnostic::new(Code::InvalidColumnReference, span, message);
        let diagnostic = if self.scope_up(place.levels_up).target == Some(range) {
            diagnostic.with_help(format!(
                "There is an entry for table \"{name}\", but it cannot be referenced from this part of the query."
            ))
        } else {
            diagnostic
                .with_note("The combining JOIN type must be INNER or LEFT for a LATERAL reference.")
        };
        self.report(diagnostic);
        false
    }

    /// What is looked for depends on something that has a diagnostic. Should there be none after all, there
    /// is one now: silence would pass for PostgreSQL's consent.
    pub(super) fn reported_before<T>(&mut self, span: Span) -> Lookup<T> {
        if self.diagnostics.is_empty() {
            let what = "this depends on something that could not be analysed";
            self.report(Diagnostic::unsupported(span, what));
        }
        Lookup::Reported
    }

    /// The column of that name in any visible item (PostgreSQL's `colNameToVar`).
    pub(super) fn find_column(&mut self, name: &str, local_only: bool, span: Span) -> Lookup<Expr> {
        let levels = if local_only { 1 } else { self.scopes.len() as u32 };
        let mut beside_error = false;
        for levels_up in 0..levels {
            let mut found: Option<Expr> = None;
            for index in 0..self.scope_up(levels_up).namespace.len() {
                let scope = self.scope_up(levels_up);
                let item = &scope.namespace[index];
                if !item.columns_visible || (item.lateral_only && !scope.lateral_active) {
                    continue;
                }
                if matches!(scope.ranges[item.range.0].kind, RangeKind::Error) {
                    beside_error = true;
                    continue;
                }
                let place = ItemPlace { levels_up, index };
                let known = self.diagnostics.len();
                match self.column_of_item(place, name, span) {
                    Lookup::Missing => {}
                    Lookup::Reported if self.diagnostics.len() == known => beside_error = true,
                    Lookup::Reported => return Lookup::Reported,
                    Lookup::Found(var) => {
                        if found.is_some() {
                            let message = format!("column reference \"{name}\" is ambiguous");
                            self.error(Code::AmbiguousColumn, span, message);
                            return Lookup::Reported;
                        }
                        if !self.lateral_allowed(place, span) {
                            return Lookup::Reported;
                        }
                        found = Some(var);
                    }
                }
            }
            if let Some(var) = found {
                return Lookup::Found(var);
            }
            // The column may be one of a relation that has a diagnostic already.
            if beside_error {
                return self.reported_before(span);
            }
        }
        Lookup::Missing
    }

    /// The column `name` of one item, system columns included (`scanNSItemForColumn`).
    pub(super) fn column_of_item(
        &mut self,
        place: ItemPlace,
        name: &str,
        span: Span,
    ) -> Lookup<Expr> {
        let item = self.item(place);
        let row = Var {
            levels_up: place.levels_up,
            range: item.range,
            column: VarColumn::WholeRow,
            returning: item.returning,
        };
        let columns = item_columns(item, self.entry(place.levels_up, item.range));
        self.column_among(row, &columns, name, span)
    }

    /// The column `name` of the entry a whole-row variable is of, system columns included.
    pub(crate) fn column_of_row(&mut self, row: Var, name: &str, span: Span) -> Option<Expr> {
        let columns = self.entry(row.levels_up, row.range).columns.len() as u32;
        let columns: Vec<u32> = (0..columns).collect();
        match self.column_among(row, &columns, name, span) {
            Lookup::Found(var) => Some(var),
            Lookup::Reported => Some(Expr::error(span)),
            Lookup::Missing => None,
        }
    }

    fn column_among(&mut self, row: Var, columns: &[u32], name: &str, span: Span) -> Lookup<Expr> {
        let entry = self.entry(row.levels_up, row.range);
        if matches!(entry.kind, RangeKind::Error) {
            return self.reported_before(span);
        }
        let mut named = columns.iter().copied().filter(|c| entry.columns[*c as usize].name == name);
        let (found, second) = (named.next(), named.next());
        if second.is_some() {
            let message = format!("column reference \"{name}\" is ambiguous");
            self.error(Code::AmbiguousColumn, span, message);
            return Lookup::Reported;
        }
        if let Some(column) = found {
            let var = self.range_var(row.levels_up, row.range, column, row.returning, span);
            return Lookup::Found(var);
        }
        let Some((system, ty)) = self.system_column_of(entry, name) else {
            // A column with a diagnostic may be the one that is meant.
            let broken = entry.columns.iter().any(|c| c.ty == TypeId::INVALID);
            return if broken { self.reported_before(span) } else { Lookup::Missing };
        };
        if self.scope_up(0).context == ExprContext::MergeWhen && system != SystemColumn::TableOid {
            let message = format!("cannot use system column \"{name}\" in MERGE WHEN condition");
            self.error(Code::InvalidColumnReference, span, message);
            return Lookup::Reported;
        }
        let var = Var { column: VarColumn::System(system), ..row };
        Lookup::Found(var_expr(var, ty, -1, span))
    }

    /// The system column of that name, where the entry is a relation that has them.
    fn system_column_of(&self, entry: &RangeEntry, name: &str) -> Option<(SystemColumn, TypeId)> {
        let RangeKind::Relation { relation, .. } = entry.kind else { return None };
        let kind = self.catalog.relation(relation)?.kind;
        if matches!(kind, RelationKind::View | RelationKind::Composite) {
            return None;
        }
        system_column(name)
    }

    /// A variable for a column of an item.
    pub(super) fn item_var(&self, place: ItemPlace, column: u32, span: Span) -> Expr {
        let item = self.item(place);
        self.range_var(place.levels_up, item.range, column, item.returning, span)
    }

    /// A variable for a column of an entry; a join's column is what it stands for, unless it is merged
    /// from both sides.
    pub(crate) fn range_var(
        &self,
        levels_up: u32,
        range: RangeId,
        column: u32,
        returning: ReturningRow,
        span: Span,
    ) -> Expr {
        let entry = self.entry(levels_up, range);
        if let RangeKind::Join { aliases, .. } = &entry.kind {
            let alias = &aliases[column as usize];
            if let ExprKind::Var(var) = alias.kind {
                let var = Var { levels_up: var.levels_up + levels_up, ..var };
                return var_expr(var, alias.ty, alias.modifier, span);
            }
        }
        let RangeColumn { ty, modifier, .. } = entry.columns[column as usize];
        let var = Var { levels_up, range, column: VarColumn::Column(column), returning };
        var_expr(var, ty, modifier, span)
    }
}

/// A variable as an expression.
pub(super) fn var_expr(var: Var, ty: TypeId, modifier: i32, span: Span) -> Expr {
    Expr { kind: ExprKind::Var(var), ty, modifier, span, location: span.start }
}

/// The columns an item shows, by their places in its entry.
pub(super) fn item_columns(item: &NamespaceItem, entry: &RangeEntry) -> Vec<u32> {
    match &item.columns {
        Some(columns) => columns.clone(),
        None => (0..entry.columns.len() as u32).collect(),
    }
}

/// The relation behind an entry.
pub(super) fn relation_of(entry: &RangeEntry) -> Option<RelationId> {
    match entry.kind {
        RangeKind::Relation { relation, .. } => Some(relation),
        _ => None,
    }
}

/// The system column of that name and its type (manual, "System Columns").
pub(super) fn system_column(name: &str) -> Option<(SystemColumn, TypeId)> {
    Some(match name {
        "tableoid" => (SystemColumn::TableOid, TypeId::OID),
        "xmin" => (SystemColumn::Xmin, TypeId::XID),
        "cmin" => (SystemColumn::Cmin, TypeId::CID),
        "xmax" => (SystemColumn::Xmax, TypeId::XID),
        "cmax" => (SystemColumn::Cmax, TypeId::CID),
        "ctid" => (SystemColumn::Ctid, TypeId::TID),
        _ => return None,
    })
}
