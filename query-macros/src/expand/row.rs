//! Reading a row into a struct, by position.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

/// A field, and its type.
pub(super) type Field = (Ident, TokenStream);

/// `FromRow` of a struct; the query's columns stand where `order` says.
pub(super) fn from_row(name: &TokenStream, fields: &[Field], order: &[usize]) -> TokenStream {
    implementation(name, &check(fields, order), &value(&quote!(Self), fields, order))
}

/// `impl FromRow for …`: what its columns have to pass, and what is made of a row that has.
pub(super) fn implementation(
    name: &TokenStream,
    check: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let result = quote!(::core::result::Result);
    quote! {
        #[automatically_derived]
        #[allow(unused_variables)]
        impl #private::FromRow for #name {
            fn from_row(row: &#private::Row) -> #result<Self, #private::Error> {
                Self::check(row.columns())?;
                Self::from_checked(row)
            }

            fn check(columns: &[#private::Column]) -> #result<(), #private::Error> {
                #check
            }

            fn from_checked(row: &#private::Row) -> #result<Self, #private::Error> {
                #result::Ok(#value)
            }
        }
    }
}

/// `check_columns(columns, …)` for the columns that the fields are read from.
pub(super) fn check(fields: &[Field], order: &[usize]) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let types = fields.iter().map(|(_, ty)| ty);
    quote! {
        #private::check_columns(columns, const { &[#(#private::Expected::at::<#types>(#order)),*] })
    }
}

/// `Company { id: field(row, 0)?, … }`, for a row whose columns have been checked.
pub(super) fn value(name: &TokenStream, fields: &[Field], order: &[usize]) -> TokenStream {
    let names = fields.iter().map(|(name, _)| name);
    quote!(#name { #(#names: ::microcosm_postgres::__private::field(row, #order)?),* })
}
