//! JSON_OBJECT, JSON_ARRAY, their aggregates, and JSON, JSON_SCALAR, JSON_SERIALIZE
//! (`transformJsonObjectConstructor`, `transformJsonAggConstructor`, `transformJsonParseExpr`, …).

use super::json::{Format, Returning};
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{SchemaId, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{self, JsonExpr, JsonFormat, JsonReturning};
use crate::tree::{Aggregate, Expr, ExprKind, JsonKind, WindowCall};

/// What JSON_OBJECTAGG and JSON_ARRAYAGG have in common.
struct JsonAggregate<'e> {
    function: String,
    args: Vec<Expr>,
    order_by: &'e [ast::SortBy],
    filter: Option<&'e ast::Expr>,
    over: Option<&'e ast::Over>,
    returning: Returning,
}

impl Analyzer<'_> {
    pub(super) fn json_constructor(&mut self, json: &JsonExpr, expr: &ast::Expr) -> Expr {
        let (kind, args, returning) = match json {
            JsonExpr::Object { pairs, returning, .. } => {
                let mut args = Vec::with_capacity(2 * pairs.len());
                for pair in pairs {
                    args.push(self.expr_here(&pair.key));
                    args.push(self.json_value(&pair.value, Format::Default, None, false));
                }
                (JsonKind::Object, args, returning)
            }
            JsonExpr::Array { values, returning, .. } => {
                let values = values.iter();
                let args =
                    values.map(|v| self.json_value(v, Format::Default, None, false)).collect();
                (JsonKind::Array, args, returning)
            }
            JsonExpr::ArrayQuery { query, format, returning } => {
                return self.json_array_query(query, format.as_ref(), returning.as_ref(), expr);
            }
            _ => return Expr::error(expr.span),
        };
        if args.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let Some(returning) = self.constructor_returning(returning.as_ref(), &args) else {
            return Expr::error(expr.span);
        };
        self.json_node(kind, args, returning, expr)
    }

    /// A constructor's node, which makes json, or jsonb for jsonb, and is then brought to RETURNING's type.
    fn json_node(
        &mut self,
        kind: JsonKind,
        args: Vec<Expr>,
        returning: Returning,
        expr: &ast::Expr,
    ) -> Expr {
        let ty = made_by(returning);
        let kind = ExprKind::Json { kind, args, wording: self.expr_wording(expr) };
        let node = Expr { kind, ty, modifier: -1, span: expr.span, location: expr.location };
        self.json_result(node, returning)
    }

    /// RETURNING of a constructor: json unless an argument is jsonb (`transformJsonConstructorOutput`).
    fn constructor_returning(
        &mut self,
        returning: Option<&JsonReturning>,
        args: &[Expr],
    ) -> Option<Returning> {
        let returning = self.json_returning(returning, true)?;
        if returning.ty.is_some() {
            return Some(returning);
        }
        let jsonb = args.iter().any(|arg| arg.ty == TypeId::JSONB);
        Some(Returning::of(if jsonb { TypeId::JSONB } else { TypeId::JSON }))
    }

    fn json_array_query(
        &mut self,
        query: &ast::Query,
        format: Option<&JsonFormat>,
        returning: Option<&JsonReturning>,
        expr: &ast::Expr,
    ) -> Expr {
        let known = self.diagnostics.len();
        self.scope().has_sublinks = true;
        let query = self.subquery(query);
        if self.diagnostics.len() > known {
            return Expr::error(expr.span);
        }
        let output = query.output();
        let [target] = output.as_slice() else {
            let message = "subquery must return only one column";
            let diagnostic = self.diagnostic_at(Code::SyntaxError, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        };
        let column = self.json_formatted(target.expr.clone(), format, Format::Default, None, false);
        if column.is_error() {
            return Expr::error(expr.span);
        }
        let column = [column];
        let Some(returning) = self.constructor_returning(returning, &column) else {
            return Expr::error(expr.span);
        };
        self.json_node(JsonKind::ArrayQuery(Box::new(query)), Vec::new(), returning, expr)
    }

    pub(super) fn json_aggregate(&mut self, json: &JsonExpr, expr: &ast::Expr) -> Expr {
        let aggregate = match json {
            JsonExpr::ObjectAgg { pair, absent_on_null, unique, returning, filter, over } => {
                let key = self.expr_here(&pair.key);
                let value = self.json_value(&pair.value, Format::Default, None, false);
                let args = vec![key, value];
                if args.iter().any(Expr::is_error) {
                    return Expr::error(expr.span);
                }
                let Some(returning) = self.constructor_returning(returning.as_ref(), &args) else {
                    return Expr::error(expr.span);
                };
                let suffix = match (*absent_on_null, *unique) {
                    (false, false) => "",
                    (true, false) => "_strict",
                    (false, true) => "_unique",
                    (true, true) => "_unique_strict",
                };
                let function = format!("{}_object_agg{suffix}", made_by_name(returning));
                let (filter, over) = (filter.as_deref(), over.as_ref());
                JsonAggregate { function, args, order_by: &[], filter, over, returning }
            }
            JsonExpr::ArrayAgg { value, order_by, absent_on_null, returning, filter, over } => {
                let args = vec![self.json_value(value, Format::Default, None, false)];
                if args.iter().any(Expr::is_error) {
                    return Expr::error(expr.span);
                }
                let Some(returning) = self.constructor_returning(returning.as_ref(), &args) else {
                    return Expr::error(expr.span);
                };
                let suffix = if *absent_on_null { "_strict" } else { "" };
                let function = format!("{}_agg{suffix}", made_by_name(returning));
                let (filter, over) = (filter.as_deref(), over.as_ref());
                JsonAggregate { function, args, order_by, filter, over, returning }
            }
            _ => return Expr::error(expr.span),
        };
        let returning = aggregate.returning;
        let node = self.json_aggregate_node(aggregate, expr);
        self.json_result(node, returning)
    }

    fn json_aggregate_node(&mut self, aggregate: JsonAggregate<'_>, expr: &ast::Expr) -> Expr {
        let JsonAggregate { function, args, order_by, filter, over, returning } = aggregate;
        let filter = filter.map(|filter| {
            let filter = self.expr(filter, ExprContext::Filter);
            self.coerce_to_boolean(filter, "FILTER")
        });
        let mut named = self.catalog.functions_named(&function);
        let found = named.find(|f| f.schema == SchemaId::PG_CATALOG).map(|f| f.id);
        let Some(function) = found else {
            let what = format!("{function} is not known in this major");
            return self.report(Diagnostic::unsupported(expr.span, what));
        };
        if filter.as_ref().is_some_and(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let (span, location) = (expr.span, expr.location);
        let ty = made_by(returning);
        if let Some(over) = over {
            if !order_by.is_empty() {
                let message = "aggregate ORDER BY is not implemented for window functions";
                let diagnostic = self.diagnostic_at(Code::FeatureNotSupported, location, message);
                return self.report(diagnostic);
            }
            let Some(window) = self.place_window_call(over, &args, location) else {
                return Expr::error(span);
            };
            let filter = filter.map(Box::new);
            let call = WindowCall { function, args, star: false, filter, window };
            let kind = ExprKind::WindowCall(Box::new(call));
            return Expr { kind, ty, modifier: -1, span, location };
        }
        let Some(parts) = self.aggregate_order(args, order_by, false, false) else {
            return Expr::error(span);
        };
        let aggregate = Aggregate {
            function,
            direct_args: Vec::new(),
            args: parts.args,
            star: false,
            distinct: false,
            order_by: parts.order_by,
            sorting: parts.sorting,
            filter: filter.map(Box::new),
            levels_up: 0,
            variadic_array: false,
        };
        self.place_aggregate(aggregate, ty, location, span)
    }

    pub(super) fn json_conversion(&mut self, json: &JsonExpr, expr: &ast::Expr) -> Expr {
        let (kind, arg, returning) = match json {
            JsonExpr::Parse { value, unique: false } => {
                let arg = self.json_value(value, Format::Json, Some(TypeId::JSON), false);
                (JsonKind::Parse, arg, Returning::of(TypeId::JSON))
            }
            JsonExpr::Parse { value, unique: true } => {
                let Some(arg) = self.json_text(value) else { return Expr::error(expr.span) };
                if arg.ty != TypeId::TEXT {
                    let message = "cannot use non-string types with WITH UNIQUE KEYS clause";
                    let diagnostic =
                        self.diagnostic_at(Code::DatatypeMismatch, expr.location, message);
                    self.report(diagnostic);
                    return Expr::error(expr.span);
                }
                (JsonKind::Parse, arg, Returning::of(TypeId::JSON))
            }
            JsonExpr::Scalar(value) => {
                let arg = self.expr_here(value);
                let arg = if arg.ty == TypeId::UNKNOWN {
                    self.coerce_to_specific(arg, TypeId::TEXT, "JSON_SCALAR")
                } else {
                    arg
                };
                (JsonKind::Scalar, arg, Returning::of(TypeId::JSON))
            }
            JsonExpr::Serialize { value, returning } => {
                let arg = self.json_value(value, Format::Json, None, false);
                let Some(returning) = self.serialize_returning(returning.as_ref(), &arg) else {
                    return Expr::error(expr.span);
                };
                (JsonKind::Serialize, arg, returning)
            }
            _ => return Expr::error(expr.span),
        };
        if arg.is_error() {
            return Expr::error(expr.span);
        }
        self.json_node(kind, vec![arg], returning, expr)
    }

    /// JSON_SERIALIZE gives text unless another string type or bytea is asked for.
    fn serialize_returning(
        &mut self,
        returning: Option<&JsonReturning>,
        arg: &Expr,
    ) -> Option<Returning> {
        let Some(written) = returning.filter(|_| !arg.is_error()) else {
            return Some(Returning::of(TypeId::TEXT));
        };
        let found = self.json_returning(returning, true)?;
        let ty = found.ty?;
        if ty == TypeId::BYTEA || self.is_string_type(ty) {
            return Some(found);
        }
        let name = self.type_name(ty);
        let message = format!("cannot use type {name} in RETURNING clause of JSON_SERIALIZE()");
        let diagnostic = self.diagnostic_at(Code::DatatypeMismatch, written.ty.location, message);
        let help = "Try returning a string type or bytea.";
        self.report(diagnostic.without_position().with_help(help));
        None
    }
}

/// The type a constructor makes before it is brought to RETURNING's.
fn made_by(returning: Returning) -> TypeId {
    if returning.ty == Some(TypeId::JSONB) { TypeId::JSONB } else { TypeId::JSON }
}

fn made_by_name(returning: Returning) -> &'static str {
    if returning.ty == Some(TypeId::JSONB) { "jsonb" } else { "json" }
}
