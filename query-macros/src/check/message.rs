//! Messages that are not about a place in SQL.

use std::fmt;

/// A sentence, with facts and the repair below it as rustc prints them.
pub(crate) struct Message {
    text: String,
}

impl Message {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    pub(crate) fn note(self, note: impl fmt::Display) -> Self {
        self.line("note", &note.to_string())
    }

    pub(crate) fn help(self, help: impl fmt::Display) -> Self {
        self.line("help", &help.to_string())
    }

    fn line(mut self, word: &str, text: &str) -> Self {
        let lead = format!("\n  = {word}: ");
        self.text += &lead;
        self.text += &text.replace('\n', &format!("\n{:1$}", "", lead.len() - 1));
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
