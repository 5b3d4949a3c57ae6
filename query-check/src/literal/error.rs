//! Why a literal is not a value of its type.

use crate::diagnostic::{Code, Diagnostic, SqlState};
use crate::span::Span;

/// What PostgreSQL's input function says about a literal it does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The kind of mistake; [`Code::Unsupported`] when this checker cannot decide.
    pub code: Code,
    /// PostgreSQL's SQLSTATE; `None` when this checker cannot decide.
    pub sqlstate: Option<SqlState>,
    /// PostgreSQL's message.
    pub message: String,
    /// PostgreSQL's DETAIL.
    pub detail: Option<String>,
    /// PostgreSQL's HINT.
    pub hint: Option<String>,
}

/// The outcome of an input function.
pub(super) type Outcome<T = ()> = Result<T, InputError>;

impl InputError {
    /// A rejection with the code's own SQLSTATE.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, sqlstate: code.sqlstate(), message: message.into(), detail: None, hint: None }
    }

    /// A rejection with a SQLSTATE that has no code of its own.
    pub(super) fn rejected(sqlstate: &'static str, message: impl Into<String>) -> Self {
        Self { sqlstate: Some(SqlState(sqlstate)), ..Self::new(Code::Rejected, message) }
    }

    /// This checker cannot decide what PostgreSQL says.
    pub(super) fn unsupported(what: impl Into<String>) -> Self {
        Self::new(Code::Unsupported, what)
    }

    /// `invalid input syntax for type …`, the answer of most input functions.
    pub(super) fn syntax(ty: &str, text: &str) -> Self {
        let message = format!("invalid input syntax for type {ty}: \"{text}\"");
        Self::new(Code::InvalidTextRepresentation, message)
    }

    /// `value "…" is out of range for type …`.
    pub(super) fn out_of_range(ty: &str, text: &str) -> Self {
        let message = format!("value \"{text}\" is out of range for type {ty}");
        Self::new(Code::NumericValueOutOfRange, message)
    }

    pub(super) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether this checker could not decide.
    pub fn is_unsupported(&self) -> bool {
        self.code == Code::Unsupported
    }

    /// The diagnostic for the literal at `span`, where PostgreSQL positions these errors.
    pub fn into_diagnostic(self, span: Span) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, span, self.message);
        diagnostic.sqlstate = self.sqlstate;
        diagnostic.notes.extend(self.detail);
        diagnostic.help = self.hint;
        diagnostic
    }
}
