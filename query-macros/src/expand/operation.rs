//! The standard operations as methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::model::{self, companion};
use super::variants::{self, Call};
use super::{bulk, row, statement};
use crate::check::{Argument, FieldPlan, ModelPlan, OperationPlan, StorePlan};
use crate::syntax::{Operation, OperationKind};
use crate::types::Core;

pub(super) fn expand(
    store: &StorePlan<'_>,
    model: &ModelPlan<'_>,
    plan: &OperationPlan<'_>,
) -> TokenStream {
    let syntax = plan.syntax;
    let (attributes, name, visibility) =
        (&syntax.attributes, &syntax.name, &store.syntax.visibility);
    let private = quote!(::microcosm_postgres::__private);
    let of = &model.syntax.name;
    let (given, gives) = signature(model, syntax);
    let statement = plan.statement.as_ref();
    let lead = lead(model, syntax);
    let doc = statement::documentation(&lead, statement.map(|(statement, _)| statement));
    let allow = statement.is_none().then(|| quote!(#[allow(unused_variables)]));
    let body = match statement {
        None => super::function::unreachable(),
        Some((statement, arguments)) => {
            let constant = format_ident!("STATEMENT");
            let store = store.syntax.name.to_string();
            let declared = statement::declare(&constant, statement, &store, &name.to_string());
            let lets = lets(plan.copy.as_ref().map_or(arguments, |copy| &copy.arguments));
            let value = |argument| value(model, syntax.kind, argument);
            let values: Vec<_> = arguments.iter().map(|argument| value(*argument)).collect();
            let given = |name: &str| match Argument::named(name).map(value) {
                Some(value) => quote!(::core::option::Option::is_some(#value)),
                None => quote!(false),
            };
            let call = variants::call(&constant, statement, &values, given, |_| quote!(0));
            let Call { before, statement: of_call, values } = call;
            let run = match syntax.kind {
                OperationKind::Create
                | OperationKind::Retrieve
                | OperationKind::Update
                | OperationKind::Replace => {
                    quote!(self.handle.fetch_one(&STATEMENT, #values).await)
                }
                OperationKind::UpdateWithDiff => with_diff(model, plan, &values),
                OperationKind::Delete => quote!(self.handle.execute_one(&STATEMENT, #values).await),
                OperationKind::Count => quote! {
                    let (count,): (i64,) = self.handle.fetch_one(&STATEMENT, #values).await?;
                    ::core::result::Result::Ok(count)
                },
                OperationKind::Search => quote!(self.handle.fetch_all(#of_call, #values).await),
                OperationKind::SearchFirst => {
                    quote!(self.handle.fetch_optional(#of_call, #values).await)
                }
                OperationKind::CreateAll
                | OperationKind::UpsertAll
                | OperationKind::UpdateAll
                | OperationKind::DeleteAll => bulk::run(&store, model, plan, statement, arguments),
            };
            quote!(#declared #lets #before #run)
        }
    };
    let gives = gives.unwrap_or_else(|| quote!(#of));
    quote! {
        #(#attributes)*
        #doc
        #allow
        #visibility async fn #name(
            &self, #given
        ) -> ::core::result::Result<#gives, #private::Error> {
            #body
        }
    }
}

/// What the method takes, and what it gives if that is not the model.
fn signature(model: &ModelPlan<'_>, syntax: &Operation) -> (TokenStream, Option<TokenStream>) {
    let of = &model.syntax.name;
    let new = companion(model, "New", "");
    let diff = companion(model, "", "Diff");
    let search = companion(model, "", "Search");
    match syntax.kind {
        OperationKind::Create => (quote!(new: &#new), None),
        OperationKind::Retrieve => (key(model), None),
        OperationKind::Update | OperationKind::Replace => (quote!(model: &#of), None),
        OperationKind::UpdateWithDiff => (quote!(model: &#of), Some(quote!((#of, #diff)))),
        OperationKind::Delete => (key(model), Some(quote!(()))),
        OperationKind::Count => (quote!(), Some(quote!(i64))),
        OperationKind::Search => (quote!(search: &#search), Some(quote!(::std::vec::Vec<#of>))),
        OperationKind::SearchFirst => {
            (quote!(search: &#search), Some(quote!(::core::option::Option<#of>)))
        }
        OperationKind::CreateAll
        | OperationKind::UpsertAll
        | OperationKind::UpdateAll
        | OperationKind::DeleteAll => {
            let (given, gives) = bulk::signature(model, syntax);
            (given, Some(gives))
        }
    }
}

/// `id: Uuid`, or `key: &MembershipKey` for a key of several columns.
fn key(model: &ModelPlan<'_>) -> TokenStream {
    match model.key[..] {
        [] => quote!(),
        [only] => {
            let field = &model.fields[only];
            let (name, ty) = (&field.syntax.name, by_value(field));
            quote!(#name: #ty)
        }
        _ => {
            let key = companion(model, "", "Key");
            quote!(key: &#key)
        }
    }
}

/// How a key is handed over: small values as they are, the rest by reference.
fn by_value(field: &FieldPlan<'_>) -> TokenStream {
    let ty = &field.syntax.ty;
    match &field.written.core {
        Core::Scalar(scalar) if scalar.borrowed == scalar.owned && scalar.name != "Json" => {
            quote!(#ty)
        }
        Core::Scalar(scalar) if scalar.name == "String" => quote!(&str),
        Core::Bytes => quote!(&[u8]),
        _ => quote!(&#ty),
    }
}

/// What the store itself fills in.
fn lets(arguments: &[Argument]) -> TokenStream {
    let id = arguments.contains(&Argument::NewId).then(|| quote!(let id = self.handle.new_id();));
    let now = arguments.contains(&Argument::Now).then(|| quote!(let now = self.handle.now();));
    quote!(#id #now)
}

pub(super) fn value(model: &ModelPlan<'_>, kind: OperationKind, argument: Argument) -> TokenStream {
    let name = |place: usize| &model.fields[place].syntax.name;
    match argument {
        Argument::Field(place) => {
            let name = name(place);
            if kind == OperationKind::Create { quote!(&new.#name) } else { quote!(&model.#name) }
        }
        Argument::Key(place) => {
            let name = name(place);
            if model.key.len() == 1 { quote!(&#name) } else { quote!(&key.#name) }
        }
        Argument::Filter(place) => {
            let name = name(place);
            quote!(&search.#name)
        }
        Argument::Limit => quote!(&search.limit),
        Argument::Offset => quote!(&search.offset),
        Argument::NewId => quote!(&id),
        Argument::Scope => quote!(&self.scope),
        Argument::Fields(_) | Argument::Keys(_) | Argument::NewIds => {
            bulk::column(model, kind, argument)
        }
        Argument::Now => quote!(&now),
    }
}

/// Reads the row as it is now, and behind it the fields as they were.
fn with_diff(model: &ModelPlan<'_>, plan: &OperationPlan<'_>, values: &TokenStream) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let (of, diff) = (&model.syntax.name, companion(model, "", "Diff"));
    let compared: Vec<row::Field> = {
        let fields = model::row_fields(model);
        plan.compared.iter().map(|field| fields[*field].clone()).collect()
    };
    let names: Vec<_> = compared.iter().map(|(name, _)| name).collect();
    let places: Vec<usize> = (0..names.len()).map(|place| model.fields.len() + place).collect();
    let check = row::check(&compared, &places);
    let check = quote!(<#of as #private::FromRow>::check(columns)?; #check);
    let value = quote!({
        let now = <#of as #private::FromRow>::from_checked(row)?;
        let diff = #diff {
            #(#names: #private::Change::between(#private::field(row, #places)?, &now.#names)),*
        };
        Self(now, diff)
    });
    let from_row = row::implementation(&quote!(Updated), &check, &value);
    quote! {
        struct Updated(#of, #diff);
        #from_row
        let Updated(now, diff) = self.handle.fetch_one(&STATEMENT, #values).await?;
        ::core::result::Result::Ok((now, diff))
    }
}

fn lead(model: &ModelPlan<'_>, syntax: &Operation) -> String {
    let (name, table) = (&model.syntax.name, &model.table);
    let error = "microcosm_postgres::Error";
    match syntax.kind {
        OperationKind::Create => format!(
            "Inserts a row into `{table}`, and gives it as it was stored.\n\n# Errors\n\
             [`Duplicate`]({error}::Duplicate), [`MissingDependency`]({error}::MissingDependency), …"
        ),
        OperationKind::Retrieve => format!(
            "The [`{name}`] of that key.\n\n# Errors\n[`NotFound`]({error}::NotFound) when there is none."
        ),
        OperationKind::Update => format!(
            "Writes all fields of a row of `{table}`, and gives it as it was stored.\n\n# Errors\n\
             [`NotFound`]({error}::NotFound) when there is none of that key; \
             [`Duplicate`]({error}::Duplicate), …"
        ),
        OperationKind::UpdateWithDiff => format!(
            "Writes all fields of a row of `{table}`, and gives it as it was stored together with what \
             changed.\n\n# Errors\n[`NotFound`]({error}::NotFound) when there is none of that key; \
             [`Duplicate`]({error}::Duplicate), …"
        ),
        OperationKind::Replace => format!(
            "Writes all fields of a row of `{table}`, inserting it when there is none of that key, and gives \
             it as it was stored. It is one statement.\n\n# Errors\n\
             [`Duplicate`]({error}::Duplicate) of another key, …"
        ),
        OperationKind::Delete => format!(
            "Deletes the row of `{table}` of that key.\n\n# Errors\n[`NotFound`]({error}::NotFound) when there \
             is none; [`Referenced`]({error}::Referenced) while others refer to it."
        ),
        OperationKind::Count => format!("The number of rows of `{table}`."),
        OperationKind::Search => {
            format!("The [`{name}`]s that meet the conditions, in the order of their key.")
        }
        OperationKind::SearchFirst => {
            format!("The first one that [`search`](Self::search) would find of [`{name}`].")
        }
        OperationKind::CreateAll
        | OperationKind::UpsertAll
        | OperationKind::UpdateAll
        | OperationKind::DeleteAll => bulk::lead(model, syntax),
    }
}
