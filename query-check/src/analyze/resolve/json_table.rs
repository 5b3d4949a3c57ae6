//! JSON_TABLE (`transformJsonTable`).

use super::from::FromResult;
use super::table_function::{Parts, Written};
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{Subscript, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{
    self, JsonBehaviorKind, JsonExpr, JsonPath, JsonPathKind, JsonReturning, JsonTableColumn,
    JsonValue, JsonWrapper,
};

impl Analyzer<'_> {
    pub(super) fn json_table_item(&mut self, table: &ast::JsonTable) -> FromResult {
        let mut parts = Parts::default();
        let known = self.diagnostics.len();
        self.lateral_part(true, ExprContext::FromFunction, |a| a.json_table(table, &mut parts));
        let fine = self.diagnostics.len() == known;
        let inputs = std::iter::once(&table.context).chain(table.passing.iter().map(|(v, _)| v));
        let written = Written {
            name: "json_table",
            construct: "JSON_TABLE function",
            alias: table.alias.as_ref(),
            lateral: table.lateral,
            span: table.span,
            inputs: inputs.map(|value| value.expr.span).collect(),
        };
        self.table_function_entry(written, fine.then_some(parts))
    }

    fn json_table(&mut self, table: &ast::JsonTable, parts: &mut Parts) {
        use JsonBehaviorKind::{Empty, EmptyArray, Error};
        if let Some(behavior) = &table.on_error
            && !matches!(behavior.kind, Error | Empty | EmptyArray)
        {
            let diagnostic =
                Diagnostic::new(Code::SyntaxError, behavior.span, "invalid ON ERROR behavior");
            self.report(diagnostic.with_note(
                "Only EMPTY [ ARRAY ] or ERROR is allowed in the top-level ON ERROR clause.",
            ));
            return;
        }
        let mut names: Vec<String> = Vec::new();
        names.extend(table.path_name.iter().map(|n| n.value.clone()));
        if !self.json_table_names(&table.columns, &mut names) {
            return;
        }
        let row = JsonPath {
            kind: JsonPathKind::Query,
            context: table.context.clone(),
            path: table.path.clone(),
            passing: table.passing.clone(),
            returning: None,
            wrapper: JsonWrapper::Unspecified,
            keep_quotes: None,
            on_empty: None,
            on_error: None,
            column_name: None,
        };
        let row = path_expr(row, table.span);
        let row = self.expr(&row, ExprContext::FromFunction);
        parts.args.push(row);
        self.json_table_columns(&table.columns, false, parts);
    }

    /// Column and path names must differ (`CheckDuplicateColumnOrPathNames`).
    fn json_table_names(&mut self, columns: &[JsonTableColumn], names: &mut Vec<String>) -> bool {
        for column in columns {
            let (name, nested) = match column {
                JsonTableColumn::Ordinality(name) | JsonTableColumn::Regular { name, .. } => {
                    (Some(name), None)
                }
                JsonTableColumn::Nested { path_name, columns, .. } => {
                    (path_name.as_ref(), Some(columns))
                }
            };
            if let Some(name) = name {
                if names.contains(&name.value) {
                    let message =
                        format!("duplicate JSON_TABLE column or path name: {}", name.value);
                    self.error(Code::DuplicateAlias, name.span, message);
                    return false;
                }
                names.push(name.value.clone());
            }
            if let Some(nested) = nested {
                let fine = self.nested(|a| a.json_table_names(nested, names), |_| false);
                if !fine {
                    return false;
                }
            }
        }
        true
    }

    /// The columns of one level; those of a nested path are NULL in the rows of its siblings, and where it
    /// finds nothing.
    fn json_table_columns(
        &mut self,
        columns: &[JsonTableColumn],
        is_nested: bool,
        parts: &mut Parts,
    ) {
        let mut ordinality = false;
        for column in columns {
            match column {
                JsonTableColumn::Ordinality(name) => {
                    if ordinality {
                        let message = "only one FOR ORDINALITY column is allowed";
                        self.error(Code::SyntaxError, name.span, message);
                        return;
                    }
                    ordinality = true;
                    parts.columns.push(self.typed_column(&name.value, TypeId::INT4, -1));
                    parts.not_null.push(!is_nested);
                }
                JsonTableColumn::Regular { .. } => self.json_table_column(column, parts),
                JsonTableColumn::Nested { .. } => {}
            }
        }
        for column in columns {
            if let JsonTableColumn::Nested { columns, path, .. } = column {
                self.nested(|a| a.json_table_columns(columns, true, parts), |_| ());
                self.json_table_path(path);
            }
        }
    }

    /// The path of NESTED must be one; PostgreSQL gives no position when it is not.
    fn json_table_path(&mut self, path: &ast::Expr) {
        let known = self.diagnostics.len();
        let path = cast(path.clone(), "jsonpath");
        self.expr(&path, ExprContext::FromFunction);
        for diagnostic in &mut self.diagnostics[known..] {
            diagnostic.server_position = false;
        }
    }

    fn json_table_column(&mut self, column: &JsonTableColumn, parts: &mut Parts) {
        let JsonTableColumn::Regular {
            name,
            ty,
            format,
            exists,
            path,
            wrapper,
            keep_quotes,
            on_empty,
            on_error,
            span,
        } = column
        else {
            return;
        };
        let Some((type_id, _)) = self.resolve_type(ty) else { return };
        let query = format.is_some()
            || *wrapper != JsonWrapper::Unspecified
            || keep_quotes.is_some()
            || self.json_value_is_query(type_id);
        let kind = match (exists, query) {
            (true, _) => JsonPathKind::Exists,
            (false, true) => JsonPathKind::Query,
            (false, false) => JsonPathKind::Value,
        };
        let quoted: String = name
            .value
            .chars()
            .flat_map(|c| if c == '"' || c == '\\' { vec!['\\', c] } else { vec![c] })
            .collect();
        let default_path = ast::Expr {
            kind: ast::ExprKind::Literal(ast::Literal::String(format!("$.\"{quoted}\""))),
            span: name.span,
            location: name.span.start,
        };
        let call = JsonPath {
            kind,
            context: JsonValue { expr: jsonb_null(*span), format: None },
            path: path.clone().unwrap_or(default_path),
            passing: Vec::new(),
            returning: Some(JsonReturning { ty: ty.clone(), format: format.clone() }),
            wrapper: *wrapper,
            keep_quotes: *keep_quotes,
            on_empty: on_empty.clone(),
            on_error: on_error.clone(),
            column_name: Some(name.value.clone()),
        };
        let expr = self.expr(&path_expr(call, *span), ExprContext::FromFunction);
        if expr.is_error() {
            return;
        }
        parts.columns.push(self.range_column(&name.value, &expr));
        parts.not_null.push(false);
        parts.args.push(expr);
    }

    /// Columns of JSON, array and composite types are queried as if by JSON_QUERY (`isCompositeType`).
    fn json_value_is_query(&self, ty: TypeId) -> bool {
        if matches!(ty, TypeId::JSON | TypeId::JSONB | TypeId::RECORD) {
            return true;
        }
        let row = self.catalog.ty(ty);
        row.subscript == Subscript::Array
            || matches!(row.kind, TypeKind::Composite(_))
            || matches!(row.kind, TypeKind::Domain { base, .. } if self.json_value_is_query(base))
    }
}

fn path_expr(path: JsonPath, span: Span) -> ast::Expr {
    let kind = ast::ExprKind::Json(Box::new(JsonExpr::Path(path)));
    ast::Expr { kind, span, location: span.start }
}

/// The row's document, as the columns' expressions see it.
fn jsonb_null(span: Span) -> ast::Expr {
    let kind = ast::ExprKind::Literal(ast::Literal::Null);
    cast(ast::Expr { kind, span, location: span.start }, "jsonb")
}

/// `CAST(expr AS pg_catalog.type)`.
fn cast(expr: ast::Expr, ty: &str) -> ast::Expr {
    let (span, location) = (expr.span, expr.location);
    let name = |value: &str| ast::Ident { value: value.to_owned(), span };
    let ty = ast::TypeName {
        names: vec![name("pg_catalog"), name(ty)],
        modifiers: Vec::new(),
        setof: false,
        percent_type: false,
        array_bounds: Vec::new(),
        span,
        location,
    };
    let kind = ast::ExprKind::Cast {
        expr: Box::new(expr),
        ty: Box::new(ty),
        syntax: ast::CastSyntax::Cast,
    };
    ast::Expr { kind, span, location }
}
