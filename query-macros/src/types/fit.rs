//! Whether a Rust type holds a type of PostgreSQL, and which one would.

use std::cell::RefCell;

use proc_macro2::TokenStream;
use query_check::catalog::{Catalog, SchemaId, Subscript, TypeId, TypeKind};
use quote::quote;

use super::scalar::{SCALARS, constant};
use super::{Core, Declared, Foreign, Scalar, Written, innermost};

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
    /// Types that the block does not know, each with what it is taken for.
    pub(crate) foreign: RefCell<Vec<Foreign>>,
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
            Core::Range(element) => match self.catalog.ty(base).kind {
                TypeKind::Range { subtype, .. } => self.fits(&element.core, subtype),
                _ => false,
            },
            Core::Multirange(element) => match self.catalog.ty(base).kind {
                // Of others the client does not learn what is in them.
                TypeKind::Multirange { range } if base.is_builtin() => {
                    self.fits(&Core::Range(element.clone()), range)
                }
                _ => false,
            },
            Core::Named(name) => match self.declared.named(name) {
                Some(declared) => declared.postgres.is_none_or(|postgres| {
                    postgres == ty || self.catalog.base_type(postgres) == base
                }),
                // An enum without a declaration is one that was forgotten; anything else says itself what it
                // stands for, which `rely_on` has the compiler prove.
                None => !matches!(self.catalog.ty(base).kind, TypeKind::Enum(_) | TypeKind::Pseudo),
            },
            Core::Other => false,
        }
    }

    /// Notes that `written`, which fits, was taken for `ty`, where the block does not know it.
    pub(crate) fn rely_on(&self, written: &syn::Type, core: &Core, ty: TypeId) {
        if ty == TypeId::INVALID {
            return;
        }
        let kind = &self.catalog.ty(self.catalog.base_type(ty)).kind;
        match (core, kind) {
            (Core::Array(inner), _) => {
                if let Some(element) = self.element(self.catalog.base_type(ty)) {
                    self.rely_on(written, &inner.core, element);
                }
            }
            (Core::Range(inner), TypeKind::Range { subtype, .. }) => {
                self.rely_on(written, &inner.core, *subtype);
            }
            (Core::Multirange(inner), TypeKind::Multirange { range }) => {
                self.rely_on(written, &Core::Range(inner.clone()), *range);
            }
            (Core::Named(name), _) if self.declared.named(name).is_none() => {
                let foreign = Foreign::new(self.catalog, innermost(written), ty);
                let mut known = self.foreign.borrow_mut();
                if !known.iter().any(|other| other.is_same(&foreign)) {
                    known.push(foreign);
                }
            }
            _ => {}
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
        let of = |core| Box::new(Written { optional: false, core });
        match self.catalog.ty(base).kind {
            TypeKind::Range { subtype, .. } => {
                return Some(Core::Range(of(self.default_for(subtype)?)));
            }
            TypeKind::Multirange { range } if base.is_builtin() => {
                let Core::Range(element) = self.default_for(range)? else { return None };
                return Some(Core::Multirange(element));
            }
            _ => {}
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
        if let TypeKind::Pseudo = &self.catalog.ty(base).kind {
            return "no type: cast it in SQL to the one that is meant, `(…)::text`".to_owned();
        }
        if let TypeKind::Enum(labels) = &self.catalog.ty(base).kind {
            return format!("an enum of this block: `{}`", enum_declaration(&name, labels));
        }
        format!(
            "a type of your own that says so: `#[derive(PgType)] #[pg = \"{name}\"] struct …`, or \
             `type MyType = \"{name}\";` in this block (or cast the value in SQL, `::text`)"
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
            Core::Range(element) => {
                let inner = self.tokens(&element.core);
                quote!(::microcosm_postgres::values::PgRange<#inner>)
            }
            Core::Multirange(element) => {
                let inner = self.tokens(&element.core);
                quote!(::microcosm_postgres::values::PgMultirange<#inner>)
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
            // The server makes an array of the domain from one of what it is over.
            Some(element) => (self.catalog.base_type(element), true),
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
        (Core::Range(element), _) => format!("PgRange<{}>", spell(&element.core, Place::Field)),
        (Core::Multirange(element), _) => {
            format!("PgMultirange<{}>", spell(&element.core, Place::Field))
        }
        (Core::Named(name), _) => name.clone(),
        (Core::Other, _) => "_".to_owned(),
    }
}
