//! Choosing among candidate functions or operators (manual, "Functions" and "Operators" of chapter 10;
//! `func_match_argtypes`, `func_select_candidate`).

use super::pathway::{STRING_CATEGORY, can_coerce};
use crate::catalog::{CastContext, Catalog, TypeId};

/// Something that could be called: its parameters' types, as many as there are arguments.
pub(super) trait Candidate {
    fn parameters(&self) -> &[TypeId];
}

/// Keeps the candidates that can take arguments of these types.
pub(super) fn matching<C: Candidate>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: Vec<C>,
) -> Vec<C> {
    let fits = |c: &C| can_coerce(catalog, inputs, c.parameters(), CastContext::Implicit);
    candidates.into_iter().filter(fits).collect()
}

/// Keeps the candidates with the highest score; all when none scores.
fn keep_best<C: Candidate>(candidates: Vec<C>, score: impl Fn(&[TypeId]) -> usize) -> Vec<C> {
    let best = candidates.iter().map(|c| score(c.parameters())).max().unwrap_or(0);
    candidates.into_iter().filter(|c| score(c.parameters()) == best).collect()
}

/// What is found of one unknown argument: the category its candidates agree on.
struct Slot {
    category: u8,
    preferred: bool,
}

/// Narrows the candidates to one by the documented heuristics; what is left otherwise.
///
/// `candidates` must all take the inputs ([`matching`]).
pub(super) fn select<C: Candidate>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: Vec<C>,
) -> Result<C, Vec<C>> {
    let mut inputs: Vec<TypeId> = inputs.iter().map(|ty| catalog.base_type(*ty)).collect();
    let known = |ty: &TypeId| *ty != TypeId::UNKNOWN;

    // Most exact matches.
    let candidates = keep_best(candidates, |parameters| {
        inputs.iter().zip(parameters).filter(|(i, p)| known(i) && i == p).count()
    });
    let candidates = match only(candidates) {
        Ok(one) => return Ok(one),
        Err(many) => many,
    };

    // Most exact or preferred types, of the input's own category.
    let candidates = keep_best(candidates, |parameters| {
        let fits = |input: &TypeId, parameter: &TypeId| {
            let row = catalog.ty(*parameter);
            input == parameter || (row.preferred && row.category == catalog.ty(*input).category)
        };
        inputs.iter().zip(parameters).filter(|(i, p)| known(i) && fits(i, p)).count()
    });
    let mut candidates = match only(candidates) {
        Ok(one) => return Ok(one),
        Err(many) => many,
    };
    if inputs.iter().all(known) {
        return Err(candidates);
    }

    // A category for each unknown argument.
    let slots: Option<Vec<Option<Slot>>> =
        inputs
            .iter()
            .enumerate()
            .map(|(place, input)| {
                if known(input) { Some(None) } else { slot(catalog, place, &candidates).map(Some) }
            })
            .collect();
    if let Some(slots) = slots {
        let fits = |candidate: &C| {
            candidate.parameters().iter().zip(&slots).all(|(parameter, slot)| match slot {
                None => true,
                Some(slot) => {
                    let row = catalog.ty(*parameter);
                    row.category == slot.category && (row.preferred || !slot.preferred)
                }
            })
        };
        if candidates.iter().any(&fits) {
            candidates.retain(&fits);
            candidates = match only(candidates) {
                Ok(one) => return Ok(one),
                Err(many) => many,
            };
        }
    }

    // All known arguments of one type: assume it for the unknown ones.
    let mut kinds = inputs.iter().filter(|ty| known(ty));
    let Some(&kind) = kinds.next() else { return Err(candidates) };
    if kinds.any(|ty| *ty != kind) {
        return Err(candidates);
    }
    inputs.fill(kind);
    let fits = |c: &C| can_coerce(catalog, &inputs, c.parameters(), CastContext::Implicit);
    let mut fitting = candidates.iter().enumerate().filter(|(_, c)| fits(c)).map(|(i, _)| i);
    match (fitting.next(), fitting.next()) {
        (Some(place), None) => Ok(candidates.swap_remove(place)),
        _ => Err(candidates),
    }
}

fn only<C>(mut candidates: Vec<C>) -> Result<C, Vec<C>> {
    match (candidates.len(), candidates.pop()) {
        (1, Some(one)) => Ok(one),
        (_, Some(last)) => {
            candidates.push(last);
            Err(candidates)
        }
        (_, None) => Err(candidates),
    }
}

/// The category the candidates agree on for an unknown argument; string wins; `None` when they do not agree.
fn slot<C: Candidate>(catalog: &Catalog, place: usize, candidates: &[C]) -> Option<Slot> {
    let mut slot: Option<Slot> = None;
    let mut conflict = false;
    for candidate in candidates {
        let row = catalog.ty(candidate.parameters()[place]);
        match &mut slot {
            None => slot = Some(Slot { category: row.category, preferred: row.preferred }),
            Some(known) if known.category == row.category => known.preferred |= row.preferred,
            Some(known) if row.category == STRING_CATEGORY => {
                *known = Slot { category: row.category, preferred: row.preferred };
            }
            Some(_) => conflict = true,
        }
    }
    slot.filter(|slot| !conflict || slot.category == STRING_CATEGORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(&'static [TypeId]);

    impl Candidate for Plain {
        fn parameters(&self) -> &[TypeId] {
            self.0
        }
    }

    /// The parameters of the chosen candidate, or how many are left.
    fn chosen(inputs: &[TypeId], all: &[&'static [TypeId]]) -> Result<&'static [TypeId], usize> {
        let catalog = Catalog::builtin(18).unwrap();
        let all = matching(&catalog, inputs, all.iter().map(|p| Plain(p)).collect());
        if all.is_empty() {
            return Err(0);
        }
        select(&catalog, inputs, all).map(|c| c.0).map_err(|left| left.len())
    }

    #[test]
    fn the_most_exact_matches_win() {
        let all: [&[TypeId]; 2] = [&[TypeId::INT4, TypeId::INT8], &[TypeId::INT8, TypeId::INT8]];
        assert_eq!(chosen(&[TypeId::INT4, TypeId::INT4], &all), Ok(all[0]));
    }

    #[test]
    fn then_preferred_types_of_the_same_category() {
        let all: [&[TypeId]; 2] = [&[TypeId::NUMERIC], &[TypeId::FLOAT8]];
        assert_eq!(chosen(&[TypeId::INT4], &all), Ok(all[1]));
    }

    #[test]
    fn an_untyped_literal_is_taken_for_a_string_where_that_fits() {
        let all: [&[TypeId]; 2] = [&[TypeId::INT4], &[TypeId::TEXT]];
        assert_eq!(chosen(&[TypeId::UNKNOWN], &all), Ok(all[1]));
    }

    #[test]
    fn else_for_what_the_other_arguments_are() {
        let all: [&[TypeId]; 2] = [&[TypeId::DATE, TypeId::DATE], &[TypeId::DATE, TypeId::INT4]];
        assert_eq!(chosen(&[TypeId::DATE, TypeId::UNKNOWN], &all), Ok(all[0]));
    }

    #[test]
    fn what_remains_is_ambiguous_and_what_cannot_be_coerced_is_no_candidate() {
        let all: [&[TypeId]; 2] = [&[TypeId::INT4], &[TypeId::DATE]];
        assert_eq!(chosen(&[TypeId::UNKNOWN], &all), Err(2));
        assert_eq!(chosen(&[TypeId::BOOL], &all), Err(0));
    }
}
