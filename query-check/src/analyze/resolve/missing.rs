//! Names that mean nothing: PostgreSQL's messages and what was perhaps meant.

use super::lookup::{Lookup, item_columns, relation_of};
use crate::analyze::Analyzer;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::suggest::closest;
use crate::syntax::ast;
use crate::tree::{Expr, RangeKind};

impl Analyzer<'_> {
    /// No column of that name (`errorMissingColumn`).
    pub(super) fn missing_column(
        &mut self,
        table: Option<&ast::Ident>,
        name: &ast::Ident,
        span: Span,
    ) -> Expr {
        let message = match table {
            Some(table) => format!("column {}.{} does not exist", table.value, name.value),
            None => format!("column \"{}\" does not exist", name.value),
        };
        let mut diagnostic = Diagnostic::new(Code::UndefinedColumn, span, message);
        if let Some(hidden) = self.hidden_column(table, name) {
            diagnostic = diagnostic.with_note(format!(
                "There is a column named \"{}\" in table \"{hidden}\", but it cannot be referenced from this part of the query.",
                name.value
            ));
        } else if let Some(help) = self.suggest_column(table, name) {
            diagnostic = diagnostic.with_help(help);
        }
        self.report(diagnostic)
    }

    /// A table of some level that has exactly this column, but out of sight.
    fn hidden_column(&self, table: Option<&ast::Ident>, name: &ast::Ident) -> Option<String> {
        for levels_up in 0..self.scopes.len() as u32 {
            let scope = self.scope_up(levels_up);
            for (place, entry) in scope.ranges.iter().enumerate() {
                if matches!(entry.kind, RangeKind::Join { .. })
                    || table.is_some_and(|t| t.value != entry.name)
                {
                    continue;
                }
                let visible = scope.namespace.iter().any(|item| {
                    item.range.0 == place && (!item.lateral_only || scope.lateral_active)
                });
                if !visible && entry.columns.iter().any(|c| c.name == name.value) {
                    return Some(entry.name.clone());
                }
            }
        }
        None
    }

    /// The nearest column in sight, qualified where the reference was.
    fn suggest_column(&self, table: Option<&ast::Ident>, name: &ast::Ident) -> Option<String> {
        let mut columns: Vec<(String, String)> = Vec::new();
        for levels_up in 0..self.scopes.len() as u32 {
            let scope = self.scope_up(levels_up);
            for item in &scope.namespace {
                let entry = &scope.ranges[item.range.0];
                let relation = item.name.as_ref().unwrap_or(&entry.name);
                if table.is_some_and(|t| t.value != *relation) {
                    continue;
                }
                for column in item_columns(item, entry) {
                    let column = entry.columns[column as usize].name.clone();
                    columns.push((relation.clone(), column));
                }
            }
        }
        let found = closest(&name.value, columns.iter().map(|(_, column)| column.as_str()))?;
        let (relation, column) = columns.iter().find(|(_, column)| column == found)?;
        Some(match table {
            Some(_) => {
                format!("Perhaps you meant to reference the column \"{relation}.{column}\".")
            }
            None => format!("Perhaps you meant to reference the column \"{column}\"."),
        })
    }

    /// `t.` names no relation in sight (`errorMissingRTE`).
    pub(super) fn missing_relation_item(
        &mut self,
        schema: Option<&ast::Ident>,
        table: &ast::Ident,
        span: Span,
    ) -> Expr {
        let name = &table.value;
        // It may be one that has a diagnostic already, under the name that was meant.
        let broken = |e: &crate::tree::RangeEntry| matches!(e.kind, RangeKind::Error);
        if self.scopes.iter().any(|scope| scope.ranges.iter().any(broken)) {
            self.reported_before::<()>(span);
            return Expr::error(span);
        }
        let wanted = schema
            .map_or_else(
                || self.catalog.find_relation(name),
                |s| {
                    let schema = self.catalog.schema(&s.value)?;
                    self.catalog.relation_in(schema, name)
                },
            )
            .map(|relation| relation.id);
        // An entry out of sight, or one that goes by an alias.
        let mut hidden = None;
        'levels: for levels_up in 0..self.scopes.len() as u32 {
            for entry in &self.scope_up(levels_up).ranges {
                let by_name = entry.name == *name;
                let by_relation = wanted.is_some() && relation_of(entry) == wanted;
                if by_name || by_relation {
                    hidden = Some((levels_up, entry.name.clone()));
                    break 'levels;
                }
            }
        }
        let diagnostic = match hidden {
            Some((levels_up, entry_name)) => {
                let message =
                    format!("invalid reference to FROM-clause entry for table \"{name}\"");
                let diagnostic = Diagnostic::new(Code::UndefinedTable, span, message);
                let mut alias_in_sight = false;
                if entry_name != *name {
                    match self.find_relation_item(None, &entry_name, span) {
                        Lookup::Found(place) => alias_in_sight = place.levels_up == levels_up,
                        Lookup::Missing => {}
                        // Its alias may not be used here either.
                        Lookup::Reported => return Expr::error(span),
                    }
                }
                if alias_in_sight {
                    diagnostic.with_help(format!(
                        "Perhaps you meant to reference the table alias \"{entry_name}\"."
                    ))
                } else {
                    diagnostic.with_note(format!(
                        "There is an entry for table \"{entry_name}\", but it cannot be referenced from this part of the query."
                    ))
                }
            }
            None => {
                let message = format!("missing FROM-clause entry for table \"{name}\"");
                let mut diagnostic = Diagnostic::new(Code::UndefinedTable, span, message);
                let in_sight: Vec<String> = self.relation_names_in_sight();
                if let Some(found) = closest(name, in_sight.iter().map(String::as_str)) {
                    diagnostic = diagnostic.with_help(format!(
                        "Perhaps you meant to reference the table \"{found}\"."
                    ));
                }
                diagnostic
            }
        };
        self.report(diagnostic)
    }

    fn relation_names_in_sight(&self) -> Vec<String> {
        let mut names = Vec::new();
        for levels_up in 0..self.scopes.len() as u32 {
            for item in self.scope_up(levels_up).namespace.iter().filter(|i| i.relation_visible) {
                names.push(self.item_name(levels_up, item));
            }
        }
        names
    }

    /// No relation of that name in the catalog (`parserOpenTable`).
    pub(super) fn missing_relation(&mut self, name: &ast::QualifiedName) {
        let parts: Vec<&str> = name.parts.iter().map(|p| p.value.as_str()).collect();
        let table = parts.last().copied().unwrap_or_default();
        let message = if parts.len() > 1 {
            format!("relation \"{}\" does not exist", parts.join("."))
        } else {
            format!("relation \"{table}\" does not exist")
        };
        let mut diagnostic = Diagnostic::new(Code::UndefinedTable, name.span, message);
        let scopes = self.scopes.iter().rev();
        let future = scopes.flat_map(|s| &s.future_ctes).any(|cte| cte == table);
        if parts.len() == 1 && future {
            diagnostic = diagnostic
                .with_note(format!(
                    "There is a WITH item named \"{table}\", but it cannot be referenced from this part of the query."
                ))
                .with_help("Use WITH RECURSIVE, or re-order the WITH items to remove forward references.");
        } else {
            let ctes = self.scopes.iter().flat_map(|s| &s.ctes).map(|c| c.name.clone());
            let relations = self.catalog.user_relations().map(|r| r.name.to_string());
            let names: Vec<String> = ctes.chain(relations).collect();
            if let Some(found) = closest(table, names.iter().map(String::as_str)) {
                diagnostic = diagnostic.with_help(format!("Perhaps you meant \"{found}\"."));
            }
        }
        self.report(diagnostic);
    }
}
