//! Stores: a struct over a handle, and a method for all that it may do.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{docs, has_docs};
use super::{function, operation};
use crate::check::{Plan, StorePlan};

pub(super) fn expand(plan: &Plan<'_>, store: &StorePlan<'_>) -> TokenStream {
    let syntax = store.syntax;
    let (name, visibility, attributes) = (&syntax.name, &syntax.visibility, &syntax.attributes);
    let model = store.model.map(|place| &plan.models[place]);
    let doc = if has_docs(attributes) {
        TokenStream::new()
    } else {
        docs(&match model {
            Some(model) => format!("What may be done with [`{}`]s.", model.syntax.name),
            None => "What may be asked of the database.".to_owned(),
        })
    };
    let operations = store
        .operations
        .iter()
        .filter_map(|of| model.map(|model| operation::expand(store, model, of)));
    let functions = store.functions.iter().map(|of| function::expand(plan, store, of));
    let private = quote!(::microcosm_postgres::__private);
    quote! {
        #(#attributes)*
        #doc
        #[derive(Debug, Clone, Copy)]
        #visibility struct #name<'a> {
            handle: &'a #private::Handle,
        }

        #[allow(dead_code, clippy::too_many_arguments)]
        impl<'a> #name<'a> {
            /// The store on a session or in a transaction.
            #visibility fn new(handle: &'a #private::Handle) -> Self {
                Self { handle }
            }

            #(#operations)*
            #(#functions)*
        }
    }
}
