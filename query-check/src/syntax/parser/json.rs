//! SQL/JSON constructors, aggregates and path functions.

use super::super::ast::{
    Expr, ExprKind, Ident, JsonBehavior, JsonBehaviorKind, JsonExpr, JsonFormat, JsonPair,
    JsonPath, JsonPathKind, JsonReturning, JsonValue, JsonWrapper,
};
use super::super::token::T;
use super::call::plain_call;
use super::{Parser, R};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

impl Parser<'_> {
    /// A JSON function; the current token is its name and a parenthesis follows.
    pub(super) fn json_function(&mut self) -> R<Expr> {
        match self.kind {
            T::JsonObject => self.json_object(),
            T::JsonArray => self.json_array(),
            T::JsonObjectagg | T::JsonArrayagg => self.json_aggregate(true),
            T::JsonQuery => self.json_path_function(JsonPathKind::Query),
            T::JsonExists => self.json_path_function(JsonPathKind::Exists),
            T::JsonValue => self.json_path_function(JsonPathKind::Value),
            T::JsonScalar => {
                let keyword = self.open()?;
                let value = self.boxed_expr()?;
                self.json_close(JsonExpr::Scalar(value), keyword)
            }
            T::JsonSerialize => {
                let keyword = self.open()?;
                let value = self.json_value()?;
                let returning = self.json_returning()?;
                self.json_close(JsonExpr::Serialize { value, returning }, keyword)
            }
            _ => {
                let keyword = self.open()?;
                let value = self.json_value()?;
                let unique = self.json_unique_keys()?;
                self.json_close(JsonExpr::Parse { value, unique }, keyword)
            }
        }
    }

    fn json_close(&mut self, json: JsonExpr, keyword: Span) -> R<Expr> {
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::Json(Box::new(json)), keyword.start, keyword.start))
    }

    /// `JSON_OBJECT(…)`: pairs, or the arguments of the older function of that name.
    fn json_object(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        let mut pairs = Vec::new();
        if !matches!(self.kind, T::RParen | T::Returning) {
            let named = matches!(self.peek(), T::ColonEquals | T::EqualsGreater)
                && self.kind.is_type_function_name(self.major);
            if named {
                return self.json_object_call(None, keyword);
            }
            let (key, primary) = self.expr_or_primary()?;
            if !self.eat_json_separator(primary) {
                return self.json_object_call(Some(key), keyword);
            }
            pairs.push(JsonPair { key, value: self.json_value()? });
            while self.eat(T::Comma) {
                pairs.push(self.json_pair()?);
            }
        }
        let (mut absent_on_null, mut unique) = (false, false);
        if !pairs.is_empty() {
            absent_on_null = self.json_null_clause(false)?;
            unique = self.json_unique_keys()?;
        }
        let returning = self.json_returning()?;
        self.json_close(JsonExpr::Object { pairs, absent_on_null, unique, returning }, keyword)
    }

    /// The function `json_object(text[], …)`, behind its first argument if that is read.
    fn json_object_call(&mut self, first: Option<Expr>, keyword: Span) -> R<Expr> {
        let mut args = Vec::new();
        match first {
            Some(value) => args.push(super::super::ast::FunctionArg { name: None, value }),
            None => args.push(self.argument()?),
        }
        while self.eat(T::Comma) {
            args.push(self.argument()?);
        }
        self.expect(T::RParen)?;
        let call = plain_call(self.catalog_name("json_object", keyword), args);
        Ok(self.node(ExprKind::Call(Box::new(call)), keyword.start, keyword.start))
    }

    /// `json_name_and_value`.
    fn json_pair(&mut self) -> R<JsonPair> {
        let (key, primary) = self.expr_or_primary()?;
        if !self.eat_json_separator(primary) {
            return self.unexpected();
        }
        Ok(JsonPair { key, value: self.json_value()? })
    }

    /// VALUE, if the key is a `c_expr`, or a colon.
    fn eat_json_separator(&mut self, primary: bool) -> bool {
        if primary && self.kind == T::Value {
            self.bump();
            return true;
        }
        self.eat_colon()
    }

    fn json_array(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        if self.at_query() || self.kind == T::LParen && self.paren_is_set_operand() {
            let query = Box::new(self.query()?);
            let format = self.json_format()?;
            let returning = self.json_returning()?;
            return self.json_close(JsonExpr::ArrayQuery { query, format, returning }, keyword);
        }
        let mut values = Vec::new();
        let mut absent_on_null = true;
        if !matches!(self.kind, T::RParen | T::Returning) {
            values = self.list(Self::json_value)?;
            absent_on_null = self.json_null_clause(true)?;
        }
        let returning = self.json_returning()?;
        self.json_close(JsonExpr::Array { values, absent_on_null, returning }, keyword)
    }

    /// Whether the parentheses here hold the first operand of a set operation: a query stands in them, and
    /// a clause of a query follows.
    fn paren_is_set_operand(&self) -> bool {
        let mut index = self.position;
        while self.tokens[index].kind == T::LParen {
            index += 1;
        }
        if !matches!(
            self.tokens[index].kind,
            T::Select | T::Table | T::With | T::WithLa | T::Values
        ) {
            return false;
        }
        let mut depth = 0usize;
        index = self.position;
        while index < self.tokens.len() {
            match self.tokens[index].kind {
                T::LParen => depth += 1,
                T::RParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            index += 1;
            if depth == 0 {
                break;
            }
        }
        let next = self.tokens.get(index).map_or(T::Eof, |token| token.kind);
        matches!(
            next,
            T::Union
                | T::Intersect
                | T::Except
                | T::Order
                | T::Limit
                | T::Offset
                | T::Fetch
                | T::For
        )
    }

    /// `json_aggregate_func`, with FILTER and OVER where a window may stand.
    pub(super) fn json_aggregate(&mut self, windows: bool) -> R<Expr> {
        let object = self.kind == T::JsonObjectagg;
        let keyword = self.open()?;
        let json = if object {
            let pair = Box::new(self.json_pair()?);
            let absent_on_null = self.json_null_clause(false)?;
            let unique = self.json_unique_keys()?;
            let returning = self.json_returning()?;
            self.expect(T::RParen)?;
            let (filter, over) = self.json_decorations(windows)?;
            JsonExpr::ObjectAgg { pair, absent_on_null, unique, returning, filter, over }
        } else {
            let value = self.json_value()?;
            let order_by = if self.kind == T::Order { self.order_by()? } else { Vec::new() };
            let absent_on_null = self.json_null_clause(true)?;
            let returning = self.json_returning()?;
            self.expect(T::RParen)?;
            let (filter, over) = self.json_decorations(windows)?;
            JsonExpr::ArrayAgg { value, order_by, absent_on_null, returning, filter, over }
        };
        Ok(self.node(ExprKind::Json(Box::new(json)), keyword.start, keyword.start))
    }

    fn json_decorations(
        &mut self,
        windows: bool,
    ) -> R<(Option<Box<Expr>>, Option<super::super::ast::Over>)> {
        if !windows {
            return Ok((None, None));
        }
        Ok((self.filter_clause()?, self.over_clause()?))
    }

    fn json_path_function(&mut self, kind: JsonPathKind) -> R<Expr> {
        let keyword = self.open()?;
        let context = self.json_value()?;
        self.expect(T::Comma)?;
        let path = self.expr()?;
        let passing = self.json_passing()?;
        let mut function = JsonPath {
            kind,
            context,
            path,
            passing,
            returning: None,
            wrapper: JsonWrapper::Unspecified,
            keep_quotes: None,
            on_empty: None,
            on_error: None,
            column_name: None,
        };
        if kind == JsonPathKind::Exists {
            function.on_error = self.json_on_error()?;
        } else {
            function.returning = self.json_returning()?;
            if kind == JsonPathKind::Query {
                function.wrapper = self.json_wrapper()?;
                function.keep_quotes = self.json_quotes()?;
            }
            (function.on_empty, function.on_error) = self.json_behaviors()?;
        }
        self.json_close(JsonExpr::Path(function), keyword)
    }

    /// `json_value_expr`.
    pub(super) fn json_value(&mut self) -> R<JsonValue> {
        Ok(JsonValue { expr: self.expr()?, format: self.json_format()? })
    }

    /// `json_format_clause_opt`.
    pub(super) fn json_format(&mut self) -> R<Option<JsonFormat>> {
        if self.kind != T::FormatLa {
            return Ok(None);
        }
        let start = self.bump().start;
        self.expect(T::Json)?;
        let mut encoding = None;
        if self.eat(T::Encoding) {
            let name = self.col_id()?;
            if !["utf8", "utf16", "utf32"]
                .iter()
                .any(|known| name.value.eq_ignore_ascii_case(known))
            {
                let message = format!("unrecognized JSON encoding: {}", name.value);
                let mut diagnostic =
                    Diagnostic::new(Code::InvalidParameterValue, name.span, message);
                diagnostic.server_position = self.major >= 18;
                self.diagnostics.push(diagnostic);
            }
            encoding = Some(name);
        }
        Ok(Some(JsonFormat { encoding, span: self.span_from(start) }))
    }

    /// `json_returning_clause_opt`.
    fn json_returning(&mut self) -> R<Option<JsonReturning>> {
        if !self.eat(T::Returning) {
            return Ok(None);
        }
        let ty = self.type_name()?;
        Ok(Some(JsonReturning { ty, format: self.json_format()? }))
    }

    /// `json_key_uniqueness_constraint_opt`. WITHOUT is always part of it, never a label: `gram.y` prefers to shift.
    pub(super) fn json_unique_keys(&mut self) -> R<bool> {
        let unique = match self.kind {
            T::With => true,
            T::Without => false,
            _ => return Ok(false),
        };
        self.bump();
        self.expect(T::Unique)?;
        self.eat(T::Keys);
        Ok(unique)
    }

    /// `NULL ON NULL` or `ABSENT ON NULL`: whether NULLs are left out.
    fn json_null_clause(&mut self, default: bool) -> R<bool> {
        let absent = match self.kind {
            T::Null => false,
            T::Absent => true,
            _ => return Ok(default),
        };
        self.bump();
        self.expect(T::On)?;
        self.expect(T::Null)?;
        Ok(absent)
    }

    /// `json_passing_clause_opt`.
    pub(super) fn json_passing(&mut self) -> R<Vec<(JsonValue, Ident)>> {
        if !self.eat(T::Passing) {
            return Ok(Vec::new());
        }
        self.list(|parser| {
            let value = parser.json_value()?;
            parser.expect(T::As)?;
            Ok((value, parser.col_label()?))
        })
    }

    /// `json_wrapper_behavior`.
    pub(super) fn json_wrapper(&mut self) -> R<JsonWrapper> {
        let mut wrapper = match self.kind {
            T::With => JsonWrapper::Unconditional,
            T::Without => JsonWrapper::Without,
            _ => return Ok(JsonWrapper::Unspecified),
        };
        self.bump();
        if wrapper == JsonWrapper::Unconditional {
            if self.eat(T::Conditional) {
                wrapper = JsonWrapper::Conditional;
            } else {
                self.eat(T::Unconditional);
            }
        }
        self.eat(T::Array);
        self.expect(T::Wrapper)?;
        Ok(wrapper)
    }

    /// `json_quotes_clause_opt`.
    pub(super) fn json_quotes(&mut self) -> R<Option<bool>> {
        let keep = match self.kind {
            T::Keep => true,
            T::Omit => false,
            _ => return Ok(None),
        };
        self.bump();
        self.expect(T::Quotes)?;
        if self.eat(T::On) {
            self.expect(T::Scalar)?;
            self.expect(T::String)?;
        }
        Ok(Some(keep))
    }

    /// Whether `json_behavior` begins here.
    fn at_json_behavior(&self) -> bool {
        matches!(
            self.kind,
            T::Default | T::Error | T::Null | T::True | T::False | T::Unknown | T::Empty
        )
    }

    fn json_behavior(&mut self) -> R<JsonBehavior> {
        let start = self.start();
        let mut default = None;
        let word = self.kind;
        self.bump();
        let kind = match word {
            T::Default => {
                default = Some(self.boxed_expr()?);
                JsonBehaviorKind::Default
            }
            T::Error => JsonBehaviorKind::Error,
            T::Null => JsonBehaviorKind::Null,
            T::True => JsonBehaviorKind::True,
            T::False => JsonBehaviorKind::False,
            T::Unknown => JsonBehaviorKind::Unknown,
            _ if self.eat(T::Array) => JsonBehaviorKind::EmptyArray,
            _ if self.eat(T::Object) => JsonBehaviorKind::EmptyObject,
            _ => JsonBehaviorKind::Empty,
        };
        Ok(JsonBehavior { kind, default, span: self.span_from(start) })
    }

    /// `json_behavior_clause_opt`: on empty and on error, in this order.
    pub(super) fn json_behaviors(&mut self) -> R<(Option<JsonBehavior>, Option<JsonBehavior>)> {
        if !self.at_json_behavior() {
            return Ok((None, None));
        }
        let first = self.json_behavior()?;
        self.expect(T::On)?;
        if self.eat(T::Error) {
            return Ok((None, Some(first)));
        }
        self.expect(T::Empty)?;
        Ok((Some(first), self.json_on_error()?))
    }

    /// `json_on_error_clause_opt`.
    pub(super) fn json_on_error(&mut self) -> R<Option<JsonBehavior>> {
        if !self.at_json_behavior() {
            return Ok(None);
        }
        let behavior = self.json_behavior()?;
        self.expect(T::On)?;
        self.expect(T::Error)?;
        Ok(Some(behavior))
    }
}
