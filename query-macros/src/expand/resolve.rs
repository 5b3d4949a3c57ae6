//! References behind the words of SQL as tokens, so that an editor leads from a column to the model's field, from a
//! table to the model, from `:name` to the parameter. They are never run.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;

use crate::check::{BodyPlan, NamePlan, Plan};
use crate::syntax::Function;

/// What rust-analyzer puts where a name is being typed, when it asks what could stand there.
const COMPLETED: &str = "raCompletionMarker";

/// The references of a sound function.
pub(super) fn references(plan: &Plan<'_>, function: &Function, body: &BodyPlan) -> TokenStream {
    let mut rows = Vec::new();
    let mut uses = TokenStream::new();
    let mut values = TokenStream::new();
    for NamePlan { span, model: place, field } in &body.names {
        let model = &plan.models[*place];
        let of = &model.syntax.name;
        let Some(field) = field else {
            let of = at(of, *span);
            uses.extend(
                quote!(let _: ::core::option::Option<&#of> = ::core::option::Option::None;),
            );
            continue;
        };
        let row = format_ident!("row_{place}", span = Span::mixed_site());
        let field = at(&model.fields[*field].syntax.name, *span);
        // All of the pattern stands at the word, so that rustc speaks of it there as well.
        let field = quote_spanned!(*span=> #field: _);
        uses.extend(quote!(let #of { #field, .. } = #row;));
        if !rows.iter().any(|(known, _)| *known == row) {
            rows.push((row, of));
        }
    }
    for (name, span) in &body.parameters {
        let param = function.params.iter().find(|param| param.name.unraw() == name.as_str());
        if let Some(param) = param {
            let name = at(&param.name, *span);
            values.extend(quote!(let _ = &#name;));
        }
    }
    let rows = rows.iter().map(|(row, of)| quote!(#row: &#of));
    let uses = (!uses.is_empty()).then(|| {
        quote! {
            #[allow(dead_code, unused)]
            fn names(#(#rows),*) { #uses }
        }
    });
    quote!(#uses #values)
}

/// The references of a function in which a name is being typed: all that could stand there.
pub(super) fn completions(plan: &Plan<'_>, function: &Function) -> TokenStream {
    let mut code = TokenStream::new();
    for sql in &function.body.statements {
        let words = sql.words();
        for (place, word) in words.iter().enumerate() {
            let text = &sql.text[word.start as usize..word.end as usize];
            if !text.contains(COMPLETED) {
                continue;
            }
            let name = Ident::new(text, word.span);
            let before = place.checked_sub(1).map(|before| &words[before]);
            let is_parameter =
                before.is_some_and(|word| &sql.text[word.start as usize..word.end as usize] == ":");
            if is_parameter {
                code.extend(quote!(let _ = &#name;));
                continue;
            }
            let is_read = |table: &str| {
                words.iter().any(|word| {
                    sql.text[word.start as usize..word.end as usize].eq_ignore_ascii_case(table)
                })
            };
            for model in plan.models.iter().filter(|model| is_read(&model.table)) {
                let of = &model.syntax.name;
                code.extend(quote!(let _ = |row: &#of| { let _ = &row.#name; };));
            }
        }
    }
    code
}

/// A name as it is declared, standing at a word of SQL.
fn at(name: &Ident, span: Span) -> TokenTree {
    let mut name = name.clone();
    name.set_span(span.resolved_at(name.span()));
    TokenTree::Ident(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(query: TokenStream) -> String {
        let block = quote! {
            schema "../tests/stores/schema.json";

            model Tag = "tag" { name: String }

            store Tags for Tag { #query }
        };
        crate::block(block).to_string()
    }

    /// A name that is being typed stands where a field or a parameter could, and that only for an editor.
    #[test]
    fn names_that_are_being_typed_can_be_completed() {
        let code = expanded(quote!(
            fn named(name: &str) -> Vec<String> {
                SELECT name FROM tag WHERE raCompletionMarker = :naraCompletionMarker
            }
        ));
        assert!(code.contains("let _ = & naraCompletionMarker ;"), "{code}");
        assert!(code.contains("let _ = & row . raCompletionMarker ;"), "{code}");
        let code = expanded(quote!(fn named() -> Vec<String> { SELECT nme FROM tag }));
        assert!(!code.contains("& row . nme"), "{code}");
    }

    #[test]
    fn words_of_tokens_are_references() {
        let code = expanded(quote!(
            fn named(name: &str) -> Vec<String> { SELECT t.name FROM tag t WHERE name = :name }
        ));
        assert!(code.contains("fn names (row_0 : & Tag)"), "{code}");
        assert_eq!(code.matches("let Tag { name : _ , .. } = row_0 ;").count(), 2, "{code}");
        assert!(code.contains("Option < & Tag >") && code.contains("let _ = & name ;"), "{code}");
        let code = expanded(quote!(
            fn named() -> Vec<String> {
                "SELECT name FROM tag"
            }
        ));
        assert!(!code.contains("fn names"), "a string has no words: {code}");
    }
}
