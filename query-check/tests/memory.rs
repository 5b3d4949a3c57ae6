//! The checker's memory is bounded by the length of its input: four times the statement takes about four times the
//! memory at the peak, for everything a statement can hold many of.

// The figures are what the run is for.
#![allow(clippy::print_stdout)]

use peak_alloc::PeakAlloc;
use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// A statement of `many` parts: what stands before, the part, what stands between two, what stands behind.
const SHAPES: &[[&str; 4]] = &[
    ["SELECT ", "1", ", ", ""],
    ["SELECT ", "relname", ", ", " FROM pg_class"],
    ["SELECT ", "nosuch", ", ", " FROM pg_class"],
    ["SELECT ", "'a'::text", " || ", ""],
    ["SELECT 1 WHERE ", "1 = 1", " AND ", ""],
    ["SELECT 1 FROM pg_class WHERE ", "relname = 'a'", " OR ", ""],
    ["SELECT 1 FROM pg_class WHERE oid IN (", "1", ", ", ")"],
    ["SELECT ARRAY[", "1", ", ", "]"],
    ["SELECT '{", "1", ",", "}'::int[]"],
    ["SELECT '[", "{\"a\":1}", ",", "]'::jsonb"],
    ["SELECT '", "a", " ", "'"],
    ["SELECT concat(", "1", ", ", ")"],
    ["SELECT CASE ", "WHEN true THEN 1", " ", " END"],
    ["SELECT JSON_OBJECT(", "'a': 1", ", ", ")"],
    ["SELECT xmlconcat(", "'a'", ", ", ")"],
    ["SELECT ", "sum(1) OVER (ORDER BY oid)", ", ", " FROM pg_class"],
    ["SELECT 1 FROM pg_class WINDOW ", "w AS (ORDER BY oid)", ", ", ""],
    ["SELECT 1 FROM pg_class ORDER BY ", "relname", ", ", ""],
    ["SELECT 1 FROM pg_class GROUP BY ", "relname", ", ", ""],
    ["SELECT count(*) FROM pg_class GROUP BY ", "upper(relname)", ", ", ""],
    ["SELECT 1 FROM ", "generate_series(1, 2)", ", ", ""],
    ["SELECT ", "(SELECT 1)", ", ", ""],
    ["SELECT ", "$1 + 1", ", ", ""],
    ["VALUES ", "(1, 'a')", ", ", ""],
    ["VALUES (", "1", ", ", ")"],
    ["INSERT INTO nosuch VALUES ", "(1, 'a')", ", ", ""],
    ["UPDATE pg_class SET ", "relname = 'a'", ", ", ""],
    ["SELECT ", "/* a */", " ", " 1"],
    ["", "(", "", ""],
    ["SELECT ", ")", "", ""],
    ["", "SELECT 1", "; ", ""],
];

/// The peak, in bytes above what was there, while a statement is checked.
fn peak(catalog: &Catalog, sql: &str) -> usize {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let checked = query_check::check(catalog, sql, &CheckOptions::default());
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    drop(checked);
    peak
}

// One test: the allocator counts for the whole process.
#[test]
fn memory_is_bounded_by_the_statement() {
    memory_grows_with_the_statement_and_no_faster();
    queries_that_double_do_not_fill_the_memory();
}

fn memory_grows_with_the_statement_and_no_faster() {
    let catalog = Catalog::builtin(18).unwrap();
    for [before, part, between, after] in SHAPES {
        let statement = |many: usize| format!("{before}{}{after}", vec![*part; many].join(between));
        // Once for what is built on first use.
        peak(&catalog, &statement(10));
        let (small, large) = (statement(400), statement(1600));
        let (less, more) = (peak(&catalog, &small), peak(&catalog, &large));
        println!(
            "{:>7} bytes: {more:>9}, {:>5.0} a byte, {:.1} times that of a quarter: {before}{part}{between}",
            large.len(),
            more as f64 / large.len() as f64,
            more as f64 / less as f64,
        );
        assert!(more < 6 * less + 100_000, "{before}{part}{between}: {less} grows to {more}");
        assert!(more < 500 * large.len() + 100_000, "{before}{part}{between}: {more} bytes");
    }
}

/// Each query refers to the one before twice: what a hundred of them would hold, written out, fits nowhere.
fn queries_that_double_do_not_fill_the_memory() {
    let catalog = Catalog::builtin(18).unwrap();
    for (first, list) in [("1 AS a", "x.a"), ("1 AS a, 2 AS b", "*")] {
        let mut sql = format!("WITH c0 AS (SELECT {first})");
        for level in 1..40 {
            let before = level - 1;
            sql += &format!(", c{level} AS (SELECT {list} FROM c{before} x, c{before} y)");
        }
        sql += " SELECT * FROM c39";
        let peak = peak(&catalog, &sql);
        println!("{} bytes: {peak}", sql.len());
        assert!(peak < 200_000_000, "{peak}");
    }
}
