//! Optional parts and orders to pick from: which parameters decide, and the enums of orders.

use heck::ToUpperCamelCase as _;
use query_check::diagnostic::{Code, Diagnostic};
use query_check::parts::{self, PartOptions};
use query_check::syntax::ast;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Type, Visibility};

use super::row_type::RowTypes;
use super::statement::Statement;
use super::{Message, ModelPlan, StoreScope};
use crate::report::Report;
use crate::syntax::{Function, Param};
use crate::types::{Types, Written};

/// An enum to generate, from which the caller picks an order.
pub(crate) struct OrderType<'a> {
    pub(crate) name: Ident,
    pub(crate) visibility: &'a Visibility,
    /// Each variant with its SQL.
    pub(crate) variants: Vec<(Ident, String)>,
    /// The queries that take it.
    pub(crate) queries: Vec<String>,
}

/// `T` of `Patch<T>`.
pub(crate) fn patched(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == "Patch")?;
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(ty)) => Some(ty),
        _ => None,
    }
}

/// A parameter's type: what is in a `Patch` can be NULL.
pub(super) fn written(ty: &Type) -> Written {
    match patched(ty) {
        Some(inner) => Written { optional: true, ..Written::of(inner) },
        None => Written::of(ty),
    }
}

/// Which parameters are never NULL, and which decide about parts.
pub(super) fn options(function: &Function, scope: Option<&StoreScope<'_>>) -> PartOptions {
    let mut options = PartOptions::default();
    if let Some(scope) = scope {
        let parameter = ast::Param::Name(scope.column.clone());
        options.not_null_parameters.push(parameter.clone());
        options.scope = Some(scope.of_checker(parameter));
    }
    for param in &function.params {
        let name = param.name.unraw().to_string();
        if patched(&param.ty).is_some() {
            options.patches.push(name);
        } else if Written::of(&param.ty).optional {
            options.optional.push(name);
        } else {
            options.not_null_parameters.push(ast::Param::Name(name));
        }
    }
    options
}

/// A `Patch` has a meaning in the part that it decides about, and nowhere else.
pub(super) fn check_patches(
    function: &Function,
    statements: &[Statement<'_>],
    report: &mut Report,
) {
    for param in function.params.iter().filter(|param| patched(&param.ty).is_some()) {
        let name = param.name.unraw().to_string();
        for statement in statements {
            let decides = statement
                .template
                .iter()
                .any(|template| template.bits.deciding.iter().any(|names| names.contains(&name)));
            let used = statement.checked.parameters.iter();
            let mut used = used.filter(|p| p.name == ast::Param::Name(name.clone()));
            if let Some(parameter) = used.find(|_| !decides) {
                let span = parameter.uses.first().copied().unwrap_or_default();
                let message = format!("`{name}` is a `Patch`, but its assignment is not optional");
                let diagnostic = Diagnostic::new(Code::OptionalPart, span, message)
                    .with_help(format!("write `{{ , column = :{name} }}` in SET"));
                statement.report(&diagnostic, report);
            }
        }
    }
}

/// Declares the enums of a function's orders, or compares them with what earlier functions made of them.
/// Gives the names of the parameters that pick.
pub(super) fn check_orders<'a>(
    types: &Types<'_>,
    models: &[ModelPlan<'_>],
    rows: &mut RowTypes<'a>,
    function: &'a Function,
    statements: &[Statement<'_>],
    query: &str,
    report: &mut Report,
) -> Vec<String> {
    let mut picking = Vec::new();
    for statement in statements {
        for order in statement.template.iter().flat_map(|template| &template.orders) {
            let (name, span) = &order.parameter;
            let Some(param) = param(function, name) else {
                let message = format!("`{}` has no parameter `{name}`", function.name);
                let help = format!(
                    "declare it, with the name of an enum that is then generated: `{}({name}: Order, …)`",
                    function.name
                );
                let diagnostic = Diagnostic::new(Code::UnknownParameter, *span, message);
                statement.report(&diagnostic.with_help(help), report);
                continue;
            };
            picking.push(name.clone());
            let Some(variants) = variants(statement, order, report) else { continue };
            let Some(enum_name) = RowTypes::name_of(&param.ty) else {
                let message = "the type of an order is the name of an enum that is then generated";
                let help = format!("write `{}: Order`, or another name", param.name);
                report.error(param.ty.span(), Message::new(message).help(help));
                continue;
            };
            let text = enum_name.to_string();
            let taken = models.iter().any(|model| model.syntax.name == *enum_name)
                || types.declared.named(&text).is_some()
                || rows.types.iter().any(|row| row.name == *enum_name)
                || crate::types::Scalar::find(&text, None).is_some();
            if taken {
                let message = format!("`{enum_name}` stands for something else in this block");
                let help = "give the enum of the orders a name of its own";
                report.error(enum_name.span(), Message::new(message).help(help));
                continue;
            }
            let visibility = &function.visibility;
            let known = rows.orders.iter_mut().find(|known| known.name == *enum_name);
            let Some(known) = known.filter(|known| !known.queries.is_empty()) else {
                rows.orders.retain(|known| known.name != *enum_name);
                let queries = vec![query.to_owned()];
                let name = enum_name.clone();
                rows.orders.push(OrderType { name, visibility, variants, queries });
                continue;
            };
            let names = |variants: &[(Ident, String)]| -> Vec<String> {
                variants.iter().map(|(name, _)| name.to_string()).collect()
            };
            if names(&known.variants) == names(&variants) {
                known.queries.push(query.to_owned());
                continue;
            }
            let first = &known.queries[0];
            let message = Message::new(format!(
                "`{enum_name}` has other variants in `{first}` than in `{query}`"
            ))
            .note(format!("there: {}", names(&known.variants).join(", ")))
            .note(format!("here: {}", names(&variants).join(", ")))
            .help("make the orders agree, or give one of the enums another name");
            report.error(enum_name.span(), message);
        }
    }
    picking
}

/// Declares the enums of a function that has mistakes, so that their names are there.
pub(super) fn unchecked_orders<'a>(rows: &mut RowTypes<'a>, function: &'a Function) {
    for statement in &function.body.statements {
        for order in parts::orders(&statement.text) {
            let Some(param) = param(function, &order.parameter.0) else { continue };
            let Some(name) = RowTypes::name_of(&param.ty) else { continue };
            let known = rows.orders.iter().any(|known| known.name == *name);
            if !known && !rows.types.iter().any(|row| row.name == *name) {
                let mut variants: Vec<(Ident, String)> = Vec::new();
                for (choice, sql, _) in &order.choices {
                    if let Some(ident) = choice.as_deref().and_then(variant_name)
                        && !variants.iter().any(|(known, _)| *known == ident)
                    {
                        variants.push((ident, sql.clone()));
                    }
                }
                rows.orders.push(OrderType {
                    name: name.clone(),
                    visibility: &function.visibility,
                    variants,
                    queries: Vec::new(),
                });
            }
        }
    }
}

fn param<'f>(function: &'f Function, name: &str) -> Option<&'f Param> {
    function.params.iter().find(|param| param.name.unraw() == name)
}

/// The variants of an order's enum.
fn variants(
    statement: &Statement<'_>,
    order: &parts::Order,
    report: &mut Report,
) -> Option<Vec<(Ident, String)>> {
    let before = report.count();
    let mut variants: Vec<(Ident, String)> = Vec::new();
    for (name, sql, span) in &order.choices {
        let Some(ident) = name.as_deref().and_then(variant_name) else {
            let message = "this order needs a name, which becomes a variant of the enum";
            let help = format!("write `by_something = {sql}`");
            let diagnostic = Diagnostic::new(Code::OptionalPart, *span, message).with_help(help);
            statement.report(&diagnostic, report);
            continue;
        };
        if variants.iter().any(|(known, _)| *known == ident) {
            let message = format!("two orders are called `{ident}`");
            let help = format!("give this one a name of its own: `by_something = {sql}`");
            let diagnostic = Diagnostic::new(Code::OptionalPart, *span, message).with_help(help);
            statement.report(&diagnostic, report);
            continue;
        }
        variants.push((ident, sql.clone()));
    }
    (report.count() == before).then_some(variants)
}

/// `CreatedAtDesc` for `created_at_desc`.
fn variant_name(name: &str) -> Option<Ident> {
    syn::parse_str(&name.to_upper_camel_case()).ok()
}
