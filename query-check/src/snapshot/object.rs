//! Functions, operators, casts, operator classes, collations and extensions.

use serde::{Deserialize, Serialize};

use super::types::is_false;

/// An extension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The schema of its objects.
    pub schema: String,
    /// Its version.
    pub version: String,
}

/// A collation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Collation {
    /// Its qualified name.
    pub name: String,
    /// DETERMINISTIC = false.
    #[serde(skip_serializing_if = "is_false")]
    pub nondeterministic: bool,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// A function, procedure, window function or aggregate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Function {
    /// Its qualified name.
    pub name: String,
    /// The types of its input arguments.
    pub args: Vec<String>,
    /// The names of its input arguments, `""` for none; left out when none has a name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arg_names: Vec<String>,
    /// How many of the last arguments have defaults.
    #[serde(skip_serializing_if = "is_zero")]
    pub defaults: u16,
    /// The element type of a VARIADIC last argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variadic: Option<String>,
    /// `procedure` or `window`, where it is neither a plain function nor an aggregate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What it returns.
    pub returns: String,
    /// RETURNS SETOF or TABLE.
    #[serde(skip_serializing_if = "is_false")]
    pub returns_set: bool,
    /// The names and types of OUT, INOUT and TABLE arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<(String, String)>,
    /// STRICT.
    #[serde(skip_serializing_if = "is_false")]
    pub strict: bool,
    /// `immutable` or `stable`, where it is not volatile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatility: Option<String>,
    /// What only aggregates have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// What only aggregates have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Aggregate {
    /// `ordered set` or `hypothetical set`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How many arguments are direct.
    #[serde(skip_serializing_if = "is_zero")]
    pub direct_args: u16,
    /// The transition function is STRICT.
    #[serde(skip_serializing_if = "is_false")]
    pub transition_strict: bool,
    /// There is an INITCOND.
    #[serde(skip_serializing_if = "is_false")]
    pub initial_value: bool,
    /// There is a FINALFUNC, and whether it is STRICT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_strict: Option<bool>,
}

/// An operator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Operator {
    /// Its qualified name.
    pub name: String,
    /// LEFTARG; none for a prefix operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// RIGHTARG.
    pub right: String,
    /// What it yields.
    pub result: String,
    /// FUNCTION: its name; its arguments are the operands.
    pub function: String,
    /// COMMUTATOR: its name; its operands are these, swapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commutator: Option<String>,
    /// NEGATOR: its name; its operands are these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negator: Option<String>,
    /// HASHES.
    #[serde(skip_serializing_if = "is_false")]
    pub hashes: bool,
    /// MERGES.
    #[serde(skip_serializing_if = "is_false")]
    pub merges: bool,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// A cast.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cast {
    /// From.
    pub source: String,
    /// To.
    pub target: String,
    /// AS `implicit` or `assignment`; left out for an explicit cast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// WITH FUNCTION: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// WITH FUNCTION: its argument types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub function_args: Vec<String>,
    /// WITH INOUT; a cast with neither is WITHOUT FUNCTION.
    #[serde(skip_serializing_if = "is_false")]
    pub inout: bool,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// An operator class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperatorClass {
    /// Its qualified name.
    pub name: String,
    /// The access method.
    pub method: String,
    /// Its family, of the same access method.
    pub family: String,
    /// FOR TYPE.
    #[serde(rename = "type")]
    pub ty: String,
    /// DEFAULT.
    #[serde(skip_serializing_if = "is_false")]
    pub default: bool,
    /// The extension it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// An operator of a btree or hash operator family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FamilyOperator {
    /// The family.
    pub family: String,
    /// `btree` or `hash`.
    pub method: String,
    /// Its strategy number.
    pub strategy: u8,
    /// The operator's name.
    pub operator: String,
    /// Its left operand.
    pub left: String,
    /// Its right operand.
    pub right: String,
}

/// An `in_range` support function of a btree operator family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InRange {
    /// The family.
    pub family: String,
    /// The ordered type.
    pub left: String,
    /// The offset's type.
    pub right: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u16) -> bool {
    *number == 0
}
