//! A plain SELECT, and TABLE.

use super::super::ast::{
    ColumnRef, Distinct, Expr, ExprKind, FromItem, GroupItem, NamedWindow, Query, QueryBody,
    Select, TableRef, Target,
};
use super::super::token::T;
use super::expr::Mode;
use super::query::bare_query;
use super::recovery::Clause;
use super::{Parser, R};

impl Parser<'_> {
    /// `SELECT …` up to WINDOW.
    pub(super) fn select(&mut self) -> R<Query> {
        let begin = self.position;
        let start = self.expect(T::Select)?.start;
        let (distinct, targets, into) =
            self.clause(begin, Clause::Targets, (Distinct::All, Vec::new(), None), |parser| {
                let distinct = parser.distinct()?;
                let targets = if matches!(distinct, Distinct::All) && !parser.at_target() {
                    Vec::new()
                } else {
                    parser.targets()?
                };
                let into = if parser.eat(T::Into) { Some(parser.select_into()?) } else { None };
                Ok((distinct, targets, into))
            })?;
        let from = self.clause(begin, Clause::From, Vec::new(), Self::from_clause)?;
        let filter = self.clause(begin, Clause::Where, None, Self::where_clause)?;
        let none = (Vec::new(), false);
        let (group_by, group_distinct) = self.clause(begin, Clause::Group, none, Self::group_by)?;
        let having = self.clause(begin, Clause::Having, None, Self::having)?;
        let windows = self.clause(begin, Clause::Window, Vec::new(), Self::window_clause)?;
        let span = self.span_from(start);
        let select = Select {
            distinct,
            targets,
            into,
            from,
            filter,
            group_by,
            group_distinct,
            having,
            windows,
            span,
        };
        Ok(bare_query(QueryBody::Select(Box::new(select)), span))
    }

    /// Whether a select list begins here; it may be empty.
    fn at_target(&self) -> bool {
        self.kind == T::Comma || self.kind != T::FormatLa && !self.ends_clause()
    }

    fn distinct(&mut self) -> R<Distinct> {
        if self.eat(T::Distinct) {
            if self.eat(T::On) {
                return Ok(Distinct::On(self.parenthesized(Self::expr)?));
            }
            return Ok(Distinct::Distinct);
        }
        self.eat(T::All);
        Ok(Distinct::All)
    }

    /// `target_list`.
    pub(super) fn targets(&mut self) -> R<Vec<Target>> {
        self.list(Self::target)
    }

    /// `target_el`: an expression with a label, or `*`.
    fn target(&mut self) -> R<Target> {
        let start = self.start();
        if self.kind == T::Star {
            let span = self.bump();
            let column = ColumnRef { names: Vec::new(), star: true };
            let expr = self.node(ExprKind::Column(column), start, start);
            return Ok(Target { expr, alias: None, span });
        }
        let expr = self.expr_within(0, Mode::Target)?;
        let alias = if self.eat(T::As) {
            Some(self.col_label()?)
        } else if self.kind.is_bare_label() {
            let span = self.bump();
            Some(self.ident(span))
        } else {
            None
        };
        Ok(Target { expr, alias, span: self.span_from(start) })
    }

    /// `OptTempTableName` of SELECT INTO.
    fn select_into(&mut self) -> R<super::super::ast::QualifiedName> {
        // These are names too; what follows decides.
        let next = self.peek();
        match self.kind {
            T::Local | T::Global if matches!(next, T::Temporary | T::Temp) => {
                self.bump();
                self.bump();
            }
            T::Temporary | T::Temp | T::Unlogged
                if next == T::Table || next.is_col_id(self.major) =>
            {
                self.bump();
            }
            _ => {}
        }
        self.eat(T::Table);
        self.qualified_name()
    }

    fn having(&mut self) -> R<Option<Box<Expr>>> {
        if self.eat(T::Having) { Ok(Some(self.boxed_expr()?)) } else { Ok(None) }
    }

    /// `window_clause`.
    fn window_clause(&mut self) -> R<Vec<NamedWindow>> {
        if self.eat(T::Window) { self.list(Self::named_window) } else { Ok(Vec::new()) }
    }

    /// `where_clause`.
    pub(super) fn where_clause(&mut self) -> R<Option<Box<Expr>>> {
        if self.eat(T::Where) { Ok(Some(self.boxed_expr()?)) } else { Ok(None) }
    }

    /// `group_clause`: the items, and whether DISTINCT was written.
    fn group_by(&mut self) -> R<(Vec<GroupItem>, bool)> {
        if !self.eat(T::Group) {
            return Ok((Vec::new(), false));
        }
        self.expect(T::By)?;
        let distinct = self.eat(T::Distinct);
        if !distinct {
            self.eat(T::All);
        }
        Ok((self.list(Self::group_item)?, distinct))
    }

    fn group_item(&mut self) -> R<GroupItem> {
        let start = self.start();
        let next = self.peek();
        match self.kind {
            T::LParen if next == T::RParen => {
                self.bump();
                self.bump();
                Ok(GroupItem::Empty(self.span_from(start)))
            }
            T::Rollup if next == T::LParen => {
                self.bump();
                let exprs = self.parenthesized(Self::expr)?;
                Ok(GroupItem::Rollup(exprs, self.span_from(start)))
            }
            T::Cube if next == T::LParen => {
                self.bump();
                let exprs = self.parenthesized(Self::expr)?;
                Ok(GroupItem::Cube(exprs, self.span_from(start)))
            }
            T::Grouping if next == T::Sets => self.deeper(|parser| {
                parser.bump();
                parser.bump();
                let items = parser.parenthesized(Self::group_item)?;
                Ok(GroupItem::Sets(items, parser.span_from(start)))
            }),
            _ => Ok(GroupItem::Expr(self.expr()?)),
        }
    }

    fn named_window(&mut self) -> R<NamedWindow> {
        let name = self.col_id()?;
        self.expect(T::As)?;
        Ok(NamedWindow { name, spec: self.window_spec()? })
    }

    /// `TABLE t` is `SELECT * FROM t`.
    pub(super) fn table_query(&mut self) -> R<Query> {
        let word = self.expect(T::Table)?;
        let table_start = self.start();
        let (name, only) = self.relation()?;
        let table =
            TableRef { name, only, alias: None, sample: None, span: self.span_from(table_start) };
        let span = self.span_from(word.start);
        let column = ColumnRef { names: Vec::new(), star: true };
        let star = Expr { kind: ExprKind::Column(column), span: word, location: word.start };
        let select = Select {
            distinct: Distinct::All,
            targets: vec![Target { expr: star, alias: None, span: word }],
            into: None,
            from: vec![FromItem::Table(Box::new(table))],
            filter: None,
            group_by: Vec::new(),
            group_distinct: false,
            having: None,
            windows: Vec::new(),
            span,
        };
        Ok(bare_query(QueryBody::Select(Box::new(select)), span))
    }
}
