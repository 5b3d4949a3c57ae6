//! Queries and their clauses.

use super::{Expr, FromNode, Insert, Merge, OnConflict, RangeEntry, RangeId, Returning, Update};
use crate::catalog::{CollationId, OperatorId, TypeId};
use crate::span::Span;
use crate::syntax::ast::{FrameExclusion, FrameUnits, LockStrength, LockWait, SetOperator};

/// One query level.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// What it does.
    pub command: Command,
    /// Its WITH list.
    pub ctes: Vec<CommonTable>,
    /// WITH RECURSIVE.
    pub recursive: bool,
    /// Its range table.
    pub ranges: Vec<RangeEntry>,
    /// FROM (and USING): joined as a comma list.
    pub from: Vec<FromNode>,
    /// The table that is written.
    pub target: Option<RangeId>,
    /// WHERE; for MERGE the join condition.
    pub filter: Option<Expr>,
    /// The select list, junk entries for ORDER BY and GROUP BY at its end. For INSERT and UPDATE: see `command`.
    pub targets: Vec<TargetEntry>,
    /// RETURNING.
    pub returning: Option<Returning>,
    /// GROUP BY's plain columns: places in `targets`.
    pub group_by: Vec<SortClause>,
    /// GROUPING SETS, ROLLUP, CUBE expanded to sets of places in `targets`; empty when none is written.
    pub grouping_sets: Vec<Vec<usize>>,
    /// How the sets were written, expressions left out.
    pub grouping_wording: String,
    /// GROUP BY was written (`GROUP BY ()` included).
    pub grouped: bool,
    /// HAVING.
    pub having: Option<Expr>,
    /// Windows.
    pub windows: Vec<Window>,
    /// DISTINCT: places in `targets`; empty when none is written.
    pub distinct: Vec<SortClause>,
    /// DISTINCT ON rather than DISTINCT.
    pub distinct_on: bool,
    /// ORDER BY.
    pub order_by: Vec<SortClause>,
    /// LIMIT, coerced to bigint.
    pub limit: Option<Expr>,
    /// FETCH … WITH TIES.
    pub with_ties: bool,
    /// OFFSET.
    pub offset: Option<Expr>,
    /// The tree of set operations; leaves are subquery entries of the range table.
    pub set_operation: Option<SetOperationNode>,
    /// FOR UPDATE and its kin: the entries locked.
    pub locks: Vec<RowLock>,
    /// Aggregates of this level occur.
    pub has_aggregates: bool,
    /// Window functions occur.
    pub has_windows: bool,
    /// A set-returning function occurs in the select list.
    pub has_target_srfs: bool,
    /// Where.
    pub span: Span,
}

/// What a query does.
#[derive(Clone, Debug, Default)]
pub enum Command {
    /// SELECT or VALUES.
    #[default]
    Select,
    /// INSERT: `Query::targets` is unused; the columns and rows are here.
    Insert(Box<Insert>),
    /// UPDATE: the assignments.
    Update(Update),
    /// DELETE.
    Delete,
    /// MERGE.
    Merge(Box<Merge>),
}

/// An entry of a select or RETURNING list.
#[derive(Clone, Debug)]
pub struct TargetEntry {
    /// The value.
    pub expr: Expr,
    /// Its column name.
    pub name: String,
    /// Only there to sort or group by.
    pub junk: bool,
}

/// A column that is sorted, grouped or made distinct by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortClause {
    /// The place in `targets`.
    pub target: usize,
    /// The equality operator.
    pub equality: Option<OperatorId>,
    /// The ordering operator; `None` when the type can only be hashed.
    pub ordering: Option<OperatorId>,
    /// Descending.
    pub descending: bool,
    /// NULLS FIRST.
    pub nulls_first: bool,
}

/// A place in a query's list of windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WindowId(pub usize);

/// A window.
#[derive(Clone, Debug)]
pub struct Window {
    /// Its name in the WINDOW clause.
    pub name: Option<String>,
    /// PARTITION BY: places in `targets`.
    pub partition_by: Vec<SortClause>,
    /// ORDER BY.
    pub order_by: Vec<SortClause>,
    /// The frame; `None` for the default one.
    pub frame: Option<WindowFrame>,
}

/// A window's frame.
#[derive(Clone, Debug)]
pub struct WindowFrame {
    /// Units.
    pub units: FrameUnits,
    /// Start.
    pub start: FrameEdge,
    /// End.
    pub end: FrameEdge,
    /// EXCLUDE.
    pub exclusion: FrameExclusion,
}

/// One end of a frame.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum FrameEdge {
    UnboundedPreceding,
    Preceding(Box<Expr>),
    CurrentRow,
    Following(Box<Expr>),
    UnboundedFollowing,
}

/// A tree of set operations.
#[derive(Clone, Debug)]
pub enum SetOperationNode {
    /// A query, as a subquery entry.
    Leaf(RangeId),
    /// An operation.
    Operation {
        /// Which.
        op: SetOperator,
        /// ALL.
        all: bool,
        /// Left input.
        left: Box<SetOperationNode>,
        /// Right input.
        right: Box<SetOperationNode>,
        /// The types of its columns.
        types: Vec<(TypeId, i32)>,
        /// Their collations, where one can be derived.
        collations: Vec<Option<CollationId>>,
    },
}

/// A common table expression.
#[derive(Clone, Debug)]
pub struct CommonTable {
    /// Its name.
    pub name: String,
    /// What it is.
    pub query: Query,
    /// It refers to itself.
    pub recursive: bool,
    /// Its columns: name, type, modifier.
    pub columns: Vec<(String, TypeId, i32)>,
    /// MATERIALIZED or not, if said.
    pub materialized: Option<bool>,
    /// SEARCH and CYCLE as written.
    pub search_cycle: String,
    /// How often it is referred to.
    pub references: u32,
    /// Where.
    pub span: Span,
}

/// A row lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLock {
    /// The entry locked.
    pub range: RangeId,
    /// How strongly.
    pub strength: LockStrength,
    /// What about locked rows.
    pub wait: LockWait,
}

impl Query {
    /// The entry behind an identity of this level.
    pub fn range(&self, id: RangeId) -> &RangeEntry {
        &self.ranges[id.0]
    }

    /// The columns the query gives: RETURNING's for a writing statement, the visible select list otherwise.
    pub fn output(&self) -> Vec<&TargetEntry> {
        match (&self.command, &self.returning) {
            (Command::Select, _) => self.targets.iter().filter(|t| !t.junk).collect(),
            (_, Some(returning)) => returning.targets.iter().collect(),
            (_, None) => Vec::new(),
        }
    }

    /// The ON CONFLICT clause of an INSERT.
    pub fn on_conflict(&self) -> Option<&OnConflict> {
        match &self.command {
            Command::Insert(insert) => insert.on_conflict.as_ref(),
            _ => None,
        }
    }
}
