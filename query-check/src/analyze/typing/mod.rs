//! Expressions: their types, operators, functions and coercions (manual, chapter 10, "Type Conversion").
//!
//! One file for each family of forms or rules. `expr` is the way in; `coerce`, `operator` and `function` are
//! what all forms rest on.

mod aggregate;
mod array;
mod assign;
mod call;
mod candidates;
mod cast;
mod coerce;
mod collate;
mod column_name;
mod common;
mod comparison;
mod conditional;
mod expr;
mod field;
mod function;
mod json;
mod json_constructor;
mod json_path;
mod literal_const;
mod location;
mod operator;
mod parameter;
mod pathway;
mod placement;
mod polymorphic;
mod row;
mod sort_operator;
mod sublink;
mod subscript;
mod type_name;
mod window_call;
mod wording;
mod xml;

pub(crate) use location::{NOWHERE, ast_location, expr_location};
