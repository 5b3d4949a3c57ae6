//! `pub store CompanyStore for Company { scope tenant_id: Uuid; create, retrieve; fn by_name(…) … }`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token, Visibility, braced};

use super::recover::{self, Until};
use super::{Fragment, Function, Operation, Scope, keyword};
use crate::report::Report;

/// The operations and queries that are allowed.
pub(crate) struct Store {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// The model the standard operations are about; queries alone need none.
    pub(crate) model: Option<Ident>,
    /// What all of its queries are restricted to.
    pub(crate) scope: Option<Scope>,
    pub(crate) fragments: Vec<Fragment>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) functions: Vec<Function>,
}

impl Store {
    pub(super) fn parse(
        input: ParseStream<'_>,
        attributes: Vec<Attribute>,
        visibility: Visibility,
        report: &mut Report,
    ) -> syn::Result<Self> {
        input.parse::<keyword::store>()?;
        let name = input.parse()?;
        let mut model = None;
        if input.peek(Token![for]) {
            input.parse::<Token![for]>()?;
            model = Some(input.parse()?);
        }
        let content;
        braced!(content in input);
        let mut scope: Option<Scope> = None;
        let mut fragments = Vec::new();
        let mut operations = Vec::new();
        let mut functions = Vec::new();
        recover::each(&content, report, Until::ItemEnd, |input, report| {
            if is_function(input)? {
                functions.push(Function::parse(input, &visibility, report)?);
                return Ok(());
            }
            if Fragment::is_next(input)? {
                fragments.push(Fragment::parse(input, report)?);
                return Ok(());
            }
            if Scope::is_next(input)? {
                let found = Scope::parse(input)?;
                match &scope {
                    Some(_) => report.error_at(&found.name, "a store has one scope"),
                    None => scope = Some(found),
                }
                return Ok(());
            }
            recover::list(input, report, |input| {
                operations.push(Operation::parse(input)?);
                Ok(())
            })
        });
        Ok(Self { attributes, visibility, name, model, scope, fragments, operations, functions })
    }
}

/// Whether a function stands next, behind attributes and visibility.
fn is_function(input: ParseStream<'_>) -> syn::Result<bool> {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer)?;
    ahead.parse::<Visibility>()?;
    Ok(ahead.peek(Token![fn]) || ahead.peek(Token![async]))
}
