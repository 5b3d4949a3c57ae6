//! The functions SQL gives a syntax of their own: EXTRACT, SUBSTRING, COALESCE, CAST, CURRENT_DATE, ….

use super::super::ast::{
    CastSyntax, Expr, ExprKind, FunctionArg, Ident, Literal, QualifiedName, SqlValueKind,
};
use super::super::token::T;
use super::call::plain_call;
use super::expr::Mode;
use super::{Parser, R};
use crate::span::Span;

fn plain(value: Expr) -> FunctionArg {
    FunctionArg { name: None, value }
}

impl Parser<'_> {
    /// Whether `func_expr_common_subexpr` or a JSON aggregate begins here.
    pub(super) fn at_special_function(&self) -> bool {
        match self.kind {
            T::CurrentDate
            | T::CurrentTime
            | T::CurrentTimestamp
            | T::Localtime
            | T::Localtimestamp
            | T::CurrentRole
            | T::CurrentUser
            | T::SessionUser
            | T::SystemUser
            | T::User
            | T::CurrentCatalog
            | T::Cast => true,
            // These two are names of functions as well.
            T::CurrentSchema => !matches!(self.peek(), T::LParen | T::StringLit),
            T::Collation => self.peek() == T::For,
            T::Extract
            | T::Normalize
            | T::Overlay
            | T::Position
            | T::Substring
            | T::Treat
            | T::Trim
            | T::Nullif
            | T::Coalesce
            | T::Greatest
            | T::Least
            | T::Xmlconcat
            | T::Xmlelement
            | T::Xmlexists
            | T::Xmlforest
            | T::Xmlparse
            | T::Xmlpi
            | T::Xmlroot
            | T::Xmlserialize
            | T::JsonObject
            | T::JsonArray
            | T::JsonObjectagg
            | T::JsonArrayagg
            | T::JsonScalar
            | T::JsonSerialize
            | T::JsonQuery
            | T::JsonExists
            | T::JsonValue
            | T::MergeAction => self.peek() == T::LParen,
            T::Json => self.peek() == T::LParen && self.major >= 17,
            _ => false,
        }
    }

    /// `func_expr_common_subexpr`, and the JSON aggregates with their FILTER and OVER.
    pub(super) fn special_function(&mut self) -> R<Expr> {
        match self.kind {
            T::Cast => self.cast(),
            T::Collation => self.collation_for(),
            T::Extract => self.extract(),
            T::Normalize => self.normalize(),
            T::Overlay => self.overlay(),
            T::Position => self.position_in(),
            T::Substring => self.substring(),
            T::Treat => self.treat(),
            T::Trim => self.trim(),
            T::Nullif => self.nullif(),
            T::Coalesce | T::Greatest | T::Least => self.coalesce(),
            T::MergeAction => self.merge_action(),
            T::Xmlconcat
            | T::Xmlelement
            | T::Xmlexists
            | T::Xmlforest
            | T::Xmlparse
            | T::Xmlpi
            | T::Xmlroot
            | T::Xmlserialize => self.deeper(Self::xml_function),
            T::JsonObject
            | T::JsonArray
            | T::JsonObjectagg
            | T::JsonArrayagg
            | T::JsonScalar
            | T::JsonSerialize
            | T::JsonQuery
            | T::JsonExists
            | T::JsonValue
            | T::Json => self.deeper(Self::json_function),
            _ => self.sql_value(),
        }
    }

    /// CURRENT_DATE, LOCALTIME(3), SESSION_USER, ….
    fn sql_value(&mut self) -> R<Expr> {
        let (kind, precise) = match self.kind {
            T::CurrentDate => (SqlValueKind::CurrentDate, false),
            T::CurrentTime => (SqlValueKind::CurrentTime, true),
            T::CurrentTimestamp => (SqlValueKind::CurrentTimestamp, true),
            T::Localtime => (SqlValueKind::LocalTime, true),
            T::Localtimestamp => (SqlValueKind::LocalTimestamp, true),
            T::CurrentRole => (SqlValueKind::CurrentRole, false),
            T::CurrentUser => (SqlValueKind::CurrentUser, false),
            T::SessionUser => (SqlValueKind::SessionUser, false),
            T::SystemUser => (SqlValueKind::SystemUser, false),
            T::User => (SqlValueKind::User, false),
            T::CurrentCatalog => (SqlValueKind::CurrentCatalog, false),
            T::CurrentSchema => (SqlValueKind::CurrentSchema, false),
            _ => return self.unexpected(),
        };
        let start = self.bump().start;
        let mut precision = None;
        if precise && self.eat(T::LParen) {
            precision = Some(self.integer()?);
            self.expect(T::RParen)?;
        }
        Ok(self.node(ExprKind::SqlValue { kind, precision }, start, start))
    }

    /// Goes on behind the keyword and the opening parenthesis; the keyword's range.
    pub(super) fn open(&mut self) -> R<Span> {
        let keyword = self.bump();
        self.expect(T::LParen)?;
        Ok(keyword)
    }

    /// Closes the parenthesis of a special call.
    fn close(&mut self, name: &str, args: Vec<FunctionArg>, keyword: Span) -> R<Expr> {
        self.expect(T::RParen)?;
        Ok(self.special_call(name, args, keyword, keyword.start))
    }

    fn cast(&mut self) -> R<Expr> {
        let start = self.open()?.start;
        let expr = self.boxed_expr()?;
        self.expect(T::As)?;
        let ty = Box::new(self.type_name()?);
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::Cast { expr, ty, syntax: CastSyntax::Cast }, start, start))
    }

    fn collation_for(&mut self) -> R<Expr> {
        let keyword = self.bump();
        self.expect(T::For)?;
        self.expect(T::LParen)?;
        let args = vec![plain(self.expr()?)];
        self.close("pg_collation_for", args, keyword)
    }

    /// `EXTRACT(field FROM source)`: the field becomes a string.
    fn extract(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        let span = self.span();
        let field = match self.kind {
            T::StringLit => self.string(span),
            T::Word | T::Year | T::Month | T::Day | T::Hour | T::Minute | T::Second => {
                self.ident(span).value
            }
            _ => return self.unexpected(),
        };
        self.bump();
        let field = self.node(ExprKind::Literal(Literal::String(field)), span.start, span.start);
        self.expect(T::From)?;
        let source = self.expr()?;
        self.close("extract", vec![plain(field), plain(source)], keyword)
    }

    fn normalize(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        let mut args = vec![plain(self.expr()?)];
        if self.eat(T::Comma) {
            args.push(plain(self.normal_form()?));
        }
        self.close("normalize", args, keyword)
    }

    /// `unicode_normal_form`, as a string.
    pub(super) fn normal_form(&mut self) -> R<Expr> {
        let name = match self.kind {
            T::Nfc => "NFC",
            T::Nfd => "NFD",
            T::Nfkc => "NFKC",
            T::Nfkd => "NFKD",
            _ => return self.unexpected(),
        };
        let start = self.bump().start;
        Ok(self.node(ExprKind::Literal(Literal::String(name.to_owned())), start, start))
    }

    /// A call without special syntax of a function whose name is also a keyword with special syntax.
    fn plain_keyword_call(&mut self, name: &str, args: Vec<FunctionArg>, keyword: Span) -> R<Expr> {
        self.expect(T::RParen)?;
        let part = Ident { value: name.to_owned(), span: keyword };
        let call = plain_call(QualifiedName { parts: vec![part], span: keyword }, args);
        Ok(self.node(ExprKind::Call(Box::new(call)), keyword.start, keyword.start))
    }

    /// The rest of an argument list behind its first argument.
    fn more_arguments(&mut self, first: FunctionArg) -> R<Vec<FunctionArg>> {
        let mut args = vec![first];
        while self.eat(T::Comma) {
            args.push(self.argument()?);
        }
        Ok(args)
    }

    /// `OVERLAY(a PLACING b FROM c [FOR d])`, or a plain call.
    fn overlay(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        if self.kind == T::RParen {
            return self.plain_keyword_call("overlay", Vec::new(), keyword);
        }
        let first = self.argument()?;
        if self.kind != T::Placing || first.name.is_some() {
            let args = self.more_arguments(first)?;
            return self.plain_keyword_call("overlay", args, keyword);
        }
        self.bump();
        let mut args = vec![first, plain(self.expr()?)];
        self.expect(T::From)?;
        args.push(plain(self.expr()?));
        if self.eat(T::For) {
            args.push(plain(self.expr()?));
        }
        self.close("overlay", args, keyword)
    }

    /// `POSITION(a IN b)` is `pg_catalog.position(b, a)`.
    fn position_in(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        let needle = self.restricted_expr()?;
        self.expect(T::In)?;
        let hay = self.restricted_expr()?;
        self.close("position", vec![plain(hay), plain(needle)], keyword)
    }

    /// SUBSTRING in its forms; FROM and FOR may come in either order.
    fn substring(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        if self.kind == T::RParen {
            return self.plain_keyword_call("substring", Vec::new(), keyword);
        }
        let first = self.argument_within(Mode::BeforeSimilar)?;
        let special = matches!(self.kind, T::From | T::For | T::Similar) && first.name.is_none();
        if !special {
            let args = self.more_arguments(first)?;
            return self.plain_keyword_call("substring", args, keyword);
        }
        let word = self.kind;
        self.bump();
        let second = plain(self.expr()?);
        let args = match word {
            T::Similar => {
                self.expect(T::Escape)?;
                vec![first, second, plain(self.expr()?)]
            }
            T::From if self.eat(T::For) => vec![first, second, plain(self.expr()?)],
            T::From => vec![first, second],
            _ if self.eat(T::From) => vec![first, plain(self.expr()?), second],
            _ => {
                // Without FROM the count must be an integer, or the pattern forms would fit as well.
                let span = second.value.span;
                let ty = self.int4_type(span);
                let location = second.value.location;
                let kind = ExprKind::Cast {
                    expr: Box::new(second.value),
                    ty: Box::new(ty),
                    syntax: CastSyntax::Cast,
                };
                let count = Expr { kind, span, location };
                vec![first, plain(self.integer_literal(1, span)), plain(count)]
            }
        };
        self.close("substring", args, keyword)
    }

    fn int4_type(&self, span: Span) -> super::super::ast::TypeName {
        super::super::ast::TypeName {
            names: self.catalog_name("int4", span).parts,
            modifiers: Vec::new(),
            setof: false,
            percent_type: false,
            array_bounds: Vec::new(),
            span,
            location: span.start,
        }
    }

    /// `TREAT(x AS type)` is a call of the function with the type's name.
    fn treat(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        let value = self.expr()?;
        self.expect(T::As)?;
        let ty = self.type_name()?;
        self.expect(T::RParen)?;
        let name = ty.names.last().map_or("", |name| name.value.as_str());
        let call = plain_call(self.catalog_name(name, keyword), vec![plain(value)]);
        Ok(self.node(ExprKind::Call(Box::new(call)), keyword.start, keyword.start))
    }

    /// `TRIM([LEADING | TRAILING | BOTH] [characters] FROM text)`.
    fn trim(&mut self) -> R<Expr> {
        let keyword = self.open()?;
        let name = match self.kind {
            T::Leading => "ltrim",
            T::Trailing => "rtrim",
            _ => "btrim",
        };
        if matches!(self.kind, T::Leading | T::Trailing | T::Both) {
            self.bump();
        }
        let mut exprs;
        if self.eat(T::From) {
            exprs = self.exprs()?;
        } else {
            let first = self.expr()?;
            if self.eat(T::From) {
                exprs = self.exprs()?;
                exprs.push(first);
            } else {
                exprs = vec![first];
                while self.eat(T::Comma) {
                    exprs.push(self.expr()?);
                }
            }
        }
        self.close(name, exprs.into_iter().map(plain).collect(), keyword)
    }

    fn nullif(&mut self) -> R<Expr> {
        let start = self.open()?.start;
        let left = self.boxed_expr()?;
        self.expect(T::Comma)?;
        let right = self.boxed_expr()?;
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::NullIf(left, right), start, start))
    }

    /// COALESCE, GREATEST and LEAST.
    fn coalesce(&mut self) -> R<Expr> {
        let word = self.kind;
        let start = self.bump().start;
        let args = self.parenthesized(Self::expr)?;
        let kind = match word {
            T::Coalesce => ExprKind::Coalesce(args),
            T::Greatest => ExprKind::Greatest(args),
            _ => ExprKind::Least(args),
        };
        Ok(self.node(kind, start, start))
    }

    fn merge_action(&mut self) -> R<Expr> {
        let start = self.open()?.start;
        self.expect(T::RParen)?;
        Ok(self.node(ExprKind::MergeAction, start, start))
    }
}
