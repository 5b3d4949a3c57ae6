//! Built-in objects of every supported major, generated from `pg_catalog` of real servers.
//!
//! A row carries a mask of the majors it is in, so that one table serves all of them. Tables are sorted
//! by name; the `*_by_id` tables hold the places of the rows sorted by identity.

mod casts;
mod classes;
mod collations;
mod families;
mod family_operators;
mod functions;
mod in_ranges;
mod operators;
mod relations;
mod row;
mod schemas;
#[cfg(test)]
mod tests;
mod types;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::{
    AccessMethod, Cast, Collation, FIRST_USER_ID, FamilyOperator, Function, FunctionId, InRange,
    OpFamilyId, Operator, OperatorClass, OperatorId, Relation, RelationId, SchemaId, Subscript,
    Type, TypeId, TypeKind,
};

/// Strategies by operator.
type Strategies = HashMap<OperatorId, Vec<((AccessMethod, u8), u8)>>;

/// All tables.
#[derive(Debug)]
pub struct Builtins {
    /// Schemas and their names.
    pub schemas: &'static [(SchemaId, &'static str)],
    /// Types by name.
    pub types: &'static [Type],
    /// Functions by name.
    pub functions: &'static [Function],
    /// Operators by symbol.
    pub operators: &'static [Operator],
    /// Relations by name.
    pub relations: &'static [Relation],
    /// Casts by source and target.
    pub casts: &'static [Cast],
    /// Collations by name.
    pub collations: &'static [Collation],
    /// Operator families by name.
    pub families: &'static [OperatorFamily],
    /// Operator classes.
    pub classes: &'static [OperatorClass],
    /// Operators of btree and hash families.
    pub family_operators: &'static [FamilyOperator],
    /// `in_range` support.
    pub in_ranges: &'static [InRange],
    /// Places in `types`, by identity.
    pub types_by_id: &'static [u16],
    /// Places in `functions`, by identity.
    pub functions_by_id: &'static [u16],
    /// Places in `operators`, by identity.
    pub operators_by_id: &'static [u16],
    /// Places in `relations`, by identity.
    pub relations_by_id: &'static [u16],
}

/// A row of `pg_opfamily`; all are in `pg_catalog`.
#[derive(Clone, Debug)]
pub struct OperatorFamily {
    /// Its identity.
    pub id: OpFamilyId,
    /// Its name.
    pub name: &'static str,
    /// Its access method.
    pub method: AccessMethod,
    /// The majors (bit `major - 14`) that have it.
    pub majors: u8,
}

/// What stands in for a type that is not there.
pub static INVALID_TYPE: Type = Type {
    id: TypeId::INVALID,
    schema: SchemaId::PG_CATALOG,
    name: Cow::Borrowed("???"),
    kind: TypeKind::Pseudo,
    category: b'X',
    preferred: false,
    element: None,
    subscript: Subscript::None,
    array: None,
    collation: None,
    has_modifiers: false,
    length: -2,
    defined: false,
    majors: 0xff,
};

fn by_name<'a, T>(
    rows: &'static [T],
    key: impl Fn(&T) -> &str + 'a,
    name: &'a str,
) -> impl Iterator<Item = &'static T> + 'a {
    let start = rows.partition_point(|row| key(row) < name);
    rows[start..].iter().take_while(move |row| key(row) == name)
}

fn by_id<T>(
    rows: &'static [T],
    places: &'static [u16],
    key: impl Fn(&T) -> (u32, u8),
    id: u32,
    mask: u8,
) -> Option<&'static T> {
    let start = places.partition_point(|p| key(&rows[usize::from(*p)]).0 < id);
    let candidates = places[start..].iter().map(|p| &rows[usize::from(*p)]);
    candidates.take_while(|row| key(row).0 == id).find(|row| key(row).1 & mask != 0)
}

impl Builtins {
    pub(super) fn types_named<'a>(
        &self,
        name: &'a str,
    ) -> impl Iterator<Item = &'static Type> + 'a {
        by_name(self.types, |t| &t.name, name)
    }

    pub(super) fn type_by_id(&self, id: TypeId, mask: u8) -> Option<&'static Type> {
        // Asked more often than anything else: found without a search.
        static FIRST: OnceLock<Vec<u16>> = OnceLock::new();
        let places = self.types_by_id;
        let first = FIRST.get_or_init(|| self.first_places());
        let mut place = usize::from(*first.get(id.0 as usize)?);
        while let Some(row) = places.get(place).map(|at| &self.types[usize::from(*at)]) {
            if row.id != id {
                return None;
            }
            if row.majors & mask != 0 {
                return Some(row);
            }
            place += 1;
        }
        None
    }

    /// By identity, the first place in `types_by_id`.
    fn first_places(&self) -> Vec<u16> {
        let mut first = vec![u16::MAX; FIRST_USER_ID as usize];
        for (place, at) in self.types_by_id.iter().enumerate().rev() {
            if let Some(first) = first.get_mut(self.types[usize::from(*at)].id.0 as usize) {
                *first = place as u16;
            }
        }
        first
    }

    pub(super) fn functions_named<'a>(
        &self,
        name: &'a str,
    ) -> impl Iterator<Item = &'static Function> + 'a {
        by_name(self.functions, |f| &f.name, name)
    }

    pub(super) fn function_by_id(&self, id: FunctionId, mask: u8) -> Option<&'static Function> {
        by_id(self.functions, self.functions_by_id, |f| (f.id.0, f.majors), id.0, mask)
    }

    pub(super) fn operators_named<'a>(
        &self,
        name: &'a str,
    ) -> impl Iterator<Item = &'static Operator> + 'a {
        by_name(self.operators, |o| &o.name, name)
    }

    pub(super) fn operator_by_id(&self, id: OperatorId, mask: u8) -> Option<&'static Operator> {
        by_id(self.operators, self.operators_by_id, |o| (o.id.0, o.majors), id.0, mask)
    }

    pub(super) fn relations_named<'a>(
        &self,
        name: &'a str,
    ) -> impl Iterator<Item = &'static Relation> + 'a {
        by_name(self.relations, |r| &r.name, name)
    }

    pub(super) fn relation_by_id(&self, id: RelationId, mask: u8) -> Option<&'static Relation> {
        by_id(self.relations, self.relations_by_id, |r| (r.id.0, r.majors), id.0, mask)
    }

    pub(super) fn collations_named<'a>(
        &self,
        name: &'a str,
    ) -> impl Iterator<Item = &'static Collation> + 'a {
        by_name(self.collations, |c| &c.name, name)
    }

    /// For each operator of a btree or hash family, its strategies there and the majors that have them.
    pub(super) fn strategies(&self) -> &'static Strategies {
        static STRATEGIES: OnceLock<Strategies> = OnceLock::new();
        STRATEGIES.get_or_init(|| {
            let methods: HashMap<_, _> =
                self.classes.iter().map(|class| (class.family, class.method)).collect();
            let mut strategies = Strategies::new();
            for member in self.family_operators {
                if let Some(method) = methods.get(&member.family) {
                    let place = (*method, member.strategy);
                    strategies.entry(member.operator).or_default().push((place, member.majors));
                }
            }
            strategies
        })
    }

    pub(super) fn casts(
        &self,
        source: TypeId,
        target: TypeId,
    ) -> impl Iterator<Item = &'static Cast> + use<> {
        let casts = self.casts;
        let start = casts.partition_point(|c| (c.source, c.target) < (source, target));
        casts[start..].iter().take_while(move |c| (c.source, c.target) == (source, target))
    }
}

/// The generated tables.
pub fn builtins() -> &'static Builtins {
    &BUILTINS
}

static BUILTINS: Builtins = Builtins {
    schemas: schemas::SCHEMAS,
    types: types::TYPES,
    functions: functions::FUNCTIONS,
    operators: operators::OPERATORS,
    relations: relations::RELATIONS,
    casts: casts::CASTS,
    collations: collations::COLLATIONS,
    families: families::FAMILIES,
    classes: classes::CLASSES,
    family_operators: family_operators::FAMILY_OPERATORS,
    in_ranges: in_ranges::IN_RANGES,
    types_by_id: types::BY_ID,
    functions_by_id: functions::BY_ID,
    operators_by_id: operators::BY_ID,
    relations_by_id: relations::BY_ID,
};
