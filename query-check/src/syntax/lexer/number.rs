//! Numbers and numbered parameters.

use super::{Lexer, Stop, is_ident_continue, is_ident_start};
use crate::span::Span;
use crate::syntax::token::T;

impl Lexer<'_> {
    /// A numeric literal. Radix prefixes and underscores since PostgreSQL 16; a letter that follows directly
    /// is an error since 15 and began a new token before.
    pub(super) fn number(&mut self) -> Result<(), Stop> {
        let start = self.position;
        if self.bytes[start] == b'0' && self.major >= 16 {
            let radix = match self.byte_at(start + 1) {
                b'x' | b'X' => 16,
                b'o' | b'O' => 8,
                b'b' | b'B' => 2,
                _ => 0,
            };
            if radix != 0 {
                return self.radix_integer(radix);
            }
        }
        let mut integer = true;
        let mut end = self.digits_end(start);
        if self.byte_at(end) == b'.' && self.byte_at(end + 1) != b'.' {
            integer = false;
            end += 1;
            if self.byte_at(end).is_ascii_digit() {
                end = self.digits_end(end);
            }
        }
        if matches!(self.byte_at(end), b'e' | b'E') {
            let sign = matches!(self.byte_at(end + 1), b'+' | b'-') as usize;
            if self.byte_at(end + 1 + sign).is_ascii_digit() {
                integer = false;
                end = self.digits_end(end + 1 + sign);
            } else if sign == 1 && self.major >= 15 {
                return self.junk(start, end + 2);
            }
        }
        let next = self.byte_at(end);
        let is_junk = is_ident_start(next) || next == b'$' && self.ends_as_word(start, end);
        if is_junk && self.major >= 15 {
            let end = self.word_end(end);
            return self.junk(start, end);
        }
        self.position = end;
        let kind =
            if integer && self.fits_integer(start, end) { T::IntegerLit } else { T::NumberLit };
        self.push(kind, start)
    }

    /// Whether the number's end can be read as an identifier (`e10`, `_000`): with more letters behind it that
    /// is the longer reading.
    fn ends_as_word(&self, start: usize, end: usize) -> bool {
        let word = self.bytes[start..end].iter().rev().take_while(|&&byte| is_ident_continue(byte));
        word.copied().any(is_ident_start)
    }

    /// `0x1F`, `0o17`, `0b101`.
    fn radix_integer(&mut self, radix: u32) -> Result<(), Stop> {
        let start = self.position;
        let mut end = start + 2;
        loop {
            let digit = end + (self.byte_at(end) == b'_') as usize;
            if !(self.byte_at(digit) as char).is_digit(radix) {
                break;
            }
            end = digit + 1;
        }
        let word_end = self.word_end(start);
        if end == start + 2 && word_end <= end + (self.byte_at(end) == b'_') as usize {
            let message = match radix {
                16 => "invalid hexadecimal integer",
                8 => "invalid octal integer",
                _ => "invalid binary integer",
            };
            return self.fail_near(Span::new(start as u32, word_end as u32), message);
        }
        if word_end > end {
            return self.junk(start, word_end);
        }
        self.position = end;
        let digits: String = self.sql[start + 2..end].chars().filter(|&c| c != '_').collect();
        let fits = u32::from_str_radix(&digits, radix).is_ok_and(|value| value <= i32::MAX as u32);
        self.push(if fits { T::IntegerLit } else { T::NumberLit }, start)
    }

    fn junk(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        let span = Span::new(start as u32, end as u32);
        self.fail_near(span, "trailing junk after numeric literal")
    }

    /// The end of a run of digits, single underscores between them.
    fn digits_end(&self, mut position: usize) -> usize {
        while position < self.bytes.len() {
            let byte = self.bytes[position];
            let is_separator = byte == b'_'
                && self.major >= 16
                && self.byte_at(position + 1).is_ascii_digit()
                && self.bytes[position - 1].is_ascii_digit();
            if !byte.is_ascii_digit() && !is_separator {
                break;
            }
            position += 1;
        }
        position
    }

    /// Whether the decimal integer is at most `i32::MAX`.
    fn fits_integer(&self, start: usize, end: usize) -> bool {
        let mut value = 0u64;
        let mut position = start;
        while position < end {
            let byte = self.bytes[position];
            if byte != b'_' {
                value = value * 10 + u64::from(byte - b'0');
                if value > i32::MAX as u64 {
                    return false;
                }
            }
            position += 1;
        }
        true
    }

    /// `$1`.
    pub(super) fn parameter(&mut self) -> Result<(), Stop> {
        let start = self.position;
        let mut end = start + 1;
        while self.byte_at(end).is_ascii_digit() {
            end += 1;
        }
        if is_ident_start(self.byte_at(end)) && self.major >= 15 {
            let span = Span::new(start as u32, self.word_end(end) as u32);
            return self.fail_near(span, "trailing junk after parameter");
        }
        let too_large = self.sql[start + 1..end].parse::<i32>().is_err();
        if too_large && self.major >= 18 {
            let span = Span::new(start as u32, end as u32);
            return self.fail_near(span, "parameter number too large");
        }
        self.position = end;
        self.push(T::ParamNumber, start)
    }
}
