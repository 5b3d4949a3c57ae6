//! AST to typed tree: PostgreSQL's parse analysis, and so PostgreSQL's verdict.
//!
//! `resolve` knows names and clauses, `typing` knows expressions, operators, functions and coercions.
//! Errors are reported where they are found and leave an [error node](crate::tree::Expr::error) behind that
//! gives no second message; clauses are analysed in the server's order, so that the first diagnostic is the
//! server's.

mod context;
pub(crate) mod limit_check;
pub(crate) mod resolve;
mod scope;
pub(crate) mod typing;

pub use context::{Analyzer, Parameter};
pub(crate) use scope::{CteColumns, ExprContext, NamespaceItem, Scope, WindowDefinition};
