//! Parameters: `:name` in the SQL and in the signature, both ways, with types that fit.

use proc_macro2::Span;
use query_check::checked::CheckedParameter;
use query_check::diagnostic::{Code, Diagnostic};
use query_check::suggest::closest;
use query_check::syntax::ast;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Type};

use super::function::{Around, Given};
use super::statement::Statement;
use super::{Message, dynamic};
use crate::report::Report;
use crate::syntax::{Function, Param};
use crate::types::{Place, Types};

/// The arguments of each statement, in the order of its `$1…`. What is missing is reported. `orders` are the
/// parameters that pick orders.
pub(super) fn check(
    around: &Around<'_, '_>,
    function: &Function,
    statements: &[Statement<'_>],
    orders: &[String],
    report: &mut Report,
) -> Vec<Vec<Given>> {
    let types = around.types;
    let mut used: Vec<String> = orders.to_vec();
    let mut arguments = Vec::new();
    for statement in statements {
        let mut of_statement = Vec::new();
        for parameter in &statement.checked.parameters {
            if let Some(scope) = around.scope
                && parameter.name == ast::Param::Name(scope.column.clone())
            {
                if scope.sound {
                    let (name, ty) = (&scope.syntax.name, &scope.syntax.ty);
                    judge(types, name, ty, parameter, statement, report);
                }
                of_statement.push(Given::Scope);
                continue;
            }
            let Some(param) = find(function, parameter, statement, types, &mut used, report) else {
                continue;
            };
            judge(types, &param.name, &param.ty, parameter, statement, report);
            of_statement.push(Given::Argument(param.name.clone()));
        }
        arguments.push(of_statement);
    }
    for param in &function.params {
        let name = param.name.unraw().to_string();
        if around.scope.is_some_and(|scope| scope.column == name) {
            let message =
                Message::new(format!("`{name}` is the scope of the store, which gives its value"));
            let help = format!("take it out; `:{name}` is there in every query");
            report.error(param.name.span(), message.help(help));
        } else if !used.contains(&name) {
            let message = Message::new(format!("no statement uses the parameter `{name}`"));
            let help = format!("write `:{name}` where its value belongs, or take it out");
            report.error(param.name.span(), message.help(help));
        }
    }
    arguments
}

/// The declared parameter for one that the SQL uses.
fn find<'f>(
    function: &'f Function,
    parameter: &CheckedParameter,
    statement: &Statement<'_>,
    types: &Types<'_>,
    used: &mut Vec<String>,
    report: &mut Report,
) -> Option<&'f Param> {
    let span = parameter.uses.first().copied().unwrap_or_default();
    let name = match &parameter.name {
        ast::Param::Name(name) => name,
        ast::Param::Number(number) => {
            let message =
                format!("parameters are written by name here, not by number: `${number}`");
            let help = match function.params.first() {
                Some(param) => format!("write `:{}`, say", param.name),
                None => "write `:name`, and declare `name` in the signature".to_owned(),
            };
            let diagnostic = Diagnostic::new(Code::UnknownParameter, span, message).with_help(help);
            statement.report(&diagnostic, report);
            // One of those declared is meant: none of them is told to be unused.
            used.extend(function.params.iter().map(|param| param.name.unraw().to_string()));
            return None;
        }
    };
    let declared = function.params.iter().find(|param| param.name.unraw() == name.as_str());
    if declared.is_some() {
        used.push(name.clone());
        return declared;
    }
    let names: Vec<_> = function.params.iter().map(|p| p.name.unraw().to_string()).collect();
    let message = format!("`{}` has no parameter `{name}`", function.name);
    let help = match closest(name, &names) {
        Some(close) => {
            // Misspelt here, it is not left out as well.
            used.push(close.clone());
            format!("did you mean `:{close}`?")
        }
        None => {
            let ty = types.spelling(parameter.ty, false, Place::Parameter);
            let ty = ty.unwrap_or_else(|| "…".to_owned());
            format!("declare it: `{}({name}: {ty}, …)`", function.name)
        }
    };
    let diagnostic = Diagnostic::new(Code::UnknownParameter, span, message).with_help(help);
    statement.report(&diagnostic, report);
    None
}

/// Whether the declared type is what PostgreSQL expects, and `Option` only where NULL makes sense.
fn judge(
    types: &Types<'_>,
    name: &Ident,
    ty: &Type,
    parameter: &CheckedParameter,
    statement: &Statement<'_>,
    report: &mut Report,
) {
    let written = dynamic::written(ty);
    let used = parameter.uses.first().copied().unwrap_or_default();
    let at: Span = ty.span();
    let expected = types.catalog.format_type(parameter.ty);
    if !types.fits(&written.core, parameter.ty) {
        let message = format!(
            "PostgreSQL takes `:{name}` for `{expected}`, which is not what the type of `{name}` holds"
        );
        let candidates = types.candidates(parameter.ty, Place::Parameter);
        let help = if candidates.contains("` or `") || !candidates.starts_with('`') {
            format!("`{expected}` is held by {candidates}")
        } else {
            format!("write `{name}: {}`", candidates.trim_matches('`'))
        };
        let diagnostic = Diagnostic::new(Code::ParameterType, used, message).with_help(help);
        statement.report_at(at, &diagnostic, report);
        return;
    }
    types.rely_on(ty, &written.core, parameter.ty);
    if !written.optional {
        return;
    }
    let without = types.spelling(parameter.ty, false, Place::Parameter);
    // In place of a `Patch`, what decides about the same part.
    let patch = ty;
    let option = |ty: String| match dynamic::patched(patch) {
        Some(_) => format!("Option<{ty}>"),
        None => ty,
    };
    let without = without.map(option);
    let without = without.map(|ty| format!("`{name}: {ty}`")).unwrap_or_default();
    if let Some(column) = &parameter.not_null_column {
        let message = format!(
            "`{name}` may be NULL, but the column `{column}` that it is written to may not"
        );
        let diagnostic = Diagnostic::new(Code::NullableParameter, used, message)
            .with_help(format!("write {without}"));
        statement.report_at(at, &diagnostic, report);
    } else if !parameter.nullable {
        let message = format!("with NULL for `:{name}` the statement can never find anything");
        let diagnostic = Diagnostic::new(Code::NullableParameter, used, message)
            .with_note("a comparison with NULL is never true")
            .with_help(format!(
                "write {without}; or compare with IS NOT DISTINCT FROM, where NULL equals NULL"
            ));
        statement.report_at(at, &diagnostic, report);
    }
}
