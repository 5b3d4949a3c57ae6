//! The macros: `store!`, and `migrations!`, which embeds a folder of them.
//!
//! `store!` is `syntax` (tokens to syntax tree) → `check` (against the snapshot, by `query_check`) → `expand`
//! (to Rust). `report` gathers the mistakes of all stages.

mod check;
mod expand;
mod migrations;
mod report;
mod snapshot;
mod syntax;
mod types;

use proc_macro2::TokenStream;
use report::Report;

/// The `.sql` files of a folder, embedded as a `Migrations`: the folder is named relative to the crate's
/// `Cargo.toml`.
///
/// The program is built anew when one of the files changes. A file that is *added* is not noticed by
/// itself: touch the file with the macro, or have a `build.rs` print `cargo::rerun-if-changed=folder`.
#[proc_macro]
pub fn migrations(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    migrations::embed(input.into()).into()
}

/// Declares models and the queries that are allowed on them.
#[proc_macro]
pub fn store(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    block(input.into()).into()
}

fn block(input: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let block = syntax::parse(input, &mut report);
    let snapshot = snapshot::load(block.schema.as_ref(), &mut report);
    let catalog = snapshot.as_ref().map(|snapshot| &*snapshot.catalog);
    let plan = check::check(&block, catalog, &mut report);
    let path = snapshot.as_ref().map(|snapshot| &*snapshot.path);
    let mut code = expand::expand(&plan, path);
    code.extend(report.into_tokens());
    code
}
