//! Whether a Rust type holds a type of PostgreSQL, and which one would.

use proc_macro2::TokenStream;
use query_check::catalog::{Catalog, SchemaId, Subscript, TypeId, TypeKind};
use quote::quote;

use super::scalar::{SCALARS, constant};
use super::{Core, Declared, Scalar, Written};

/// Where a type stands: it decides between `String` and `&str`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Field,
    Parameter,
}

/// The types of the database and those of the block.
pub(crate) struct Types<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) declared: &'a Declared,
}

impl Types<'_> {
    /// Whether `core` holds values of `ty`; true as well where either is wrong already.
    pub(crate) fn fits(&self, core: &Core, ty: TypeId) -> bool {
        if ty == TypeId::INVALID {
            return true;
        }
        let base = self.catalog.base_type(ty);
        match core {
            Core::Scalar(scalar) => self.holds(scalar, base),
            Core::Bytes => base == TypeId::BYTEA,
            Core::Array(element) => {
                self.element(base).is_some_and(|ty| self.fits(&element.core, ty))
            }
            Core::Named(name) => match self.declared.named(name) {
                Some(declared) => declared.postgres.is_none_or(|postgres| {
                    postgres == ty || self.catalog.base_type(postgres) == base
                }),
                None => false,
            },
            Core::Other => false,
        }
    }

    fn holds(&self, scalar: &Scalar, base: TypeId) -> bool {
        let ty = self.catalog.ty(base);
        let names =
            if ty.schema == SchemaId::PG_CATALOG { scalar.builtin } else { scalar.extension };
        names.contains(&&*ty.name)
    }

    /// The element of an array type.
    fn element(&self, base: TypeId) -> Option<TypeId> {
        let ty = self.catalog.ty(base);
        if ty.subscript == Subscript::Array { ty.element } else { None }
    }

    /// The Rust type that stands for `ty` unless another one is chosen.
    pub(crate) fn default_for(&self, ty: TypeId) -> Option<Core> {
        if let Some(declared) = self.declared.standing_for(ty) {
            return Some(Core::Named(declared.name.to_string()));
        }
        let base = self.catalog.base_type(ty);
        if base != ty {
            return self.default_for(base);
        }
        if base == TypeId::BYTEA {
            return Some(Core::Bytes);
        }
        if let Some(element) = self.element(base) {
            let core = self.default_for(element)?;
            return Some(Core::Array(Box::new(Written { optional: false, core })));
        }
        let mut scalars = SCALARS.iter().filter(|scalar| scalar.is_enabled());
        scalars.find(|scalar| self.holds(scalar, base)).map(Core::Scalar)
    }

    /// How the default Rust type for `ty` is spelled, in `Option` when it can be NULL.
    pub(crate) fn spelling(&self, ty: TypeId, nullable: bool, place: Place) -> Option<String> {
        let name = spell(&self.default_for(ty)?, place);
        Some(if nullable { format!("Option<{name}>") } else { name })
    }

    /// The Rust types that hold `ty`, for messages: "`String`", "`DateTime<Utc>` or `SystemTime`"; what to
    /// do when there is none.
    pub(crate) fn candidates(&self, ty: TypeId, place: Place) -> String {
        let mut names = Vec::new();
        let base = self.catalog.base_type(ty);
        names.extend(self.default_for(ty).map(|core| spell(&core, place)));
        let scalars = SCALARS.iter().filter(|s| s.is_enabled() && self.holds(s, base));
        for name in scalars.map(|scalar| spell(&Core::Scalar(scalar), place)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        match names.split_last() {
            None => self.without_candidates(ty),
            Some((only, [])) => format!("`{only}`"),
            Some((last, rest)) => format!("`{}` or `{last}`", rest.join("`, `")),
        }
    }

    fn without_candidates(&self, ty: TypeId) -> String {
        let base = self.catalog.base_type(ty);
        let base = self.catalog.base_type(self.element(base).unwrap_or(base));
        if let Some(scalar) = SCALARS.iter().find(|scalar| self.holds(scalar, base))
            && let Some(feature) = scalar.feature
        {
            let owned = scalar.owned;
            return format!("`{owned}`, with the feature `{feature}` of microcosm-postgres");
        }
        let name = self.catalog.format_type(base);
        if let TypeKind::Enum(labels) = &self.catalog.ty(base).kind {
            return format!("an enum of this block: `{}`", enum_declaration(&name, labels));
        }
        format!(
            "a type of your own that implements `FromSql` and `ToSql` for it, declared in this block with \
             `type MyType = \"{name}\";` (or cast the value in SQL, `::text`)"
        )
    }

    /// The type as generated code names it.
    pub(crate) fn tokens(&self, core: &Core) -> TokenStream {
        match core {
            Core::Scalar(scalar) => scalar.tokens(),
            Core::Bytes => quote!(::std::vec::Vec<u8>),
            Core::Array(element) => {
                let inner = self.tokens(&element.core);
                quote!(::std::vec::Vec<#inner>)
            }
            Core::Named(name) => match self.declared.named(name) {
                Some(declared) => declared.tokens(),
                None => quote!(()),
            },
            Core::Other => quote!(()),
        }
    }

    /// `Type::…` of a parameter. Domains are sent as what they are over; what a database numbers in its own
    /// way, enums above all, is left to the server.
    pub(crate) fn parameter_constant(&self, ty: TypeId) -> TokenStream {
        let base = self.catalog.base_type(ty);
        let (element, array) = match self.element(base) {
            Some(element) => (element, true),
            None => (base, false),
        };
        let name = &*self.catalog.ty(element).name;
        let known = SCALARS.iter().any(|scalar| scalar.builtin.contains(&name)) || name == "bytea";
        if known && element.is_builtin() {
            constant(name, array)
        } else {
            quote!(::microcosm_postgres::__private::Type::UNKNOWN)
        }
    }
}

/// `pub enum CompanyType = "company_type" { Private, Public }`.
pub(crate) fn enum_declaration(name: &str, labels: &[String]) -> String {
    use heck::ToUpperCamelCase as _;
    let variants: Vec<_> = labels.iter().map(|label| label.to_upper_camel_case()).collect();
    let bare = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
    let name = name.replace('"', "");
    format!("pub enum {} = \"{name}\" {{ {} }}", bare.to_upper_camel_case(), variants.join(", "))
}

fn spell(core: &Core, place: Place) -> String {
    match (core, place) {
        (Core::Scalar(scalar), Place::Field) => scalar.owned.to_owned(),
        (Core::Scalar(scalar), Place::Parameter) => scalar.borrowed.to_owned(),
        (Core::Bytes, Place::Field) => "Vec<u8>".to_owned(),
        (Core::Bytes, Place::Parameter) => "&[u8]".to_owned(),
        (Core::Array(element), Place::Field) => format!("Vec<{}>", spell(&element.core, place)),
        (Core::Array(element), Place::Parameter) => format!("&[{}]", spell(&element.core, place)),
        (Core::Named(name), _) => name.clone(),
        (Core::Other, _) => "_".to_owned(),
    }
}
