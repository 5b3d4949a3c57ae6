//! Placeholders: parameters that stand where an optional part of a statement may stand.
//!
//! Their place is noted while the tree grows, because only there is it known what a part is an operand of.

use super::super::ast::{Expr, ExprKind, Param, SetClause, SortBy, SortDirection, WriteTarget};
use super::super::token::T;
use super::Parser;

/// What a placeholder is in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// An operand of AND, not the first.
    And,
    /// An operand of OR, not the first.
    Or,
    /// The value of an assignment: `table.column`, both quoted, if all of a column is set.
    Assignment(Option<(String, String)>),
    /// What follows LIMIT.
    Limit,
    /// What follows OFFSET.
    Offset,
    /// A whole entry of a query's ORDER BY.
    Sort,
}

/// The placeholders of a text and where they were met.
#[derive(Default)]
pub(crate) struct Placeholders {
    /// What their names begin with; empty when there are none.
    pub(crate) prefix: String,
    pub(crate) placed: Vec<(String, Place)>,
    /// What the table that is written to is called.
    table: String,
}

impl Placeholders {
    /// The name behind the prefix, of an expression that is nothing but a placeholder.
    fn name<'e>(&self, expr: &'e Expr) -> Option<&'e str> {
        match &expr.kind {
            ExprKind::Param(Param::Name(name)) if !self.prefix.is_empty() => {
                name.strip_prefix(self.prefix.as_str())
            }
            _ => None,
        }
    }
}

impl Parser<'_> {
    /// Notes the place of `expr` if it is a placeholder.
    pub(super) fn place(&mut self, expr: &Expr, place: Place) {
        if let Some(name) = self.placeholders.name(expr) {
            self.placeholders.placed.push((name.to_owned(), place));
        }
    }

    pub(super) fn place_assignment(&mut self, clause: &SetClause) {
        if let SetClause::Single { target, value } = clause {
            let quoted = crate::catalog::quote_identifier;
            let column = target
                .path
                .is_empty()
                .then(|| (quoted(&self.placeholders.table), quoted(&target.name.value)));
            self.place(value, Place::Assignment(column));
        }
    }

    /// Remembers what is written to.
    pub(super) fn place_table(&mut self, table: &WriteTarget) {
        if !self.placeholders.prefix.is_empty()
            && let Some(name) = table.alias.as_ref().or(table.name.parts.last())
        {
            self.placeholders.table.clone_from(&name.value);
        }
    }

    pub(super) fn place_sort(&mut self, entries: &[SortBy]) {
        for entry in entries {
            if entry.direction == SortDirection::Default && entry.nulls_first.is_none() {
                self.place(&entry.expr, Place::Sort);
            }
        }
    }

    /// Notes an OFFSET, unless ROWS follows, which would stay behind without it.
    pub(super) fn place_offset(&mut self, expr: &Expr) {
        if !matches!(self.kind, T::Row | T::Rows) {
            self.place(expr, Place::Offset);
        }
    }
}
