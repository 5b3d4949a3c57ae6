//! What the `microcosm-postgres` command does, as a library that its tests use too.

pub mod check;
pub mod command;
pub mod describe;
pub mod difference;
pub mod explain;
pub mod failure;
pub mod file;
pub mod human;
pub mod introspect;
pub mod migrations;
pub mod scaffold;
pub mod snapshot;
