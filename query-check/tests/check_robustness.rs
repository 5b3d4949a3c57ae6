//! The whole checker on texts nobody would write: it never panics and never exhausts the stack.
//!
//! The statements of `tests/verdict` are taken apart and put together at random, so that much of what comes out
//! parses and reaches the analyser and the facts. `SEED=<number>` repeats a run, `CASES=<number>` makes it longer.

use fastrand::Rng;
use query_check::catalog::Catalog;
use query_check::checked::CheckOptions;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn rng() -> Rng {
    let seed = number("SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    Rng::with_seed(seed)
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
fn mixed_up_statements_do_not_panic() {
    let catalogs: Vec<Catalog> = (14..=18).filter_map(Catalog::builtin).collect();
    let statements = statements();
    let mut rng = rng();
    for _ in 0..number("CASES").unwrap_or(4000) {
        let mut words = statements[below(&mut rng, statements.len())].clone();
        for _ in 0..1 + below(&mut rng, 4) {
            let place = below(&mut rng, words.len());
            let other = &statements[below(&mut rng, statements.len())];
            let from = below(&mut rng, other.len());
            let piece = &other[from..(from + 1 + below(&mut rng, 6)).min(other.len())];
            match below(&mut rng, 3) {
                0 => drop(words.splice(place..place, piece.iter().cloned())),
                1 => drop(words.splice(place..(place + 1).min(words.len()), piece.iter().cloned())),
                _ => drop(words.drain(place..(place + 2).min(words.len()))),
            }
        }
        let sql = words.join(" ");
        let catalog = &catalogs[below(&mut rng, catalogs.len())];
        let options =
            CheckOptions { named_parameters: below(&mut rng, 2) == 0, ..CheckOptions::default() };
        let checked = query_check::check(catalog, &sql, &options);
        for diagnostic in checked.diagnostics.iter().chain(&checked.house) {
            let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
            assert!(start <= end && end <= sql.len(), "{diagnostic:?} lies outside of {sql:?}");
        }
    }
}

#[test]
fn deep_nesting_is_refused_or_checked() {
    let catalog = Catalog::builtin(18).unwrap();
    let repeat = |text: &str, times: usize| text.repeat(times);
    for depth in [50, 200, 1000, 20_000] {
        for sql in [
            format!("SELECT {}1{}", repeat("(", depth), repeat(")", depth)),
            format!("SELECT {}1", repeat("- ", depth)),
            format!("SELECT 1{}", repeat(" + 1", depth)),
            format!("SELECT 1 WHERE {}true", repeat("NOT ", depth)),
            format!("SELECT 1 WHERE true{}", repeat(" AND true", depth)),
            format!("{}SELECT 1{}", repeat("SELECT * FROM (", depth), repeat(") x", depth)),
            format!("SELECT {}1{}", repeat("(SELECT ", depth), repeat(")", depth)),
            format!("SELECT 1{}", repeat(" UNION SELECT 1", depth)),
            format!("SELECT {}1{}", repeat("abs(", depth), repeat(")", depth)),
            format!("SELECT {}1{}", repeat("CASE WHEN true THEN ", depth), repeat(" END", depth)),
            format!("SELECT {}1{}", repeat("ARRAY[", depth), repeat("]", depth)),
            format!("{}SELECT 1{}", repeat("WITH a AS (", depth), repeat(") SELECT 1", depth)),
        ] {
            query_check::check(&catalog, &sql, &CheckOptions::default());
        }
    }
}
