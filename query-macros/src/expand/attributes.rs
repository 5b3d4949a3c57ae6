//! Attributes that a declaration hands on to what is generated from it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token};

/// The derives of a declaration.
pub(super) fn derives(attributes: &[Attribute]) -> Vec<Path> {
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let parse = |attribute: &Attribute| {
        attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
    };
    lists.filter_map(parse).flatten().collect()
}

/// Whether a derive of that name, under whatever path, is among them.
pub(super) fn derives_named(derives: &[Path], name: &str) -> bool {
    derives.iter().any(|path| path.segments.last().is_some_and(|last| last.ident == name))
}

/// `#[derive(…)]` of those of `names` that the declaration derives.
pub(super) fn derived_of(attributes: &[Attribute], names: &[&str]) -> TokenStream {
    let derives = derives(attributes);
    let names = names.iter().filter(|name| derives_named(&derives, name));
    let paths: Vec<TokenStream> =
        names.map(|name| quote::format_ident!("{name}").into_token_stream()).collect();
    if paths.is_empty() { TokenStream::new() } else { quote!(#[derive(#(#paths),*)]) }
}

/// All attributes but the documentation.
pub(super) fn without_docs(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| !attribute.path().is_ident("doc"))
}

/// Whether there is documentation.
pub(super) fn has_docs(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

/// `#[doc = "…"]` for each line.
pub(super) fn docs(text: &str) -> TokenStream {
    text.lines()
        .map(|line| {
            let line = if line.is_empty() { String::new() } else { format!(" {line}") };
            quote!(#[doc = #line])
        })
        .collect()
}
