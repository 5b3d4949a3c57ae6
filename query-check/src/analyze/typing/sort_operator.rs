//! The operators a type is ordered and grouped by (`get_sort_group_operators`, `lookup_type_cache`,
//! `GetDefaultOpClass`).

use super::pathway::{element_type, is_binary_coercible};
use crate::analyze::Analyzer;
use crate::catalog::{AccessMethod, Catalog, OpFamilyId, OperatorId, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// Ordering and equality of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SortOperators {
    /// `<`.
    pub lt: Option<OperatorId>,
    /// `=`.
    pub eq: Option<OperatorId>,
    /// `>`.
    pub gt: Option<OperatorId>,
    /// Values can be hashed.
    pub hashable: bool,
}

/// The default operator class of a type: its family and input type.
fn default_class(
    catalog: &Catalog,
    ty: TypeId,
    method: AccessMethod,
) -> Option<(OpFamilyId, TypeId)> {
    let ty = catalog.base_type(ty);
    let exact = catalog.operator_classes(method).find(|class| class.input == ty && class.default);
    if let Some(class) = exact {
        return Some((class.family, class.input));
    }
    let category = catalog.ty(ty).category;
    let mut preferred = Vec::new();
    let mut compatible = Vec::new();
    for class in catalog.operator_classes(method).filter(|class| class.default) {
        let found = (class.family, class.input);
        if is_binary_coercible(catalog, ty, class.input) {
            let input = catalog.ty(class.input);
            if input.preferred && input.category == category {
                preferred.push(found);
            } else {
                compatible.push(found);
            }
        }
    }
    match (preferred.as_slice(), compatible.as_slice()) {
        ([one], _) | ([], [one]) => Some(*one),
        _ => None,
    }
}

fn member(
    catalog: &Catalog,
    (family, input): (OpFamilyId, TypeId),
    strategy: u8,
) -> Option<OperatorId> {
    let mut members = catalog.family_operators(family);
    let fits = |m: &&crate::catalog::FamilyOperator| {
        m.strategy == strategy && m.left == input && m.right == input
    };
    members.find(fits).map(|m| m.operator)
}

/// The operators of a type, containers judged by what they contain. `nesting` ends types that hold themselves.
fn operators_of(catalog: &Catalog, ty: TypeId, nesting: u32) -> SortOperators {
    // A column of such a type (`pg_stats` has some) holds values of one that is not known.
    if matches!(ty, TypeId::ANYARRAY | TypeId::ANYRANGE | TypeId::ANYMULTIRANGE) {
        return SortOperators::default();
    }
    let btree = default_class(catalog, ty, AccessMethod::Btree);
    let hash = default_class(catalog, ty, AccessMethod::Hash);
    let mut found = SortOperators::default();
    if let Some(class) = btree {
        found.lt = member(catalog, class, 1);
        found.eq = member(catalog, class, 3);
        found.gt = member(catalog, class, 5);
    }
    if let Some(class) = hash {
        let hashed = member(catalog, class, 1);
        found.hashable = hashed.is_some() && (found.eq.is_none() || found.eq == hashed);
        found.eq = found.eq.or(hashed);
    }
    if nesting > 8 {
        return found;
    }
    let parts = contained(catalog, catalog.base_type(ty));
    for part in parts {
        let part = operators_of(catalog, part, nesting + 1);
        if part.lt.is_none() {
            (found.lt, found.gt) = (None, None);
        }
        if part.eq.is_none() {
            found.eq = None;
        }
        found.hashable &= part.hashable;
    }
    found
}

/// The types whose operators those of a container work by.
fn contained(catalog: &Catalog, ty: TypeId) -> Vec<TypeId> {
    match catalog.ty(ty).kind {
        TypeKind::Range { subtype, .. } => vec![subtype],
        TypeKind::Multirange { range } => vec![range],
        TypeKind::Composite(relation) => catalog
            .relation(relation)
            .map(|relation| relation.columns.iter().map(|column| column.ty).collect())
            .unwrap_or_default(),
        _ => {
            let vector = ty == TypeId::INT2VECTOR || ty == TypeId::OIDVECTOR;
            element_type(catalog, ty).filter(|_| !vector).into_iter().collect()
        }
    }
}

impl Analyzer<'_> {
    /// The operators to sort or group by; reports when a needed one is missing.
    pub(crate) fn sort_operators(
        &mut self,
        ty: TypeId,
        need_lt: bool,
        need_eq: bool,
        span: Span,
    ) -> Option<SortOperators> {
        if ty == TypeId::INVALID {
            return None;
        }
        let found = operators_of(self.catalog, ty, 0);
        let name = self.type_name(ty);
        if need_lt && found.lt.is_none() {
            let message = format!("could not identify an ordering operator for type {name}");
            let help = "Use an explicit ordering operator or modify the query.";
            let diagnostic = Diagnostic::new(Code::UndefinedFunction, span, message);
            self.report(diagnostic.with_help(help));
            return None;
        }
        if need_eq && found.eq.is_none() {
            let message = format!("could not identify an equality operator for type {name}");
            self.error(Code::UndefinedFunction, span, message);
            return None;
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ty: TypeId) -> [Option<String>; 3] {
        let catalog = Catalog::builtin(18).unwrap();
        let found = operators_of(&catalog, ty, 0);
        let name = |o: Option<OperatorId>| {
            o.and_then(|o| catalog.operator(o))
                .map(|o| format!("{} {}", o.name, catalog.format_type(o.right)))
        };
        [name(found.lt), name(found.eq), name(found.gt)]
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_type_without_a_class_of_its_own_takes_that_of_what_it_is() {
        assert_eq!(names(TypeId::INT4), [some("< integer"), some("= integer"), some("> integer")]);
        assert_eq!(names(TypeId::VARCHAR), [some("< text"), some("= text"), some("> text")]);
        let any_array = [some("< anyarray"), some("= anyarray"), some("> anyarray")];
        assert_eq!(names(TypeId::INT4_ARRAY), any_array);
    }

    #[test]
    fn some_types_can_be_compared_but_not_sorted_or_neither() {
        assert_eq!(names(TypeId::XID), [None, some("= xid"), None]);
        assert_eq!(names(TypeId::JSON), [None, None, None]);
    }

    #[test]
    fn a_container_of_what_cannot_be_compared_cannot_be_either() {
        let catalog = Catalog::builtin(18).unwrap();
        let json_array = catalog.ty(TypeId::JSON).array.unwrap();
        assert_eq!(names(json_array), [None, None, None]);
    }
}
