//! A statement with optional parts: one declared text, and a statement of its own for each variant in use.

use std::sync::OnceLock;

use tokio_postgres::types::{ToSql, Type};

use crate::statement::{Action, Statement};

/// A value to send.
pub type Argument<'a> = &'a (dyn ToSql + Sync);

/// What `store!` makes of a query with optional parts or orders to pick from. Not for people.
///
/// A variant has a number, made of a bit for each part and a few for each order. Its SQL is put together
/// when it is first used in the process and kept for good, so that only variants in use are prepared.
#[derive(Debug)]
pub struct Variants {
    action: Action,
    bits: u32,
    pieces: &'static [Piece],
    types: &'static [Type],
    columns: &'static [&'static str],
    used: OnceLock<Box<[OnceLock<Variant>]>>,
}

/// A piece of the text, in the variants whose number has the bits `value` of `mask` and any of `any`.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    mask: u32,
    value: u32,
    any: u32,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Text(&'static str),
    Parameter(usize),
}

/// A variant in use.
#[derive(Debug)]
pub struct Variant {
    statement: Statement,
    /// Which of the query's arguments it sends, in the order of its `$1…`.
    arguments: Vec<usize>,
}

impl Piece {
    /// SQL without parameters.
    pub const fn text(mask: u32, value: u32, any: u32, sql: &'static str) -> Self {
        Self { mask, value, any, content: Content::Text(sql) }
    }

    /// The argument at `place`.
    pub const fn parameter(mask: u32, value: u32, any: u32, place: usize) -> Self {
        Self { mask, value, any, content: Content::Parameter(place) }
    }

    const fn is_in(&self, number: u32) -> bool {
        number & self.mask == self.value && (self.any == 0 || number & self.any != 0)
    }
}

impl Variants {
    /// The variants of `action`, numbered by `bits` bits; `types` are those of all arguments, `columns` the
    /// names of what all variants give.
    pub const fn new(
        action: Action,
        bits: u32,
        pieces: &'static [Piece],
        types: &'static [Type],
        columns: &'static [&'static str],
    ) -> Self {
        Self { action, bits, pieces, types, columns, used: OnceLock::new() }
    }

    /// The variant of that number.
    pub fn variant(&'static self, number: usize) -> &'static Variant {
        let used = self.used.get_or_init(|| (0..1 << self.bits).map(|_| OnceLock::new()).collect());
        let number = number & (used.len() - 1);
        used[number].get_or_init(|| self.build(number as u32))
    }

    #[cold]
    fn build(&self, number: u32) -> Variant {
        let mut sql = String::new();
        let mut arguments: Vec<usize> = Vec::new();
        for piece in self.pieces.iter().filter(|piece| piece.is_in(number)) {
            match piece.content {
                Content::Text(text) => sql.push_str(text),
                Content::Parameter(place) => {
                    let known = arguments.iter().position(|argument| *argument == place);
                    let number = known.unwrap_or_else(|| {
                        arguments.push(place);
                        arguments.len() - 1
                    });
                    sql.push('$');
                    sql.push_str(&(number + 1).to_string());
                }
            }
        }
        let types: Vec<Type> = arguments.iter().map(|place| self.types[*place].clone()).collect();
        // A statement lives as long as the process, as those of plain queries do.
        let (sql, types) = (sql.leak(), types.leak());
        let statement = match self.columns {
            [] => Statement::new(self.action, sql, types),
            columns => Statement::returning(self.action, sql, types, columns),
        };
        Variant { statement, arguments }
    }
}

impl Variant {
    /// The statement to run.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Of `all` arguments those that the variant sends, laid out in `chosen`, which is as long.
    pub fn choose<'a, 'c>(
        &self,
        all: &[Argument<'a>],
        chosen: &'c mut [Argument<'a>],
    ) -> &'c [Argument<'a>] {
        for (to, from) in chosen.iter_mut().zip(&self.arguments) {
            *to = all[*from];
        }
        &chosen[..self.arguments.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `SELECT * FROM t WHERE true { AND a = :a AND a > :x } { AND b = :b } ORDER BY { by: a | b | c }`.
    static FIND: Variants = Variants::new(
        Action { store: "Store", name: "find", model: "t" },
        4,
        &[
            Piece::text(0, 0, 0, "SELECT * FROM t WHERE true"),
            Piece::text(1, 1, 0, " AND (a = "),
            Piece::parameter(1, 1, 0, 1),
            Piece::text(1, 1, 0, " AND a > "),
            Piece::parameter(1, 1, 0, 0),
            Piece::text(1, 1, 0, ")"),
            Piece::text(2, 2, 0, " AND (b = "),
            Piece::parameter(2, 2, 0, 2),
            Piece::text(2, 2, 0, " OR c = "),
            Piece::parameter(2, 2, 0, 2),
            Piece::text(2, 2, 0, ")"),
            Piece::text(0, 0, 0, " ORDER BY "),
            Piece::text(12, 0, 0, "a"),
            Piece::text(12, 4, 0, "b"),
            Piece::text(12, 8, 0, "c"),
        ],
        const { &[Type::INT8, Type::TEXT, Type::BOOL] },
        &[],
    );

    #[test]
    fn each_variant_sends_what_it_uses() {
        let (zero, one, two): (&i64, &&str, &bool) = (&7, &"a", &true);
        let all: [Argument<'_>; 3] = [zero, one, two];
        for (number, sql, types) in [
            (0, "SELECT * FROM t WHERE true ORDER BY a", &[][..]),
            (
                0b0101,
                "SELECT * FROM t WHERE true AND (a = $1 AND a > $2) ORDER BY b",
                &[Type::TEXT, Type::INT8],
            ),
            (0b1010, "SELECT * FROM t WHERE true AND (b = $1 OR c = $1) ORDER BY c", &[Type::BOOL]),
            (
                0b0011,
                "SELECT * FROM t WHERE true AND (a = $1 AND a > $2) AND (b = $3 OR c = $3) ORDER BY a",
                &[Type::TEXT, Type::INT8, Type::BOOL],
            ),
        ] {
            let variant = FIND.variant(number);
            assert_eq!(variant.statement().sql(), sql);
            assert_eq!(variant.statement().params(), types);
            let mut chosen = all;
            assert_eq!(variant.choose(&all, &mut chosen).len(), types.len());
            assert!(std::ptr::eq(variant, FIND.variant(number)), "it is made once");
        }
    }

    #[test]
    fn some_pieces_stand_behind_others_only() {
        static SET: Variants = Variants::new(
            Action { store: "Store", name: "patch", model: "t" },
            2,
            &[
                Piece::text(0, 0, 0, "UPDATE t SET "),
                Piece::text(3, 0, 0, "a = t.a"),
                Piece::text(1, 1, 0, "a = "),
                Piece::parameter(1, 1, 0, 0),
                Piece::text(2, 2, 1, ", "),
                Piece::text(2, 2, 0, "b = "),
                Piece::parameter(2, 2, 0, 1),
            ],
            const { &[Type::INT4, Type::INT4] },
            &[],
        );
        for (number, sql) in [
            (0, "UPDATE t SET a = t.a"),
            (1, "UPDATE t SET a = $1"),
            (2, "UPDATE t SET b = $1"),
            (3, "UPDATE t SET a = $1, b = $2"),
        ] {
            assert_eq!(SET.variant(number).statement().sql(), sql);
        }
    }
}
