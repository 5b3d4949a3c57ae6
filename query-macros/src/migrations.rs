//! `migrations!`: the files of a folder, embedded.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, LitStr};

/// The expansion of `migrations!("folder")`: a `Migrations` of the folder's `.sql` files.
pub(crate) fn embed(input: TokenStream) -> TokenStream {
    let expanded = syn::parse2::<LitStr>(input).and_then(|folder| {
        let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        let files = names(&Path::new(&root).join(folder.value()), &folder)?;
        let folder = folder.value();
        let folder = folder.trim_end_matches('/');
        let paths = files.iter().map(|file| format!("/{folder}/{file}"));
        Ok(quote! {
            ::microcosm_postgres::Migrations::embedded(&[#((
                #files,
                ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #paths)),
            )),*])
        })
    });
    expanded.unwrap_or_else(Error::into_compile_error)
}

/// The names of the folder's migrations, in the order of their versions.
fn names(folder: &Path, place: &LitStr) -> syn::Result<Vec<String>> {
    let refuse = |message: String| Error::new(place.span(), message);
    let unreadable = |error: std::io::Error| {
        refuse(format!(
            "the migrations cannot be read: {error}; name their folder relative to this crate's Cargo.toml"
        ))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".sql") {
            let version = version(stem).ok_or_else(|| {
                refuse(format!(
                    "`{name}` is no name of a migration: call it `V<number>__<words>.sql`"
                ))
            })?;
            found.push((version, name));
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(refuse("the folder holds no migration, such as `V1__company.sql`".to_owned()));
    }
    if let Some(pair) = found.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let (one, other) = (&pair[0].1, &pair[1].1);
        return Err(refuse(format!("`{one}` and `{other}` have the same version")));
    }
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

/// 1 of `V1__company`.
fn version(stem: &str) -> Option<u32> {
    let (number, words) = stem.strip_prefix(['V', 'U'])?.split_once("__")?;
    if words.is_empty() {
        return None;
    }
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    fn literal() -> LitStr {
        LitStr::new("", Span::call_site())
    }

    #[test]
    fn versions_are_numbers_before_two_underscores() {
        assert_eq!(version("V1__company"), Some(1));
        assert_eq!(version("V20240101__many_words"), Some(20_240_101));
        for stem in ["company", "V1_company", "V__company", "Vx__company", "V1__", "v1__company"] {
            assert_eq!(version(stem), None, "{stem}");
        }
    }

    #[test]
    fn files_come_in_the_order_of_their_versions() {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/quickstart/migrations");
        let names = names(&folder, &literal()).expect("migrations");
        assert_eq!(names, ["V1__company.sql", "V2__employee.sql"]);
    }

    #[test]
    fn what_is_no_folder_of_migrations_is_refused() {
        let none = names(Path::new("no/such/folder"), &literal()).expect_err("no folder");
        assert!(none.to_string().contains("cannot be read"), "{none}");
        let none = names(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &literal());
        assert!(none.expect_err("no migrations").to_string().contains("holds no migration"));
    }
}
