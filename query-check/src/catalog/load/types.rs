//! The types of a snapshot, each followed by its array.

use std::borrow::Cow;
use std::mem::take;

use super::super::{Collation, CollationId, SchemaId, Subscript, Type, TypeId, TypeKind};
use super::names::Names;
use crate::snapshot::{Snapshot, SnapshotError};

const ALL_MAJORS: u8 = 0xff;

/// Adds collations and types, in the order `Names` numbered them.
pub(super) fn add(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    for collation in &snapshot.collations {
        let (schema, name) = names.place(&collation.name)?;
        let id = names.collation(&collation.name, &collation.name)?;
        names.user.add_collation(Collation {
            id,
            schema,
            name: Cow::Owned(name),
            deterministic: !collation.nondeterministic,
            majors: ALL_MAJORS,
        });
    }
    add_base_types(names, snapshot)?;
    add_enums(names, snapshot)?;
    add_ranges(names, snapshot)?;
    add_domains(names, snapshot)?;
    add_composites(names, snapshot)?;
    complete_domains(names, snapshot);
    Ok(())
}

/// A type with everything at its usual value.
fn plain(names: &Names, schema: SchemaId, name: String, kind: TypeKind, category: u8) -> Type {
    Type {
        id: names.user.next_type(),
        schema,
        name: Cow::Owned(name),
        kind,
        category,
        preferred: false,
        element: None,
        subscript: Subscript::None,
        array: None,
        collation: None,
        has_modifiers: false,
        length: -1,
        defined: true,
        majors: ALL_MAJORS,
    }
}

/// Adds a type and its array.
fn add_with_array(names: &mut Names, mut ty: Type, array: Option<String>) -> TypeId {
    let element = ty.id;
    let array_id = TypeId(element.0 + 1);
    ty.array = Some(array_id);
    let name = array.unwrap_or_else(|| format!("_{}", ty.name));
    let array = Type {
        id: array_id,
        schema: ty.schema,
        name: Cow::Owned(name),
        kind: TypeKind::Base,
        category: b'A',
        preferred: false,
        element: Some(element),
        subscript: Subscript::Array,
        array: None,
        collation: ty.collation,
        has_modifiers: ty.has_modifiers,
        length: -1,
        defined: true,
        majors: ALL_MAJORS,
    };
    names.user.add_type(ty);
    names.user.add_type(array);
    element
}

fn add_base_types(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    for base in &mut snapshot.base_types {
        let (schema, name) = names.place(&base.name)?;
        let category = base.category.bytes().next().unwrap_or(b'U');
        let mut ty = plain(names, schema, name, TypeKind::Base, category);
        if base.shell {
            ty.kind = TypeKind::Pseudo;
            ty.defined = false;
            names.user.add_type(ty);
            continue;
        }
        ty.preferred = base.preferred;
        ty.length = base.length;
        ty.has_modifiers = base.modifiers;
        ty.subscript = match base.subscript.as_deref() {
            None => Subscript::None,
            Some("array") => Subscript::Array,
            Some("raw") => Subscript::Raw,
            Some("jsonb") => Subscript::Jsonb,
            Some(_) => Subscript::Other,
        };
        ty.element = match &base.element {
            Some(element) => Some(names.ty(element, &base.name)?),
            None => None,
        };
        ty.collation = match &base.collation {
            Some(collation) => Some(names.collation(collation, &base.name)?),
            None => None,
        };
        add_with_array(names, ty, base.array.take());
    }
    Ok(())
}

fn add_enums(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    for labels in &mut snapshot.enums {
        let (schema, name) = names.place(&labels.name)?;
        let mut ty = plain(names, schema, name, TypeKind::Enum(take(&mut labels.labels)), b'E');
        ty.length = 4;
        add_with_array(names, ty, labels.array.take());
    }
    Ok(())
}

fn add_ranges(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    for range in &mut snapshot.ranges {
        let subtype = names.ty(&range.subtype, &range.name)?;
        let multirange = names.ty(&range.multirange, &range.name)?;
        let collation = match &range.collation {
            Some(collation) => Some(names.collation(collation, &range.name)?),
            None => None,
        };
        let (schema, name) = names.place(&range.name)?;
        let kind = TypeKind::Range { subtype, multirange, collation };
        let ty = plain(names, schema, name, kind, b'R');
        let id = add_with_array(names, ty, range.array.take());
        let (schema, name) = names.place(&range.multirange)?;
        let ty = plain(names, schema, name, TypeKind::Multirange { range: id }, b'R');
        add_with_array(names, ty, range.multirange_array.take());
    }
    Ok(())
}

fn add_domains(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    for domain in &mut snapshot.domains {
        let (base, modifier) = names.modified_type(&domain.ty, &domain.name)?;
        let (schema, name) = names.place(&domain.name)?;
        let kind = TypeKind::Domain {
            base,
            modifier,
            not_null: domain.not_null,
            checked: !domain.checks.is_empty(),
            has_default: domain.default.is_some(),
        };
        // Category and collation are those of the type below, which may come later.
        let mut ty = plain(names, schema, name, kind, 0);
        if let Some(collation) = &domain.collation {
            ty.collation = Some(names.collation(collation, &domain.name)?);
        }
        add_with_array(names, ty, domain.array.take());
    }
    Ok(())
}

fn add_composites(names: &mut Names, snapshot: &mut Snapshot) -> Result<(), SnapshotError> {
    let composites = snapshot.composites.iter_mut().map(|c| (&c.name, &mut c.array));
    let relations = snapshot.relations.iter_mut().filter(|r| r.kind.has_row_type());
    for (name, array) in composites.chain(relations.map(|r| (&r.name, &mut r.array))) {
        let kind = TypeKind::Composite(names.relation(name, name)?);
        let (schema, name) = names.place(name)?;
        let ty = plain(names, schema, name, kind, b'C');
        add_with_array(names, ty, array.take());
    }
    Ok(())
}

/// What a domain takes from the type it is over.
struct Inherited {
    category: u8,
    collation: Option<CollationId>,
    length: i16,
    checked: bool,
}

fn complete_domains(names: &mut Names, snapshot: &Snapshot) {
    for domain in &snapshot.domains {
        let Ok(id) = names.ty(&domain.name, &domain.name) else { continue };
        let inherited = inherited(names, id);
        let ty = names.user.type_mut(id);
        ty.category = inherited.category;
        ty.collation = inherited.collation;
        ty.length = inherited.length;
        if let TypeKind::Domain { checked, .. } = &mut ty.kind {
            *checked = inherited.checked;
        }
        names.user.type_mut(TypeId(id.0 + 1)).collation = inherited.collation;
    }
}

fn inherited(names: &Names, mut id: TypeId) -> Inherited {
    let (mut collation, mut any_checked) = (None, false);
    loop {
        let ty = match names.builtin_type(id) {
            Some(ty) => ty,
            None => names.user.ty(id),
        };
        collation = collation.or(ty.collation);
        match ty.kind {
            TypeKind::Domain { base, checked, .. } if base != id => {
                any_checked |= checked;
                id = base;
            }
            _ => {
                return Inherited {
                    category: ty.category,
                    collation,
                    length: ty.length,
                    checked: any_checked,
                };
            }
        }
    }
}
