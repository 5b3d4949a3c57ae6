//! The typed tree: a statement after names are resolved and every expression has a type.
//!
//! It is PostgreSQL's `Query` tree in our words (backend documentation, "The Parser Stage"): a range table
//! per query level, variables that name an entry and a column, coercions made explicit. `analyze` builds it;
//! `facts` reads it. A node typed [`TypeId::INVALID`](crate::catalog::TypeId) already has a diagnostic.

mod equal;
mod equal_query;
mod expr;
mod modify;
mod query;
mod range;
mod walk;

pub use equal::{same_expr, same_expr_with};
pub use expr::*;
pub use modify::*;
pub use query::*;
pub use range::*;
pub use walk::{Visitor, parts, walk_expr, walk_query};
