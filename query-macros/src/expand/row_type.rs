//! Structs for the rows of queries.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{docs, has_docs};
use super::{declared_row, row};
use crate::check::{RowType, field_name};

pub(super) fn expand(plan: &RowType<'_>) -> TokenStream {
    let (name, visibility) = (&plan.name, plan.visibility);
    let read = row_fields(plan);
    let fields = plan.columns.iter().zip(&read).map(|(column, (name, ty))| {
        let null = if column.optional { ", perhaps NULL" } else { "" };
        let doc = docs(&format!("`{}`: `{}`{null}.", column.name, column.type_name));
        quote!(#doc #visibility #name: #ty)
    });
    let queries = plan.queries.iter().map(|query| format!("`{query}`")).collect::<Vec<_>>();
    let attributes = plan.attributes.unwrap_or_default();
    let doc = docs(&format!("A row of {}.", queries.join(", ")));
    let doc = if has_docs(attributes) { TokenStream::new() } else { doc };
    let derive = declared_row::default_derives(attributes, &[]);
    let order: Vec<usize> = (0..read.len()).collect();
    let from_row = row::from_row(&quote!(#name), &read, &order);
    quote! {
        #(#attributes)*
        #doc
        #derive
        #[allow(dead_code, non_snake_case)]
        #visibility struct #name { #(#fields),* }

        #from_row
    }
}

/// The fields and their types, in the order of the columns.
pub(super) fn row_fields(plan: &RowType<'_>) -> Vec<row::Field> {
    let fields = plan.columns.iter().filter_map(|column| {
        let ty = &column.tokens;
        let ty = if column.optional { quote!(::core::option::Option<#ty>) } else { quote!(#ty) };
        Some((field_name(&column.name)?, ty))
    });
    fields.collect()
}
