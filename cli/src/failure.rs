//! Why a command cannot go on, and what to do about it.

use std::fmt;

/// One clear message.
#[derive(Debug)]
pub struct Failure {
    what: String,
    advice: String,
}

impl Failure {
    /// What is wrong, and what to do.
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what: what.into(), advice: advice.into() }
    }

    /// The output cannot be written.
    pub fn output(error: &std::io::Error) -> Self {
        Self::new(format!("standard input or output broke off: {error}"), "run the command again")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.advice.is_empty() {
            true => f.write_str(&self.what),
            false => write!(f, "{}; {}", self.what, self.advice),
        }
    }
}

impl std::error::Error for Failure {}
