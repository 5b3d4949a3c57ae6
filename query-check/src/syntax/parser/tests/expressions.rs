//! Expressions.

use super::*;
use crate::syntax::ast::{
    CastSyntax, FunctionCall, Indirection, JsonExpr, LikeKind, Literal, Param, SqlValueKind,
};

fn call(sql: &str) -> FunctionCall {
    match expr(sql).kind {
        ExprKind::Call(call) => *call,
        other => panic!("no call: {other:?}"),
    }
}

fn name(call: &FunctionCall) -> String {
    let parts: Vec<&str> = call.name.parts.iter().map(|part| part.value.as_str()).collect();
    parts.join(".")
}

#[test]
fn and_is_flattened_on_the_left() {
    let ExprKind::And(parts) = expr("a AND b AND c").kind else { panic!() };
    assert_eq!(parts.len(), 3);
    let ExprKind::And(parts) = expr("(a AND b) AND c").kind else { panic!() };
    assert_eq!(parts.len(), 3);
    let ExprKind::And(parts) = expr("a AND (b AND c)").kind else { panic!() };
    assert_eq!(parts.len(), 2);
}

#[test]
fn locations_are_those_of_postgresql() {
    let sql = "SELECT (a) + f(b)";
    let sum = &select(sql).targets[0].expr;
    assert_eq!(places(sql, sum), ("(a) + f(b)", "+ f(b)"));
    let ExprKind::Binary { left, right, .. } = &sum.kind else { panic!() };
    assert_eq!(places(sql, left), ("a", "a) + f(b)"));
    assert_eq!(places(sql, right), ("f(b)", "f(b)"));
    let sql = "SELECT a::int";
    assert_eq!(places(sql, &select(sql).targets[0].expr), ("a::int", "::int"));
    let sql = "SELECT CAST(a AS int)";
    assert_eq!(places(sql, &select(sql).targets[0].expr), ("CAST(a AS int)", "CAST(a AS int)"));
    let sql = "SELECT a IS NOT NULL";
    assert_eq!(places(sql, &select(sql).targets[0].expr), ("a IS NOT NULL", "IS NOT NULL"));
}

#[test]
fn minus_is_part_of_a_number() {
    assert_eq!(expr("-5").kind, ExprKind::Literal(Literal::Integer(-5)));
    assert_eq!(expr("- - 5").kind, ExprKind::Literal(Literal::Integer(5)));
    assert_eq!(
        expr("-2147483648").kind,
        ExprKind::Literal(Literal::Number("-2147483648".to_owned()))
    );
    assert!(matches!(expr("-a").kind, ExprKind::Unary { .. }));
    assert!(matches!(expr("-5::int").kind, ExprKind::Unary { .. }));
}

#[test]
fn types_are_mapped() {
    let ty = |sql: &str| match expr(sql).kind {
        ExprKind::Cast { ty, .. } => {
            let names: Vec<&str> = ty.names.iter().map(|name| name.value.as_str()).collect();
            let modifiers: Vec<String> = ty
                .modifiers
                .iter()
                .map(|modifier| match &modifier.kind {
                    ExprKind::Literal(Literal::Integer(value)) => value.to_string(),
                    other => panic!("{other:?}"),
                })
                .collect();
            let bounds = "[]".repeat(ty.array_bounds.len());
            format!("{}({}){bounds}", names.join("."), modifiers.join(","))
        }
        other => panic!("no cast: {other:?}"),
    };
    assert_eq!(ty("a::int"), "pg_catalog.int4()");
    assert_eq!(ty("a::char"), "pg_catalog.bpchar(1)");
    assert_eq!(ty("char 'a'"), "pg_catalog.bpchar()");
    assert_eq!(ty("a::\"char\""), "char()");
    assert_eq!(ty("a::varchar(5)[][]"), "pg_catalog.varchar(5)[][]");
    assert_eq!(ty("a::float(24)"), "pg_catalog.float4()");
    assert_eq!(ty("a::float"), "pg_catalog.float8()");
    assert_eq!(ty("a::timestamp(3) with time zone"), "pg_catalog.timestamptz(3)");
    assert_eq!(ty("a::interval day to second(3)"), "pg_catalog.interval(7176,3)");
    assert_eq!(ty("a::interval(3)"), "pg_catalog.interval(32767,3)");
    assert_eq!(ty("a::dec(10,2)"), "pg_catalog.numeric(10,2)");
    assert_eq!(ty("a::json"), "pg_catalog.json()");
    assert_eq!(ty("a::s.mood"), "s.mood()");
    assert_eq!(ty("bit varying '1'"), "pg_catalog.varbit()");
}

#[test]
fn special_syntax_becomes_calls() {
    let extract = call("EXTRACT(year FROM a)");
    assert_eq!((name(&extract).as_str(), extract.special_syntax), ("pg_catalog.extract", true));
    assert_eq!(extract.args[0].value.kind, ExprKind::Literal(Literal::String("year".to_owned())));
    let position = call("POSITION(a IN b)");
    assert!(is_column(&position.args[0].value, "b") && is_column(&position.args[1].value, "a"));
    let zone = call("a AT TIME ZONE b");
    assert_eq!(name(&zone), "pg_catalog.timezone");
    assert!(is_column(&zone.args[0].value, "b") && is_column(&zone.args[1].value, "a"));
    let trim = call("TRIM(LEADING a FROM b)");
    assert_eq!(name(&trim), "pg_catalog.ltrim");
    assert!(is_column(&trim.args[0].value, "b") && is_column(&trim.args[1].value, "a"));
    assert_eq!(call("SUBSTRING(a FOR b)").args.len(), 3);
    let plain = call("substring(a, b)");
    assert_eq!((name(&plain).as_str(), plain.special_syntax), ("substring", false));
    assert_eq!(call("(a, b) OVERLAPS (c, d)").args.len(), 4);
    assert_eq!(
        expr("CURRENT_TIMESTAMP(3)").kind,
        ExprKind::SqlValue { kind: SqlValueKind::CurrentTimestamp, precision: Some(3) }
    );
}

#[test]
fn calls_and_their_clauses() {
    let count = call("count(*)");
    assert!(count.star && count.args.is_empty());
    let call = call("f(DISTINCT a, b => c ORDER BY d) FILTER (WHERE e) OVER (PARTITION BY g)");
    assert!(call.distinct && call.filter.is_some() && call.over.is_some());
    assert_eq!(call.order_by.len(), 1);
    assert_eq!(call.args[1].name.as_ref().map(|name| name.value.as_str()), Some("b"));
}

#[test]
fn subscripts_fields_and_parameters() {
    let path = |sql: &str| match expr(sql).kind {
        ExprKind::Indirection { path, .. } => path,
        other => panic!("no path: {other:?}"),
    };
    assert!(matches!(path("a[1]")[0], Indirection::Index(_)));
    assert!(matches!(path("a[1:2]")[0], Indirection::Slice(Some(_), Some(_), _)));
    assert!(matches!(path("a[:2]")[0], Indirection::Slice(None, Some(_), _)));
    assert!(matches!(path("a[1:b]")[0], Indirection::Slice(Some(_), Some(_), _)));
    assert!(matches!(path("a[1 : :n]")[0], Indirection::Slice(Some(_), Some(_), _)));
    let Indirection::Index(index) = &path("a[:n]")[0] else { panic!() };
    assert_eq!(index.kind, ExprKind::Param(Param::Name("n".to_owned())));
    assert!(matches!(path("(a).b.*")[1], Indirection::Star(_)));
    assert_eq!(expr("$2").kind, ExprKind::Param(Param::Number(2)));
    let ExprKind::Json(json) = expr("JSON_OBJECT('a':b)").kind else { panic!() };
    assert!(matches!(*json, JsonExpr::Object { ref pairs, .. } if pairs.len() == 1));
}

#[test]
fn predicates() {
    assert!(matches!(expr("a NOT IN (1, 2)").kind, ExprKind::InList { not: true, .. }));
    assert!(matches!(expr("a IN ((SELECT 1))").kind, ExprKind::InQuery { .. }));
    assert!(matches!(expr("a IN ((SELECT 1), 2)").kind, ExprKind::InList { .. }));
    assert!(matches!(
        expr("a NOT SIMILAR TO b ESCAPE c").kind,
        ExprKind::Like { kind: LikeKind::SimilarTo, not: true, escape: Some(_), .. }
    ));
    let ExprKind::QuantifiedArray { op, all, .. } = expr("a NOT LIKE ALL (b)").kind else {
        panic!()
    };
    assert_eq!((op.symbol.as_str(), all), ("!~~", true));
    let ExprKind::Binary { op, .. } = expr("a != b").kind else { panic!() };
    assert_eq!(op.symbol, "<>");
}

#[test]
fn parentheses_belong_to_the_query() {
    assert!(matches!(expr("((SELECT 1))").kind, ExprKind::Subquery(_)));
    assert!(matches!(expr("((SELECT 1) UNION SELECT 2)").kind, ExprKind::Subquery(_)));
    assert!(matches!(expr("(((SELECT 1)) + 2)").kind, ExprKind::Binary { .. }));
    assert!(matches!(expr("((SELECT 1), 2)").kind, ExprKind::Row { explicit: false, .. }));
    assert!(matches!(expr("(SELECT a).b").kind, ExprKind::Indirection { .. }));
}

#[test]
fn typed_literals() {
    let literal = |sql: &str| match expr(sql).kind {
        ExprKind::Cast { syntax, .. } => syntax,
        other => panic!("no cast: {other:?}"),
    };
    for sql in
        ["date '2020-01-01'", "interval '1' year", "s.t 'a'", "foo(1) 'a'", "int '1'", "n'a'"]
    {
        assert_eq!(literal(sql), CastSyntax::TypedLiteral, "{sql}");
    }
}
