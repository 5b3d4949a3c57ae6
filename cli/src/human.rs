//! Answers for people: what is known of a statement, and mistakes with their place in a file.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use query_check::catalog::Catalog;
use query_check::checked::{Checked, CommandKind, Rows};
use query_check::diagnostic::Diagnostic;
use query_check::render::{RenderOptions, render};
use query_check::syntax::ast::Param;

use crate::describe::{action, fired, qualified, volatile};

const HEADING: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Where a statement stands: its file and the line and column it begins at, both from 1.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The line of its first byte.
    pub line: usize,
    /// How many characters stand before it in that line.
    pub column: usize,
}

/// Writes what is known of an accepted statement.
///
/// # Errors
/// When the output cannot be written.
pub fn facts(catalog: &Catalog, checked: &Checked, output: &mut dyn Write) -> std::io::Result<()> {
    let mut section = |title: &str, lines: Vec<String>| -> std::io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(output, "{HEADING}{title}{HEADING:#}")?;
        lines.iter().try_for_each(|line| writeln!(output, "  {line}"))
    };
    let parameters = checked.parameters.iter().map(|parameter| {
        let name = match &parameter.name {
            Param::Number(number) => format!("${number}"),
            Param::Name(name) => format!(":{name}"),
        };
        let null = match (&parameter.not_null_column, parameter.nullable) {
            (Some(column), _) => format!("never NULL: written to {column}"),
            (None, true) => "may be NULL".to_owned(),
            (None, false) => "with NULL it finds nothing".to_owned(),
        };
        [name, catalog.format_type(parameter.ty), null]
    });
    section("Parameters", table(parameters.collect()))?;
    let columns = checked.columns.iter().map(|column| {
        let null = if column.nullable { "can be NULL" } else { "never NULL" };
        [column.name.clone(), catalog.format_type(column.ty), null.to_owned()]
    });
    section("Columns", table(columns.collect()))?;
    let mut counts = Vec::new();
    if !checked.columns.is_empty() || checked.command == CommandKind::Select {
        counts.push(format!("{} come back", count(checked.rows)));
    }
    if let Some(affected) = checked.affected {
        counts.push(format!("{} can be affected", count(affected)));
    }
    counts.extend(checked.many_because.clone());
    section("Rows", counts)?;
    let mut reads: Vec<_> = checked.reads.iter().map(|id| qualified(catalog, *id)).collect();
    reads.sort();
    section("Reads", reads)?;
    let mut locks: Vec<_> = checked.locks.iter().map(|id| qualified(catalog, *id)).collect();
    locks.sort();
    section("Locks rows of", locks)?;
    let mut writes: Vec<_> =
        checked.writes.iter().map(|write| qualified(catalog, write.relation)).collect();
    writes.sort();
    writes.dedup();
    section("Writes", writes)?;
    let cascades = checked.cascades.iter().map(|cascade| {
        let (table, by) = (qualified(catalog, cascade.relation), &cascade.constraint);
        [table, format!("on delete or key update: {}", action(cascade.action)), format!("by {by}")]
    });
    section("Cascades to", table(cascades.collect()))?;
    let fires = checked.fires.iter().map(|one| {
        [one.name.clone(), format!("{} of {}", fired(one.kind), qualified(catalog, one.relation))]
    });
    section("Fires", table(fires.collect()))?;
    section("Calls volatile", volatile(catalog, &checked.volatile))
}

/// Writes a mistake, with its place.
///
/// # Errors
/// When the output cannot be written.
pub fn mistake(
    sql: &str,
    place: Option<&Place>,
    diagnostic: &Diagnostic,
    output: &mut dyn Write,
) -> std::io::Result<()> {
    let first = place.map_or(1, |place| place.line);
    let before = |byte: u32| sql.get(..byte as usize).unwrap_or(sql);
    let line = |byte: u32| first + before(byte).matches('\n').count();
    let place = place.map(|place| {
        let before = before(diagnostic.span.start);
        let column = match before.rsplit_once('\n') {
            Some((_, last)) => last.chars().count() + 1,
            None => place.column + before.chars().count() + 1,
        };
        format!("{}:{}:{column}", place.file, line(diagnostic.span.start))
    });
    // The colours are taken out again where the output is no terminal.
    let options = RenderOptions { place, line_number: Some(&line), color: true };
    writeln!(output, "{ERROR}error:{ERROR:#} {}", render(sql, diagnostic, &options))
}

fn count(rows: Rows) -> &'static str {
    match rows {
        Rows::None => "no rows",
        Rows::One => "exactly one row",
        Rows::AtMostOne => "at most one row",
        Rows::Many => "any number of rows",
    }
}

/// Rows as lines whose columns stand below each other.
fn table<const N: usize>(rows: Vec<[String; N]>) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..N).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
