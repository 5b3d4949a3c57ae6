//! Function calls, with what aggregates and window functions add to them.

use super::super::ast::{Expr, ExprKind, FunctionArg, FunctionCall, Ident, Over, QualifiedName};
use super::super::token::T;
use super::expr::Mode;
use super::{Parser, R};
use crate::span::Span;

impl Parser<'_> {
    /// A call with all that may follow it, or a literal whose type has that name; behind the name.
    pub(super) fn call_or_literal(&mut self, parts: Vec<Ident>) -> R<Expr> {
        let start = parts.first().map_or(self.previous_end, |part| part.span.start);
        let name = QualifiedName { parts, span: self.span_from(start) };
        if self.kind == T::StringLit {
            return self.literal_of_named_type(name, Vec::new());
        }
        let (call, order_by) = self.call_arguments(name)?;
        if self.kind == T::StringLit && may_be_type(&call) {
            return self.literal_with_modifiers(call, order_by);
        }
        let call = self.decorations(call)?;
        Ok(self.node(ExprKind::Call(Box::new(call)), start, start))
    }

    /// `func_application`: the argument list behind `name`, and where its ORDER BY stands.
    pub(super) fn call_arguments(&mut self, name: QualifiedName) -> R<(FunctionCall, Span)> {
        self.expect(T::LParen)?;
        let mut call = plain_call(name, Vec::new());
        match self.kind {
            T::RParen => {
                let span = self.bump();
                return Ok((call, span));
            }
            T::Star => {
                let span = self.bump();
                self.expect(T::RParen)?;
                call.star = true;
                return Ok((call, span));
            }
            T::All => {
                self.bump();
                call.args = self.list(Self::argument)?;
            }
            T::Distinct => {
                self.bump();
                call.distinct = true;
                call.args = self.list(Self::argument)?;
            }
            _ => self.arguments_with_variadic(&mut call)?,
        }
        let order_by = self.span();
        if self.kind == T::Order {
            call.order_by = self.order_by()?;
        }
        self.expect(T::RParen)?;
        Ok((call, order_by))
    }

    fn arguments_with_variadic(&mut self, call: &mut FunctionCall) -> R<()> {
        loop {
            call.variadic = self.eat(T::Variadic);
            call.args.push(self.argument()?);
            if call.variadic || !self.eat(T::Comma) {
                return Ok(());
            }
        }
    }

    /// `func_arg_expr`: a value, perhaps with a name.
    pub(super) fn argument(&mut self) -> R<FunctionArg> {
        self.argument_within(Mode::Any)
    }

    /// `func_arg_expr` whose value is an expression of `mode`.
    pub(super) fn argument_within(&mut self, mode: Mode) -> R<FunctionArg> {
        let named = matches!(self.peek(), T::ColonEquals | T::EqualsGreater)
            && self.kind.is_type_function_name(self.major);
        let name = if named {
            let name = self.type_function_name()?;
            self.bump();
            Some(name)
        } else {
            None
        };
        Ok(FunctionArg { name, value: self.expr_within(0, mode)? })
    }

    /// `type(modifiers) 'text'` was read as a call.
    fn literal_with_modifiers(&mut self, call: FunctionCall, order_by: Span) -> R<Expr> {
        for arg in &call.args {
            if let Some(name) = &arg.name {
                self.complain_syntax(name.span, "type modifier cannot have parameter name");
                break;
            }
        }
        if !call.order_by.is_empty() {
            self.complain_syntax(order_by, "type modifier cannot have ORDER BY");
        }
        let modifiers = call.args.into_iter().map(|arg| arg.value).collect();
        self.literal_of_named_type(call.name, modifiers)
    }

    /// WITHIN GROUP, FILTER and OVER.
    fn decorations(&mut self, mut call: FunctionCall) -> R<FunctionCall> {
        if self.kind == T::Within {
            let span = self.bump();
            self.expect(T::Group)?;
            self.expect(T::LParen)?;
            if self.kind != T::Order {
                return self.unexpected();
            }
            let order_by = self.order_by()?;
            self.expect(T::RParen)?;
            self.check_within_group(&call, span);
            call.order_by = order_by;
            call.within_group = true;
        }
        call.filter = self.filter_clause()?;
        call.over = self.over_clause()?;
        Ok(call)
    }

    fn check_within_group(&mut self, call: &FunctionCall, span: Span) {
        let problem = if !call.order_by.is_empty() {
            "cannot use multiple ORDER BY clauses with WITHIN GROUP"
        } else if call.distinct {
            "cannot use DISTINCT with WITHIN GROUP"
        } else if call.variadic {
            "cannot use VARIADIC with WITHIN GROUP"
        } else {
            return;
        };
        self.complain_syntax(span, problem);
    }

    /// `FILTER (WHERE …)`.
    pub(super) fn filter_clause(&mut self) -> R<Option<Box<Expr>>> {
        if !self.eat(T::Filter) {
            return Ok(None);
        }
        self.expect(T::LParen)?;
        self.expect(T::Where)?;
        let filter = self.deeper(Self::boxed_expr)?;
        self.expect(T::RParen)?;
        Ok(Some(filter))
    }

    /// `OVER window`.
    pub(super) fn over_clause(&mut self) -> R<Option<Over>> {
        if !self.eat(T::Over) {
            return Ok(None);
        }
        if self.kind == T::LParen {
            return Ok(Some(Over::Window(Box::new(self.window_spec()?))));
        }
        Ok(Some(Over::Name(self.col_id()?)))
    }

    /// A call that SQL spells in its own syntax, of the `pg_catalog` function `name`.
    pub(super) fn special_call(
        &self,
        name: &str,
        args: Vec<FunctionArg>,
        keyword: Span,
        start: u32,
    ) -> Expr {
        let mut call = plain_call(self.catalog_name(name, keyword), args);
        call.special_syntax = true;
        self.node(ExprKind::Call(Box::new(call)), start, keyword.start)
    }
}

/// A call of `name` with `args` and nothing else.
pub(super) fn plain_call(name: QualifiedName, args: Vec<FunctionArg>) -> FunctionCall {
    FunctionCall {
        name,
        args,
        star: false,
        variadic: false,
        distinct: false,
        order_by: Vec::new(),
        within_group: false,
        filter: None,
        over: None,
        special_syntax: false,
    }
}

/// Whether what was read as a call may be a type with modifiers.
fn may_be_type(call: &FunctionCall) -> bool {
    !call.args.is_empty() && !call.variadic && !call.distinct && !call.star
}
