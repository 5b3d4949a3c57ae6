//! The macros: `store!`, and `migrations!`, which embeds a folder of them.
//!
//! `store!` is `syntax` (tokens to syntax tree) → `check` (against the snapshot, by `query_check`) → `expand`
//! (to Rust). `report` gathers the mistakes of all stages.

mod check;
mod expand;
mod files;
mod migrations;
mod pg_type;
mod report;
mod snapshot;
mod syntax;
mod test_attribute;
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

/// Derives `PgType`, `FromSql` and `ToSql` of a type of one's own: `#[pg = "name"]` says what it is called in the
/// database.
///
/// A struct of one field without a name is that field; a struct of named fields is a composite type.
#[proc_macro_derive(PgType, attributes(pg))]
pub fn pg_type(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    pg_type::derive(input.into()).into()
}

/// A test with a database: `#[microcosm_postgres::test]` on an `async fn`, with the feature `testing`.
///
/// The test has a database of its own, migrated and dropped with it, and takes one argument: a `Session`, a
/// `SessionContext`, `&SessionContext` or `&TestDatabase`. Tests run in parallel, each on a runtime of its own
/// with one thread. In parentheses:
///
/// - `service = "example"`, or an expression that makes a `Service`; by default it is named after the crate;
/// - `migrations = "folder"`, or the path of a `Migrations`; by default the folder `migrations`;
/// - `fixtures = [companies, "employees.sql"]`: what fills the database first, in this order: functions
///   (`async fn(&Handle) -> Result<(), Error>`) and files of SQL, named relative to the test's own file;
/// - `rollback`: instead of a database of its own, the test has a transaction, which is rolled back. It takes
///   `&Transaction`. The tests of a process share the service's test database.
///
/// ```ignore
/// #[microcosm_postgres::test(service = "example", fixtures = [acme])]
/// async fn companies_are_found_by_name(session: Session) -> Result<(), Error> {
///     assert!(CompanyStore::new(&session).by_name("Acme").await?.is_some());
///     Ok(())
/// }
/// ```
#[proc_macro_attribute]
pub fn test(
    options: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    test_attribute::expand(options.into(), item.into()).into()
}

/// Declares models and the queries that are allowed on them.
///
/// # Rows
/// A row type that is neither a model nor declared is generated from the query that returns it, and shared
/// by queries whose columns agree. `row Name;` declares such a type to give it attributes (`#[derive(…)]`;
/// without any, `Debug`, `Clone` and `PartialEq`). `row Name { field: Type, … }` declares the fields too:
/// - a value takes the column of its name (or of `#[column = "…"]`);
/// - a model takes all columns of one entry of FROM: the one that goes by the field's name, else the only
///   one that is its table, else the only one that gives its columns;
/// - `Option<Model>` is for an entry that an outer join can leave out; a NOT NULL column of it tells;
/// - `Vec<Model>` gathers the rows that come with the same models beside it, each once, by primary keys.
///
/// # Scope
/// `scope tenant_id: Uuid;` in a store restricts all of its queries to one value of that column, which is the
/// second argument of its `new`. Each table or view that has the column must be restricted to `:tenant_id`
/// wherever it is read, and written with it; a query that does not do so does not compile. The parameter is
/// there in each query and in no signature. The standard operations have the condition by themselves:
/// `create` takes no such field, and `update`, `replace` and their kin leave it as it is. A table without the
/// column is restricted by nothing. What functions read is not seen.
///
/// # SQL
/// The body of a function is its SQL, as a string, as tokens, or as `include "file.sql"`: a path relative to the
/// package's `Cargo.toml`, or its workspace's. Statements are separated by `;`; several run in one transaction.
///
/// Tokens are read by Rust's rules first:
/// - `"…"`, `r"…"` and `'c'` are string constants (`'…'` with more than one character is no token of Rust);
/// - `r#order` is the name `"order"`, as it stands; other names that need quotes are written in a string;
/// - a comment is `// …` or `/* … */`; `--` is refused;
/// - `E'…'`, `B'…'` and text in dollar quotes are no tokens: cast a constant, `"101"::bit(3)`.
///
/// # Fragments
/// `part visible = "deleted_at IS NULL";` in a store, as a string or as tokens in braces, is put in where a query
/// of it says `{ part visible }`: as if in parentheses, before anything else is read. Names in it are looked up
/// where it is used, its parameters belong to the signature of the query, and it may hold optional parts and other
/// fragments.
///
/// # Optional parts
/// What stands in `{ … }` in the SQL of a function is in play when each `Option` parameter in it is `Some`, and
/// has its inner type there: it is never NULL. A part begins with
///
/// - `AND` or `OR`: a condition more, wherever one stands (WHERE, HAVING, ON, subqueries, CASE). It counts as
///   if in parentheses, and must not change how its neighbours are grouped. A clause needs a condition that
///   always stands: `WHERE true { AND name = :name }`;
/// - a comma: an assignment more, in the SET of UPDATE and ON CONFLICT. The first one needs none when all of
///   them are optional; with nothing to set the first column is set to itself, so that the row is found,
///   counted and returned all the same;
/// - `LIMIT` or `OFFSET`, with its value.
///
/// A `Patch<T>` parameter is for an assignment: it keeps the column, sets it to NULL, or sets it. Parts do not
/// nest, and a join is no part; `{ AND EXISTS (SELECT …) }` is.
///
/// # Orders to pick from
/// `ORDER BY { order: name | created_at DESC | by_length = length(name), id }` generates the enum that the type
/// of the parameter `order` names. Its variants are the columns and words of each order in upper camel case
/// (`Name`, `CreatedAtDesc`), or the name that is written in front of it (`ByLength`), which every order that is
/// more than columns needs. The first is the default.
///
/// # Variants
/// What is claimed of rows and NULLs is proved for every variant. Each variant in use is a prepared statement
/// of its own, whose text is put together when it is first used; parameters that are not in play are not
/// sent. A statement has at most 4,096 variants (twelve bits: one for each set of parameters that a part
/// depends on, and the bits of the number of each order); what has more is refused.
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
