//! Statements: which command it is.

use super::super::ast::{Statement, StatementKind, With};
use super::super::token::T;
use super::{Parser, R};
use crate::diagnostic::{Code, Diagnostic};

impl Parser<'_> {
    /// A statement of the text.
    pub(super) fn statement(&mut self) -> R<Statement> {
        if self.at_other_command() {
            let span = self.span();
            let word = self.text(span).to_ascii_uppercase();
            let message = format!("{word} is no statement of a store");
            let diagnostic = Diagnostic::new(Code::NotDml, span, message)
                .with_help("a store holds SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES only")
                .without_position();
            return self.fail(diagnostic);
        }
        self.preparable_statement()
    }

    /// Whether a command begins here that is in PostgreSQL's grammar, but no DML.
    pub(super) fn at_other_command(&self) -> bool {
        matches!(
            self.kind,
            T::Abort
                | T::Alter
                | T::Analyse
                | T::Analyze
                | T::Begin
                | T::Call
                | T::Checkpoint
                | T::Close
                | T::Cluster
                | T::Comment
                | T::Commit
                | T::Copy
                | T::Create
                | T::Deallocate
                | T::Declare
                | T::Discard
                | T::Do
                | T::Drop
                | T::End
                | T::Execute
                | T::Explain
                | T::Fetch
                | T::Grant
                | T::Import
                | T::Listen
                | T::Load
                | T::Lock
                | T::Move
                | T::Notify
                | T::Prepare
                | T::Reassign
                | T::Refresh
                | T::Reindex
                | T::Release
                | T::Reset
                | T::Revoke
                | T::Rollback
                | T::Savepoint
                | T::Security
                | T::Set
                | T::Show
                | T::Start
                | T::Truncate
                | T::Unlisten
                | T::Vacuum
        )
    }

    /// `PreparableStmt`.
    pub(super) fn preparable_statement(&mut self) -> R<Statement> {
        let start = self.start();
        let with = self.optional_with()?;
        let kind = self.statement_with(with, start)?;
        Ok(Statement { kind, span: self.span_from(start) })
    }

    fn statement_with(&mut self, with: Option<With>, start: u32) -> R<StatementKind> {
        match self.kind {
            T::Insert => Ok(StatementKind::Insert(Box::new(self.insert(with)?))),
            T::Update => Ok(StatementKind::Update(Box::new(self.update(with)?))),
            T::Delete => Ok(StatementKind::Delete(Box::new(self.delete(with)?))),
            T::Merge => Ok(StatementKind::Merge(Box::new(self.merge(with)?))),
            T::LParen if with.is_none() => {
                let mut query = self.query()?;
                query.span = self.span_from(start);
                Ok(StatementKind::Select(Box::new(query)))
            }
            _ => Ok(StatementKind::Select(Box::new(self.query_with(with)?))),
        }
    }
}
