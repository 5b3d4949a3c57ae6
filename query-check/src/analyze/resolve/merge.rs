//! MERGE (`transformMergeStmt`).

use super::insert::InsertRow;
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{Relation, RelationKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, MergeMatch};
use crate::tree::{
    Assignment, Command, FromNode, Merge, MergeAction, MergeActionKind, Query, RangeId,
};

impl Analyzer<'_> {
    pub(super) fn merge(&mut self, merge: &ast::Merge, span: Span) -> Query {
        let mut query = Query { span, ..Query::default() };
        if let Some(with) = merge.with.as_ref().filter(|w| w.recursive) {
            let message = "WITH RECURSIVE is not supported for MERGE statement";
            self.report(Diagnostic::new(Code::SyntaxError, with.span, message).without_position());
        }
        self.with_clause(merge.with.as_ref(), &mut query);
        self.check_reachable(&merge.whens);
        let relation = self.write_target(&merge.table);
        // Up to PostgreSQL 16 rules are asked about here, later on only by the rewriter.
        let late_rules = self.catalog.major() >= 17;
        if let Some(relation) = relation
            && (!self.has_merge_kind(relation) || (!late_rules && has_rules(relation)))
        {
            let diagnostic = self.merge_refusal(relation, merge.table.span);
            self.report(diagnostic);
        }
        let target = self.target_range();
        let mut from = self.from_clause(std::slice::from_ref(&merge.source));
        let source = from.pop().unwrap_or(FromNode::Range(target));
        let source_items = self.scope().namespace.clone();
        self.check_merge_names(&source, merge);
        self.show_target();
        // PostgreSQL does not ask here whether the condition is boolean.
        query.filter = Some(self.expr(&merge.on, ExprContext::JoinOn));
        if let Some(returning) = &merge.returning {
            query.returning = self.returning(returning, ExprContext::MergeReturning);
        }
        let mut actions = Vec::with_capacity(merge.whens.len());
        if let Some(relation) = relation {
            for when in &merge.whens {
                let overriding = match &when.action {
                    ast::MergeAction::Insert { overriding, .. } => *overriding,
                    _ => None,
                };
                let action = self.merge_when(when, relation, target, &source_items);
                actions.push((action, overriding));
            }
            if has_rules(relation) && late_rules {
                let diagnostic = self.merge_refusal(relation, merge.table.span);
                self.late.push(diagnostic);
            } else {
                self.rewrite_merge(relation, &actions, merge.table.span);
            }
        }
        let actions = actions.into_iter().map(|(action, _)| action).collect();
        query.command = Command::Merge(Box::new(Merge { source, actions }));
        self.finish_level(query)
    }

    /// Nothing may follow a WHEN without condition of its kind.
    fn check_reachable(&mut self, whens: &[ast::MergeWhen]) {
        let mut closed: Vec<MergeMatch> = Vec::new();
        for when in whens {
            if closed.contains(&when.matched) {
                let message = "unreachable WHEN clause specified after unconditional WHEN clause";
                let diagnostic = Diagnostic::new(Code::SyntaxError, when.span, message);
                self.report(diagnostic.without_position());
                return;
            }
            if when.condition.is_none() {
                closed.push(when.matched);
            }
        }
    }

    /// Whether a relation is none that MERGE writes.
    pub(super) fn refuses_merge(&self, relation: &Relation) -> bool {
        !self.has_merge_kind(relation) || has_rules(relation)
    }

    fn has_merge_kind(&self, relation: &Relation) -> bool {
        match relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable => true,
            RelationKind::View => self.catalog.major() >= 17,
            _ => false,
        }
    }

    pub(super) fn merge_refusal(&self, relation: &Relation, span: Span) -> Diagnostic {
        let detail = if self.has_merge_kind(relation) && has_rules(relation) {
            "MERGE is not supported for relations with rules.".to_owned()
        } else {
            format!("This operation is not supported for {}.", kind_plural(relation.kind))
        };
        let message = format!("cannot execute MERGE on relation \"{}\"", relation.name);
        let diagnostic = Diagnostic::new(Code::FeatureNotSupported, span, message);
        diagnostic.with_note(detail).without_position()
    }

    /// Target and source need names of their own.
    fn check_merge_names(&mut self, source: &FromNode, merge: &ast::Merge) {
        let range = match source {
            FromNode::Range(range) => *range,
            FromNode::Join(join) => join.range,
        };
        let target = self.target_range();
        let (target, source) = (self.entry(0, target), self.entry(0, range));
        if target.name != source.name || source.name.is_empty() {
            return;
        }
        let message = format!("name \"{}\" specified more than once", target.name);
        let diagnostic = Diagnostic::new(Code::DuplicateAlias, merge.table.span, message)
            .with_note("The name is used both as MERGE target table and data source.");
        self.report(diagnostic.without_position());
    }

    fn merge_when(
        &mut self,
        when: &ast::MergeWhen,
        relation: &Relation,
        target: RangeId,
        source: &[NamespaceItem],
    ) -> MergeAction {
        let mut namespace = source.to_vec();
        if when.matched == MergeMatch::NotMatchedBySource {
            // Their names stay known, so that the error says where they may not be used.
            for item in &mut namespace {
                item.relation_visible = false;
                item.columns_visible = false;
            }
        }
        let mut item = NamespaceItem::new(target);
        item.relation_visible = when.matched != MergeMatch::NotMatchedByTarget;
        item.columns_visible = item.relation_visible;
        namespace.push(item);
        self.scope().namespace = namespace;
        let condition = self.condition(when.condition.as_deref(), ExprContext::MergeWhen, "WHEN");
        let kind = match &when.action {
            ast::MergeAction::Update(set) => MergeActionKind::Update(self.set_list(set, relation)),
            ast::MergeAction::Delete => MergeActionKind::Delete,
            ast::MergeAction::DoNothing => MergeActionKind::DoNothing,
            ast::MergeAction::Insert { columns, values, overriding: _ } => {
                MergeActionKind::Insert(self.merge_insert(columns, values.as_deref(), relation))
            }
        };
        MergeAction { matched: when.matched, condition, kind }
    }

    fn merge_insert(
        &mut self,
        columns: &[ast::WriteColumn],
        values: Option<&[ast::Expr]>,
        relation: &Relation,
    ) -> Vec<Assignment> {
        let Some(places) = self.insert_columns(relation, columns) else { return Vec::new() };
        let Some(values) = values else { return Vec::new() };
        let exprs = self.expression_list(values, ExprContext::ValuesSingle, true);
        let row = InsertRow { relation, columns: &places, written: columns };
        self.insert_row(exprs, &row)
    }
}

/// A kind of relation, as PostgreSQL's DETAIL names it.
fn kind_plural(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table => "tables",
        RelationKind::PartitionedTable => "partitioned tables",
        RelationKind::ForeignTable => "foreign tables",
        RelationKind::View => "views",
        RelationKind::MaterializedView => "materialized views",
        RelationKind::Sequence => "sequences",
        RelationKind::Index => "indexes",
        RelationKind::Composite => "composite types",
        RelationKind::Toast => "TOAST tables",
    }
}

fn has_rules(relation: &Relation) -> bool {
    relation.details.as_ref().is_some_and(|details| !details.rules.is_empty())
}
