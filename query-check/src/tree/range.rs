//! The range table and the join tree over it.

use super::{Expr, Query};
use crate::catalog::{CollationId, RelationId, TypeId};
use crate::span::Span;
use crate::syntax::ast::JoinKind;

/// A place in a query's range table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RangeId(pub usize);

/// An entry of a range table.
#[derive(Clone, Debug)]
pub struct RangeEntry {
    /// What it is.
    pub kind: RangeKind,
    /// The name it goes by in this query.
    pub name: String,
    /// An alias was written.
    pub aliased: bool,
    /// Its columns under their names in this query. For a relation their places are those of
    /// `catalog::Relation::columns`.
    pub columns: Vec<RangeColumn>,
    /// LATERAL.
    pub lateral: bool,
    /// Where.
    pub span: Span,
}

/// A column of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Its modifier.
    pub modifier: i32,
    /// Its collation.
    pub collation: Option<CollationId>,
}

/// TABLESAMPLE.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The method's arguments, then REPEATABLE's.
    pub args: Vec<Expr>,
    /// What is written around them.
    pub wording: String,
}

/// What an entry is.
#[derive(Clone, Debug)]
pub enum RangeKind {
    /// A table, view, … of the catalog.
    Relation {
        /// Which.
        relation: RelationId,
        /// ONLY.
        only: bool,
        /// TABLESAMPLE.
        sample: Option<Sample>,
    },
    /// `excluded` of ON CONFLICT DO UPDATE.
    Excluded(RelationId),
    /// A subquery, also a leaf of a set operation and the source of INSERT … SELECT.
    Subquery(Box<Query>),
    /// A join.
    Join {
        /// Which.
        kind: JoinKind,
        /// What each of its columns stands for: variables of this level's other entries,
        /// or COALESCE of two for a merged column of a full join.
        aliases: Vec<Expr>,
        /// How many leading columns are merged (USING, NATURAL).
        merged: usize,
    },
    /// Functions.
    Function {
        /// The calls and how many columns each gives.
        functions: Vec<(Expr, usize)>,
        /// WITH ORDINALITY.
        ordinality: bool,
    },
    /// VALUES.
    Values(Vec<Vec<Expr>>),
    /// A common table expression.
    CommonTable {
        /// Its place in the WITH list of the query `levels_up` levels up.
        index: usize,
        /// 0 for this query's WITH.
        levels_up: u32,
        /// The reference stands within the expression itself.
        self_reference: bool,
    },
    /// XMLTABLE or JSON_TABLE.
    TableFunction {
        /// All expressions in it.
        args: Vec<Expr>,
        /// For each column, whether XMLTABLE says NOT NULL or it is FOR ORDINALITY.
        not_null: Vec<bool>,
        /// What is written around the expressions: column definitions and other clauses.
        wording: String,
    },
    /// Something that has a diagnostic already.
    Error,
}

/// A node of the join tree.
#[derive(Clone, Debug)]
pub enum FromNode {
    /// An entry.
    Range(RangeId),
    /// A join.
    Join(Box<JoinNode>),
}

/// A join of the join tree.
#[derive(Clone, Debug)]
pub struct JoinNode {
    /// Which.
    pub kind: JoinKind,
    /// Left input.
    pub left: FromNode,
    /// Right input.
    pub right: FromNode,
    /// ON, or the equalities of USING and NATURAL.
    pub condition: Option<Expr>,
    /// The join's own entry.
    pub range: RangeId,
}
