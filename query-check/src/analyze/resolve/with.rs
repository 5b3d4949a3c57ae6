//! WITH: common table expressions, recursive ones included (`transformWithClause`, `analyzeCTE`).

use crate::analyze::{Analyzer, CteColumns, Scope};
use crate::catalog::TypeId;
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::{self, StatementKind};
use crate::tree::{CommonTable, Query, RangeColumn};

/// How many levels of nesting the query of a common table counts for, beside its own.
const WITH_WEIGHT: u32 = 3;

impl Analyzer<'_> {
    /// Analyses the WITH clause of the current level.
    pub(super) fn with_clause(&mut self, with: Option<&ast::With>, query: &mut Query) {
        let Some(with) = with else { return };
        query.recursive = with.recursive;
        for (place, cte) in with.ctes.iter().enumerate() {
            if with.ctes[..place].iter().any(|c| c.name.value == cte.name.value) {
                let message =
                    format!("WITH query name \"{}\" specified more than once", cte.name.value);
                self.error(Code::DuplicateAlias, cte.name.span, message);
            }
            if !matches!(cte.statement.kind, StatementKind::Select(_)) {
                self.scope().has_modifying_cte = true;
            }
            if matches!(cte.statement.kind, StatementKind::Merge(_)) && self.catalog.major() < 17 {
                let message = "MERGE not supported in WITH query";
                self.error(Code::FeatureNotSupported, cte.name.span, message);
            }
        }
        if with.recursive {
            self.recursive_with(&with.ctes);
            return;
        }
        for (place, cte) in with.ctes.iter().enumerate() {
            let later = with.ctes[place..].iter().map(|c| c.name.value.clone());
            self.scope().future_ctes = later.collect();
            let (query, columns) = self.analyze_cte(cte, None);
            let table = self.common_table(cte, query, false, &columns);
            let scope = self.scope();
            scope.ctes.push(table);
            scope.cte_columns.push(columns);
        }
        self.scope().future_ctes = Vec::new();
    }

    /// WITH RECURSIVE: every name is visible to all; those that others need are analysed first.
    fn recursive_with(&mut self, ctes: &[ast::Cte]) {
        let order = self.recursion_order(ctes);
        for item in &order {
            let cte = &ctes[item.place];
            let columns = CteColumns { broken: item.broken, ..CteColumns::default() };
            let table = self.common_table(cte, Query::default(), item.recursive, &columns);
            let scope = self.scope();
            scope.ctes.push(table);
            scope.cte_columns.push(columns);
        }
        for (index, item) in order.iter().enumerate() {
            if item.broken {
                continue;
            }
            let cte = &ctes[item.place];
            self.scope().pending_cte = Some(index);
            let (query, columns) = self.analyze_cte(cte, item.recursive.then_some(index));
            let table = self.common_table(cte, query, item.recursive, &columns);
            let scope = self.scope();
            scope.pending_cte = None;
            let references = scope.ctes[index].references;
            scope.ctes[index] = CommonTable { references, ..table };
            scope.cte_columns[index] = columns;
        }
    }

    /// Analyses one common table; `recursive` is its place when it refers to itself.
    fn analyze_cte(&mut self, cte: &ast::Cte, recursive: Option<usize>) -> (Query, CteColumns) {
        let known = self.diagnostics.len();
        let extra = self.search_cycle_columns(cte);
        if let Some(index) = recursive {
            self.scope().cte_columns[index].extra.clone_from(&extra);
        }
        let scope = Scope { parent_cte: recursive, ..Scope::default() };
        // A WITH within a WITH takes more stack than a level elsewhere.
        self.depth += WITH_WEIGHT;
        let query = self.statement_with(&cte.statement, scope);
        self.depth -= WITH_WEIGHT;
        let writes = !matches!(cte.statement.kind, StatementKind::Select(_));
        if writes && self.scopes.len() > 1 {
            let message =
                "WITH clause containing a data-modifying statement must be at the top level";
            self.error(Code::FeatureNotSupported, cte.name.span, message);
        }
        let mut columns = match recursive {
            None => CteColumns {
                columns: self.cte_columns(cte, self.query_columns(&query)),
                ..CteColumns::default()
            },
            Some(index) => {
                self.check_recursive_columns(cte, index, &query);
                self.scope().cte_columns[index].clone()
            }
        };
        columns.extra = extra;
        self.check_search_cycle(cte, recursive.is_some(), &query, &columns.columns);
        columns.broken = self.diagnostics.len() > known && columns.columns.is_empty();
        (query, columns)
    }

    /// The columns of a common table under the names it gives them (`analyzeCTETargetList`).
    pub(super) fn cte_columns(
        &mut self,
        cte: &ast::Cte,
        mut columns: Vec<RangeColumn>,
    ) -> Vec<RangeColumn> {
        if cte.columns.len() > columns.len() {
            let message = format!(
                "WITH query \"{}\" has {} columns available but {} columns specified",
                cte.name.value,
                columns.len(),
                cte.columns.len()
            );
            self.error(Code::InvalidColumnReference, cte.name.span, message);
        }
        for (column, name) in columns.iter_mut().zip(&cte.columns) {
            column.name.clone_from(&name.value);
        }
        columns
    }

    /// The non-recursive term has been analysed: its columns are those of the common table
    /// (`determineRecursiveColTypes`).
    pub(super) fn recursive_columns(&mut self, mut columns: Vec<RangeColumn>) {
        let Some(index) = self.scope().parent_cte else { return };
        for column in &mut columns {
            if column.ty == TypeId::UNKNOWN {
                column.ty = TypeId::TEXT;
                // 'a' COLLATE "x" has a collation before it has a type.
                column.collation = column.collation.or(self.catalog.ty(TypeId::TEXT).collation);
            }
        }
        let level = self.scopes.len() - 2;
        let name = self.scopes[level].ctes[index].name.clone();
        let names = self.scopes[level].ctes[index].columns.clone();
        let span = self.scopes[level].ctes[index].span;
        if names.len() > columns.len() {
            let message = format!(
                "WITH query \"{name}\" has {} columns available but {} columns specified",
                columns.len(),
                names.len()
            );
            self.error(Code::InvalidColumnReference, span, message);
        }
        for (column, (name, ..)) in columns.iter_mut().zip(names) {
            column.name = name;
        }
        self.scopes[level].cte_columns[index].columns = columns;
    }

    /// What the whole query gives must be what its non-recursive term gave.
    fn check_recursive_columns(&mut self, cte: &ast::Cte, index: usize, query: &Query) {
        let columns = self.scope().cte_columns[index].columns.clone();
        let collations = self.output_collations(query);
        for (place, (column, target)) in columns.iter().zip(query.output()).enumerate() {
            let (ty, modifier) = (target.expr.ty, target.expr.modifier);
            if ty == TypeId::INVALID || column.ty == TypeId::INVALID {
                continue;
            }
            let name = &cte.name.value;
            if (ty, modifier) != (column.ty, column.modifier) {
                let message = format!(
                    "recursive query \"{name}\" column {} has type {} in non-recursive term but type {} overall",
                    place + 1,
                    self.type_name_with_modifier(column.ty, column.modifier),
                    self.type_name_with_modifier(ty, modifier),
                );
                let diagnostic = self.diagnostic_on(Code::DatatypeMismatch, &target.expr, message);
                self.report(
                    diagnostic.with_help(
                        "Cast the output of the non-recursive term to the correct type.",
                    ),
                );
                return;
            }
            let collation = collations.get(place).copied().flatten();
            // No collation may be the outcome of a contradiction that was reported.
            let reported = collation.is_none() && !self.diagnostics.is_empty();
            if collation != column.collation && !reported {
                let collation_name = |c: Option<crate::catalog::CollationId>| {
                    c.and_then(|c| self.catalog.collation(c))
                        .map_or("???".to_owned(), |c| c.name.to_string())
                };
                let message = format!(
                    "recursive query \"{name}\" column {} has collation \"{}\" in non-recursive term but collation \"{}\" overall",
                    place + 1,
                    collation_name(column.collation),
                    collation_name(collation),
                );
                let diagnostic = self.diagnostic_on(Code::CollationMismatch, &target.expr, message);
                self.report(diagnostic.with_help(
                    "Use the COLLATE clause to set the collation of the non-recursive term.",
                ));
                return;
            }
        }
    }

    /// The entry of a common table in its query's list. Before it is analysed its columns are the names it gives.
    fn common_table(
        &self,
        cte: &ast::Cte,
        query: Query,
        recursive: bool,
        columns: &CteColumns,
    ) -> CommonTable {
        let shown = columns.columns.iter().chain(&columns.extra);
        let mut shown: Vec<_> = shown.map(|c| (c.name.clone(), c.ty, c.modifier)).collect();
        if shown.is_empty() {
            let names = cte.columns.iter().map(|n| (n.value.clone(), TypeId::INVALID, -1));
            shown = names.collect();
        }
        let clauses = cte.search.iter().map(|s| s.span).chain(cte.cycle.iter().map(|c| c.span));
        CommonTable {
            name: cte.name.value.clone(),
            query,
            recursive,
            columns: shown,
            materialized: cte.materialized,
            search_cycle: clauses.map(|span| self.wording(span, Vec::new())).collect(),
            references: 0,
            span: Span::new(cte.span.start, cte.span.end),
        }
    }
}
