//! Operators, casts, operator classes and families: `pg_operator`, `pg_cast`, `pg_opclass`, `pg_amop`.

use std::borrow::Cow;

use super::{FunctionId, OpFamilyId, OperatorId, SchemaId, TypeId};

/// A row of `pg_operator`.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Its identity.
    pub id: OperatorId,
    /// Its schema.
    pub schema: SchemaId,
    /// Its symbol.
    pub name: Cow<'static, str>,
    /// The left operand; `None` for a prefix operator.
    pub left: Option<TypeId>,
    /// The right operand.
    pub right: TypeId,
    /// The result.
    pub result: TypeId,
    /// The function behind it.
    pub function: FunctionId,
    /// `oprcom`.
    pub commutator: Option<OperatorId>,
    /// `oprnegate`.
    pub negator: Option<OperatorId>,
    /// `oprcanhash`.
    pub can_hash: bool,
    /// `oprcanmerge`.
    pub can_merge: bool,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// A row of `pg_cast`.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// From.
    pub source: TypeId,
    /// To.
    pub target: TypeId,
    /// `castcontext`.
    pub context: CastContext,
    /// `castmethod`.
    pub method: CastMethod,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// Where a cast applies by itself; ordered from the most to the least willing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum CastContext {
    Implicit,
    Assignment,
    Explicit,
}

/// How a cast works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastMethod {
    /// By a function.
    Function(FunctionId),
    /// The types share their binary form.
    Binary,
    /// By the types' text forms.
    InOut,
}

/// Index access methods whose operator classes decide about ordering and equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum AccessMethod {
    Btree,
    Hash,
    Gist,
    Gin,
    SpGist,
    Brin,
    Other,
}

/// A row of `pg_opclass`.
#[derive(Clone, Debug)]
pub struct OperatorClass {
    /// Its schema.
    pub schema: SchemaId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its access method.
    pub method: AccessMethod,
    /// Its family.
    pub family: OpFamilyId,
    /// `opcintype`.
    pub input: TypeId,
    /// `opcdefault`.
    pub default: bool,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// A row of `pg_amop` (btree and hash only).
#[derive(Clone, Copy, Debug)]
pub struct FamilyOperator {
    /// The family.
    pub family: OpFamilyId,
    /// `amopstrategy`: for btree 1 `<`, 2 `<=`, 3 `=`, 4 `>=`, 5 `>`; for hash 1 `=`.
    pub strategy: u8,
    /// `amoplefttype`.
    pub left: TypeId,
    /// `amoprighttype`.
    pub right: TypeId,
    /// `amopopr`.
    pub operator: OperatorId,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// A row of `pg_amproc` for btree support function 3 (`in_range`), which RANGE frames with offsets need.
#[derive(Clone, Copy, Debug)]
pub struct InRange {
    /// The family.
    pub family: OpFamilyId,
    /// `amproclefttype`: the ordered type.
    pub left: TypeId,
    /// `amprocrighttype`: the offset's type.
    pub right: TypeId,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}
