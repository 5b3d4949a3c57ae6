//! Makes a statement on which checker and server differ as short as it gets.

use query_check::catalog::Catalog;

use super::oracle::{Difference, Oracle, compare};

/// Leaves out ever smaller runs of words for as long as the same kind of difference remains.
pub(crate) async fn shrink(
    oracle: &mut Oracle<'_>,
    catalog: &Catalog,
    sql: &str,
    kind: Difference,
) -> String {
    let mut words = words(sql);
    let mut size = words.len() / 2;
    let mut tries = 0;
    while size > 0 {
        let mut start = 0;
        while start + size <= words.len() && tries < 400 {
            let mut shorter = words.clone();
            shorter.drain(start..start + size);
            let text = shorter.join(" ");
            tries += 1;
            let answer = oracle.ask(&text).await;
            // A syntax error says nothing about the analyser.
            let same = !text.is_empty()
                && compare(catalog, &text, &answer).is_some_and(|(found, _)| found == kind);
            if same {
                words = shorter;
            } else {
                start += 1;
            }
        }
        size /= 2;
    }
    words.join(" ")
}

/// Words and symbols; strings and quoted names stay whole.
fn words(sql: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut quote: Option<char> = None;
    let mut current = String::new();
    for c in sql.chars() {
        if let Some(open) = quote {
            current.push(c);
            if c == open {
                quote = None;
            }
        } else if c.is_whitespace() {
            if !current.is_empty() {
                words.push(std::mem::take(&mut current));
            }
        } else if matches!(c, '(' | ')' | ',' | '[' | ']') {
            if !current.is_empty() {
                words.push(std::mem::take(&mut current));
            }
            words.push(c.to_string());
        } else {
            if c == '\'' || c == '"' {
                quote = Some(c);
            }
            current.push(c);
        }
    }
    if !current.is_empty() {
        words.push(current);
    }
    words
}
