//! The name of a column nobody named (`FigureColname`).

use std::collections::HashMap;

use crate::analyze::Analyzer;
use crate::span::Span;
use crate::syntax::ast::XmlExpr;
use crate::syntax::ast::{
    self, ExprKind as Ast, Indirection, JsonExpr, JsonPathKind, SqlValueKind,
};

/// How much a name is worth: a weak one gives way to a better one on the way out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    None,
    Weak,
    Strong,
}

impl Analyzer<'_> {
    /// The column name PostgreSQL gives to an expression without AS.
    pub(crate) fn figure_column_name(&self, expr: &ast::Expr) -> String {
        // Up to PostgreSQL 14 TRUE is read as a cast to bool, and casts are named after their type.
        if self.catalog.major() < 15 && matches!(expr.kind, Ast::Literal(ast::Literal::Boolean(_)))
        {
            return "bool".to_owned();
        }
        match name_of(expr, &self.first_columns) {
            (Strength::None, _) => "?column?".to_owned(),
            (_, name) => name.to_owned(),
        }
    }
}

fn strong(name: &str) -> (Strength, &str) {
    (Strength::Strong, name)
}

/// The names of the first columns of the subqueries that were analysed.
type FirstColumns = HashMap<Span, String>;

fn name_of<'n>(expr: &'n ast::Expr, subqueries: &'n FirstColumns) -> (Strength, &'n str) {
    let nothing = (Strength::None, "");
    match &expr.kind {
        Ast::Column(column) => match column.names.last() {
            Some(name) => strong(&name.value),
            None => nothing,
        },
        Ast::Indirection { base, path } => {
            let field = path.iter().rev().find_map(|step| match step {
                Indirection::Field(name) => Some(name.value.as_str()),
                _ => None,
            });
            field.map_or_else(|| name_of(base, subqueries), strong)
        }
        Ast::Call(call) => match call.name.parts.last() {
            Some(name) => strong(&name.value),
            None => nothing,
        },
        Ast::NullIf(..) => strong("nullif"),
        Ast::Cast { expr: inner, ty, .. } => {
            let inner = name_of(inner, subqueries);
            match (inner.0, ty.names.last()) {
                (Strength::None | Strength::Weak, Some(name)) => (Strength::Weak, &name.value),
                _ => inner,
            }
        }
        Ast::Collate { expr: inner, .. } => name_of(inner, subqueries),
        Ast::Grouping(_) => strong("grouping"),
        Ast::MergeAction => strong("merge_action"),
        Ast::Exists(_) => strong("exists"),
        Ast::ArrayQuery(_) => strong("array"),
        Ast::Subquery(query) => subqueries.get(&query.span).map_or(nothing, |name| strong(name)),
        Ast::Case { otherwise, .. } => {
            let inner = otherwise.as_deref();
            let inner = inner.map_or(nothing, |inner| name_of(inner, subqueries));
            if inner.0 <= Strength::Weak { (Strength::Weak, "case") } else { inner }
        }
        Ast::Array(_) => strong("array"),
        Ast::Row { .. } => strong("row"),
        Ast::Coalesce(_) => strong("coalesce"),
        Ast::Greatest(_) => strong("greatest"),
        Ast::Least(_) => strong("least"),
        Ast::SqlValue { kind, .. } => strong(sql_value_name(*kind)),
        Ast::Xml(xml) => strong(match &**xml {
            XmlExpr::Concat(_) => "xmlconcat",
            XmlExpr::Element { .. } => "xmlelement",
            XmlExpr::Forest(_) => "xmlforest",
            XmlExpr::Parse { .. } => "xmlparse",
            XmlExpr::Pi { .. } => "xmlpi",
            XmlExpr::Root { .. } => "xmlroot",
            XmlExpr::Serialize { .. } => "xmlserialize",
        }),
        Ast::Json(json) => match &**json {
            JsonExpr::Object { .. } => strong("json_object"),
            JsonExpr::Array { .. } | JsonExpr::ArrayQuery { .. } => strong("json_array"),
            JsonExpr::ObjectAgg { .. } => strong("json_objectagg"),
            JsonExpr::ArrayAgg { .. } => strong("json_arrayagg"),
            JsonExpr::Parse { .. } => strong("json"),
            JsonExpr::Scalar(_) => strong("json_scalar"),
            JsonExpr::Serialize { .. } => strong("json_serialize"),
            JsonExpr::IsJson { .. } => nothing,
            JsonExpr::Path(path) => strong(match path.kind {
                JsonPathKind::Exists => "json_exists",
                JsonPathKind::Value => "json_value",
                JsonPathKind::Query => "json_query",
            }),
        },
        _ => nothing,
    }
}

fn sql_value_name(kind: SqlValueKind) -> &'static str {
    match kind {
        SqlValueKind::CurrentDate => "current_date",
        SqlValueKind::CurrentTime => "current_time",
        SqlValueKind::CurrentTimestamp => "current_timestamp",
        SqlValueKind::LocalTime => "localtime",
        SqlValueKind::LocalTimestamp => "localtimestamp",
        SqlValueKind::CurrentRole => "current_role",
        SqlValueKind::CurrentUser => "current_user",
        SqlValueKind::User => "user",
        SqlValueKind::SessionUser => "session_user",
        SqlValueKind::SystemUser => "system_user",
        SqlValueKind::CurrentCatalog => "current_catalog",
        SqlValueKind::CurrentSchema => "current_schema",
    }
}

/// The name of a plain column reference (`FigureColname` where only a column will do).
pub(super) fn simple_name(expr: &ast::Expr) -> Option<&str> {
    match &expr.kind {
        Ast::Column(column) => column.names.last().map(|name| name.value.as_str()),
        _ => None,
    }
}
