//! Declared row types: the struct, and how a query's rows become it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use super::attributes::{derives, derives_named, docs, has_docs};
use super::row;
use crate::check::{Count, DeclaredRow, Holds, ModelPart, Part, Plan};

/// The struct of a row type that is declared with its fields.
pub(super) fn expand(plan: &Plan<'_>, row: &DeclaredRow<'_>) -> TokenStream {
    let syntax = row.syntax;
    let Some(fields) = &row.fields else { return TokenStream::new() };
    let (name, visibility, attributes) = (&syntax.name, &syntax.visibility, &syntax.attributes);
    let doc = (!has_docs(attributes)).then(|| docs("A row that queries return."));
    let models = fields.iter().filter_map(|field| match field.holds {
        Holds::Value(_) => None,
        Holds::Model(model) | Holds::Optional(model) | Holds::Nested(model) => Some(model),
    });
    let models: Vec<_> = models.map(|place| &*plan.models[place].syntax.attributes).collect();
    let derive = default_derives(attributes, &models);
    let fields = fields.iter().map(|field| {
        let syntax = field.syntax;
        let (attributes, visibility) = (&syntax.attributes, &syntax.visibility);
        let (name, ty) = (&syntax.name, &syntax.ty);
        let doc = (!has_docs(attributes)).then(|| docs(&format!("`{}`.", syntax.column)));
        quote!(#(#attributes)* #doc #visibility #name: #ty)
    });
    quote! {
        #(#attributes)*
        #doc
        #derive
        #[allow(dead_code)]
        #visibility struct #name { #(#fields),* }
    }
}

/// `#[derive(Debug, Clone, PartialEq)]` where nothing is derived by hand, as far as what is held allows.
pub(super) fn default_derives(
    attributes: &[syn::Attribute],
    held: &[&[syn::Attribute]],
) -> TokenStream {
    if attributes.iter().any(|attribute| attribute.path().is_ident("derive")) {
        return TokenStream::new();
    }
    let held: Vec<_> = held.iter().map(|attributes| derives(attributes)).collect();
    let all = ["Debug", "Clone", "PartialEq"].into_iter();
    let names = all.filter(|name| held.iter().all(|derives| derives_named(derives, name)));
    let names: Vec<_> = names.map(|name| format_ident!("{name}")).collect();
    if names.is_empty() { TokenStream::new() } else { quote!(#[derive(#(#names),*)]) }
}

/// `struct Row(CompanySize);` with what reads it; for rows that nest others also their keys.
pub(super) fn row_struct(plan: &Plan<'_>, place: usize, parts: &[Part]) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let declared = &plan.declared_rows[place];
    let name = &declared.syntax.name;
    let fields = declared.fields.as_deref().unwrap_or_default();
    let mut values = Vec::new();
    let mut keys = Vec::new();
    let (mut nested_types, mut nested_values) = (Vec::new(), Vec::new());
    // What is read, and from which columns: they are compared with it once, when the statement is prepared.
    let (mut read, mut order) = (Vec::new(), Vec::new());
    for (field, part) in fields.iter().zip(parts) {
        let field_name = &field.syntax.name;
        if let Part::Model(part) = part {
            read.extend(super::model::row_fields(&plan.models[part.model]));
            order.extend(part.columns.iter().copied());
        }
        let value = match (part, &field.holds) {
            (Part::Value(column), _) => {
                read.push((field_name.clone(), field.syntax.ty.to_token_stream()));
                order.push(*column);
                quote!(#private::field(row, #column)?)
            }
            (Part::Model(part), Holds::Nested(_)) => {
                let (of, value) = (&plan.models[part.model].syntax.name, model(plan, part));
                let key = &part.key;
                let value = quote!((::std::vec![#(#private::field(row, #key)?),*], #value));
                nested_types.push(quote!(::core::option::Option<(#private::RowKey, #of)>));
                nested_values.push(if_there(part, &value));
                quote!(::std::vec::Vec::new())
            }
            (Part::Model(part), Holds::Optional(_)) => {
                keys.extend(part.key.iter().copied());
                if_there(part, &model(plan, part))
            }
            (Part::Model(part), _) => {
                keys.extend(part.key.iter().copied());
                model(plan, part)
            }
        };
        values.push(quote!(#field_name: #value));
    }
    let value = quote!(#name { #(#values),* });
    let (declared, value) = if nested_types.is_empty() {
        (quote!(struct Row(#name);), quote!(Self(#value)))
    } else {
        let key = quote!(::std::vec![#(#private::field(row, #keys)?),*]);
        (
            quote!(struct Row(#name, #private::RowKey, (#(#nested_types,)*));),
            quote!(Self(#value, #key, (#(#nested_values,)*))),
        )
    };
    let from_row = row::implementation(&quote!(Row), &row::check(&read, &order), &value);
    quote! {
        #declared
        #from_row
    }
}

/// `Company { id: field(row, 0)?, … }`.
fn model(plan: &Plan<'_>, part: &ModelPart) -> TokenStream {
    let model = &plan.models[part.model];
    let name = &model.syntax.name;
    let fields = model.fields.iter().map(|field| &field.syntax.name);
    let columns = &part.columns;
    quote!(#name { #(#fields: ::microcosm_postgres::__private::field(row, #columns)?),* })
}

/// `Some(value)`, or `None` where the row is missing.
fn if_there(part: &ModelPart, value: &TokenStream) -> TokenStream {
    let some = quote!(::core::option::Option::Some(#value));
    let Some(witness) = part.witness else { return some };
    quote! {
        if ::microcosm_postgres::__private::is_null(row, #witness)? {
            ::core::option::Option::None
        } else {
            #some
        }
    }
}

/// Reads all rows, and nests those that belong to one.
pub(super) fn nest(
    plan: &Plan<'_>,
    place: usize,
    count: Count,
    statement: &TokenStream,
    fetched: &TokenStream,
) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let fields = plan.declared_rows[place].fields.as_deref().unwrap_or_default();
    let lists = fields.iter().filter(|field| matches!(field.holds, Holds::Nested(_)));
    let lists: Vec<_> = lists.map(|field| &field.syntax.name).collect();
    let found: Vec<_> = (0..lists.len()).map(|list| format_ident!("nested_{list}")).collect();
    let number = 0..lists.len();
    let finish = match count {
        Count::One => quote!(groups.into_one(#statement)),
        Count::Optional => quote!(groups.into_optional(#statement)),
        Count::Many | Count::Stream => quote!(::core::result::Result::Ok(groups.into_all())),
    };
    quote! {
        let rows: ::std::vec::Vec<Row> = #fetched?;
        let mut groups = #private::Groups::default();
        for Row(row, key, (#(#found,)*)) in rows {
            let group = groups.group(key, row);
            #(if let ::core::option::Option::Some((key, nested)) = #found {
                if let ::core::option::Option::Some(row) = groups.add(group, #number, key) {
                    row.#lists.push(nested);
                }
            })*
        }
        #finish
    }
}
