//! Reading a row into a struct, by position.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

/// `FromRow` of a struct; the query's columns stand where `order` says.
pub(super) fn from_row(name: &TokenStream, fields: &[&Ident], order: &[usize]) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let value = value(&quote!(Self), fields, order);
    // A struct without fields reads nothing.
    let row = if fields.is_empty() { quote!(_) } else { quote!(row) };
    quote! {
        #[automatically_derived]
        impl #private::FromRow for #name {
            fn from_row(
                #row: &#private::Row,
            ) -> ::core::result::Result<Self, #private::Error> {
                ::core::result::Result::Ok(#value)
            }
        }
    }
}

/// `Company { id: column(row, 0)?, … }`.
pub(super) fn value(name: &TokenStream, fields: &[&Ident], order: &[usize]) -> TokenStream {
    quote!(#name { #(#fields: ::microcosm_postgres::__private::column(row, #order)?),* })
}
