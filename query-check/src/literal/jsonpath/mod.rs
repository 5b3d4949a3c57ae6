//! Input of `jsonpath` (manual, "The SQL/JSON Path Language").

mod lexer;
mod parser;
mod regex;

use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// `jsonpath_in`.
pub(super) fn check(major: u32, text: &str) -> Outcome {
    parser::Parser::new(major, text)?.path()
}

fn syntax_error(message: impl Into<String>) -> InputError {
    InputError::new(Code::SyntaxError, message)
}
