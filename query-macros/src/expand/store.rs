//! Stores: a struct over a handle, and a method for all that it may do.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{docs, has_docs};
use super::{function, operation, uses};
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
    // What the scope's type allows beyond `Clone` is not known.
    let copy = syntax.scope.is_none().then(|| quote!(, Copy));
    let scope = syntax.scope.as_ref().map(|scope| (&scope.name, scope_type(&scope.ty)));
    let field = scope.as_ref().map(|(_, ty)| quote!(scope: #ty,));
    let given = scope.as_ref().map(|(name, ty)| quote!(, #name: #ty));
    let kept = scope.as_ref().map(|(name, _)| quote!(, scope: #name));
    let more_docs = syntax.scope.iter().flat_map(|scope| &scope.attributes);
    let doc_of_new = docs(&match &syntax.scope {
        Some(scope) => format!(
            "The store on a session or in a transaction, for the rows of one `{}`: no query of it sees or \
             touches others.\n\n",
            scope.name
        ),
        None => "The store on a session or in a transaction.".to_owned(),
    });
    let uses = uses::expand(store);
    quote! {
        #uses

        #(#attributes)*
        #doc
        #[derive(Debug, Clone #copy)]
        #visibility struct #name<'a> {
            handle: &'a #private::Handle,
            #field
        }

        #[allow(dead_code, clippy::too_many_arguments)]
        impl<'a> #name<'a> {
            #doc_of_new
            #(#more_docs)*
            #visibility fn new(handle: &'a #private::Handle #given) -> Self {
                Self { handle #kept }
            }

            #(#operations)*
            #(#functions)*
        }
    }
}

/// The type of the field. A reference is refused; as a borrow of the handle's it is no second mistake.
fn scope_type(ty: &syn::Type) -> TokenStream {
    match ty {
        syn::Type::Reference(reference) => {
            let of = &reference.elem;
            quote!(&'a #of)
        }
        _ => quote!(#ty),
    }
}
