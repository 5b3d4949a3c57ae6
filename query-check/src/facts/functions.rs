//! NULLs from functions in FROM.

use super::never_null::{self, Verdict};
use super::nullability::Nullability;
use crate::tree::{Expr, ExprKind};

/// For each column of a function entry, whether it can be NULL.
pub(super) fn function_columns<'q>(
    facts: &mut Nullability<'_, 'q>,
    functions: &'q [(Expr, usize)],
    ordinality: bool,
    width: usize,
) -> Vec<bool> {
    // In ROWS FROM a function that gives fewer rows is filled up with NULLs.
    let alone = functions.len() == 1;
    let mut columns = Vec::with_capacity(width);
    for (call, count) in functions {
        let known: Option<Vec<bool>> = match (&call.kind, *count) {
            _ if !alone => None,
            (ExprKind::Call { function, returns_set: true, .. }, 1) => {
                (never_null::function(facts.catalog, *function) == Verdict::Set)
                    .then(|| vec![false])
            }
            (ExprKind::Call { function, .. }, _) if *count > 1 => {
                never_null::set_columns(facts.catalog, *function).map(<[bool]>::to_vec)
            }
            (_, 1) => Some(vec![facts.nullable(call)]),
            _ => None,
        };
        match known {
            Some(known) if known.len() == *count => columns.extend(known),
            _ => columns.extend(std::iter::repeat_n(true, *count)),
        }
    }
    if ordinality {
        columns.push(false);
    }
    columns.resize(width, true);
    columns
}
