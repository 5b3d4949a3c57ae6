//! Functions, aggregates and window functions: the rows of `pg_proc` and `pg_aggregate`.

use std::borrow::Cow;

use super::{FunctionId, OperatorId, SchemaId, TypeId};

/// A row of `pg_proc`.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its identity.
    pub id: FunctionId,
    /// Its schema.
    pub schema: SchemaId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// `prokind`.
    pub kind: FunctionKind,
    /// `proargtypes`: the input arguments.
    pub args: Cow<'static, [TypeId]>,
    /// The input arguments' names, `""` where one has none; empty when none has one.
    pub arg_names: Cow<'static, [Cow<'static, str>]>,
    /// OUT, INOUT and TABLE arguments, in order; empty when there are none.
    pub outputs: Cow<'static, [(Cow<'static, str>, TypeId)]>,
    /// `provariadic`: the element type of a variadic last argument (`any` for VARIADIC "any").
    pub variadic: Option<TypeId>,
    /// `pronargdefaults`.
    pub defaults: u16,
    /// `prorettype`.
    pub result: TypeId,
    /// `proretset`.
    pub returns_set: bool,
    /// `proisstrict`.
    pub strict: bool,
    /// `provolatile`.
    pub volatility: Volatility,
    /// `prosrc` of a built-in, which names its C function (aliases share it).
    pub source: Cow<'static, str>,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// `prokind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// A plain function.
    Function,
    /// A procedure, which CALL only runs.
    Procedure,
    /// A window function.
    Window,
    /// An aggregate.
    Aggregate {
        /// `aggkind`.
        kind: AggregateKind,
        /// `aggnumdirectargs`.
        direct_args: u16,
        /// The transition function is strict, so NULL inputs are skipped.
        transition_strict: bool,
        /// `agginitval` is not null.
        has_initial_value: bool,
        /// There is a final function, and it is strict.
        final_strict: Option<bool>,
        /// `aggsortop`.
        sort_operator: Option<OperatorId>,
    },
}

/// `aggkind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AggregateKind {
    Normal,
    OrderedSet,
    Hypothetical,
}

/// `provolatile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Volatility {
    Immutable,
    Stable,
    Volatile,
}
