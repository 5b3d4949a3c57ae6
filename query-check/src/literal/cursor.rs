//! Bytes of a literal, read from left to right with C's character classes.

/// A place in the bytes of a literal. Past the end it reads zero bytes, which no literal holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::over(text.as_bytes())
    }

    pub(super) fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The byte here; zero at the end.
    pub(super) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// The byte `ahead` places on; zero past the end.
    pub(super) fn peek_at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes to a place reported by [`Cursor::position`].
    pub(super) fn set_position(&mut self, at: usize) {
        self.at = at.min(self.bytes.len());
    }

    /// Passes `count` bytes.
    pub(super) fn advance(&mut self, count: usize) {
        self.set_position(self.at + count);
    }

    /// Reads one byte; zero at the end, where it stays.
    pub(super) fn next(&mut self) -> u8 {
        let byte = self.peek();
        self.advance(1);
        byte
    }

    /// Passes `byte` if it is here.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let here = self.peek() == byte && !self.is_at_end();
        if here {
            self.at += 1;
        }
        here
    }

    /// Passes `word` if it is here, in whatever ASCII case.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let here =
            self.rest().get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word.as_bytes()));
        if here {
            self.at += word.len();
        }
        here
    }

    /// Passes bytes of a class and returns how many there were.
    pub(super) fn skip(&mut self, class: impl Fn(u8) -> bool) -> usize {
        let count = self.rest().iter().take_while(|b| class(**b)).count();
        self.at += count;
        count
    }

    /// Passes white space (`isspace` of the C locale).
    pub(super) fn skip_space(&mut self) {
        self.skip(is_space);
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// What is left to read.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// The bytes from an earlier position up to here.
    pub(super) fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }
}

/// `isspace` of the C locale.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// `scanner_isspace`: the space of SQL itself, which has the vertical tab from PostgreSQL 17 on.
pub(super) fn is_sql_space(major: u32, byte: u8) -> bool {
    is_space(byte) && (byte != 0x0b || major >= 17)
}

/// `isdigit`.
pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// `isxdigit`.
pub(super) fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// The value of a digit of any base up to 16.
pub(super) fn digit_value(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => u64::from(byte - b'0'),
        b'a'..=b'f' => u64::from(byte - b'a') + 10,
        b'A'..=b'F' => u64::from(byte - b'A') + 10,
        _ => u64::MAX,
    }
}

/// C's `strtol` family, base 10: white space, a sign, digits. The value saturates; the cursor stays when there
/// is no digit.
pub(super) fn c_integer(cursor: &mut Cursor<'_>) -> Option<i128> {
    let mut look = *cursor;
    look.skip_space();
    let value = c_integer_no_space(&mut look)?;
    *cursor = look;
    Some(value)
}

/// [`c_integer`] where no white space may come first.
pub(super) fn c_integer_no_space(cursor: &mut Cursor<'_>) -> Option<i128> {
    let mut look = *cursor;
    let negative = look.peek() == b'-';
    if negative || look.peek() == b'+' {
        look.advance(1);
    }
    let start = look.position();
    if look.skip(is_digit) == 0 {
        return None;
    }
    let magnitude = saturating_digits(look.since(start), 10);
    *cursor = look;
    Some(if negative { -magnitude } else { magnitude })
}

/// The value of digits, no more than about 2^100.
pub(super) fn saturating_digits(digits: &[u8], base: i128) -> i128 {
    const LIMIT: i128 = 1 << 100;
    digits.iter().fold(
        0,
        |sum, d| {
            if sum > LIMIT { sum } else { sum * base + i128::from(digit_value(*d)) }
        },
    )
}
