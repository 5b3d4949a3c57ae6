//! What names mean: built-in objects of one PostgreSQL major plus the objects of a snapshot.
//!
//! Stages after this one ask the catalog only; they never look at a snapshot or at the generated data.

mod collation;
mod function;
mod id;
mod links;
mod operator;
mod relation;
mod types;

pub mod builtins;
mod format;
mod load;
mod objects;

pub use collation::Collation;
pub use format::quote_identifier;
pub use function::{AggregateKind, Function, FunctionKind, Volatility};
pub use id::{
    CollationId, FIRST_USER_ID, FunctionId, OpFamilyId, OperatorId, RelationId, SchemaId, TypeId,
};
pub use objects::Objects;
pub use operator::{
    AccessMethod, Cast, CastContext, CastMethod, FamilyOperator, InRange, Operator, OperatorClass,
};
pub use relation::{
    Check, Column, ForeignKey, Identity, KeyElement, ReferentialAction, Relation, RelationDetails,
    RelationKind, Rule, Trigger, TriggerTiming, UniqueKey, ViewUpdatability,
};
pub use types::{Subscript, Type, TypeKind};

use builtins::Builtins;
use links::Links;

/// The majors of PostgreSQL this checker has built-in data for.
pub const SUPPORTED_MAJORS: std::ops::RangeInclusive<u32> = 14..=18;

/// Everything a name in a statement can mean.
#[derive(Debug)]
pub struct Catalog {
    major: u32,
    mask: u8,
    builtins: &'static Builtins,
    user: Objects,
    links: Links,
    search_path: Vec<SchemaId>,
}

impl Catalog {
    /// The objects of PostgreSQL `major` alone, with `public` as an empty schema on the search path.
    ///
    /// Returns `None` for a major outside of [`SUPPORTED_MAJORS`].
    pub fn builtin(major: u32) -> Option<Self> {
        let mut user = Objects::default();
        let public = user.add_schema("public");
        Self::with_objects(major, user, &[public])
    }

    /// Built-ins of `major` plus `user` objects; `path` is the search path without the implicit `pg_catalog`.
    pub fn with_objects(major: u32, user: Objects, path: &[SchemaId]) -> Option<Self> {
        if !SUPPORTED_MAJORS.contains(&major) {
            return None;
        }
        let mut search_path = Vec::with_capacity(path.len() + 1);
        if !path.contains(&SchemaId::PG_CATALOG) {
            search_path.push(SchemaId::PG_CATALOG);
        }
        search_path.extend_from_slice(path);
        Some(Self {
            major,
            mask: 1 << (major - SUPPORTED_MAJORS.start()),
            builtins: builtins::builtins(),
            links: Links::of(&user),
            user,
            search_path,
        })
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The schemas unqualified names are looked up in, in order, `pg_catalog` included
    /// (manual, "The Schema Search Path").
    pub fn search_path(&self) -> &[SchemaId] {
        &self.search_path
    }

    /// The schema of that name.
    pub fn schema(&self, name: &str) -> Option<SchemaId> {
        let builtin = self.builtins.schemas.iter().find(|(_, n)| *n == name).map(|(id, _)| *id);
        builtin.or_else(|| self.user.schema(name))
    }

    /// A schema's name.
    pub fn schema_name(&self, id: SchemaId) -> &str {
        match self.builtins.schemas.iter().find(|(i, _)| *i == id) {
            Some((_, name)) => name,
            None => self.user.schema_name(id),
        }
    }

    fn has(&self, majors: u8) -> bool {
        majors & self.mask != 0
    }

    /// The type with that identity.
    ///
    /// # Panics
    /// Never for identities this catalog gave out.
    pub fn ty(&self, id: TypeId) -> &Type {
        if id.is_builtin() {
            self.builtins.type_by_id(id, self.mask).unwrap_or(&builtins::INVALID_TYPE)
        } else {
            self.user.ty(id)
        }
    }

    /// The type `name` in `schema`, by its `typname` (so `_int4` is the array of `int4`).
    pub fn type_in(&self, schema: SchemaId, name: &str) -> Option<&Type> {
        if schema.is_builtin() {
            let mut found = self.builtins.types_named(name);
            if let Some(ty) = found.find(|t| t.schema == schema && self.has(t.majors)) {
                return Some(ty);
            }
        }
        self.user.types_named(name).find(|t| t.schema == schema)
    }

    /// The first type `name` on the search path.
    pub fn find_type(&self, name: &str) -> Option<&Type> {
        self.search_path.iter().find_map(|s| self.type_in(*s, name))
    }

    /// Every function of that name, in whatever schema.
    pub fn functions_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Function> + 'a {
        let builtin = self.builtins.functions_named(name).map(|f| -> &'a Function { f });
        builtin.filter(|f| self.has(f.majors)).chain(self.user.functions_named(name))
    }

    /// The function with that identity.
    pub fn function(&self, id: FunctionId) -> Option<&Function> {
        if id.is_builtin() {
            self.builtins.function_by_id(id, self.mask)
        } else {
            self.user.function(id)
        }
    }

    /// Every operator of that symbol, in whatever schema.
    pub fn operators_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Operator> + 'a {
        let builtin = self.builtins.operators_named(name).map(|o| -> &'a Operator { o });
        builtin.filter(|o| self.has(o.majors)).chain(self.user.operators_named(name))
    }

    /// The operator with that identity.
    pub fn operator(&self, id: OperatorId) -> Option<&Operator> {
        if id.is_builtin() {
            self.builtins.operator_by_id(id, self.mask)
        } else {
            self.user.operator(id)
        }
    }

    /// The cast from one type to another, as `pg_cast` has it (no domains, no arrays looked through).
    pub fn cast(&self, source: TypeId, target: TypeId) -> Option<&Cast> {
        self.user
            .cast(source, target)
            .or_else(|| self.builtins.casts(source, target).find(|c| self.has(c.majors)))
    }

    /// The relation with that identity.
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        if id.is_builtin() {
            self.builtins.relation_by_id(id, self.mask)
        } else {
            self.user.relation(id)
        }
    }

    /// The relation `name` in `schema`.
    pub fn relation_in(&self, schema: SchemaId, name: &str) -> Option<&Relation> {
        let builtin =
            self.builtins.relations_named(name).find(|r| r.schema == schema && self.has(r.majors));
        builtin.or_else(|| self.user.relation_in(schema, name))
    }

    /// The first relation `name` on the search path.
    pub fn find_relation(&self, name: &str) -> Option<&Relation> {
        self.search_path.iter().find_map(|s| self.relation_in(*s, name))
    }

    /// The relations of the snapshot (for did-you-mean).
    pub fn user_relations(&self) -> impl Iterator<Item = &Relation> {
        self.user.relations()
    }

    /// The relations that inherit from a relation directly, partitions included.
    pub fn children(&self, parent: RelationId) -> impl Iterator<Item = &Relation> {
        self.links.children(parent).iter().filter_map(|id| self.relation(*id))
    }

    /// The relations with a foreign key to a relation.
    pub fn referencing(&self, referenced: RelationId) -> impl Iterator<Item = &Relation> {
        self.links.referencing(referenced).iter().filter_map(|id| self.relation(*id))
    }

    /// The names of all functions that can be called without qualification (for did-you-mean).
    pub fn function_names(&self) -> impl Iterator<Item = &str> {
        let builtin = self.builtins.functions.iter().filter(|f| self.has(f.majors));
        builtin.chain(self.user.functions()).map(|f| &*f.name)
    }

    /// The types of the snapshot and the built-in ones (for did-you-mean).
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let builtin = self.builtins.types.iter().filter(|t| self.has(t.majors));
        builtin.chain(self.user.types())
    }

    /// The collation `name` in `schema`.
    pub fn collation_in(&self, schema: SchemaId, name: &str) -> Option<&Collation> {
        let mut named = self.builtins.collations_named(name);
        let builtin = named.find(|c| c.schema == schema && self.has(c.majors));
        builtin.or_else(|| self.user.collations().find(|c| c.schema == schema && c.name == name))
    }

    /// The collation with that identity.
    pub fn collation(&self, id: CollationId) -> Option<&Collation> {
        let builtin = self.builtins.collations.iter().find(|c| c.id == id && self.has(c.majors));
        builtin.or_else(|| self.user.collations().find(|c| c.id == id))
    }

    /// The operator classes of an access method.
    pub fn operator_classes(&self, method: AccessMethod) -> impl Iterator<Item = &OperatorClass> {
        let builtin = self.builtins.classes.iter().filter(|c| self.has(c.majors));
        builtin.chain(self.user.classes()).filter(move |c| c.method == method)
    }

    /// The places of an operator in btree and hash families: the access method and the strategy.
    pub fn operator_strategies(&self, operator: OperatorId) -> Vec<(AccessMethod, u8)> {
        let builtin = self.builtins.strategies().get(&operator).into_iter().flatten();
        let builtin = builtin.filter(|(_, majors)| self.has(*majors)).map(|(place, _)| *place);
        let user = self.user.family_operators().filter(|member| member.operator == operator);
        let method = |family: OpFamilyId| {
            [AccessMethod::Btree, AccessMethod::Hash]
                .into_iter()
                .find(|method| self.operator_classes(*method).any(|class| class.family == family))
        };
        builtin
            .chain(user.filter_map(|member| Some((method(member.family)?, member.strategy))))
            .collect()
    }

    /// The operators of a btree or hash family.
    pub fn family_operators(&self, family: OpFamilyId) -> impl Iterator<Item = &FamilyOperator> {
        // The generated table is sorted by family.
        let all = self.builtins.family_operators;
        let start = all.partition_point(|o| o.family < family);
        let builtin = all[start..].iter().take_while(move |o| o.family == family);
        let user = self.user.family_operators().filter(move |o| o.family == family);
        builtin.filter(|o| self.has(o.majors)).chain(user)
    }

    /// Whether `family` has the `in_range` support that a RANGE frame over `left` with offset `right` needs.
    pub fn in_range(&self, family: OpFamilyId) -> impl Iterator<Item = &InRange> {
        let builtin = self.builtins.in_ranges.iter().filter(|o| self.has(o.majors));
        builtin.chain(self.user.in_ranges()).filter(move |o| o.family == family)
    }

    /// Built-in data and the snapshot, for stages that need to enumerate.
    pub fn user(&self) -> &Objects {
        &self.user
    }
}
