//! The texts that are checked in place of a statement with parts: its variants, each word in its own place,
//! and the one statement that stands for all of them.

use super::scan::{Kind, Part, Scanned};
use crate::span::Span;

/// Which parts are in play, and which orders are picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) present: Vec<bool>,
    pub(super) choices: Vec<usize>,
}

impl Scanned {
    /// The variant that has the parts that `present` tells, with the first of all orders.
    pub(super) fn variant(&self, present: impl Fn(usize) -> bool) -> Variant {
        Variant {
            present: (0..self.parts.len()).map(present).collect(),
            choices: vec![0; self.orders.len()],
        }
    }

    /// The statement of a variant. Every word stands where it stands in `sql`, but AND, OR, LIMIT and OFFSET
    /// one byte to the left of it, so that what a part adds has its parentheses without moving.
    pub(super) fn text(&self, sql: &str, variant: &Variant) -> String {
        let mut bytes = sql.as_bytes().to_vec();
        let blank = |bytes: &mut Vec<u8>, span: Span| {
            for byte in &mut bytes[span.start as usize..span.end as usize] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        };
        for (place, part) in self.parts.iter().enumerate() {
            if !variant.present[place] {
                blank(&mut bytes, part.span);
                continue;
            }
            let (open, close) = (part.span.start as usize, part.span.end as usize - 1);
            bytes[open] = b' ';
            bytes[close] = b' ';
            if part.kind == Kind::Assignment {
                blank(&mut bytes, part.word);
                if part.group.is_none() || self.is_earlier_present(place, variant) {
                    bytes[open] = b',';
                }
                continue;
            }
            bytes[close] = b')';
            let (start, end) = (part.word.start as usize, part.word.end as usize);
            // A comment may stand in between.
            blank(&mut bytes, Span::new(part.span.start, part.word.start));
            bytes.copy_within(start..end, start - 1);
            bytes[end - 1] = b'(';
        }
        for (order, choice) in self.orders.iter().zip(&variant.choices) {
            let kept = order.choices[*choice].content;
            blank(&mut bytes, Span::new(order.span.start, kept.start));
            blank(&mut bytes, Span::new(kept.end, order.span.end));
        }
        // Whole characters were blanked or kept.
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Whether an earlier assignment of the same SET is in play.
    fn is_earlier_present(&self, place: usize, variant: &Variant) -> bool {
        let group = self.parts[place].group;
        (0..place).any(|p| self.parts[p].group == group && variant.present[p])
    }

    /// The statement with a placeholder for whatever a part adds: a condition of which nothing is known, a
    /// value of which nothing is known. What is proven of it holds in every variant. Orders are placeholders
    /// as well, or the picked ones.
    pub(super) fn abstracted(
        &self,
        sql: &str,
        prefix: &str,
        choices: Option<&[usize]>,
    ) -> Abstract {
        let mut slots: Vec<(Span, Slot<'_>)> =
            self.parts.iter().enumerate().map(|(i, p)| (p.span, Slot::Part(i, p))).collect();
        slots.extend(self.orders.iter().enumerate().map(|(i, o)| (o.span, Slot::Order(i))));
        slots.sort_by_key(|(span, _)| span.start);
        let mut text = String::with_capacity(sql.len() + 32);
        let mut ranges = Vec::new();
        let mut done = 0;
        for (span, slot) in slots {
            text.push_str(&sql[done..span.start as usize]);
            done = span.end as usize;
            let start = text.len() as u32;
            match slot {
                Slot::Part(place, part) if part.kind == Kind::Assignment => {
                    for (number, (column, _)) in part.assignments.iter().enumerate() {
                        let first = number == 0 && part.group == Some(place);
                        text.push_str(if first { " " } else { ", " });
                        text.push_str(column.text(sql));
                        text.push_str(&format!(" = :{prefix}{place}_{number} "));
                    }
                }
                Slot::Part(place, part) => {
                    text.push_str(&format!(" {} :{prefix}{place} ", part.word.text(sql)));
                }
                Slot::Order(place) => match choices {
                    Some(choices) => {
                        let choice = &self.orders[place].choices[choices[place]];
                        text.push_str(choice.content.text(sql));
                    }
                    None => text.push_str(&format!(":{prefix}o{place} ")),
                },
            }
            if let Slot::Part(place, _) = slot {
                ranges.push((Span::new(start, text.len() as u32), place));
            }
        }
        text.push_str(&sql[done..]);
        Abstract { text, ranges }
    }
}

/// A statement with placeholders.
pub(super) struct Abstract {
    pub(super) text: String,
    /// Where the parts stand in it.
    pub(super) ranges: Vec<(Span, usize)>,
}

#[derive(Clone, Copy)]
enum Slot<'p> {
    Part(usize, &'p Part),
    Order(usize),
}
