//! Joins: merged columns of USING and NATURAL, ON, aliases (`transformFromClauseItem` of a JoinExpr).

use super::from::{FromResult, set_lateral};
use crate::analyze::typing::NOWHERE;
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{CastContext, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{self, JoinCondition, JoinKind};
use crate::tree::{
    CoercionForm, Expr, ExprKind, FromNode, JoinNode, RangeColumn, RangeEntry, RangeId, RangeKind,
    ReturningRow,
};

/// A merged column: its place on both sides and what it stands for.
struct Merged {
    name: String,
    left: u32,
    right: u32,
    value: Expr,
}

impl Analyzer<'_> {
    pub(super) fn join_item(&mut self, join: &ast::Join) -> FromResult {
        let mut left = self.from_item(&join.left);
        let lateral_ok = matches!(join.kind, JoinKind::Inner | JoinKind::Cross | JoinKind::Left);
        set_lateral(&mut left.namespace, true, lateral_ok);
        let kept = self.scope().namespace.len();
        self.scope().namespace.extend(left.namespace.iter().cloned());
        let right = self.from_item(&join.right);
        self.scope().namespace.truncate(kept);
        self.check_name_conflicts(&left.namespace, &right.namespace);

        let mut namespace = left.namespace;
        namespace.extend(right.namespace);
        let names = match &join.condition {
            JoinCondition::Natural => self.common_names(left.range, right.range),
            JoinCondition::Using(names, _) => names.clone(),
            JoinCondition::None | JoinCondition::On(_) => Vec::new(),
        };
        let known = self.diagnostics.len();
        let mut merged = self.merge_columns(join, &names, left.range, right.range);
        let mut broken = self.diagnostics.len() > known;
        let condition = match &join.condition {
            JoinCondition::On(condition) => Some(self.join_on(condition, &mut namespace)),
            _ => self.join_equalities(join, &merged, left.range, right.range),
        };
        if self.merges_late() && !merged.is_empty() {
            // What cannot be compared has been reported and is not merged as well.
            let compared = self.diagnostics.len() == known;
            for column in merged.iter_mut().filter(|_| compared) {
                column.value = self.merge_column(join, column, left.range, right.range);
            }
            broken |= self.diagnostics.len() > known;
        }
        let range = self.join_entry(join, merged, left.range, right.range, broken);

        if join.alias.is_some() {
            namespace.clear();
        } else {
            for item in &mut namespace {
                item.columns_visible = false;
            }
        }
        if let JoinCondition::Using(_, Some(alias)) = &join.condition {
            let mut item = NamespaceItem::new(range);
            item.columns_visible = false;
            item.name = Some(alias.value.clone());
            item.columns = Some((0..names.len() as u32).collect());
            self.check_name_conflicts(std::slice::from_ref(&item), &namespace);
            namespace.push(item);
        }
        set_lateral(&mut namespace, false, true);
        let mut item = NamespaceItem::new(range);
        item.relation_visible = join.alias.is_some();
        namespace.push(item);
        let node =
            JoinNode { kind: join.kind, left: left.node, right: right.node, condition, range };
        FromResult { node: FromNode::Join(Box::new(node)), range, namespace }
    }

    /// ON sees the two sides only (and outer levels).
    fn join_on(&mut self, condition: &ast::Expr, namespace: &mut Vec<NamespaceItem>) -> Expr {
        set_lateral(namespace, false, true);
        let outer = std::mem::replace(&mut self.scope().namespace, std::mem::take(namespace));
        let condition = self.expr(condition, ExprContext::JoinOn);
        let condition = self.coerce_to_boolean(condition, "JOIN/ON");
        *namespace = std::mem::replace(&mut self.scope().namespace, outer);
        condition
    }

    /// NATURAL: the names both sides have, in the left side's order.
    fn common_names(&mut self, left: RangeId, right: RangeId) -> Vec<ast::Ident> {
        let (left, right) = (self.entry(0, left), self.entry(0, right));
        let names = left.columns.iter().map(|c| &c.name);
        let common = names.filter(|name| right.columns.iter().any(|c| c.name == **name));
        common.map(|name| ast::Ident { value: name.clone(), span: right.span }).collect()
    }

    fn merge_columns(
        &mut self,
        join: &ast::Join,
        names: &[ast::Ident],
        left: RangeId,
        right: RangeId,
    ) -> Vec<Merged> {
        let mut merged: Vec<Merged> = Vec::new();
        let broken = [left, right]
            .iter()
            .any(|range| matches!(self.entry(0, *range).kind, RangeKind::Error));
        for name in names {
            if merged.iter().any(|m| m.name == name.value) {
                let message = format!(
                    "column name \"{}\" appears more than once in USING clause",
                    name.value
                );
                self.using_error(Code::DuplicateColumn, name.span, message);
                continue;
            }
            let Some(l) = self.using_column(name, left, "left", broken) else { continue };
            let Some(r) = self.using_column(name, right, "right", broken) else { continue };
            let value = Expr::error(name.span);
            let mut column = Merged { name: name.value.clone(), left: l, right: r, value };
            if !self.merges_late() {
                column.value = self.merge_column(join, &column, left, right);
            }
            merged.push(column);
        }
        merged
    }

    /// Since PostgreSQL 16 the columns of USING are compared first and merged afterwards, so that another
    /// error comes first; earlier majors merge each as they find it (`transformFromClauseItem`).
    fn merges_late(&self) -> bool {
        self.catalog.major() >= 16
    }

    fn merge_column(
        &mut self,
        join: &ast::Join,
        column: &Merged,
        left: RangeId,
        right: RangeId,
    ) -> Expr {
        let span = column.value.span;
        let left = self.range_var(0, left, column.left, ReturningRow::Default, span);
        let right = self.range_var(0, right, column.right, ReturningRow::Default, span);
        self.merged_value(join.kind, left, right, span)
    }

    fn using_error(&mut self, code: Code, span: Span, message: String) {
        self.report(Diagnostic::new(code, span, message).without_position());
    }

    fn using_column(
        &mut self,
        name: &ast::Ident,
        range: RangeId,
        side: &str,
        broken: bool,
    ) -> Option<u32> {
        let entry = self.entry(0, range);
        let broken = broken || entry.columns.iter().any(|c| c.ty == TypeId::INVALID);
        let columns = entry.columns.iter().enumerate();
        let mut found = columns.filter(|(_, c)| c.name == name.value).map(|(place, _)| place);
        let first = found.next();
        let twice = found.next().is_some();
        if twice && !broken {
            let message = format!(
                "common column name \"{}\" appears more than once in {side} table",
                name.value
            );
            self.using_error(Code::AmbiguousColumn, name.span, message);
            return None;
        }
        if first.is_none() && !broken {
            let message = format!(
                "column \"{}\" specified in USING clause does not exist in {side} table",
                name.value
            );
            self.using_error(Code::UndefinedColumn, name.span, message);
        }
        first.map(|place| place as u32)
    }

    /// What a merged column stands for (`buildMergedJoinVar`): a side that needs no coercion, or
    /// COALESCE of both for a full join.
    fn merged_value(&mut self, kind: JoinKind, left: Expr, right: Expr, span: Span) -> Expr {
        let inputs = [left, right];
        let ty = self.common_type(&inputs, "JOIN/USING");
        if ty == TypeId::INVALID {
            return Expr::error(span);
        }
        let modifier = self.common_modifier(&inputs, ty);
        let [left, right] = inputs;
        let left = self.merged_side(left, ty, modifier);
        let right = self.merged_side(right, ty, modifier);
        let is_var = |e: &Expr| matches!(e.kind, ExprKind::Var(_));
        match kind {
            JoinKind::Inner | JoinKind::Cross if !is_var(&left) && is_var(&right) => right,
            JoinKind::Inner | JoinKind::Cross | JoinKind::Left => left,
            JoinKind::Right => right,
            JoinKind::Full => {
                let kind = ExprKind::Coalesce(vec![left, right]);
                Expr { kind, ty, modifier, span, location: span.start }
            }
        }
    }

    fn merged_side(&mut self, side: Expr, ty: TypeId, modifier: i32) -> Expr {
        if side.ty != ty {
            // Unchecked (`buildMergedJoinVar`): what cannot become the common type is an internal error there.
            let (context, form) = (CastContext::Implicit, CoercionForm::ImplicitCast);
            return self.coerce(side, ty, -1, context, form, NOWHERE);
        }
        if side.modifier == modifier {
            return side;
        }
        let Expr { span, location, .. } = side;
        let kind = ExprKind::Relabel(Box::new(side), CoercionForm::ImplicitCast);
        Expr { kind, ty, modifier, span, location }
    }

    /// `left.a = right.a AND …` (`transformJoinUsingClause`).
    fn join_equalities(
        &mut self,
        join: &ast::Join,
        merged: &[Merged],
        left: RangeId,
        right: RangeId,
    ) -> Option<Expr> {
        let mut equalities = Vec::new();
        for column in merged {
            let span = column.value.span;
            let l = self.range_var(0, left, column.left, ReturningRow::Default, span);
            let r = self.range_var(0, right, column.right, ReturningRow::Default, span);
            let equals =
                ast::OperatorName { schema: Vec::new(), symbol: "=".to_owned(), span: join.span };
            let outer = std::mem::replace(&mut self.scope().context, ExprContext::JoinUsing);
            let known = self.diagnostics.len();
            let equality = self.operator(&equals, Some(l), r, span.start);
            // PostgreSQL has no position for an operator nobody wrote.
            for diagnostic in &mut self.diagnostics[known..] {
                diagnostic.server_position = false;
            }
            self.scope().context = outer;
            equalities.push(self.coerce_to_boolean(equality, "JOIN/USING"));
        }
        match equalities.len() {
            0 => None,
            1 => equalities.pop(),
            _ => {
                let kind = ExprKind::And(equalities);
                let (span, location) = (join.span, join.location);
                Some(Expr { kind, ty: TypeId::BOOL, modifier: -1, span, location })
            }
        }
    }

    /// The join's own entry: merged columns, then what remains of the left side and of the right.
    fn join_entry(
        &mut self,
        join: &ast::Join,
        merged: Vec<Merged>,
        left: RangeId,
        right: RangeId,
        broken: bool,
    ) -> RangeId {
        let mut columns: Vec<RangeColumn> = Vec::new();
        let mut aliases: Vec<Expr> = Vec::new();
        let count = merged.len();
        for (side, taken) in [
            (left, merged.iter().map(|m| m.left).collect::<Vec<_>>()),
            (right, merged.iter().map(|m| m.right).collect()),
        ] {
            let entry = self.entry(0, side);
            for (place, column) in entry.columns.iter().enumerate() {
                if !taken.contains(&(place as u32)) {
                    columns.push(column.clone());
                    let span = entry.span;
                    aliases.push(self.range_var(
                        0,
                        side,
                        place as u32,
                        ReturningRow::Default,
                        span,
                    ));
                }
            }
        }
        let mut leading = Vec::with_capacity(count);
        let mut values = Vec::with_capacity(count);
        for column in merged {
            leading.push(self.range_column(&column.name, &column.value));
            values.push(column.value);
        }
        leading.append(&mut columns);
        values.append(&mut aliases);
        let name = join.alias.as_ref().map_or("unnamed_join", |a| a.name.value.as_str());
        if let Some(alias) = &join.alias {
            let what = format!("join expression \"{name}\"");
            self.rename_columns(&mut leading, &alias.columns, &what, "has");
        }
        let broken = broken
            || [left, right]
                .iter()
                .any(|range| matches!(self.entry(0, *range).kind, RangeKind::Error));
        let kind = if broken {
            RangeKind::Error
        } else {
            RangeKind::Join { kind: join.kind, aliases: values, merged: count }
        };
        self.add_range(RangeEntry {
            kind,
            name: name.to_owned(),
            aliased: join.alias.is_some(),
            columns: leading,
            lateral: false,
            span: join.span,
        })
    }
}
