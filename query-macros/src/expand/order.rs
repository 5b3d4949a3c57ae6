//! Enums of the orders that a caller picks from.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::docs;
use crate::check::OrderType;

pub(super) fn expand(plan: &OrderType<'_>) -> TokenStream {
    let (name, visibility) = (&plan.name, plan.visibility);
    let queries = plan.queries.iter().map(|query| format!("`{query}`")).collect::<Vec<_>>();
    let doc = docs(&format!("The orders of {}; the first one by default.", queries.join(", ")));
    let variants = plan.variants.iter().enumerate().map(|(place, (name, sql))| {
        let doc = docs(&format!("`ORDER BY {sql}`"));
        let default = (place == 0).then(|| quote!(#[default]));
        quote!(#doc #default #name)
    });
    let default = (!plan.variants.is_empty()).then(|| quote!(, Default));
    quote! {
        #doc
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash #default)]
        #[allow(dead_code)]
        #visibility enum #name { #(#variants),* }
    }
}
