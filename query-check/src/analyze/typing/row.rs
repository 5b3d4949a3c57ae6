//! Rows: ROW(…) and comparisons of rows (`transformRowExpr`, `make_row_comparison_op`).

use crate::analyze::Analyzer;
use crate::analyze::limit_check::MAX_ROW_ENTRIES;
use crate::catalog::{AccessMethod, Catalog, OpFamilyId, OperatorId, TypeId};
use crate::diagnostic::Code;
use crate::span::Span;
use crate::syntax::ast::{self, OperatorName};
use crate::tree::{Expr, ExprKind};

use super::expr::boolean;

/// What a comparison means, by btree strategy (6 is `<>`, the negator of 3).
const EQUAL: u8 = 3;
const NOT_EQUAL: u8 = 6;

impl Analyzer<'_> {
    pub(super) fn row(&mut self, fields: &[ast::Expr], expr: &ast::Expr) -> Expr {
        let context = self.scope().context;
        let fields = self.expression_list(fields, context, false);
        if fields.len() > MAX_ROW_ENTRIES {
            let message = format!("ROW expressions can have at most {MAX_ROW_ENTRIES} entries");
            let diagnostic = self.diagnostic_at(Code::TooManyColumns, expr.location, message);
            self.report(diagnostic);
            return Expr::error(expr.span);
        }
        if fields.iter().any(Expr::is_error) {
            return Expr::error(expr.span);
        }
        let kind = ExprKind::Row(fields);
        Expr { kind, ty: TypeId::RECORD, modifier: -1, span: expr.span, location: expr.location }
    }

    /// A comparison of two rows, field by field.
    pub(super) fn row_comparison(
        &mut self,
        name: &OperatorName,
        left: Expr,
        right: Expr,
        at: u32,
    ) -> Expr {
        let span = left.span.to(right.span);
        match (left.kind, right.kind) {
            (ExprKind::Row(lefts), ExprKind::Row(rights)) => {
                let Some(tests) = self.row_tests(name, lefts, rights, at) else {
                    return Expr::error(span);
                };
                row_node(tests, span, at)
            }
            _ => Expr::error(span),
        }
    }

    /// The pairwise comparisons of two rows and what they mean together.
    pub(super) fn row_tests(
        &mut self,
        name: &OperatorName,
        lefts: Vec<Expr>,
        rights: Vec<Expr>,
        at: u32,
    ) -> Option<RowTests> {
        let mistake = |a: &mut Self, code: Code, message: String, help: Option<&str>| {
            let mut diagnostic = a.diagnostic_at(code, at, message);
            diagnostic.help = help.map(str::to_owned);
            a.report(diagnostic);
            None
        };
        if lefts.len() != rights.len() {
            let message = "unequal number of entries in row expressions".to_owned();
            return mistake(self, Code::SyntaxError, message, None);
        }
        if lefts.is_empty() {
            let message = "cannot compare rows of zero length".to_owned();
            return mistake(self, Code::FeatureNotSupported, message, None);
        }
        let mut operators = Vec::with_capacity(lefts.len());
        let mut pairs = Vec::with_capacity(lefts.len());
        for (left, right) in lefts.into_iter().zip(rights) {
            let test = self.operator(name, Some(left), right, at);
            if test.is_error() {
                return None;
            }
            if test.ty != TypeId::BOOL {
                let ty = self.type_name(test.ty);
                let message =
                    format!("row comparison operator must yield type boolean, not type {ty}");
                return mistake(self, Code::DatatypeMismatch, message, None);
            }
            if self.returns_set(&test) {
                let message = "row comparison operator must not return a set".to_owned();
                return mistake(self, Code::DatatypeMismatch, message, None);
            }
            let ExprKind::Operator { operator, args } = test.kind else { return None };
            let [left, right] = <[Expr; 2]>::try_from(args).ok()?;
            operators.push(operator);
            pairs.push((left, right));
        }
        if operators.len() == 1 {
            return Some(RowTests { operators, pairs, meaning: None });
        }
        let mut meanings = strategies(self.catalog, operators[0]);
        for operator in &operators[1..] {
            let others = strategies(self.catalog, *operator);
            meanings.retain(|(strategy, _)| others.iter().any(|(s, _)| s == strategy));
        }
        let Some(meaning) = meanings.iter().map(|(strategy, _)| *strategy).min() else {
            let symbol = &name.symbol;
            let message =
                format!("could not determine interpretation of row comparison operator {symbol}");
            let help = "Row comparison operators must be associated with btree operator families.";
            return mistake(self, Code::FeatureNotSupported, message, Some(help));
        };
        Some(RowTests { operators, pairs, meaning: Some(meaning) })
    }
}

/// The pairwise comparisons of two rows.
pub(super) struct RowTests {
    pub operators: Vec<OperatorId>,
    pub pairs: Vec<(Expr, Expr)>,
    /// The btree strategy they share; `None` for rows of one field, which need none.
    meaning: Option<u8>,
}

fn row_node(tests: RowTests, span: Span, at: u32) -> Expr {
    let RowTests { operators, pairs, meaning } = tests;
    let ordering = meaning.is_some_and(|m| m != EQUAL && m != NOT_EQUAL);
    if ordering {
        let (left, right) = pairs.into_iter().unzip();
        return boolean(ExprKind::RowCompare { operators, left, right }, span, at);
    }
    let pairs = operators.into_iter().zip(pairs);
    let mut tests: Vec<Expr> = pairs
        .map(|(operator, (left, right))| {
            let span = left.span.to(right.span);
            let kind = ExprKind::Operator { operator, args: vec![left, right] };
            boolean(kind, span, at)
        })
        .collect();
    match meaning {
        None => tests.swap_remove(0),
        Some(NOT_EQUAL) => boolean(ExprKind::Or(tests), span, at),
        Some(_) => boolean(ExprKind::And(tests), span, at),
    }
}

/// The btree strategies an operator has, by family; `<>` counts as the negator of equality
/// (`get_op_index_interpretation`).
pub(super) fn strategies(catalog: &Catalog, operator: OperatorId) -> Vec<(u8, OpFamilyId)> {
    let members = |operator: OperatorId| {
        let classes = catalog.operator_classes(AccessMethod::Btree);
        let mut families: Vec<OpFamilyId> = classes.map(|class| class.family).collect();
        families.sort_unstable();
        families.dedup();
        let mut found = Vec::new();
        for family in families {
            let mut operators = catalog.family_operators(family);
            if let Some(member) = operators.find(|member| member.operator == operator) {
                found.push((member.strategy, family));
            }
        }
        found
    };
    let found = members(operator);
    if !found.is_empty() {
        return found;
    }
    let Some(negator) = catalog.operator(operator).and_then(|o| o.negator) else { return found };
    let negated = members(negator).into_iter().filter(|(strategy, _)| *strategy == EQUAL);
    negated.map(|(_, family)| (NOT_EQUAL, family)).collect()
}
