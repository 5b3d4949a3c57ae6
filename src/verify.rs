//! The look at boot: whether the database still has what the stores use.

use futures_util::future;
use tokio_postgres::types::Type;

use crate::context::SessionContext;
use crate::error::{Error, Failure};
use crate::session::Session;
use crate::statement::Statement;

/// A store, or several as a tuple, as [`SessionContext::verify`] takes them. `store!` implements it.
pub trait Store {
    /// The statements, with the types of the columns that they give.
    #[doc(hidden)]
    fn uses() -> Vec<Use>;
}

/// A statement, and what it was compiled to give.
#[derive(Debug)]
pub struct Use {
    statement: &'static Statement,
    /// [`Type::UNKNOWN`] stands for the types of the user's own schema.
    types: &'static [Type],
}

impl Use {
    /// A statement and the types of its columns.
    pub const fn new(statement: &'static Statement, types: &'static [Type]) -> Self {
        Self { statement, types }
    }

    /// What the database lacks of what the statement needs.
    async fn lacks(&self, session: &Session) -> Option<Error> {
        let prepared = match session.connection().described(self.statement).await {
            Ok(prepared) => prepared,
            Err(error) => return Some(error.of(self.statement.action())),
        };
        let columns = prepared.statement().columns();
        let other = columns.iter().zip(self.types).find(|(column, wanted)| {
            **wanted != Type::UNKNOWN && !is_read_alike(column.type_(), wanted)
        });
        let (column, wanted) = other?;
        let text =
            format!("column \"{}\" is of type {}, not {wanted}", column.name(), column.type_());
        let failure = Failure::new(text).with_action(self.statement.action());
        Some(Error::Decode(Box::new(failure)))
    }
}

/// Whether what was compiled to read `wanted` reads `found`.
fn is_read_alike(found: &Type, wanted: &Type) -> bool {
    let is_text = |ty: &Type| [Type::TEXT, Type::VARCHAR, Type::BPCHAR, Type::NAME].contains(ty);
    found == wanted || (is_text(found) && is_text(wanted))
}

impl SessionContext {
    /// Has the server look at every statement of the stores, without running any: whether the relations,
    /// columns and types that they use are there. To be called when a service starts.
    ///
    /// What they do not use may have changed: a migration that adds a column breaks nothing, not even a
    /// `SELECT *`.
    ///
    /// ```no_run
    /// use microcosm_postgres::{Error, Service, SessionContext, store};
    ///
    /// store! {
    ///     schema "examples/quickstart/schema.json";
    ///
    ///     pub store Names {
    ///         fn all() -> Vec<Option<String>> { "SELECT name FROM company" }
    ///     }
    ///
    ///     pub store Counts {
    ///         fn employees() -> i64 { "SELECT count(*) FROM employee" }
    ///     }
    /// }
    ///
    /// # async fn boot() -> Result<(), Error> {
    /// let context = SessionContext::connect(&Service::new("example")).await?;
    /// context.verify::<(Names<'_>, Counts<'_>)>().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Configuration`], naming each statement that the server refuses and why; those of
    /// [`session`](Self::session).
    pub async fn verify<S: Store>(&self) -> Result<(), Error> {
        let session = self.session().await?;
        let uses = S::uses();
        let found = future::join_all(uses.iter().map(|of| of.lacks(&session))).await;
        let mut lines: Vec<String> = Vec::new();
        for error in found.into_iter().flatten() {
            if matches!(error, Error::Unavailable(_) | Error::Timeout(_)) {
                return Err(error);
            }
            let line = error.to_string();
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        Err(Error::Configuration(Box::new(Failure::new(format!(
            "database `{}` lacks what this service uses; migrate it, or build the service against its \
             schema:\n  {}",
            self.settings().database,
            lines.join("\n  ")
        )))))
    }
}

macro_rules! tuples {
    ($($name:ident)+) => {
        impl<$($name: Store),+> Store for ($($name,)+) {
            fn uses() -> Vec<Use> {
                let mut uses = Vec::new();
                $(uses.extend($name::uses());)+
                uses
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
