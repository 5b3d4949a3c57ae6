//! Parameters: typed by their first use (`variable_paramref_hook`, `variable_coerce_param_hook`).

use super::location::NOWHERE;
use crate::analyze::{Analyzer, Parameter};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::Param;
use crate::tree::{Expr, ExprKind, Query, Visitor, walk_query};

/// PostgreSQL's limit on the number of a parameter in the protocol.
const MAX_NUMBER: u32 = 65535;

/// The parameter as it is written.
fn written(param: &Param) -> String {
    match param {
        Param::Number(number) => format!("${number}"),
        Param::Name(name) => format!(":{name}"),
    }
}

impl Analyzer<'_> {
    /// A parameter where it is used.
    pub(crate) fn parameter(&mut self, param: &Param, span: Span) -> Expr {
        let place = match param {
            Param::Number(number) => {
                if *number == 0 || *number > MAX_NUMBER {
                    let message = format!("there is no parameter ${number}");
                    return self.error(Code::UndefinedParameter, span, message);
                }
                let place = *number as usize - 1;
                while self.parameters.len() <= place {
                    let number = self.parameters.len() as u32 + 1;
                    let name = Param::Number(number);
                    self.parameters.push(Parameter { name, ty: TypeId::UNKNOWN, uses: Vec::new() });
                }
                place
            }
            Param::Name(_) => match self.parameters.iter().position(|p| p.name == *param) {
                Some(place) => place,
                None => {
                    let name = param.clone();
                    self.parameters.push(Parameter { name, ty: TypeId::UNKNOWN, uses: Vec::new() });
                    self.parameters.len() - 1
                }
            },
        };
        let known = &mut self.parameters[place];
        known.uses.push(span);
        let ty = known.ty;
        Expr { kind: ExprKind::Param(place), ty, modifier: -1, span, location: span.start }
    }

    /// A parameter nothing has typed here yet takes the wanted type, which must be that of its other uses.
    pub(super) fn coerce_parameter(&mut self, expr: Expr, place: usize, ty: TypeId) -> Expr {
        let known = self.parameters[place].ty;
        if known == TypeId::UNKNOWN {
            self.parameters[place].ty = ty;
        } else if known != ty {
            let name = written(&self.parameters[place].name);
            let message = format!("inconsistent types deduced for parameter {name}");
            let note = format!("{} versus {}", self.type_name(known), self.type_name(ty));
            let diagnostic = self.diagnostic_on(Code::AmbiguousParameter, &expr, message);
            let help = format!("cast every use of {name} to the type it is meant to have");
            return self.report(diagnostic.with_note(note).with_help(help));
        }
        Expr { ty, ..expr }
    }

    /// What another use of the parameter has found meanwhile (for operands that are analysed once and used
    /// twice, where PostgreSQL analyses twice).
    pub(super) fn refresh_parameters(&self, mut expr: Expr) -> Expr {
        match &mut expr.kind {
            ExprKind::Param(place) if expr.ty == TypeId::UNKNOWN => {
                expr.ty = self.parameters[*place].ty;
            }
            ExprKind::Row(fields) => {
                let taken = std::mem::take(fields);
                *fields = taken.into_iter().map(|f| self.refresh_parameters(f)).collect();
            }
            _ => {}
        }
        expr
    }

    /// Reports parameters whose type nothing has determined, and uses that came before the type was known
    /// (`check_variable_parameters`; then the check of the Parse message).
    pub(crate) fn finish_parameters(&mut self, query: &Query) {
        let mut finder = Untyped { parameters: &self.parameters, found: Vec::new() };
        if !self.parameters.is_empty() {
            walk_query(query, 0, &mut finder);
        }
        for (place, span) in finder.found {
            let name = written(&self.parameters[place].name);
            let message = format!("could not determine data type of parameter {name}");
            let help = format!("add a cast at this use: {name}::type");
            let diagnostic = Diagnostic::new(Code::AmbiguousParameter, span, message);
            self.report(diagnostic.with_help(help));
        }
        for place in 0..self.parameters.len() {
            let parameter = &self.parameters[place];
            if parameter.ty != TypeId::UNKNOWN {
                continue;
            }
            // Its use may be within what has a diagnostic already.
            if !self.diagnostics.is_empty() {
                continue;
            }
            let name = written(&parameter.name);
            let at = parameter.uses.first().map_or(NOWHERE, |span| span.start);
            let message = format!("could not determine data type of parameter {name}");
            let help = format!("add a cast that says what it is: {name}::type");
            let diagnostic = self
                .diagnostic_at(Code::IndeterminateDatatype, at, message)
                .without_position()
                .with_help(help);
            self.report(diagnostic);
        }
    }
}

/// Finds uses that stayed untyped although another use has typed the parameter.
struct Untyped<'p> {
    parameters: &'p [Parameter],
    found: Vec<(usize, Span)>,
}

impl Visitor for Untyped<'_> {
    fn expr(&mut self, expr: &Expr, _depth: u32) -> bool {
        if let ExprKind::Param(place) = expr.kind {
            let known = self.parameters[place].ty;
            if expr.ty == TypeId::UNKNOWN && known != TypeId::UNKNOWN {
                self.found.push((place, expr.span));
            }
        }
        true
    }
}
