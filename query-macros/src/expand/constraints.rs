//! A constant for each constraint of a model's table.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::attributes::docs;
use crate::check::ModelPlan;

pub(super) fn expand(model: &ModelPlan<'_>) -> TokenStream {
    if model.constraints.is_empty() {
        return TokenStream::new();
    }
    let (name, visibility) = (&model.syntax.name, &model.syntax.visibility);
    let table = &model.bare_table;
    let constants = model.constraints.iter().map(|constraint| {
        let constant = format_ident!("{}", constraint.constant);
        let text = &constraint.name;
        let doc = docs(&format!("The {} `{text}` of `{}`.", constraint.what, model.table));
        quote! {
            #doc
            #visibility const #constant: ::microcosm_postgres::Constraint =
                ::microcosm_postgres::Constraint::new(#table, #text);
        }
    });
    quote! {
        #[allow(dead_code)]
        impl #name { #(#constants)* }
    }
}
