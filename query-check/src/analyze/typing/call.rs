//! Calls: functions, casts in call syntax, columns in call syntax, aggregates and window functions
//! (PostgreSQL's `transformFuncCall` and `ParseFuncOrColumn`).

use super::function::{CallShape, Detail, FunctionCandidate, is_untyped_literal};
use super::location::{NOWHERE, ast_location, expr_location};
use super::pathway::{array_type, base_element_type, is_composite};
use crate::analyze::{Analyzer, ExprContext};
use crate::catalog::{AggregateKind, CastContext, Function, FunctionId, FunctionKind, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, Ident, QualifiedName};
use crate::tree::{CoercionForm, Expr, ExprKind};

/// PostgreSQL's `FUNC_MAX_ARGS`.
const MAX_ARGUMENTS: usize = 100;
/// How many candidates a diagnostic lists.
const SHOWN_CANDIDATES: usize = 10;

/// A call with its arguments analysed, on its way to a typed node.
pub(super) struct CallSite<'s> {
    pub name: &'s QualifiedName,
    /// The names of the trailing named arguments.
    pub names: Vec<Ident>,
    /// What was written; `None` for a field taken of a row and for calls the grammar makes.
    pub call: Option<&'s ast::FunctionCall>,
    /// `row.name`: a column before it is a function.
    pub column: bool,
    pub filter: Option<Expr>,
    /// The call's own location.
    pub location: u32,
    /// All of its text.
    pub span: Span,
    /// The last set-returning call before the arguments.
    pub before: Option<Span>,
}

impl CallSite<'_> {
    fn has(&self, test: impl Fn(&ast::FunctionCall) -> bool) -> bool {
        self.call.is_some_and(test)
    }

    fn over(&self) -> Option<&ast::Over> {
        self.call.and_then(|call| call.over.as_ref())
    }

    fn order_by(&self) -> &[ast::SortBy] {
        self.call.map_or(&[], |call| &call.order_by)
    }
}

/// The chosen function, copied out of the catalog.
pub(super) struct Chosen {
    pub id: FunctionId,
    pub kind: FunctionKind,
    pub result: TypeId,
    pub returns_set: bool,
    pub variadic: Option<TypeId>,
    pub expanded: usize,
}

impl Analyzer<'_> {
    /// A written call.
    pub(super) fn call(&mut self, call: &ast::FunctionCall, expr: &ast::Expr) -> Expr {
        let before = self.scope().last_set;
        let mut args = Vec::with_capacity(call.args.len());
        let mut names: Vec<Ident> = Vec::new();
        let mut misplaced = None;
        for arg in &call.args {
            args.push(self.expr_here(&arg.value));
            match &arg.name {
                Some(name) => names.push(name.clone()),
                None if !names.is_empty() && misplaced.is_none() => {
                    misplaced = Some(ast_location(&arg.value));
                }
                None => {}
            }
        }
        if call.within_group {
            for item in &call.order_by {
                args.push(self.expr(&item.expr, ExprContext::OrderBy));
            }
        }
        let filter = call.filter.as_deref().map(|filter| {
            let filter = self.expr(filter, ExprContext::Filter);
            self.coerce_to_boolean(filter, "FILTER")
        });
        if args.len() > MAX_ARGUMENTS {
            let message = format!("cannot pass more than {MAX_ARGUMENTS} arguments to a function");
            let diagnostic = self.diagnostic_at(Code::TooManyArguments, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        for (place, name) in names.iter().enumerate() {
            if names[..place].iter().any(|earlier| earlier.value == name.value) {
                let message = format!("argument name \"{}\" used more than once", name.value);
                self.error(Code::SyntaxError, name.span, message);
                return Expr::error(expr.span);
            }
        }
        if let Some(location) = misplaced {
            let message = "positional argument cannot follow named argument";
            let diagnostic = self.diagnostic_at(Code::SyntaxError, location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        let site = CallSite {
            name: &call.name,
            names,
            call: Some(call),
            column: false,
            filter,
            location: expr.location,
            span: expr.span,
            before,
        };
        if args.iter().chain(&site.filter).any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        self.function_or_column(site, args).unwrap_or_else(|| Expr::error(expr.span))
    }

    /// A call the grammar makes of a construct (`like_escape` of ESCAPE).
    pub(super) fn system_call(
        &mut self,
        function: &str,
        args: Vec<Expr>,
        before: Option<Span>,
        location: u32,
        span: Span,
    ) -> Expr {
        let at = self.token_span(location);
        let part = |value: &str| Ident { value: value.to_owned(), span: at };
        let name = QualifiedName { parts: vec![part("pg_catalog"), part(function)], span: at };
        let site = CallSite {
            name: &name,
            names: Vec::new(),
            call: None,
            column: false,
            filter: None,
            location,
            span,
            before,
        };
        self.function_or_column(site, args).unwrap_or_else(|| Expr::error(span))
    }

    /// A call, or a field taken of a row; `None` when the latter is neither a column nor a function
    /// (nothing reported).
    pub(super) fn function_or_column(
        &mut self,
        mut site: CallSite<'_>,
        mut args: Vec<Expr>,
    ) -> Option<Expr> {
        let decorated = !site.names.is_empty()
            || site.filter.is_some()
            || site.has(|c| {
                c.star || c.distinct || c.variadic || c.over.is_some() || !c.order_by.is_empty()
            });
        let row = match args.as_slice() {
            [arg] => arg.ty == TypeId::RECORD || is_composite(self.catalog, arg.ty),
            _ => false,
        };
        let projection = row && !decorated && site.name.parts.len() == 1;
        let is_column = site.column;
        if projection
            && is_column
            && let Some(field) = self.row_column(&args[0], &site.name.parts[0], site.location)
        {
            return Some(field);
        }
        let mut types: Vec<TypeId> = args.iter().map(|arg| arg.ty).collect();
        let shape = CallShape {
            types: &types,
            names: &site.names,
            variadic: site.has(|c| c.variadic),
            literal: args.first().is_some_and(is_untyped_literal),
        };
        let at = self.call_span(&site);
        let detail = match self.function_detail(site.name, &shape, at) {
            Some(detail) => detail,
            None => return Some(Expr::error(site.span)),
        };
        let found = match detail {
            Detail::Found(found) => found,
            Detail::Coercion(ty) => {
                if let Some(diagnostic) = self.only_for_aggregates(&site) {
                    self.report(diagnostic);
                    return Some(Expr::error(site.span));
                }
                let arg = args.pop()?;
                let (context, form) = (CastContext::Explicit, CoercionForm::ExplicitCast);
                let mut result = self.coerce(arg, ty, -1, context, form, site.location);
                result.span = site.span;
                return Some(result);
            }
            Detail::Ambiguous(_) | Detail::NotFound if is_column => return None,
            Detail::Ambiguous(candidates) => {
                let diagnostic = self.ambiguous_call(&site, &types, &candidates);
                self.report(diagnostic);
                return Some(Expr::error(site.span));
            }
            Detail::NotFound => {
                if projection {
                    let field = self.row_column(&args[0], &site.name.parts[0], site.location);
                    if let Some(field) = field {
                        return Some(field);
                    }
                }
                let diagnostic = self.missing_function(&site, &types);
                self.report(diagnostic);
                return Some(Expr::error(site.span));
            }
        };
        if let Err(diagnostic) = self.check_kind(&site, &found, &types) {
            self.report(*diagnostic);
            return Some(Expr::error(site.span));
        }
        let chosen = Chosen {
            id: found.function.id,
            kind: found.function.kind,
            result: found.function.result,
            returns_set: found.function.returns_set,
            variadic: found.function.variadic,
            expanded: found.expanded,
        };
        let FunctionCandidate { parameters: mut declared, defaulted, order, .. } = found;
        if let FunctionKind::Aggregate { kind: AggregateKind::Hypothetical, .. } = chosen.kind {
            let aggregated = site.order_by().len();
            self.collations_matter = true;
            if !self.unify_hypothetical(&mut args, aggregated, &declared) {
                return Some(Expr::error(site.span));
            }
            types = args.iter().map(|arg| arg.ty).collect();
        }
        // A default is of the parameter's type; of a polymorphic one only the server knows which.
        let passed = args.len();
        for declared in &declared[passed..] {
            if super::polymorphic::is_polymorphic(*declared) {
                let what = "defaults of polymorphic parameters are not known to this checker";
                self.report(Diagnostic::unsupported(at, what));
                return Some(Expr::error(site.span));
            }
            types.push(*declared);
        }
        debug_assert_eq!(types.len(), passed + defaulted);
        let result = self.enforce_polymorphism(&types, &mut declared, chosen.result, site.location);
        let Some(result) = result else { return Some(Expr::error(site.span)) };
        for (arg, wanted) in args.iter_mut().zip(&declared) {
            self.coerce_argument(arg, *wanted);
        }
        if args.iter().any(Expr::is_error) {
            return Some(Expr::error(site.span));
        }
        let mut variadic_array = site.has(|c| c.variadic) && chosen.variadic.is_some();
        match chosen.variadic {
            Some(TypeId::ANY) if variadic_array => {
                let last = types.get(passed.wrapping_sub(1)).copied().unwrap_or(TypeId::INVALID);
                if base_element_type(self.catalog, last).is_none() {
                    let message = "VARIADIC argument must be an array";
                    let diagnostic = match args.last() {
                        Some(arg) => self.diagnostic_on(Code::DatatypeMismatch, arg, message),
                        None => self.diagnostic_at(Code::DatatypeMismatch, NOWHERE, message),
                    };
                    self.report(diagnostic);
                    return Some(Expr::error(site.span));
                }
            }
            Some(element) if element != TypeId::ANY && chosen.expanded > 0 => {
                if !self.collect_variadic(&mut args, chosen.expanded) {
                    return Some(Expr::error(site.span));
                }
                variadic_array = true;
            }
            _ => {}
        }
        if chosen.returns_set && !self.check_set_placement(site.before, site.location) {
            return Some(Expr::error(site.span));
        }
        let is_plain = matches!(chosen.kind, FunctionKind::Function | FunctionKind::Procedure);
        if !is_plain && site.over().is_none() {
            return Some(self.aggregate_call(site, &chosen, args, variadic_array, result));
        }
        if !is_plain {
            return Some(self.window_call(site, &chosen, args, result));
        }
        site.filter = None;
        let form = match site.call {
            Some(call) if call.special_syntax => CoercionForm::SqlSyntax,
            _ => CoercionForm::Call,
        };
        let args = in_parameter_order(args, order, declared.len(), variadic_array);
        let kind = ExprKind::Call {
            function: chosen.id,
            args,
            variadic_array,
            form,
            returns_set: chosen.returns_set,
        };
        let call =
            Expr { kind, ty: result, modifier: -1, span: site.span, location: site.location };
        if chosen.returns_set {
            let at = Span::new(expr_location(&call), call.span.end);
            self.scope().last_set = Some(at);
        }
        Some(call)
    }

    /// Gathers the arguments of an expanded variadic parameter into an array.
    fn collect_variadic(&mut self, args: &mut Vec<Expr>, expanded: usize) -> bool {
        let elements = args.split_off(args.len() - expanded);
        let element = elements.first().map_or(TypeId::INVALID, |e| e.ty);
        let location =
            elements.iter().map(expr_location).find(|at| *at != NOWHERE).unwrap_or(NOWHERE);
        let Some(array) = array_type(self.catalog, element) else {
            let ty = self.type_name(element);
            let message = format!("could not find array type for data type {ty}");
            let diagnostic = self.diagnostic_at(Code::UndefinedObject, location, message);
            self.report(diagnostic);
            return false;
        };
        let span = elements.iter().map(|e| e.span).reduce(Span::to).unwrap_or_default();
        let kind = ExprKind::Array { elements, nested: false };
        args.push(Expr { kind, ty: array, modifier: -1, span, location });
        true
    }

    /// The caret of a call: its name.
    fn call_span(&self, site: &CallSite<'_>) -> Span {
        let name = site.name.span;
        if name.start == site.location { name } else { self.token_span(site.location) }
    }

    pub(super) fn call_mistake(
        &self,
        site: &CallSite<'_>,
        code: Code,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, self.call_span(site), message)
    }

    /// Something was written that only an aggregate or window function can have.
    fn only_for_aggregates(&self, site: &CallSite<'_>) -> Option<Diagnostic> {
        let call = site.call?;
        let name = super::type_name::dotted(&site.name.parts);
        let what = if call.star {
            format!("{name}(*) specified, but {name} is not an aggregate function")
        } else if call.distinct {
            format!("DISTINCT specified, but {name} is not an aggregate function")
        } else if call.within_group {
            format!("WITHIN GROUP specified, but {name} is not an aggregate function")
        } else if !call.order_by.is_empty() {
            format!("ORDER BY specified, but {name} is not an aggregate function")
        } else if call.filter.is_some() {
            format!("FILTER specified, but {name} is not an aggregate function")
        } else if call.over.is_some() {
            format!("OVER specified, but {name} is not a window function nor an aggregate function")
        } else {
            return None;
        };
        Some(self.call_mistake(site, Code::WrongObjectType, what))
    }

    /// The function is of the wrong kind for the way it is called.
    fn check_kind(
        &self,
        site: &CallSite<'_>,
        found: &FunctionCandidate<'_>,
        types: &[TypeId],
    ) -> Result<(), Box<Diagnostic>> {
        let name = super::type_name::dotted(&site.name.parts);
        let wrong = |message: String| {
            Err(Box::new(self.call_mistake(site, Code::WrongObjectType, message)))
        };
        let within_group = site.has(|c| c.within_group);
        match found.function.kind {
            FunctionKind::Procedure => {
                let signature = self.call_signature(site.name, types, &site.names);
                let message = format!("{signature} is a procedure");
                let diagnostic = self.call_mistake(site, Code::WrongObjectType, message);
                Err(Box::new(diagnostic.with_help("To call a procedure, use CALL.")))
            }
            FunctionKind::Function => {
                self.only_for_aggregates(site).map_or(Ok(()), |mistake| Err(Box::new(mistake)))
            }
            FunctionKind::Aggregate { kind: AggregateKind::Normal, .. } => {
                if within_group {
                    return wrong(format!(
                        "{name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP"
                    ));
                }
                Ok(())
            }
            FunctionKind::Aggregate { kind, direct_args, .. } => {
                if !within_group {
                    return wrong(format!(
                        "WITHIN GROUP is required for ordered-set aggregate {name}"
                    ));
                }
                if site.over().is_some() {
                    let message = format!("OVER is not supported for ordered-set aggregate {name}");
                    let mistake = self.call_mistake(site, Code::FeatureNotSupported, message);
                    return Err(Box::new(mistake));
                }
                self.check_direct_args(site, found, kind, usize::from(direct_args), types)
            }
            FunctionKind::Window => {
                if site.over().is_none() {
                    return wrong(format!("window function {name} requires an OVER clause"));
                }
                if within_group {
                    return wrong(format!("window function {name} cannot have WITHIN GROUP"));
                }
                Ok(())
            }
        }
    }

    /// The direct and the aggregated arguments of an ordered-set aggregate are as many as it wants.
    fn check_direct_args(
        &self,
        site: &CallSite<'_>,
        found: &FunctionCandidate<'_>,
        kind: AggregateKind,
        wanted: usize,
        types: &[TypeId],
    ) -> Result<(), Box<Diagnostic>> {
        let name = super::type_name::dotted(&site.name.parts);
        let aggregated = site.order_by().len();
        let direct = types.len() - aggregated;
        let arguments = |count: usize| if count == 1 { "argument" } else { "arguments" };
        let help = match found.function.variadic {
            Some(_) => {
                let declared = types.len() - found.expanded.saturating_sub(1);
                if wanted < declared {
                    (direct != wanted).then(|| {
                        let unit = arguments(wanted);
                        format!("There is an ordered-set aggregate {name}, but it requires {wanted} direct {unit}, not {direct}.")
                    })
                } else if kind == AggregateKind::Hypothetical {
                    (found.expanded != 2 * aggregated).then(|| {
                        let hypothetical = found.expanded.saturating_sub(aggregated);
                        format!("To use the hypothetical-set aggregate {name}, the number of hypothetical direct arguments (here {hypothetical}) must match the number of ordering columns (here {aggregated}).")
                    })
                } else {
                    (found.expanded <= aggregated).then(|| {
                        let unit = arguments(wanted);
                        format!("There is an ordered-set aggregate {name}, but it requires at least {wanted} direct {unit}.")
                    })
                }
            }
            None => (direct != wanted).then(|| {
                let unit = arguments(wanted);
                format!("There is an ordered-set aggregate {name}, but it requires {wanted} direct {unit}, not {direct}.")
            }),
        };
        let Some(help) = help else { return Ok(()) };
        let signature = self.call_signature(site.name, types, &site.names);
        let message = format!("function {signature} does not exist");
        let mistake = self.call_mistake(site, Code::UndefinedFunction, message);
        Err(Box::new(mistake.with_help(help)))
    }

    fn ambiguous_call(
        &self,
        site: &CallSite<'_>,
        types: &[TypeId],
        candidates: &[&Function],
    ) -> Diagnostic {
        let signature = self.call_signature(site.name, types, &site.names);
        let message = format!("function {signature} is not unique");
        let diagnostic = self.call_mistake(site, Code::AmbiguousFunction, message).with_help(
            "Could not choose a best candidate function. You might need to add explicit type casts.",
        );
        self.with_candidates(diagnostic, candidates)
    }

    fn missing_function(&self, site: &CallSite<'_>, types: &[TypeId]) -> Diagnostic {
        let signature = self.call_signature(site.name, types, &site.names);
        let message = format!("function {signature} does not exist");
        let misplaced = site.order_by().len() > 1 && !site.has(|c| c.within_group);
        let mut diagnostic = self.call_mistake(site, Code::UndefinedFunction, message);
        let Some(name) = site.name.parts.last().map(|part| part.value.as_str()) else {
            return diagnostic;
        };
        let named: Vec<&Function> = self.catalog.functions_named(name).collect();
        let near = if named.is_empty() {
            crate::suggest::closest(name, self.catalog.function_names())
        } else {
            None
        };
        diagnostic = diagnostic.with_help(match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if misplaced => "No aggregate function matches the given name and argument types. Perhaps you misplaced ORDER BY; ORDER BY must appear after all regular arguments of the aggregate.".to_owned(),
            None => "No function matches the given name and argument types. You might need to add explicit type casts.".to_owned(),
        });
        self.with_candidates(diagnostic, &named)
    }

    fn with_candidates(&self, diagnostic: Diagnostic, candidates: &[&Function]) -> Diagnostic {
        if candidates.is_empty() {
            return diagnostic;
        }
        let shown = candidates.iter().take(SHOWN_CANDIDATES).map(|f| self.function_signature(f));
        let mut note = format!("candidates: {}", shown.collect::<Vec<_>>().join(", "));
        if candidates.len() > SHOWN_CANDIDATES {
            note.push_str(&format!(" and {} more", candidates.len() - SHOWN_CANDIDATES));
        }
        diagnostic.with_note(note)
    }
}

/// Puts arguments in the places of the parameters they are for; `None` for one left to its default.
fn in_parameter_order(
    args: Vec<Expr>,
    order: Option<Vec<usize>>,
    declared: usize,
    collected: bool,
) -> Vec<Option<Expr>> {
    let Some(order) = order else {
        let mut args: Vec<Option<Expr>> = args.into_iter().map(Some).collect();
        if !collected {
            args.resize_with(declared.max(args.len()), || None);
        }
        return args;
    };
    let mut placed: Vec<Option<Expr>> = Vec::new();
    placed.resize_with(declared, || None);
    for (arg, place) in args.into_iter().zip(order) {
        if let Some(slot) = placed.get_mut(place) {
            *slot = Some(arg);
        }
    }
    placed
}
