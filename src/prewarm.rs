//! The statements that a pool's connections have used, to be prepared on new ones before they are lent.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::statement::Statement;

/// Statements, each once, in the order of their first use. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Used {
    statements: Arc<Mutex<Vec<&'static Statement>>>,
}

impl Used {
    /// Remembers a statement.
    pub(crate) fn add(&self, statement: &'static Statement) {
        let mut statements = self.lock();
        if !statements.iter().any(|known| std::ptr::eq(*known, statement)) {
            statements.push(statement);
        }
    }

    /// Forgets a statement that cannot be prepared any more.
    pub(crate) fn remove(&self, statement: &'static Statement) {
        self.lock().retain(|known| !std::ptr::eq(*known, statement));
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<&'static Statement> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<&'static Statement>> {
        // Nothing that holds the lock can panic halfway, so a poisoned one is whole.
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
