//! What the `microcosm-postgres` command does, as a library that its tests use too.

pub mod command;
pub mod describe;
pub mod difference;
pub mod failure;
pub mod file;
pub mod introspect;
pub mod migrations;
pub mod snapshot;
