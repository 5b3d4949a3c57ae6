//! Input of character types: `text`, `varchar(n)`, `char(n)`, `name`, `"char"`.

use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// The part of a modifier that is not the length: the size of a varlena header.
const HEADER: i32 = 4;

/// `varcharin` and `bpcharin`: what is over the length must be spaces. A literal's own cast comes without a
/// modifier (the length is applied when the statement runs); the fields of a composite literal come with theirs.
pub(super) fn check_length(ty: &str, modifier: i32, text: &str) -> Outcome {
    let Ok(length) = usize::try_from(modifier - HEADER) else { return Ok(()) };
    if modifier < HEADER || text.chars().skip(length).all(|c| c == ' ') {
        return Ok(());
    }
    let message = format!("value too long for type {ty}({length})");
    Err(InputError::new(Code::StringDataRightTruncation, message))
}
