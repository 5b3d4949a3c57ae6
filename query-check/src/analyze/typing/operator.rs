//! Operators: lookup, choice and the typed nodes (manual, "Operators" of chapter 10; `oper`, `make_op`,
//! `make_scalar_array_op`).

use super::candidates::{self, Candidate};
use super::location::NOWHERE;
use super::pathway::{array_type, base_element_type};
use super::polymorphic::is_polymorphic;
use crate::analyze::Analyzer;
use crate::catalog::{CastContext, Catalog, FunctionId, Operator, OperatorId, SchemaId, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{Ident, OperatorName};
use crate::tree::{CoercionForm, Expr, ExprKind};

/// How many candidates a diagnostic lists.
const SHOWN_CANDIDATES: usize = 8;

/// A candidate: an operator's identity and its operands.
struct OperatorCandidate {
    id: OperatorId,
    operands: [TypeId; 2],
    count: usize,
}

impl Candidate for OperatorCandidate {
    fn parameters(&self) -> &[TypeId] {
        &self.operands[..self.count]
    }
}

/// What was found of an operator, copied out of the catalog.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub id: OperatorId,
    pub left: Option<TypeId>,
    pub right: TypeId,
    pub result: TypeId,
    pub function: FunctionId,
}

impl From<&Operator> for Found {
    fn from(operator: &Operator) -> Self {
        Self {
            id: operator.id,
            left: operator.left,
            right: operator.right,
            result: operator.result,
            function: operator.function,
        }
    }
}

/// Why no operator was found.
enum Failure {
    None,
    Many,
}

/// Where an operator is looked for.
enum Schemas<'c> {
    One(SchemaId),
    Path(&'c [SchemaId]),
}

impl Schemas<'_> {
    fn rank(&self, schema: SchemaId) -> Option<usize> {
        match self {
            Self::One(one) => (*one == schema).then_some(0),
            Self::Path(path) => path.iter().position(|s| *s == schema),
        }
    }
}

/// An operator as PostgreSQL names it in messages, qualified as written.
fn operator_text(name: &OperatorName) -> String {
    let schema: String = name.schema.iter().map(|part| format!("{}.", part.value)).collect();
    schema + &name.symbol
}

/// A binary or prefix operator with exactly these operands (`OpernameGetOprid`).
fn exact(
    catalog: &Catalog,
    schemas: &Schemas<'_>,
    symbol: &str,
    left: Option<TypeId>,
    right: TypeId,
) -> Option<Found> {
    let same = |o: &&Operator| o.left == left && o.right == right;
    let found = catalog.operators_named(symbol).filter(same);
    found
        .filter_map(|o| Some((schemas.rank(o.schema)?, o)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, o)| Found::from(o))
}

impl Analyzer<'_> {
    /// The schema an operator is qualified with: `Some(None)` when it is not.
    fn operator_schema(&mut self, name: &OperatorName, span: Span) -> Option<Option<SchemaId>> {
        match name.schema.as_slice() {
            [] => Some(None),
            [schema] => self.schema_named(schema, span).map(Some),
            _ => {
                let mut parts = name.schema.clone();
                parts.push(Ident { value: name.symbol.clone(), span });
                self.bad_qualification(&parts, span);
                None
            }
        }
    }

    /// The operator for operands of these types; reports when there is none or more than one.
    pub(super) fn find_operator(
        &mut self,
        name: &OperatorName,
        left: Option<TypeId>,
        right: TypeId,
        location: u32,
    ) -> Option<Found> {
        let catalog = self.catalog;
        let span = self.token_span(location);
        let schemas = match self.operator_schema(name, span)? {
            Some(schema) => Schemas::One(schema),
            None => Schemas::Path(catalog.search_path()),
        };
        match choose(catalog, &schemas, &name.symbol, left, right) {
            Ok(found) => Some(found),
            Err(failure) => {
                let diagnostic = self.operator_failure(name, &schemas, left, right, failure, span);
                self.report(diagnostic);
                None
            }
        }
    }

    fn operator_failure(
        &self,
        name: &OperatorName,
        schemas: &Schemas<'_>,
        left: Option<TypeId>,
        right: TypeId,
        failure: Failure,
        span: Span,
    ) -> Diagnostic {
        let text = operator_text(name);
        let signature = match left {
            Some(left) => format!("{} {text} {}", self.type_name(left), self.type_name(right)),
            None => format!("{text} {}", self.type_name(right)),
        };
        let (code, message, help) = match failure {
            Failure::Many => (
                Code::AmbiguousFunction,
                format!("operator is not unique: {signature}"),
                "Could not choose a best candidate operator. You might need to add explicit type casts.",
            ),
            Failure::None if left.is_some() => (
                Code::UndefinedFunction,
                format!("operator does not exist: {signature}"),
                "No operator matches the given name and argument types. You might need to add explicit type casts.",
            ),
            Failure::None => (
                Code::UndefinedFunction,
                format!("operator does not exist: {signature}"),
                "No operator matches the given name and argument type. You might need to add an explicit type cast.",
            ),
        };
        let mut diagnostic = Diagnostic::new(code, span, message).with_help(help);
        if let Some(note) = self.operator_candidates(name, schemas, left, right) {
            diagnostic = diagnostic.with_note(note);
        }
        diagnostic
    }

    /// The operators of that name that fit at least one operand.
    fn operator_candidates(
        &self,
        name: &OperatorName,
        schemas: &Schemas<'_>,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Option<String> {
        let fits = |input: TypeId, wanted: TypeId| {
            input != TypeId::UNKNOWN && self.can_coerce(&[input], &[wanted], CastContext::Implicit)
        };
        let mut shown = Vec::new();
        for operator in self.catalog.operators_named(&name.symbol) {
            if schemas.rank(operator.schema).is_none() || operator.left.is_some() != left.is_some()
            {
                continue;
            }
            let left_fits = matches!((left, operator.left), (Some(l), Some(o)) if fits(l, o));
            if !left_fits && !fits(right, operator.right) {
                continue;
            }
            let right = self.type_name(operator.right);
            shown.push(match operator.left {
                Some(left) => format!("{} {} {right}", self.type_name(left), operator.name),
                None => format!("{} {right}", operator.name),
            });
        }
        if shown.is_empty() || shown.len() > SHOWN_CANDIDATES {
            return None;
        }
        Some(format!("candidates: {}", shown.join(", ")))
    }

    /// An operator on its operands (`make_op`).
    pub(crate) fn operator(
        &mut self,
        name: &OperatorName,
        left: Option<Expr>,
        right: Expr,
        location: u32,
    ) -> Expr {
        let span = match &left {
            Some(left) => left.span.to(right.span),
            None if location == NOWHERE => right.span,
            None => self.token_span(location).to(right.span),
        };
        if right.is_error() || left.as_ref().is_some_and(Expr::is_error) {
            return Expr::error(span);
        }
        let left_type = left.as_ref().map(|e| e.ty);
        let Some(found) = self.find_operator(name, left_type, right.ty, location) else {
            return Expr::error(span);
        };
        let mut args: Vec<Expr> = left.into_iter().chain(std::iter::once(right)).collect();
        let mut declared: Vec<TypeId> = found.left.into_iter().chain([found.right]).collect();
        let Some(result) = self.coerce_arguments(&mut args, &mut declared, found.result, location)
        else {
            return Expr::error(span);
        };
        let kind = ExprKind::Operator { operator: found.id, args };
        let expr = Expr { kind, ty: result, modifier: -1, span, location };
        self.note_operator_set(found.function, expr)
    }

    /// An operator that gives a set is subject to the rules for set-returning functions.
    fn note_operator_set(&mut self, function: FunctionId, expr: Expr) -> Expr {
        let returns_set = self.catalog.function(function).is_some_and(|f| f.returns_set);
        if !returns_set {
            return expr;
        }
        let before = self.scope().last_set;
        if !self.check_set_placement(before, expr.location) {
            return Expr::error(expr.span);
        }
        self.scope().last_set = Some(expr.span);
        expr
    }

    /// Coerces arguments to the declared types, polymorphic ones resolved; gives the result's type.
    pub(super) fn coerce_arguments(
        &mut self,
        args: &mut [Expr],
        declared: &mut [TypeId],
        result: TypeId,
        location: u32,
    ) -> Option<TypeId> {
        let actual: Vec<TypeId> = args.iter().map(|e| e.ty).collect();
        let result = self.enforce_polymorphism(&actual, declared, result, location)?;
        for (arg, wanted) in args.iter_mut().zip(declared.iter()) {
            self.coerce_argument(arg, *wanted);
        }
        if args.iter().any(Expr::is_error) { None } else { Some(result) }
    }

    /// Coerces one argument in place (`make_fn_arguments`).
    pub(super) fn coerce_argument(&mut self, arg: &mut Expr, wanted: TypeId) {
        if arg.ty == wanted {
            return;
        }
        let expr = std::mem::replace(arg, Expr::error(arg.span));
        let (context, form) = (CastContext::Implicit, CoercionForm::ImplicitCast);
        *arg = self.coerce(expr, wanted, -1, context, form, NOWHERE);
    }

    /// `left op ANY | ALL (array)` (`make_scalar_array_op`).
    pub(super) fn scalar_array(
        &mut self,
        name: &OperatorName,
        any: bool,
        left: Expr,
        right: Expr,
        location: u32,
    ) -> Expr {
        let span = left.span.to(right.span);
        if left.is_error() || right.is_error() {
            return Expr::error(span);
        }
        let mistake = |a: &mut Self, message: &str| {
            let diagnostic = a.diagnostic_at(Code::WrongObjectType, location, message);
            a.report(diagnostic);
            Expr::error(span)
        };
        let array = right.ty;
        let element = if array == TypeId::UNKNOWN {
            TypeId::UNKNOWN
        } else {
            match base_element_type(self.catalog, array) {
                Some(element) => element,
                None => return mistake(self, "op ANY/ALL (array) requires array on right side"),
            }
        };
        let Some(found) = self.find_operator(name, Some(left.ty), element, location) else {
            return Expr::error(span);
        };
        let mut declared = vec![found.left.unwrap_or(TypeId::INVALID), found.right];
        let actual = [left.ty, element];
        let result = self.enforce_polymorphism(&actual, &mut declared, found.result, location);
        let Some(result) = result else { return Expr::error(span) };
        if result != TypeId::BOOL {
            return mistake(self, "op ANY/ALL (array) requires operator to yield boolean");
        }
        if self.catalog.function(found.function).is_some_and(|f| f.returns_set) {
            return mistake(self, "op ANY/ALL (array) requires operator not to return a set");
        }
        let wanted = if is_polymorphic(declared[1]) {
            array
        } else {
            match array_type(self.catalog, declared[1]) {
                Some(array) => array,
                None => {
                    let ty = self.type_name(declared[1]);
                    let message = format!("could not find array type for data type {ty}");
                    let diagnostic = self.diagnostic_at(Code::UndefinedObject, location, message);
                    self.report(diagnostic);
                    return Expr::error(span);
                }
            }
        };
        let (mut left, mut right) = (left, right);
        self.coerce_argument(&mut left, declared[0]);
        self.coerce_argument(&mut right, wanted);
        if left.is_error() || right.is_error() {
            return Expr::error(span);
        }
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = ExprKind::ScalarArray { operator: found.id, any, left, right };
        Expr { kind, ty: TypeId::BOOL, modifier: -1, span, location }
    }

    /// The operator of that name on two values of one type, which must take them as they are
    /// (`compatible_oper`; ORDER BY … USING).
    pub(crate) fn compatible_operator(
        &mut self,
        name: &OperatorName,
        ty: TypeId,
    ) -> Option<OperatorId> {
        let found = self.find_operator(name, Some(ty), ty, name.span.start)?;
        let coercible = |to: TypeId| super::pathway::is_binary_coercible(self.catalog, ty, to);
        if found.left.is_some_and(coercible) && coercible(found.right) {
            return Some(found.id);
        }
        let message = format!("operator requires run-time type coercion: {}", operator_text(name));
        self.error(Code::UndefinedFunction, name.span, message);
        None
    }

    /// Whether an expression can give a set (`expression_returns_set`).
    pub(crate) fn returns_set(&mut self, expr: &Expr) -> bool {
        // Without a set-returning call in this level there is nothing to look for.
        self.scope().last_set.is_some() && gives_set(self.catalog, expr)
    }
}

fn gives_set(catalog: &Catalog, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { returns_set: true, .. } => true,
        ExprKind::Aggregate(_) | ExprKind::WindowCall(_) | ExprKind::Grouping { .. } => false,
        ExprKind::Operator { operator, .. } if operator_gives_set(catalog, *operator) => true,
        _ => crate::tree::parts(expr).into_iter().any(|part| gives_set(catalog, part)),
    }
}

/// Whether an operator gives a set.
pub(super) fn operator_gives_set(catalog: &Catalog, operator: OperatorId) -> bool {
    let function = catalog.operator(operator).map(|o| o.function);
    function.and_then(|f| catalog.function(f)).is_some_and(|f| f.returns_set)
}

/// `oper` and `left_oper`: exact, then by candidates.
fn choose(
    catalog: &Catalog,
    schemas: &Schemas<'_>,
    symbol: &str,
    left: Option<TypeId>,
    right: TypeId,
) -> Result<Found, Failure> {
    // An untyped literal is taken to be of the other operand's type.
    let (as_left, as_right) = match left {
        Some(TypeId::UNKNOWN) => (Some(right), right),
        Some(left) if right == TypeId::UNKNOWN => (Some(left), left),
        _ => (left, right),
    };
    if let Some(found) = exact(catalog, schemas, symbol, as_left, as_right) {
        return Ok(found);
    }
    if (as_left, as_right) != (left, right) {
        let base = catalog.base_type(as_right);
        if base != as_right
            && let Some(found) = exact(catalog, schemas, symbol, Some(base), base)
        {
            return Ok(found);
        }
    }
    let mut ranked: Vec<(usize, OperatorCandidate)> = Vec::new();
    for operator in catalog.operators_named(symbol) {
        if operator.left.is_some() != left.is_some() {
            continue;
        }
        let Some(rank) = schemas.rank(operator.schema) else { continue };
        let (operands, count) = match operator.left {
            Some(left) => ([left, operator.right], 2),
            None => ([operator.right, TypeId::INVALID], 1),
        };
        ranked.push((rank, OperatorCandidate { id: operator.id, operands, count }));
    }
    // The same operands earlier on the path hide later ones; one schema has no operands twice.
    if ranked.iter().any(|(rank, _)| *rank != ranked[0].0) {
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut seen = std::collections::HashSet::new();
        ranked.retain(|(_, candidate)| seen.insert(candidate.operands));
    }
    let all = ranked.into_iter().map(|(_, candidate)| candidate).collect();
    let inputs: Vec<TypeId> = left.into_iter().chain([right]).collect();
    let fitting = candidates::matching(catalog, &inputs, all);
    if fitting.is_empty() {
        return Err(Failure::None);
    }
    let chosen = candidates::select(catalog, &inputs, fitting).map_err(|_| Failure::Many)?;
    catalog.operator(chosen.id).map(Found::from).ok_or(Failure::None)
}
