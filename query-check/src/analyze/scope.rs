//! A query level under analysis: its range table, what names see, and where in it we are.

use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{
    CommonTable, RangeColumn, RangeEntry, RangeId, ReturningRow, TargetEntry, Window,
};

/// One query level (PostgreSQL's `ParseState`).
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The range table so far.
    pub ranges: Vec<RangeEntry>,
    /// What names are looked up in.
    pub namespace: Vec<NamespaceItem>,
    /// WITH.
    pub ctes: Vec<CommonTable>,
    /// What each entry of `ctes` looks like to those who refer to it.
    pub cte_columns: Vec<CteColumns>,
    /// Names of WITH entries that come later, for the help of PostgreSQL's message.
    pub future_ctes: Vec<String>,
    /// The table that is written.
    pub target: Option<RangeId>,
    /// Where in the query we are.
    pub context: ExprContext,
    /// Windows: the WINDOW clause and those met in OVER.
    pub windows: Vec<Window>,
    /// The AST of windows met so far, to be worked out after the select list (same places as `windows`).
    pub window_specs: Vec<WindowDefinition>,
    /// The select list so far, which ORDER BY, GROUP BY and windows may extend with junk entries.
    pub targets: Vec<TargetEntry>,
    /// ORDER BY (of the query, or of the window last looked at) has a diagnostic.
    pub sorting_failed: bool,
    /// GROUP BY has a diagnostic, so what is grouped is not known.
    pub grouping_failed: bool,
    /// Aggregates of this level were met.
    pub has_aggregates: bool,
    /// Window functions were met.
    pub has_windows: bool,
    /// Set-returning functions were met in the select list.
    pub has_target_srfs: bool,
    /// The last set-returning call met, from its `exprLocation` on (PostgreSQL's `p_last_srf`).
    pub last_set: Option<Span>,
    /// Sublinks were met.
    pub has_sublinks: bool,
    /// A data-modifying WITH was met.
    pub has_modifying_cte: bool,
    /// A LATERAL item is being analysed: names of the same FROM are visible where `lateral_ok`.
    pub lateral_active: bool,
    /// String literals of the select list stay `unknown` (INSERT … SELECT, leaves of set operations).
    pub keep_unknown: bool,
    /// This level is the query of the recursive common table at that place of the level around it, whose
    /// columns its non-recursive term decides.
    pub parent_cte: Option<usize>,
    /// The common table of this level that is under analysis: a reference to it is recursive.
    pub pending_cte: Option<usize>,
}

/// A window as it was written.
#[derive(Clone, Debug)]
pub(crate) struct WindowDefinition {
    /// Its name in the WINDOW clause.
    pub name: Option<String>,
    /// What it says.
    pub spec: ast::WindowSpec,
    /// Its words: definitions with the same ones are one window, though things may be spelt in other ways.
    pub wording: String,
}

/// The columns of a common table as a reference to it shows them.
#[derive(Clone, Debug, Default)]
pub(crate) struct CteColumns {
    /// Those of its query.
    pub columns: Vec<RangeColumn>,
    /// Those that SEARCH and CYCLE add.
    pub extra: Vec<RangeColumn>,
    /// It has a diagnostic that leaves its columns unknown.
    pub broken: bool,
}

/// An entry of the range table as names see it.
#[derive(Clone, Debug)]
pub(crate) struct NamespaceItem {
    /// Which entry.
    pub range: RangeId,
    /// Its name qualifies columns.
    pub relation_visible: bool,
    /// Its columns can be named without qualification.
    pub columns_visible: bool,
    /// Only LATERAL sees it.
    pub lateral_only: bool,
    /// LATERAL may see it (not from the nullable side's other arm of a RIGHT or FULL join).
    pub lateral_ok: bool,
    /// OLD or NEW.
    pub returning: ReturningRow,
    /// Its name here, where it differs from the entry's (OLD and NEW, aliases of JOIN USING).
    pub name: Option<String>,
    /// Only these columns (merged columns of a JOIN USING alias), when it is not all of them.
    pub columns: Option<Vec<u32>>,
    /// How many columns at the end `*` leaves out (those of SEARCH and CYCLE within the common table itself).
    pub hidden: usize,
}

impl NamespaceItem {
    /// An entry that is visible by its name and by its columns.
    pub(crate) fn new(range: RangeId) -> Self {
        Self {
            range,
            relation_visible: true,
            columns_visible: true,
            lateral_only: false,
            lateral_ok: true,
            returning: ReturningRow::Default,
            name: None,
            columns: None,
            hidden: 0,
        }
    }
}

/// Where in a statement an expression stands (PostgreSQL's `ParseExprKind`): it decides what may occur there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(dead_code)]
pub(crate) enum ExprContext {
    #[default]
    None,
    JoinOn,
    JoinUsing,
    FromSubselect,
    FromFunction,
    Where,
    Policy,
    Having,
    Filter,
    WindowPartition,
    WindowOrder,
    WindowFrameRange,
    WindowFrameRows,
    WindowFrameGroups,
    SelectTarget,
    InsertTarget,
    UpdateSource,
    UpdateTarget,
    MergeWhen,
    GroupBy,
    OrderBy,
    DistinctOn,
    Limit,
    Offset,
    Returning,
    MergeReturning,
    Values,
    ValuesSingle,
    IndexExpression,
    IndexPredicate,
    CycleMark,
}
