//! Polymorphic types: whether arguments agree, and what the pseudo-types of a call stand for
//! (manual, "Polymorphic Types"; `check_generic_type_consistency`, `enforce_generic_type_consistency`).

use super::common::{common_type_of, works_for_all};
use super::pathway::{array_type, element_type};
use crate::analyze::Analyzer;
use crate::catalog::{Catalog, Function, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};

/// What a polymorphic pseudo-type stands for within its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `anyelement`, `anycompatible`.
    Element,
    /// `anynonarray`, `anycompatiblenonarray`.
    NonArray,
    /// `anyenum`.
    Enum,
    /// `anyarray`, `anycompatiblearray`.
    Array,
    /// `anyrange`, `anycompatiblerange`.
    Range,
    /// `anymultirange`, `anycompatiblemultirange`.
    Multirange,
}

/// The family and shape of a polymorphic pseudo-type: `true` for the `anycompatible` family.
fn shape(ty: TypeId) -> Option<(bool, Shape)> {
    Some(match ty {
        TypeId::ANYELEMENT => (false, Shape::Element),
        TypeId::ANYNONARRAY => (false, Shape::NonArray),
        TypeId::ANYENUM => (false, Shape::Enum),
        TypeId::ANYARRAY => (false, Shape::Array),
        TypeId::ANYRANGE => (false, Shape::Range),
        TypeId::ANYMULTIRANGE => (false, Shape::Multirange),
        TypeId::ANYCOMPATIBLE => (true, Shape::Element),
        TypeId::ANYCOMPATIBLENONARRAY => (true, Shape::NonArray),
        TypeId::ANYCOMPATIBLEARRAY => (true, Shape::Array),
        TypeId::ANYCOMPATIBLERANGE => (true, Shape::Range),
        TypeId::ANYCOMPATIBLEMULTIRANGE => (true, Shape::Multirange),
        _ => return None,
    })
}

/// `IsPolymorphicType`.
pub(crate) fn is_polymorphic(ty: TypeId) -> bool {
    shape(ty).is_some()
}

fn range_subtype(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    match catalog.ty(ty).kind {
        TypeKind::Range { subtype, .. } => Some(subtype),
        _ => None,
    }
}

fn range_multirange(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    match catalog.ty(ty).kind {
        TypeKind::Range { multirange, .. } => Some(multirange),
        _ => None,
    }
}

fn multirange_range(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    match catalog.ty(ty).kind {
        TypeKind::Multirange { range } => Some(range),
        _ => None,
    }
}

/// Why polymorphic arguments do not agree: message and detail.
type Disagreement = (Code, String, Option<String>);

fn mismatch(message: impl Into<String>) -> Disagreement {
    (Code::DatatypeMismatch, message.into(), None)
}

/// The types found for one family in one call.
#[derive(Default)]
struct Family {
    used: bool,
    /// How many arguments are of the family.
    count: usize,
    unknowns: bool,
    nonarray: bool,
    is_enum: bool,
    wants_array: bool,
    wants_range: bool,
    wants_multirange: bool,
    element: Option<TypeId>,
    array: Option<TypeId>,
    range: Option<TypeId>,
    multirange: Option<TypeId>,
    /// The `anycompatible` family: what its common type is chosen from.
    inputs: Vec<TypeId>,
}

impl Family {
    fn want(&mut self, shape: Shape) {
        match shape {
            Shape::Element => {}
            Shape::NonArray => self.nonarray = true,
            Shape::Enum => self.is_enum = true,
            Shape::Array => self.wants_array = true,
            Shape::Range => self.wants_range = true,
            Shape::Multirange => self.wants_multirange = true,
        }
    }
}

/// Resolves the families over the arguments of one call.
struct Resolver<'c> {
    catalog: &'c Catalog,
    simple: Family,
    compatible: Family,
}

fn alike(
    slot: &mut Option<TypeId>,
    actual: TypeId,
    name: &str,
    catalog: &Catalog,
) -> Result<(), Disagreement> {
    match *slot {
        Some(known) if known != actual => Err((
            Code::DatatypeMismatch,
            format!("arguments declared \"{name}\" are not all alike"),
            Some(versus(catalog, known, actual)),
        )),
        _ => {
            *slot = Some(actual);
            Ok(())
        }
    }
}

fn versus(catalog: &Catalog, one: TypeId, other: TypeId) -> String {
    format!("{} versus {}", catalog.format_type(one), catalog.format_type(other))
}

fn not_consistent(catalog: &Catalog, a: &str, b: &str, x: TypeId, y: TypeId) -> Disagreement {
    (
        Code::DatatypeMismatch,
        format!("argument declared {a} is not consistent with argument declared {b}"),
        Some(versus(catalog, x, y)),
    )
}

impl<'c> Resolver<'c> {
    fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, simple: Family::default(), compatible: Family::default() }
    }

    fn no_array(&self, name: &str, ty: TypeId) -> Disagreement {
        let ty = self.catalog.format_type(ty);
        mismatch(format!("argument declared {name} is not an array but type {ty}"))
    }

    fn no_range(&self, name: &str, ty: TypeId) -> Disagreement {
        let ty = self.catalog.format_type(ty);
        mismatch(format!("argument declared {name} is not a range type but type {ty}"))
    }

    fn no_multirange(&self, name: &str, ty: TypeId) -> Disagreement {
        let ty = self.catalog.format_type(ty);
        mismatch(format!("argument declared {name} is not a multirange type but type {ty}"))
    }

    /// Takes in the arguments.
    fn arguments(&mut self, actual: &[TypeId], declared: &[TypeId]) -> Result<(), Disagreement> {
        let catalog = self.catalog;
        for (&actual, &declared) in actual.iter().zip(declared) {
            let Some((compatible, shape)) = shape(declared) else { continue };
            let family = if compatible { &mut self.compatible } else { &mut self.simple };
            family.used = true;
            family.count += 1;
            family.want(shape);
            if actual == TypeId::UNKNOWN || actual == TypeId::INVALID {
                family.unknowns = true;
                continue;
            }
            let base = catalog.base_type(actual);
            match (compatible, shape) {
                (false, Shape::Element | Shape::NonArray | Shape::Enum) => {
                    alike(&mut family.element, actual, "anyelement", catalog)?;
                }
                (false, Shape::Array) => alike(&mut family.array, base, "anyarray", catalog)?,
                (false, Shape::Range) => alike(&mut family.range, base, "anyrange", catalog)?,
                (false, Shape::Multirange) => {
                    alike(&mut family.multirange, base, "anymultirange", catalog)?;
                }
                (true, Shape::Element | Shape::NonArray | Shape::Enum) => {
                    family.inputs.push(actual);
                }
                (true, Shape::Array) => match element_type(catalog, base) {
                    Some(element) => family.inputs.push(element),
                    None => return Err(self.no_array("anycompatiblearray", base)),
                },
                (true, Shape::Range) => {
                    let first = family.range.is_none();
                    alike(&mut family.range, base, "anycompatiblerange", catalog)?;
                    match range_subtype(catalog, base) {
                        Some(subtype) if first => family.inputs.push(subtype),
                        Some(_) => {}
                        None => return Err(self.no_range("anycompatiblerange", base)),
                    }
                }
                (true, Shape::Multirange) => {
                    alike(&mut family.multirange, base, "anycompatiblemultirange", catalog)?;
                    if multirange_range(catalog, base).is_none() {
                        return Err(self.no_multirange("anycompatiblemultirange", base));
                    }
                }
            }
        }
        Ok(())
    }

    /// Derives element, array, range and multirange of the `anyelement` family from one another.
    /// Returns whether an argument of pseudo-type `anyarray` leaves the element open.
    fn simple(&mut self) -> Result<bool, Disagreement> {
        let catalog = self.catalog;
        let mut open = false;
        if let Some(array) = self.simple.array {
            let element = if array == TypeId::ANYARRAY {
                open = true;
                TypeId::ANYELEMENT
            } else {
                element_type(catalog, array).ok_or_else(|| self.no_array("anyarray", array))?
            };
            match self.simple.element {
                None => self.simple.element = Some(element),
                Some(known) if known != element => {
                    return Err(not_consistent(catalog, "anyarray", "anyelement", array, known));
                }
                Some(_) => {}
            }
        }
        if let Some(multirange) = self.simple.multirange {
            let range = multirange_range(catalog, multirange)
                .ok_or_else(|| self.no_multirange("anymultirange", multirange))?;
            match self.simple.range {
                None => self.simple.range = Some(range),
                Some(known) if known != range => {
                    return Err(not_consistent(
                        catalog,
                        "anymultirange",
                        "anyrange",
                        multirange,
                        known,
                    ));
                }
                Some(_) => {}
            }
        } else if let (true, Some(range)) = (self.simple.wants_multirange, self.simple.range) {
            self.simple.multirange = range_multirange(catalog, range);
        }
        if let Some(range) = self.simple.range {
            let subtype =
                range_subtype(catalog, range).ok_or_else(|| self.no_range("anyrange", range))?;
            match self.simple.element {
                None => self.simple.element = Some(subtype),
                Some(known) if known != subtype => {
                    return Err(not_consistent(catalog, "anyrange", "anyelement", range, known));
                }
                Some(_) => {}
            }
        }
        Ok(open)
    }

    fn is_array_or_domain_over(&self, ty: TypeId) -> bool {
        element_type(self.catalog, self.catalog.base_type(ty)).is_some()
    }

    /// Derives range from multirange of the `anycompatible` family and the other way round.
    fn compatible_ranges(&mut self) -> Result<(), Disagreement> {
        let catalog = self.catalog;
        if let Some(multirange) = self.compatible.multirange {
            let own = multirange_range(catalog, multirange).unwrap_or(TypeId::INVALID);
            match self.compatible.range {
                Some(range) if range != own => {
                    return Err(not_consistent(
                        catalog,
                        "anycompatiblemultirange",
                        "anycompatiblerange",
                        multirange,
                        range,
                    ));
                }
                Some(_) => {}
                None => {
                    self.compatible.range = Some(own);
                    self.compatible.wants_range = true;
                    let subtype = range_subtype(catalog, own)
                        .ok_or_else(|| self.no_multirange("anycompatiblemultirange", multirange))?;
                    self.compatible.inputs.push(subtype);
                }
            }
        } else if let (true, Some(range)) =
            (self.compatible.wants_multirange, self.compatible.range)
        {
            self.compatible.multirange = range_multirange(catalog, range);
        }
        Ok(())
    }
}

/// Whether arguments can be passed to polymorphic parameters (`check_generic_type_consistency`).
pub(crate) fn is_consistent(catalog: &Catalog, actual: &[TypeId], declared: &[TypeId]) -> bool {
    let mut resolver = Resolver::new(catalog);
    if resolver.arguments(actual, declared).is_err() {
        return false;
    }
    if resolver.simple.array == Some(TypeId::ANYARRAY) {
        // enforce_generic_type_consistency has the better message.
        return true;
    }
    if resolver.simple().is_err() {
        return false;
    }
    let element = resolver.simple.element;
    if resolver.simple.nonarray && element.is_some_and(|e| resolver.is_array_or_domain_over(e)) {
        return false;
    }
    let is_enum = |ty: TypeId| matches!(catalog.ty(ty).kind, TypeKind::Enum(_));
    if resolver.simple.is_enum && !element.is_some_and(is_enum) {
        return false;
    }
    if resolver.compatible_ranges().is_err() {
        return false;
    }
    let family = &resolver.compatible;
    if family.inputs.is_empty() {
        return true;
    }
    let Some(common) = common_type_of(catalog, &family.inputs) else { return false };
    if !works_for_all(catalog, common, &family.inputs) {
        return false;
    }
    if family.nonarray && resolver.is_array_or_domain_over(common) {
        return false;
    }
    family.range.is_none_or(|range| range_subtype(catalog, range) == Some(common))
}

fn undetermined(name: &str) -> Disagreement {
    mismatch(format!("could not determine polymorphic type {name} because input has type unknown"))
}

/// Resolves the polymorphic parameters of a call: replaces them in `declared` where the argument must be
/// coerced, and gives the result's type (`enforce_generic_type_consistency`).
fn enforce(
    catalog: &Catalog,
    actual: &[TypeId],
    declared: &mut [TypeId],
    result: TypeId,
) -> Result<TypeId, Disagreement> {
    let mut resolver = Resolver::new(catalog);
    if let Some((compatible, shape)) = shape(result) {
        let family = if compatible { &mut resolver.compatible } else { &mut resolver.simple };
        family.want(shape);
    }
    resolver.arguments(actual, declared)?;
    if !resolver.simple.used && !resolver.compatible.used {
        return Ok(result);
    }
    if resolver.simple.used {
        simple_types(catalog, &mut resolver, result)?;
    }
    if resolver.compatible.used {
        compatible_types(catalog, &mut resolver, declared)?;
    }
    let no_array = |element: TypeId| -> Disagreement {
        let element = catalog.format_type(element);
        (Code::UndefinedObject, format!("could not find array type for data type {element}"), None)
    };
    let Resolver { simple, compatible, .. } = &mut resolver;
    let element = simple.element.unwrap_or(TypeId::INVALID);
    for (&actual, declared) in actual.iter().zip(declared.iter_mut()) {
        if actual != TypeId::UNKNOWN && actual != TypeId::INVALID {
            continue;
        }
        let Some((false, shape)) = shape(*declared) else { continue };
        *declared = match shape {
            Shape::Element | Shape::NonArray | Shape::Enum => element,
            Shape::Array => match simple.array.or_else(|| array_type(catalog, element)) {
                Some(array) => array,
                None => return Err(no_array(element)),
            },
            Shape::Range => simple.range.ok_or_else(|| undetermined("anyrange"))?,
            Shape::Multirange => {
                let found = simple
                    .multirange
                    .or_else(|| simple.range.and_then(|r| range_multirange(catalog, r)));
                found.ok_or_else(|| undetermined("anymultirange"))?
            }
        };
    }
    let Some((is_compatible, wanted)) = shape(result) else { return Ok(result) };
    let (family, name) =
        if is_compatible { (&*compatible, "anycompatible") } else { (&*simple, "any") };
    let found = match wanted {
        Shape::Element | Shape::NonArray | Shape::Enum => family.element,
        Shape::Array => {
            let element = family.element.unwrap_or(TypeId::INVALID);
            let array = family.array.or_else(|| array_type(catalog, element));
            return array.ok_or_else(|| no_array(element));
        }
        Shape::Range => family.range,
        Shape::Multirange => family
            .multirange
            .or_else(|| family.range.and_then(|range| range_multirange(catalog, range))),
    };
    found.ok_or_else(|| {
        let suffix = if wanted == Shape::Range { "range" } else { "multirange" };
        undetermined(&format!("{name}{suffix}"))
    })
}

fn simple_types(
    catalog: &Catalog,
    resolver: &mut Resolver<'_>,
    result: TypeId,
) -> Result<(), Disagreement> {
    if resolver.simple.array == Some(TypeId::ANYARRAY) {
        let other = result != TypeId::ANYARRAY && matches!(shape(result), Some((false, _)));
        if resolver.simple.count != 1 || other {
            return Err(mismatch("cannot determine element type of \"anyarray\" argument"));
        }
    }
    let open = resolver.simple()?;
    let Some(element) = resolver.simple.element else {
        return Err(mismatch(
            "could not determine polymorphic type because input has type unknown",
        ));
    };
    if open {
        return Ok(());
    }
    if resolver.simple.nonarray && resolver.is_array_or_domain_over(element) {
        let element = catalog.format_type(element);
        return Err(mismatch(format!("type matched to anynonarray is an array type: {element}")));
    }
    if resolver.simple.is_enum && !matches!(catalog.ty(element).kind, TypeKind::Enum(_)) {
        let element = catalog.format_type(element);
        return Err(mismatch(format!("type matched to anyenum is not an enum type: {element}")));
    }
    Ok(())
}

fn compatible_types(
    catalog: &Catalog,
    resolver: &mut Resolver<'_>,
    declared: &mut [TypeId],
) -> Result<(), Disagreement> {
    resolver.compatible_ranges()?;
    let family = &mut resolver.compatible;
    if family.inputs.is_empty() {
        // Only unknown inputs: text, as select_common_type has it; no range can be inferred from that.
        if family.wants_range {
            return Err(undetermined("anycompatiblerange"));
        }
        if family.wants_multirange {
            return Err(undetermined("anycompatiblemultirange"));
        }
        family.element = Some(TypeId::TEXT);
        family.array = Some(TypeId::TEXT_ARRAY);
    } else {
        let common = common_type_of(catalog, &family.inputs)
            .filter(|common| works_for_all(catalog, *common, &family.inputs));
        let Some(common) = common else {
            return Err(mismatch(
                "arguments of anycompatible family cannot be cast to a common type",
            ));
        };
        family.element = Some(common);
        if family.wants_array {
            family.array = array_type(catalog, common);
            if family.array.is_none() {
                let name = catalog.format_type(common);
                return Err((
                    Code::UndefinedObject,
                    format!("could not find array type for data type {name}"),
                    None,
                ));
            }
        }
        let subtype = family.range.and_then(|range| range_subtype(catalog, range));
        if family.wants_range {
            let range = family.range.ok_or_else(|| undetermined("anycompatiblerange"))?;
            if subtype != Some(common) {
                return Err(mismatch(format!(
                    "anycompatiblerange type {} does not match anycompatible type {}",
                    catalog.format_type(range),
                    catalog.format_type(common)
                )));
            }
        }
        if family.wants_multirange {
            let multirange =
                family.multirange.ok_or_else(|| undetermined("anycompatiblemultirange"))?;
            if subtype != Some(common) {
                return Err(mismatch(format!(
                    "anycompatiblemultirange type {} does not match anycompatible type {}",
                    catalog.format_type(multirange),
                    catalog.format_type(common)
                )));
            }
        }
        let nonarray = family.nonarray;
        if nonarray && resolver.is_array_or_domain_over(common) {
            let common = catalog.format_type(common);
            return Err(mismatch(format!(
                "type matched to anycompatiblenonarray is an array type: {common}"
            )));
        }
    }
    let family = &resolver.compatible;
    for declared in declared.iter_mut() {
        let Some((true, shape)) = shape(*declared) else { continue };
        let found = match shape {
            Shape::Element | Shape::NonArray | Shape::Enum => family.element,
            Shape::Array => family.array,
            Shape::Range => family.range,
            Shape::Multirange => family.multirange,
        };
        *declared = found.unwrap_or(TypeId::INVALID);
    }
    Ok(())
}

impl Analyzer<'_> {
    /// The type of an OUT parameter of a function called with arguments of these types; `None` when a
    /// polymorphic one cannot be told.
    pub(crate) fn output_type(
        &self,
        ty: TypeId,
        function: &Function,
        args: &[TypeId],
    ) -> Option<TypeId> {
        if !is_polymorphic(ty) {
            return Some(ty);
        }
        let mut declared = function.args.to_vec();
        enforce(self.catalog, args, &mut declared, ty).ok()
    }

    /// [`enforce`]; reports, without a position as PostgreSQL does, and gives `None` on disagreement.
    pub(super) fn enforce_polymorphism(
        &mut self,
        actual: &[TypeId],
        declared: &mut [TypeId],
        result: TypeId,
        at: u32,
    ) -> Option<TypeId> {
        // Nothing polymorphic is the common case.
        if !declared.iter().any(|ty| is_polymorphic(*ty)) {
            return Some(result);
        }
        if actual.contains(&TypeId::INVALID) {
            return None;
        }
        match enforce(self.catalog, actual, declared, result) {
            Ok(result) => Some(result),
            Err((code, message, detail)) => {
                let span = self.token_span(at);
                let mut diagnostic = Diagnostic::new(code, span, message).without_position();
                diagnostic.notes.extend(detail);
                self.report(diagnostic);
                None
            }
        }
    }
}
