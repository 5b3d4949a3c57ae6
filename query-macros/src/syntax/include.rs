//! `include "queries/report.sql"`: statements that stand in a file.

use std::path::PathBuf;

use query_check::suggest::closest;
use query_check::syntax::split;
use syn::parse::ParseStream;
use syn::{LitStr, Token};

use super::literal::Position;
use super::{Sql, keyword};
use crate::check::Message;
use crate::files;

/// A file's statements.
pub(super) struct Include {
    pub(super) path: PathBuf,
    pub(super) statements: Vec<Sql>,
}

impl Include {
    /// Whether one stands next.
    pub(super) fn is_next(input: ParseStream<'_>) -> bool {
        input.peek(keyword::include) && (input.peek2(LitStr) || input.peek2(Token![!]))
    }

    /// Reads the file; `Err` in the result is about the file, and leaves the input behind its name.
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Result<Self, syn::Error>> {
        input.parse::<keyword::include>()?;
        if input.peek(Token![!]) {
            return Err(input.error("this is no macro: write `include \"file.sql\"`"));
        }
        let name: LitStr = input.parse()?;
        Ok(Self::read(&name).map_err(|message| syn::Error::new(name.span(), message)))
    }

    fn read(name: &LitStr) -> Result<Self, Message> {
        let written = name.value();
        let Some(path) = files::find(&written) else {
            let message = Message::new(format!("there is no file `{written}`")).note(
                "it is looked for beside the Cargo.toml of this package, then of its workspace",
            );
            return Err(match closest(&written, files::beside(&written)) {
                Some(close) => message.help(format!("did you mean `{close}`?")),
                None => message,
            });
        };
        let unreadable = |error| Message::new(format!("`{written}` cannot be read: {error}"));
        let text = std::fs::read_to_string(&path).map_err(unreadable)?;
        let begin = Position { line: 1, column: 1 };
        let shown = files::shown(&path);
        let statement = |span: query_check::span::Span| {
            let start = begin.advance(&text, span.start as usize);
            Sql::of_file(span.text(&text).to_owned(), shown.clone(), start, name.span())
        };
        let statements: Vec<_> = split(&text).into_iter().map(statement).collect();
        if statements.is_empty() {
            return Err(Message::new(format!("there is no statement in `{written}`")));
        }
        Ok(Self { path, statements })
    }
}
