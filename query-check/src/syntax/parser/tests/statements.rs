//! INSERT, UPDATE, DELETE, MERGE, and what belongs to a major.

use super::*;
use crate::diagnostic::Code;
use crate::syntax::ast::{ConflictTarget, MergeAction, MergeMatch, SetClause};

#[test]
fn insert() {
    let sql = "INSERT INTO t AS x (a, b.c[1]) VALUES (1, DEFAULT) ON CONFLICT (a, (b + 1)) WHERE c \
               DO UPDATE SET a = EXCLUDED.a, (b, c) = (1, 2) RETURNING WITH (OLD AS o) o.a";
    let StatementKind::Insert(insert) = statement(sql).kind else { panic!() };
    assert_eq!(insert.columns[1].path.len(), 2);
    let conflict = insert.on_conflict.expect("ON CONFLICT");
    assert!(
        matches!(conflict.target, Some(ConflictTarget::Columns { ref elements, .. }) if elements.len() == 2)
    );
    let update = conflict.update.expect("DO UPDATE");
    assert!(matches!(&update.set[1], SetClause::Multiple { targets, .. } if targets.len() == 2));
    assert_eq!(insert.returning.expect("RETURNING").options.len(), 1);
    let StatementKind::Insert(insert) = statement("INSERT INTO t (SELECT 1)").kind else {
        panic!()
    };
    assert!(insert.columns.is_empty() && insert.source.is_some());
    let StatementKind::Insert(insert) = statement("INSERT INTO t DEFAULT VALUES").kind else {
        panic!()
    };
    assert!(insert.source.is_none());
}

#[test]
fn update_and_delete() {
    let StatementKind::Update(update) = statement("UPDATE t SET set = 1 FROM s WHERE true").kind
    else {
        panic!()
    };
    assert!(update.table.alias.is_none() && update.from.len() == 1);
    let StatementKind::Delete(delete) = statement("DELETE FROM ONLY t x WHERE CURRENT OF c").kind
    else {
        panic!()
    };
    assert!(delete.table.only && delete.table.alias.is_some());
    assert!(matches!(delete.filter.expect("WHERE").kind, ExprKind::CurrentOf(_)));
}

#[test]
fn merge() {
    let sql = "MERGE INTO t USING s ON a = b WHEN MATCHED AND c THEN DELETE \
               WHEN NOT MATCHED BY SOURCE THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT VALUES (1)";
    let StatementKind::Merge(merge) = statement(sql).kind else { panic!() };
    let matches: Vec<MergeMatch> = merge.whens.iter().map(|when| when.matched).collect();
    assert_eq!(
        matches,
        [MergeMatch::Matched, MergeMatch::NotMatchedBySource, MergeMatch::NotMatchedByTarget]
    );
    assert_eq!(merge.whens[0].action, MergeAction::Delete);
}

#[test]
fn majors() {
    let first_with = |sql: &str| {
        (14..=18).find(|&major| {
            let options = ParseOptions { parameters: ParameterStyle::Named, major };
            parse(sql, &options).statement.is_some()
        })
    };
    assert_eq!(first_with("MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE"), Some(15));
    assert_eq!(first_with("SELECT 1 FROM (SELECT 1)"), Some(16));
    assert_eq!(first_with("SELECT JSON_ARRAYAGG(a NULL ON NULL) FROM t"), Some(16));
    assert_eq!(first_with("SELECT 0x1F + 1"), Some(16));
    assert_eq!(first_with("SELECT a AT LOCAL"), Some(17));
    assert_eq!(first_with("SELECT JSON_VALUE(a, '$' RETURNING int)"), Some(17));
    let merge = "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING 1";
    assert_eq!(first_with(merge), Some(17));
    assert_eq!(first_with("DELETE FROM t RETURNING WITH (OLD AS o) o.a"), Some(18));
}

#[test]
fn other_commands_are_no_statements_of_a_store() {
    let parsed = parse("TRUNCATE t", &OPTIONS);
    assert_eq!(parsed.diagnostics[0].code, Code::NotDml);
    assert_eq!(parsed.diagnostics[0].sqlstate, None);
    assert_eq!(parse("", &OPTIONS).diagnostics[0].code, Code::NotDml);
    assert!(parse(" ; SELECT 1 ;; ", &OPTIONS).statement.is_some());
}
