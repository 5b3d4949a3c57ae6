//! NULLs from aggregates and window functions.

use super::never_null;
use super::nullability::Nullability;
use crate::catalog::FunctionKind;
use crate::syntax::ast::FrameExclusion;
use crate::tree::{Aggregate, FrameEdge, Query, WindowCall, WindowId};

/// Whether an aggregate can give NULL: over no rows most do, and over NULLs only as well.
pub(super) fn aggregate_nullable<'q>(
    facts: &mut Nullability<'_, 'q>,
    aggregate: &'q Aggregate,
) -> bool {
    match never_null::aggregate(facts.catalog, aggregate.function) {
        never_null::AggregateVerdict::Always => false,
        never_null::AggregateVerdict::OverValues => {
            // An aggregate of an outer query sees that query's rows.
            let index = facts.levels.len() - 1 - aggregate.levels_up as usize;
            let can_be_empty = facts.levels[index].empty_group || aggregate.filter.is_some();
            let mut inputs = aggregate.direct_args.iter().chain(aggregate.args.iter().take(1));
            can_be_empty || aggregate.levels_up > 0 || inputs.any(|arg| facts.nullable(arg))
        }
        never_null::AggregateVerdict::OverRows => {
            let index = facts.levels.len() - 1 - aggregate.levels_up as usize;
            facts.levels[index].empty_group || aggregate.filter.is_some()
        }
        never_null::AggregateVerdict::Unknown => true,
    }
}

/// Whether a window function can give NULL.
pub(super) fn window_call_nullable<'q>(
    facts: &mut Nullability<'_, 'q>,
    call: &'q WindowCall,
) -> bool {
    let Some(function) = facts.catalog.function(call.function) else { return true };
    let frame_holds_a_row =
        frame_has_current_row(facts.levels.last().map(|l| l.query), call.window);
    if matches!(function.kind, FunctionKind::Aggregate { .. }) {
        return match never_null::aggregate(facts.catalog, call.function) {
            never_null::AggregateVerdict::Always => false,
            never_null::AggregateVerdict::OverRows => !frame_holds_a_row || call.filter.is_some(),
            never_null::AggregateVerdict::OverValues => {
                let mut inputs = call.args.iter().take(1);
                !frame_holds_a_row || call.filter.is_some() || inputs.any(|arg| facts.nullable(arg))
            }
            never_null::AggregateVerdict::Unknown => true,
        };
    }
    match never_null::window(facts.catalog, call.function) {
        never_null::WindowVerdict::Always => false,
        never_null::WindowVerdict::WhenArgumentsAreNot => {
            call.args.iter().any(|arg| facts.nullable(arg))
        }
        never_null::WindowVerdict::FirstOrLast => {
            !frame_holds_a_row || call.args.iter().any(|arg| facts.nullable(arg))
        }
        never_null::WindowVerdict::Offset => {
            // Outside of the partition the default stands, which is NULL when not given.
            call.args.len() < 3 || call.args.iter().any(|arg| facts.nullable(arg))
        }
        never_null::WindowVerdict::Unknown => true,
    }
}

/// Whether every row's frame holds at least the row itself.
fn frame_has_current_row(query: Option<&Query>, window: WindowId) -> bool {
    let Some(window) = query.and_then(|query| query.windows.get(window.0)) else { return false };
    let Some(frame) = &window.frame else { return true };
    let starts = matches!(
        frame.start,
        FrameEdge::UnboundedPreceding | FrameEdge::CurrentRow | FrameEdge::Preceding(_)
    );
    let ends = matches!(
        frame.end,
        FrameEdge::UnboundedFollowing | FrameEdge::CurrentRow | FrameEdge::Following(_)
    );
    let kept = matches!(frame.exclusion, FrameExclusion::NoOthers | FrameExclusion::Ties);
    starts && ends && kept
}
