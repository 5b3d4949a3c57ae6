//! What rendered diagnostics look like.

use expect_test::{Expect, expect};
use query_check::diagnostic::{Code, Diagnostic};
use query_check::render::{RenderOptions, render};
use query_check::span::Span;

/// The span of `word` in `sql`.
fn at(sql: &str, word: &str) -> Span {
    let start = sql.find(word).expect("the word is in the statement");
    Span::new(start as u32, (start + word.len()) as u32)
}

fn check(sql: &str, diagnostic: Diagnostic, expected: Expect) {
    expected.assert_eq(&render(sql, &diagnostic, &RenderOptions::default()));
}

#[test]
fn one_line() {
    let sql = "SELECT * FROM company WHERE nam = :name";
    let diagnostic =
        Diagnostic::new(Code::UndefinedColumn, at(sql, "nam"), "column \"nam\" does not exist")
            .with_help("did you mean the column `name`?");
    check(
        sql,
        diagnostic,
        expect![[r#"
        column "nam" does not exist
          |
        1 | SELECT * FROM company WHERE nam = :name
          |                             ^^^
          |
          = note: PostgreSQL rejects this with SQLSTATE 42703 (undefined_column)
          = help: did you mean the column `name`?"#]],
    );
}

#[test]
fn the_place_and_its_line_numbers() {
    let sql = "SELECT id,\n       nam\n  FROM company";
    let diagnostic =
        Diagnostic::new(Code::UndefinedColumn, at(sql, "nam"), "column \"nam\" does not exist");
    let number = |byte: u32| 98 + sql[..byte as usize].matches('\n').count();
    let options = RenderOptions {
        place: Some("src/store.rs:99:21 (CompanyStore::names)".to_owned()),
        line_number: Some(&number),
        color: false,
    };
    expect![[r#"
        column "nam" does not exist
          --> src/store.rs:99:21 (CompanyStore::names)
           |
        99 |        nam
           |        ^^^
           |
           = note: PostgreSQL rejects this with SQLSTATE 42703 (undefined_column)
           = help: check the spelling; if the database has it by now, take the snapshot anew: `microcosm-postgres snapshot`"#]]
    .assert_eq(&render(sql, &diagnostic, &options));
}

#[test]
fn labels_on_the_same_line_and_on_others() {
    let sql =
        "SELECT name\n  FROM company c\n  JOIN employee e ON e.company_id = c.id\n WHERE true";
    let diagnostic = Diagnostic::new(
        Code::AmbiguousColumn,
        at(sql, "name"),
        "column reference \"name\" is ambiguous",
    )
    .with_label(at(sql, "company c"), "it could be `c.name`")
    .with_label(at(sql, "employee e"), "or `e.name`");
    check(
        sql,
        diagnostic,
        expect![[r#"
            column reference "name" is ambiguous
              |
            1 | SELECT name
              |        ^^^^
            2 |   FROM company c
              |        --------- it could be `c.name`
            3 |   JOIN employee e ON e.company_id = c.id
              |        ---------- or `e.name`
              |
              = note: PostgreSQL rejects this with SQLSTATE 42702 (ambiguous_column)
              = help: say whose it is: write the table's name or alias and a dot in front of it"#]],
    );

    let sql = "SELECT name + age FROM employee";
    let diagnostic = Diagnostic::new(
        Code::UndefinedFunction,
        at(sql, "+"),
        "operator does not exist: text + integer",
    )
    .with_label(at(sql, "name"), "text")
    .with_label(at(sql, "age"), "integer");
    check(
        sql,
        diagnostic,
        expect![[r#"
            operator does not exist: text + integer
              |
            1 | SELECT name + age FROM employee
              |        ---- ^ --- integer
              |        text
              |
              = note: PostgreSQL rejects this with SQLSTATE 42883 (undefined_function)
              = help: `microcosm-postgres explain undefined_function` shows an example and its repair"#]],
    );
}

#[test]
fn lines_between_are_left_out() {
    let sql = "SELECT a\n\n\n  FROM b";
    let diagnostic = Diagnostic::new(Code::GroupingError, at(sql, "a"), "must be grouped")
        .with_label(at(sql, "b"), "of this");
    check(
        sql,
        diagnostic,
        expect![[r#"
            must be grouped
              |
            1 | SELECT a
              |        ^
            ...
            4 |   FROM b
              |        - of this
              |
              = note: PostgreSQL rejects this with SQLSTATE 42803 (grouping_error)
              = help: group by it, or put it in an aggregate such as max(…); a condition on an aggregate belongs in HAVING"#]],
    );
}

#[test]
fn house_rules_and_the_undecided_say_whose_refusal_it_is() {
    let sql = "DELETE FROM company";
    let diagnostic = Diagnostic::new(Code::MissingWhere, at(sql, "DELETE"), "DELETE without WHERE")
        .with_help("every row is meant?\nthen say so: `WHERE true`");
    check(
        sql,
        diagnostic,
        expect![[r#"
        DELETE without WHERE
          |
        1 | DELETE FROM company
          | ^^^^^^
          |
          = note: PostgreSQL would run this; a store refuses it (missing_where)
          = help: every row is meant?
                  then say so: `WHERE true`"#]],
    );
    let diagnostic = Diagnostic::unsupported(at(sql, "company"), "XMLTABLE is not supported yet");
    check(
        sql,
        diagnostic,
        expect![[r#"
            XMLTABLE is not supported yet
              |
            1 | DELETE FROM company
              |             ^^^^^^^
              |
              = note: PostgreSQL may accept this; the checker cannot tell, and does not guess (unsupported)
              = help: `microcosm-postgres explain unsupported` shows an example and its repair"#]],
    );
}

#[test]
fn tabs_and_wide_characters_keep_the_signs_in_place() {
    let sql = "SELECT '日本',\n\t\tnam FROM company";
    let diagnostic = Diagnostic::new(Code::UndefinedColumn, at(sql, "nam"), "no such column");
    let shown = render(sql, &diagnostic, &RenderOptions::default());
    assert!(shown.contains("\n2 | \t\tnam FROM company\n  | \t\t^^^\n"), "{shown}");
    let diagnostic = Diagnostic::new(Code::SyntaxError, at(sql, "日本"), "x");
    let shown = render(sql, &diagnostic, &RenderOptions::default());
    assert!(shown.contains("\n  |         ^^\n"), "{shown}");
}

#[test]
fn spans_that_do_not_fit_are_moved() {
    for sql in ["", "\n", "é", "SELECT\n", "a\r\nb"] {
        for start in 0..6 {
            for end in 0..6 {
                let span = Span { start, end };
                let diagnostic = Diagnostic::new(Code::SyntaxError, span, "syntax error")
                    .with_label(Span { start: end, end: start }, "label");
                let shown = render(sql, &diagnostic, &RenderOptions::default());
                assert!(shown.contains('^'), "{sql:?} {span:?}: {shown}");
            }
        }
    }
    let shown = render(
        "SELECT 1 FROM\n",
        &Diagnostic::new(Code::SyntaxError, Span::new(14, 14), "syntax error at end of input"),
        &RenderOptions::default(),
    );
    assert!(shown.contains("1 | SELECT 1 FROM\n  |              ^"), "{shown}");
}

#[test]
fn colours() {
    let sql = "SELECT x";
    let diagnostic = Diagnostic::new(Code::UndefinedColumn, at(sql, "x"), "no such column");
    let options = RenderOptions { color: true, ..RenderOptions::default() };
    let shown = render(sql, &diagnostic, &options);
    assert!(shown.contains("\u{1b}[1;31m       ^\u{1b}[0m"), "{shown:?}");
}
