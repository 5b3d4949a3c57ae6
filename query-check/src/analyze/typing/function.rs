//! Functions: which one a call means (manual, "Functions" of chapter 10; `FuncnameGetCandidates`,
//! `func_get_detail`).

use super::candidates::{self, Candidate};
use super::pathway::{Pathway, STRING_CATEGORY, find_pathway, is_composite};
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, Catalog, Function, SchemaId, TypeId, TypeKind};
use crate::span::Span;
use crate::syntax::ast::{Ident, QualifiedName};
use crate::tree::{Expr, ExprKind};

/// A function that could take the arguments.
pub(super) struct FunctionCandidate<'c> {
    pub function: &'c Function,
    /// Another function of the same schema takes the same arguments: calling this is ambiguous.
    ambiguous: bool,
    rank: usize,
    /// The parameters in the order of the call: a variadic one expanded, defaulted ones at the end.
    pub parameters: Vec<TypeId>,
    /// How many arguments a variadic parameter stands for; 0 when it is not expanded.
    pub expanded: usize,
    /// How many parameters are left to their defaults.
    pub defaulted: usize,
    /// For named notation: the parameter each entry of `parameters` is.
    pub order: Option<Vec<usize>>,
}

impl Candidate for FunctionCandidate<'_> {
    fn parameters(&self) -> &[TypeId] {
        &self.parameters
    }
}

/// What a call means (`FuncDetailCode`).
pub(super) enum Detail<'c> {
    NotFound,
    Ambiguous(Vec<&'c Function>),
    /// A type's name called with one argument: a cast.
    Coercion(TypeId),
    Found(FunctionCandidate<'c>),
}

/// The arguments of a call, as the lookup needs them.
pub(super) struct CallShape<'s> {
    pub types: &'s [TypeId],
    /// Names of the trailing named arguments.
    pub names: &'s [Ident],
    /// VARIADIC was written, so that no parameter is expanded.
    pub variadic: bool,
    /// The only argument is an untyped literal.
    pub literal: bool,
}

/// The parameter each argument of a named or mixed call is, those left to defaults at the end
/// (`MatchNamedCall`).
fn match_names(function: &Function, count: usize, names: &[Ident]) -> Option<Vec<usize>> {
    let total = function.args.len();
    let positional = count - names.len();
    let mut given = vec![false; total];
    let mut order: Vec<usize> = (0..positional).collect();
    given.get_mut(..positional)?.fill(true);
    for name in names {
        let place = function.arg_names.iter().position(|n| *n == name.value)?;
        if std::mem::replace(given.get_mut(place)?, true) {
            return None;
        }
        order.push(place);
    }
    let first_default = total - usize::from(function.defaults);
    let left = given.iter().enumerate().filter(|(_, given)| !**given).map(|(place, _)| place);
    for place in left {
        if place < first_default {
            return None;
        }
        order.push(place);
    }
    Some(order)
}

fn candidate<'c>(
    function: &'c Function,
    rank: usize,
    shape: &CallShape<'_>,
) -> Option<FunctionCandidate<'c>> {
    let (count, total) = (shape.types.len(), function.args.len());
    let by_name = !shape.names.is_empty();
    let element = function.variadic.filter(|_| !shape.variadic);
    if by_name && element.is_some() {
        return None;
    }
    let element = element.filter(|_| total <= count);
    let defaulted = total.saturating_sub(count);
    if defaulted > usize::from(function.defaults) || (total < count && element.is_none()) {
        return None;
    }
    let order = if by_name { Some(match_names(function, count, shape.names)?) } else { None };
    let mut parameters: Vec<TypeId> = match &order {
        Some(order) => order.iter().map(|place| function.args[*place]).collect(),
        None => function.args.to_vec(),
    };
    let mut expanded = 0;
    if let Some(element) = element {
        expanded = count + 1 - total;
        parameters.truncate(total - 1);
        parameters.resize(count, element);
    }
    Some(FunctionCandidate {
        function,
        ambiguous: false,
        rank,
        parameters,
        expanded,
        defaulted,
        order,
    })
}

/// The functions of that name that could take as many arguments, shadowed ones left out
/// (`FuncnameGetCandidates`).
fn visible<'c>(
    catalog: &'c Catalog,
    schema: Option<SchemaId>,
    name: &'c str,
    shape: &CallShape<'_>,
) -> Vec<FunctionCandidate<'c>> {
    let path = catalog.search_path();
    let mut found: Vec<FunctionCandidate<'c>> = Vec::new();
    for function in catalog.functions_named(name) {
        let rank = match schema {
            Some(schema) => (function.schema == schema).then_some(0),
            None => path.iter().position(|s| *s == function.schema),
        };
        let Some(rank) = rank else { continue };
        let Some(new) = candidate(function, rank, shape) else { continue };
        let arguments = |c: &FunctionCandidate<'_>| c.parameters.len() - c.defaulted;
        let same = found.iter_mut().find(|old| {
            let count = arguments(old);
            count == arguments(&new) && old.parameters[..count] == new.parameters[..count]
        });
        let Some(old) = same else {
            found.push(new);
            continue;
        };
        // Earlier on the path first, then what needs no expansion; else they are equally good.
        let key = |c: &FunctionCandidate<'_>| (c.rank, c.expanded > 0);
        match key(&new).cmp(&key(old)) {
            std::cmp::Ordering::Less => *old = new,
            std::cmp::Ordering::Equal => old.ambiguous = true,
            std::cmp::Ordering::Greater => {}
        }
    }
    found
}

impl<'a> Analyzer<'a> {
    /// What a call of `name` with such arguments means (`func_get_detail`); `None` when the name itself was
    /// reported.
    pub(super) fn function_detail(
        &mut self,
        name: &QualifiedName,
        shape: &CallShape<'_>,
        span: Span,
    ) -> Option<Detail<'a>> {
        let catalog: &'a Catalog = self.catalog;
        let (schema, last) = match name.parts.as_slice() {
            [last] => (None, last),
            [schema, last] => (Some(self.schema_named(schema, span)?), last),
            parts => {
                self.bad_qualification(parts, span);
                return None;
            }
        };
        // The name must live as long as the catalog's rows for the iterator only.
        let candidates = visible_owned(catalog, schema, &last.value, shape);
        let exact = candidates.iter().position(|c| c.parameters.starts_with(shape.types));
        let mut candidates = candidates;
        let chosen = match exact {
            Some(place) => candidates.swap_remove(place),
            None => {
                if let Some(ty) = self.cast_by_call(name, shape) {
                    return Some(Detail::Coercion(ty));
                }
                let mut fitting = candidates::matching(catalog, shape.types, candidates);
                match fitting.len() {
                    0 => return Some(Detail::NotFound),
                    1 => fitting.swap_remove(0),
                    _ => match candidates::select(catalog, shape.types, fitting) {
                        Ok(one) => one,
                        Err(many) => {
                            let functions = many.iter().map(|c| c.function).collect();
                            return Some(Detail::Ambiguous(functions));
                        }
                    },
                }
            }
        };
        if chosen.ambiguous {
            let all = catalog.functions_named(&chosen.function.name);
            let functions = all.filter(|f| f.schema == chosen.function.schema).collect();
            return Some(Detail::Ambiguous(functions));
        }
        // VARIADIC with names must give the variadic parameter last.
        if let (true, Some(order)) = (shape.variadic, &chosen.order) {
            let last = shape.types.len().wrapping_sub(1);
            if order.get(last) != Some(&last) {
                return Some(Detail::NotFound);
            }
        }
        Some(Detail::Found(chosen))
    }

    /// The type a one-argument call casts to, when it is no function's.
    fn cast_by_call(&mut self, name: &QualifiedName, shape: &CallShape<'_>) -> Option<TypeId> {
        let [source] = *shape.types else { return None };
        if !shape.names.is_empty() {
            return None;
        }
        let catalog = self.catalog;
        let ty = match name.parts.as_slice() {
            [name] => catalog.find_type(&name.value),
            [schema, name] => catalog.type_in(catalog.schema(&schema.value)?, &name.value),
            _ => None,
        }?;
        if !ty.defined || matches!(ty.kind, TypeKind::Composite(_)) {
            return None;
        }
        if source == TypeId::UNKNOWN && shape.literal {
            return Some(ty.id);
        }
        let is_cast = match find_pathway(catalog, ty.id, source, CastContext::Explicit) {
            Some(Pathway::Relabel) => true,
            // A row's text is not meant by row.text.
            Some(Pathway::ViaIo) => {
                let row = source == TypeId::RECORD || is_composite(catalog, source);
                !(row && ty.category == STRING_CATEGORY)
            }
            _ => false,
        };
        is_cast.then_some(ty.id)
    }

    /// A call as PostgreSQL names it in messages (`func_signature_string`).
    pub(super) fn call_signature(
        &self,
        name: &QualifiedName,
        types: &[TypeId],
        names: &[Ident],
    ) -> String {
        let positional = types.len() - names.len();
        let args = types.iter().enumerate().map(|(place, ty)| {
            let ty = self.type_name(*ty);
            match place.checked_sub(positional) {
                Some(named) => format!("{} => {ty}", names[named].value),
                None => ty,
            }
        });
        let args = args.collect::<Vec<_>>().join(", ");
        format!("{}({args})", super::type_name::dotted(&name.parts))
    }

    /// A function with its parameters, for lists of candidates.
    pub(super) fn function_signature(&self, function: &Function) -> String {
        let first_default = function.args.len() - usize::from(function.defaults);
        let args = function.args.iter().enumerate().map(|(place, ty)| {
            let mut text = String::new();
            if function.variadic.is_some() && place + 1 == function.args.len() {
                text.push_str("VARIADIC ");
            }
            if let Some(name) = function.arg_names.get(place).filter(|name| !name.is_empty()) {
                text.push_str(name);
                text.push(' ');
            }
            text.push_str(&self.type_name(*ty));
            if place >= first_default {
                text.push_str(" DEFAULT …");
            }
            text
        });
        format!("{}({})", function.name, args.collect::<Vec<_>>().join(", "))
    }
}

/// [`visible`] for a name that does not live as long as the catalog: looks the rows up again by identity.
fn visible_owned<'c>(
    catalog: &'c Catalog,
    schema: Option<SchemaId>,
    name: &str,
    shape: &CallShape<'_>,
) -> Vec<FunctionCandidate<'c>> {
    let any = catalog.functions_named(name).next().map(|f| f.id);
    match any.and_then(|id| catalog.function(id)) {
        Some(function) => visible(catalog, schema, &function.name, shape),
        None => Vec::new(),
    }
}

/// Whether an argument is an untyped literal.
pub(super) fn is_untyped_literal(expr: &Expr) -> bool {
    expr.ty == TypeId::UNKNOWN && matches!(expr.kind, ExprKind::Const(_))
}
