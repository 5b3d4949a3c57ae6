//! From what was checked to Rust: plain structs and functions, one file per noun.
//!
//! Everything is named by its full path, so that nothing has to be in scope where `store!` stands.

mod attributes;
mod bulk;
mod constraints;
mod declared_row;
mod enumeration;
mod function;
mod model;
mod operation;
mod order;
mod resolve;
mod row;
mod row_type;
mod statement;
mod store;
mod uses;
mod variants;

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::check::Plan;
use crate::types::Foreign;

/// The code for a block.
pub(crate) fn expand(plan: &Plan<'_>, schema: Option<&Path>) -> TokenStream {
    let mut code = TokenStream::new();
    let functions = plan.stores.iter().flat_map(|store| &store.functions);
    let included = functions.flat_map(|function| &function.syntax.body.files);
    for path in schema.into_iter().chain(included.map(PathBuf::as_path)).filter_map(Path::to_str) {
        // Tells the compiler that a change to the snapshot, or to included SQL, is a change to this crate.
        code.extend(quote!(
            const _: &[u8] = ::core::include_bytes!(#path);
        ));
    }
    code.extend(plan.enumerations.iter().map(enumeration::expand));
    for name in &plan.user_types {
        code.extend(user_type(name));
    }
    code.extend(plan.foreign.iter().map(foreign));
    for (place, model) in plan.models.iter().enumerate() {
        code.extend(model::expand(plan, place, model));
    }
    code.extend(plan.rows.iter().map(row_type::expand));
    code.extend(plan.declared_rows.iter().map(|row| declared_row::expand(plan, row)));
    code.extend(plan.orders.iter().map(order::expand));
    code.extend(plan.stores.iter().map(|of| store::expand(plan, of)));
    code
}

/// That a type stands for what it was taken for; the error stands where it is used.
fn foreign(foreign: &Foreign) -> TokenStream {
    let (ty, names, message) = (&foreign.ty, &foreign.names, foreign.message());
    quote_spanned! { ty.span() =>
        const _: () = ::microcosm_postgres::__private::stands_for::<#ty>(&[#(#names),*], #message);
    }
}

/// That a user's type can be sent and read at all; the error stands at its declaration.
fn user_type(name: &syn::Ident) -> TokenStream {
    quote! {
        const _: () = {
            const fn is_sql_type<T>()
            where
                T: ::microcosm_postgres::__private::ToSql
                    + for<'a> ::microcosm_postgres::__private::FromSql<'a>,
            {
            }
            is_sql_type::<#name>();
        };
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    /// What a block is made from is a dependency of the crate that holds it: a change to a file builds it anew.
    #[test]
    fn files_are_dependencies() {
        let code = crate::block(quote! {
            schema "../tests/stores/schema.json";
            store Companies {
                fn close(company: Uuid) include "../tests/stores/queries/close.sql";
            }
        });
        let code = code.to_string();
        for file in ["tests/stores/schema.json", "tests/stores/queries/close.sql"] {
            let named = code.split("include_bytes ! (").skip(1);
            let mut named = named.filter_map(|rest| rest.split(')').next());
            assert!(
                named.any(|path| path.trim().trim_matches('"').ends_with(file)),
                "{file}: {code}"
            );
        }
    }
}
