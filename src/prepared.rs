//! A statement as one connection has prepared it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Error;
use crate::row::FromRow;

/// A prepared statement, and which row type its columns are known to fit.
#[derive(Debug)]
pub(crate) struct Prepared {
    statement: tokio_postgres::Statement,
    /// The address of the check that its columns have passed; 0 before.
    ///
    /// Functions of one address are the same code and give the same verdict; for the same function
    /// under another address it is only given again.
    fits: AtomicUsize,
}

impl Prepared {
    pub(crate) fn new(statement: tokio_postgres::Statement) -> Self {
        Self { statement, fits: AtomicUsize::new(0) }
    }

    pub(crate) fn statement(&self) -> &tokio_postgres::Statement {
        &self.statement
    }

    /// Compares the columns with those of `R`, once: afterwards [`FromRow::from_checked`] may read the
    /// statement's rows.
    pub(crate) fn check<R: FromRow>(&self) -> Result<(), Error> {
        let check = R::check as *const () as usize;
        if self.fits.load(Ordering::Relaxed) != check {
            R::check(self.statement.columns())?;
            self.fits.store(check, Ordering::Relaxed);
        }
        Ok(())
    }
}
