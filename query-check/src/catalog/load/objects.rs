//! The functions, operators, casts and operator classes of a snapshot.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::{
    AccessMethod, AggregateKind, Cast, CastContext, CastMethod, FIRST_USER_ID, FamilyOperator,
    Function, FunctionId, FunctionKind, InRange, OpFamilyId, Operator, OperatorClass, OperatorId,
    TypeId, Volatility,
};
use super::names::{Names, unknown};
use crate::snapshot::{self, Snapshot, SnapshotError};

const ALL_MAJORS: u8 = 0xff;

pub(super) fn add(names: &mut Names, snapshot: Snapshot) -> Result<(), SnapshotError> {
    for function in snapshot.functions {
        add_function(names, function)?;
    }
    add_operators(names, snapshot.operators)?;
    for cast in snapshot.casts {
        add_cast(names, &cast)?;
    }
    let mut families = Families::default();
    for class in snapshot.operator_classes {
        let (schema, name) = names.place(&class.name)?;
        let family = families.get(names, &class.method, &class.family);
        let input = names.ty(&class.ty, &class.name)?;
        names.user.add_class(OperatorClass {
            schema,
            name: Cow::Owned(name),
            method: method(&class.method),
            family,
            input,
            default: class.default,
            majors: ALL_MAJORS,
        });
    }
    for row in snapshot.family_operators {
        let left = names.ty(&row.left, &row.family)?;
        let right = names.ty(&row.right, &row.family)?;
        let operator = names.operator(&row.operator, Some(left), right);
        let operator = operator.ok_or_else(|| unknown("operator", &row.operator, &row.family))?;
        let family = families.get(names, &row.method, &row.family);
        names.user.add_family_operator(FamilyOperator {
            family,
            strategy: row.strategy,
            left,
            right,
            operator,
            majors: ALL_MAJORS,
        });
    }
    for row in snapshot.in_ranges {
        let left = names.ty(&row.left, &row.family)?;
        let right = names.ty(&row.right, &row.family)?;
        let family = families.get(names, "btree", &row.family);
        names.user.add_in_range(InRange { family, left, right, majors: ALL_MAJORS });
    }
    Ok(())
}

fn add_function(names: &mut Names, source: snapshot::Function) -> Result<(), SnapshotError> {
    let (schema, name) = names.place(&source.name)?;
    let of = &source.name;
    let mut args = Vec::with_capacity(source.args.len());
    for arg in &source.args {
        args.push(names.ty(arg, of)?);
    }
    let mut outputs = Vec::with_capacity(source.outputs.len());
    for (name, ty) in source.outputs {
        outputs.push((Cow::Owned(name), names.ty(&ty, of)?));
    }
    let variadic = match &source.variadic {
        Some(variadic) => Some(names.ty(variadic, of)?),
        None => None,
    };
    let result = names.ty(&source.returns, of)?;
    let kind = match (source.aggregate, source.kind.as_deref()) {
        (Some(aggregate), _) => FunctionKind::Aggregate {
            kind: match aggregate.kind.as_deref() {
                None => AggregateKind::Normal,
                Some("ordered set") => AggregateKind::OrderedSet,
                Some(_) => AggregateKind::Hypothetical,
            },
            direct_args: aggregate.direct_args,
            transition_strict: aggregate.transition_strict,
            has_initial_value: aggregate.initial_value,
            final_strict: aggregate.final_strict,
            sort_operator: None,
        },
        (None, Some("procedure")) => FunctionKind::Procedure,
        (None, Some("window")) => FunctionKind::Window,
        (None, _) => FunctionKind::Function,
    };
    names.user.add_function(Function {
        id: FunctionId(0),
        schema,
        name: Cow::Owned(name),
        kind,
        args: Cow::Owned(args),
        arg_names: source.arg_names.into_iter().map(Cow::Owned).collect(),
        outputs: Cow::Owned(outputs),
        variadic,
        defaults: source.defaults,
        result,
        returns_set: source.returns_set,
        strict: source.strict,
        volatility: match source.volatility.as_deref() {
            Some("immutable") => Volatility::Immutable,
            Some("stable") => Volatility::Stable,
            _ => Volatility::Volatile,
        },
        source: Cow::Borrowed(""),
        majors: ALL_MAJORS,
    });
    Ok(())
}

fn add_operators(names: &mut Names, sources: Vec<snapshot::Operator>) -> Result<(), SnapshotError> {
    let mut links = Vec::new();
    for source in sources {
        let (schema, name) = names.place(&source.name)?;
        let left = match &source.left {
            Some(left) => Some(names.ty(left, &source.name)?),
            None => None,
        };
        let right = names.ty(&source.right, &source.name)?;
        let result = names.ty(&source.result, &source.name)?;
        let operands: Vec<TypeId> = left.into_iter().chain([right]).collect();
        let function = names.function(&source.function, &operands);
        let function =
            function.ok_or_else(|| unknown("function", &source.function, &source.name))?;
        let id = names.user.add_operator(Operator {
            id: OperatorId(0),
            schema,
            name: Cow::Owned(name),
            left,
            right,
            result,
            function,
            commutator: None,
            negator: None,
            can_hash: source.hashes,
            can_merge: source.merges,
            majors: ALL_MAJORS,
        });
        if source.commutator.is_some() || source.negator.is_some() {
            links.push((id, left, right, source.commutator, source.negator));
        }
    }
    for (id, left, right, commutator, negator) in links {
        let commutator = match (commutator, left) {
            (Some(name), Some(left)) => names.operator(&name, Some(right), left),
            _ => None,
        };
        let negator = negator.and_then(|name| names.operator(&name, left, right));
        let operator = names.user.operator_mut(id);
        (operator.commutator, operator.negator) = (commutator, negator);
    }
    Ok(())
}

fn add_cast(names: &mut Names, source: &snapshot::Cast) -> Result<(), SnapshotError> {
    let of = format!("the cast from {} to {}", source.source, source.target);
    let method = match &source.function {
        Some(function) => {
            let mut args = Vec::with_capacity(source.function_args.len());
            for arg in &source.function_args {
                args.push(names.ty(arg, &of)?);
            }
            let found = names.function(function, &args);
            CastMethod::Function(found.ok_or_else(|| unknown("function", function, &of))?)
        }
        None if source.inout => CastMethod::InOut,
        None => CastMethod::Binary,
    };
    let cast = Cast {
        source: names.ty(&source.source, &of)?,
        target: names.ty(&source.target, &of)?,
        context: match source.context.as_deref() {
            Some("implicit") => CastContext::Implicit,
            Some("assignment") => CastContext::Assignment,
            _ => CastContext::Explicit,
        },
        method,
        majors: ALL_MAJORS,
    };
    names.user.add_cast(cast);
    Ok(())
}

/// Operator families, numbered as they are named.
#[derive(Default)]
struct Families(HashMap<String, OpFamilyId>);

impl Families {
    fn get(&mut self, names: &Names, access_method: &str, name: &str) -> OpFamilyId {
        let next = OpFamilyId(FIRST_USER_ID + self.0.len() as u32);
        let key = format!("{access_method} {name}");
        *self.0.entry(key).or_insert_with(|| {
            let method = method(access_method);
            let mut builtin = names.builtins().families.iter();
            let found = builtin.find(|f| f.name == name && f.method == method);
            found.map_or(next, |f| f.id)
        })
    }
}

fn method(name: &str) -> AccessMethod {
    match name {
        "btree" => AccessMethod::Btree,
        "hash" => AccessMethod::Hash,
        "gist" => AccessMethod::Gist,
        "gin" => AccessMethod::Gin,
        "spgist" => AccessMethod::SpGist,
        "brin" => AccessMethod::Brin,
        _ => AccessMethod::Other,
    }
}
