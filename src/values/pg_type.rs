//! Types of one's own, and which type of PostgreSQL they stand for.

use tokio_postgres::types::{FromSql, Kind, ToSql, Type};

/// A Rust type that stands for a type of the database, so that `store!` takes it for fields and parameters.
///
/// Most often it is derived: `#[pg = "…"]` is the name in the database, with its schema where the search path
/// does not have it.
/// - A struct of one field is that field under another name: for domains, for types of extensions that have
///   the format of another one, or to tell ids apart.
/// - A struct of several fields is a composite type; the fields go by their names (or `#[pg = "…"]`).
///   All of them can be NULL, as far as the database is concerned: what is not in an `Option` is an error when
///   it is.
/// - The enums of `store!` have it, so that one block can name those of another.
///
/// A type with a format of its own implements `FromSql` and `ToSql` of postgres-types, and this by hand.
///
/// ```
/// use microcosm_postgres::PgType;
///
/// #[derive(Debug, Clone, PartialEq, PgType)]
/// #[pg = "citext"]
/// struct Email(String);
///
/// #[derive(Debug, Clone, PartialEq, PgType)]
/// #[pg = "address"]
/// struct Address {
///     street: Option<String>,
///     #[pg = "zip code"]
///     zip: Option<i32>,
/// }
///
/// assert_eq!(Address::NAME, "address");
/// ```
///
/// A block that should not depend on the trait says it itself: `type Email = "citext";`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which type of PostgreSQL it stands for",
    label = "a field or parameter of `store!` has this type",
    note = "a type of your own derives it: `#[derive(PgType)] #[pg = \"citext\"] struct Email(String);`",
    note = "or the block says it: `type Email = \"citext\";`; an enum is declared there: `enum Status = \"status\" {{ … }}`",
    note = "which types hold what without it: the table in the documentation of `microcosm_postgres::values`"
)]
pub trait PgType: ToSql + for<'a> FromSql<'a> {
    /// The type's name in the database.
    const NAME: &'static str;
}

/// Fails to compile, with `message`, unless `T` stands for a type of one of these names. Not for people.
pub const fn stands_for<T: PgType>(names: &[&str], message: &str) {
    let mut place = 0;
    while place < names.len() {
        if same(names[place], T::NAME) {
            return;
        }
        place += 1;
    }
    panic!("{}", message)
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}

/// What a domain is over. The elements of an array stay what they are: the server compares their numbers.
pub fn base(ty: &Type) -> &Type {
    match ty.kind() {
        Kind::Domain(over) => base(over),
        _ => ty,
    }
}

/// The type that a domain is over, and the same for the elements of an array: values are the same on the wire.
pub fn without_domains(ty: &Type) -> Type {
    match ty.kind() {
        Kind::Domain(base) => without_domains(base),
        Kind::Array(element) if matches!(element.kind(), Kind::Domain(_)) => {
            let kind = Kind::Array(without_domains(element));
            Type::new(ty.name().to_owned(), ty.oid(), kind, ty.schema().to_owned())
        }
        _ => ty.clone(),
    }
}
