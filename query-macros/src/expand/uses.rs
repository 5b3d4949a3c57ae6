//! What a store uses of the database: its statements, for the look at boot whether they still fit.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::statement;
use crate::check::{StatementPlan, StorePlan};

/// `impl Store for CompanyStore<'_>`.
pub(super) fn expand(store: &StorePlan<'_>) -> TokenStream {
    let name = &store.syntax.name;
    let private = quote!(::microcosm_postgres::__private);
    let of_operations = store.operations.iter().filter_map(|operation| {
        let (plan, _) = operation.statement.as_ref()?;
        Some((operation.syntax.name.to_string(), plan))
    });
    let of_functions = store.functions.iter().flat_map(|function| {
        let statements = function.body.iter().flat_map(|body| &body.statements);
        statements.map(|plan| (function.syntax.name.to_string(), plan))
    });
    let (mut statics, mut uses) = (TokenStream::new(), Vec::new());
    for (number, (action, plan)) in of_operations.chain(of_functions).enumerate() {
        let constant = format_ident!("STATEMENT_{number}");
        statics.extend(statement::declare(&constant, plan, &name.to_string(), &action));
        let types = &plan.column_types;
        let types = quote!(const { &[#(#types),*] });
        uses.extend(variants(plan).map(|variant| match variant {
            None => quote!(#private::Use::new(&#constant, #types)),
            Some(number) => {
                quote!(#private::Use::new(#constant.variant(#number).statement(), #types))
            }
        }));
    }
    quote! {
        #[automatically_derived]
        impl ::microcosm_postgres::Store for #name<'_> {
            fn uses() -> ::std::vec::Vec<#private::Use> {
                #statics
                ::std::vec![#(#uses),*]
            }
        }
    }
}

/// The variants that together use all that any variant does: all parts, with each of the orders.
fn variants(plan: &StatementPlan) -> Box<dyn Iterator<Item = Option<usize>> + '_> {
    let Some(template) = &plan.template else { return Box::new(std::iter::once(None)) };
    let parts = (1_usize << template.bits.deciding.len()) - 1;
    let orders = template.orders.iter().zip(&template.bits.orders);
    let mut numbers = vec![parts];
    for (order, bit) in orders {
        // All orders at their first, but for this one.
        numbers.extend((1..order.choices.len()).map(|choice| parts | (choice << bit)));
    }
    Box::new(numbers.into_iter().map(Some))
}
