//! Enums, with their labels as text on the wire.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::attributes::{derives, derives_named, docs, has_docs};
use crate::check::EnumerationPlan;

pub(super) fn expand(plan: &EnumerationPlan<'_>) -> TokenStream {
    let syntax = plan.syntax;
    let (name, visibility, attributes) = (&syntax.name, &syntax.visibility, &syntax.attributes);
    let known = derives(attributes);
    let missing = ["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"]
        .into_iter()
        .filter(|derive| !derives_named(&known, derive))
        .map(|derive| quote::format_ident!("{derive}"));
    let type_name = &plan.type_name;
    let doc = if has_docs(attributes) {
        TokenStream::new()
    } else {
        docs(&format!("The enum `{type_name}` of the database."))
    };
    let variants = syntax.variants.iter().zip(&plan.labels).map(|(variant, label)| {
        let (name, attributes) = (&variant.name, &variant.attributes);
        let doc = if has_docs(attributes) {
            TokenStream::new()
        } else {
            docs(&format!("The label `{label}`."))
        };
        quote!(#(#attributes)* #doc #name)
    });
    let names: Vec<_> = syntax.variants.iter().map(|variant| &variant.name).collect();
    let labels = &plan.labels;
    let bytes = labels.iter().map(|label| Literal::byte_string(label.as_bytes()));
    // An enum without variants has no value to match.
    let label = if names.is_empty() {
        quote!(match self {})
    } else {
        quote!(match self { #(Self::#names => #labels,)* })
    };
    let private = quote!(::microcosm_postgres::__private);
    quote! {
        #(#attributes)*
        #doc
        #[derive(#(#missing),*)]
        #visibility enum #name { #(#variants),* }

        impl #name {
            /// The label that stands for the value in the database.
            #[allow(dead_code)]
            #visibility const fn label(self) -> &'static str {
                #label
            }
        }

        #[automatically_derived]
        impl<'a> #private::FromSql<'a> for #name {
            fn from_sql(
                _: &#private::Type,
                raw: &'a [u8],
            ) -> ::core::result::Result<Self, #private::BoxError> {
                match raw {
                    #(#bytes => ::core::result::Result::Ok(Self::#names),)*
                    _ => ::core::result::Result::Err(#private::unknown_label(#type_name)),
                }
            }

            fn accepts(ty: &#private::Type) -> bool {
                #private::is_enum(ty, #type_name)
            }
        }

        #[automatically_derived]
        impl ::microcosm_postgres::PgType for #name {
            const NAME: &'static str = #type_name;
        }

        #[automatically_derived]
        impl #private::ToSql for #name {
            fn to_sql(
                &self,
                _: &#private::Type,
                out: &mut #private::BytesMut,
            ) -> ::core::result::Result<#private::IsNull, #private::BoxError> {
                out.extend_from_slice(self.label().as_bytes());
                ::core::result::Result::Ok(#private::IsNull::No)
            }

            fn accepts(ty: &#private::Type) -> bool {
                #private::is_enum(ty, #type_name)
            }

            #private::to_sql_checked!();
        }
    }
}
