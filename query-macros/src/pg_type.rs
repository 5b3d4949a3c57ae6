//! `#[derive(PgType)]`: what a type of one's own is in the database, and how its values go there.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, LitStr, Member};

/// The name in the database, and how values are read and written.
struct Code {
    accepts_from: TokenStream,
    accepts_to: TokenStream,
    read: TokenStream,
    write: TokenStream,
}

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    syn::parse2(input).and_then(|input| expand(&input)).unwrap_or_else(Error::into_compile_error)
}

fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let Some(postgres) = named(&input.attrs)? else {
        let message = "say what it is called in the database: `#[pg = \"citext\"]`";
        return Err(Error::new(name.span(), message));
    };
    if !input.generics.params.is_empty() {
        let message = "a type with generics stands for no one type of PostgreSQL";
        return Err(Error::new_spanned(&input.generics, message));
    }
    let Data::Struct(data) = &input.data else {
        let message = "`PgType` is derived for structs; an enum of the database is declared in `store!`: \
                       `enum Status = \"status\" { … }`";
        return Err(Error::new(name.span(), message));
    };
    let code = match &data.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => wrapper(&fields.unnamed[0]),
        Fields::Named(fields) => composite(fields.named.iter())?,
        fields => {
            let message = "a struct of one field without a name stands for what the field does, a struct of \
                           named fields for a composite type; this is neither";
            return Err(Error::new_spanned(fields, message));
        }
    };
    let Code { accepts_from, accepts_to, read, write } = code;
    let private = quote!(::microcosm_postgres::__private);
    let result = quote!(::core::result::Result);
    Ok(quote! {
        #[automatically_derived]
        impl ::microcosm_postgres::PgType for #name {
            const NAME: &'static str = #postgres;
        }

        #[automatically_derived]
        impl<'a> #private::FromSql<'a> for #name {
            fn from_sql(
                ty: &#private::Type,
                raw: &'a [u8],
            ) -> #result<Self, #private::BoxError> {
                #read
            }

            fn accepts(ty: &#private::Type) -> bool {
                #accepts_from
            }
        }

        #[automatically_derived]
        impl #private::ToSql for #name {
            fn to_sql(
                &self,
                ty: &#private::Type,
                out: &mut #private::BytesMut,
            ) -> #result<#private::IsNull, #private::BoxError> {
                #write
            }

            fn accepts(ty: &#private::Type) -> bool {
                #accepts_to
            }

            #private::to_sql_checked!();
        }
    })
}

/// The text of `#[pg = "…"]`.
fn named(attributes: &[Attribute]) -> syn::Result<Option<LitStr>> {
    let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("pg"))
    else {
        return Ok(None);
    };
    let text = attribute.meta.require_name_value().ok().and_then(|pair| match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    });
    let message = "write the name in the database as `#[pg = \"…\"]`";
    text.map(Some).ok_or_else(|| Error::new_spanned(attribute, message))
}

/// What the only field is, under another name.
fn wrapper(field: &Field) -> Code {
    let ty = &field.ty;
    let private = quote!(::microcosm_postgres::__private);
    Code {
        accepts_from: quote!(<#ty as #private::FromSql>::accepts(&#private::without_domains(ty))),
        accepts_to: quote!(<#ty as #private::ToSql>::accepts(&#private::without_domains(ty))),
        read: quote!(<#ty as #private::FromSql>::from_sql(#private::base(ty), raw).map(Self)),
        write: quote!(<#ty as #private::ToSql>::to_sql(&self.0, #private::base(ty), out)),
    }
}

/// A composite type, field by field.
fn composite<'f>(fields: impl Iterator<Item = &'f Field>) -> syn::Result<Code> {
    let private = quote!(::microcosm_postgres::__private);
    let (mut members, mut types, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        let Some(name) = &field.ident else { continue };
        let plain = name.unraw().to_string();
        names.push(named(&field.attrs)?.map_or(plain, |written| written.value()));
        members.push(Member::Named(name.clone()));
        types.push(&field.ty);
    }
    Ok(Code {
        accepts_from: quote! {
            #private::is_composite(ty, &[#((#names, <#types as #private::FromSql>::accepts)),*])
        },
        accepts_to: quote! {
            #private::is_composite(ty, &[#((#names, <#types as #private::ToSql>::accepts)),*])
        },
        read: quote! {
            let fields = #private::Fields::new(ty, raw)?;
            ::core::result::Result::Ok(Self { #(#members: fields.read(#names)?),* })
        },
        write: quote! {
            #private::Writer::new(ty, out)?.write(|name, ty, out| match name {
                #(#names => {
                    ::core::option::Option::Some(#private::ToSql::to_sql(&self.#members, ty, out))
                })*
                _ => ::core::option::Option::None,
            })
        },
    })
}
