//! A Rust type as far as its spelling tells.

use syn::{GenericArgument, PathArguments, Type};

use super::Scalar;

/// A type as written: perhaps in `Option`, perhaps behind a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// `Option<…>`.
    pub(crate) optional: bool,
    pub(crate) core: Core,
}

/// What is in the `Option`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Core {
    /// A row of the table.
    Scalar(&'static Scalar),
    /// `Vec<u8>` or `&[u8]`.
    Bytes,
    /// `Vec<T>` or `&[T]`, whose elements may be `Option`s.
    Array(Box<Written>),
    /// `PgRange<T>`.
    Range(Box<Written>),
    /// `PgMultirange<T>`.
    Multirange(Box<Written>),
    /// A name that the table does not have: an enum, a model, a type of the user's.
    Named(String),
    /// What is no path: a tuple, a function pointer, …
    Other,
}

impl Written {
    pub(crate) fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(reference) => Self::of(&reference.elem),
            Type::Paren(inner) => Self::of(&inner.elem),
            Type::Group(inner) => Self::of(&inner.elem),
            Type::Slice(slice) => Self::plain(elements(&slice.elem)),
            Type::Path(path) => match path.path.segments.last() {
                Some(segment) => Self::of_segment(segment),
                None => Self::plain(Core::Other),
            },
            _ => Self::plain(Core::Other),
        }
    }

    fn plain(core: Core) -> Self {
        Self { optional: false, core }
    }

    fn of_segment(segment: &syn::PathSegment) -> Self {
        let name = segment.ident.to_string();
        let argument = first_argument(&segment.arguments);
        match (name.as_str(), argument) {
            ("Option", Some(inner)) => {
                let inner = Self::of(inner);
                // `Option<Option<T>>` holds nothing that a column could be.
                let core = if inner.optional { Core::Other } else { inner.core };
                Self { optional: true, core }
            }
            ("Vec", Some(inner)) => Self::plain(elements(inner)),
            ("PgRange", Some(inner)) => Self::plain(Core::Range(Box::new(Self::of(inner)))),
            ("PgMultirange", Some(inner)) => {
                Self::plain(Core::Multirange(Box::new(Self::of(inner))))
            }
            // What they add is `infinity`.
            ("Timestamp" | "Date", Some(inner)) => {
                let inner = Self::of(inner);
                Self::plain(if inner.optional { Core::Other } else { inner.core })
            }
            (_, argument) => {
                let argument = argument.and_then(last_word);
                match Scalar::find(&name, argument.as_deref()) {
                    Some(scalar) => Self::plain(Core::Scalar(scalar)),
                    None => Self::plain(Core::Named(name)),
                }
            }
        }
    }
}

/// `T` of `Option<T>`, and of any other type itself.
pub(crate) fn without_option(ty: &Type) -> &Type {
    match ty {
        Type::Path(path) => match path.path.segments.last() {
            Some(segment) if segment.ident == "Option" => {
                first_argument(&segment.arguments).unwrap_or(ty)
            }
            _ => ty,
        },
        Type::Paren(inner) => without_option(&inner.elem),
        Type::Group(inner) => without_option(&inner.elem),
        _ => ty,
    }
}

/// What a type comes down to: `T` of `&[Option<T>]`.
pub(crate) fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => innermost(&reference.elem),
        Type::Paren(inner) => innermost(&inner.elem),
        Type::Group(inner) => innermost(&inner.elem),
        Type::Slice(slice) => innermost(&slice.elem),
        Type::Path(path) => {
            let segment = path.path.segments.last();
            let wraps = ["Option", "Vec", "PgRange", "PgMultirange", "Timestamp", "Date", "Patch"];
            let segment = segment.filter(|of| wraps.iter().any(|name| of.ident == name));
            let inner = segment.and_then(|segment| first_argument(&segment.arguments));
            inner.map_or(ty, innermost)
        }
        _ => ty,
    }
}

fn elements(ty: &Type) -> Core {
    if last_word(ty).is_some_and(|word| word == "u8") {
        return Core::Bytes;
    }
    Core::Array(Box::new(Written::of(ty)))
}

fn first_argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn last_word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        // A generic argument that is no path still is an argument (`Json<(i32, i32)>`).
        _ => Some(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(ty: &str) -> Core {
        Written::of(&syn::parse_str(ty).expect(ty)).core
    }

    fn scalar(name: &str) -> Core {
        let found = super::super::scalar::SCALARS.iter().find(|scalar| scalar.name == name);
        Core::Scalar(found.expect(name))
    }

    #[test]
    fn spellings() {
        for (ty, expected) in [
            ("i64", scalar("i64")),
            ("String", scalar("String")),
            ("&str", scalar("String")),
            ("&'a str", scalar("String")),
            ("std::string::String", scalar("String")),
            ("Uuid", scalar("Uuid")),
            ("&uuid::Uuid", scalar("Uuid")),
            ("DateTime<Utc>", scalar("DateTime")),
            ("chrono::DateTime<chrono::Utc>", scalar("DateTime")),
            ("Json<Vec<Address>>", scalar("Json")),
            ("Json<(i32, i32)>", scalar("Json")),
            ("Timestamp<DateTime<Utc>>", scalar("DateTime")),
            ("Date<NaiveDate>", scalar("NaiveDate")),
            ("MacAddr", scalar("MacAddr")),
            ("Vec<u8>", Core::Bytes),
            ("&[u8]", Core::Bytes),
            ("CompanyType", Core::Named("CompanyType".into())),
            ("DateTime<Tz>", Core::Named("DateTime".into())),
            ("(i32, i32)", Core::Other),
        ] {
            assert_eq!(core(ty), expected, "{ty}");
            let optional = Written::of(&syn::parse_str(&format!("Option<{ty}>")).expect(ty));
            assert_eq!(optional, Written { optional: true, core: expected }, "{ty}");
        }
        for array in ["Vec<Uuid>", "&[Uuid]"] {
            let element = Written { optional: false, core: scalar("Uuid") };
            assert_eq!(core(array), Core::Array(Box::new(element)));
        }
        let element = Written { optional: true, core: scalar("i32") };
        assert_eq!(core("Vec<Option<i32>>"), Core::Array(Box::new(element)));
        let element = Written { optional: false, core: scalar("i32") };
        assert_eq!(core("PgRange<i32>"), Core::Range(Box::new(element)));
        assert_eq!(core("Option<Option<i32>>"), Core::Other);
    }

    #[test]
    fn types_come_down_to_one() {
        for (ty, expected) in [
            ("Email", "Email"),
            ("&[Option<crate::Email>]", "crate :: Email"),
            ("Option<Vec<PgRange<Version>>>", "Version"),
            ("Patch<Email>", "Email"),
            ("Other<Email>", "Other < Email >"),
        ] {
            let ty: Type = syn::parse_str(ty).expect(ty);
            let found = innermost(&ty);
            assert_eq!(quote::quote!(#found).to_string(), expected);
        }
    }
}
