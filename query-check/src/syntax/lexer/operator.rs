//! Operators: the longest run of operator characters, cut by PostgreSQL's rules (manual, section 4.1.3).

use super::{Lexer, Stop, is_operator};
use crate::span::Span;
use crate::syntax::token::T;

/// PostgreSQL's limit on the length of a name, its closing zero included.
const NAMEDATALEN: usize = 64;

/// A run of operator characters; it may be cut into several operators.
#[derive(Default)]
pub(super) struct OperatorRun {
    /// Where it ends, or where a comment begins in it.
    end: usize,
    /// Behind its last character that is neither `+` nor `-`.
    unsigned_end: usize,
    /// Behind its last character that standard SQL operators do not have: an operator with such a character
    /// may end in `+` or `-`.
    special_end: usize,
}

impl Lexer<'_> {
    pub(super) fn operator(&mut self) -> Result<(), Stop> {
        let start = self.position;
        if start >= self.run.end {
            self.run = self.operator_run(start);
        }
        let end = if self.run.special_end > start {
            self.run.end
        } else {
            self.run.unsigned_end.max(start + 1)
        };
        self.position = end;
        let first = self.bytes[start];
        let kind = match end - start {
            1 => match first {
                b'+' => T::Plus,
                b'-' => T::Minus,
                b'*' => T::Star,
                b'/' => T::Slash,
                b'%' => T::Percent,
                b'^' => T::Caret,
                b'<' => T::Less,
                b'>' => T::Greater,
                b'=' => T::Equals,
                _ => T::Op,
            },
            2 => match (first, self.bytes[start + 1]) {
                (b'=', b'>') => T::EqualsGreater,
                (b'<', b'=') => T::LessEquals,
                (b'>', b'=') => T::GreaterEquals,
                (b'<', b'>') | (b'!', b'=') => T::NotEquals,
                _ => T::Op,
            },
            length => {
                if length >= NAMEDATALEN {
                    let span = Span::new(start as u32, end as u32);
                    return self.fail_near(span, "operator too long");
                }
                T::Op
            }
        };
        self.push(kind, start)
    }

    /// The run of operator characters at `start`; each is looked at once, however it is cut.
    fn operator_run(&self, start: usize) -> OperatorRun {
        let mut run = OperatorRun { end: start, unsigned_end: start, special_end: start };
        loop {
            let byte = self.byte_at(run.end);
            let comment = matches!((byte, self.byte_at(run.end + 1)), (b'/', b'*') | (b'-', b'-'));
            if !is_operator(byte) || comment {
                return run;
            }
            run.end += 1;
            if !matches!(byte, b'+' | b'-') {
                run.unsigned_end = run.end;
            }
            if matches!(byte, b'~' | b'!' | b'@' | b'#' | b'^' | b'&' | b'|' | b'`' | b'?' | b'%') {
                run.special_end = run.end;
            }
        }
    }
}
