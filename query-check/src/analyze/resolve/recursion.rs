//! WITH RECURSIVE: the order of its items and the rules for references to oneself
//! (`makeDependencyGraph`, `checkWellFormedRecursion`).

use super::ast_walk::{Part, expr_parts, from_exprs, outer_exprs, select_exprs, statement_parts};
use crate::analyze::Analyzer;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::*;

/// An item of WITH RECURSIVE in the order it is to be analysed.
pub(super) struct OrderedItem {
    /// Its place as written.
    pub place: usize,
    /// It refers to itself.
    pub recursive: bool,
    /// It breaks a rule of recursion, so it is not analysed.
    pub broken: bool,
}

/// Where within the recursive item a reference stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    NonRecursiveTerm,
    Sublink,
    OuterJoin,
    Intersect,
    Except,
}

/// Finds references to common tables by name, names of inner WITH clauses aside.
struct References<'t> {
    inner: Vec<&'t str>,
    place: Place,
    found: Vec<(&'t str, Span, Place)>,
    depth: u32,
}

impl Analyzer<'_> {
    /// The items of a WITH RECURSIVE in an order in which each needs earlier ones (and itself) only.
    pub(super) fn recursion_order(&mut self, ctes: &[Cte]) -> Vec<OrderedItem> {
        let index = |name: &str| ctes.iter().position(|c| c.name.value == name);
        let mut needs: Vec<Vec<usize>> = Vec::with_capacity(ctes.len());
        let mut recursive = vec![false; ctes.len()];
        for (place, cte) in ctes.iter().enumerate() {
            let mut references = References::new(Place::Anywhere);
            references.statement(&cte.statement);
            let mut others: Vec<usize> =
                references.found.iter().filter_map(|(name, ..)| index(name)).collect();
            recursive[place] = others.contains(&place);
            others.retain(|other| *other != place);
            needs.push(others);
        }
        let mut order: Vec<OrderedItem> = Vec::with_capacity(ctes.len());
        let mut left: Vec<usize> = (0..ctes.len()).collect();
        while !left.is_empty() {
            let ready = left.iter().position(|p| needs[*p].iter().all(|n| !left.contains(n)));
            let Some(ready) = ready else {
                let message = "mutual recursion between WITH items is not implemented";
                self.error(Code::FeatureNotSupported, ctes[left[0]].name.span, message);
                let rest = left.drain(..);
                order.extend(rest.map(|place| OrderedItem {
                    place,
                    recursive: recursive[place],
                    broken: true,
                }));
                break;
            };
            let place = left.remove(ready);
            order.push(OrderedItem { place, recursive: recursive[place], broken: false });
        }
        for item in &mut order {
            if item.recursive && !item.broken {
                item.broken = !self.well_formed(&ctes[item.place]);
            }
        }
        order
    }

    /// Reports what is wrong with the recursion of an item that refers to itself.
    fn well_formed(&mut self, cte: &Cte) -> bool {
        let name = &cte.name.value;
        let report = |a: &mut Self, span: Span, message: String| {
            a.error(Code::InvalidRecursion, span, message);
            false
        };
        let StatementKind::Select(query) = &cte.statement.kind else {
            let message =
                format!("recursive query \"{name}\" must not contain data-modifying statements");
            return report(self, cte.name.span, message);
        };
        let QueryBody::SetOperation { op: SetOperator::Union, left, right, .. } = &query.body
        else {
            let message = format!(
                "recursive query \"{name}\" does not have the form non-recursive-term UNION [ALL] recursive-term"
            );
            return report(self, cte.name.span, message);
        };
        if let Some(with) = &query.with {
            let mut references = References::new(Place::Sublink);
            references.with(with);
            if !self.well_placed(name, references.found) {
                return false;
            }
        }
        let decoration = [
            (query.order_by.first().map(|s| s.expr.span), "ORDER BY"),
            (query.offset.as_ref().map(|e| e.span), "OFFSET"),
            (query.limit.as_ref().map(|e| e.span), "LIMIT"),
            (query.locking.first().map(|l| l.span), "FOR UPDATE/SHARE"),
        ];
        for (span, what) in decoration {
            if let Some(span) = span {
                let message = format!("{what} in a recursive query is not implemented");
                let diagnostic = Diagnostic::new(Code::FeatureNotSupported, span, message);
                // PostgreSQL keeps no position of a locking clause.
                let locking = what.starts_with("FOR");
                self.report(if locking { diagnostic.without_position() } else { diagnostic });
                return false;
            }
        }
        let mut references = References::new(Place::NonRecursiveTerm);
        references.query(left);
        references.place = Place::Anywhere;
        references.query(right);
        self.well_placed(name, references.found)
    }

    /// Reports the first reference to `name` that stands where none may, or a second one.
    fn well_placed(&mut self, name: &str, found: Vec<(&str, Span, Place)>) -> bool {
        let mut count = 0;
        for (other, span, place) in found {
            if other != name {
                continue;
            }
            let message = match place {
                Place::Anywhere if count == 0 => {
                    count += 1;
                    continue;
                }
                Place::Anywhere => "more than once",
                Place::NonRecursiveTerm => "within its non-recursive term",
                Place::Sublink => "within a subquery",
                Place::OuterJoin => "within an outer join",
                Place::Intersect => "within INTERSECT",
                Place::Except => "within EXCEPT",
            };
            let message =
                format!("recursive reference to query \"{name}\" must not appear {message}");
            self.error(Code::InvalidRecursion, span, message);
            return false;
        }
        true
    }
}

impl<'t> References<'t> {
    fn new(place: Place) -> Self {
        Self { inner: Vec::new(), place, found: Vec::new(), depth: 0 }
    }

    fn at(&mut self, place: Place, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.place, place);
        walk(self);
        self.place = outer;
    }

    fn statement(&mut self, statement: &'t Statement) {
        let (with, target) = match &statement.kind {
            StatementKind::Select(query) => return self.query(query),
            StatementKind::Insert(insert) => (&insert.with, &insert.table),
            StatementKind::Update(update) => (&update.with, &update.table),
            StatementKind::Delete(delete) => (&delete.with, &delete.table),
            StatementKind::Merge(merge) => (&merge.with, &merge.table),
        };
        // PostgreSQL takes the written table's name for a reference as well.
        self.name(&target.name);
        let inner = self.inner.len();
        if let Some(with) = with {
            self.with(with);
        }
        let mut parts = Vec::new();
        let mut from = Vec::new();
        statement_parts(&statement.kind, &mut |part| parts.push(part), &mut from);
        from.into_iter().for_each(|item| self.from_item(item));
        parts.into_iter().for_each(|part| self.part(part));
        self.inner.truncate(inner);
    }

    /// The items of an inner WITH; their names stay known to what follows.
    fn with(&mut self, with: &'t With) {
        if with.recursive {
            self.inner.extend(with.ctes.iter().map(|c| c.name.value.as_str()));
        }
        for cte in &with.ctes {
            self.statement(&cte.statement);
            if !with.recursive {
                self.inner.push(&cte.name.value);
            }
        }
    }

    fn query(&mut self, query: &'t Query) {
        // Deeper than any statement that will be analysed.
        if self.depth > 1000 {
            return;
        }
        self.depth += 1;
        let inner = self.inner.len();
        if let Some(with) = &query.with {
            self.with(with);
        }
        match &query.body {
            QueryBody::Select(select) => {
                select.from.iter().for_each(|item| self.from_item(item));
                let mut parts = Vec::new();
                select_exprs(select, &mut |part| parts.push(part));
                parts.into_iter().for_each(|part| self.part(part));
            }
            QueryBody::Values(rows) => {
                for expr in rows.iter().flat_map(|row| &row.values) {
                    self.part(Part::Expr(expr));
                }
            }
            QueryBody::SetOperation { op, all, left, right, .. } => {
                let free = self.place == Place::Anywhere;
                let (l, r) = match op {
                    SetOperator::Intersect if free && *all => (Place::Intersect, Place::Intersect),
                    SetOperator::Except if free && *all => (Place::Except, Place::Except),
                    SetOperator::Except if free => (self.place, Place::Except),
                    _ => (self.place, self.place),
                };
                self.at(l, |w| w.query(left));
                self.at(r, |w| w.query(right));
            }
        }
        let mut parts = Vec::new();
        outer_exprs(query, &mut |part| parts.push(part));
        parts.into_iter().for_each(|part| self.part(part));
        self.inner.truncate(inner);
        self.depth -= 1;
    }

    fn part(&mut self, part: Part<'t>) {
        match part {
            Part::Query(query) => self.query(query),
            Part::Expr(expr) => {
                if self.depth > 1000 {
                    return;
                }
                self.depth += 1;
                let mut parts = Vec::new();
                expr_parts(expr, &mut |part| parts.push(part));
                for part in parts {
                    match part {
                        Part::Query(query) => self.at(Place::Sublink, |w| w.query(query)),
                        part => self.part(part),
                    }
                }
                self.depth -= 1;
            }
        }
    }

    fn name(&mut self, name: &'t QualifiedName) {
        if let [name] = name.parts.as_slice()
            && !self.inner.contains(&name.value.as_str())
        {
            self.found.push((&name.value, name.span, self.place));
        }
    }

    fn from_item(&mut self, item: &'t FromItem) {
        match item {
            FromItem::Table(table) => {
                self.name(&table.name);
            }
            FromItem::Subquery(subquery) => self.query(&subquery.query),
            FromItem::Join(join) => {
                let outer = match self.place {
                    Place::Anywhere => Place::OuterJoin,
                    place => place,
                };
                let (left, right) = match join.kind {
                    JoinKind::Cross | JoinKind::Inner => (self.place, self.place),
                    JoinKind::Left => (self.place, outer),
                    JoinKind::Right => (outer, self.place),
                    JoinKind::Full => (outer, outer),
                };
                self.at(left, |w| w.from_item(&join.left));
                self.at(right, |w| w.from_item(&join.right));
                if let JoinCondition::On(condition) = &join.condition {
                    self.part(Part::Expr(condition));
                }
            }
            FromItem::Function(_) | FromItem::XmlTable(_) | FromItem::JsonTable(_) => {}
        }
        let mut parts = Vec::new();
        from_exprs(item, &mut |part| parts.push(part));
        parts.into_iter().for_each(|part| self.part(part));
    }
}
