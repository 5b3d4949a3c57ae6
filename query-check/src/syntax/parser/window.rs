//! Window definitions and frames.

use super::super::ast::{Frame, FrameBound, FrameExclusion, FrameUnits, WindowSpec};
use super::super::token::T;
use super::operator::{LIKE, infix_precedence};
use super::{Parser, R};
use crate::diagnostic::Code;
use crate::span::Span;

impl Parser<'_> {
    /// `window_specification`.
    pub(super) fn window_spec(&mut self) -> R<WindowSpec> {
        self.deeper(Self::window_content)
    }

    fn window_content(&mut self) -> R<WindowSpec> {
        let location = self.expect(T::LParen)?.start;
        let names_window = self.kind.is_col_id(self.major)
            && !matches!(self.kind, T::Partition | T::Range | T::Rows | T::Groups);
        let base = if names_window { Some(self.col_id()?) } else { None };
        let partition_by = if self.eat(T::Partition) {
            self.expect(T::By)?;
            self.exprs()?
        } else {
            Vec::new()
        };
        let order_by = if self.kind == T::Order { self.order_by()? } else { Vec::new() };
        let frame = self.frame()?;
        self.expect(T::RParen)?;
        let span = self.span_from(location);
        Ok(WindowSpec { base, partition_by, order_by, frame, span, location })
    }

    /// `opt_frame_clause`.
    fn frame(&mut self) -> R<Option<Frame>> {
        let units = match self.kind {
            T::Rows => FrameUnits::Rows,
            T::Range => FrameUnits::Range,
            T::Groups => FrameUnits::Groups,
            _ => return Ok(None),
        };
        let start_byte = self.bump().start;
        let (start, end) = self.frame_extent()?;
        let exclusion = self.frame_exclusion()?;
        Ok(Some(Frame { units, start, end, exclusion, span: self.span_from(start_byte) }))
    }

    /// `frame_extent`, with PostgreSQL's checks of which bounds go together.
    fn frame_extent(&mut self) -> R<(FrameBound, Option<FrameBound>)> {
        if self.kind == T::Between && infix_precedence(self.peek()) == LIKE {
            // `gram.y` gives the two words the same precedence, and no associativity.
            self.bump();
            return self.unexpected();
        }
        // BETWEEN may name a column as well.
        if !self.at_frame_between() {
            let (start, span) = self.frame_bound()?;
            let problem = match start {
                FrameBound::UnboundedFollowing => "frame start cannot be UNBOUNDED FOLLOWING",
                FrameBound::Following(_) => {
                    "frame starting from following row cannot end with current row"
                }
                _ => return Ok((start, None)),
            };
            self.complain(Code::WindowingError, span, problem);
            return Ok((start, None));
        }
        self.bump();
        let (start, start_span) = self.frame_bound()?;
        self.expect(T::And)?;
        let (end, end_span) = self.frame_bound()?;
        let problem = match (&start, &end) {
            (FrameBound::UnboundedFollowing, _) => {
                Some((start_span, "frame start cannot be UNBOUNDED FOLLOWING"))
            }
            (_, FrameBound::UnboundedPreceding) => {
                Some((end_span, "frame end cannot be UNBOUNDED PRECEDING"))
            }
            (FrameBound::CurrentRow, FrameBound::Preceding(_)) => {
                Some((end_span, "frame starting from current row cannot have preceding rows"))
            }
            (FrameBound::Following(_), FrameBound::Preceding(_) | FrameBound::CurrentRow) => {
                Some((end_span, "frame starting from following row cannot have preceding rows"))
            }
            _ => None,
        };
        if let Some((span, problem)) = problem {
            self.complain(Code::WindowingError, span, problem);
        }
        Ok((start, Some(end)))
    }

    /// Whether BETWEEN here begins a pair of bounds rather than an expression with a column of that name.
    fn at_frame_between(&self) -> bool {
        let names_column = matches!(self.peek(), T::Dot | T::LBracket | T::NotLa)
            || infix_precedence(self.peek()) != 0
                && !matches!(self.peek(), T::Plus | T::Minus | T::Op | T::Operator | T::At);
        self.kind == T::Between && !names_column
    }

    /// `frame_bound` and its range.
    fn frame_bound(&mut self) -> R<(FrameBound, Span)> {
        let start = self.start();
        let next = self.peek();
        let bound = match self.kind {
            T::Unbounded if next == T::Preceding => {
                self.bump();
                self.bump();
                FrameBound::UnboundedPreceding
            }
            T::Unbounded if next == T::Following => {
                self.bump();
                self.bump();
                FrameBound::UnboundedFollowing
            }
            T::Current if next == T::Row => {
                self.bump();
                self.bump();
                FrameBound::CurrentRow
            }
            _ => {
                let offset = self.boxed_expr()?;
                match self.kind {
                    T::Preceding => {
                        self.bump();
                        FrameBound::Preceding(offset)
                    }
                    T::Following => {
                        self.bump();
                        FrameBound::Following(offset)
                    }
                    _ => return self.unexpected(),
                }
            }
        };
        Ok((bound, self.span_from(start)))
    }

    /// `opt_window_exclusion_clause`.
    fn frame_exclusion(&mut self) -> R<FrameExclusion> {
        if !self.eat(T::Exclude) {
            return Ok(FrameExclusion::NoOthers);
        }
        let exclusion = match self.kind {
            T::Current => {
                self.bump();
                if self.kind != T::Row {
                    return self.unexpected();
                }
                FrameExclusion::CurrentRow
            }
            T::Group => FrameExclusion::Group,
            T::Ties => FrameExclusion::Ties,
            T::No => {
                self.bump();
                if self.kind != T::Others {
                    return self.unexpected();
                }
                FrameExclusion::NoOthers
            }
            _ => return self.unexpected(),
        };
        self.bump();
        Ok(exclusion)
    }
}
