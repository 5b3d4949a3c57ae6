//! Errors: PostgreSQL's position, SQLSTATE and words; several of them; limits.

use super::*;
use crate::syntax::MAX_DEPTH;

/// The one error of `sql`.
fn error(sql: &str) -> (u32, &'static str, String) {
    let mut errors = errors(sql);
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0)
}

fn syntax_error(position: u32, text: &str) -> (u32, &'static str, String) {
    (position, "42601", format!("syntax error at or near \"{text}\""))
}

#[test]
fn the_first_token_that_cannot_stand_there() {
    assert_eq!(error("SELECT a b c"), syntax_error(11, "c"));
    assert_eq!(error("SELECT a = b = c"), syntax_error(13, "="));
    assert_eq!(error("SELECT left FROM t"), syntax_error(12, "FROM"));
    assert_eq!(error("SELECT f(1)[1]"), syntax_error(11, "["));
    assert_eq!(error("SELECT a FROM t[1] x"), syntax_error(19, "x"));
    assert_eq!(error("SELECT 1 +"), (10, "42601", "syntax error at end of input".to_owned()));
    assert_eq!(error("SELECT a.*.b FROM t").2, "improper use of \"*\" at or near \"FROM\"");
}

#[test]
fn checks_of_the_grammar() {
    for (sql, position, state, message) in [
        (
            "SELECT 1 FROM a.b.c.d",
            14,
            "42601",
            "improper qualified name (too many dotted names): a.b.c.d",
        ),
        ("SELECT a::float(0)", 16, "22023", "precision for type float must be at least 1 bit"),
        (
            "SELECT f() OVER (ROWS UNBOUNDED FOLLOWING)",
            22,
            "42P20",
            "frame start cannot be UNBOUNDED FOLLOWING",
        ),
        ("(SELECT 1 LIMIT 1) LIMIT 2", 19, "42601", "multiple LIMIT clauses not allowed"),
        ("(SELECT 1 ORDER BY 1) ORDER BY 2", 31, "42601", "multiple ORDER BY clauses not allowed"),
        (
            "SELECT 1 FETCH FIRST ROW WITH TIES",
            25,
            "42601",
            "WITH TIES cannot be specified without ORDER BY clause",
        ),
        (
            "SELECT f(VARIADIC a) WITHIN GROUP (ORDER BY b)",
            21,
            "42601",
            "cannot use VARIADIC with WITHIN GROUP",
        ),
        ("SELECT UNIQUE (SELECT 1)", 7, "0A000", "UNIQUE predicate is not yet implemented"),
        (
            "SELECT (a, b, c) OVERLAPS (d, e)",
            7,
            "42601",
            "wrong number of parameters on left side of OVERLAPS expression",
        ),
    ] {
        assert_eq!(error(sql), (position, state, message.to_owned()), "{sql}");
    }
}

#[test]
fn several_mistakes_are_all_reported() {
    let positions = |sql: &str| errors(sql).iter().map(|error| error.0).collect::<Vec<_>>();
    assert_eq!(positions("SELECT a b c FROM t WHERE = 1 ORDER BY"), [11, 26, 38]);
    assert_eq!(positions("UPDATE t SET a = , b = 2 WHERE = 3 RETURNING ,"), [17, 31, 45]);
    assert_eq!(positions("SELECT (SELECT a b c), d FROM t WHERE e f"), [19, 40]);
}

#[test]
fn no_mistake_is_reported_twice() {
    // An open parenthesis changes what all the rest means.
    assert_eq!(errors("SELECT f(a b FROM t WHERE = 1").len(), 1);
    assert_eq!(errors("SELECT 'a b FROM t WHERE = 1").len(), 1);
}

#[test]
fn depth_is_limited() {
    let nested = |count: usize| format!("SELECT {}1{}", "(".repeat(count), ")".repeat(count));
    assert!(parse(&nested(MAX_DEPTH as usize / 2), &OPTIONS).statement.is_some());
    assert_eq!(error(&nested(100_000)).1, "54001");
    let chain = |count: usize| format!("SELECT 1{}", " + 1".repeat(count));
    assert!(parse(&chain(MAX_DEPTH as usize / 2), &OPTIONS).statement.is_some());
    assert_eq!(error(&chain(100_000)).1, "54001");
    let flat = format!("SELECT a{}", " OR a".repeat(100_000));
    assert!(parse(&flat, &OPTIONS).statement.is_some());
}
