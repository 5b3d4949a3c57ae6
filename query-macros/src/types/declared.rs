//! The Rust types that the block itself ties to types of the database.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use query_check::catalog::TypeId;
use quote::ToTokens as _;
use syn::Ident;

/// Enums and user types by their Rust names.
#[derive(Default)]
pub(crate) struct Declared {
    types: HashMap<String, DeclaredType>,
}

/// A Rust type and the type that it stands for.
#[derive(Clone)]
pub(crate) struct DeclaredType {
    pub(crate) name: Ident,
    /// `None` when the database has no such type, which is reported once, at the declaration.
    pub(crate) postgres: Option<TypeId>,
}

impl Declared {
    /// Adds a type; `false` when there is one of that name.
    pub(crate) fn add(&mut self, name: &Ident, postgres: Option<TypeId>) -> bool {
        let declared = DeclaredType { name: name.clone(), postgres };
        self.types.insert(name.to_string(), declared).is_none()
    }

    pub(crate) fn named(&self, name: &str) -> Option<&DeclaredType> {
        self.types.get(name)
    }

    /// The Rust type that stands for `postgres`; of several the first by name.
    pub(crate) fn standing_for(&self, postgres: TypeId) -> Option<&DeclaredType> {
        let found = self.types.values().filter(|declared| declared.postgres == Some(postgres));
        found.min_by_key(|declared| declared.name.to_string())
    }
}

impl DeclaredType {
    pub(crate) fn tokens(&self) -> TokenStream {
        self.name.to_token_stream()
    }
}
