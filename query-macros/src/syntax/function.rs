//! `fn by_name(name: &str) -> Option<Company> { "SELECT …" }`.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Token, Type, Visibility, parenthesized};

use super::Body;
use super::operation::Cascade;
use crate::report::Report;

/// A query of one's own.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    /// As written; the store's own where nothing is written.
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) params: Vec<Param>,
    pub(crate) claim: Claim,
    pub(crate) cascades: Vec<Cascade>,
    pub(crate) body: Body,
}

/// A parameter, `:name` in the SQL.
pub(crate) struct Param {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// What the return type says of the result.
pub(crate) enum Claim {
    /// No return type: no rows.
    Nothing,
    /// `u64`: the number of affected rows.
    Affected(Type),
    /// `T`: one row.
    One(Type),
    /// `Option<T>`: at most one row. The whole type, and `T`.
    Optional(Type, Type),
    /// `Vec<T>`: any number of rows. The whole type, and `T`.
    Many(Type, Type),
    /// `impl Stream<T>`: the same, as they arrive. The whole type, and `T`.
    Stream(Type, Type),
}

impl Function {
    pub(super) fn parse(
        input: ParseStream<'_>,
        of_store: &Visibility,
        report: &mut Report,
    ) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = match input.parse()? {
            Visibility::Inherited => of_store.clone(),
            written => written,
        };
        if let Some(keyword) = input.parse::<Option<Token![async]>>()? {
            report.error_at(keyword, "the functions of a store are all async: write `fn`");
        }
        input.parse::<Token![fn]>()?;
        let name: Ident = input.parse()?;
        if input.peek(Token![<]) {
            return Err(input.error("the functions of a store have no generics"));
        }
        let content;
        parenthesized!(content in input);
        let params = Punctuated::<Param, Token![,]>::parse_terminated_with(&content, Param::parse)?;
        let claim = match input.parse::<Option<Token![->]>>()? {
            Some(_) => Claim::of(input.parse()?)?,
            None => Claim::Nothing,
        };
        let cascades = Cascade::parse_clause(input)?;
        let body = Body::parse(input, report)?;
        let params = params.into_iter().collect();
        Ok(Self { attributes, visibility, name, params, claim, cascades, body })
    }
}

impl Param {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![&]) || input.peek(Token![self]) {
            let message =
                "leave `self` away: the list holds the parameters of the SQL, `name: &str`";
            return Err(input.error(message));
        }
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Self { name, ty: input.parse()? })
    }
}

impl Claim {
    fn of(ty: Type) -> syn::Result<Self> {
        // What a `macro_rules!` puts in its output.
        if let Type::Group(inner) = ty {
            return Self::of(*inner.elem);
        }
        if let Type::ImplTrait(written) = &ty {
            let item = written.bounds.iter().find_map(|bound| match bound {
                syn::TypeParamBound::Trait(bound) => bound
                    .path
                    .segments
                    .last()
                    .filter(|s| s.ident == "Stream")
                    .and_then(only_argument),
                _ => None,
            });
            return match item {
                Some(item) => Ok(Self::Stream(ty.clone(), item)),
                None => {
                    let message = "of the `impl` types a function can return `impl Stream<T>` only";
                    Err(syn::Error::new_spanned(&ty, message))
                }
            };
        }
        if matches!(&ty, Type::Tuple(tuple) if tuple.elems.is_empty()) {
            return Ok(Self::Nothing);
        }
        let segment = match &ty {
            Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
            _ => None,
        };
        let Some(segment) = segment else { return Ok(Self::One(ty)) };
        let name = segment.ident.to_string();
        let argument = only_argument(segment);
        Ok(match (name.as_str(), argument) {
            ("u64", None) => Self::Affected(ty),
            ("Option", Some(item)) => Self::Optional(ty, item),
            // Bytes are a value, not rows.
            ("Vec", Some(item)) if !is_u8(&item) => Self::Many(ty, item),
            ("Result", _) => {
                let message = "return what the query gives; the function's own type becomes \
                               `Result<…, microcosm_postgres::Error>`";
                return Err(syn::Error::new_spanned(&ty, message));
            }
            _ => Self::One(ty),
        })
    }

    /// The return type as written.
    pub(crate) fn written(&self) -> Option<&Type> {
        match self {
            Self::Nothing => None,
            Self::Affected(ty)
            | Self::One(ty)
            | Self::Optional(ty, _)
            | Self::Many(ty, _)
            | Self::Stream(ty, _) => Some(ty),
        }
    }

    /// The type of a row, where rows come back.
    pub(crate) fn row(&self) -> Option<&Type> {
        match self {
            Self::Nothing | Self::Affected(_) => None,
            Self::One(row) | Self::Optional(_, row) | Self::Many(_, row) | Self::Stream(_, row) => {
                Some(row)
            }
        }
    }
}

/// `T` of `Name<T>`.
fn only_argument(segment: &syn::PathSegment) -> Option<Type> {
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty.clone()),
        _ => None,
    }
}

fn is_u8(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("u8"))
}
