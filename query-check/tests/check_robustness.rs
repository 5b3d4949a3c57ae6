//! The whole checker on texts nobody would write: it never panics and never exhausts a stack of 2 MiB.
//!
//! Random bytes, random words of the grammar, statements of `tests/verdict` taken apart and put together at random (so
//! that much of what comes out parses and reaches the analyser and the facts), and every recursive production nested
//! deep. `SEED=<number>` repeats a run, `CASES=<number>` makes it longer.

use fastrand::Rng;
use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;
use query_check::snapshot::Snapshot;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn rng() -> Rng {
    let seed = number("SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    Rng::with_seed(seed)
}

fn cases() -> u64 {
    number("CASES").unwrap_or(4000)
}

/// The schema of the verdict fixtures on every major.
fn catalogs() -> Vec<Catalog> {
    let load = |major| {
        let mut snapshot = Snapshot::from_json(include_str!("verdict/schema.json")).unwrap();
        snapshot.server = major;
        Catalog::new(snapshot).unwrap()
    };
    (14..=18).map(load).collect()
}

/// Runs on a thread with a stack of 2 MiB, the least that threads of Rust programs have by default.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Checks a text in either style of parameters; what is said lies in the text.
fn check(catalog: &Catalog, sql: &str, named_parameters: bool) {
    let options = CheckOptions { named_parameters, ..CheckOptions::default() };
    let checked = query_check::check(catalog, sql, &options);
    for diagnostic in checked.diagnostics.iter().chain(&checked.house) {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        assert!(sql.get(start..end).is_some(), "{diagnostic:?} lies outside of {sql:?}");
    }
}

/// The words of all verdict fixtures, statement by statement; lines that begin with `#` hold the expectations.
fn statements() -> Vec<Vec<String>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdict");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let Ok(text) = std::fs::read_to_string(entry.unwrap().path()) else { continue };
        for line in text.lines().filter(|line| !line.starts_with("--") && !line.starts_with('#')) {
            let spaced = line.replace('(', " ( ").replace(')', " ) ").replace(',', " , ");
            let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
            if words.len() > 2 {
                all.push(words);
            }
        }
    }
    assert!(!all.is_empty(), "there are no statements to take apart");
    all
}

fn below(rng: &mut Rng, end: usize) -> usize {
    rng.usize(0..end.max(1))
}

#[test]
fn random_bytes_do_not_panic() {
    on_a_small_stack(|| {
        let catalogs = catalogs();
        let mut rng = rng();
        // Printable bytes are likelier, and so are those that mean something to the lexer.
        let telling = b"'\"$()[]{}:;,.*=<>+-/\\%&|!?@#~^_`\n\t 0123456789eExXuUbBnN";
        for _ in 0..cases() {
            let length = below(&mut rng, 60);
            let byte = |rng: &mut Rng| match rng.u8(0..8) {
                0 => rng.u8(..),
                1..=3 => telling[below(rng, telling.len())],
                _ => rng.u8(b' '..=b'~'),
            };
            let bytes: Vec<u8> = (0..length).map(|_| byte(&mut rng)).collect();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let catalog = &catalogs[below(&mut rng, catalogs.len())];
            check(catalog, &text, rng.bool());
            check(catalog, &format!("SELECT {text}"), rng.bool());
        }
    });
}

#[test]
fn random_words_do_not_panic() {
    on_a_small_stack(|| {
        let catalogs = catalogs();
        let mut words: Vec<String> = query_check::syntax::keywords().map(str::to_owned).collect();
        assert!(words.len() > 400);
        for signs in ["( ) , . * ; : :: = < > + - / [ ] => := || -> $1 :a 1 2.5 'x' \"q\" a b"; 12]
        {
            words.extend(signs.split(' ').map(str::to_owned));
        }
        words.extend(statements().into_iter().flatten());
        let mut rng = rng();
        for _ in 0..cases() {
            let start =
                ["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "MERGE INTO", "WITH", ""];
            let mut text = start[below(&mut rng, start.len())].to_owned();
            for _ in 0..below(&mut rng, 20) {
                text.push(' ');
                text.push_str(&words[below(&mut rng, words.len())]);
            }
            check(&catalogs[below(&mut rng, catalogs.len())], &text, rng.bool());
        }
    });
}

#[test]
fn mixed_up_statements_do_not_panic() {
    on_a_small_stack(|| {
        let catalogs = catalogs();
        let statements = statements();
        let mut rng = rng();
        for _ in 0..cases() {
            let mut words = statements[below(&mut rng, statements.len())].clone();
            for _ in 0..1 + below(&mut rng, 4) {
                let place = below(&mut rng, words.len());
                let other = &statements[below(&mut rng, statements.len())];
                let from = below(&mut rng, other.len());
                let piece = &other[from..(from + 1 + below(&mut rng, 6)).min(other.len())];
                match below(&mut rng, 3) {
                    0 => drop(words.splice(place..place, piece.iter().cloned())),
                    1 => drop(
                        words.splice(place..(place + 1).min(words.len()), piece.iter().cloned()),
                    ),
                    _ => drop(words.drain(place..(place + 2).min(words.len()))),
                }
            }
            check(&catalogs[below(&mut rng, catalogs.len())], &words.join(" "), rng.bool());
        }
    });
}

/// Every production that can hold itself: what stands before, what opens and closes a level, the innermost, what stands
/// behind.
const NESTED: &[[&str; 5]] = &[
    ["SELECT ", "(", "1", ")", ""],
    ["SELECT ", "- ", "1", "", ""],
    ["SELECT ", "", "1", " + 1", ""],
    ["SELECT ", "1 + (", "1", ")", ""],
    ["SELECT ", "1 ^ ", "1", "", ""],
    ["SELECT ", "NOT ", "true", "", ""],
    ["SELECT ", "", "true", " AND true", ""],
    ["SELECT ", "true OR (", "true", " AND true)", ""],
    ["SELECT ", "", "1", " IS NULL", ""],
    ["SELECT ", "", "1", "::int", ""],
    ["SELECT ", "CAST(", "1", " AS int)", ""],
    ["SELECT ", "", "'a'", " COLLATE \"C\"", ""],
    ["SELECT ", "", "now()", " AT TIME ZONE 'UTC'", ""],
    ["SELECT ", "", "1", " BETWEEN 0 AND 2", ""],
    ["SELECT ", "1 IN (", "1", ")", ""],
    ["SELECT ", "", "'{}'::int[]", "[1:2]", ""],
    ["SELECT ", "('{}'::int[])[", "1", "]", ""],
    ["SELECT ", "(", "x", ").y", " FROM (SELECT 1 AS x) z"],
    ["SELECT ", "ROW(", "1", ")", ""],
    ["SELECT ", "(1, ", "1", ")", ""],
    ["SELECT ", "ROW(", "1", ") = ROW(1)", ""],
    ["SELECT ", "ARRAY[", "1", "]", ""],
    ["SELECT ", "ARRAY[ARRAY[1], [", "1", "]]", ""],
    ["SELECT ", "abs(", "1", ")", ""],
    ["SELECT ", "coalesce(", "1", ", 2)", ""],
    ["SELECT ", "nullif(", "1", ", 2)", ""],
    ["SELECT ", "concat(VARIADIC ARRAY[", "'a'", "])", ""],
    ["SELECT ", "CASE WHEN true THEN ", "1", " END", ""],
    ["SELECT ", "CASE ", "1", " WHEN 1 THEN 1 END", ""],
    ["SELECT ", "CASE WHEN ", "true", " THEN true ELSE false END", ""],
    ["SELECT ", "sum(", "1", ")", ""],
    ["SELECT ", "count(*) FILTER (WHERE ", "true", ")", ""],
    ["SELECT ", "sum(1) OVER (ORDER BY ", "1", ")", ""],
    ["SELECT ", "mode() WITHIN GROUP (ORDER BY ", "1", ")", ""],
    ["SELECT ", "(SELECT ", "1", ")", ""],
    ["SELECT ", "EXISTS (SELECT ", "1", ")", ""],
    ["SELECT ", "ARRAY(SELECT ", "1", ")", ""],
    ["SELECT ", "1 = ANY (SELECT ", "1", ")", ""],
    ["SELECT ", "1 = ANY (ARRAY[", "1", "])", ""],
    ["SELECT ", "extract(year FROM ", "now()", ")", ""],
    ["SELECT ", "trim(both 'x' FROM ", "'a'", ")", ""],
    ["SELECT ", "overlay(", "'a'", " PLACING 'b' FROM 1)", ""],
    ["SELECT ", "JSON_ARRAY(", "1", ")", ""],
    ["SELECT ", "JSON_OBJECT('a': ", "1", ")", ""],
    ["SELECT ", "JSON_ARRAY(SELECT ", "1", ")", ""],
    ["SELECT ", "JSON_VALUE(", "'1'", ", '$')", ""],
    ["SELECT ", "JSON_QUERY('1', '$' PASSING ", "1", " AS x)", ""],
    ["SELECT ", "", "'1'", " IS JSON", ""],
    ["SELECT ", "xmlconcat(", "'a'", ")", ""],
    ["SELECT ", "xmlelement(name a, ", "1", ")", ""],
    ["SELECT ", "xmlelement(name a, xmlattributes(", "1", " AS x))", ""],
    ["SELECT ", "xmlforest(", "1", " AS x)", ""],
    ["SELECT 1 WHERE ", "NOT (", "true", ")", ""],
    ["SELECT 1 GROUP BY ", "GROUPING SETS (", "()", ")", ""],
    ["SELECT 1 GROUP BY ", "ROLLUP (1, (", "1", "))", ""],
    ["SELECT 1 ORDER BY ", "(", "1", ")", ""],
    ["SELECT 1 LIMIT ", "(", "1", ")", ""],
    ["", "SELECT * FROM (", "SELECT 1", ") x", ""],
    ["SELECT * FROM ", "(", "pg_class", ")", ""],
    ["SELECT * FROM ", "(", "pg_class", " CROSS JOIN pg_am)", ""],
    ["SELECT 1 FROM ", "", "pg_am a", " CROSS JOIN pg_am", ""],
    ["SELECT 1 FROM pg_am a", " JOIN pg_am", "", " ON true", ""],
    ["SELECT * FROM ", "LATERAL (SELECT * FROM ", "pg_am", ") x", ""],
    ["SELECT * FROM generate_series(1, ", "abs(", "1", ")", ") g"],
    [
        "SELECT * FROM JSON_TABLE('1', '$' COLUMNS (",
        "NESTED PATH '$' COLUMNS (",
        "a int",
        ")",
        ")) t",
    ],
    ["SELECT * FROM xmltable('/' PASSING ", "xmlconcat(", "'a'", ")", " COLUMNS a int) t"],
    ["", "(", "SELECT 1", ")", ""],
    ["", "", "SELECT 1", " UNION SELECT 1", ""],
    ["", "SELECT 1 UNION (", "SELECT 1", ")", ""],
    ["", "(SELECT 1 EXCEPT ", "SELECT 1", ") INTERSECT SELECT 1", ""],
    ["", "WITH a AS (", "SELECT 1", ") SELECT 1", ""],
    ["", "WITH RECURSIVE a AS (SELECT 1 UNION ALL ", "SELECT 1", ") SELECT 1", ""],
    ["", "INSERT INTO t ", "SELECT 1", "", ""],
    ["INSERT INTO t VALUES (", "(", "1", ")", ")"],
    ["INSERT INTO t (a", ".b", "", "", ") VALUES (1)"],
    ["UPDATE t SET a", "[1]", "", "", " = 1"],
    ["UPDATE t SET (a, b) = ", "(SELECT 1, ", "1", ")", ""],
    ["DELETE FROM t USING ", "(", "u", " CROSS JOIN u)", ""],
    ["MERGE INTO t USING ", "(SELECT * FROM ", "u", ") v", " ON true WHEN MATCHED THEN DELETE"],
    [
        "WITH a AS (",
        "WITH a AS (DELETE FROM t USING (",
        "SELECT 1",
        ") x RETURNING 1) SELECT 1",
        ") SELECT 1",
    ],
    ["SELECT $1::int", "[", "", "]", ""],
    ["SELECT 1::numeric(", "(", "1", ")", ")"],
    ["SELECT '", "{", "1", "}", "'::int[]"],
    ["SELECT '", "[", "1", "]", "'::json"],
    ["SELECT '", "{\"a\":", "1", "}", "'::jsonb"],
    ["SELECT '", "(", "1", ")", "'::jsonpath"],
    ["SELECT '$ ? ", "(!", "(@ > 1)", ")", "'::jsonpath"],
    ["SELECT '$", "[", "0", "]", "'::jsonpath"],
    ["SELECT '", "-", "1", "", "'::jsonpath"],
    ["SELECT '", "(", "a", ")", "'::tsquery"],
    ["SELECT '", "!", "a", "", "'::tsquery"],
    ["SELECT '", "<a>", "", "</a>", "'::xml"],
    ["SELECT '", "(", "1", ")", "'::pg_catalog.pg_am"],
    ["SELECT '", "((", "1,2", "))", "'::polygon"],
    ["SELECT '", "{[", "1,2", "]}", "'::int4multirange"],
    ["SELECT /*", "/*", "", "*/", "*/ 1"],
    ["SELECT ", "a.", "b", "", ""],
    ["SELECT ", "U&'", "a", "' ", ""],
];

#[test]
fn deep_nesting_is_refused_or_checked() {
    on_a_small_stack(|| {
        let catalogs = catalogs();
        for depth in [50, 200, 300, 20_000] {
            for [before, open, inner, close, after] in NESTED {
                let (open, close) = (open.repeat(depth), close.repeat(depth));
                let sql = format!("{before}{open}{inner}{close}{after}");
                // The oldest and the newest grammar.
                for catalog in [&catalogs[0], &catalogs[4]] {
                    check(catalog, &sql, false);
                }
            }
        }
    });
}

#[test]
fn deep_literals_within_deep_expressions_are_refused_or_checked() {
    on_a_small_stack(|| {
        let catalog = Catalog::builtin(18).unwrap();
        let shapes = [
            ("(", "1", ")", "jsonpath"),
            ("[", "1", "]", "jsonb"),
            ("(", "a", ")", "tsquery"),
            ("<a>", "", "</a>", "xml"),
            ("{", "1", "}", "int[]"),
        ];
        for outside in [100, 240, 256] {
            for depth in [10, 60, 64, 100, 5000] {
                for (open, inner, close, ty) in shapes {
                    let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
                    for (before, after) in
                        [("coalesce(", ", NULL)"), ("(SELECT ", ")"), ("(", " IS NULL)")]
                    {
                        let (before, after) = (before.repeat(outside), after.repeat(outside));
                        check(&catalog, &format!("SELECT {before}'{text}'::{ty}{after}"), false);
                    }
                }
            }
        }
    });
}
