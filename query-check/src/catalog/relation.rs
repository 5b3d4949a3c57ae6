//! Relations, their columns, constraints, indexes, triggers and rules.

use std::borrow::Cow;

use super::{CollationId, RelationId, SchemaId, TypeId};

/// A row of `pg_class` that can stand in FROM, or the attributes of a composite type.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its identity.
    pub id: RelationId,
    /// Its schema.
    pub schema: SchemaId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// `relkind`.
    pub kind: RelationKind,
    /// The type of its rows.
    pub row_type: TypeId,
    /// Its columns, dropped ones left out, in `attnum` order.
    pub columns: Cow<'static, [Column]>,
    /// The primary key's columns (indexes into `columns`), if there is one that is not deferrable.
    pub primary_key: Option<Cow<'static, [u16]>>,
    /// What only relations of the snapshot have.
    pub details: Option<Box<RelationDetails>>,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// `relkind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RelationKind {
    Table,
    PartitionedTable,
    ForeignTable,
    View,
    MaterializedView,
    Sequence,
    Index,
    Composite,
    Toast,
}

/// A row of `pg_attribute`.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its type.
    pub ty: TypeId,
    /// `atttypmod`; -1 for none.
    pub modifier: i32,
    /// NOT NULL.
    pub not_null: bool,
    /// It has a default (identity and generated columns included).
    pub has_default: bool,
    /// `attidentity`.
    pub identity: Option<Identity>,
    /// `attgenerated`.
    pub generated: bool,
    /// `attcollation`.
    pub collation: Option<CollationId>,
}

/// `attidentity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Identity {
    Always,
    ByDefault,
}

/// What the snapshot knows of a relation beyond its columns.
#[derive(Clone, Debug, Default)]
pub struct RelationDetails {
    /// The query of a view, as `pg_get_viewdef` prints it with an empty search path.
    pub definition: Option<String>,
    /// For a view: each column's base column can be written (automatically updatable, or by INSTEAD OF trigger/rule).
    pub view_updatable: ViewUpdatability,
    /// Unique indexes, those behind primary keys and unique constraints included.
    pub unique_keys: Vec<UniqueKey>,
    /// Exclusion constraints' names.
    pub exclusion_constraints: Vec<String>,
    /// CHECK constraints.
    pub checks: Vec<Check>,
    /// Foreign keys of this relation.
    pub foreign_keys: Vec<ForeignKey>,
    /// Triggers that fire on rows or statements.
    pub triggers: Vec<Trigger>,
    /// Rewrite rules other than a view's own `_RETURN`.
    pub rules: Vec<Rule>,
    /// Row security is enabled.
    pub row_security: bool,
    /// The relations it inherits from or is a partition of.
    pub parents: Vec<RelationId>,
    /// It is a partition.
    pub is_partition: bool,
}

/// A CHECK constraint.
#[derive(Clone, Debug)]
pub struct Check {
    /// The constraint's name.
    pub name: String,
    /// Its condition, as `pg_get_expr` prints it.
    pub expression: String,
    /// Validated (not NOT VALID) and enforced: it holds for every row there is.
    pub validated: bool,
}

/// What may be written through a view (`pg_relation_is_updatable`).
#[derive(Clone, Debug, Default)]
pub struct ViewUpdatability {
    /// Rows can be inserted.
    pub insertable: bool,
    /// Rows can be updated.
    pub updatable: bool,
    /// Rows can be deleted.
    pub deletable: bool,
    /// For each column, whether it can be written.
    pub columns: Vec<bool>,
}

/// A unique index.
#[derive(Clone, Debug)]
pub struct UniqueKey {
    /// The index's name.
    pub name: String,
    /// It stands behind a constraint of this name.
    pub constraint: Option<String>,
    /// It is the primary key.
    pub primary: bool,
    /// Its elements in order.
    pub elements: Vec<KeyElement>,
    /// The predicate of a partial index.
    pub predicate: Option<String>,
    /// NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// The constraint is deferrable.
    pub deferrable: bool,
}

/// A column or an expression of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyElement {
    /// A column, by its place in [`Relation::columns`].
    Column(u16),
    /// An expression, as `pg_get_indexdef` prints it.
    Expression(String),
}

/// A foreign key.
#[derive(Clone, Debug)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: String,
    /// The referencing columns, by their place.
    pub columns: Vec<u16>,
    /// The referenced relation.
    pub references: RelationId,
    /// The referenced columns, by their place there.
    pub referenced_columns: Vec<u16>,
    /// ON DELETE.
    pub on_delete: ReferentialAction,
    /// ON UPDATE.
    pub on_update: ReferentialAction,
    /// ON DELETE SET NULL (columns): only these.
    pub set_columns: Option<Vec<u16>>,
    /// MATCH FULL.
    pub match_full: bool,
    /// DEFERRABLE.
    pub deferrable: bool,
    /// INITIALLY DEFERRED.
    pub initially_deferred: bool,
    /// Validated (not NOT VALID) and enforced.
    pub validated: bool,
}

/// A referential action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ReferentialAction {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// A user trigger.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// INSERT, UPDATE, DELETE, TRUNCATE.
    pub events: [bool; 4],
    /// BEFORE, AFTER or INSTEAD OF.
    pub timing: TriggerTiming,
    /// FOR EACH ROW.
    pub for_each_row: bool,
    /// The function it calls, qualified.
    pub function: String,
    /// Enabled.
    pub enabled: bool,
}

/// When a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TriggerTiming {
    Before,
    After,
    InsteadOf,
}

/// A rewrite rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// `1` SELECT, `2` UPDATE, `3` INSERT, `4` DELETE (`pg_rewrite.ev_type`).
    pub event: u8,
    /// INSTEAD.
    pub instead: bool,
    /// Its definition, as `pg_get_ruledef` prints it.
    pub definition: String,
}
