//! What the parser builds, part by part of the grammar.

mod errors;
mod expressions;
mod queries;
mod statements;

use super::super::ast::{Expr, ExprKind, Query, QueryBody, Select, Statement, StatementKind};
use super::super::{ParameterStyle, ParseOptions, parse};

const OPTIONS: ParseOptions = ParseOptions { parameters: ParameterStyle::Named, major: 18 };

fn statement(sql: &str) -> Statement {
    let parsed = parse(sql, &OPTIONS);
    assert_eq!(parsed.diagnostics, [], "{sql}");
    parsed.statement.expect("a statement")
}

fn query(sql: &str) -> Query {
    match statement(sql).kind {
        StatementKind::Select(query) => *query,
        other => panic!("no query: {other:?}"),
    }
}

fn select(sql: &str) -> Select {
    match query(sql).body {
        QueryBody::Select(select) => *select,
        other => panic!("no SELECT: {other:?}"),
    }
}

/// The expression `sql` is, as a select list.
fn expr(sql: &str) -> Expr {
    let mut targets = select(&format!("SELECT {sql}")).targets;
    assert_eq!(targets.len(), 1);
    targets.remove(0).expr
}

/// The text an expression of `sql` covers, and the text from its location on.
fn places<'a>(sql: &'a str, expr: &Expr) -> (&'a str, &'a str) {
    (expr.span.text(sql), &sql[expr.location as usize..])
}

/// Position, SQLSTATE and message of the errors of `sql`.
fn errors(sql: &str) -> Vec<(u32, &'static str, String)> {
    let describe = |diagnostic: &crate::diagnostic::Diagnostic| {
        let state = diagnostic.sqlstate.map_or("", |state| state.0);
        (diagnostic.span.start, state, diagnostic.message.clone())
    };
    let parsed = parse(sql, &OPTIONS);
    assert!(parsed.statement.is_none());
    parsed.diagnostics.iter().map(describe).collect()
}

fn is_column(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Column(column) if column.names.len() == 1 && column.names[0].value == name)
}
