//! The constructors generated rows are written with: one line a row, absent identities as 0.

use std::borrow::Cow;

/// A table, each row given as the arguments of its constructor.
///
/// Each row is a constant of its own, for rustc's time to check one function body grows faster than the
/// body: one array of calls takes four times as long.
macro_rules! table {
    ($name:ident: [$row:ty] = $constructor:ident; $(($($argument:tt)*))*) => {
        pub(super) static $name: &[$row] = &[
            $({ const ROW: $row = $constructor($($argument)*); ROW }),*
        ];
    };
}
pub(super) use table;

use super::super::{AccessMethod, FunctionId, OpFamilyId, OperatorId, RelationId};
pub(super) use super::super::{
    AccessMethod::{Brin, Btree, Gin, Gist, Hash, SpGist},
    AggregateKind::{self, Hypothetical, Normal, OrderedSet},
    Cast,
    CastContext::{self, Assignment, Explicit, Implicit},
    CastMethod::{self, Binary, InOut},
    Collation, CollationId, Column, FamilyOperator, Function,
    FunctionKind::{self, Function as Routine, Window},
    InRange, Operator, OperatorClass, Relation,
    RelationKind::{self, Index, Table, Toast, View},
    SchemaId, Subscript, Type, TypeId as T,
    TypeKind::{self, Base, Pseudo},
    Volatility::{self, Immutable, Stable, Volatile},
};
pub(super) use super::OperatorFamily;
pub(super) use Cow::Borrowed as B;

const fn type_id(id: u32) -> Option<T> {
    if id == 0 { None } else { Some(T(id)) }
}

const fn collation_id(id: u32) -> Option<CollationId> {
    if id == 0 { None } else { Some(CollationId(id)) }
}

const fn operator_id(id: u32) -> Option<OperatorId> {
    if id == 0 { None } else { Some(OperatorId(id)) }
}

/// A schema; all are in every major.
pub(super) const fn schema(id: u32, name: &'static str, _majors: u8) -> (SchemaId, &'static str) {
    (SchemaId(id), name)
}

#[allow(clippy::too_many_arguments)]
pub(super) const fn ty(
    id: u32,
    schema: u32,
    name: &'static str,
    kind: TypeKind,
    category: u8,
    preferred: bool,
    element: u32,
    subscript: Subscript,
    array: u32,
    collation: u32,
    has_modifiers: bool,
    length: i16,
    majors: u8,
) -> Type {
    Type {
        id: T(id),
        schema: SchemaId(schema),
        name: B(name),
        kind,
        category,
        preferred,
        element: type_id(element),
        subscript,
        array: type_id(array),
        collation: collation_id(collation),
        has_modifiers,
        length,
        defined: true,
        majors,
    }
}

pub(super) const fn composite(relation: u32) -> TypeKind {
    TypeKind::Composite(RelationId(relation))
}

pub(super) const fn domain(
    base: u32,
    modifier: i32,
    not_null: bool,
    checked: bool,
    has_default: bool,
) -> TypeKind {
    TypeKind::Domain { base: T(base), modifier, not_null, checked, has_default }
}

pub(super) const fn range(subtype: u32, multirange: u32, collation: u32) -> TypeKind {
    TypeKind::Range {
        subtype: T(subtype),
        multirange: T(multirange),
        collation: collation_id(collation),
    }
}

pub(super) const fn multirange(range: u32) -> TypeKind {
    TypeKind::Multirange { range: T(range) }
}

pub(super) const fn collation(
    id: u32,
    name: &'static str,
    deterministic: bool,
    majors: u8,
) -> Collation {
    Collation {
        id: CollationId(id),
        schema: SchemaId::PG_CATALOG,
        name: B(name),
        deterministic,
        majors,
    }
}

#[allow(clippy::too_many_arguments)]
pub(super) const fn function(
    id: u32,
    schema: u32,
    name: &'static str,
    kind: FunctionKind,
    args: &'static [T],
    arg_names: &'static [Cow<'static, str>],
    outputs: &'static [(Cow<'static, str>, T)],
    variadic: u32,
    defaults: u16,
    result: u32,
    returns_set: bool,
    strict: bool,
    volatility: Volatility,
    source: &'static str,
    majors: u8,
) -> Function {
    Function {
        id: FunctionId(id),
        schema: SchemaId(schema),
        name: B(name),
        kind,
        args: B(args),
        arg_names: B(arg_names),
        outputs: B(outputs),
        variadic: type_id(variadic),
        defaults,
        result: T(result),
        returns_set,
        strict,
        volatility,
        source: B(source),
        majors,
    }
}

pub(super) const fn aggregate(
    kind: AggregateKind,
    direct_args: u16,
    transition_strict: bool,
    has_initial_value: bool,
    final_strict: Option<bool>,
    sort_operator: u32,
) -> FunctionKind {
    FunctionKind::Aggregate {
        kind,
        direct_args,
        transition_strict,
        has_initial_value,
        final_strict,
        sort_operator: operator_id(sort_operator),
    }
}

#[allow(clippy::too_many_arguments)]
pub(super) const fn operator(
    id: u32,
    name: &'static str,
    left: u32,
    right: u32,
    result: u32,
    function: u32,
    commutator: u32,
    negator: u32,
    can_hash: bool,
    can_merge: bool,
    majors: u8,
) -> Operator {
    Operator {
        id: OperatorId(id),
        schema: SchemaId::PG_CATALOG,
        name: B(name),
        left: type_id(left),
        right: T(right),
        result: T(result),
        function: FunctionId(function),
        commutator: operator_id(commutator),
        negator: operator_id(negator),
        can_hash,
        can_merge,
        majors,
    }
}

pub(super) const fn cast(
    source: u32,
    target: u32,
    context: CastContext,
    method: CastMethod,
    majors: u8,
) -> Cast {
    Cast { source: T(source), target: T(target), context, method, majors }
}

pub(super) const fn by(function: u32) -> CastMethod {
    CastMethod::Function(FunctionId(function))
}

pub(super) const fn family(
    id: u32,
    name: &'static str,
    method: AccessMethod,
    majors: u8,
) -> OperatorFamily {
    OperatorFamily { id: OpFamilyId(id), name, method, majors }
}

pub(super) const fn class(
    name: &'static str,
    method: AccessMethod,
    family: u32,
    input: u32,
    default: bool,
    majors: u8,
) -> OperatorClass {
    OperatorClass {
        schema: SchemaId::PG_CATALOG,
        name: B(name),
        method,
        family: OpFamilyId(family),
        input: T(input),
        default,
        majors,
    }
}

pub(super) const fn family_operator(
    family: u32,
    strategy: u8,
    left: u32,
    right: u32,
    operator: u32,
    majors: u8,
) -> FamilyOperator {
    FamilyOperator {
        family: OpFamilyId(family),
        strategy,
        left: T(left),
        right: T(right),
        operator: OperatorId(operator),
        majors,
    }
}

pub(super) const fn in_range(family: u32, left: u32, right: u32, majors: u8) -> InRange {
    InRange { family: OpFamilyId(family), left: T(left), right: T(right), majors }
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
pub(super) const fn relation(
    id: u32,
    schema: u32,
    name: &'static str,
    kind: RelationKind,
    row_type: u32,
    primary_key: &'static [u16],
    columns: &'static [Column],
    majors: u8,
) -> Relation {
    Relation {
        id: RelationId(id),
        schema: SchemaId(schema),
        name: B(name),
        kind,
        row_type: T(row_type),
        columns: B(columns),
        primary_key: if primary_key.is_empty() { None } else { Some(B(primary_key)) },
        details: None,
        majors,
    }
}

/// A column: name, type, modifier, NOT NULL, collation.
///
/// A macro, for what a function returns cannot stand behind a reference in a static.
macro_rules! c {
    ($name:literal, $ty:literal, $modifier:literal, $not_null:literal, 0) => {
        c!(@ $name, $ty, $modifier, $not_null, None)
    };
    ($name:literal, $ty:literal, $modifier:literal, $not_null:literal, $collation:literal) => {
        c!(@ $name, $ty, $modifier, $not_null, Some(CollationId($collation)))
    };
    (@ $name:literal, $ty:literal, $modifier:literal, $not_null:literal, $collation:expr) => {
        Column {
            name: B($name),
            ty: T($ty),
            modifier: $modifier,
            not_null: $not_null,
            has_default: false,
            identity: None,
            generated: false,
            collation: $collation,
        }
    };
}
pub(super) use c;
