//! The objects a snapshot brings, with indexes by name.

use std::collections::HashMap;

use super::{
    Cast, Collation, FIRST_USER_ID, FamilyOperator, Function, FunctionId, InRange, Operator,
    OperatorClass, OperatorId, Relation, RelationId, SchemaId, Type, TypeId, builtins,
};

/// Objects of one database, each kind numbered from [`FIRST_USER_ID`] in the order it was added.
#[derive(Debug, Default)]
pub struct Objects {
    schemas: Vec<String>,
    types: Vec<Type>,
    functions: Vec<Function>,
    operators: Vec<Operator>,
    relations: Vec<Relation>,
    collations: Vec<Collation>,
    casts: HashMap<(TypeId, TypeId), Cast>,
    classes: Vec<OperatorClass>,
    family_operators: Vec<FamilyOperator>,
    in_ranges: Vec<InRange>,
    types_by_name: HashMap<String, Vec<u32>>,
    functions_by_name: HashMap<String, Vec<u32>>,
    operators_by_name: HashMap<String, Vec<u32>>,
    relations_by_name: HashMap<String, Vec<u32>>,
}

fn slot(id: u32) -> usize {
    (id - FIRST_USER_ID) as usize
}

fn named<'a, T>(
    index: &'a HashMap<String, Vec<u32>>,
    all: &'a [T],
    name: &str,
) -> impl Iterator<Item = &'a T> + use<'a, T> {
    index.get(name).into_iter().flatten().map(|i| &all[*i as usize])
}

impl Objects {
    /// Adds a schema and returns its identity.
    pub fn add_schema(&mut self, name: &str) -> SchemaId {
        self.schemas.push(name.to_owned());
        SchemaId(FIRST_USER_ID + self.schemas.len() as u32 - 1)
    }

    /// The identity the next type will get.
    pub fn next_type(&self) -> TypeId {
        TypeId(FIRST_USER_ID + self.types.len() as u32)
    }

    /// Adds a type, whose `id` must be [`Objects::next_type`].
    pub fn add_type(&mut self, ty: Type) -> TypeId {
        debug_assert_eq!(ty.id, self.next_type());
        let id = ty.id;
        self.types_by_name.entry(ty.name.to_string()).or_default().push(self.types.len() as u32);
        self.types.push(ty);
        id
    }

    /// A type to complete after it was added (its array, its relation).
    pub fn type_mut(&mut self, id: TypeId) -> &mut Type {
        &mut self.types[slot(id.0)]
    }

    /// The identity the next relation will get.
    pub fn next_relation(&self) -> RelationId {
        RelationId(FIRST_USER_ID + self.relations.len() as u32)
    }

    /// Adds a relation, whose `id` must be [`Objects::next_relation`].
    pub fn add_relation(&mut self, relation: Relation) -> RelationId {
        debug_assert_eq!(relation.id, self.next_relation());
        let id = relation.id;
        self.relations_by_name
            .entry(relation.name.to_string())
            .or_default()
            .push(self.relations.len() as u32);
        self.relations.push(relation);
        id
    }

    /// A relation to complete after it was added (its foreign keys).
    pub fn relation_mut(&mut self, id: RelationId) -> &mut Relation {
        &mut self.relations[slot(id.0)]
    }

    /// Adds a function; its `id` is set here.
    pub fn add_function(&mut self, mut function: Function) -> FunctionId {
        function.id = FunctionId(FIRST_USER_ID + self.functions.len() as u32);
        let id = function.id;
        self.functions_by_name
            .entry(function.name.to_string())
            .or_default()
            .push(self.functions.len() as u32);
        self.functions.push(function);
        id
    }

    /// The identity the next operator will get.
    pub fn next_operator(&self) -> OperatorId {
        OperatorId(FIRST_USER_ID + self.operators.len() as u32)
    }

    /// Adds an operator; its `id` is set here.
    pub fn add_operator(&mut self, mut operator: Operator) -> OperatorId {
        operator.id = self.next_operator();
        let id = operator.id;
        self.operators_by_name
            .entry(operator.name.to_string())
            .or_default()
            .push(self.operators.len() as u32);
        self.operators.push(operator);
        id
    }

    /// An operator to complete after it was added (commutator, negator).
    pub fn operator_mut(&mut self, id: OperatorId) -> &mut Operator {
        &mut self.operators[slot(id.0)]
    }

    /// Adds a cast.
    pub fn add_cast(&mut self, cast: Cast) {
        self.casts.insert((cast.source, cast.target), cast);
    }

    /// Adds a collation, numbered by the caller from [`FIRST_USER_ID`].
    pub fn add_collation(&mut self, collation: Collation) {
        self.collations.push(collation);
    }

    /// Adds an operator class.
    pub fn add_class(&mut self, class: OperatorClass) {
        self.classes.push(class);
    }

    /// Adds an operator of a family.
    pub fn add_family_operator(&mut self, operator: FamilyOperator) {
        self.family_operators.push(operator);
    }

    /// Adds an `in_range` support entry.
    pub fn add_in_range(&mut self, in_range: InRange) {
        self.in_ranges.push(in_range);
    }

    pub(super) fn schema(&self, name: &str) -> Option<SchemaId> {
        let place = self.schemas.iter().position(|s| s == name)?;
        Some(SchemaId(FIRST_USER_ID + place as u32))
    }

    pub(super) fn schema_name(&self, id: SchemaId) -> &str {
        self.schemas.get(slot(id.0)).map_or("", String::as_str)
    }

    /// The schemas of the database, with their names.
    pub fn schemas(&self) -> impl Iterator<Item = (SchemaId, &str)> {
        let numbered = self.schemas.iter().enumerate();
        numbered.map(|(i, s)| (SchemaId(FIRST_USER_ID + i as u32), s.as_str()))
    }

    pub(super) fn ty(&self, id: TypeId) -> &Type {
        self.types.get(slot(id.0)).unwrap_or(&builtins::INVALID_TYPE)
    }

    /// All types.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.types.iter()
    }

    pub(super) fn types_named<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = &'a Type> + use<'a> {
        named(&self.types_by_name, &self.types, name)
    }

    pub(super) fn function(&self, id: FunctionId) -> Option<&Function> {
        self.functions.get(slot(id.0))
    }

    /// All functions.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter()
    }

    pub(super) fn functions_named<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = &'a Function> + use<'a> {
        named(&self.functions_by_name, &self.functions, name)
    }

    pub(super) fn operator(&self, id: OperatorId) -> Option<&Operator> {
        self.operators.get(slot(id.0))
    }

    pub(super) fn operators_named<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = &'a Operator> + use<'a> {
        named(&self.operators_by_name, &self.operators, name)
    }

    pub(super) fn cast(&self, source: TypeId, target: TypeId) -> Option<&Cast> {
        self.casts.get(&(source, target))
    }

    pub(super) fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations.get(slot(id.0))
    }

    pub(super) fn relation_in(&self, schema: SchemaId, name: &str) -> Option<&Relation> {
        named(&self.relations_by_name, &self.relations, name).find(|r| r.schema == schema)
    }

    /// All relations.
    pub fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.iter()
    }

    pub(crate) fn collations(&self) -> impl Iterator<Item = &Collation> {
        self.collations.iter()
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &OperatorClass> {
        self.classes.iter()
    }

    pub(super) fn family_operators(&self) -> impl Iterator<Item = &FamilyOperator> {
        self.family_operators.iter()
    }

    pub(super) fn in_ranges(&self) -> impl Iterator<Item = &InRange> {
        self.in_ranges.iter()
    }
}
