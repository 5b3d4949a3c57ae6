//! The parser on texts that are no SQL: it never panics, never exhausts the stack, always says what is wrong.
//!
//! `SEED=<number>` repeats a run, `CASES=<number>` makes it longer.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use query_check::syntax::{MAX_DEPTH, ParameterStyle, ParseOptions, Parsed, parse};

/// What tokens are made of, so that texts come near to statements.
const PIECES: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "FETCH FIRST",
    "ROWS",
    "ONLY",
    "WITH",
    "RECURSIVE",
    "AS",
    "(",
    ")",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "*",
    "::",
    ":",
    ";",
    "=",
    "<",
    "+",
    "-",
    "||",
    "->>",
    "?",
    "@",
    "!=",
    ":=",
    "=>",
    "..",
    "a",
    "b",
    "\"q\"",
    "1",
    "2.5",
    "'s'",
    "E'\\n'",
    "U&'\\0041'",
    "$1",
    ":p",
    "B'1'",
    "X'f'",
    "N'n'",
    "$$d$$",
    "NULL",
    "TRUE",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "LIKE",
    "BETWEEN",
    "ESCAPE",
    "ANY",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "CAST",
    "ARRAY",
    "ROW",
    "EXISTS",
    "DISTINCT",
    "ALL",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "VALUES",
    "TABLE",
    "JOIN",
    "LEFT",
    "CROSS",
    "NATURAL",
    "ON",
    "USING",
    "LATERAL",
    "INSERT INTO",
    "UPDATE",
    "SET",
    "DELETE FROM",
    "MERGE INTO",
    "MATCHED",
    "RETURNING",
    "CONFLICT",
    "DO",
    "NOTHING",
    "OVER",
    "PARTITION BY",
    "RANGE",
    "UNBOUNDED",
    "PRECEDING",
    "FOLLOWING",
    "CURRENT",
    "FILTER",
    "WITHIN",
    "WINDOW",
    "EXTRACT",
    "SUBSTRING",
    "TRIM",
    "POSITION",
    "OVERLAY",
    "COALESCE",
    "int",
    "numeric",
    "interval",
    "timestamp",
    "TIME",
    "ZONE",
    "AT",
    "LOCAL",
    "COLLATE",
    "OPERATOR",
    "GROUPING SETS",
    "CUBE",
    "ROLLUP",
    "TABLESAMPLE",
    "JSON_OBJECT",
    "JSON_TABLE",
    "COLUMNS",
    "NESTED",
    "PATH",
    "PASSING",
    "JSON",
    "FORMAT",
    "XMLTABLE",
    "XMLELEMENT",
    "NAME",
    "DEFAULT",
    "FOR",
    "SHARE",
    "NULLS",
    "FIRST",
    "LAST",
    "UESCAPE",
    "SIMILAR",
    "TO",
    "OVERLAPS",
    "/*",
    "*/",
    "--",
    "\n",
    "'",
    "\"",
    "$x$",
    "{",
    "}",
    "\\",
    "é",
    "\0",
];

/// How a text nests: what opens a level, what stands inside, what closes it.
const NESTINGS: &[(&str, &str, &str)] = &[
    ("SELECT (", "1", ")"),
    ("(", "SELECT 1", ")"),
    ("SELECT f(", "1", ")"),
    ("SELECT - ", "a", ""),
    ("SELECT NOT ", "a", ""),
    ("SELECT a + (", "1", ")"),
    ("SELECT (SELECT ", "1", ")"),
    ("SELECT ARRAY[", "1", "]"),
    ("SELECT a[", "1", "]"),
    ("SELECT CASE WHEN ", "a", " THEN 1 END"),
    ("SELECT CAST(", "1", " AS int)"),
    ("SELECT EXISTS (SELECT 1 WHERE ", "a", ")"),
    ("SELECT a = ANY (SELECT ", "1", ")"),
    ("SELECT JSON_OBJECT('a' : ", "1", ")"),
    ("SELECT JSON_ARRAY((", "1", "))"),
    ("SELECT XMLEXISTS('a' PASSING ", "a", ")"),
    ("SELECT f() OVER (ORDER BY ", "1", ")"),
    ("SELECT 1 FROM (", "a", " JOIN a ON true)"),
    ("SELECT 1 FROM (SELECT 1 FROM ", "a", ")"),
    ("SELECT 1 FROM a JOIN ", "a", " ON true"),
    ("SELECT 1 GROUP BY GROUPING SETS (", "a", ")"),
    ("WITH a AS (", "SELECT 1", ") SELECT 1"),
    ("SELECT 1 FROM JSON_TABLE(a, 'a' COLUMNS (NESTED 'a' COLUMNS (", "a int", ")))"),
    ("SELECT 1 + ", "1", ""),
    ("SELECT 1 UNION ", "SELECT 1", ""),
    ("SELECT a::int", "", ""),
    ("SELECT 1 FROM a CROSS JOIN ", "a", ""),
    ("SELECT a AND ", "a", ""),
    ("SELECT /*", "", "*/ 1"),
];

/// What must hold of whatever the parser says of `sql`.
fn check(sql: &str, parsed: &Parsed) -> Result<(), TestCaseError> {
    prop_assert_eq!(parsed.statement.is_some(), parsed.diagnostics.is_empty());
    for diagnostic in &parsed.diagnostics {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        prop_assert!(sql.get(start..end).is_some(), "{:?}", diagnostic);
        prop_assert!(!diagnostic.message.is_empty());
    }
    Ok(())
}

fn check_all(sql: &str) -> Result<(), TestCaseError> {
    for parameters in [ParameterStyle::Named, ParameterStyle::Numbered] {
        for major in [14, 18] {
            check(sql, &parse(sql, &ParseOptions { parameters, major }))?;
        }
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let clock = || std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos() as u64);
    let seed = number("SEED").unwrap_or_else(clock);
    println!("SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = number("CASES").map_or(cases, |cases| cases as u32);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    if let Err(failure) = TestRunner::new_with_rng(config, rng).run(&strategy, test) {
        panic!("SEED={seed}: {failure}");
    }
}

#[test]
fn any_text() {
    run(500, any::<Vec<u8>>(), |bytes| check_all(&String::from_utf8_lossy(&bytes)));
    run(500, "\\PC*", |text| check_all(&text));
}

#[test]
fn any_sequence_of_tokens() {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..60);
    run(2000, pieces, |pieces| {
        check_all(&pieces.join(" "))?;
        check_all(&format!("SELECT {}", pieces.concat()))
    });
}

#[test]
fn statements_with_a_piece_in_or_out() {
    const STATEMENTS: &[&str] = &[
        "SELECT a, count(*) FILTER (WHERE b) OVER (w ROWS 1 PRECEDING) FROM t JOIN s USING (x) WHERE c IN (1, 2) GROUP BY a",
        "INSERT INTO t (a, b[1]) VALUES (1, DEFAULT) ON CONFLICT (a) WHERE b DO UPDATE SET a = 1 RETURNING *",
        "WITH x AS (UPDATE t SET (a, b) = (1, 2) FROM s RETURNING a) SELECT * FROM x, LATERAL f(1) AS y (z int)",
        "MERGE INTO t USING s ON a = b WHEN NOT MATCHED BY SOURCE AND c THEN DELETE WHEN MATCHED THEN DO NOTHING",
        "SELECT CASE WHEN a THEN E'\\u0041' ELSE U&'\\0041' END, EXTRACT(year FROM b AT TIME ZONE 'c'), d[1:2] FROM t",
    ];
    let strategy = (
        prop::sample::select(STATEMENTS),
        any::<prop::sample::Index>(),
        prop::option::of(prop::sample::select(PIECES)),
        0usize..8,
    );
    run(2000, strategy, |(statement, place, piece, cut)| {
        let characters: Vec<char> = statement.chars().collect();
        let place = place.index(characters.len());
        let head: String = characters[..place].iter().collect();
        let tail: String = characters[(place + cut).min(characters.len())..].iter().collect();
        check_all(&format!("{head}{}{tail}", piece.unwrap_or("")))
    });
}

#[test]
fn deep_nesting() {
    for &(open, inner, close) in NESTINGS {
        for count in [10, MAX_DEPTH as usize, 5_000] {
            // The opening words come once, the part that nests many times.
            let part = open.strip_prefix("SELECT ").unwrap_or(open);
            let first = &open[..open.len() - part.len()];
            let sql = format!("{first}{}{inner}{}", part.repeat(count), close.repeat(count));
            let whole = format!("{}{inner}{}", open.repeat(count), close.repeat(count));
            for sql in [sql, whole, open.repeat(count)] {
                let options = ParseOptions { parameters: ParameterStyle::Named, major: 18 };
                check(&sql, &parse(&sql, &options))
                    .unwrap_or_else(|error| panic!("{open}…{close}: {error}"));
            }
        }
    }
}

#[test]
fn what_is_parsed_can_be_copied_and_compared_on_a_small_stack() {
    for &(open, inner, close) in NESTINGS {
        let part = open.strip_prefix("SELECT ").unwrap_or(open);
        let first = &open[..open.len() - part.len()];
        let options = ParseOptions { parameters: ParameterStyle::Named, major: 18 };
        let deepest = (1..=MAX_DEPTH as usize).rev().step_by(8).find_map(|count| {
            let sql = format!("{first}{}{inner}{}", part.repeat(count), close.repeat(count));
            parse(&sql, &options).statement
        });
        if let Some(statement) = deepest {
            assert!(statement.clone() == statement);
        }
    }
}
