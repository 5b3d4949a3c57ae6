//! Diagnostics as text: the one place where they are worded for people.
//!
//! ```text
//! column "nam" does not exist
//!   --> CompanyStore::by_name
//!    |
//!  1 | SELECT * FROM company WHERE nam = :name
//!    |                             ^^^
//!    |
//!    = note: PostgreSQL rejects this with SQLSTATE 42703 (undefined_column)
//!    = help: did you mean the column `name`?
//! ```

use std::fmt::Write as _;

use crate::advice::advice;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// How a diagnostic is shown.
#[derive(Default)]
pub struct RenderOptions<'a> {
    /// Where the statement stands: a query's name, perhaps with a file, line and column.
    pub place: Option<String>,
    /// The number to print beside the line that holds a byte of the statement; counted from the
    /// statement's first line when there is none.
    pub line_number: Option<&'a dyn Fn(u32) -> usize>,
    /// With ANSI colours.
    pub color: bool,
}

/// A place to mark in a line of the statement.
struct Mark<'a> {
    span: Span,
    sign: char,
    text: &'a str,
}

/// `diagnostic`, found in `sql`, as lines without a newline behind the last one.
///
/// A span that lies outside of `sql`, or cuts a character in half, is moved to where it fits.
pub fn render(sql: &str, diagnostic: &Diagnostic, options: &RenderOptions<'_>) -> String {
    let paint = Paint { color: options.color };
    let lines = Lines::of(sql);
    let number = |line: usize| match options.line_number {
        Some(number) => number(u32::try_from(lines.starts[line]).unwrap_or(u32::MAX)),
        None => line + 1,
    };

    // The lines to show, each with its marks: the wrong words and the labels.
    let mut marked: Vec<(usize, Vec<Mark<'_>>)> = Vec::new();
    let mut mark = |span: Span, sign, text| {
        let span = lines.fit(span);
        let line = lines.line_of(span.start);
        match marked.iter_mut().find(|(at, _)| *at == line) {
            Some((_, marks)) => marks.push(Mark { span, sign, text }),
            None => marked.push((line, vec![Mark { span, sign, text }])),
        }
    };
    mark(diagnostic.span, '^', "");
    for label in &diagnostic.labels {
        mark(label.span, '-', &label.message);
    }
    marked.sort_by_key(|(line, _)| *line);

    let widest = marked.iter().map(|(line, _)| number(*line)).max().unwrap_or(1);
    let width = widest.to_string().len();
    let bar = paint.frame(&format!("{:width$} |", ""));

    let mut out = paint.title(&diagnostic.message);
    if let Some(place) = &options.place {
        let _ = write!(out, "\n{:width$}{} {place}", "", paint.frame("-->"));
    }
    let _ = write!(out, "\n{bar}");
    let mut previous: Option<usize> = None;
    for (line, marks) in &mut marked {
        if previous.is_some_and(|previous| previous + 1 < *line) {
            let _ = write!(out, "\n{}", paint.frame("..."));
        }
        previous = Some(*line);
        let text = lines.text(*line);
        let gutter = paint.frame(&format!("{:>width$} |", number(*line)));
        let _ = write!(out, "\n{gutter} {text}");
        marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
        for row in mark_rows(text, lines.starts[*line], marks) {
            let _ = write!(out, "\n{bar} {}", paint.marks(&row));
        }
    }

    let _ = write!(out, "\n{bar}");
    let verdict = verdict(diagnostic);
    let help = match &diagnostic.help {
        Some(help) => help.into(),
        None => advice(diagnostic.code),
    };
    let notes = std::iter::once(&verdict).chain(&diagnostic.notes).map(|note| ("note", &**note));
    for (word, text) in notes.chain([("help", &*help)]) {
        let lead = format!("{:width$} = {word}: ", "");
        let text = text.replace('\n', &format!("\n{:1$}", "", lead.len()));
        let _ = write!(out, "\n{}{text}", paint.frame(&lead));
    }
    out
}

/// Whose refusal it is.
fn verdict(diagnostic: &Diagnostic) -> String {
    let name = diagnostic.code.name();
    match (diagnostic.code, diagnostic.sqlstate) {
        (Code::Unsupported, _) => {
            format!(
                "PostgreSQL may accept this; the checker cannot tell, and does not guess ({name})"
            )
        }
        (_, Some(state)) => format!("PostgreSQL rejects this with SQLSTATE {} ({name})", state.0),
        // The statement is right; what the declaration says of it is not.
        (
            Code::UnknownParameter
            | Code::ParameterType
            | Code::NullableParameter
            | Code::RowType
            | Code::OptionalPart
            | Code::Fragment
            | Code::StatementOrder,
            None,
        ) => format!("the declaration does not fit the statement ({name})"),
        (_, None) => format!("PostgreSQL would run this; a store refuses it ({name})"),
    }
}

/// The rows of signs under a line. Labels stand behind their signs, the last one's in the same row.
fn mark_rows(text: &str, start: usize, marks: &[Mark<'_>]) -> Vec<String> {
    let column = |byte: u32| {
        let byte = (byte as usize).saturating_sub(start).min(text.len());
        text.get(..byte).map_or(0, |before| before.chars().count())
    };
    // Tabs stay tabs, so that the signs stand below their words however wide a tab is.
    let blank = |c| if c == '\t' { '\t' } else { ' ' };
    let indent = |mark: &Mark<'_>| -> String {
        text.chars().take(column(mark.span.start)).map(blank).collect()
    };
    let mut signs: Vec<char> = Vec::new();
    // The wrong words last: what they share with a label's words is theirs.
    let (wrong, labels): (Vec<_>, Vec<_>) = marks.iter().partition(|mark| mark.sign == '^');
    for mark in labels.into_iter().chain(wrong) {
        let from = column(mark.span.start);
        let to = column(mark.span.end).max(from + 1);
        let known = signs.len();
        signs.extend(text.chars().map(blank).chain([' ']).take(to).skip(known));
        signs[from..to].fill(mark.sign);
    }
    let mut first: String = signs.into_iter().collect();
    let mut labelled = marks.iter().filter(|mark| !mark.text.is_empty()).rev();
    let last = marks.last().is_some_and(|mark| !mark.text.is_empty());
    if last && let Some(mark) = labelled.next() {
        let _ = write!(first, " {}", mark.text.replace('\n', " "));
    }
    let below = labelled.map(|mark| format!("{}{}", indent(mark), mark.text.replace('\n', " ")));
    std::iter::once(first).chain(below).collect()
}

/// The lines of a statement.
struct Lines<'a> {
    sql: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(sql: &'a str) -> Self {
        let breaks = sql.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { sql, starts }
    }

    fn line_of(&self, byte: u32) -> usize {
        self.starts.partition_point(|start| *start <= byte as usize).saturating_sub(1)
    }

    /// The line's text, without its end.
    fn text(&self, line: usize) -> &'a str {
        let end = self.starts.get(line + 1).map_or(self.sql.len(), |next| next - 1);
        self.sql[self.starts[line]..end].trim_end()
    }

    /// The span moved into the text and to the borders of characters. What stands at the very end, past
    /// trailing white space, moves back to behind the last word.
    fn fit(&self, span: Span) -> Span {
        let end = self.sql.trim_end().len();
        let floor = |byte: u32| {
            let mut byte = (byte as usize).min(end);
            while !self.sql.is_char_boundary(byte) {
                byte -= 1;
            }
            u32::try_from(byte).unwrap_or(u32::MAX)
        };
        let start = floor(span.start);
        Span::new(start, floor(span.end).max(start))
    }
}

/// ANSI colours, as rustc uses them.
struct Paint {
    color: bool,
}

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn title(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn frame(&self, text: &str) -> String {
        self.with("1;34", text)
    }

    fn marks(&self, text: &str) -> String {
        self.with("1;31", text)
    }
}
