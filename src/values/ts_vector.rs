//! `tsvector`: the lexemes of a text that can be searched.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use super::{end, take};
use crate::enumeration::BoxError;

/// A value of `tsvector`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TsVector {
    /// Its lexemes; the server sorts what is sent, and keeps one of each.
    pub lexemes: Vec<Lexeme>,
}

/// A word as the dictionary left it, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lexeme {
    /// The word.
    pub text: String,
    /// Where it stood; empty when that was not kept (`strip`).
    pub positions: Vec<LexemePosition>,
}

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LexemePosition {
    /// The number of the word, from 1 to 16,383.
    pub position: u16,
    /// `'A'` to `'D'`; `'D'` is what has no weight of its own.
    pub weight: char,
}

/// Weights by their number on the wire.
const WEIGHTS: [char; 4] = ['D', 'C', 'B', 'A'];

impl<'a> FromSql<'a> for TsVector {
    fn from_sql(_: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let mut lexemes = Vec::new();
        for _ in 0..i32::from_be_bytes(take(&mut raw)?) {
            let length = raw.iter().position(|byte| *byte == 0).ok_or("a lexeme without end")?;
            let text = std::str::from_utf8(&raw[..length])?.to_owned();
            raw = &raw[length + 1..];
            let count = u16::from_be_bytes(take(&mut raw)?);
            let mut positions = Vec::with_capacity(usize::from(count));
            for _ in 0..count {
                let both = u16::from_be_bytes(take(&mut raw)?);
                let weight = WEIGHTS[usize::from(both >> 14)];
                positions.push(LexemePosition { position: both & 0x3fff, weight });
            }
            lexemes.push(Lexeme { text, positions });
        }
        end(raw)?;
        Ok(Self { lexemes })
    }

    accepts!(TS_VECTOR);
}

impl ToSql for TsVector {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_i32(i32::try_from(self.lexemes.len())?);
        for Lexeme { text, positions } in &self.lexemes {
            if text.contains('\0') {
                return Err("a lexeme cannot hold the character of code zero".into());
            }
            out.put_slice(text.as_bytes());
            out.put_u8(0);
            out.put_u16(u16::try_from(positions.len())?);
            for LexemePosition { position, weight } in positions {
                let weight = WEIGHTS.iter().position(|known| known == weight);
                let weight = weight.ok_or("a weight is one of A, B, C and D")? as u16;
                if !(1..=0x3fff).contains(position) {
                    return Err("a position is from 1 to 16383".into());
                }
                out.put_u16(weight << 14 | position);
            }
        }
        Ok(IsNull::No)
    }

    accepts!(TS_VECTOR);
    to_sql_checked!();
}
