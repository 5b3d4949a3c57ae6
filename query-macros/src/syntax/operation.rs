//! The standard operations: `create, delete cascades(employee), search(name, kind), create_all -> u64;`.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Token, parenthesized};

use super::keyword;

/// A standard operation as listed.
pub(crate) struct Operation {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) kind: OperationKind,
    pub(crate) name: Ident,
    /// The fields of `search(…)`.
    pub(crate) fields: Vec<Ident>,
    pub(crate) cascades: Vec<Cascade>,
    /// `-> u64`: only the number of rows is asked back.
    pub(crate) counted: bool,
}

/// A table named in `cascades(…)`, perhaps with its schema.
pub(crate) struct Cascade {
    pub(crate) table: String,
    pub(crate) span: Span,
}

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationKind {
    Create,
    Retrieve,
    Update,
    UpdateWithDiff,
    Replace,
    Delete,
    Count,
    Search,
    SearchFirst,
    CreateAll,
    UpsertAll,
    UpdateAll,
    DeleteAll,
}

impl OperationKind {
    pub(crate) const ALL: [Self; 13] = [
        Self::Create,
        Self::Retrieve,
        Self::Update,
        Self::UpdateWithDiff,
        Self::Replace,
        Self::Delete,
        Self::Count,
        Self::Search,
        Self::SearchFirst,
        Self::CreateAll,
        Self::UpsertAll,
        Self::UpdateAll,
        Self::DeleteAll,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Retrieve => "retrieve",
            Self::Update => "update",
            Self::UpdateWithDiff => "update_with_diff",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Count => "count",
            Self::Search => "search",
            Self::SearchFirst => "search_first",
            Self::CreateAll => "create_all",
            Self::UpsertAll => "upsert_all",
            Self::UpdateAll => "update_all",
            Self::DeleteAll => "delete_all",
        }
    }

    /// Whether it takes many rows at once.
    pub(crate) const fn is_bulk(self) -> bool {
        matches!(self, Self::CreateAll | Self::UpsertAll | Self::UpdateAll | Self::DeleteAll)
    }

    const fn takes_fields(self) -> bool {
        matches!(self, Self::Search | Self::SearchFirst)
    }
}

impl Operation {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        let Some(kind) = OperationKind::ALL.into_iter().find(|kind| name == kind.name()) else {
            let names = OperationKind::ALL.map(OperationKind::name);
            let help = match query_check::suggest::closest(&name.to_string(), names) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("there are {}; a query of your own is a `fn`", names.join(", ")),
            };
            let message = format!("no standard operation is called `{name}`: {help}");
            return Err(syn::Error::new(name.span(), message));
        };
        let mut fields = Vec::new();
        if kind.takes_fields() {
            if !input.peek(syn::token::Paren) {
                let message = format!(
                    "`{name}` lists the fields to search by: `{name}(name)`; `{name}()` finds all rows"
                );
                return Err(syn::Error::new(name.span(), message));
            }
            let content;
            parenthesized!(content in input);
            let list =
                Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)?;
            fields.extend(list);
        }
        let cascades = Cascade::parse_clause(input)?;
        let counted = Self::parse_claim(input, kind, &name)?;
        Ok(Self { attributes, kind, name, fields, cascades, counted })
    }

    /// `-> u64`, if it stands there.
    fn parse_claim(input: ParseStream<'_>, kind: OperationKind, name: &Ident) -> syn::Result<bool> {
        if !input.peek(Token![->]) {
            return Ok(false);
        }
        let arrow: Token![->] = input.parse()?;
        let claim: syn::Type = input.parse()?;
        let is_count = matches!(&claim, syn::Type::Path(path) if path.path.is_ident("u64"));
        if kind.is_bulk() && is_count {
            return Ok(true);
        }
        let message = if kind.is_bulk() {
            format!("`{name}` gives what it is about, or with `-> u64` the number of rows")
        } else {
            format!("what `{name}` gives is settled; leave the `->` away")
        };
        Err(syn::Error::new_spanned(quote::quote!(#arrow #claim), message))
    }
}

impl Cascade {
    /// `cascades(employee, hr.badge)`, if it stands there.
    pub(super) fn parse_clause(input: ParseStream<'_>) -> syn::Result<Vec<Self>> {
        if !input.peek(keyword::cascades) {
            return Ok(Vec::new());
        }
        let keyword: keyword::cascades = input.parse()?;
        let content;
        parenthesized!(content in input);
        let list = Punctuated::<Self, Token![,]>::parse_terminated_with(&content, Self::parse)?;
        if list.is_empty() {
            let message = "name the tables that are touched; without any, leave `cascades` away";
            return Err(syn::Error::new(keyword.span, message));
        }
        Ok(list.into_iter().collect())
    }

    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let first = Ident::parse_any(input)?;
        let mut table = first.unraw().to_string();
        if input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            table = format!("{table}.{}", Ident::parse_any(input)?.unraw());
        }
        Ok(Self { table, span: first.span() })
    }
}
