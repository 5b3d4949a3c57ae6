//! What rewrite rules write: the targets of their actions.

use super::modify::Event;
use crate::catalog::{Catalog, Relation, RelationId};
use crate::checked::CommandKind;
use crate::syntax::ast::{
    MergeAction, QualifiedName, QueryBody, SetClause, Statement, StatementKind, With, WriteColumn,
};
use crate::syntax::{ParameterStyle, ParseOptions, parse, rule_actions};

/// One write: the relation, how, and the columns by place.
pub(super) type Written = (RelationId, CommandKind, Vec<u32>);

/// The writes that the rules of a relation do when an event happens to it.
pub(super) fn rule_writes(catalog: &Catalog, relation: &Relation, event: Event) -> Vec<Written> {
    let mut actions = Actions { catalog, found: Vec::new() };
    let rules = relation.details.iter().flat_map(|details| &details.rules);
    for rule in rules.filter(|rule| rule.event == event.rule_event()) {
        for span in rule_actions(&rule.definition) {
            let options =
                ParseOptions { parameters: ParameterStyle::Numbered, major: catalog.major() };
            let parsed = parse(span.text(&rule.definition), &options);
            if let Some(statement) = &parsed.statement {
                actions.statement(statement);
            }
        }
    }
    actions.found
}

struct Actions<'c> {
    catalog: &'c Catalog,
    found: Vec<Written>,
}

impl Actions<'_> {
    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Select(query) => {
                self.with(query.with.as_ref());
                if let QueryBody::SetOperation { left, right, .. } = &query.body {
                    self.with(left.with.as_ref());
                    self.with(right.with.as_ref());
                }
            }
            StatementKind::Insert(insert) => {
                self.with(insert.with.as_ref());
                self.write(&insert.table.name, CommandKind::Insert, &insert.columns);
                if let Some(update) = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref()) {
                    self.write(&insert.table.name, CommandKind::Update, set(&update.set));
                }
            }
            StatementKind::Update(update) => {
                self.with(update.with.as_ref());
                self.write(&update.table.name, CommandKind::Update, set(&update.set));
            }
            StatementKind::Delete(delete) => {
                self.with(delete.with.as_ref());
                self.write(&delete.table.name, CommandKind::Delete, []);
            }
            StatementKind::Merge(merge) => {
                self.with(merge.with.as_ref());
                let name = &merge.table.name;
                for when in &merge.whens {
                    match &when.action {
                        MergeAction::Update(clauses) => {
                            self.write(name, CommandKind::Update, set(clauses));
                        }
                        MergeAction::Delete => self.write(name, CommandKind::Delete, []),
                        MergeAction::Insert { columns, .. } => {
                            self.write(name, CommandKind::Insert, columns);
                        }
                        MergeAction::DoNothing => {}
                    }
                }
            }
        }
    }

    fn with(&mut self, with: Option<&With>) {
        for cte in with.iter().flat_map(|with| &with.ctes) {
            self.statement(&cte.statement);
        }
    }

    fn write<'a>(
        &mut self,
        name: &QualifiedName,
        kind: CommandKind,
        columns: impl IntoIterator<Item = &'a WriteColumn>,
    ) {
        let found = match name.parts.as_slice() {
            [name] => self.catalog.find_relation(&name.value),
            [.., schema, name] => self
                .catalog
                .schema(&schema.value)
                .and_then(|schema| self.catalog.relation_in(schema, &name.value)),
            [] => None,
        };
        let Some(relation) = found else { return };
        let place = |column: &WriteColumn| {
            relation.columns.iter().position(|c| c.name == column.name.value).map(|p| p as u32)
        };
        let columns = columns.into_iter().filter_map(place).collect();
        self.found.push((relation.id, kind, columns));
    }
}

fn set(clauses: &[SetClause]) -> Vec<&WriteColumn> {
    let mut columns = Vec::new();
    for clause in clauses {
        match clause {
            SetClause::Single { target, .. } => columns.push(target),
            SetClause::Multiple { targets, .. } => columns.extend(targets),
        }
    }
    columns
}
