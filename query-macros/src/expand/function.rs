//! Queries of one's own as methods.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::Ident;
use syn::ext::IdentExt as _;

use super::variants::{self, Call};
use super::{declared_row, model, resolve, row, row_type, statement};
use crate::check::{
    BodyPlan, Count, FunctionPlan, Given, Outcome, Plan, RowShape, StatementPlan, StorePlan,
    patched,
};
use crate::syntax::{Claim, Function, Param};

pub(super) fn expand(
    plan: &Plan<'_>,
    store: &StorePlan<'_>,
    function: &FunctionPlan<'_>,
) -> TokenStream {
    let syntax = function.syntax;
    let (name, attributes, visibility) = (&syntax.name, &syntax.attributes, &syntax.visibility);
    let params = syntax.params.iter().map(|param| {
        let (name, ty) = (&param.name, &param.ty);
        quote!(#name: #ty)
    });
    let private = quote!(::microcosm_postgres::__private);
    let result = |of: TokenStream| quote!(::core::result::Result<#of, #private::Error>);
    let gives = result(match (&syntax.claim, &function.body) {
        (Claim::Nothing, _) => quote!(()),
        (Claim::Stream(_, item), body) => {
            let item = result(quote!(#item));
            let stream = quote!(#private::Stream<Item = #item> + ::core::marker::Send);
            match body {
                Some(_) => quote!(impl #stream + use<'a>),
                // A body that never ends has no stream of its own to stand for `impl`.
                None => quote!(::core::pin::Pin<::std::boxed::Box<dyn #stream>>),
            }
        }
        (claim, _) => {
            let ty = claim.written();
            quote!(#ty)
        }
    });
    let (doc, body) = match &function.body {
        None => {
            let (completions, body) = (resolve::completions(plan, syntax), unreachable());
            (quote!(#[allow(unused_variables)]), quote!(#completions #body))
        }
        Some(body) => (
            statement::documentation("", &body.statements),
            self::body(plan, &store.syntax.name.to_string(), syntax, body),
        ),
    };
    quote! {
        #(#attributes)*
        #doc
        #visibility async fn #name(&self, #(#params),*) -> #gives {
            #body
        }
    }
}

/// The body of what has a mistake in it, and so never is compiled to the end.
pub(super) fn unreachable() -> TokenStream {
    quote!(::core::panic!("`store!` reported an error"))
}

fn body(plan: &Plan<'_>, store: &str, function: &Function, body: &BodyPlan) -> TokenStream {
    let name = &*function.name.to_string();
    let constants: Vec<_> = match body.statements.len() {
        1 => vec![format_ident!("STATEMENT")],
        many => (1..=many).map(|number| format_ident!("STATEMENT_{number}")).collect(),
    };
    let statics = constants
        .iter()
        .zip(&body.statements)
        .map(|(constant, statement)| statement::declare(constant, statement, store, name));
    let calls = constants.iter().zip(&body.statements).zip(&body.arguments);
    let calls: Vec<_> = calls
        .map(|((constant, statement), arguments)| call(function, constant, statement, arguments))
        .collect();
    let before = calls.iter().map(|call| &call.before);
    let references = resolve::references(plan, function, body);
    let statics = quote!(#references #(#statics)* #(#before)*);
    let Some((last, earlier)) = calls.split_last() else { return unreachable() };
    let rows = row_struct(plan, &body.outcome);
    let last_required = body.required.last() == Some(&true);
    let run = |handle| outcome(plan, &body.outcome, last_required, &handle, last);
    if earlier.is_empty() {
        let run = run(quote!(self.handle));
        return quote!(#statics #rows #run);
    }
    let private = quote!(::microcosm_postgres::__private);
    let step = |call: &Call, required: bool| {
        let method = if required { format_ident!("required") } else { format_ident!("new") };
        let Call { statement, values, .. } = call;
        quote!(#private::Step::#method(#statement, #values))
    };
    let steps = calls.iter().zip(&body.required);
    let steps: Vec<_> = steps.map(|(call, required)| step(call, *required)).collect();
    let of_last = |required| step(last, required);
    let first = &steps[..earlier.len()];
    match &body.outcome {
        Outcome::Rows(..) => {
            let run = run(quote!(transaction));
            let last = &last.statement;
            quote! {
                #statics
                #rows
                self.handle
                    .run_then(&[#(#first),*], #last, async |transaction| { #run })
                    .await
            }
        }
        Outcome::Affected => {
            let last = of_last(false);
            quote!(#statics self.handle.run(&[#(#first,)* #last]).await)
        }
        Outcome::Nothing { required } => {
            let last = of_last(*required || last_required);
            quote!(#statics self.handle.run(&[#(#first,)* #last]).await.map(|_| ()))
        }
    }
}

/// How a statement is named with its arguments.
fn call(
    function: &Function,
    constant: &Ident,
    statement: &StatementPlan,
    arguments: &[Given],
) -> Call {
    let references = arguments.iter().map(|argument| match argument {
        Given::Argument(name) => quote!(&#name),
        Given::Scope => quote!(&self.scope),
    });
    let references: Vec<_> = references.collect();
    let param = |name: &str| function.params.iter().find(|param| param.name.unraw() == name);
    let given = |name: &str| match param(name) {
        Some(Param { name, ty }) if patched(ty).is_some() => {
            quote!(!::microcosm_postgres::Patch::is_keep(&#name))
        }
        Some(Param { name, .. }) => quote!(::core::option::Option::is_some(&#name)),
        None => quote!(false),
    };
    let picked = |name: &str| match param(name) {
        Some(param) => param.name.to_token_stream(),
        None => quote!(0),
    };
    variants::call(constant, statement, &references, given, picked)
}

/// Runs the statement that the result comes from.
fn outcome(
    plan: &Plan<'_>,
    outcome: &Outcome,
    required: bool,
    handle: &TokenStream,
    call: &Call,
) -> TokenStream {
    let Call { statement, values, .. } = call;
    let (count, shape) = match outcome {
        Outcome::Nothing { required: last } if required || *last => {
            return quote!(#handle.execute_one(#statement, #values).await);
        }
        Outcome::Nothing { .. } => {
            return quote!(#handle.execute(#statement, #values).await.map(|_| ()));
        }
        Outcome::Affected => return quote!(#handle.execute(#statement, #values).await),
        Outcome::Rows(count, shape) => (*count, shape),
    };
    let method = match count {
        Count::One => format_ident!("fetch_one"),
        Count::Optional => format_ident!("fetch_optional"),
        Count::Many => format_ident!("fetch_all"),
        Count::Stream => format_ident!("fetch_stream"),
    };
    let fetch = |row: TokenStream| quote!(#handle.#method::<#row>(#statement, #values).await);
    if let RowShape::Declared(place, _) = shape
        && plan.declared_rows[*place].nests()
    {
        let fetched = quote!(#handle.fetch_all::<Row>(#statement, #values).await);
        return declared_row::nest(plan, *place, count, statement, &fetched);
    }
    // What is read is what is given, or it is the only field of what is read.
    let wrapped = match shape {
        RowShape::Model(..) | RowShape::Generated(..) if is_in_order(shape) => {
            return quote!(#handle.#method(#statement, #values).await);
        }
        RowShape::Tuple(ty) => return fetch(quote!(#ty)),
        RowShape::Model(..) | RowShape::Generated(..) | RowShape::Declared(..) => {
            fetch(quote!(Row))
        }
        RowShape::Single(ty) => fetch(quote!((#ty,))),
    };
    match count {
        Count::One => quote!(#wrapped.map(|row| row.0)),
        Count::Optional => quote!(#wrapped.map(|row| row.map(|row| row.0))),
        Count::Many => quote!(#wrapped.map(|rows| rows.into_iter().map(|row| row.0).collect())),
        Count::Stream => quote! {
            #wrapped.map(|rows| {
                ::microcosm_postgres::__private::StreamExt::map(rows, |row| row.map(|row| row.0))
            })
        },
    }
}

fn is_in_order(shape: &RowShape) -> bool {
    match shape {
        RowShape::Model(_, order) | RowShape::Generated(_, order) => {
            order.iter().enumerate().all(|(place, column)| place == *column)
        }
        RowShape::Single(_) | RowShape::Tuple(_) => true,
        RowShape::Declared(..) => false,
    }
}

/// `struct Row(Company);`, for a query whose columns come in an order of their own.
fn row_struct(plan: &Plan<'_>, outcome: &Outcome) -> TokenStream {
    let Outcome::Rows(_, shape) = outcome else { return TokenStream::new() };
    if is_in_order(shape) {
        return TokenStream::new();
    }
    let (name, fields, order) = match shape {
        RowShape::Model(place, order) => {
            let model = &plan.models[*place];
            (model.syntax.name.clone(), model::row_fields(model), order)
        }
        RowShape::Generated(name, order) => {
            let Some(of) = plan.rows.iter().find(|row| row.name == name.as_str()) else {
                return TokenStream::new();
            };
            (of.name.clone(), row_type::row_fields(of), order)
        }
        RowShape::Single(_) | RowShape::Tuple(_) => return TokenStream::new(),
        RowShape::Declared(place, parts) => {
            return declared_row::row_struct(plan, *place, parts);
        }
    };
    let value = row::value(&quote!(#name), &fields, order);
    let from_row =
        row::implementation(&quote!(Row), &row::check(&fields, order), &quote!(Self(#value)));
    quote! {
        struct Row(#name);
        #from_row
    }
}
