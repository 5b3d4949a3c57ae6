//! The relations of a snapshot: columns, keys, and what hangs on them.

use std::borrow::Cow;
use std::mem::take;

use super::super::{
    Check, Column, ForeignKey, Identity, KeyElement, ReferentialAction, Relation, RelationDetails,
    RelationId, RelationKind, Rule, SchemaId, Trigger, TriggerTiming, TypeId, UniqueKey,
    ViewUpdatability,
};
use super::names::{Names, unknown};
use crate::snapshot::{self, Snapshot, SnapshotError};

/// Adds relations, then composite types' attributes, in the order `Names` numbered them, then indexes.
pub(super) fn add(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    for relation in &mut snapshot.relations {
        add_relation(names, relation)?;
    }
    for composite in &mut snapshot.composites {
        let (schema, name) = names.place(&composite.name)?;
        let columns = columns(names, &composite.name, take(&mut composite.attributes))?;
        let row_type = names.ty(&composite.name, &composite.name)?;
        let relation = plain(names, schema, name, RelationKind::Composite, row_type, columns);
        names.user.add_relation(relation);
    }
    for relation in &mut snapshot.relations {
        add_foreign_keys(names, relation)?;
        add_indexes(names, relation)?;
    }
    Ok(())
}

fn plain(
    names: &Names,
    schema: SchemaId,
    name: String,
    kind: RelationKind,
    row_type: TypeId,
    columns: Vec<Column>,
) -> Relation {
    Relation {
        id: names.user.next_relation(),
        schema,
        name: Cow::Owned(name),
        kind,
        row_type,
        columns: Cow::Owned(columns),
        primary_key: None,
        details: None,
        majors: 0xff,
    }
}

fn add_relation(names: &mut Names, source: &mut snapshot::Relation) -> Result<(), SnapshotError> {
    let (schema, name) = names.place(&source.name)?;
    let kind = match source.kind {
        snapshot::RelationKind::Table => RelationKind::Table,
        snapshot::RelationKind::PartitionedTable => RelationKind::PartitionedTable,
        snapshot::RelationKind::ForeignTable => RelationKind::ForeignTable,
        snapshot::RelationKind::View => RelationKind::View,
        snapshot::RelationKind::MaterializedView => RelationKind::MaterializedView,
        snapshot::RelationKind::Sequence => RelationKind::Sequence,
    };
    let row_type = match source.kind.has_row_type() {
        true => names.ty(&source.name, &source.name)?,
        false => TypeId::INVALID,
    };
    let writable = |what: &str| source.writable.iter().any(|w| w == what);
    let mut details = RelationDetails {
        definition: Some(source.definition.join("\n")).filter(|d| !d.is_empty()),
        view_updatable: ViewUpdatability {
            insertable: writable("insert"),
            updatable: writable("update"),
            deletable: writable("delete"),
            columns: source.columns.iter().map(|c| !c.read_only).collect(),
        },
        exclusion_constraints: source.exclusions.drain(..).map(|e| e.name).collect(),
        checks: source.checks.drain(..).map(check).collect(),
        triggers: source.triggers.drain(..).map(trigger).collect(),
        rules: source.rules.drain(..).map(rule).collect(),
        row_security: source.row_security,
        is_partition: source.partition,
        ..RelationDetails::default()
    };
    for parent in &source.parents {
        details.parents.push(names.relation(parent, &source.name)?);
    }
    let columns = match kind {
        RelationKind::Sequence => sequence_columns(),
        _ => columns(names, &source.name, take(&mut source.columns))?,
    };
    for key in source.unique_keys.drain(..) {
        details.unique_keys.push(unique_key(&columns, key, &source.name)?);
    }
    let mut relation = plain(names, schema, name, kind, row_type, columns);
    relation.primary_key = primary_key(&details);
    relation.details = Some(Box::new(details));
    names.user.add_relation(relation);
    Ok(())
}

fn check(source: snapshot::Check) -> Check {
    let snapshot::Check { name, expression, not_valid } = source;
    Check { name, expression, validated: !not_valid }
}

/// Every sequence has these (`CREATE SEQUENCE`, "Notes").
fn sequence_columns() -> Vec<Column> {
    let column = |name: &'static str, ty| Column {
        name: Cow::Borrowed(name),
        ty,
        modifier: -1,
        not_null: true,
        has_default: false,
        identity: None,
        generated: false,
        collation: None,
    };
    vec![
        column("last_value", TypeId::INT8),
        column("log_cnt", TypeId::INT8),
        column("is_called", TypeId::BOOL),
    ]
}

fn columns(
    names: &Names,
    relation: &str,
    sources: Vec<snapshot::Column>,
) -> Result<Vec<Column>, SnapshotError> {
    let mut columns = Vec::with_capacity(sources.len());
    for source in sources {
        let (ty, modifier) = names.modified_type(&source.ty, relation)?;
        let collation = match &source.collation {
            Some(collation) => Some(names.collation(collation, relation)?),
            None => match names.builtin_type(ty) {
                Some(ty) => ty.collation,
                None => names.user.ty(ty).collation,
            },
        };
        columns.push(Column {
            name: Cow::Owned(source.name),
            ty,
            modifier,
            // A constraint that is NOT VALID says nothing of the rows there are.
            not_null: source.not_null && !source.not_null_not_valid,
            has_default: source.default.is_some()
                || source.identity.is_some()
                || source.generated.is_some(),
            identity: match source.identity.as_deref() {
                None => None,
                Some("by default") => Some(Identity::ByDefault),
                Some(_) => Some(Identity::Always),
            },
            generated: source.generated.is_some(),
            collation,
        });
    }
    Ok(columns)
}

/// The place of a column.
fn place(columns: &[Column], name: &str, relation: &str) -> Result<u16, SnapshotError> {
    let place = columns.iter().position(|c| c.name == name).and_then(|p| u16::try_from(p).ok());
    place.ok_or_else(|| unknown("column", name, relation))
}

fn places(columns: &[Column], names: &[String], of: &str) -> Result<Vec<u16>, SnapshotError> {
    names.iter().map(|name| place(columns, name, of)).collect()
}

fn unique_key(
    columns: &[Column],
    key: snapshot::UniqueKey,
    relation: &str,
) -> Result<UniqueKey, SnapshotError> {
    let mut expressions = key.expressions.into_iter();
    let mut elements = Vec::with_capacity(key.columns.len());
    for column in key.columns {
        elements.push(match column {
            Some(column) => KeyElement::Column(place(columns, &column, relation)?),
            None => KeyElement::Expression(expressions.next().unwrap_or_default()),
        });
    }
    Ok(UniqueKey {
        constraint: key.constraint.as_ref().map(|_| key.name.clone()),
        primary: key.constraint.as_deref() == Some("primary key"),
        name: key.name,
        elements,
        predicate: key.predicate,
        nulls_not_distinct: key.nulls_not_distinct,
        deferrable: key.deferrable,
    })
}

fn primary_key(details: &RelationDetails) -> Option<Cow<'static, [u16]>> {
    let key = details.unique_keys.iter().find(|k| k.primary && !k.deferrable)?;
    let places = key.elements.iter().filter_map(|e| match e {
        KeyElement::Column(place) => Some(*place),
        KeyElement::Expression(_) => None,
    });
    Some(Cow::Owned(places.collect()))
}

fn add_foreign_keys(
    names: &mut Names,
    source: &mut snapshot::Relation,
) -> Result<(), SnapshotError> {
    if source.foreign_keys.is_empty() {
        return Ok(());
    }
    let id = names.relation(&source.name, &source.name)?;
    let mut keys = Vec::with_capacity(source.foreign_keys.len());
    for key in source.foreign_keys.drain(..) {
        let references = names.relation(&key.references, &source.name)?;
        let own = relation_columns(names, id);
        let referenced = relation_columns(names, references);
        keys.push(ForeignKey {
            columns: places(own, &key.columns, &source.name)?,
            references,
            referenced_columns: places(referenced, &key.referenced_columns, &key.references)?,
            on_delete: action(key.on_delete.as_deref()),
            on_update: action(key.on_update.as_deref()),
            set_columns: match key.set_columns.is_empty() {
                true => None,
                false => Some(places(own, &key.set_columns, &source.name)?),
            },
            name: key.name,
            match_full: key.match_full,
            deferrable: key.deferrable,
            initially_deferred: key.initially_deferred,
            validated: !key.not_valid,
        });
    }
    if let Some(details) = &mut names.user.relation_mut(id).details {
        details.foreign_keys = keys;
    }
    Ok(())
}

fn relation_columns(names: &Names, id: RelationId) -> &[Column] {
    names.user.relation(id).map_or(&[], |r| &r.columns)
}

fn action(written: Option<&str>) -> ReferentialAction {
    match written {
        Some("restrict") => ReferentialAction::Restrict,
        Some("cascade") => ReferentialAction::Cascade,
        Some("set null") => ReferentialAction::SetNull,
        Some("set default") => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// Indexes cannot stand in FROM, but their names are taken, and `regclass` knows them.
fn add_indexes(names: &mut Names, source: &mut snapshot::Relation) -> Result<(), SnapshotError> {
    let id = names.relation(&source.name, &source.name)?;
    let Some((schema, unique)) = names.user.relation(id).map(|relation| {
        let keys = relation.details.iter().flat_map(|d| &d.unique_keys);
        (relation.schema, keys.map(|k| k.name.clone()).collect::<Vec<_>>())
    }) else {
        return Ok(());
    };
    for name in unique.into_iter().chain(source.indexes.drain(..)) {
        let index = plain(names, schema, name, RelationKind::Index, TypeId::INVALID, Vec::new());
        names.user.add_relation(index);
    }
    Ok(())
}

fn trigger(source: snapshot::Trigger) -> Trigger {
    let on = |event: &str| source.events.iter().any(|e| e == event);
    Trigger {
        events: [on("insert"), on("update"), on("delete"), on("truncate")],
        name: source.name,
        timing: match source.timing.as_str() {
            "before" => TriggerTiming::Before,
            "after" => TriggerTiming::After,
            _ => TriggerTiming::InsteadOf,
        },
        for_each_row: source.for_each_row,
        function: source.function,
        enabled: !source.disabled,
    }
}

fn rule(source: snapshot::Rule) -> Rule {
    Rule {
        event: match source.event.as_str() {
            "select" => 1,
            "update" => 2,
            "insert" => 3,
            _ => 4,
        },
        name: source.name,
        instead: source.instead,
        definition: source.definition,
    }
}
