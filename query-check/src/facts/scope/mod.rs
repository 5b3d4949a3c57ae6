//! The scope of a store: each table that has the scope's column is restricted to the scope's parameter.
//!
//! Of each entry of FROM that is such a table it has to be proven that no row is left that has another value
//! there ([`level`]): at its own query level, by the level around it that looks at the column of a subquery or
//! view, or by a row of a level around it that is restricted itself. What is written has to be written with the
//! parameter ([`write`]). What functions do is not seen.

mod level;
mod write;

use std::collections::HashMap;
use std::rc::Rc;

use super::views::Views;
use crate::catalog::{Catalog, Relation, RelationId, RelationKind};
use crate::checked::{Checked, Scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{JoinKind, Param};
use crate::tree::{
    Command, Expr, FromNode, Query, RangeEntry, RangeId, RangeKind, Visitor, walk_query,
};
use level::{Level, Levels, sorting_out};

/// What of a statement is outside of the scope.
pub(super) fn out_of_scope(
    catalog: &Catalog,
    views: &Views<'_>,
    scope: &Scope,
    query: &Query,
    checked: &Checked,
) -> Vec<Diagnostic> {
    let parameter = checked.parameters.iter().position(|p| p.name == scope.parameter);
    let seen = SeenViews::default();
    let mut check = Check::new(catalog, views, scope, parameter, &seen);
    check.query(query, &[]);
    write::cascades(&mut check, checked);
    check.found
}

/// For each view, and each set of its columns that is fixed, the table in it that is not restricted.
type SeenViews = std::cell::RefCell<HashMap<(RelationId, Vec<u32>), Option<Rc<str>>>>;

/// The check of a statement, or of a view it reads.
struct Check<'s> {
    catalog: &'s Catalog,
    views: &'s Views<'s>,
    scope: &'s Scope,
    levels: Levels<'s>,
    seen: &'s SeenViews,
    found: Vec<Diagnostic>,
    /// The first table that is not restricted.
    leaking: Option<String>,
}

impl<'s> Check<'s> {
    fn new(
        catalog: &'s Catalog,
        views: &'s Views<'s>,
        scope: &'s Scope,
        parameter: Option<usize>,
        seen: &'s SeenViews,
    ) -> Self {
        let levels = Levels::new(catalog, parameter);
        Self { catalog, views, scope, levels, seen, found: Vec::new(), leaking: None }
    }

    /// Checks a query and all below it; only rows with the parameter in the outputs `given` matter.
    fn query(&mut self, query: &Query, given: &[u32]) {
        let given = sorting_out(query, given);
        let mut level = self.levels.level(query, &given);
        write::check(self, query, &mut level);
        for (place, entry) in query.ranges.iter().enumerate() {
            let range = RangeId(place);
            let is_inserted =
                query.target == Some(range) && matches!(query.command, Command::Insert(_));
            if !is_inserted {
                self.entry(query, &level, range, entry);
            }
        }
        self.levels.around.push(level);
        walk_query(query, 0, &mut Below { check: self, query, given: &given });
        self.levels.around.pop();
    }

    /// An entry whose rows are read.
    fn entry(&mut self, query: &Query, level: &Level, range: RangeId, entry: &RangeEntry) {
        let RangeKind::Relation { relation, only, .. } = &entry.kind else { return };
        let Some(relation) = self.catalog.relation(*relation) else { return };
        match self.column(relation) {
            Some(place) if !level.is_fixed(range, place) => {
                let parameter = self.scope.written();
                let message =
                    format!("rows of {} are not restricted to {parameter}", relation.name);
                let help = self.repair(query, range, entry);
                return self.report(&relation.name, entry.span, &message, help);
            }
            None if !*only => {
                if let Some(heir) = self.heir(relation.id) {
                    let (name, parameter) = (&relation.name, self.scope.written());
                    let message = format!(
                        "rows of {name} include those of {heir}, which are not restricted to {parameter}"
                    );
                    return self.report(heir, entry.span, &message, format!("read `ONLY {name}`"));
                }
            }
            _ => {}
        }
        self.view(level, range, entry, relation);
    }

    /// Looks into a view for a table that its columns that are fixed do not restrict.
    fn view(&mut self, level: &Level, range: RangeId, entry: &RangeEntry, view: &Relation) {
        let Some(table) = self.unrestricted(view, level.of(range)) else { return };
        let message = format!(
            "the view {} reads {table}, which is not restricted to {}",
            view.name,
            self.scope.written()
        );
        let help = match self.column(view) {
            None => format!(
                "let the view show {} of {table}, and compare it with {} here; or read the tables themselves",
                self.scope.column,
                self.scope.written()
            ),
            Some(_) => format!(
                "in the view, join {table} by {} too; or read the tables themselves",
                self.scope.column
            ),
        };
        self.report(&table, entry.span, &message, help);
    }

    /// The table in a view that is not restricted when some columns of the view are fixed.
    fn unrestricted(&self, view: &Relation, given: Vec<u32>) -> Option<Rc<str>> {
        if !matches!(view.kind, RelationKind::View | RelationKind::MaterializedView)
            || view.details.is_none()
        {
            return None;
        }
        let key = (view.id, given);
        if let Some(known) = self.seen.borrow().get(&key) {
            return known.clone();
        }
        let found = match self.views.query(view.id) {
            Some(query) => {
                let (catalog, views, scope) = (self.catalog, self.views, self.scope);
                let mut inside = Check::new(catalog, views, scope, None, self.seen);
                inside.query(&query, &key.1);
                inside.leaking.map(Rc::from)
            }
            None => Some(Rc::from("what the checker cannot look into")),
        };
        self.seen.borrow_mut().insert(key, found.clone());
        found
    }

    /// A table that inherits from another one, and has the column on top.
    fn heir(&self, parent: RelationId) -> Option<&'s str> {
        self.catalog.children(parent).find_map(|child| match self.column(child) {
            Some(_) => Some(&*child.name),
            None => self.heir(child.id),
        })
    }

    /// The place of the scope's column in a relation.
    fn column(&self, relation: &Relation) -> Option<usize> {
        relation.columns.iter().position(|column| column.name == self.scope.column)
    }

    fn repair(&self, query: &Query, range: RangeId, entry: &RangeEntry) -> String {
        let name = crate::catalog::quote_identifier(&entry.name);
        let column = crate::catalog::quote_identifier(&self.scope.column);
        let condition = format!("{name}.{column} = {}", self.scope.written());
        let is_merged = matches!(query.command, Command::Merge(_));
        if is_merged && query.target == Some(range)
            || query.from.iter().any(|n| is_filled(n, range))
        {
            return format!("add `AND {condition}` to the ON of its join");
        }
        match &query.filter {
            _ if is_merged => format!("read it as `(SELECT … WHERE {condition})`"),
            None => format!("add `WHERE {condition}`"),
            Some(_) => {
                format!("add `AND {condition}` to the WHERE, outside of any OR and of any braces")
            }
        }
    }

    /// Reports what is outside of the scope: rows of `table`.
    fn report(&mut self, table: &str, span: Span, message: &str, help: impl Into<String>) {
        self.leaking.get_or_insert_with(|| table.to_owned());
        let note = format!(
            "the scope of the store is {}: rows that have it are read and written for its value only",
            self.scope.column
        );
        let diagnostic = Diagnostic::new(Code::OutOfScope, span, message);
        self.found.push(diagnostic.with_note(note).with_help(help));
    }
}

/// Meets the queries directly below one, whose level is the innermost one around.
struct Below<'b, 's> {
    check: &'b mut Check<'s>,
    query: &'b Query,
    given: &'b [u32],
}

impl Below<'_, '_> {
    /// The outputs of a query below for which only the parameter matters.
    fn given(&self, below: &Query) -> Vec<u32> {
        let is_it = |entry: &RangeEntry| match &entry.kind {
            RangeKind::Subquery(inner) => std::ptr::eq(&**inner, below),
            _ => false,
        };
        let Some(range) = self.query.ranges.iter().position(is_it) else { return Vec::new() };
        // All sides of a set operation have the same columns.
        if self.query.set_operation.is_some() {
            return self.given.to_vec();
        }
        let level = self.check.levels.around.last();
        level.map(|level| level.of(RangeId(range))).unwrap_or_default()
    }
}

impl Visitor for Below<'_, '_> {
    fn expr(&mut self, _: &Expr, _: u32) -> bool {
        true
    }

    fn query(&mut self, query: &Query, depth: u32) -> bool {
        if depth > 0 {
            let given = self.given(query);
            self.check.query(query, &given);
        }
        depth == 0
    }
}

/// Whether an outer join can leave the entry's row out.
fn is_filled(node: &FromNode, range: RangeId) -> bool {
    let FromNode::Join(join) = node else { return false };
    let holds = |node: &FromNode| {
        let mut below = Vec::new();
        super::joins::ranges_below(node, &mut below);
        below.contains(&range)
    };
    let filled = match join.kind {
        JoinKind::Left => holds(&join.right),
        JoinKind::Right => holds(&join.left),
        JoinKind::Inner | JoinKind::Cross | JoinKind::Full => false,
    };
    filled || is_filled(&join.left, range) || is_filled(&join.right, range)
}

impl Scope {
    /// The parameter as SQL has it.
    fn written(&self) -> String {
        match &self.parameter {
            Param::Name(name) => format!(":{name}"),
            Param::Number(number) => format!("${number}"),
        }
    }
}

#[cfg(test)]
mod tests;
