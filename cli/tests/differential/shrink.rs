//! Makes a statement on which checker and server differ as short as it gets.

use query_check::catalog::Catalog;

use super::oracle::{Difference, Oracle, compare};
use super::words::{join, split};

/// Leaves out ever smaller runs of words for as long as the same kind of difference remains.
pub(crate) async fn shrink(
    oracle: &mut Oracle<'_>,
    catalog: &Catalog,
    sql: &str,
    kind: Difference,
) -> String {
    let mut words = split(sql);
    let mut size = words.len() / 2;
    let mut tries = 0;
    while size > 0 {
        let mut start = 0;
        while start + size <= words.len() && tries < 400 {
            let mut shorter = words.clone();
            shorter.drain(start..start + size);
            if let Some(word) = shorter.get_mut(start) {
                // What now stands side by side must not grow together.
                word.spaced = true;
            }
            let text = join(&shorter);
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
    join(&words)
}
