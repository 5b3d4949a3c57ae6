//! A statement with parts cut into pieces, from which each variant's text is put together at run time.

use super::scan::{Kind, Scanned};
use crate::span::Span;

/// A piece of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// In which variants it stands.
    pub when: When,
    /// What it is.
    pub content: Content,
}

/// A set of variants, told by the bits of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The bits to look at …
    pub mask: u32,
    /// … and what they are.
    pub value: u32,
    /// Of these bits at least one is set; all variants when it is 0.
    pub any: u32,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// SQL.
    Text(String),
    /// A parameter, by its place among those of the statement.
    Parameter(usize),
}

/// How the number of a variant is made up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    /// For each part its bit; parts that the same parameters decide about share one.
    pub parts: Vec<u32>,
    /// The parameters that decide about each bit.
    pub deciding: Vec<Vec<String>>,
    /// For each order the lowest of its bits, which hold the number of the choice.
    pub orders: Vec<u32>,
    /// How many bits there are.
    pub count: u32,
}

impl Bits {
    pub(super) fn new(scanned: &Scanned, deciding: &[Vec<String>]) -> Self {
        let mut bits = Self::default();
        for names in deciding {
            let known = bits.deciding.iter().position(|other| other == names);
            let bit = known.unwrap_or_else(|| {
                bits.deciding.push(names.clone());
                bits.deciding.len() - 1
            });
            bits.parts.push(bit as u32);
        }
        bits.count = bits.deciding.len() as u32;
        for order in &scanned.orders {
            bits.orders.push(bits.count);
            bits.count += width(order.choices.len());
        }
        bits
    }

    fn part(&self, place: usize) -> When {
        let bit = 1 << self.parts[place];
        When { mask: bit, value: bit, any: 0 }
    }
}

/// How many bits tell `choices` choices.
fn width(choices: usize) -> u32 {
    choices.next_power_of_two().trailing_zeros()
}

/// Cuts `sql`. `uses` are its parameters, each with its place among those of the statement; `columns` are the
/// table and the column that each assignment part sets first.
pub(super) fn cut(
    sql: &str,
    scanned: &Scanned,
    bits: &Bits,
    uses: &[(Span, usize)],
    columns: &[Option<(String, String)>],
) -> Vec<Piece> {
    let mut cutter = Cutter { sql, uses, pieces: Vec::new() };
    let mut slots: Vec<(Span, Result<usize, usize>)> =
        scanned.parts.iter().enumerate().map(|(place, part)| (part.span, Ok(place))).collect();
    slots.extend(scanned.orders.iter().enumerate().map(|(place, order)| (order.span, Err(place))));
    slots.sort_by_key(|(span, _)| span.start);
    let mut done = 0;
    let always = When::default();
    for (span, slot) in slots {
        cutter.source(Span::new(done, span.start), always);
        done = span.end;
        match slot {
            Ok(place) => cutter.part(scanned, bits, place, columns),
            Err(place) => {
                let order = &scanned.orders[place];
                let mask = ((1 << width(order.choices.len())) - 1) << bits.orders[place];
                for (number, choice) in order.choices.iter().enumerate() {
                    let value = (number as u32) << bits.orders[place];
                    cutter.source(choice.content, When { mask, value, any: 0 });
                }
            }
        }
    }
    cutter.source(Span::new(done, sql.len() as u32), always);
    cutter.pieces
}

struct Cutter<'s> {
    sql: &'s str,
    uses: &'s [(Span, usize)],
    pieces: Vec<Piece>,
}

impl Cutter<'_> {
    fn part(
        &mut self,
        scanned: &Scanned,
        bits: &Bits,
        place: usize,
        columns: &[Option<(String, String)>],
    ) {
        let part = &scanned.parts[place];
        let when = bits.part(place);
        if part.kind != Kind::Assignment {
            self.text(&format!("{} (", part.word.text(self.sql)), when);
            self.source(part.content, when);
            self.text(")", when);
            return;
        }
        if part.group.is_none() {
            self.text(", ", when);
            self.source(part.content, when);
            return;
        }
        let group = |p: &usize| scanned.parts[*p].group == part.group;
        let earlier = (0..place).filter(group).fold(0, |any, p| any | 1 << bits.parts[p]);
        if earlier & when.mask != 0 {
            self.text(", ", when);
        } else if earlier != 0 {
            self.text(", ", When { any: earlier, ..when });
        } else if let Some((table, column)) = &columns[place] {
            // Nothing to set: the statement runs all the same, and changes no value.
            let all = (0..scanned.parts.len()).filter(group);
            let mask = all.fold(0, |mask, p| mask | 1 << bits.parts[p]);
            self.text(&format!("{column} = {table}.{column}"), When { mask, value: 0, any: 0 });
        }
        self.source(part.content, when);
    }

    fn text(&mut self, text: &str, when: When) {
        if let Some(Piece { when: known, content: Content::Text(before) }) = self.pieces.last_mut()
            && *known == when
        {
            before.push_str(text);
            return;
        }
        self.pieces.push(Piece { when, content: Content::Text(text.to_owned()) });
    }

    /// A stretch of the source, its parameters apart.
    fn source(&mut self, span: Span, when: When) {
        let mut done = span.start;
        let within = |at: &&(Span, usize)| span.start <= at.0.start && at.0.end <= span.end;
        for (at, parameter) in self.uses.iter().filter(within) {
            self.text(Span::new(done, at.start).text(self.sql), when);
            self.pieces.push(Piece { when, content: Content::Parameter(*parameter) });
            done = at.end;
        }
        if done < span.end {
            self.text(Span::new(done, span.end).text(self.sql), when);
        }
    }
}
