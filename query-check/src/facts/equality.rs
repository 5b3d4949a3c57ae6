//! Operators that mean "equal" to an index.

use crate::catalog::{AccessMethod, Catalog, OperatorId};

/// Whether an operator is the equality member of some btree or hash family, so that two different rows of a
/// unique index cannot both satisfy it against one value (manual, "Operator Classes and Operator Families").
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
