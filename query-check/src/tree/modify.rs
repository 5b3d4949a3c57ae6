//! What INSERT, UPDATE and MERGE write.

use super::{Expr, RangeId, TargetEntry};
use crate::syntax::ast::{MergeMatch, Overriding};

/// One assigned column.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The column, by its place in the written relation.
    pub column: u32,
    /// The value, coerced to the column's type ([`ExprKind::Default`](super::ExprKind) for DEFAULT).
    pub value: Expr,
    /// Only a part of the column (subscript or field) is assigned.
    pub partial: bool,
}

/// INSERT.
#[derive(Clone, Debug)]
pub struct Insert {
    /// The written columns, in the order of the values.
    pub columns: Vec<u32>,
    /// Where rows come from.
    pub source: InsertSource,
    /// ON CONFLICT.
    pub on_conflict: Option<OnConflict>,
    /// OVERRIDING.
    pub overriding: Option<Overriding>,
}

/// The rows of an INSERT.
#[derive(Clone, Debug)]
pub enum InsertSource {
    /// DEFAULT VALUES.
    DefaultValues,
    /// VALUES: each row has one assignment for each of `Insert::columns`.
    Values(Vec<Vec<Assignment>>),
    /// A query, as an entry of the range table; the assignments say how its columns are coerced.
    Query(RangeId, Vec<Assignment>),
}

/// ON CONFLICT.
#[derive(Clone, Debug)]
pub struct OnConflict {
    /// The unique keys (places in `RelationDetails::unique_keys`) that were inferred; empty when no target was written.
    pub arbiters: Vec<usize>,
    /// DO UPDATE.
    pub update: Option<ConflictUpdate>,
}

/// DO UPDATE.
#[derive(Clone, Debug)]
pub struct ConflictUpdate {
    /// SET.
    pub set: Vec<Assignment>,
    /// WHERE.
    pub filter: Option<Expr>,
    /// The `excluded` entry.
    pub excluded: RangeId,
}

/// UPDATE.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// SET.
    pub set: Vec<Assignment>,
}

/// MERGE.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The source.
    pub source: super::FromNode,
    /// WHEN.
    pub actions: Vec<MergeAction>,
}

/// One WHEN of MERGE.
#[derive(Clone, Debug)]
pub struct MergeAction {
    /// Which rows.
    pub matched: MergeMatch,
    /// AND.
    pub condition: Option<Expr>,
    /// What is done.
    pub kind: MergeActionKind,
}

/// What a WHEN does.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum MergeActionKind {
    Update(Vec<Assignment>),
    Delete,
    Insert(Vec<Assignment>),
    DoNothing,
}

/// RETURNING.
#[derive(Clone, Debug)]
pub struct Returning {
    /// The list.
    pub targets: Vec<TargetEntry>,
    /// The name OLD goes by, and NEW.
    pub old_name: String,
    /// The name NEW goes by.
    pub new_name: String,
}
