//! Windows: OVER finds or makes one, the WINDOW clause defines them (`transformWindowDefinitions`).

use crate::analyze::{Analyzer, ExprContext, WindowDefinition};
use crate::catalog::{CastContext, OpFamilyId, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, FrameBound, FrameUnits};
use crate::tree::{Expr, FrameEdge, SortClause, Window, WindowFrame, WindowId};

impl Analyzer<'_> {
    /// The window of an OVER: the named one, an equal one met before, or a new one
    /// (`transformWindowFuncCall`). Its definition is worked out after the select list.
    pub(crate) fn window(&mut self, over: &ast::Over) -> WindowId {
        let spec = match over {
            ast::Over::Window(spec) => spec,
            ast::Over::Name(name) => {
                let known = &self.scope().window_specs;
                if let Some(place) = known.iter().position(|w| w.name.as_ref() == Some(&name.value))
                {
                    return WindowId(place);
                }
                let message = format!("window \"{}\" does not exist", name.value);
                self.error(Code::UndefinedObject, name.span, message);
                return WindowId(usize::MAX);
            }
        };
        let wording = self.wording(spec.span, Vec::new());
        let known = &mut self.scope().window_specs;
        if let Some(place) = known.iter().position(|window| window.wording == wording) {
            return WindowId(place);
        }
        known.push(WindowDefinition { name: None, spec: (**spec).clone(), wording });
        WindowId(known.len() - 1)
    }

    /// Works out the windows met so far.
    pub(super) fn window_definitions(&mut self) {
        let specs = std::mem::take(&mut self.scope().window_specs);
        for (place, WindowDefinition { name, spec, .. }) in specs.iter().enumerate() {
            if let Some(name) = name
                && specs[..place].iter().any(|window| window.name.as_ref() == Some(name))
            {
                let message = format!("window \"{name}\" is already defined");
                self.error(Code::WindowingError, place_of(spec), message);
            }
            let window = self.window_definition(name.clone(), spec, &specs[..place]);
            self.scope().windows.push(window);
        }
    }

    fn window_definition(
        &mut self,
        name: Option<String>,
        spec: &ast::WindowSpec,
        earlier: &[WindowDefinition],
    ) -> Window {
        let span = place_of(spec);
        let mut base = None;
        if let Some(wanted) = &spec.base {
            base = earlier.iter().position(|window| window.name.as_ref() == Some(&wanted.value));
            if base.is_none() {
                let message = format!("window \"{}\" does not exist", wanted.value);
                self.error(Code::UndefinedObject, span, message);
            }
        }
        let mut order_by = self.order_by(&spec.order_by, ExprContext::WindowOrder, true);
        let unsorted = self.scope().sorting_failed;
        let mut partition_by = self.partition_by(&spec.partition_by, &order_by);
        if let Some(base) = base {
            let base_name = earlier[base].name.clone().unwrap_or_default();
            let base_frame = default_frame(earlier[base].spec.frame.as_ref());
            let window = self.scope().windows[base].clone();
            if !spec.partition_by.is_empty() {
                self.override_error("override PARTITION BY clause of window", &base_name, span);
            }
            partition_by = window.partition_by;
            if spec.order_by.is_empty() {
                order_by = window.order_by;
            } else if !window.order_by.is_empty() {
                self.override_error("override ORDER BY clause of window", &base_name, span);
            }
            if !base_frame {
                let message =
                    format!("cannot copy window \"{base_name}\" because it has a frame clause");
                let diagnostic = Diagnostic::new(Code::WindowingError, span, message);
                let bare = name.is_none()
                    && spec.order_by.is_empty()
                    && default_frame(spec.frame.as_ref());
                let help = "Omit the parentheses in this OVER clause.";
                self.report(if bare { diagnostic.with_help(help) } else { diagnostic });
            }
        }
        let frame = spec.frame.as_ref().filter(|_| !unsorted);
        let frame = frame.map(|f| self.window_frame(f, &order_by, span));
        Window { name, partition_by, order_by, frame }
    }

    fn override_error(&mut self, what: &str, base: &str, span: Span) {
        self.error(Code::WindowingError, span, format!("cannot {what} \"{base}\""));
    }

    fn window_frame(
        &mut self,
        frame: &ast::Frame,
        order_by: &[SortClause],
        span: Span,
    ) -> WindowFrame {
        let has_offset = |bound: &FrameBound| {
            matches!(bound, FrameBound::Preceding(_) | FrameBound::Following(_))
        };
        let offsets = has_offset(&frame.start) || frame.end.as_ref().is_some_and(has_offset);
        let mut ordering = None;
        if frame.units == FrameUnits::Range && offsets {
            match order_by {
                [clause] => ordering = self.range_ordering(clause),
                _ => {
                    let message = "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column";
                    self.error(Code::WindowingError, span, message);
                }
            }
        }
        if frame.units == FrameUnits::Groups && order_by.is_empty() {
            let message = "GROUPS mode requires an ORDER BY clause";
            self.error(Code::WindowingError, span, message);
        }
        let start = self.frame_edge(&frame.start, frame.units, ordering);
        let end = match &frame.end {
            Some(end) => self.frame_edge(end, frame.units, ordering),
            None => FrameEdge::CurrentRow,
        };
        WindowFrame { units: frame.units, start, end, exclusion: frame.exclusion }
    }

    fn frame_edge(
        &mut self,
        bound: &FrameBound,
        units: FrameUnits,
        ordering: Option<(OpFamilyId, TypeId, TypeId)>,
    ) -> FrameEdge {
        match bound {
            FrameBound::UnboundedPreceding => FrameEdge::UnboundedPreceding,
            FrameBound::CurrentRow => FrameEdge::CurrentRow,
            FrameBound::UnboundedFollowing => FrameEdge::UnboundedFollowing,
            FrameBound::Preceding(offset) => {
                FrameEdge::Preceding(Box::new(self.frame_offset(offset, units, ordering)))
            }
            FrameBound::Following(offset) => {
                FrameEdge::Following(Box::new(self.frame_offset(offset, units, ordering)))
            }
        }
    }

    /// An offset of a frame (`transformFrameOffset`).
    fn frame_offset(
        &mut self,
        offset: &ast::Expr,
        units: FrameUnits,
        ordering: Option<(OpFamilyId, TypeId, TypeId)>,
    ) -> Expr {
        let (context, construct) = match units {
            FrameUnits::Rows => (ExprContext::WindowFrameRows, "ROWS"),
            FrameUnits::Range => (ExprContext::WindowFrameRange, "RANGE"),
            FrameUnits::Groups => (ExprContext::WindowFrameGroups, "GROUPS"),
        };
        let expr = self.expr(offset, context);
        let expr = if units == FrameUnits::Range {
            match ordering {
                Some(ordering) => self.range_offset(expr, ordering),
                None => Expr::error(offset.span),
            }
        } else {
            self.coerce_to_specific(expr, TypeId::INT8, construct)
        };
        self.check_no_columns(expr, construct)
    }

    /// The btree family and input type a RANGE frame's column is ordered by, and the column's type.
    fn range_ordering(&mut self, clause: &SortClause) -> Option<(OpFamilyId, TypeId, TypeId)> {
        let ordering = clause.ordering?;
        let ty = self.scope().targets.get(clause.target)?.expr.ty;
        let classes = self.catalog.operator_classes(crate::catalog::AccessMethod::Btree);
        for class in classes {
            let mut members = self.catalog.family_operators(class.family);
            let member = members.find(|m| {
                m.operator == ordering && matches!(m.strategy, 1 | 5) && m.left == m.right
            });
            if let Some(member) = member {
                return Some((class.family, member.left, ty));
            }
        }
        None
    }

    fn range_offset(&mut self, expr: Expr, ordering: (OpFamilyId, TypeId, TypeId)) -> Expr {
        if expr.is_error() {
            return expr;
        }
        let (family, input, column) = ordering;
        let preferred = if expr.ty == TypeId::UNKNOWN { input } else { expr.ty };
        let supported: Vec<TypeId> =
            self.catalog.in_range(family).filter(|f| f.left == input).map(|f| f.right).collect();
        let matches: Vec<TypeId> = supported
            .iter()
            .copied()
            .filter(|right| self.can_coerce(&[expr.ty], &[*right], CastContext::Implicit))
            .collect();
        let selected = if matches.contains(&preferred) {
            Some(preferred)
        } else if matches.len() == 1 {
            matches.first().copied()
        } else {
            None
        };
        if let Some(selected) = selected {
            return self.coerce_to_specific(expr, selected, "RANGE");
        }
        let column = self.type_name(column);
        let offset = self.type_name(expr.ty);
        let what = "RANGE with offset PRECEDING/FOLLOWING";
        let (message, help) = if supported.is_empty() {
            (format!("{what} is not supported for column type {column}"), None)
        } else if matches.is_empty() {
            (
                format!(
                    "{what} is not supported for column type {column} and offset type {offset}"
                ),
                Some("Cast the offset value to an appropriate type."),
            )
        } else {
            (
                format!(
                    "{what} has multiple interpretations for column type {column} and offset type {offset}"
                ),
                Some("Cast the offset value to the exact intended type."),
            )
        };
        let mut diagnostic = Diagnostic::new(Code::FeatureNotSupported, expr.span, message);
        diagnostic.help = help.map(str::to_owned);
        self.report(diagnostic)
    }
}

/// Where PostgreSQL points for a window definition.
fn place_of(spec: &ast::WindowSpec) -> Span {
    Span::new(spec.location, spec.span.end.max(spec.location))
}

/// Whether a frame is the default one, written or not.
fn default_frame(frame: Option<&ast::Frame>) -> bool {
    // PostgreSQL marks a written frame as not default, whatever it says.
    frame.is_none()
}
