//! Input of `boolean` (manual, "Boolean Type").

use super::cursor::is_space;
use super::error::{InputError, Outcome};

/// `boolin`: unambiguous prefixes of the words for true and false, in any case, spaces around them.
pub(super) fn check(text: &str) -> Outcome {
    let word = text.as_bytes().trim_ascii();
    // trim_ascii leaves the vertical tab, which isspace takes.
    let start = word.iter().position(|b| !is_space(*b)).unwrap_or(word.len());
    let end = word.iter().rposition(|b| !is_space(*b)).map_or(start, |e| e + 1);
    let word = &word[start..end];
    let prefix_of = |full: &str, least: usize| {
        word.len() >= least
            && full.as_bytes().get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word))
    };
    let known = prefix_of("true", 1)
        || prefix_of("false", 1)
        || prefix_of("yes", 1)
        || prefix_of("no", 1)
        || prefix_of("on", 2)
        || prefix_of("off", 2)
        || word == b"1"
        || word == b"0";
    if known { Ok(()) } else { Err(InputError::syntax("boolean", text)) }
}
