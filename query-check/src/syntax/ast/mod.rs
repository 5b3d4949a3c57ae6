//! The abstract syntax tree of PostgreSQL's DML (manual, part VI, "SQL Commands"; gram.y of PostgreSQL 18).
//!
//! The tree is what was written, desugared only where PostgreSQL's own grammar desugars (`AT TIME ZONE`,
//! `EXTRACT(…)`, `TABLE t`), so that positions and errors agree with the server's.
//! `span` covers all the text of a node; `location` is the byte where PostgreSQL's error position points
//! (for an operator the operator itself, for a call its name).

mod expr;
mod from;
mod json;
mod modify;
mod name;
mod query;

pub use expr::*;
pub use from::*;
pub use json::*;
pub use modify::*;
pub use name::*;
pub use query::*;

use crate::span::Span;

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Which one.
    pub kind: StatementKind,
    /// All of its text, without the closing semicolon.
    pub span: Span,
}

/// The statements a store may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// SELECT, VALUES or TABLE, WITH included.
    Select(Box<Query>),
    /// INSERT.
    Insert(Box<Insert>),
    /// UPDATE.
    Update(Box<Update>),
    /// DELETE.
    Delete(Box<Delete>),
    /// MERGE.
    Merge(Box<Merge>),
}
