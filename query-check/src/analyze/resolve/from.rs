//! FROM: its items, their namespaces and LATERAL (PostgreSQL's `transformFromClause`).

use super::lookup::relation_of;
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::TypeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, FromItem};
use crate::tree::{
    Expr, FromNode, Query, RangeColumn, RangeEntry, RangeId, RangeKind, ReturningRow,
};

/// An analysed item of FROM.
#[derive(Debug)]
pub(super) struct FromResult {
    /// Its place in the join tree.
    pub node: FromNode,
    /// The entry whose columns it shows.
    pub range: RangeId,
    /// What it adds to the namespace.
    pub namespace: Vec<NamespaceItem>,
}

impl FromResult {
    /// An item that is one entry.
    pub(super) fn single(item: NamespaceItem) -> Self {
        Self { node: FromNode::Range(item.range), range: item.range, namespace: vec![item] }
    }
}

impl Analyzer<'_> {
    /// Analyses the FROM list of the current level and makes it visible.
    pub(super) fn from_clause(&mut self, items: &[FromItem]) -> Vec<FromNode> {
        let mut nodes = Vec::with_capacity(items.len());
        for item in items {
            let FromResult { node, mut namespace, .. } = self.from_item(item);
            let earlier = std::mem::take(&mut self.scope().namespace);
            self.check_name_conflicts(&earlier, &namespace);
            set_lateral(&mut namespace, true, true);
            let scope = self.scope();
            scope.namespace = earlier;
            scope.namespace.append(&mut namespace);
            nodes.push(node);
        }
        set_lateral(&mut self.scope().namespace, false, true);
        nodes
    }

    pub(super) fn from_item(&mut self, item: &FromItem) -> FromResult {
        match item {
            FromItem::Table(table) => self.table_item(table),
            FromItem::Subquery(subquery) => self.subquery_item(subquery),
            FromItem::Function(function) => self.function_item(function),
            FromItem::Join(join) => self.nested(|a| a.join_item(join), |a| a.error_item(join.span)),
            FromItem::XmlTable(table) => self.xml_table_item(table),
            FromItem::JsonTable(table) => self.json_table_item(table),
        }
    }

    /// An entry that stands for an item with a diagnostic: its names are not looked into.
    pub(super) fn error_item(&mut self, span: Span) -> FromResult {
        self.error_entry("", false, span)
    }

    pub(super) fn error_entry(&mut self, name: &str, aliased: bool, span: Span) -> FromResult {
        let entry = RangeEntry {
            kind: RangeKind::Error,
            name: name.to_owned(),
            aliased,
            columns: Vec::new(),
            lateral: false,
            span,
        };
        FromResult::single(NamespaceItem::new(self.add_range(entry)))
    }

    /// Adds an entry to the range table of the current level.
    pub(super) fn add_range(&mut self, entry: RangeEntry) -> RangeId {
        let scope = self.scope();
        scope.ranges.push(entry);
        RangeId(scope.ranges.len() - 1)
    }

    /// Renames leading columns as an alias says; `what` begins PostgreSQL's message when it names too many.
    pub(super) fn rename_columns(
        &mut self,
        columns: &mut [RangeColumn],
        names: &[ast::Ident],
        what: &str,
        verb: &str,
    ) {
        if names.len() > columns.len() {
            let message = format!(
                "{what} {verb} {} columns available but {} columns specified",
                columns.len(),
                names.len()
            );
            let span = names[columns.len()].span;
            let diagnostic = Diagnostic::new(Code::InvalidColumnReference, span, message);
            self.report(diagnostic.without_position());
        }
        for (column, name) in columns.iter_mut().zip(names) {
            column.name.clone_from(&name.value);
        }
    }

    fn subquery_item(&mut self, item: &ast::SubqueryRef) -> FromResult {
        let query = self
            .lateral_part(item.lateral, ExprContext::FromSubselect, |a| a.subquery(&item.query));
        let name = item.alias.as_ref().map_or("unnamed_subquery", |a| a.name.value.as_str());
        let mut columns = self.query_columns(&query);
        if let Some(alias) = &item.alias {
            let what = format!("table \"{name}\"");
            self.rename_columns(&mut columns, &alias.columns, &what, "has");
        }
        let range = self.add_range(RangeEntry {
            kind: RangeKind::Subquery(Box::new(query)),
            name: name.to_owned(),
            aliased: item.alias.is_some(),
            columns,
            lateral: item.lateral,
            span: item.span,
        });
        let mut item_namespace = NamespaceItem::new(range);
        // Without an alias only its columns are visible, its made-up name is not.
        item_namespace.relation_visible = item.alias.is_some();
        FromResult::single(item_namespace)
    }

    /// Analyses a part of a FROM item in a context of its own, LATERAL or not.
    pub(super) fn lateral_part<R>(
        &mut self,
        lateral: bool,
        context: ExprContext,
        part: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let scope = self.scope();
        let outer_context = std::mem::replace(&mut scope.context, context);
        let outer_lateral = std::mem::replace(&mut scope.lateral_active, lateral);
        let result = part(self);
        let scope = self.scope();
        scope.context = outer_context;
        scope.lateral_active = outer_lateral;
        result
    }

    /// The columns a query gives to the level around it.
    pub(super) fn query_columns(&self, query: &Query) -> Vec<RangeColumn> {
        let collations = self.output_collations(query);
        let output = query.output().into_iter().zip(collations);
        let columns = output.map(|(target, collation)| RangeColumn {
            name: target.name.clone(),
            ty: target.expr.ty,
            modifier: target.expr.modifier,
            collation,
        });
        columns.collect()
    }

    /// A column that shows an expression.
    pub(super) fn range_column(&self, name: &str, expr: &Expr) -> RangeColumn {
        RangeColumn {
            name: name.to_owned(),
            ty: expr.ty,
            modifier: expr.modifier,
            collation: self.collation_of(expr),
        }
    }

    /// A column of a type, with the type's own collation.
    pub(super) fn typed_column(&self, name: &str, ty: TypeId, modifier: i32) -> RangeColumn {
        let collation = self.catalog.ty(ty).collation;
        RangeColumn { name: name.to_owned(), ty, modifier, collation }
    }

    /// A table name may stand once only (`checkNameSpaceConflicts`).
    pub(super) fn check_name_conflicts(&mut self, left: &[NamespaceItem], right: &[NamespaceItem]) {
        for a in left.iter().filter(|i| i.relation_visible) {
            for b in right.iter().filter(|i| i.relation_visible) {
                if self.item_name(0, a) != self.item_name(0, b) {
                    continue;
                }
                let (x, y) = (self.entry(0, a.range), self.entry(0, b.range));
                // Relations of the same name in two schemas are told apart by the schema.
                let apart = a.name.is_none()
                    && b.name.is_none()
                    && !x.aliased
                    && !y.aliased
                    && matches!((relation_of(x), relation_of(y)), (Some(r), Some(s)) if r != s);
                let broken = |e: &RangeEntry| matches!(e.kind, RangeKind::Error);
                if apart || broken(x) || broken(y) {
                    continue;
                }
                let (span, first) = (y.span, x.span);
                let name = self.item_name(0, a);
                let message = format!("table name \"{name}\" specified more than once");
                let diagnostic = Diagnostic::new(Code::DuplicateAlias, span, message);
                let diagnostic = diagnostic.with_label(first, "first used here");
                self.report(diagnostic.without_position());
                return;
            }
        }
    }

    /// Adds an item to the namespace of the current level.
    pub(super) fn add_item(&mut self, range: RangeId, relation: bool, columns: bool) {
        let mut item = NamespaceItem::new(range);
        item.relation_visible = relation;
        item.columns_visible = columns;
        item.returning = ReturningRow::Default;
        self.scope().namespace.push(item);
    }
}

/// Marks items as visible to LATERAL only, or to all (`setNamespaceLateralState`).
pub(super) fn set_lateral(items: &mut [NamespaceItem], only: bool, ok: bool) {
    for item in items {
        item.lateral_only = only;
        item.lateral_ok = ok;
    }
}
