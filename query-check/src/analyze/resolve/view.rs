//! What the snapshot holds as text: view definitions, index predicates, CHECKs.

use crate::analyze::{Analyzer, ExprContext, NamespaceItem, Scope};
use crate::catalog::{Catalog, Relation};
use crate::syntax::ast::{self, QueryBody, StatementKind};
use crate::syntax::{ParameterStyle, ParseOptions, parse};
use crate::tree::{Expr, ExprKind, FromNode, Query, RangeKind, Var, VarColumn};

impl Analyzer<'_> {
    /// An expression over the columns of a relation, as the catalog prints it; `None` when it cannot be analysed.
    pub(super) fn expression_over(&self, relation: &Relation, text: &str) -> Option<Expr> {
        analyze_expression_over(self.catalog, relation, text)
    }
}

/// Analyses the query of a view.
pub(crate) fn analyze_view(catalog: &Catalog, relation: &Relation) -> Option<Query> {
    let definition = relation.details.as_ref()?.definition.as_deref()?;
    let parsed = parse(definition, &options(catalog));
    let statement = parsed.statement.as_ref()?;
    let mut analyzer = Analyzer::new(catalog, definition);
    let query = analyzer.statement(statement);
    analyzer.diagnostics.is_empty().then_some(query)
}

/// The relation an updatable view is over, and for each of the view's columns the one it shows.
pub(super) fn base_of_view<'c>(
    catalog: &'c Catalog,
    view: &Relation,
) -> Option<(&'c Relation, Vec<Option<u32>>)> {
    let query = analyze_view(catalog, view)?;
    let [FromNode::Range(range)] = query.from.as_slice() else { return None };
    let RangeKind::Relation { relation, .. } = query.range(*range).kind else { return None };
    let columns = query.output().into_iter().map(|target| match target.expr.kind {
        ExprKind::Var(Var { levels_up: 0, column: VarColumn::Column(column), .. }) => Some(column),
        _ => None,
    });
    let columns = columns.collect();
    Some((catalog.relation(relation)?, columns))
}

/// Analyses an expression over the columns of a relation, which is the only entry of its level.
pub(crate) fn analyze_expression_over(
    catalog: &Catalog,
    relation: &Relation,
    text: &str,
) -> Option<Expr> {
    let sql = format!("SELECT {text}");
    let parsed = parse(&sql, &options(catalog));
    let statement = parsed.statement.as_ref()?;
    let StatementKind::Select(query) = &statement.kind else { return None };
    let QueryBody::Select(select) = &query.body else { return None };
    let [ast::Target { expr, alias: None, .. }] = select.targets.as_slice() else { return None };
    let mut analyzer = Analyzer::new(catalog, &sql);
    analyzer.scopes.push(Scope::default());
    let entry = analyzer.relation_entry(relation, None, false, statement.span);
    let range = analyzer.add_range(entry);
    analyzer.scope().namespace.push(NamespaceItem::new(range));
    let expr = analyzer.expr(expr, ExprContext::IndexExpression);
    analyzer.diagnostics.is_empty().then_some(expr)
}

fn options(catalog: &Catalog) -> ParseOptions {
    ParseOptions { parameters: ParameterStyle::Numbered, major: catalog.major() }
}
