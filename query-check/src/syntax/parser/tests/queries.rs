//! Queries.

use super::*;
use crate::syntax::ast::{
    Distinct, Frame, FromItem, GroupItem, Join, JoinCondition, JoinKind, LockWait, Over,
    SetOperator,
};

fn join(item: &FromItem) -> &Join {
    match item {
        FromItem::Join(join) => join,
        other => panic!("no join: {other:?}"),
    }
}

#[test]
fn set_operations_group_by_precedence() {
    let sql = "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT ALL SELECT 4 ORDER BY 1";
    let query = query(sql);
    assert_eq!(query.order_by.len(), 1);
    let QueryBody::SetOperation { op, all, left, .. } = query.body else { panic!() };
    assert_eq!((op, all), (SetOperator::Except, true));
    let QueryBody::SetOperation { op, right, .. } = left.body else { panic!() };
    assert_eq!(op, SetOperator::Union);
    assert!(matches!(right.body, QueryBody::SetOperation { op: SetOperator::Intersect, .. }));
}

#[test]
fn parentheses_keep_clauses() {
    let query = query("(SELECT 1 ORDER BY 1) LIMIT 2");
    assert!(query.order_by.len() == 1 && query.limit.is_some());
}

#[test]
fn joins_nest_to_the_left_and_by_their_conditions() {
    let from = select("SELECT * FROM a JOIN b ON x CROSS JOIN c").from;
    assert_eq!(join(&from[0]).kind, JoinKind::Cross);
    assert!(matches!(join(&from[0]).left, FromItem::Join(_)));
    let from = select("SELECT * FROM a JOIN b LEFT JOIN c ON x ON y").from;
    let outer = join(&from[0]);
    assert!(matches!(outer.condition, JoinCondition::On(_)));
    assert_eq!(join(&outer.right).kind, JoinKind::Left);
    let from = select("SELECT * FROM (a NATURAL JOIN b) AS j (x)").from;
    assert_eq!(join(&from[0]).alias.as_ref().map(|alias| alias.columns.len()), Some(1));
}

#[test]
fn parentheses_in_from() {
    for sql in [
        "SELECT * FROM ((SELECT 1))",
        "SELECT * FROM ((SELECT 1) UNION SELECT 2) x",
        "SELECT * FROM (((SELECT 1) x CROSS JOIN y)) z",
        "SELECT * FROM ((a JOIN b ON true) AS z CROSS JOIN c)",
    ] {
        assert_eq!(select(sql).from.len(), 1, "{sql}");
    }
}

#[test]
fn functions_in_from() {
    let from = select(
        "SELECT * FROM ROWS FROM (f() AS (a int), g()) WITH ORDINALITY x (y), h(1) AS z (b text)",
    )
    .from;
    let FromItem::Function(rows) = &from[0] else { panic!() };
    assert!(rows.rows_from && rows.ordinality && rows.functions.len() == 2);
    let FromItem::Function(function) = &from[1] else { panic!() };
    assert_eq!(function.columns.len(), 1);
}

#[test]
fn labels_that_are_operators() {
    let select = select("SELECT a is, b and FROM t");
    let labels: Vec<_> =
        select.targets.iter().map(|t| t.alias.as_ref().unwrap().value.as_str()).collect();
    assert_eq!(labels, ["is", "and"]);
}

#[test]
fn clauses() {
    let sql = "SELECT DISTINCT ON (a) a FROM t GROUP BY DISTINCT ROLLUP (a, (b, c)), GROUPING SETS ((), CUBE (d)) WINDOW w AS (ORDER BY a)";
    let select = select(sql);
    assert!(matches!(select.distinct, Distinct::On(_)) && select.group_distinct);
    assert!(matches!(&select.group_by[0], GroupItem::Rollup(items, _) if items.len() == 2));
    assert!(matches!(&select.group_by[1], GroupItem::Sets(items, _) if items.len() == 2));
    assert_eq!(select.windows.len(), 1);
    let query = query("SELECT 1 FETCH FIRST ROW ONLY FOR UPDATE OF t SKIP LOCKED");
    assert!(query.limit.is_some());
    assert_eq!(query.locking[0].wait, LockWait::SkipLocked);
}

#[test]
fn frames() {
    let frame = |sql: &str| -> Frame {
        let ExprKind::Call(call) = expr(sql).kind else { panic!() };
        let Some(Over::Window(window)) = call.over else { panic!() };
        window.frame.expect("a frame")
    };
    assert!(frame("f() OVER (ROWS UNBOUNDED PRECEDING)").end.is_none());
    assert!(
        frame("f() OVER (RANGE BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES)").end.is_some()
    );
}

#[test]
fn recursive_queries() {
    let query = query(
        "WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a FROM t) SEARCH DEPTH FIRST BY a SET o \
         CYCLE a SET c USING p SELECT * FROM t",
    );
    let with = query.with.expect("WITH");
    assert!(with.recursive && with.ctes[0].search.is_some() && with.ctes[0].cycle.is_some());
}
