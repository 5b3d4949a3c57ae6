//! How a value of one type becomes one of another: coercion pathways and binary coercibility
//! (manual, "CREATE CAST"; PostgreSQL's `find_coercion_pathway`, `IsBinaryCoercible`).

use crate::catalog::{
    Cast, CastContext, CastMethod, Catalog, FunctionId, RelationId, Subscript, TypeId, TypeKind,
};

use super::polymorphic;

/// The string category of `typcategory`.
pub(crate) const STRING_CATEGORY: u8 = b'S';

/// A way from one type to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pathway {
    /// The bits stay as they are.
    Relabel,
    /// A cast function.
    Function(FunctionId),
    /// Element by element, by a function or otherwise.
    Array(Option<FunctionId>),
    /// By the types' text forms.
    ViaIo,
}

/// `get_element_type`: the element of a true array.
pub(crate) fn element_type(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    let ty = catalog.ty(ty);
    if ty.subscript == Subscript::Array { ty.element } else { None }
}

/// `get_base_element_type`: the element of an array or of a domain over one.
pub(crate) fn base_element_type(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    element_type(catalog, catalog.base_type(ty))
}

/// `get_array_type`.
pub(crate) fn array_type(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    catalog.ty(ty).array
}

/// The relation that holds the attributes of a composite type or of a domain over one.
pub(crate) fn row_relation(catalog: &Catalog, ty: TypeId) -> Option<RelationId> {
    match catalog.ty(catalog.base_type(ty)).kind {
        TypeKind::Composite(relation) => Some(relation),
        _ => None,
    }
}

/// `ISCOMPLEX`: a composite type or a domain over one (not `record`).
pub(crate) fn is_composite(catalog: &Catalog, ty: TypeId) -> bool {
    row_relation(catalog, ty).is_some()
}

pub(crate) fn is_composite_array(catalog: &Catalog, ty: TypeId) -> bool {
    element_type(catalog, ty).is_some_and(|element| is_composite(catalog, element))
}

/// The way from `source` to `target` in a context, if there is one (`find_coercion_pathway`).
pub(crate) fn find_pathway(
    catalog: &Catalog,
    target: TypeId,
    source: TypeId,
    context: CastContext,
) -> Option<Pathway> {
    let (target, source) = (catalog.base_type(target), catalog.base_type(source));
    if target == source {
        return Some(Pathway::Relabel);
    }
    if let Some(cast) = catalog.cast(source, target) {
        return (context >= cast.context).then(|| method(cast));
    }
    if target != TypeId::OIDVECTOR && target != TypeId::INT2VECTOR {
        let elements = (element_type(catalog, target), element_type(catalog, source));
        if let (Some(target), Some(source)) = elements {
            let element = find_pathway(catalog, target, source, context);
            if let Some(element) = element {
                let function = match element {
                    Pathway::Function(function) => Some(function),
                    _ => None,
                };
                return Some(Pathway::Array(function));
            }
        }
    }
    let is_string = |ty: TypeId| catalog.ty(ty).category == STRING_CATEGORY;
    let to_string = context >= CastContext::Assignment && is_string(target);
    let from_string = context >= CastContext::Explicit && is_string(source);
    (to_string || from_string).then_some(Pathway::ViaIo)
}

fn method(cast: &Cast) -> Pathway {
    match cast.method {
        CastMethod::Function(function) => Pathway::Function(function),
        CastMethod::Binary => Pathway::Relabel,
        CastMethod::InOut => Pathway::ViaIo,
    }
}

/// The function that applies a length or precision, if the type has one (`find_typmod_coercion_function`);
/// whether it applies to each element of an array.
pub(crate) fn modifier_function(catalog: &Catalog, ty: TypeId) -> Option<(FunctionId, bool)> {
    let element = element_type(catalog, ty);
    let own = element.unwrap_or(ty);
    match catalog.cast(own, own)?.method {
        CastMethod::Function(function) => Some((function, element.is_some())),
        _ => None,
    }
}

/// Whether values of `inputs` can be passed where `targets` are wanted (`can_coerce_type`).
pub(crate) fn can_coerce(
    catalog: &Catalog,
    inputs: &[TypeId],
    targets: &[TypeId],
    context: CastContext,
) -> bool {
    let mut polymorphic = false;
    for (&input, &target) in inputs.iter().zip(targets) {
        if input == target || target == TypeId::ANY {
            continue;
        }
        if polymorphic::is_polymorphic(target) {
            polymorphic = true;
            continue;
        }
        let possible = input == TypeId::UNKNOWN
            || input == TypeId::INVALID
            || find_pathway(catalog, target, input, context).is_some()
            || (input == TypeId::RECORD && is_composite(catalog, target))
            || (target == TypeId::RECORD && is_composite(catalog, input))
            || (target == TypeId::RECORD_ARRAY && is_composite_array(catalog, input))
            || inherits(catalog, input, target);
        if !possible {
            return false;
        }
    }
    !polymorphic || polymorphic::is_consistent(catalog, inputs, targets)
}

/// Whether a row of `child` is also one of `parent`, by inheritance (`typeInheritsFrom`).
pub(crate) fn inherits(catalog: &Catalog, child: TypeId, parent: TypeId) -> bool {
    if child.is_builtin() || parent.is_builtin() {
        return false;
    }
    let TypeKind::Composite(parent) = catalog.ty(parent).kind else { return false };
    let Some(child) = row_relation(catalog, child) else { return false };
    let mut open = vec![child];
    let mut seen = Vec::new();
    while let Some(relation) = open.pop() {
        if seen.contains(&relation) {
            continue;
        }
        seen.push(relation);
        let details = catalog.relation(relation).and_then(|r| r.details.as_deref());
        let Some(details) = details else { continue };
        if details.parents.contains(&parent) {
            return true;
        }
        open.extend_from_slice(&details.parents);
    }
    false
}

/// Whether a value of `source` is one of `target` without any work (`IsBinaryCoercible`).
pub(crate) fn is_binary_coercible(catalog: &Catalog, source: TypeId, target: TypeId) -> bool {
    if source == target {
        return true;
    }
    if matches!(target, TypeId::ANY | TypeId::ANYELEMENT | TypeId::ANYCOMPATIBLE) {
        return true;
    }
    let source = catalog.base_type(source);
    if source == target {
        return true;
    }
    let kind = &catalog.ty(source).kind;
    let is_array = element_type(catalog, source).is_some();
    let fits = match target {
        TypeId::ANYARRAY | TypeId::ANYCOMPATIBLEARRAY => is_array,
        TypeId::ANYNONARRAY | TypeId::ANYCOMPATIBLENONARRAY => !is_array,
        TypeId::ANYENUM => matches!(kind, TypeKind::Enum(_)),
        TypeId::ANYRANGE | TypeId::ANYCOMPATIBLERANGE => matches!(kind, TypeKind::Range { .. }),
        TypeId::ANYMULTIRANGE | TypeId::ANYCOMPATIBLEMULTIRANGE => {
            matches!(kind, TypeKind::Multirange { .. })
        }
        TypeId::RECORD => matches!(kind, TypeKind::Composite(_)),
        TypeId::RECORD_ARRAY => is_composite_array(catalog, source),
        _ => false,
    };
    fits || catalog.cast(source, target).is_some_and(|cast| {
        cast.method == CastMethod::Binary && cast.context == CastContext::Implicit
    })
}
