//! Models, and the structs that their operations take and give.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use super::attributes::{derived_of, docs, has_docs, without_docs};
use super::{constraints, row};
use crate::check::{FieldPlan, ModelPlan, OperationPlan, Plan};
use crate::syntax::OperationKind;
use crate::types::without_option;

pub(super) fn expand(plan: &Plan<'_>, place: usize, model: &ModelPlan<'_>) -> TokenStream {
    let stores = plan.stores.iter().filter(|store| store.model == Some(place));
    let operations: Vec<_> = stores.flat_map(|store| &store.operations).collect();
    let of = |kind| operations.iter().copied().find(|operation| operation.syntax.kind == kind);
    let search = of(OperationKind::Search).or_else(|| of(OperationKind::SearchFirst));
    let mut code = declaration(model);
    code.extend(constraints::expand(model));
    if model.key.len() > 1 {
        code.extend(key(model));
    }
    let is_creation = |of: &&OperationPlan<'_>| {
        matches!(of.syntax.kind, OperationKind::Create | OperationKind::CreateAll)
    };
    let creating = plan.stores.iter().filter(|store| {
        store.model == Some(place) && store.operations.iter().any(|of| is_creation(&of))
    });
    let scopes: Vec<_> = creating.map(|store| store.scope_field(&plan.models)).collect();
    if !scopes.is_empty() {
        // Where stores do not agree, which is reported, the field is there for those that take it.
        code.extend(new(model, scopes.iter().copied().min().flatten()));
    }
    code.extend(of(OperationKind::UpdateWithDiff).map(|operation| diff(model, operation)));
    code.extend(search.map(|operation| self::search(model, operation)));
    code
}

/// The struct itself, read by position in the order of the table's columns.
fn declaration(model: &ModelPlan<'_>) -> TokenStream {
    let syntax = model.syntax;
    let (name, visibility, attributes) = (&syntax.name, &syntax.visibility, &syntax.attributes);
    let doc = if has_docs(attributes) {
        TokenStream::new()
    } else {
        docs(&format!("A row of `{}`.", model.table))
    };
    // As they were written: the order of a struct's fields is its author's.
    let fields = syntax.fields.iter().map(|field| {
        let plan = model.fields.iter().find(|plan| std::ptr::eq(plan.syntax, field));
        let doc = plan.map(|plan| field_doc(model, plan));
        let (attributes, visibility, name, ty) =
            (&field.attributes, &field.visibility, &field.name, &field.ty);
        quote!(#(#attributes)* #doc #visibility #name: #ty)
    });
    let read = row_fields(model);
    let order: Vec<usize> = (0..read.len()).collect();
    let from_row = row::from_row(&quote!(#name), &read, &order);
    quote! {
        #(#attributes)*
        #doc
        #[allow(dead_code)]
        #visibility struct #name { #(#fields),* }

        #from_row
    }
}

/// The fields and their types, in the order of the table's columns.
pub(super) fn row_fields(model: &ModelPlan<'_>) -> Vec<row::Field> {
    let fields = model.fields.iter().map(|field| field.syntax);
    fields.map(|field| (field.name.clone(), field.ty.to_token_stream())).collect()
}

fn field_doc(model: &ModelPlan<'_>, field: &FieldPlan<'_>) -> TokenStream {
    if has_docs(&field.syntax.attributes) {
        return TokenStream::new();
    }
    let null = if field.written.optional { ", perhaps NULL" } else { "" };
    docs(&format!("`{}.{}`: `{}`{null}.", model.table, field.syntax.column, field.type_name))
}

/// The name of what is generated beside a model.
pub(super) fn companion(model: &ModelPlan<'_>, prefix: &str, suffix: &str) -> syn::Ident {
    format_ident!("{prefix}{}{suffix}", model.syntax.name, span = model.syntax.name.span())
}

/// `MembershipKey`, for a key of several columns.
fn key(model: &ModelPlan<'_>) -> TokenStream {
    let name = companion(model, "", "Key");
    let (of, visibility) = (&model.syntax.name, &model.syntax.visibility);
    let fields: Vec<_> = model.key.iter().map(|field| &model.fields[*field]).collect();
    let declared = fields.iter().map(|field| {
        let (name, ty) = (&field.syntax.name, &field.syntax.ty);
        let (doc, visibility) = (field_doc(model, field), &field.syntax.visibility);
        quote!(#doc #visibility #name: #ty)
    });
    let derives = derived_of(
        &model.syntax.attributes,
        &["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash", "PartialOrd", "Ord"],
    );
    let names: Vec<_> = fields.iter().map(|field| &field.syntax.name).collect();
    let doc = docs(&format!("The primary key of [`{of}`]."));
    quote! {
        #doc
        #[allow(dead_code)]
        #derives
        #visibility struct #name { #(#declared),* }

        impl #of {
            /// The primary key.
            #[allow(dead_code, clippy::clone_on_copy)]
            #visibility fn key(&self) -> #name {
                #name { #(#names: ::core::clone::Clone::clone(&self.#names)),* }
            }
        }
    }
}

/// `NewCompany`: what `create` takes; the scope gives one field.
fn new(model: &ModelPlan<'_>, scope: Option<usize>) -> TokenStream {
    let name = companion(model, "New", "");
    let (of, visibility) = (&model.syntax.name, &model.syntax.visibility);
    let attributes = without_docs(&model.syntax.attributes);
    let fields = model.fields.iter().enumerate();
    let given =
        fields.filter(|(place, field)| scope != Some(*place) && field.role.is_given_to_create());
    let fields = given.map(|(_, field)| {
        let syntax = field.syntax;
        let (attributes, visibility) = (&syntax.attributes, &syntax.visibility);
        let (name, ty, doc) = (&syntax.name, &syntax.ty, field_doc(model, field));
        quote!(#(#attributes)* #doc #visibility #name: #ty)
    });
    let doc =
        docs(&format!("A [`{of}`] to be created: what neither the store nor the database fills."));
    quote! {
        #doc
        #(#attributes)*
        #[allow(dead_code)]
        #visibility struct #name { #(#fields),* }
    }
}

/// `CompanyDiff`: what `update_with_diff` changed.
fn diff(model: &ModelPlan<'_>, operation: &OperationPlan<'_>) -> TokenStream {
    let name = companion(model, "", "Diff");
    let (of, visibility) = (&model.syntax.name, &model.syntax.visibility);
    let fields: Vec<_> = operation.compared.iter().map(|place| &model.fields[*place]).collect();
    let names: Vec<_> = fields.iter().map(|field| &field.syntax.name).collect();
    let declared = fields.iter().map(|field| {
        let (name, ty) = (&field.syntax.name, &field.syntax.ty);
        let (doc, visibility) = (field_doc(model, field), &field.syntax.visibility);
        quote! {
            #doc #visibility #name:
                ::core::option::Option<::microcosm_postgres::__private::Change<#ty>>
        }
    });
    let texts = fields.iter().map(|field| field.syntax.name.to_string());
    let derives =
        derived_of(&model.syntax.attributes, &["Debug", "Clone", "PartialEq", "Serialize"]);
    let doc =
        docs(&format!("What an update changed of a [`{of}`]; `None` for what stayed as it was."));
    quote! {
        #doc
        #[allow(dead_code)]
        #derives
        #visibility struct #name { #(#declared),* }

        impl #name {
            /// Whether nothing changed.
            #[allow(dead_code)]
            #visibility fn is_empty(&self) -> bool {
                #(self.#names.is_none())&&*
            }

            /// The names of the fields that changed.
            #[allow(dead_code)]
            #visibility fn fields(&self) -> ::std::vec::Vec<&'static str> {
                let changed = [#((#texts, self.#names.is_some())),*];
                changed.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
            }
        }
    }
}

/// `CompanySearch`: what `search` and `search_first` take.
fn search(model: &ModelPlan<'_>, operation: &OperationPlan<'_>) -> TokenStream {
    let name = companion(model, "", "Search");
    let (of, visibility) = (&model.syntax.name, &model.syntax.visibility);
    let filters = operation.filters.iter().map(|place| {
        let field = &model.fields[*place];
        let (name, ty) = (&field.syntax.name, without_option(&field.syntax.ty));
        let visibility = &field.syntax.visibility;
        let doc = docs(&format!("Only those with this value in `{}`.", field.syntax.column));
        quote!(#doc #visibility #name: ::core::option::Option<#ty>)
    });
    let derives = derived_of(&model.syntax.attributes, &["Debug", "Clone", "PartialEq"]);
    let doc = docs(&format!("Which [`{of}`]s to search for; `None` is no condition."));
    quote! {
        #doc
        #[allow(dead_code)]
        #derives
        #[derive(::core::default::Default)]
        #visibility struct #name {
            #(#filters,)*
            /// At most so many.
            #visibility limit: ::core::option::Option<i64>,
            /// Without so many at the beginning.
            #visibility offset: ::core::option::Option<i64>,
        }
    }
}
