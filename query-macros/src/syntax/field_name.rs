//! From a Rust name to the name in the database.

use syn::Ident;
use syn::ext::IdentExt as _;

/// The name without `r#`: `r#type` stands for the column `type`.
pub(super) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}
