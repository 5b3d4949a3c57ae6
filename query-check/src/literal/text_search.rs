//! Input of `tsvector` and `tsquery` (manual, "Text Search Types").

use super::cursor::{Cursor, c_integer, is_digit, is_space};
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// The longest lexeme, in bytes.
const MAX_LEXEME: usize = 2046;
/// The bytes of all lexemes together.
const MAX_LEXEMES: usize = (1 << 20) - 1;
/// The greatest distance of the phrase operator.
const MAX_DISTANCE: i128 = 1 << 14;
/// The greatest position, and one more.
const MAX_POSITION: i32 = 1 << 14;
/// Nesting this checker follows; PostgreSQL's own limit is that of its stack.
const MAX_DEPTH: usize = 4_000;
/// Operators that can wait for their right operand within one pair of parentheses.
const MAX_WAITING: usize = 32;

/// What a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Vector,
    Query,
}

fn syntax_error(kind: Kind, text: &str) -> InputError {
    let ty = if kind == Kind::Query { "tsquery" } else { "tsvector" };
    InputError::new(Code::SyntaxError, format!("syntax error in {ty}: \"{text}\""))
}

fn too_large(message: String) -> InputError {
    InputError::new(Code::ProgramLimitExceeded, message)
}

/// `tsvectorin`.
pub(super) fn tsvector(text: &str) -> Outcome {
    let mut cursor = Cursor::new(text);
    let mut total = 0;
    while let Some(length) = lexeme(Kind::Vector, text, &mut cursor)? {
        if length > MAX_LEXEME {
            let max = MAX_LEXEME;
            let message = format!("word is too long ({length} bytes, max {max} bytes)");
            return Err(too_large(message));
        }
        if total > MAX_LEXEMES {
            let max = MAX_LEXEMES;
            let message =
                format!("string is too long for tsvector ({total} bytes, max {max} bytes)");
            return Err(too_large(message));
        }
        total += length;
    }
    Ok(())
}

/// One lexeme with its positions (`gettoken_tsvector`): its length, or `None` at the end.
fn lexeme(kind: Kind, whole: &str, cursor: &mut Cursor<'_>) -> Outcome<Option<usize>> {
    let wrong = || syntax_error(kind, whole);
    let no_character = || {
        let message = format!("there is no escaped character: \"{whole}\"");
        InputError::new(Code::SyntaxError, message)
    };
    let query = kind == Kind::Query;
    let ends_word =
        |b: u8| is_space(b) || query && matches!(b, b'!' | b'&' | b'|' | b'(' | b')' | b'<');
    cursor.skip_space();
    if cursor.is_at_end() {
        return Ok(None);
    }
    let mut length = 0;
    if cursor.eat(b'\'') {
        loop {
            if cursor.is_at_end() {
                return Err(wrong());
            }
            match cursor.next() {
                b'\'' if cursor.peek() == b'\'' => cursor.advance(1),
                b'\'' => break,
                b'\\' if cursor.is_at_end() => return Err(no_character()),
                b'\\' => cursor.advance(1),
                _ => {}
            }
            length += 1;
        }
        if length == 0 {
            return Err(wrong());
        }
        if !query && cursor.eat(b':') {
            positions(whole, cursor)?;
        }
        return Ok(Some(length));
    }
    if ends_word(cursor.peek()) {
        return Err(wrong());
    }
    loop {
        match cursor.peek() {
            // A first colon is part of the word.
            b':' if length > 0 => {
                if !query {
                    cursor.advance(1);
                    positions(whole, cursor)?;
                }
                break;
            }
            b'\\' => {
                cursor.advance(1);
                if cursor.is_at_end() {
                    return Err(no_character());
                }
            }
            0 => break,
            byte if ends_word(byte) => break,
            _ => {}
        }
        cursor.advance(1);
        length += 1;
    }
    Ok(Some(length))
}

/// Positions with weights behind a lexeme's colon.
fn positions(whole: &str, cursor: &mut Cursor<'_>) -> Outcome {
    let wrong = || syntax_error(Kind::Vector, whole);
    loop {
        if !is_digit(cursor.peek()) {
            return Err(wrong());
        }
        let mut number = *cursor;
        // atoi keeps 32 bits; what is too large is cut, 14 bits are kept of what is negative then.
        let position = c_integer(&mut number).unwrap_or(0).min(i128::from(i64::MAX)) as i32;
        if position < MAX_POSITION && position % MAX_POSITION == 0 {
            let message = format!("wrong position info in tsvector: \"{whole}\"");
            return Err(InputError::new(Code::SyntaxError, message));
        }
        let mut weighted = false;
        loop {
            match cursor.peek() {
                b'a' | b'A' | b'*' | b'b' | b'B' | b'c' | b'C' | b'd' | b'D' if weighted => {
                    return Err(wrong());
                }
                b'a' | b'A' | b'*' | b'b' | b'B' | b'c' | b'C' => weighted = true,
                // The lightest weight is none.
                b'd' | b'D' | b'0'..=b'9' => {}
                b',' => break,
                0 => return Ok(()),
                byte if is_space(byte) => return Ok(()),
                _ => return Err(wrong()),
            }
            cursor.advance(1);
        }
        cursor.advance(1);
    }
}

/// How tightly an operator of `tsquery` binds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Operator {
    #[default]
    Or,
    And,
    Phrase,
    Not,
}

/// Operators that wait for their right operand.
#[derive(Default)]
struct Waiting(Vec<Operator>);

impl Waiting {
    fn push(&mut self, operator: Operator) -> Outcome {
        // NOT is right-associative.
        while self.0.last().is_some_and(|last| {
            if operator == Operator::Not { operator < *last } else { operator <= *last }
        }) {
            self.0.pop();
        }
        if self.0.len() == MAX_WAITING {
            return Err(InputError::rejected("XX000", "tsquery stack too small"));
        }
        self.0.push(operator);
        Ok(())
    }
}

/// `tsqueryin`.
pub(super) fn tsquery(text: &str) -> Outcome {
    let wrong = || syntax_error(Kind::Query, text);
    let mut cursor = Cursor::new(text);
    let mut levels = vec![Waiting::default()];
    let (mut first, mut want_operand) = (true, true);
    let mut total = 0;
    loop {
        cursor.skip_space();
        let byte = cursor.peek();
        if want_operand {
            match byte {
                b'!' => {
                    cursor.advance(1);
                    level(&mut levels).push(Operator::Not)?;
                }
                b'(' => {
                    cursor.advance(1);
                    if levels.len() > MAX_DEPTH {
                        let what = format!("a tsquery that nests more than {MAX_DEPTH} deep");
                        return Err(InputError::unsupported(what));
                    }
                    levels.push(Waiting::default());
                }
                b':' => return Err(wrong()),
                _ => {
                    match lexeme(Kind::Query, text, &mut cursor)? {
                        Some(length) => {
                            total += length + 1;
                            check_operand(text, length, total)?;
                        }
                        None if first => return Ok(()),
                        None => {
                            let message = format!("no operand in tsquery: \"{text}\"");
                            return Err(InputError::new(Code::SyntaxError, message));
                        }
                    }
                    modifiers(&mut cursor);
                    want_operand = false;
                }
            }
            first = false;
            continue;
        }
        match byte {
            0 if levels.len() == 1 => return Ok(()),
            b'&' => {
                cursor.advance(1);
                level(&mut levels).push(Operator::And)?;
                want_operand = true;
            }
            b'|' => {
                cursor.advance(1);
                level(&mut levels).push(Operator::Or)?;
                want_operand = true;
            }
            b'<' if phrase(&mut cursor)? => {
                level(&mut levels).push(Operator::Phrase)?;
                want_operand = true;
            }
            b')' if levels.len() > 1 => {
                cursor.advance(1);
                levels.pop();
            }
            _ => return Err(wrong()),
        }
    }
}

fn level(levels: &mut Vec<Waiting>) -> &mut Waiting {
    if levels.is_empty() {
        levels.push(Waiting::default());
    }
    let last = levels.len() - 1;
    &mut levels[last]
}

fn check_operand(text: &str, length: usize, total: usize) -> Outcome {
    if length > MAX_LEXEME {
        return Err(too_large(format!("word is too long in tsquery: \"{text}\"")));
    }
    if total > MAX_LEXEMES {
        return Err(too_large(format!("value is too big in tsquery: \"{text}\"")));
    }
    Ok(())
}

/// `:*ab` behind a lexeme.
fn modifiers(cursor: &mut Cursor<'_>) {
    if cursor.eat(b':') {
        cursor.skip(|b| matches!(b | 0x20, b'a'..=b'd') || b == b'*');
    }
}

/// `<->` or `<n>`, with something behind it.
fn phrase(cursor: &mut Cursor<'_>) -> Outcome<bool> {
    let mut look = *cursor;
    look.advance(1);
    if !look.eat(b'-') {
        if !is_digit(look.peek()) {
            return Ok(false);
        }
        let distance = c_integer(&mut look).unwrap_or(0);
        if distance > MAX_DISTANCE {
            let message = format!(
                "distance in phrase operator must be an integer value between zero and {MAX_DISTANCE} inclusive"
            );
            return Err(InputError::new(Code::InvalidParameterValue, message));
        }
    }
    if !look.eat(b'>') || look.is_at_end() {
        return Ok(false);
    }
    *cursor = look;
    Ok(true)
}
