//! 500 tests, each with a database of its own.

mod support;

use microcosm_postgres::{Error, Session};
use support::{CompanyStore, MIGRATIONS, named};

/// Finds an empty database, and fills it with what would be a duplicate in another test's.
async fn alone(session: Session) -> Result<(), Error> {
    let companies = CompanyStore::new(&session);
    assert_eq!(companies.count().await?, 0);
    companies.create(named("Acme")).await.map(drop)
}

/// Ten of what is in the braces, each in a module of its own.
macro_rules! ten {
    ($what:tt) => {
        ten!(a $what);
        ten!(b $what);
        ten!(c $what);
        ten!(d $what);
        ten!(e $what);
        ten!(f $what);
        ten!(g $what);
        ten!(h $what);
        ten!(i $what);
        ten!(j $what);
    };
    ($name:ident { $($what:tt)* }) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            $($what)*
        }
    };
}

macro_rules! tests {
    ($($name:ident)*) => {
        $(#[microcosm_postgres::test(service = "example", migrations = MIGRATIONS)]
        async fn $name(session: Session) -> Result<(), Error> {
            alone(session).await
        })*
    };
}

ten! {{ ten! {{ tests! { first second third fourth fifth } }} }}
