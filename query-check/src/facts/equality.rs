//! Operators that mean "equal" to an index.

use super::known::entry_column;
use crate::catalog::{
    AccessMethod, Catalog, CollationId, OperatorId, Subscript, TypeId, TypeKind, Volatility,
};
use crate::tree::{Expr, ExprKind, Query, SubLinkKind, Visitor, walk_expr};

/// Whether an operator is the equality member of some btree or hash family (manual, "Operator Classes and
/// Operator Families").
pub(super) fn is_equality(catalog: &Catalog, operator: OperatorId) -> bool {
    catalog
        .operator_strategies(operator)
        .iter()
        .any(|place| matches!(place, (AccessMethod::Btree, 3) | (AccessMethod::Hash, 1)))
}

/// Whether an operator compares by a built-in btree or hash family, or is the negator of one that does:
/// such an operator never gives NULL for operands that are not NULL.
pub(super) fn is_comparison(catalog: &Catalog, operator: OperatorId) -> bool {
    let negator = catalog.operator(operator).and_then(|found| found.negator);
    let compares = |operator| !catalog.operator_strategies(operator).is_empty();
    operator.is_builtin() && (compares(operator) || negator.is_some_and(compares))
}

/// Whether two different rows of a unique index over a column of type `ty` cannot both satisfy an operator
/// against one value.
///
/// The operator must mean what the index means: built-in equalities agree with each other, a user's must
/// belong to the default operator class of the type. And it must be immutable: `timestamp = timestamptz`
/// depends on the time zone, in which two local times can be the same moment.
pub(super) fn is_key_equality(catalog: &Catalog, operator: OperatorId, ty: TypeId) -> bool {
    let Some(found) = catalog.operator(operator) else { return false };
    let function = catalog.function(found.function);
    if !is_equality(catalog, operator)
        || function.is_none_or(|function| function.volatility != Volatility::Immutable)
    {
        return false;
    }
    operator.is_builtin()
        || catalog
            .operator_classes(AccessMethod::Btree)
            .filter(|class| class.default && class.input == catalog.base_type(ty))
            .flat_map(|class| catalog.family_operators(class.family))
            .any(|member| member.operator == operator && member.strategy == 3)
}

/// Whether values of a type that are equal are the same in every respect; not so `1.0` and `1.00`, `0` and
/// `-0`, `1 mon` and `30 days`. Text is compared byte by byte unless its collation is not deterministic.
pub(super) fn is_identity(catalog: &Catalog, ty: TypeId) -> bool {
    const TYPES: &[TypeId] = &[
        TypeId::BOOL,
        TypeId::BYTEA,
        TypeId::CHAR,
        TypeId::NAME,
        TypeId::INT2,
        TypeId::INT4,
        TypeId::INT8,
        TypeId::OID,
        TypeId::TEXT,
        TypeId::VARCHAR,
        TypeId::MONEY,
        TypeId::DATE,
        TypeId::TIME,
        TypeId::TIMESTAMP,
        TypeId::TIMESTAMPTZ,
        TypeId::BIT,
        TypeId::VARBIT,
        TypeId::UUID,
    ];
    let found = catalog.ty(catalog.base_type(ty));
    match (found.subscript, found.element) {
        (Subscript::Array, Some(element)) => is_identity(catalog, element),
        _ => TYPES.contains(&found.id) || matches!(found.kind, TypeKind::Enum(_)),
    }
}

/// Whether all equalities of a type's operator classes agree: rows have one that compares images.
pub(super) fn has_one_equality(catalog: &Catalog, ty: TypeId) -> bool {
    let found = catalog.ty(catalog.base_type(ty));
    match (found.subscript, found.element) {
        (Subscript::Array, Some(element)) => has_one_equality(catalog, element),
        _ => found.id != TypeId::RECORD && !matches!(found.kind, TypeKind::Composite(_)),
    }
}

/// The collations that are not deterministic and may decide a comparison with `expr` on one side.
#[derive(Debug, Default)]
pub(super) struct Collations {
    found: Vec<CollationId>,
    unknown: bool,
}

impl Collations {
    /// Those of an expression of `query`.
    pub(super) fn of(catalog: &Catalog, query: &Query, exprs: &[&Expr]) -> Self {
        struct Search<'c, 'q> {
            catalog: &'c Catalog,
            query: &'q Query,
            collations: Collations,
        }
        impl Visitor for Search<'_, '_> {
            fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
                match &expr.kind {
                    ExprKind::Collate(_, collation) => self.note(*collation),
                    ExprKind::Var(var) if var.levels_up == 0 && depth == 0 => {
                        if let Some(collation) =
                            entry_column(self.query, *var).and_then(|c| c.collation)
                        {
                            self.note(collation);
                        }
                    }
                    // What comes from elsewhere brings a collation nobody has looked up.
                    ExprKind::Var(_) => {
                        self.collations.unknown |= self.catalog.ty(expr.ty).collation.is_some();
                    }
                    ExprKind::SubLink { kind: SubLinkKind::Scalar, .. } => {
                        self.collations.unknown |= self.catalog.ty(expr.ty).collation.is_some();
                        return false;
                    }
                    _ => {}
                }
                true
            }
        }
        impl Search<'_, '_> {
            fn note(&mut self, id: CollationId) {
                if self.catalog.collation(id).is_none_or(|collation| !collation.deterministic) {
                    self.collations.found.push(id);
                }
            }
        }
        let all_deterministic = catalog.user().collations().all(|c| c.deterministic);
        if all_deterministic {
            return Self::default();
        }
        let mut search = Search { catalog, query, collations: Self::default() };
        for expr in exprs {
            walk_expr(expr, 0, &mut search);
        }
        search.collations
    }

    /// Whether the comparison is byte by byte.
    pub(super) fn are_deterministic(&self) -> bool {
        self.found.is_empty() && !self.unknown
    }

    /// Whether what is equal by the comparison is equal by `collation` as well.
    pub(super) fn respect(&self, collation: Option<CollationId>) -> bool {
        !self.unknown && self.found.iter().all(|found| Some(*found) == collation)
    }
}
