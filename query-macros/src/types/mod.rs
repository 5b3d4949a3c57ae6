//! Rust types and PostgreSQL types: which holds which.
//!
//! A macro sees how a type is spelled, not what it is: `Uuid` is taken for `uuid::Uuid` by its last word.
//! A wrong guess cannot misread data, because the generated code then does not compile (`FromSql` is
//! missing) or decoding refuses the column's type.

mod declared;
mod fit;
mod foreign;
mod scalar;
mod written;

pub(crate) use declared::Declared;
pub(crate) use fit::{Place, Types};
pub(crate) use foreign::Foreign;
pub(crate) use scalar::Scalar;
pub(crate) use written::{Core, Written, innermost, without_option};
