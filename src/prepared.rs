//! A statement as one connection has prepared it.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_postgres::Column;

use crate::columns::{self, Fit};
use crate::error::Error;
use crate::row::FromRow;

/// A prepared statement, and which row type its columns are known to fit.
#[derive(Debug)]
pub(crate) struct Prepared {
    statement: tokio_postgres::Statement,
    /// What was prepared, where that is not the statement's own text.
    sql: Option<String>,
    /// The address of the check that its columns have passed; 0 before.
    ///
    /// Functions of one address are the same code and give the same verdict; for the same function
    /// under another address it is only given again.
    fits: AtomicUsize,
}

impl Prepared {
    pub(crate) fn new(statement: tokio_postgres::Statement) -> Self {
        Self { statement, sql: None, fits: AtomicUsize::new(0) }
    }

    /// One that was prepared as `sql`, to give the columns that are wanted and no others.
    pub(crate) fn adapted(statement: tokio_postgres::Statement, sql: String) -> Self {
        Self { sql: Some(sql), ..Self::new(statement) }
    }

    /// What was prepared, where that is not the statement's own text.
    pub(crate) fn sql(&self) -> Option<&str> {
        self.sql.as_deref()
    }

    /// How its columns are those that are wanted.
    pub(crate) fn fit(&self, wanted: &[&str]) -> Result<Fit, Error> {
        let found: Vec<&str> = self.statement.columns().iter().map(Column::name).collect();
        columns::fit(wanted, &found)
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
