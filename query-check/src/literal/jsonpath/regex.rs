//! Patterns of LIKE_REGEX, which PostgreSQL compiles while it reads the path.

use super::syntax_error;
use crate::literal::cursor::{Cursor, is_digit};
use crate::literal::error::{InputError, Outcome};

/// Whether the pattern compiles (`makeItemLikeRegex`). Only plain patterns are decided here.
pub(super) fn check(major: u32, pattern: &str, flags: &str) -> Outcome {
    let (mut quoted, mut expanded) = (false, false);
    for flag in flags.chars() {
        match flag {
            'i' | 's' | 'm' => {}
            'x' => expanded = true,
            'q' => quoted = true,
            _ => {
                let what = format!("recognized flag character \"{flag}\" in LIKE_REGEX predicate");
                let detail = if major >= 15 { format!("Un{what}.") } else { format!("un{what}") };
                let message = "invalid input syntax for type jsonpath";
                return Err(syntax_error(message).with_detail(detail));
            }
        }
    }
    if expanded && !quoted {
        let message = "XQuery \"x\" flag (expanded regular expressions) is not implemented";
        return Err(InputError::rejected("0A000", message));
    }
    if quoted {
        return Ok(());
    }
    compile(pattern).map_err(|fault| match fault {
        Fault::Malformed(what) => {
            InputError::rejected("2201B", format!("invalid regular expression: {what}"))
        }
        Fault::Unknown => InputError::unsupported(format!(
            "the regular expression \"{pattern}\" of a jsonpath cannot be checked"
        )),
    })
}

/// What is wrong with a pattern.
enum Fault {
    Malformed(&'static str),
    /// It has more in it than is known here.
    Unknown,
}

const PARENTHESES: Fault = Fault::Malformed("parentheses () not balanced");
const BRACKETS: Fault = Fault::Malformed("brackets [] not balanced");
const OPERAND: Fault = Fault::Malformed("quantifier operand invalid");

/// Reads characters, classes, groups, anchors, alternatives and quantifiers.
fn compile(pattern: &str) -> Result<(), Fault> {
    let mut cursor = Cursor::new(pattern);
    let mut groups = 0_u32;
    // Something stands here that can be repeated.
    let mut operand = false;
    while !cursor.is_at_end() {
        operand = match cursor.next() {
            b'(' => {
                if cursor.peek() == b'?' {
                    cursor.advance(1);
                    if !cursor.eat(b':') {
                        return Err(Fault::Unknown);
                    }
                }
                groups += 1;
                false
            }
            b')' => {
                groups = groups.checked_sub(1).ok_or(PARENTHESES)?;
                true
            }
            b'|' | b'^' | b'$' => false,
            b'*' | b'+' | b'?' => {
                if !operand {
                    return Err(OPERAND);
                }
                cursor.eat(b'?');
                false
            }
            b'{' => {
                if !operand {
                    return Err(Fault::Unknown);
                }
                bound(&mut cursor)?;
                cursor.eat(b'?');
                false
            }
            b'[' => {
                class(&mut cursor)?;
                true
            }
            b'\\' => {
                let escaped = cursor.next();
                if !(escaped.is_ascii_punctuation() || b"dswDSWntr".contains(&escaped)) {
                    return Err(Fault::Unknown);
                }
                true
            }
            _ => true,
        };
    }
    if groups == 0 { Ok(()) } else { Err(PARENTHESES) }
}

/// `m}`, `m,}` or `m,n}` behind a brace.
fn bound(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    let least = count(cursor)?;
    if cursor.eat(b',') && cursor.peek() != b'}' && count(cursor)? < least {
        return Err(Fault::Unknown);
    }
    if cursor.eat(b'}') { Ok(()) } else { Err(Fault::Unknown) }
}

/// A number of repetitions, of which there may be 255.
fn count(cursor: &mut Cursor<'_>) -> Result<u8, Fault> {
    let start = cursor.position();
    cursor.skip(is_digit);
    let digits = std::str::from_utf8(cursor.since(start)).map_err(|_| Fault::Unknown)?;
    digits.parse().map_err(|_| Fault::Unknown)
}

/// A bracket expression of letters, digits, some other characters and plain ranges.
fn class(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    cursor.eat(b'^');
    let start = cursor.position();
    loop {
        if cursor.is_at_end() {
            return Err(BRACKETS);
        }
        let byte = cursor.next();
        match byte {
            b']' if cursor.position() > start + 1 => return Ok(()),
            b'-' if cursor.peek() == b']' => {}
            _ if byte.is_ascii_alphanumeric() => {
                if cursor.peek() == b'-' && cursor.peek_at(1) != b']' {
                    cursor.advance(1);
                    let end = cursor.next();
                    if !end.is_ascii_alphanumeric() || end < byte {
                        return Err(Fault::Unknown);
                    }
                }
            }
            b' ' | b'_' | b'.' | b',' | b'@' | b'%' | b'+' | b'/' | b'#' | b'!' | b'$' | b'&'
            | b'^' => {
                if cursor.peek() == b'-' {
                    return Err(Fault::Unknown);
                }
            }
            _ => return Err(Fault::Unknown),
        }
    }
}
