//! Names and clauses: scopes, FROM, select lists, grouping, set operations, WITH and the writing statements.
//!
//! One file for each clause. Expressions within them are `typing`'s.

mod aggregate_check;
mod ast_walk;
mod column;
mod common_table;
mod conflict;
mod delete;
mod distinct;
mod doomed;
mod from;
mod function;
mod generated;
mod group;
mod grouping_sets;
mod insert;
mod join;
mod json_table;
mod level;
mod limit;
mod locking;
mod lookup;
mod merge;
mod missing;
pub(crate) mod origin;
mod record;
mod recursion;
mod returning;
mod rewrite;
mod rule;
mod search_cycle;
mod select;
mod set_operation;
mod sort;
mod star;
mod table;
mod table_function;
mod target;
mod update;
mod values;
pub(crate) mod view;
mod window;
mod with;
mod write_target;
mod xml_table;

pub(crate) use ast_walk::{Part, expr_parts};
