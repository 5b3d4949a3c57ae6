//! The checker's verdict on the statements of `verdict/*.sql`, written under each statement.
//!
//! A file holds statements with empty lines between them. Lines that begin with `#` are what the checker
//! says: `# -> name type, …` the columns of an accepted statement, `# $1 type` its parameters, and for a
//! rejected one a caret line under the wrong word with SQLSTATE and message, help below it; an error that
//! PostgreSQL gives no position for stands behind the statement; `# when run:` says what can only fail later. `UPDATE_EXPECT=1` rewrites the files.

use std::fmt::Write as _;
use std::path::Path;

use query_check::catalog::Catalog;
use query_check::checked::{CheckOptions, Checked};
use query_check::diagnostic::Diagnostic;
use query_check::snapshot::Snapshot;

fn catalog() -> Catalog {
    let snapshot = Snapshot::from_json(include_str!("verdict/schema.json")).expect("a snapshot");
    Catalog::new(snapshot).expect("a catalog")
}

/// A diagnostic as lines: carets and message, then notes and help.
fn describe(diagnostic: &Diagnostic, column: Option<(usize, usize)>) -> String {
    let state = diagnostic.sqlstate.map_or(diagnostic.code.name(), |state| state.0);
    let mut text = match column {
        // The mark of the line itself takes the place of its first column.
        Some((0, length)) => format!("#{} ", "^".repeat(length.saturating_sub(1).max(1))),
        Some((start, length)) => format!("#{}{} ", " ".repeat(start - 1), "^".repeat(length)),
        None => "# ".to_owned(),
    };
    let _ = writeln!(text, "{state}: {}", diagnostic.message);
    for note in &diagnostic.notes {
        let _ = writeln!(text, "#   note: {note}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(text, "#   help: {help}");
    }
    text
}

fn accepted(catalog: &Catalog, checked: &Checked) -> String {
    let mut text = String::new();
    for (place, parameter) in checked.parameters.iter().enumerate() {
        let _ = writeln!(text, "# ${} {}", place + 1, catalog.format_type(parameter.ty));
    }
    let columns: Vec<String> = checked
        .columns
        .iter()
        .map(|column| format!("{} {}", column.name, catalog.format_type(column.ty)))
        .collect();
    match columns.as_slice() {
        [] => text.push_str("# ok\n"),
        columns => {
            let _ = writeln!(text, "# -> {}", columns.join(", "));
        }
    }
    text
}

/// A statement and what the checker says of it.
fn judged(catalog: &Catalog, sql: &str) -> String {
    let checked = query_check::check(catalog, sql, &CheckOptions::default());
    let mut text = String::new();
    let mut start = 0;
    for line in sql.lines() {
        text.push_str(line);
        text.push('\n');
        for diagnostic in checked.diagnostics.iter().filter(|d| d.server_position) {
            let at = diagnostic.span.start as usize;
            if (start..=start + line.len()).contains(&at) {
                let end = (diagnostic.span.end as usize).min(start + line.len()).max(at + 1);
                text.push_str(&describe(diagnostic, Some((at - start, end - at))));
            }
        }
        start += line.len() + 1;
    }
    for diagnostic in checked.diagnostics.iter().filter(|d| !d.server_position) {
        text.push_str(&describe(diagnostic, None));
    }
    // Rules of the house have no SQLSTATE; what has one is certain to fail when it is run.
    for diagnostic in checked.house.iter().filter(|d| d.sqlstate.is_some()) {
        text.push_str(&describe(diagnostic, None).replacen("# ", "# when run: ", 1));
    }
    if checked.diagnostics.is_empty() {
        text.push_str(&accepted(catalog, &checked));
    }
    text
}

#[test]
fn the_checker_says_what_is_written_under_each_statement() {
    let catalog = catalog();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdict");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no files in {}", folder.display());
    for path in files {
        let expected = std::fs::read_to_string(&path).expect("a file");
        let blocks = expected.split("\n\n").map(|block| {
            let lines = block.lines().filter(|line| !line.starts_with('#'));
            let sql = lines.collect::<Vec<_>>().join("\n");
            judged(&catalog, sql.trim_end())
        });
        let actual = blocks.collect::<Vec<_>>().join("\n");
        if update {
            std::fs::write(&path, &actual).expect("to write the file");
        } else if actual.trim_end() != expected.trim_end() {
            let first = actual.lines().zip(expected.lines()).position(|(a, e)| a != e);
            let line = first.unwrap_or(0);
            let _ = writeln!(
                wrong,
                "{}:{}\n  expected {}\n  but is   {}",
                path.display(),
                line + 1,
                expected.lines().nth(line).unwrap_or(""),
                actual.lines().nth(line).unwrap_or("")
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}run with UPDATE_EXPECT=1 and read the difference");
}
