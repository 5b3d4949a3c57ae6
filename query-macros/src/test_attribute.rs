//! `#[microcosm_postgres::test]`: a test with a database of its own, or in a transaction that is rolled back.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, Ident, ItemFn, Lit, LitStr, Path, Token, bracketed};

/// The expansion of the attribute on a function.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let expanded = syn::parse2::<Options>(options)
        .and_then(|options| Ok((options, test(syn::parse2(item.clone())?)?)))
        .map(|(options, test)| options.around(&test));
    // The function stays, so that what is wrong with the attribute is all that is wrong.
    expanded.unwrap_or_else(|error| {
        let error = error.into_compile_error();
        quote!(#error #[allow(dead_code)] #item)
    })
}

/// What stands in the attribute's parentheses.
#[derive(Default)]
struct Options {
    service: Option<Expr>,
    migrations: Option<Expr>,
    fixtures: Vec<Fixture>,
    rollback: bool,
}

/// What fills the database before the test.
enum Fixture {
    /// A file of SQL.
    File(LitStr),
    /// An `async fn(&Handle) -> Result<(), Error>`.
    Function(Path),
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            match name.to_string().as_str() {
                "service" => options.service = Some(value(input)?),
                "migrations" => options.migrations = Some(value(input)?),
                "fixtures" => {
                    input.parse::<Token![=]>()?;
                    let list;
                    bracketed!(list in input);
                    let list = Punctuated::<Fixture, Token![,]>::parse_terminated(&list)?;
                    options.fixtures = list.into_iter().collect();
                }
                "rollback" => options.rollback = true,
                _ => {
                    return Err(Error::new(
                        name.span(),
                        format!(
                            "`{name}` is no option of a test: there are `service = \"name\"`, \
                             `migrations = \"folder\"`, `fixtures = [function, \"file.sql\"]` and `rollback`"
                        ),
                    ));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

impl Parse for Fixture {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            Ok(Self::File(input.parse()?))
        } else {
            Ok(Self::Function(input.parse()?))
        }
    }
}

/// The value after a name.
fn value(input: ParseStream<'_>) -> syn::Result<Expr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// A function that can be a test.
fn test(function: ItemFn) -> syn::Result<ItemFn> {
    if function.sig.asyncness.is_none() {
        return Err(Error::new(
            function.sig.fn_token.span,
            "a test with a database is an `async fn`",
        ));
    }
    if function.sig.inputs.len() != 1 {
        return Err(Error::new_spanned(
            &function.sig.ident,
            "a test takes one argument: a `Session`, a `SessionContext`, `&SessionContext` or `&TestDatabase`; \
             with `rollback`, `&Transaction`",
        ));
    }
    Ok(function)
}

impl Options {
    /// The test around `function`, which goes by the same name in it.
    fn around(&self, function: &ItemFn) -> TokenStream {
        let ItemFn { attrs, vis, sig, block, .. } = function;
        let (name, output) = (&sig.ident, &sig.output);
        let service = self.service();
        let migrations = match &self.migrations {
            None => quote!(::microcosm_postgres::migrations!("migrations")),
            Some(Expr::Lit(ExprLit { lit: Lit::Str(folder), .. })) => {
                quote!(::microcosm_postgres::migrations!(#folder))
            }
            Some(given) => quote!(::core::clone::Clone::clone(&#given)),
        };
        let fixtures = self.fixtures.iter().map(|fixture| match fixture {
            // As `include!` and its kin: beside the file that names it.
            Fixture::File(path) => quote!(handle.batch(::core::include_str!(#path)).await?;),
            Fixture::Function(path) => quote!(#path(handle).await?;),
        });
        let run = if self.rollback {
            quote! {
                ::microcosm_postgres::testing::rolled_back(service, &migrations, fixtures, #name).await
            }
        } else {
            quote! {
                let database =
                    ::microcosm_postgres::testing::database(service, &migrations, fixtures).await;
                #name(::microcosm_postgres::testing::argument(&database).await).await
            }
        };
        quote! {
            #[::core::prelude::v1::test]
            #(#attrs)*
            #vis fn #name() #output {
                #sig #block
                async fn fixtures(
                    handle: &::microcosm_postgres::Handle,
                ) -> ::core::result::Result<(), ::microcosm_postgres::Error> {
                    let _ = handle;
                    #(#fixtures)*
                    ::core::result::Result::Ok(())
                }
                let service = #service;
                let migrations = #migrations;
                ::microcosm_postgres::testing::block_on(async move { #run })
            }
        }
    }

    /// The service: that of the crate's name, of another, or one made by an expression.
    fn service(&self) -> TokenStream {
        let named = |name: &str| quote!(::microcosm_postgres::Service::new(#name));
        match &self.service {
            None => named(&std::env::var("CARGO_PKG_NAME").unwrap_or_default().replace('-', "_")),
            Some(Expr::Lit(ExprLit { lit: Lit::Str(name), .. })) => named(&name.value()),
            Some(given) => quote!(#given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is refused, and that the function is still there.
    fn refusal(options: &str, item: &str) -> String {
        let tokens = |text: &str| text.parse().expect("tokens");
        let expanded = expand(tokens(options), tokens(item)).to_string();
        assert!(expanded.contains("allow (dead_code)"), "{expanded}");
        let start = expanded.find('"').expect("a message") + 1;
        let end = expanded[start..].find('"').expect("its end") + start;
        expanded[start..end].to_owned()
    }

    #[test]
    fn mistakes_say_what_there_is() {
        let test = "async fn works(session: Session) {}";
        let unknown = refusal("servise = \"example\"", test);
        assert!(
            unknown.starts_with("`servise` is no option of a test: there are `service"),
            "{unknown}"
        );
        let blocking = refusal("", "fn works(session: Session) {}");
        assert_eq!(blocking, "a test with a database is an `async fn`");
        let lonely = refusal("rollback", "async fn works() {}");
        assert!(lonely.starts_with("a test takes one argument: a `Session`"), "{lonely}");
    }
}
