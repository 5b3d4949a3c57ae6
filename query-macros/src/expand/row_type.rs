//! Structs for the rows of queries.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::docs;
use super::row;
use crate::check::{RowType, field_name};

pub(super) fn expand(plan: &RowType<'_>) -> TokenStream {
    let (name, visibility) = (&plan.name, plan.visibility);
    let names: Vec<_> = plan.columns.iter().filter_map(|c| field_name(&c.name)).collect();
    let fields = plan.columns.iter().zip(&names).map(|(column, name)| {
        let null = if column.optional { ", perhaps NULL" } else { "" };
        let doc = docs(&format!("`{}`: `{}`{null}.", column.name, column.type_name));
        let ty = &column.tokens;
        let ty = if column.optional { quote!(::core::option::Option<#ty>) } else { quote!(#ty) };
        quote!(#doc #visibility #name: #ty)
    });
    let queries = plan.queries.iter().map(|query| format!("`{query}`")).collect::<Vec<_>>();
    let doc = docs(&format!("A row of {}.", queries.join(", ")));
    let order: Vec<usize> = (0..names.len()).collect();
    let references: Vec<_> = names.iter().collect();
    let from_row = row::from_row(&quote!(#name), &references, &order);
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[allow(dead_code, non_snake_case)]
        #visibility struct #name { #(#fields),* }

        #from_row
    }
}
