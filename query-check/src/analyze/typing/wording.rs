//! What is written around the parts of a construct: keywords, names and options that no node of the typed tree
//! holds, kept so that two constructs can be told apart.

use crate::analyze::Analyzer;
use crate::analyze::resolve::{Part, expr_parts};
use crate::span::Span;
use crate::syntax::{ast, tokens};

/// Stands for a part that was left out.
const PART: &str = "…";

impl Analyzer<'_> {
    /// The words of `span` outside of `parts`, in one spelling: without comments, white space and the case of
    /// what is not quoted.
    pub(crate) fn wording(&self, span: Span, mut parts: Vec<Span>) -> String {
        parts.sort_unstable_by_key(|part| part.start);
        let mut text = String::new();
        let mut at = span.start;
        for part in parts {
            if part.start < at || part.end > span.end {
                continue;
            }
            self.words(Span::new(at, part.start), &mut text);
            text.push_str(PART);
            at = part.end;
        }
        self.words(Span::new(at, span.end), &mut text);
        text
    }

    /// [`Analyzer::wording`] of an expression without what it is made of.
    pub(crate) fn expr_wording(&self, expr: &ast::Expr) -> String {
        let mut parts = Vec::new();
        expr_parts(expr, &mut |part| {
            parts.push(match part {
                Part::Expr(expr) => expr.span,
                Part::Query(query) => query.span,
            });
        });
        self.wording(expr.span, parts)
    }

    fn words(&self, span: Span, text: &mut String) {
        let Some(written) = self.sql.get(span.start as usize..span.end as usize) else { return };
        for token in tokens(written, self.catalog.major()) {
            let word = &written[token.start as usize..token.end as usize];
            if word.contains(['\'', '"', '$']) {
                text.push_str(word);
            } else {
                text.push_str(&word.to_ascii_lowercase());
            }
            text.push(' ');
        }
    }
}
