//! Where aggregates, window functions and set-returning functions may stand, by clause (`ParseExprKindName`,
//! `check_agglevels_and_constraints`, `transformWindowFuncCall`, `check_srf_call_placement`).

use super::location::NOWHERE;
use crate::analyze::{Analyzer, ExprContext};
use crate::diagnostic::Code;
use crate::span::Span;

/// Whether a kind of call may stand in a clause.
pub(super) enum Placement {
    Allowed,
    /// "… not allowed in" this.
    Forbidden(&'static str),
    /// The whole message.
    Message(&'static str),
}

impl ExprContext {
    /// The clause's name in messages (`ParseExprKindName`).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "invalid expression context",
            Self::JoinOn => "JOIN/ON",
            Self::JoinUsing => "JOIN/USING",
            Self::FromSubselect => "sub-SELECT in FROM",
            Self::FromFunction => "function in FROM",
            Self::Where => "WHERE",
            Self::Policy => "POLICY",
            Self::Having => "HAVING",
            Self::Filter => "FILTER",
            Self::WindowPartition => "window PARTITION BY",
            Self::WindowOrder => "window ORDER BY",
            Self::WindowFrameRange => "window RANGE",
            Self::WindowFrameRows => "window ROWS",
            Self::WindowFrameGroups => "window GROUPS",
            Self::SelectTarget => "SELECT",
            Self::InsertTarget => "INSERT",
            Self::UpdateSource | Self::UpdateTarget => "UPDATE",
            Self::MergeWhen => "MERGE WHEN",
            Self::GroupBy => "GROUP BY",
            Self::OrderBy => "ORDER BY",
            Self::DistinctOn => "DISTINCT ON",
            Self::Limit => "LIMIT",
            Self::Offset => "OFFSET",
            Self::Returning | Self::MergeReturning => "RETURNING",
            Self::Values | Self::ValuesSingle => "VALUES",
            Self::IndexExpression => "index expression",
            Self::IndexPredicate => "index predicate",
            Self::CycleMark => "CYCLE",
        }
    }

    /// Whether aggregates may stand here, or GROUPING.
    pub(super) fn aggregates(self, grouping: bool) -> Placement {
        let pick =
            |aggregate, grouped| Placement::Message(if grouping { grouped } else { aggregate });
        match self {
            Self::None
            | Self::Having
            | Self::WindowPartition
            | Self::WindowOrder
            | Self::SelectTarget
            | Self::OrderBy
            | Self::DistinctOn => Placement::Allowed,
            Self::JoinOn | Self::JoinUsing => pick(
                "aggregate functions are not allowed in JOIN conditions",
                "grouping operations are not allowed in JOIN conditions",
            ),
            Self::FromSubselect => pick(
                "aggregate functions are not allowed in FROM clause of their own query level",
                "grouping operations are not allowed in FROM clause of their own query level",
            ),
            Self::FromFunction => pick(
                "aggregate functions are not allowed in functions in FROM",
                "grouping operations are not allowed in functions in FROM",
            ),
            Self::Policy => pick(
                "aggregate functions are not allowed in policy expressions",
                "grouping operations are not allowed in policy expressions",
            ),
            Self::WindowFrameRange => pick(
                "aggregate functions are not allowed in window RANGE",
                "grouping operations are not allowed in window RANGE",
            ),
            Self::WindowFrameRows => pick(
                "aggregate functions are not allowed in window ROWS",
                "grouping operations are not allowed in window ROWS",
            ),
            Self::WindowFrameGroups => pick(
                "aggregate functions are not allowed in window GROUPS",
                "grouping operations are not allowed in window GROUPS",
            ),
            Self::MergeWhen => pick(
                "aggregate functions are not allowed in MERGE WHEN conditions",
                "grouping operations are not allowed in MERGE WHEN conditions",
            ),
            Self::IndexExpression => pick(
                "aggregate functions are not allowed in index expressions",
                "grouping operations are not allowed in index expressions",
            ),
            Self::IndexPredicate => pick(
                "aggregate functions are not allowed in index predicates",
                "grouping operations are not allowed in index predicates",
            ),
            _ => Placement::Forbidden(self.name()),
        }
    }

    /// Whether window functions may stand here.
    pub(super) fn window_calls(self) -> Placement {
        match self {
            Self::None | Self::SelectTarget | Self::OrderBy | Self::DistinctOn => {
                Placement::Allowed
            }
            Self::JoinOn | Self::JoinUsing => {
                Placement::Message("window functions are not allowed in JOIN conditions")
            }
            Self::FromFunction => {
                Placement::Message("window functions are not allowed in functions in FROM")
            }
            Self::Policy => {
                Placement::Message("window functions are not allowed in policy expressions")
            }
            Self::WindowPartition
            | Self::WindowOrder
            | Self::WindowFrameRange
            | Self::WindowFrameRows
            | Self::WindowFrameGroups => {
                Placement::Message("window functions are not allowed in window definitions")
            }
            Self::MergeWhen => {
                Placement::Message("window functions are not allowed in MERGE WHEN conditions")
            }
            Self::IndexExpression => {
                Placement::Message("window functions are not allowed in index expressions")
            }
            Self::IndexPredicate => {
                Placement::Message("window functions are not allowed in index predicates")
            }
            _ => Placement::Forbidden(self.name()),
        }
    }

    /// Whether set-returning functions may stand here; within functions in FROM only at the top.
    fn sets(self) -> Placement {
        match self {
            Self::None
            | Self::FromFunction
            | Self::WindowPartition
            | Self::WindowOrder
            | Self::SelectTarget
            | Self::InsertTarget
            | Self::GroupBy
            | Self::OrderBy
            | Self::DistinctOn
            | Self::ValuesSingle => Placement::Allowed,
            Self::JoinOn | Self::JoinUsing => {
                Placement::Message("set-returning functions are not allowed in JOIN conditions")
            }
            Self::Policy => {
                Placement::Message("set-returning functions are not allowed in policy expressions")
            }
            Self::WindowFrameRange | Self::WindowFrameRows | Self::WindowFrameGroups => {
                Placement::Message("set-returning functions are not allowed in window definitions")
            }
            Self::MergeWhen => Placement::Message(
                "set-returning functions are not allowed in MERGE WHEN conditions",
            ),
            Self::IndexExpression => {
                Placement::Message("set-returning functions are not allowed in index expressions")
            }
            Self::IndexPredicate => {
                Placement::Message("set-returning functions are not allowed in index predicates")
            }
            _ => Placement::Forbidden(self.name()),
        }
    }
}

/// What PostgreSQL advises about set-returning functions in the wrong place.
pub(super) const LATERAL_HINT: &str =
    "You might be able to move the set-returning function into a LATERAL FROM item.";

impl Analyzer<'_> {
    /// Whether a set-returning call may stand where we are; reports when not. `before` is the last
    /// set-returning call met before this one's arguments.
    pub(super) fn check_set_placement(&mut self, before: Option<Span>, location: u32) -> bool {
        let context = self.scope().context;
        if context == ExprContext::FromFunction {
            let last = self.scope().last_set;
            if let Some(inner) = last.filter(|_| last != before) {
                let message = "set-returning functions must appear at top level of FROM";
                self.error(Code::FeatureNotSupported, inner, message);
                return false;
            }
            return true;
        }
        let message = match context.sets() {
            Placement::Allowed => {
                self.scope().has_target_srfs = true;
                return true;
            }
            Placement::Forbidden(clause) => {
                format!("set-returning functions are not allowed in {clause}")
            }
            Placement::Message(message) => message.to_owned(),
        };
        let diagnostic = self.diagnostic_at(Code::FeatureNotSupported, location, message);
        self.report(diagnostic);
        false
    }

    /// Reports a set-returning call within a construct that works lazily (CASE, COALESCE).
    pub(super) fn check_no_set_since(&mut self, before: Option<Span>, construct: &str) -> bool {
        let last = self.scope().last_set;
        let Some(span) = last.filter(|_| last != before) else { return true };
        let message = format!("set-returning functions are not allowed in {construct}");
        let diagnostic = self.diagnostic_at(
            Code::FeatureNotSupported,
            if span == Span::default() { NOWHERE } else { span.start },
            message,
        );
        self.report(diagnostic.with_help(LATERAL_HINT));
        false
    }
}
