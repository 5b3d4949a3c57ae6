//! PostgreSQL's verdict on a statement, offline.
//!
//! The stages, each a module that depends on those before it only:
//! `syntax` (text to AST) → `catalog` (what names mean) → `analyze` (AST to typed tree, PostgreSQL's
//! verdict) → `facts` (NULLs, row counts, effects, house rules) → [`Checked`](checked::Checked).

mod advice;
pub mod analyze;
pub mod catalog;
pub mod check;
pub mod checked;
pub mod diagnostic;
mod facts;
pub mod literal;
pub mod parts;
pub mod render;
pub mod snapshot;
pub mod span;
pub mod suggest;
pub mod syntax;
pub mod tree;

pub use check::check;
