//! The whole path of a statement: text, AST, typed tree, facts.

use crate::analyze::resolve::origin::origin;
use crate::analyze::{Analyzer, Parameter};
use crate::catalog::Catalog;
use crate::checked::{CheckOptions, Checked, CheckedColumn, CheckedParameter, CommandKind};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::span::Span;
use crate::syntax::ast::{Param, QueryBody, StatementKind};
use crate::syntax::{ParameterStyle, ParseOptions, parse};
use crate::tree::Query;

/// Checks one statement against a catalog: PostgreSQL's verdict, the types of parameters and columns, and
/// what else can be proven. Never panics, whatever the text.
///
/// ```
/// use query_check::catalog::Catalog;
/// use query_check::checked::CheckOptions;
///
/// let catalog = Catalog::builtin(18).unwrap();
/// let checked = query_check::check(&catalog, "SELECT 1 AS one", &CheckOptions::default());
/// assert!(checked.diagnostics.is_empty());
/// assert_eq!(checked.columns[0].name, "one");
/// ```
pub fn check(catalog: &Catalog, sql: &str, options: &CheckOptions) -> Checked {
    let parameters =
        if options.named_parameters { ParameterStyle::Named } else { ParameterStyle::Numbered };
    let parsed = parse(sql, &ParseOptions { parameters, major: catalog.major() });
    let mut checked =
        Checked { diagnostics: parsed.diagnostics, sql: sql.to_owned(), ..Checked::default() };
    let Some(statement) = parsed.statement else {
        // A utility statement: the server would take it, a store does not.
        let (house, own) = std::mem::take(&mut checked.diagnostics)
            .into_iter()
            .partition(|diagnostic| diagnostic.code == Code::NotDml);
        checked.house = house;
        checked.diagnostics = own;
        return checked;
    };
    checked.command = command(&statement.kind);

    let mut analyzer = Analyzer::new(catalog, sql);
    analyzer.select_into = select_into(&statement.kind);
    let query = analyzer.statement(&statement);
    analyzer.finish_parameters(&query);
    checked.diagnostics.append(&mut analyzer.diagnostics);
    checked.diagnostics.append(&mut analyzer.late);
    checked.house.append(&mut analyzer.house);
    join_repeated(&mut checked.diagnostics);
    checked.sql = numbered(sql, &analyzer.parameters);
    let parameters = std::mem::take(&mut analyzer.parameters);
    checked.parameters = parameters.into_iter().map(parameter).collect();
    checked.columns = columns(catalog, &query);
    if let Some(into) = analyzer.select_into {
        // The server makes a table of the rows and returns none.
        checked.columns.clear();
        let message = "SELECT INTO creates a table";
        checked.house.push(Diagnostic::new(Code::NotDml, into, message));
    }
    // Only of a statement the server accepts is anything true.
    if checked.diagnostics.is_empty() {
        crate::facts::add_facts(catalog, &query, options, &mut checked);
        if options.names {
            checked.names = crate::facts::names(catalog, sql, &statement, &query);
        }
    }
    checked
}

/// One mistake, one message: what is said twice in the same words is said once, with a label for each place.
fn join_repeated(diagnostics: &mut Vec<Diagnostic>) {
    let all = std::mem::take(diagnostics);
    for diagnostic in all {
        let same = |d: &&mut Diagnostic| {
            d.code == diagnostic.code && d.message == diagnostic.message && d.server_position
        };
        match diagnostics.iter_mut().find(same) {
            Some(first) if first.span != diagnostic.span && diagnostic.server_position => {
                first.labels.push(Label { span: diagnostic.span, message: "and here".to_owned() });
            }
            Some(_) if diagnostic.server_position => {}
            _ => diagnostics.push(diagnostic),
        }
    }
}

/// INTO of a SELECT, or of the first SELECT of a set operation.
fn select_into(kind: &StatementKind) -> Option<Span> {
    let StatementKind::Select(query) = kind else { return None };
    let mut query = query;
    loop {
        match &query.body {
            QueryBody::Select(select) => return select.into.as_ref().map(|name| name.span),
            QueryBody::SetOperation { left, .. } => query = left,
            QueryBody::Values(_) => return None,
        }
    }
}

fn command(kind: &StatementKind) -> CommandKind {
    match kind {
        StatementKind::Select(_) => CommandKind::Select,
        StatementKind::Insert(_) => CommandKind::Insert,
        StatementKind::Update(_) => CommandKind::Update,
        StatementKind::Delete(_) => CommandKind::Delete,
        StatementKind::Merge(_) => CommandKind::Merge,
    }
}

fn parameter(parameter: Parameter) -> CheckedParameter {
    CheckedParameter {
        name: parameter.name,
        ty: parameter.ty,
        nullable: true,
        not_null_column: None,
        uses: parameter.uses,
    }
}

/// The columns a statement returns; each may be NULL until that is disproven. The server describes a column
/// of a domain by the type the domain is over.
fn columns(catalog: &Catalog, query: &Query) -> Vec<CheckedColumn> {
    let shown = query.output().into_iter().enumerate().map(|(place, target)| {
        let (ty, modifier) = catalog.base_type_and_modifier(target.expr.ty, target.expr.modifier);
        CheckedColumn {
            name: target.name.clone(),
            ty,
            modifier,
            nullable: true,
            origin: origin(query, place),
            source: None,
            span: target.expr.span,
        }
    });
    shown.collect()
}

/// The text with `:name` written as `$n`, by the parameters' places.
fn numbered(sql: &str, parameters: &[Parameter]) -> String {
    let mut uses: Vec<(Span, usize)> = Vec::new();
    for (place, parameter) in parameters.iter().enumerate() {
        if matches!(parameter.name, Param::Name(_)) {
            uses.extend(parameter.uses.iter().map(|span| (*span, place + 1)));
        }
    }
    uses.sort_unstable();
    uses.dedup();
    let mut result = String::with_capacity(sql.len());
    let mut done = 0;
    for (span, number) in uses {
        let Some(before) = sql.get(done..span.start as usize) else { continue };
        result.push_str(before);
        result.push('$');
        result.push_str(&number.to_string());
        done = span.end as usize;
    }
    result.push_str(sql.get(done..).unwrap_or(""));
    result
}
