//! Relations and what belongs to them.

use serde::{Deserialize, Serialize};

use super::types::is_false;

/// A relation that can stand in FROM.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relation {
    /// Its qualified name.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// The name of the array type of its rows, where it is not `_` and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<String>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// It is a partition.
    #[serde(skip_serializing_if = "is_false")]
    pub partition: bool,
    /// The relations it inherits from or is a partition of, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Row security is enabled.
    #[serde(skip_serializing_if = "is_false")]
    pub row_security: bool,
    /// For a view: what can be written through it, of `insert`, `update` and `delete`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub writable: Vec<String>,
    /// Its columns in order; none for a sequence, for all have the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// Unique indexes, those of primary keys and unique constraints included.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unique_keys: Vec<UniqueKey>,
    /// Exclusion constraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// CHECK constraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Foreign keys of this relation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes that are not unique.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<String>,
    /// Triggers, but for those behind constraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// Rewrite rules, but for a view's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The query of a view, in lines, as `pg_get_viewdef` prints it with an empty search path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub definition: Vec<String>,
}

/// What a relation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RelationKind {
    #[default]
    Table,
    PartitionedTable,
    ForeignTable,
    View,
    MaterializedView,
    Sequence,
}

impl RelationKind {
    /// Its rows have a type: all but sequences'.
    pub fn has_row_type(self) -> bool {
        self != Self::Sequence
    }
}

/// A column, or an attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, with the modifier.
    #[serde(rename = "type")]
    pub ty: String,
    /// NOT NULL.
    #[serde(skip_serializing_if = "is_false")]
    pub not_null: bool,
    /// The NOT NULL constraint is NOT VALID: rows may still hold NULL.
    #[serde(skip_serializing_if = "is_false")]
    pub not_null_not_valid: bool,
    /// DEFAULT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// GENERATED … AS IDENTITY: `always` or `by default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// GENERATED ALWAYS AS: the expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// The generated column is VIRTUAL.
    #[serde(rename = "virtual", skip_serializing_if = "is_false")]
    pub is_virtual: bool,
    /// COLLATE, where it is not the type's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// A view's column that cannot be written, though the view can.
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
}

/// A unique index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UniqueKey {
    /// The index's name.
    pub name: String,
    /// `primary key` or `unique` where it stands behind a constraint (of the same name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// Its columns; `null` for an expression.
    pub columns: Vec<Option<String>>,
    /// The expressions, in the order of the `null`s.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<String>,
    /// WHERE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// NULLS NOT DISTINCT.
    #[serde(skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// DEFERRABLE.
    #[serde(skip_serializing_if = "is_false")]
    pub deferrable: bool,
}

/// An exclusion constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exclusion {
    /// Its name.
    pub name: String,
    /// As `pg_get_constraintdef` prints it.
    pub definition: String,
}

/// A CHECK constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The condition.
    pub expression: String,
    /// NOT VALID or NOT ENFORCED: rows may still break it.
    #[serde(skip_serializing_if = "is_false")]
    pub not_valid: bool,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: String,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced relation.
    pub references: String,
    /// The referenced columns.
    pub referenced_columns: Vec<String>,
    /// ON DELETE, where it is not NO ACTION: `restrict`, `cascade`, `set null` or `set default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<String>,
    /// ON DELETE SET NULL or SET DEFAULT: only these columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_columns: Vec<String>,
    /// ON UPDATE, where it is not NO ACTION.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_update: Option<String>,
    /// MATCH FULL.
    #[serde(skip_serializing_if = "is_false")]
    pub match_full: bool,
    /// DEFERRABLE.
    #[serde(skip_serializing_if = "is_false")]
    pub deferrable: bool,
    /// INITIALLY DEFERRED.
    #[serde(skip_serializing_if = "is_false")]
    pub initially_deferred: bool,
    /// NOT VALID or NOT ENFORCED.
    #[serde(skip_serializing_if = "is_false")]
    pub not_valid: bool,
}

/// A trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// `before`, `after` or `instead of`.
    pub timing: String,
    /// Of `insert`, `update`, `delete`, `truncate`.
    pub events: Vec<String>,
    /// FOR EACH ROW.
    #[serde(skip_serializing_if = "is_false")]
    pub for_each_row: bool,
    /// The function it calls.
    pub function: String,
    /// It does not fire.
    #[serde(skip_serializing_if = "is_false")]
    pub disabled: bool,
}

/// A rewrite rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// `select`, `update`, `insert` or `delete`.
    pub event: String,
    /// INSTEAD.
    #[serde(skip_serializing_if = "is_false")]
    pub instead: bool,
    /// As `pg_get_ruledef` prints it.
    pub definition: String,
}
